package stage

import (
	"fmt"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/demo"
	"songnuan/internal/id"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
)

// paired solves and confirms the pairing of a plan, as has to be done before a
// campaign begins.
func (s *stage) paired(by string, of id.ID, p *plan.Plan) error {
	for i := range p.Pairing {
		desk := s.desk(by)
		if _, err := desk.ProposePairs(s.ctx, of, p.Pairing[i].ID); err != nil {
			return fmt.Errorf("pairing: %w", err)
		}
		s.pass(25 * time.Minute)
		if err := desk.ConfirmPairs(s.ctx, of, p.Pairing[i].ID); err != nil {
			return fmt.Errorf("pairing: %w", err)
		}
		s.pass(4 * time.Minute)
	}
	return nil
}

// liaisons gives every village but one somebody to speak for it, changes a few
// helpers, and ties the account of a helper to one who has a household.
func (s *stage) liaisons() error {
	s.on(11, 9, 20)
	for i, v := range demo.Gaobu.Villages {
		if i == len(demo.Gaobu.Villages)-1 {
			break // one village is still without
		}
		order := app.NewLiaison{Area: area.Code(v.Code), Name: fmt.Sprintf("%s联络%s", v.Name, Mark), Post: "民政委员", Phone: fmt.Sprintf("1540001%04d", 100+i)}
		if _, err := s.by("zhen").AddLiaison(s.ctx, order); err != nil {
			return fmt.Errorf("liaison of %s: %w", v.Name, err)
		}
		s.pass(3 * time.Minute)
	}
	view, err := s.by("zhen").Pairing(s.ctx, s.laid.Gaobu)
	if err != nil || len(view.Clauses) == 0 || len(view.Clauses[0].Pairs) < 4 {
		return err
	}
	pairs := view.Clauses[0].Pairs
	if err := s.swap(pairs[0], pairs[1]); err != nil {
		return err
	}
	for _, p := range pairs[2:] {
		err = s.by("admin").TieHelper(s.ctx, "bang", p.Helper.Name, 0)
		if !problem.Is(err, problem.Invalid) { // else another bears the name too
			break
		}
	}
	return err
}

// swap ends two pairs and gives each household the other's helper.
func (s *stage) swap(a, b app.PairLine) error {
	s.on(4, 15, 40)
	desk := s.by("zhen")
	if err := desk.EndPair(s.ctx, b.ID, "帮扶人岗位调整", "老人听力不好，敲门要重一点。"); err != nil {
		return err
	}
	s.pass(2 * time.Minute)
	if err := desk.PairByHand(s.ctx, app.HandPair{Campaign: s.laid.Gaobu, Clause: a.Clause, Household: a.Number, Helper: string(b.Helper.ID), Reason: "帮扶人岗位调整", Follows: a.ID, Handover: "已帮助办理医保报销，等结果。"}); err != nil {
		return err
	}
	s.pass(2 * time.Minute)
	if err := desk.PairByHand(s.ctx, app.HandPair{Campaign: s.laid.Gaobu, Clause: b.Clause, Household: b.Number, Helper: string(a.Helper.ID), Reason: "帮扶人岗位调整，与另一户对调"}); err != nil {
		return err
	}
	return desk.ConfirmPairs(s.ctx, s.laid.Gaobu, b.Clause)
}
