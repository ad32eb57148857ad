package pairing

import (
	"cmp"
	"slices"

	"songnuan/internal/day"
	"songnuan/internal/id"
)

// Proposal is what the solving of a clause came to, with its proof.
type Proposal struct {
	Campaign      id.ID       `json:"campaign"`
	Clause        string      `json:"clause"`
	Households    int         `json:"households"`
	Helpers       int         `json:"helpers"`
	Pairs         int         `json:"pairs"` // found by this solving
	Left          int         `json:"left"`
	Total         int64       `json:"total"` // points
	Bound         int64       `json:"bound"` // that no pairing of as many goes below
	Reasons       []Reason    `json:"reasons,omitempty"`
	Allowed       int64       `json:"allowed,omitempty"`        // pairs that may be, all held against the prices
	HouseholdSide int64       `json:"household_side,omitempty"` // prices of the households that are paired, points
	HelperSide    int64       `json:"helper_side,omitempty"`    // prices of the helpers, points; 0 or below
	Round         bool        `json:"round,omitempty"`          // the yearly round: pairs that stand were weighed anew
	Stays         []id.ID     `json:"stays,omitempty"`          // of the round, pairs that stay as they are
	Changes       []Change    `json:"changes,omitempty"`        // against the proposals before
	Actor         string      `json:"actor"`
	Recorded      day.Instant `json:"recorded"`
}

// Proven tells whether no pairing of as many could cost less.
func (p *Proposal) Proven() bool { return p.Total == p.Bound }

// Change is a household whose proposal is another than before.
type Change struct {
	Household string `json:"household"`        // number
	Was       string `json:"was,omitempty"`    // name of the helper; "" had none
	Is        string `json:"is,omitempty"`     // "" has none now
	Points    int64  `json:"points,omitempty"` // by which the pair costs more than the one before, below 0 less
}

// Changed compares the proposals of a clause with those before, by household;
// names are of helpers, numbers of households. What both lack is no change.
func Changed(before, after []*Pair, numbers, names map[id.ID]string) (changes []Change) {
	was, is := byHousehold(before), byHousehold(after)
	for household, old := range was {
		now := is[household]
		switch {
		case now == nil:
			changes = append(changes, Change{Household: numbers[household], Was: names[old.Helper]})
		case now.Helper != old.Helper:
			changes = append(changes, Change{numbers[household], names[old.Helper], names[now.Helper], now.Cost - old.Cost})
		}
	}
	for household, now := range is {
		if was[household] == nil {
			changes = append(changes, Change{Household: numbers[household], Is: names[now.Helper], Points: now.Cost})
		}
	}
	slices.SortFunc(changes, func(a, b Change) int { return cmp.Compare(a.Household, b.Household) })
	return changes
}

func byHousehold(pairs []*Pair) map[id.ID]*Pair {
	at := map[id.ID]*Pair{}
	for _, p := range pairs {
		at[p.Household] = p
	}
	return at
}
