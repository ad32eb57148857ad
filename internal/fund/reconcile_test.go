package fund

import (
	"testing"

	"songnuan/internal/id"
	"songnuan/internal/money"
)

// TestReconcile follows a batch of two rows: approved, sent, one credited, one
// returned, sent again, returned and given up; at every step the sides agree.
func TestReconcile(t *testing.T) {
	flow := func(kind Kind, from, to Place, fen money.Fen) []Flow {
		return []Flow{{"p", "l", "b", from, kind, -fen}, {"p", "l", "b", to, kind, fen}}
	}
	var all []Flow
	for i, step := range []struct {
		flows []Flow
		want  Reconciled
	}{
		{[]Flow{{"p", "l", "b", Promised, Promise, 600}}, Reconciled{Approved: 600, Pending: 600}},
		{flow(Send, Promised, Sent, 600), Reconciled{Approved: 600, Pending: 600}},
		{flow(Credit, Sent, Paid, 400), Reconciled{Approved: 600, Credited: 400, Pending: 200}},
		{flow(Return, Sent, Promised, 200), Reconciled{Approved: 600, Credited: 400, Returned: 200}},
		{flow(Send, Promised, Sent, 200), Reconciled{Approved: 600, Credited: 400, Pending: 200}},
		{flow(Return, Sent, Promised, 200), Reconciled{Approved: 600, Credited: 400, Returned: 200}},
		{[]Flow{{"p", "l", "b", Promised, Release, -200}}, Reconciled{Approved: 400, Credited: 400, GivenUp: 200}},
		{[]Flow{{"p", "l", "b", Paid, Recover, -100}}, Reconciled{Approved: 400, Credited: 300, GivenUp: 200, Recovered: 100}},
	} {
		all = append(all, step.flows...)
		rows := Reconcile(all)
		if len(rows) != 1 || rows[0].Reconciled != step.want || rows[0].Off() != 0 {
			t.Errorf("step %d: %+v, off %d", i, rows, rows[0].Off())
		}
	}
	budget := Reconcile([]Flow{{"p", "l", "", Free, Allot, 900}, {"p", "", "", Free, Allot, -900}, {"p", "l", "", Free, Reversal, -100}, {"p", "l", "", Free, Promise, -600}})
	if sum := By(budget, func(r ReconciledRow) id.ID { return r.Purse }); len(sum) != 1 || sum[0].Budget != 800 {
		t.Errorf("budget %+v", sum)
	}
}
