package offline

import (
	"slices"
	"strings"
	"time"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
)

// Phone is a browser on which somebody enters visits without a network.
type Phone struct {
	ID        id.ID // minted by the phone
	User      id.ID // whose it is
	Account   string
	Name      string // of the user
	Label     string // the browser's name
	Area      area.Code
	Unit      string // where the user sits
	Made      day.Instant
	Seen      day.Instant
	Fetched   day.Instant // when it got its households last
	Unsent    int         // entries, as it said last
	Oldest    day.Instant // since when the oldest of them waits
	Drift     time.Duration
	Revoked   day.Instant
	RevokedBy string
	Holds     int64 // households on it
}

// How long entries may wait on a phone (ux.md §10): after Late the phone says so
// in yellow; after VeryLate in red, and the office is told.
const (
	Late     = 24 * time.Hour
	VeryLate = 3 * 24 * time.Hour
)

// Silent is how long a phone that has fetched households may say nothing before
// the office is told.
const Silent = 14 * 24 * time.Hour

// ClockOff is by how much a phone's clock may be wrong without being flagged
// (ux.md §10).
const ClockOff = 10 * time.Minute

// Overdue tells whether the office should ask after a phone.
func (p *Phone) Overdue(now day.Instant) bool {
	switch {
	case p.Revoked != "":
		return false
	case p.Unsent > 0 && p.Oldest != "" && now.Time().Sub(p.Oldest.Time()) > VeryLate:
		return true
	}
	return p.Fetched != "" && p.Holds > 0 && now.Time().Sub(p.Seen.Time()) > Silent
}

// UploadState is where an upload stands with the office.
type UploadState string

// The states of an upload.
const (
	Held    UploadState = "held"    // its text is kept, nothing was made of it yet
	Taken   UploadState = "taken"   // it is a visit on file
	SetBack UploadState = "aside"   // the office has to look at it
	Settled UploadState = "settled" // it has
)

// Reason is why the office has to look at an upload.
type Reason string

// The reasons. The visit is on file but for NotTaken.
const (
	NotTaken    Reason = "not_taken"    // no visit could be made of it
	Noted       Reason = "noted"        // the phone notes other values than the file
	FileClosed  Reason = "file_closed"  // the household was closed meanwhile
	FileMoved   Reason = "file_moved"   // or merged into another
	FileChanged Reason = "file_changed" // the file changed since the phone fetched it
	FormChanged Reason = "form_changed" // filled in upon an older form
	SameDay     Reason = "same_day"     // another visit of the household on that day
	ClockWrong  Reason = "clock"        // the phone's clock was off
	SentTwice   Reason = "edited"       // another text came under the same number
	PhotoWrong  Reason = "photo"        // a photo that is none
	NotPaired   Reason = "not_paired"   // the pair ended meanwhile
)

// Reasons are some reasons, each once.
type Reasons []Reason

// With adds one.
func (all Reasons) With(one Reason) Reasons {
	if slices.Contains(all, one) {
		return all
	}
	return append(all, one)
}

// Looked tells whether somebody has to look: a clock that was off is only told.
func (all Reasons) Looked() bool {
	return slices.ContainsFunc(all, func(r Reason) bool { return r != ClockWrong })
}

// Has tells whether one is among them.
func (all Reasons) Has(one Reason) bool { return slices.Contains(all, one) }

// String is how they are kept.
func (all Reasons) String() string {
	words := make([]string, len(all))
	for i, r := range all {
		words[i] = string(r)
	}
	return strings.Join(words, ",")
}

// ReadReasons reads what String wrote.
func ReadReasons(text string) (all Reasons) {
	for word := range strings.SplitSeq(text, ",") {
		if word != "" {
			all = append(all, Reason(word))
		}
	}
	return all
}

// Upload is an entry of a phone as the office has it.
type Upload struct {
	ID        id.ID
	Phone     id.ID
	User      id.ID // whose it is
	Account   string
	Name      string
	Household id.ID
	Area      area.Code
	Unit      string
	Digest    string
	Envelope  []byte
	Way       Way
	Finished  day.Instant // by the phone's clock, "" when that was unreadable
	Received  day.Instant
	Drift     time.Duration
	State     UploadState
	Receipt   string
	Reasons   Reasons
	Whole     day.Instant
	Settled   day.Instant
	SettledBy string
	Version   int
}

// Way is how an upload came.
type Way string

// The ways.
const (
	ByPhone Way = "phone"
	ByFile  Way = "file"
)

// Aside tells whether the phone has to wait for the office: its text is kept, and
// no visit is on file yet.
func (u *Upload) Aside() bool { return u.Receipt == "" }
