package visit

import (
	"strings"
	"unicode/utf8"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/money"
	"songnuan/internal/problem"
)

// Visit is an entry as it is kept.
type Visit struct {
	Entry
	Number   string    // of its receipt
	Filed    id.ID     // household that it is filed under; Household is the one it was sent for
	Area     area.Code // of the household, when it came in
	Unit     string
	Day      day.Date // by the server's clock
	ClockOff int64    // seconds that the device's clock was ahead
	Received day.Instant
	Own      money.Fen // handed over from the visitors' own purse
	Aid      money.Fen // handed over in all
	Met      bool
	Signed   bool
	Counts   bool // it stands and the household was met: it counts toward duties
	State    State
	Reason   string // why it was annulled
	Account  id.ID  // who sent it
	Actor    string
	Recorded day.Instant // of the last change
	Version  int64
	Flags    []Flag
}

// State is whether a visit stands.
type State string

// The states.
const (
	Stands   State = "stands"
	Annulled State = "annulled"
)

// Text is the state's name.
func (s State) Text(lang locale.Lang) string { return locale.Text(lang, "visit.state."+string(s), nil) }

// Open are the flags that nobody has settled.
func (v *Visit) Open() (all []FlagKind) {
	for _, f := range v.Flags {
		if f.Settled == "" {
			all = append(all, f.Kind)
		}
	}
	return all
}

// Helpers are the visitors of the register.
func (v *Visit) Helpers() (all []id.ID) {
	for _, one := range v.Visitors {
		if one.Helper != "" {
			all = append(all, one.Helper)
		}
	}
	return all
}

// Photo is one photo or drawn signature of an entry. It may come before it.
type Photo struct {
	Visit    id.ID
	ID       id.ID  // minted where it was taken
	File     string // digest
	Type     string
	Account  id.ID
	Actor    string
	Recorded day.Instant
}

// Annul makes a visit that stands count no more. Errors: Conflict when it is
// annulled or has been changed since it was seen (0 is whatever stands); Invalid
// without a reason.
func (v *Visit) Annul(seen int64, reason string) (err error) {
	switch {
	case v.State == Annulled:
		return problem.New(problem.Conflict, "visit.is_annulled")
	case seen != 0 && seen != v.Version:
		return problem.New(problem.Conflict, "visit.changed")
	}
	if v.Reason, err = CheckNote(reason); err != nil {
		return err
	}
	v.State, v.Counts = Annulled, false
	v.Version++
	return nil
}

// CheckNote checks a reason, or what was found: problem.Invalid when it is blank
// or too long.
func CheckNote(text string) (string, error) {
	const most = 500
	text = strings.TrimSpace(strings.ToValidUTF8(text, ""))
	switch {
	case text == "":
		return "", problem.New(problem.Invalid, "visit.reason_missing")
	case utf8.RuneCountInString(text) > most:
		return "", problem.New(problem.Invalid, "visit.reason_long", "most", most)
	}
	return text, nil
}
