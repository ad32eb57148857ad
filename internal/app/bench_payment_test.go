package app_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// batchRows is how many rows the batch of the payment benchmark has.
const batchRows = 100_000

// BenchmarkPayment takes a batch for the bank through its hands and matches the
// bank's return file; each step is told in seconds.
func BenchmarkPayment(b *testing.B) {
	for _, engine := range []struct {
		name string
		open func(testing.TB) *sqldb.DB
	}{{"sqlite", dbtest.SQLite}, {"postgresql", dbtest.PostgreSQL}} {
		b.Run(engine.name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				k := newTill(b, engine.open(b), paidPlan)
				batch := k.largeBatch(batchRows)
				back := largeReply(b, batch)
				b.StartTimer()
				timed := func(name string, do func() error) {
					before := b.Elapsed()
					if err := do(); err != nil {
						b.Fatal(name, err)
					}
					b.ReportMetric((b.Elapsed() - before).Seconds(), name+"-s")
				}
				for _, step := range []struct {
					who  string
					verb fund.Verb
				}{{"maker", fund.Make}, {"checker", fund.Check}, {"approver", fund.Approve}, {"cashier", fund.Lock}, {"cashier", fund.HandOver}} {
					timed(string(step.verb), func() error { _, err := k.act(step.who, batch.ID, step.verb); return err })
				}
				timed("returns", func() error {
					report, err := k.people["cashier"].TakeReplies(b.Context(), batch.ID, 1, back)
					if err == nil && len(report.Credited) != batchRows {
						b.Fatalf("%d credited", len(report.Credited))
					}
					return err
				})
			}
		})
	}
}

// largeBatch writes a batch of so many rows, with what is due, past the roster.
func (k *till) largeBatch(rows int) *fund.Batch {
	k.t.Helper()
	ctx := k.t.Context()
	if _, err := k.people["maker"].ReckonDues(ctx, k.at.ID, nil); err != nil {
		k.t.Fatal(err)
	}
	k.payIn("city", 90_000_000)
	v, err := k.people["keeper"].PurseOf(ctx, k.purses["city"].ID)
	if err != nil {
		k.t.Fatal(err)
	}
	line := v.Lines[0].ID
	if _, err := k.people["keeper"].Allot(ctx, app.PurseMove{Key: k.key(), Purse: v.ID, Fen: 80_000_000}, line, false); err != nil {
		k.t.Fatal(err)
	}
	batch := &fund.Batch{ID: id.New(), Number: "FF-2027-900001", Campaign: k.at.ID, Title: "春节慰问金", Method: fund.Bank, Template: "generic-csv", Area: gaobu, State: fund.Draft, Made: asOf, Version: 1}
	var dues []*fund.Due
	for n := range rows {
		due := &fund.Due{ID: id.New(), Campaign: k.at.ID, Clause: "cash.city_money", Class: "none", Subject: fmt.Sprint("s", n), Area: "441900129200", Purse: v.ID, Line: line, Fen: 400, State: fund.Batched, Batch: batch.ID, Version: 1}
		dues = append(dues, due)
		batch.Rows = append(batch.Rows, fund.Row{Seq: int64(n + 1), Due: due.ID, Area: due.Area, Purse: v.ID, Line: line, Fen: 400, State: fund.Waiting, Payee: &fund.Payee{Name: "张一", Account: fmt.Sprintf("622848%010d", n)}})
	}
	batch.Count = int64(rows)
	if batch.Fen, err = batch.Total(); err != nil {
		k.t.Fatal(err)
	}
	if err := k.store.Write(ctx, func(tx *sqldb.Tx) error {
		if err := k.store.AddDues(ctx, tx, dues); err != nil {
			return err
		}
		return k.store.AddPayment(ctx, tx, batch)
	}); err != nil {
		k.t.Fatal(err)
	}
	return batch
}

func largeReply(tb testing.TB, batch *fund.Batch) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "back.csv")
	file, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	w := bufio.NewWriter(file)
	_, _ = fmt.Fprintln(w, "序号,账号,金额,状态,原因")
	for i := range batch.Rows {
		r := &batch.Rows[i]
		_, _ = fmt.Fprintf(w, "%d,%s,%s,成功,\n", r.Seq, r.Payee.Account, r.Fen)
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	if err := file.Close(); err != nil {
		tb.Fatal(err)
	}
	return path
}
