package store

import (
	"context"
	"testing"

	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// fundReads lays a purse where the household lies, money in it, something due
// and a batch, and reads them.
func fundReads(t *testing.T, s *Store, at placed) map[string]scopedRead {
	ctx, by := t.Context(), Signed{"甲", testInstant}
	p := &fund.Purse{ID: id.New(), Name: "市级", Year: 2027, Area: at.open.Area, Unit: at.open.Unit, Version: 1}
	q := &fund.Purse{ID: id.New(), Name: "县级", Year: 2027, Area: p.Area, Unit: p.Unit, Version: 1}
	l := &fund.Line{ID: id.New(), Purse: p.ID, Campaign: at.campaign.ID, Clause: "cash.c", Name: "慰问金"}
	in, err := fund.PaidIn(p.ID, 100)
	if err != nil {
		t.Fatal(err)
	}
	in = stamped(in, "scope")
	in.Effective = dayOf("2027-01-05")
	due := &fund.Due{ID: id.New(), Campaign: at.campaign.ID, Clause: "cash.c", Class: "a", Subject: string(at.open.ID), Household: at.open.ID,
		Area: p.Area, Unit: p.Unit, Purse: p.ID, Line: l.ID, Fen: 5, State: fund.Open, Recorded: testInstant, Version: 1}
	batch := &fund.Batch{ID: id.New(), Number: "FF-2027-000001", Campaign: at.campaign.ID, Method: fund.Cash, Area: p.Area, Unit: p.Unit, State: fund.Draft, Version: 1,
		Rows: []fund.Row{{Seq: 1, Due: due.ID, Household: due.Household, Area: p.Area, Unit: p.Unit, Purse: p.ID, Line: l.ID, Fen: 5, State: fund.Waiting}}}
	moved := &fund.Asked{ID: id.New(), From: p.ID, To: q.ID, Kind: fund.Transfer, Fen: 1, State: fund.Waits, Reason: "调剂", Version: 1}
	write(t, s, func(tx *sqldb.Tx) error {
		for _, do := range []func() error{
			func() error { return s.AddPurse(ctx, tx, p, by) }, func() error { return s.AddPurse(ctx, tx, q, by) },
			func() error { return s.PutBudgetLine(ctx, tx, l, by) },
			func() error { _, _, err := s.PostEntry(ctx, tx, in); return err },
			func() error {
				return s.AddIncome(ctx, tx, &fund.Income{Entry: in.ID, Purse: p.ID, Giver: "市财政局"})
			},
			func() error { return s.AddDues(ctx, tx, []*fund.Due{due}) },
			func() error { return s.AddPayment(ctx, tx, batch) },
			func() error { return s.AddTransfer(ctx, tx, moved) },
		} {
			if err := do(); err != nil {
				return err
			}
		}
		return nil
	})
	return fundReadsOf(ctx, s, p, l, in, due, batch, moved)
}

func fundReadsOf(ctx context.Context, s *Store, p *fund.Purse, l *fund.Line, in *fund.Entry, due *fund.Due, batch *fund.Batch, moved *fund.Asked) map[string]scopedRead {
	return map[string]scopedRead{
		"Purse": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.Purse(ctx, tx, p.ID, scope)) },
		"Purses": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Purses(ctx, tx, 2027, scope, "", 9)
			return len(all), err
		},
		"BudgetLines": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.BudgetLines(ctx, tx, p.ID, "", scope)
			return len(all), err
		},
		"FundEntry": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.FundEntry(ctx, tx, in.ID, scope)) },
		"PurseEntries": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.PurseEntries(ctx, tx, p.ID, scope, "", 9)
			return len(all), err
		},
		"Balances": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Balances(ctx, tx, p.ID, scope)
			return len(all), err
		},
		"BalancesAt": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.BalancesAt(ctx, tx, p.ID, dayOf("2027-12-31"), "2099-01-01T00:00:00.000Z", scope)
			return len(all), err
		},
		"BatchNumbers": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.BatchNumbers(ctx, tx, 2027, scope)
			return len(all), err
		},
		"DueByLine": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.DueByLine(ctx, tx, 2027, scope)
			return len(all), err
		},
		"PlaceDues": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.PlaceDues(ctx, tx, due.Campaign, scope)
			return len(all), err
		},
		"Postings": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Postings(ctx, tx, PostingFilter{Purse: p.ID, On: dayOf("2027-12-31")}, scope, "", 9)
			return len(all), err
		},
		"PostingSum": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			sum, err := s.PostingSum(ctx, tx, PostingFilter{Purse: p.ID}, scope)
			return int(sum.Rows), err
		},
		"FundFigures": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.FundFigures(ctx, tx, p.ID, 2027, dayOf("2027-12-31"), "2099-01-01T00:00:00.000Z", scope)
			return len(all), err
		},
		"Incomes": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Incomes(ctx, tx, p.ID, scope, 9)
			return len(all), err
		},
		"Transfer": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.Transfer(ctx, tx, moved.ID, scope))
		},
		"Transfers": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Transfers(ctx, tx, "", scope, "", 9)
			return len(all), err
		},
		"EachDue": func(tx *sqldb.Tx, scope identity.Scope) (n int, err error) {
			err = s.EachDue(ctx, tx, due.Campaign, scope, func(*fund.Due) error { n++; return nil })
			return n, err
		},
		"Dues": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Dues(ctx, tx, DueFilter{Household: due.Household}, scope, "", 9)
			return len(all), err
		},
		"PaymentDue": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.PaymentDue(ctx, tx, due.ID, scope))
		},
		"DueTotals": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.DueTotals(ctx, tx, due.Campaign, scope)
			return len(all), err
		},
		"EntryNames": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.EntryNames(ctx, tx, due.Campaign, []*fund.Due{due}, scope)
			return len(all), err
		},
		"Payment": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.Payment(ctx, tx, batch.ID, scope)) },
		"Payments": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Payments(ctx, tx, PaymentFilter{}, scope, "", 9)
			return len(all), err
		},
		"PaymentRows": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			rows, err := s.PaymentRows(ctx, tx, batch.ID, "", scope, 0, 9)
			return len(rows), err
		},
		"PaymentLines": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			rows, err := s.PaymentLines(ctx, tx, batch.ID, "", scope, 0, 9)
			return len(rows), err
		},
	}
}
