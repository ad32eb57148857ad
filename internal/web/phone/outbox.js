// The states of an entry in the outbox. The table is the server's own
// (internal/offline/outbox.json, served as table.js); this module only reads it,
// and a test walks both through the same events.
import table from "./table.js";

export const FIRST = table.first;
export const GONE = table.gone;

// on gives the state after an event, undefined where the event can't happen.
export function on(state, event) {
  const moves = table.moves[state];
  return moves ? moves[event] : undefined;
}

// unsent tells whether the office may not have the entry yet.
export function unsent(state) {
  return table.unsent.indexOf(state) >= 0;
}

// waits tells whether the outbox should send the entry by itself.
export function waits(state) {
  return state === "finished" || state === "unsure" || state === "partial" || state === "failed";
}
