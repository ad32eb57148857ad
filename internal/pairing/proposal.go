package pairing

import (
	"songnuan/internal/day"
	"songnuan/internal/id"
)

// Proposal is what the solving of a clause came to, with its proof.
type Proposal struct {
	Campaign   id.ID       `json:"campaign"`
	Clause     string      `json:"clause"`
	Households int         `json:"households"`
	Helpers    int         `json:"helpers"`
	Pairs      int         `json:"pairs"` // found by this solving
	Left       int         `json:"left"`
	Total      int64       `json:"total"` // points
	Bound      int64       `json:"bound"` // that no pairing of as many goes below
	Reasons    []Reason    `json:"reasons,omitempty"`
	Actor      string      `json:"actor"`
	Recorded   day.Instant `json:"recorded"`
}

// Proven tells whether no pairing of as many could cost less.
func (p *Proposal) Proven() bool { return p.Total == p.Bound }
