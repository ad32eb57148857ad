package api

import (
	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/pairing"
)

// partShape is one part of a pair's cost.
type partShape struct {
	Name   string `json:"part" example:"distance"`
	Points int64  `json:"points"`
	Told   string `json:"because,omitempty"`
}

// pairShape is a pair; the head's name is masked, and neither has the other's
// number: contact goes through the village's liaison.
type pairShape struct {
	ID        id.ID       `json:"id"`
	State     string      `json:"state" example:"standing"`
	How       string      `json:"made" example:"solved"`
	Locked    bool        `json:"locked"`
	Household string      `json:"household_number"`
	Head      string      `json:"head"`
	Village   string      `json:"village"`
	Helper    id.ID       `json:"helper"`
	Name      string      `json:"helper_name"`
	Cost      int64       `json:"points"`
	Parts     []partShape `json:"parts"`
	From      day.Date    `json:"from"`
	To        day.Date    `json:"to,omitzero"`
	Adjust    string      `json:"adjust,omitempty" example:"helper_left"` // why somebody must act
}

func shapePair(l app.PairLine) pairShape {
	s := pairShape{ID: l.ID, State: string(l.State), How: string(l.How), Locked: l.Locked, Household: l.Number, Head: l.Head, Village: l.Village, Helper: l.Helper.ID, Name: l.Helper.Name,
		Cost: l.Cost, From: l.From, To: l.To, Adjust: string(l.Adjust)}
	s.Parts = shaped(l.Parts, func(p pairing.Part) partShape { return partShape{p.Name, p.Points, p.Told} })
	return s
}

// blockShape is a smallest set of households that can't all be paired.
type blockShape struct {
	Households []string `json:"households"`
	Helpers    []string `json:"helpers"`
	Lack       int64    `json:"lack"`
}

// proposalShape is what a solving came to, with its proof: total and bound are
// equal when no pairing of as many costs less.
type proposalShape struct {
	Clause  string       `json:"clause"`
	Pairs   int64        `json:"pairs"`
	Left    int64        `json:"unpaired"`
	Total   int64        `json:"total"`
	Bound   int64        `json:"bound"`
	Proven  bool         `json:"proven"`
	Reasons []blockShape `json:"reasons"`
}

func shapeProposal(p *pairing.Proposal) *proposalShape {
	s := &proposalShape{Clause: p.Clause, Pairs: int64(p.Pairs), Left: int64(p.Left), Total: p.Total, Bound: p.Bound, Proven: p.Proven()}
	s.Reasons = shaped(p.Reasons, func(r pairing.Reason) blockShape {
		return blockShape{append([]string{}, r.Households...), append([]string{}, r.Helpers...), int64(r.Lack)}
	})
	return s
}

// clauseShape is one pairing clause of a campaign's plan.
type clauseShape struct {
	ID       string         `json:"clause"`
	Name     string         `json:"name"`
	Proposal *proposalShape `json:"proposal,omitempty"`
	Pairs    []pairShape    `json:"pairs"`
	Waiting  []string       `json:"unpaired"` // household numbers
	Free     []id.ID        `json:"free_helpers"`
}

func (c *call) pairs(in *campaignPath) (*page[clauseShape], error) {
	view, err := c.desk.Pairing(c.ctx(), in.Campaign)
	if err != nil {
		return nil, err
	}
	return paged(c, view.Clauses, "", func(one app.PairClause) clauseShape {
		s := clauseShape{ID: one.ID, Name: one.Name, Pairs: shaped(one.Pairs, shapePair)}
		if one.Proposal != nil {
			s.Proposal = shapeProposal(one.Proposal)
		}
		s.Waiting = shaped(one.Waiting, func(h app.PairSubject) string { return h.Number })
		s.Free = shaped(one.Free, func(h app.PairHelper) id.ID { return h.ID })
		return s
	}), nil
}

// pairClauseBody names a campaign and, where it has several, a clause.
type pairClauseBody struct {
	Campaign id.ID `path:"campaign"`
	Body     struct {
		Clause string `json:"clause,omitempty" max:"100"` // left out, the first
	}
}

func (c *call) pairPropose(in *pairClauseBody) (*proposalShape, error) {
	p, err := c.desk.ProposePairs(c.ctx(), in.Campaign, in.Body.Clause)
	if err != nil {
		return nil, err
	}
	return shapeProposal(p), nil
}

func (c *call) pairConfirm(in *pairClauseBody) (*page[clauseShape], error) {
	if err := c.desk.ConfirmPairs(c.ctx(), in.Campaign, in.Body.Clause); err != nil {
		return nil, err
	}
	return c.pairs(&campaignPath{in.Campaign})
}

// pairDone tells which pair something was done to.
type pairDone struct {
	ID id.ID `json:"id"`
}

func (c *call) pairLock(in *struct {
	Pair id.ID `path:"pair"`
	Body struct {
		Locked bool `json:"locked"`
	}
}) (*pairDone, error) {
	return &pairDone{in.Pair}, c.desk.LockPair(c.ctx(), in.Pair, in.Body.Locked)
}

func (c *call) pairEnd(in *struct {
	Pair id.ID `path:"pair"`
	Body struct {
		Reason   string `json:"reason" min:"1" max:"500"`
		Handover string `json:"handover,omitempty" max:"500"`
	}
}) (*pairDone, error) {
	return &pairDone{in.Pair}, c.desk.EndPair(c.ctx(), in.Pair, in.Body.Reason, in.Body.Handover)
}
