package app_test

import (
	"maps"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/blob"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
)

func init() { maps.Copy(reportCases, cashCases) }

// part is a part of the batch that stays, which has nothing to give any more.
func (w *walk) part() app.PaymentPart {
	return app.PaymentPart{Key: "p" + strconv.Itoa(w.next()), Batch: w.plant.laidPayment(w), Title: "补发", Method: fund.Cash, Reason: "退回"}
}

// cashCases are the use cases over what is handed out, and over a bank's files
// before they are taken.
var cashCases = map[string]useCase{
	"PreviewPayment": {identity.PayMake, func(w *walk) (int64, error) {
		w.plant.money(w)
		b, left, err := w.desk.PreviewPayment(w.t.Context(), app.PaymentOrder{Campaign: w.plant.active, Title: "慰问金", Method: fund.Cash})
		if err == nil {
			w.tell(b.Rows, left)
		}
		return done(err)
	}, who(runs, 1), false},
	"SplitPayment": {identity.PayMake, func(w *walk) (int64, error) {
		order := w.part()
		order.Area = villageA
		_, _, err := w.desk.SplitPayment(w.t.Context(), order)
		return notNow(err)
	}, who(runs, 1), false},
	"FollowPayment": {identity.PayMake, func(w *walk) (int64, error) {
		_, _, err := w.desk.FollowPayment(w.t.Context(), w.part())
		return notNow(err)
	}, who(runs, 1), false},
	"SignCash": {identity.PayHand, func(w *walk) (int64, error) {
		_, err := w.desk.SignCash(w.t.Context(), app.CashOrder{Key: "s" + strconv.Itoa(w.next()), Batch: w.plant.laidPayment(w), Rows: []int64{1}, Second: id.ID("another")})
		return notNow(err)
	}, who(runs, 1), false},
	"Cash": {identity.PayHand, func(w *walk) (int64, error) {
		page, err := w.desk.Cash(w.t.Context(), w.plant.laidPayment(w), 0, 50, false)
		if err == nil {
			w.tell(page.Lines)
		}
		return done(err)
	}, who(runs, 1), false},
	"AddSheet": {identity.PayHand, func(w *walk) (int64, error) {
		return notNow(w.desk.AddSheet(w.t.Context(), w.plant.laidPayment(w), &blob.File{Digest: "d", Type: blob.PDF, Content: []byte("%PDF-1.4")}))
	}, who(runs, 1), false},
	"OpenSheet": {identity.PayHand, func(w *walk) (int64, error) {
		_, err := w.desk.OpenSheet(w.t.Context(), w.plant.laidPayment(w), "none")
		if keyOf(err) == "fund.no_paper" {
			return 1, nil
		}
		return done(err)
	}, who(runs, 1), false},
	"LookAtReplies": {identity.PayHand, func(w *walk) (int64, error) {
		_, err := w.desk.LookAtReplies(w.t.Context(), w.plant.laidPayment(w), 1, "back.csv", []byte("序号,账号,金额\n"))
		return notNow(err)
	}, who(runs, 1), false},
	"TakeLookedAt": {identity.PayHand, func(w *walk) (int64, error) {
		_, err := w.desk.TakeLookedAt(w.t.Context(), w.plant.laidPayment(w), 1, "none")
		if keyOf(err) == "fund.no_paper" {
			return 1, nil
		}
		return done(err)
	}, who(runs, 1), false},
	"PreviewBankFile": {identity.FundSee, func(w *walk) (int64, error) {
		_, err := w.desk.PreviewBankFile(w.t.Context(), w.plant.laidPayment(w))
		return done(err)
	}, who(runs, 1), false},
	"BankTemplates": {identity.FundSee, func(w *walk) (int64, error) {
		all, err := w.desk.BankTemplates()
		return min(1, int64(len(all))), err
	}, anyone, false},
	"PaymentLines": {identity.FundSee, func(w *walk) (int64, error) {
		lines, _, err := w.desk.PaymentLines(w.t.Context(), w.plant.laidPayment(w), "", 0, 500)
		w.tell(lines)
		return min(1, int64(len(lines))), err
	}, who(runs, 1), false},
}
