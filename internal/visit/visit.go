package visit

import (
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/money"
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
