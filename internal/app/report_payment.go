package app

import (
	"context"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/report"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// paymentSheet is the sheet of a batch on its way into a report (慰问金发放表).
type paymentSheet struct {
	*openedReport
	batch  *fund.Batch
	purses []id.ID
	cards  bool
}

func (x *openedReport) openPayment(ctx context.Context) error {
	s := &paymentSheet{openedReport: x}
	var columns []report.Column
	err := x.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if s.batch, err = x.store.Payment(ctx, tx, x.order.Payment, x.actor.Scope); err != nil {
			return err
		}
		if s.purses, err = x.store.PaymentPurses(ctx, tx, s.batch.ID); err != nil {
			return err
		}
		columns = nil
		for _, of := range s.purses {
			p, err := x.store.Purse(ctx, tx, of, identity.Everything)
			if err != nil {
				return err
			}
			columns = append(columns, report.Column{Key: string(of), Title: p.Name, Kind: report.Money, Width: 24, Total: true})
		}
		x.form.Filler, err = x.placeName(ctx, tx, s.batch.Area, s.batch.Unit)
		return err
	})
	if err != nil {
		return err
	}
	if len(columns) == 0 {
		return problem.New(problem.Conflict, "fund.batch_empty")
	}
	s.cards = s.batch.Method == fund.Bank && x.order.Unmask
	x.form.Definition = report.Payment(columns, x.order.Unmask, s.cards)
	x.form.Title = text(x.order.Lang, "app.payment_title", "batch", s.batch.Title)
	x.form.Ref, x.form.AsOf = text(x.order.Lang, "app.payment_ref", "number", s.batch.Number), s.batch.Made.String()
	x.noun, x.subject, x.where = "payment", s.batch.ID, place{s.batch.Area, s.batch.Unit}
	x.each = s.each
	return nil
}

// each gives a line a person: their rows lie side by side.
func (s *paymentSheet) each(ctx context.Context, yield func(report.Row) error) error {
	return s.store.Read(ctx, func(tx *sqldb.Tx) error {
		villages := map[area.Code]string{}
		var of []store.PaymentLine
		for after := int64(0); ; {
			lines, err := s.store.PaymentLines(ctx, tx, s.batch.ID, "", s.scope, after, rosterPage)
			if err != nil {
				return err
			}
			of = append(of, lines...)
			whole := len(of)
			if len(lines) == rosterPage { // the last person may go on
				after = lines[len(lines)-1].Seq
				for whole > 0 && of[whole-1].Subject == of[len(of)-1].Subject {
					whole--
				}
			}
			if err := s.page(ctx, tx, of[:whole], villages, yield); err != nil {
				return err
			}
			of = slices.Clone(of[whole:])
			if len(lines) < rosterPage {
				return nil
			}
		}
	})
}

func (s *paymentSheet) page(ctx context.Context, tx *sqldb.Tx, lines []store.PaymentLine, villages map[area.Code]string, yield func(report.Row) error) error {
	files := map[id.ID]*registry.Household{}
	var ids []id.ID
	for i := range lines {
		if of := lines[i].Household; of != "" && files[of] == nil {
			files[of] = &registry.Household{}
			ids = append(ids, of)
		}
	}
	for part := range slices.Chunk(ids, 500) {
		all, err := s.store.HouseholdsByID(ctx, tx, part, s.scope)
		if err != nil {
			return err
		}
		for _, h := range all {
			files[h.ID] = h
		}
	}
	for i := 0; i < len(lines); {
		n := i + 1
		for n < len(lines) && lines[n].Subject == lines[i].Subject {
			n++
		}
		village, err := s.village(ctx, tx, villages, lines[i].Area)
		if err != nil {
			return err
		}
		if row, any := s.row(lines[i:n], files[lines[i].Household], village); any {
			if err := yield(row); err != nil {
				return err
			}
		}
		i = n
	}
	return nil
}

// row is the line of one person; some is false when nothing of it is paid here.
func (s *paymentSheet) row(lines []store.PaymentLine, h *registry.Household, village string) (row report.Row, some bool) {
	sums := make([]money.Fen, len(s.purses))
	var total money.Fen
	for i := range lines {
		if lines[i].State == fund.GivenUp {
			continue
		}
		some = true
		sums[slices.Index(s.purses, lines[i].Purse)] += lines[i].Fen
		total += lines[i].Fen
	}
	name := lines[0].Payee.Name
	if !s.order.Unmask {
		name = personal.NewName(name).String()
	}
	row = report.Row{Group: village, Cells: []any{nil, name, village}}
	if s.order.Unmask {
		row.Cells = append(row.Cells, clearID(h, lines[0].Subject))
	}
	row.Cells = append(row.Cells, mainCategory(h))
	for _, sum := range sums {
		if sum == 0 {
			row.Cells = append(row.Cells, nil)
			continue
		}
		row.Cells = append(row.Cells, sum)
	}
	if len(sums) > 1 {
		row.Cells = append(row.Cells, total)
	}
	if s.cards {
		row.Cells = append(row.Cells, lines[0].Payee.Account)
	}
	return report.Row{Group: row.Group, Cells: append(row.Cells, nil, "")}, some
}

// clearID is the ID number of a person of a household: the one that is named, or
// its head.
func clearID(h *registry.Household, subject string) string {
	if h == nil {
		return ""
	}
	number := ""
	for i := range h.Members {
		m := &h.Members[i]
		if string(m.ID) == subject {
			return m.IDNumber.Clear()
		}
		if m.IsHead() {
			number = m.IDNumber.Clear()
		}
	}
	return number
}

// mainCategory is the household's main category, else its first.
func mainCategory(h *registry.Household) string {
	if h == nil || len(h.Categories) == 0 {
		return ""
	}
	at := max(0, slices.IndexFunc(h.Categories, func(c registry.Category) bool { return c.Main }))
	return h.Categories[at].Name
}
