package pairing

import (
	"errors"
	"slices"

	"songnuan/internal/id"
	"songnuan/internal/pairing/assign"
)

// Match is who could be paired with whom under one clause of a plan.
type Match struct {
	Weights    *Weights
	Bans       Bans
	Subjects   []*Subject
	Helpers    []*Helper
	PerHelper  int               // households a helper takes at the most; 0 leaves it to his capacity
	PerSubject int               // helpers a household has, 1 or more
	Held       []*Pair           // pairs that stay as they are: locked, or standing
	Had        map[id.ID]int     // households of a helper elsewhere
	Liked      map[[2]id.ID]bool // household and helper: of pairings that cost the same, the one with the most of these
}

// Reason is a smallest set of households that can't all be paired.
type Reason struct {
	Households []string       `json:"households"` // numbers
	Helpers    []string       `json:"helpers"`    // names: all that any of them may have
	Room       int            `json:"room"`
	Lack       int            `json:"lack"`
	Bans       map[string]int `json:"bans,omitempty"`   // how often a helper is barred from one of them, by why
	Barred     []string       `json:"barred,omitempty"` // names of helpers who are barred from all of them
}

// Outcome is how a clause was solved.
type Outcome struct {
	Pairs      []*Pair // new ones: households and helpers, parts and cost
	Left       []id.ID // households that lack a helper, as often as they lack one
	Spare      []id.ID // helpers who could take a household more
	Reasons    []Reason
	Total      int64 // of the new pairs
	Bound      int64 // what any pairing of as many costs at the least
	Households int
	Helpers    int
	Allowed    int64 // pairs that may be, which the prices were held against
	HelperSide int64 // prices of the helpers; those of the households are what is missing to Bound
}

// Proven tells whether no pairing of as many could cost less.
func (o *Outcome) Proven() bool { return o.Total == o.Bound }

// Room is how many households more a helper takes.
func (m *Match) Room(h *Helper) int {
	n := h.Capacity
	if m.PerHelper > 0 && (m.PerHelper < n || n <= 1) {
		n = m.PerHelper
	}
	for _, p := range m.Held {
		if p.Helper == h.ID {
			n--
		}
	}
	return max(n, 0)
}

// Solve pairs as many as can be, at the least cost, and checks the proof.
func (m *Match) Solve() (*Outcome, error) {
	rows := m.Wanting()
	if m.PerSubject > 1 {
		return m.solveSeveral(rows)
	}
	p := &assign.Matrix{Rows: len(rows), Columns: len(m.Helpers), Capacity: make([]int, len(m.Helpers))}
	p.Cost = make([]int64, 0, p.Rows*p.Columns)
	for j, h := range m.Helpers {
		p.Capacity[j] = m.Room(h)
	}
	allowed := int64(0)
	for _, s := range rows {
		for _, h := range m.Helpers {
			c := m.cost(s, h)
			if c != assign.Banned {
				allowed++
			}
			p.Cost = append(p.Cost, c)
		}
	}
	solved, err := p.Solve()
	if err == nil {
		solved, err = m.steady(p, rows, solved)
	}
	if err == nil {
		err = p.Check(solved)
	}
	if err != nil {
		return nil, err
	}
	return m.outcome(rows, solved, allowed), nil
}

// steady gives, of the solutions that cost the same, one with the most pairs that
// are liked: what need not change does not. The prices of the first solution
// prove it as well, and are checked again.
func (m *Match) steady(p *assign.Matrix, rows []*Subject, first *assign.Solution) (*assign.Solution, error) {
	if len(m.Liked) == 0 {
		return first, nil
	}
	finer := *p
	finer.Cost = make([]int64, len(p.Cost))
	scale := int64(p.Rows + 1) // a point is more than all that is liked
	for k, c := range p.Cost {
		if c == assign.Banned {
			finer.Cost[k] = c
			continue
		}
		if finer.Cost[k] = c*scale + 1; m.Liked[[2]id.ID{rows[k/p.Columns].ID, m.Helpers[k%p.Columns].ID}] {
			finer.Cost[k]--
		}
	}
	second, err := finer.Solve()
	if errors.Is(err, assign.ErrTooLarge) {
		return first, nil
	}
	if err != nil {
		return nil, err
	}
	second.Proof, second.Total = first.Proof, 0
	for k := range second.Pairs {
		pair := &second.Pairs[k]
		pair.Cost = p.At(pair.Row, pair.Column)
		second.Total += pair.Cost
	}
	return second, nil
}

// Wanting are the households that lack a helper yet.
func (m *Match) Wanting() (rows []*Subject) {
	for _, s := range m.Subjects {
		if m.Needs(s) > 0 {
			rows = append(rows, s)
		}
	}
	return rows
}

// Needs is how many helpers more a household wants.
func (m *Match) Needs(s *Subject) int {
	n := max(m.PerSubject, 1)
	for _, p := range m.Held {
		if p.Household == s.ID {
			n--
		}
	}
	return max(n, 0)
}

// Free are the helpers who could take a household more.
func (m *Match) Free() (free []*Helper) {
	for _, h := range m.Helpers {
		if m.Room(h) > 0 {
			free = append(free, h)
		}
	}
	return free
}

func (m *Match) cost(s *Subject, h *Helper) int64 {
	if s.Ban(h, m.Bans) != "" || m.has(s, h) {
		return assign.Banned
	}
	return Total(m.Weights.Weigh(s, h, m.Had[h.ID]))
}

func (m *Match) has(s *Subject, h *Helper) bool {
	return slices.ContainsFunc(m.Held, func(p *Pair) bool { return p.Household == s.ID && p.Helper == h.ID })
}

// solveSeveral pairs households that have several helpers each.
func (m *Match) solveSeveral(rows []*Subject) (*Outcome, error) {
	p := &assign.Arcs{Rows: len(rows), Columns: len(m.Helpers), Start: []int32{0}}
	for _, h := range m.Helpers {
		p.Capacity = append(p.Capacity, int32(m.Room(h))) //nolint:gosec // at most MaxCapacity
	}
	for _, s := range rows {
		for j, h := range m.Helpers {
			if c := m.cost(s, h); c != assign.Banned {
				p.Column, p.Cost = append(p.Column, int32(j)), append(p.Cost, c) //nolint:gosec // the number of helpers
			}
		}
		p.Start, p.Need = append(p.Start, int32(len(p.Cost))), append(p.Need, int32(m.Needs(s))) //nolint:gosec // helpers times households of one town
	}
	solved, err := p.Solve()
	if err == nil {
		err = p.Check(solved)
	}
	if err != nil {
		return nil, err
	}
	return m.outcome(rows, solved, int64(len(p.Cost))), nil
}

func (m *Match) outcome(rows []*Subject, solved *assign.Solution, allowed int64) *Outcome {
	o := &Outcome{Total: solved.Total, Bound: solved.Proof.Bound, Households: len(m.Subjects), Helpers: len(m.Helpers), Allowed: allowed}
	for j, v := range solved.Proof.Column {
		o.HelperSide += v * int64(m.Room(m.Helpers[j]))
	}
	for _, p := range solved.Pairs {
		s, h := rows[p.Row], m.Helpers[p.Column]
		o.Pairs = append(o.Pairs, &Pair{Household: s.ID, Helper: h.ID, How: Solved, State: Proposed, Cost: p.Cost, Parts: m.Weights.Weigh(s, h, m.Had[h.ID])})
	}
	for _, i := range solved.Left {
		o.Left = append(o.Left, rows[i].ID)
	}
	for _, j := range solved.Spare() {
		o.Spare = append(o.Spare, m.Helpers[j].ID)
	}
	for _, k := range solved.Stuck {
		o.Reasons = append(o.Reasons, m.reason(rows, k))
	}
	return o
}

func (m *Match) reason(rows []*Subject, k assign.Stuck) Reason {
	r := Reason{Room: k.Room, Lack: k.Lack, Bans: map[string]int{}}
	barred := make([]int, len(m.Helpers))
	for _, i := range k.Rows {
		r.Households = append(r.Households, rows[i].Number)
		for j, h := range m.Helpers {
			if ban := rows[i].Ban(h, m.Bans); ban != "" {
				r.Bans[ban]++
				barred[j]++
			}
		}
	}
	for j, n := range barred {
		if n == len(k.Rows) && m.Room(m.Helpers[j]) > 0 {
			r.Barred = append(r.Barred, m.Helpers[j].Name)
		}
	}
	for _, j := range k.Columns {
		r.Helpers = append(r.Helpers, m.Helpers[j].Name)
	}
	return r
}
