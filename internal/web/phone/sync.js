// What goes between the phone and the office. An entry goes as its text first, then
// the pieces of its photos that the answers ask for; everything may be repeated.
import * as disk from "./disk.js";
import * as vault from "./vault.js";
import * as outbox from "./outbox.js";

const PIECE = 256 * 1024;
const EVERY = 60e3;
const LONGEST = 16 * 60e3;

export const net = { busy: false, online: true, signedOut: false, revoked: false, othersPhone: false, sending: 0, left: 0, at: 0, failures: 0, offset: 0 };

let tell = () => {};
let timer;

// begin starts the loop; changed is called whenever something is to be shown anew.
export function begin(changed) {
  tell = changed;
  addEventListener("online", () => soon(0));
  addEventListener("offline", () => { net.online = false; tell(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) soon(0); });
  soon(0);
}

export function soon(ms) {
  clearTimeout(timer);
  timer = setTimeout(run, ms);
}

class Refused extends Error {
  constructor(status, answer) { super(answer.code || String(status)); this.status = status; this.answer = answer; }
}

async function post(path, body, headers) {
  let res;
  try {
    res = await fetch(path, { method: "POST", body, headers: Object.assign({ "Content-Type": "application/json" }, headers), cache: "no-store", credentials: "same-origin", redirect: "error" });
  } catch (e) {
    net.online = false;
    throw new Refused(0, {});
  }
  net.online = true;
  let answer = {};
  try { answer = await res.json(); } catch (e) { if (res.ok) throw new Refused(0, {}); }
  if (res.ok) return answer;
  if (res.status === 401) net.signedOut = true;
  if (res.status === 403 && answer.key === "offline.revoked") net.revoked = true;
  throw new Refused(res.status, answer);
}

const json = (path, value) => post(path, JSON.stringify(value));

// move puts an event into an entry and writes it, in one step. What the state does
// not know changes nothing: somebody else was quicker.
export async function move(id, event, change) {
  let entry;
  await disk.run(["entries", "photos"], "readwrite", (tx) => {
    const entries = tx.objectStore("entries");
    entries.get(id).onsuccess = (r) => {
      entry = r.target.result;
      const next = entry && outbox.on(entry.state, event);
      if (!next) return;
      if (next === outbox.GONE) {
        for (const p of entry.photos) tx.objectStore("photos").delete(p.id);
        entries.delete(id);
        entry = null;
        return;
      }
      entry.state = next;
      if (change) change(entry);
      entries.put(entry);
    };
  });
  tell();
  return entry;
}

// wake is what every entry does when the page starts: what was being sent may be
// there already.
export async function wake() {
  for (const e of await disk.all("entries")) {
    if (e.state === "sending") await move(e.id, "wake");
    if (e.state === "delivered" && Date.now() - e.deliveredAt > 7 * 864e5) await move(e.id, "forget");
  }
}

// register ties this phone to who is signed in.
export async function register() {
  let phone = await disk.get("meta", "phone");
  if (!phone) { phone = { id: vault.uuid() }; await disk.put("meta", phone, "phone"); }
  let card;
  try {
    card = await json("/m/sync/phone", { phone: phone.id, label: navigator.userAgent.slice(0, 200) });
  } catch (e) {
    net.othersPhone = e.status === 409;
    throw e;
  }
  net.othersPhone = net.signedOut = false;
  net.offset = Date.parse(card.now) - Date.now();
  const known = { id: phone.id, account: card.account, name: card.name };
  await disk.put("meta", known, "phone");
  await disk.put("meta", { id: card.key.id, public: vault.unbase64(card.key.public) }, "key");
  return known;
}

// run sends what waits and fetches what is new.
export async function run(manual) {
  clearTimeout(timer);
  if (net.busy) { net.again = true; return; }
  net.busy = true;
  net.again = false;
  if (manual) net.signedOut = false;
  tell();
  let well = true;
  try {
    if (!(await disk.get("meta", "key")) || net.signedOut || net.othersPhone) await register();
    well = await sendAll(manual);
    if (hook.fetch && !net.signedOut && !net.revoked) await hook.fetch(json);
    net.at = Date.now();
  } catch (e) {
    well = false;
    if (!(e instanceof Refused)) { console.warn(String(e)); }
  }
  net.busy = false;
  net.sending = 0;
  net.failures = well ? 0 : net.failures + 1;
  if (net.revoked && hook.revoked) await hook.revoked();
  soon(net.again ? 0 : Math.min(LONGEST, EVERY * Math.pow(2, net.failures)));
  tell();
}

export const hook = { fetch: null, revoked: null };

async function sendAll(manual) {
  const waiting = (await disk.all("entries")).filter((e) => outbox.waits(e.state) && (manual || e.state !== "failed" || Date.now() > (e.next || 0)));
  waiting.sort((a, b) => (a.id < b.id ? -1 : 1));
  net.left = waiting.length;
  net.sending = 0;
  let well = true;
  for (const e of waiting) {
    net.sending++;
    tell();
    if (!(await send(e.id, waiting.length))) well = false;
    if (!net.online || net.signedOut || net.revoked) return false;
  }
  return well;
}

// send is one attempt for one entry.
async function send(id, unsent) {
  let entry = await move(id, "send", (e) => { e.tries = (e.tries || 0) + 1; });
  if (!entry || entry.state !== "sending") return true;
  const phone = (await disk.get("meta", "phone")).id;
  try {
    let answer = await json("/m/sync/entries/" + id, { phone, clock: new Date().toISOString(), unsent, envelope: vault.base64(entry.envelope) });
    entry = await heard(id, answer);
    for (const p of entry.photos) {
      for (let tries = 0; entry.state === "partial" && !whole(entry, p.id) && tries < 64; tries++) {
        const photo = await disk.get("photos", p.id);
        const have = entry.photos.find((x) => x.id === p.id).have || 0;
        const from = have >= photo.envelope.length ? 0 : have;
        const query = "?phone=" + phone + "&size=" + photo.envelope.length + "&digest=" + photo.digest + "&offset=" + from;
        answer = await post("/m/sync/photos/" + id + "/" + p.id + query, photo.envelope.slice(from, from + PIECE), { "Content-Type": "application/octet-stream" });
        entry = await heard(id, answer);
      }
    }
    return true;
  } catch (e) {
    if (!(e instanceof Refused)) throw e;
    const gone = e.status === 0 || e.status === 401 || e.status === 403 || e.status === 429 || e.status >= 500;
    await move(id, gone ? "lost" : "refused", (x) => { x.error = gone ? "" : e.answer.message || String(e.status); x.next = Date.now() + 10 * 60e3; });
    return false;
  }
}

function whole(entry, photo) { return entry.photos.find((x) => x.id === photo).whole; }

// heard puts an answer into an entry.
export function heard(id, answer) {
  return move(id, answer.state, (e) => {
    e.error = "";
    e.receipt = answer.receipt || e.receipt || "";
    e.reasons = answer.reasons || [];
    for (const told of answer.photos || []) {
      const mine = e.photos.find((p) => p.id === told.id);
      if (mine) { mine.have = told.have; mine.whole = told.whole; }
    }
    if (e.state === "delivered" && !e.deliveredAt) e.deliveredAt = Date.now();
  });
}
