package stage

import (
	"fmt"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/id"
)

// phones are those of a helper: one in use, one that was lost and shut out.
func (s *stage) phones() error {
	s.on(12, 9, 10)
	lost := id.New()
	if _, err := s.by("bang").RegisterPhone(s.ctx, lost, "旧手机（"+Mark+"）"); err != nil {
		return fmt.Errorf("phone: %w", err)
	}
	s.on(3, 18, 20)
	if err := s.by("zhen").RevokePhone(s.ctx, lost); err != nil {
		return fmt.Errorf("phone: %w", err)
	}
	s.pass(25 * time.Minute)
	_, err := s.by("bang").RegisterPhone(s.ctx, id.New(), "新手机（"+Mark+"）")
	return err
}

// leaves has a helper moved away: his pair waits to be adjusted, and another is
// proposed for one household.
func (s *stage) leaves() error {
	s.on(2, 10, 30)
	desk := s.by("zhen")
	view, err := desk.Pairing(s.ctx, s.laid.Gaobu)
	if err != nil || len(view.Clauses) == 0 || len(view.Clauses[0].Pairs) < 60 {
		return err
	}
	pairs := view.Clauses[0].Pairs
	for _, p := range pairs[40:41] {
		if err := desk.CloseHelper(s.ctx, p.Helper.ID, 0, s.today().AddDays(-2)); err != nil {
			return fmt.Errorf("helper leaves: %w", err)
		}
		s.pass(9 * time.Minute)
	}
	of, err := desk.SaveHelper(s.ctx, app.HelperForm{Name: "何热心" + Mark, Organisation: "镇商会会员企业（" + Mark + "）", Kind: "社会热心人士", Area: gaobu, Capacity: 2, Skills: "招工、送医"})
	if err != nil {
		return err
	}
	s.pass(4 * time.Minute)
	return desk.AdoptPair(s.ctx, app.HandPair{Campaign: s.laid.Gaobu, Clause: pairs[50].Clause, Household: pairs[50].Number, Helper: string(of), Reason: "认领，每月送药"})
}
