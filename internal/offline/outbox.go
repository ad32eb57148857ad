// Package offline is what a phone and the office agree upon, so that a visit
// entered without a network arrives once: the states of an entry in the phone's
// outbox, the envelope in which it travels, and how its pieces are taken. It
// knows neither database nor network; docs/offline-protocol.md tells it whole.
package offline

import (
	_ "embed"
	"encoding/json"
	"slices"
)

// State is where an entry stands in a phone's outbox.
type State string

// The states (草稿, 已完成·待上传, 上传中, 已上传·等回执, 文字已到·照片待传, 失败,
// 已收到·需确认, 已送达). Gone is no state: the phone has forgotten the entry.
const (
	Draft     State = "draft"
	Finished  State = "finished"
	Sending   State = "sending"
	Unsure    State = "unsure" // sent, the answer was not seen: it may be there
	Partial   State = "partial"
	Failed    State = "failed"
	Aside     State = "aside" // it is with the office, which has to look at it
	Delivered State = "delivered"
	Gone      State = "gone"
)

// Event is what happens to an entry on the phone.
type Event string

// The events. The last six are answers of the server, or their absence.
const (
	Save        Event = "save"
	Finish      Event = "finish"
	Discard     Event = "discard"
	Send        Event = "send"
	Withdraw    Event = "withdraw"
	Wake        Event = "wake"   // the page starts anew, perhaps after a crash
	Forget      Event = "forget" // long after the receipt
	IsPartial   Event = "partial"
	IsMissing   Event = "missing" // the server has lost the text: an older backup was put back
	IsDelivered Event = "delivered"
	IsAside     Event = "aside"
	AnswerLost  Event = "lost"
	WasRefused  Event = "refused"
)

// OutboxTable is the table of the outbox as the phone's own module reads it: one
// text for both, so that the two can't differ.
//
//go:embed outbox.json
var OutboxTable []byte

// outbox is the table, read once.
var outbox = func() (t struct {
	First  State
	Moves  map[State]map[Event]State
	Unsent []State
}) {
	if err := json.Unmarshal(OutboxTable, &t); err != nil {
		panic(err) // the file is in the program and tested
	}
	return t
}()

// On is the state after an event; ok is false where the event can't happen.
func (s State) On(e Event) (next State, ok bool) {
	next, ok = outbox.Moves[s][e]
	return next, ok
}

// Unsent tells whether the office may not have the entry yet, so that the phone
// must keep it.
func (s State) Unsent() bool { return slices.Contains(outbox.Unsent, s) }

// States are all states of the table but Gone.
func States() (all []State) {
	for s := range outbox.Moves {
		all = append(all, s)
	}
	slices.Sort(all)
	return all
}

// Events are all events that some state knows.
func Events() (all []Event) {
	for _, moves := range outbox.Moves {
		for e := range moves {
			if !slices.Contains(all, e) {
				all = append(all, e)
			}
		}
	}
	slices.Sort(all)
	return all
}
