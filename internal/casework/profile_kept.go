package casework

import (
	"encoding/hex"
	"slices"

	"github.com/emmansun/gmsm/sm3"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
)

// KeptProfile is a profile of the office's own, in one of its versions.
type KeptProfile struct {
	ID              id.ID
	Name            string // what its text calls itself
	Area            area.Code
	Unit            string // path
	Latest          int64  // the newest version there is
	ProfileRevision        // the version at hand
}

// ProfileRevision is one version of a kept profile. It is never changed.
type ProfileRevision struct {
	Version  int64  // from 1
	Digest   string // SM3 of the text, see ProfileDigest
	Title    string
	For      Ground
	Sound    bool   // the check found no error
	Origin   string // the shipped profile it was copied from
	Note     string
	Actor    string
	Recorded day.Instant
}

// Ground is what a profile is for: cases of some kinds, in a place, over some
// days.
type Ground struct {
	Kinds []Kind
	Area  area.Code // "" is everywhere
	Unit  string    // kind of unit: union; "" is the offices of the areas
	Force day.Period
}

// Ground is what the profile is for.
func (p *Profile) Ground() Ground {
	return Ground{p.Kinds, p.Area, p.Unit, day.Period{From: p.From, To: p.To}}
}

// Covers tells whether a case of a kind that begins in a place on a day falls
// under it; units are the kinds of the case's unit and of those above it.
func (g Ground) Covers(kind Kind, where area.Code, units []string, on day.Date) bool {
	return slices.Contains(g.Kinds, kind) && g.Area.Contains(where) && (g.Unit == "" || slices.Contains(units, g.Unit)) && g.Force.Contains(on)
}

// Nearer tells whether a profile for this ground goes before one for the other:
// one for unions before one for all, a village's before its town's.
func (g Ground) Nearer(other Ground) bool {
	if (g.Unit == "") != (other.Unit == "") {
		return g.Unit != ""
	}
	return g.Area != other.Area && other.Area.Contains(g.Area)
}

// Same tells whether neither of two grounds is nearer than the other: both may
// cover one case, and only their days keep them apart.
func (g Ground) Same(other Ground) bool { return g.Unit == other.Unit && g.Area == other.Area }

// ProfileDigest is SM3 over a profile's text, in hexadecimal: by what it is kept
// and by what a case names it.
func ProfileDigest(text []byte) string {
	sum := sm3.Sum(text)
	return hex.EncodeToString(sum[:])
}
