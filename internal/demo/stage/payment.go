package stage

import (
	"fmt"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/store"
)

// payments are batches of the town visits in several states: one handed out and
// signed for but for a few, one locked, one waiting for approval, one draft.
func (s *stage) payments() error {
	villages, err := s.dueVillages()
	if err != nil {
		return err
	}
	for i, far := range []int{5, 3, 2, 0} {
		if i >= len(villages) {
			return nil
		}
		s.onThisYear(2, 9+i)
		if err := s.payment(villages[i], fmt.Sprintf("春节慰问金（%d）", i+1), far); err != nil {
			return fmt.Errorf("batch of %s: %w", villages[i], err)
		}
	}
	return nil
}

// dueVillages are where something of the town visits is due.
func (s *stage) dueVillages() (villages []area.Code, err error) {
	dues, _, err := s.by("mei").Dues(s.ctx, store.DueFilter{Campaign: s.laid.Visits, State: fund.Open}, app.PageOf{Limit: 2000})
	seen := map[area.Code]bool{}
	for _, due := range dues {
		if !seen[due.Area] {
			seen[due.Area] = true
			villages = append(villages, due.Area)
		}
	}
	return villages, err
}

// payment makes a batch of a village and takes it so many steps on; the fifth
// hands the cash out.
func (s *stage) payment(village area.Code, title string, far int) error {
	b, _, err := s.by("mei").MakePayment(s.ctx, app.PaymentOrder{Campaign: s.laid.Visits, Title: title, Method: fund.Cash, Area: village})
	if err != nil {
		return err
	}
	steps := []struct {
		who  string
		verb fund.Verb
	}{{"mei", fund.Make}, {"mei2", fund.Check}, {"shenpi", fund.Approve}, {"chuna", fund.Lock}, {"chuna", fund.HandOver}}
	for _, step := range steps[:far] {
		s.pass(25 * time.Minute)
		order := app.PaymentAct{Key: string(b.ID) + string(step.verb), Batch: b.ID, Verb: step.verb}
		if step.verb == fund.HandOver {
			order.Second = s.people["chuna2"].User
		}
		if _, err := s.by(step.who).ActOnPayment(s.ctx, order); err != nil {
			return fmt.Errorf("%s: %w", step.verb, err)
		}
	}
	if far < len(steps) {
		return nil
	}
	return s.handOut(b.ID)
}

// handOut signs off all but the last two of a batch, one of them to a relative.
func (s *stage) handOut(batch id.ID) error {
	page, err := s.by("chuna").Cash(s.ctx, batch, 0, 60, false)
	if err != nil {
		return err
	}
	for i := range page.Lines[:max(0, len(page.Lines)-2)] {
		l := &page.Lines[i]
		s.pass(4 * time.Minute)
		order := app.CashOrder{Key: fmt.Sprint(batch, l.Rows[0]), Batch: batch, Rows: l.Rows, Second: s.people["chuna2"].User}
		if i == 1 {
			order.Receiver = fund.Receiver{Name: "代领" + Mark, Relation: "女儿", ID: "441900196503120012"}
		}
		if _, err := s.by("chuna").SignCash(s.ctx, order); err != nil {
			return err
		}
	}
	return nil
}
