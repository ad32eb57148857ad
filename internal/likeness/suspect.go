package likeness

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"songnuan/internal/day"
	"songnuan/internal/id"
)

// Suspect is two files that hold persons who may be one (疑似重复), or one file
// that holds somebody twice: A and B are then the same.
type Suspect struct {
	ID      id.ID
	A, B    id.ID // households, A < B or A = B
	Score   int   // of the strongest pair
	Verdict Verdict
	Pairs   []MemberPair // the strongest first
	State   SuspectState
	Version int // every decision adds one

	Found day.Instant // when it was looked for and found first
	Seen  day.Instant // and last

	// Of a decision.
	Actor   string
	Decided day.Instant
	Note    string // why; may be personal
	// Of a merge, so that it can be undone: which file was kept, which one or
	// which member is gone, and the versions that it made of them.
	Deed        Deed
	Kept, Gone  id.ID
	KeptVersion int
	GoneVersion int // 0 when no other file was changed
	Moved       Moved
}

// Moved is what went over with a file that was merged into another.
type Moved struct {
	Cases     []id.ID `json:"cases,omitempty"`     // under way: now of the kept file
	Grants    []id.ID `json:"grants,omitempty"`    // running: now of the kept file
	Campaigns []id.ID `json:"campaigns,omitempty"` // on whose lists both files stood: the entry of the closed one is settled
	Changes   []id.ID `json:"changes,omitempty"`   // requests sent back to who filed them
}

// IsZero tells whether nothing went over.
func (m *Moved) IsZero() bool {
	return len(m.Cases)+len(m.Grants)+len(m.Campaigns)+len(m.Changes) == 0
}

// JSON is it for a table, "" for nothing.
func (m *Moved) JSON() (string, error) {
	if m.IsZero() {
		return "", nil
	}
	body, err := json.Marshal(m)
	return string(body), err
}

// MemberPair is two members that may be one person. "" is a head who is not
// among the members.
type MemberPair struct {
	A       id.ID    `json:"a"`
	B       id.ID    `json:"b"`
	Score   int      `json:"score"`
	Verdict Verdict  `json:"verdict"`
	Reasons []Reason `json:"reasons"`
}

// SuspectState is how far a suspect is.
type SuspectState string

// The states.
const (
	Open      SuspectState = "open"
	Later     SuspectState = "later"     // looked at, and put off
	Different SuspectState = "different" // not one person: not asked again unless what speaks for it changes
	Merged    SuspectState = "merged"
)

// SuspectStates are all, in the order they are shown.
var SuspectStates = []SuspectState{Open, Later, Different, Merged}

// Verdicts are all, the strongest first.
var Verdicts = []Verdict{Same, Likely, Possible}

// Deed is what was done to settle a suspect.
type Deed string

// The deeds.
const (
	DeedHouseholds Deed = "households" // two files became one
	DeedMember     Deed = "member"     // a person was taken out of one of them
)

// Join makes suspects of pairs: one for each two households, with all the pairs
// between them. of tells household and member of a place.
func Join(pairs []Pair, of func(place int) (household, member id.ID)) []*Suspect {
	byFiles := map[[2]id.ID]*Suspect{}
	var all []*Suspect
	for i := range pairs {
		p := &pairs[i]
		ha, ma := of(p.A)
		hb, mb := of(p.B)
		if ha > hb {
			ha, ma, hb, mb = hb, mb, ha, ma
		}
		s := byFiles[[2]id.ID{ha, hb}]
		if s == nil {
			s = &Suspect{A: ha, B: hb, State: Open}
			byFiles[[2]id.ID{ha, hb}] = s
			all = append(all, s)
		}
		s.Pairs = append(s.Pairs, MemberPair{ma, mb, p.Score, p.Verdict, p.Reasons})
	}
	for _, s := range all {
		slices.SortStableFunc(s.Pairs, func(x, y MemberPair) int { return cmp.Compare(y.Score, x.Score) })
		s.Score, s.Verdict = s.Pairs[0].Score, s.Pairs[0].Verdict
	}
	return all
}

// Evidence is what speaks for the pair and against it, in short: while it stays
// the same, a decision is not asked for again. Counts of the list are no part of
// it.
func (s *Suspect) Evidence() string {
	var all []string
	for _, p := range s.Pairs {
		keys := []string{string(p.A), string(p.B)}
		for _, r := range p.Reasons {
			keys = append(keys, strings.TrimPrefix(r.Key, "likeness."))
		}
		all = append(all, strings.Join(keys, " "))
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// PairsJSON is the pairs for a table.
func (s *Suspect) PairsJSON() (string, error) {
	body, err := json.Marshal(s.Pairs)
	return string(body), err
}
