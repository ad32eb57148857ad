package visit

import (
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
)

// FlagKind is why a person should look at an entry.
type FlagKind string

// The flags. None of them stops an entry from being filed.
const (
	FlagClosed      FlagKind = "closed"       // the household's file was closed by the day of the visit
	FlagMerged      FlagKind = "merged"       // filed under the file that the household's was merged into
	FlagMoved       FlagKind = "moved"        // the household lies outside the sender's places by now
	FlagNotHis      FlagKind = "not_his"      // the sender was not paired with the household on the day
	FlagFormChanged FlagKind = "form_changed" // the duty has another form by now
	FlagSameDay     FlagKind = "same_day"     // another entry of the household and the day
	FlagClock       FlagKind = "clock"        // the device's clock was off by more than ten minutes
	FlagFuture      FlagKind = "future"       // its time had not come yet
	FlagOver        FlagKind = "over"         // the campaign was closed, or the plan has no such duty
	FlagFew         FlagKind = "few"          // fewer visitors than the duty asks for
	FlagClash       FlagKind = "clash"        // another entry came under the same id
	FlagUnmet       FlagKind = "unmet"        // nobody was met: the duty's fallback applies
)

// FlagKinds are all, in the order they are shown.
var FlagKinds = []FlagKind{FlagClash, FlagNotHis, FlagClosed, FlagMerged, FlagMoved, FlagSameDay, FlagFormChanged, FlagOver, FlagFew, FlagClock, FlagFuture, FlagUnmet}

// Text says what it means.
func (k FlagKind) Text(lang locale.Lang) string {
	return locale.Text(lang, "visit.flag."+string(k), nil)
}

// Flag is one of an entry.
type Flag struct {
	Kind    FlagKind
	Other   id.ID // the entry that it is about, of same_day
	Raised  day.Instant
	Settled day.Instant // "" while it is open
	Actor   string      // who settled it
	Note    string      // what he found
}

// ClockMost is how far a device's clock may be off, in minutes, before an entry
// is flagged (ux.md §10).
const ClockMost = 10

// ClockOff is how far a device's clock is ahead of the server's, in seconds; 0
// when it did not tell its time.
func ClockOff(sent, received day.Instant) int64 {
	if sent == "" {
		return 0
	}
	return int64(sent.Time().Sub(received.Time()).Seconds())
}
