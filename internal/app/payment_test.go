package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

const paidPlan = poorOnly + `
purses:
  - {id: city, name: 市级慰问资金, kind: finance, holder: 市}
  - {id: town, name: 镇级慰问资金, kind: finance, holder: 镇}
cash:
  - {id: city_money, name: 市级慰问金, class: [poor], amount: 400.00, per: household, purse: city}
  - {id: town_money, name: 镇慰问金, class: [poor], amount: 200.01, per: household, purse: [{purse: city, percent: 50%}, {purse: town, percent: 50%}]}
`

// till is a campaign with two purses behind its plan, and the people who pay.
type till struct {
	*drive
	t      testing.TB
	people map[string]*app.Desk
	purses map[string]*fund.Purse
	keys   int
}

func newTill(t testing.TB, db *sqldb.DB, plan string) *till {
	t.Helper()
	d := newDrive(t, db)
	d.plan = plan
	d.importHouseholds(t, list(t, "户号,村,户主,家庭人口,家庭月人均收入,银行卡号", "1,冼沙村,张一,2,900,6228480010000000018", "2,冼沙村,李二,1,1500,", "3,卢溪村,王三,4,800,6228480010000000026", "4,卢溪村,赵四,3,850,"))
	d.at, _ = d.run(t, d.plan)
	if err := d.Activate(t.Context(), d.at.ID); err != nil {
		t.Fatal(err)
	}
	k := &till{drive: d, t: t, people: map[string]*app.Desk{}, purses: map[string]*fund.Purse{}}
	for name, role := range map[string]identity.Role{"keeper": identity.Treasurer, "maker": identity.TownReviewer, "checker": identity.TownReviewer,
		"approver": identity.PaymentApprover, "second": identity.PaymentApprover, "cashier": identity.Cashier} {
		k.people[name] = d.program.As(identity.Actor{Name: name, User: id.ID(name), Role: role, Scope: identity.Everything})
	}
	for _, name := range []string{"city", "town"} {
		p, err := k.people["keeper"].AddPurse(t.Context(), fund.Purse{Name: name, Holder: name, Kind: "finance", Year: 2027, Area: gaobu})
		if err != nil {
			t.Fatal(err)
		}
		k.purses[name] = p
		if err := k.people["maker"].TiePurse(t.Context(), d.at.ID, name, p.ID); err != nil {
			t.Fatal(err)
		}
	}
	return k
}

func (k *till) key() string { k.keys++; return fmt.Sprint("key-", k.keys) }

func (k *till) payIn(purse string, fen money.Fen) {
	k.t.Helper()
	if _, err := k.people["keeper"].PayIn(k.t.Context(), app.PurseMove{Key: k.key(), Purse: k.purses[purse].ID, Fen: fen}, fund.Income{Giver: "市财政局"}); err != nil {
		k.t.Fatal(err)
	}
}

// allot gives every line of a purse what its dues come to.
func (k *till) allot(purse string, fen ...money.Fen) {
	k.t.Helper()
	v, err := k.people["keeper"].PurseOf(k.t.Context(), k.purses[purse].ID)
	if err != nil {
		k.t.Fatal(err)
	}
	for i, sum := range fen {
		if _, err := k.people["keeper"].Allot(k.t.Context(), app.PurseMove{Key: k.key(), Purse: v.ID, Fen: sum}, v.Lines[i].ID, false); err != nil {
			k.t.Fatal(err)
		}
	}
}

func (k *till) act(who string, batch id.ID, verb fund.Verb, more ...func(*app.PaymentAct)) (*fund.Batch, error) {
	order := app.PaymentAct{Key: k.key(), Batch: batch, Verb: verb}
	for _, change := range more {
		change(&order)
	}
	return k.people[who].ActOnPayment(k.t.Context(), order)
}

func (k *till) must(who string, batch id.ID, verb fund.Verb, more ...func(*app.PaymentAct)) *fund.Batch {
	k.t.Helper()
	b, err := k.act(who, batch, verb, more...)
	if err != nil {
		k.t.Fatalf("%s %s: %v", who, verb, err)
	}
	return b
}

func (k *till) refused(code problem.Code, who string, batch id.ID, verb fund.Verb, more ...func(*app.PaymentAct)) {
	k.t.Helper()
	if _, err := k.act(who, batch, verb, more...); !problem.Is(err, code) {
		k.t.Errorf("%s may %s: %v", who, verb, err)
	}
}

func (k *till) standing(purse string) fund.Standing {
	k.t.Helper()
	v, err := k.people["keeper"].PurseOf(k.t.Context(), k.purses[purse].ID)
	if err != nil {
		k.t.Fatal(err)
	}
	if !v.Whole() {
		k.t.Errorf("%s does not add up: %+v", purse, v.Standing)
	}
	return v.Standing
}

// From the roster to the account: what each is due is reckoned to the fen, a
// batch goes through four hands, one row comes back, is put right and sent again.
func TestPaymentGoesFromTheRosterToTheAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		k, ctx := newTill(t, db, paidPlan), t.Context()
		sum, err := k.people["maker"].ReckonDues(ctx, k.at.ID, nil)
		if err != nil || sum.Fresh != 9 || sum.Fen != 3*60_001 {
			t.Fatalf("%+v, %v", sum, err)
		}
		if again, err := k.people["maker"].ReckonDues(ctx, k.at.ID, nil); err != nil || again.Fresh+again.Changed+again.Gone != 0 || again.Same != 9 {
			t.Errorf("reckoned again: %+v, %v", again, err)
		}
		k.payIn("city", 200_000)
		k.payIn("town", 30_000)
		k.allot("city", 80_000, 20_002)
		k.allot("town", 20_000)
		b, left, err := k.people["maker"].MakePayment(ctx, app.PaymentOrder{Campaign: k.at.ID, Title: "春节慰问金", Method: fund.Bank, Template: "generic-csv"})
		if err != nil || len(b.Rows) != 6 || b.Fen != 2*60_001 || len(left) != 3 || left[0].Key != "fund.left.no_card" {
			t.Fatalf("%+v, %+v, %v", b, left, err)
		}
		if _, _, err := k.people["maker"].MakePayment(ctx, app.PaymentOrder{Campaign: k.at.ID, Title: "再发一次", Method: fund.Bank, Template: "generic-csv"}); !problem.Is(err, problem.Conflict) {
			t.Errorf("paid twice: %v", err)
		}
		k.throughHands(b.ID)
		k.answered(b.ID)
	})
}

func (k *till) throughHands(batch id.ID) {
	k.refused(problem.Conflict, "checker", batch, fund.Check) // the drafting is not closed
	k.must("maker", batch, fund.Make)
	k.refused(problem.Forbidden, "maker", batch, fund.Check) // his own
	k.must("checker", batch, fund.Check)
	k.refused(problem.Forbidden, "checker", batch, fund.Approve)
	k.must("approver", batch, fund.Approve)
	k.refused(problem.Forbidden, "approver", batch, fund.Lock)
	k.must("cashier", batch, fund.Lock)
	k.refused(problem.Conflict, "maker", batch, fund.Make) // nothing changes any more
	if s := k.standing("city"); s.Promised != 100_002 || s.Sent != 0 {
		k.t.Errorf("promised are %+v", s)
	}
	k.must("cashier", batch, fund.HandOver)
}

func (k *till) answered(batch id.ID) {
	t, ctx := k.t, k.t.Context()
	path := filepath.Join(t.TempDir(), "out.csv")
	out, err := k.people["cashier"].WriteBankFile(ctx, batch, path)
	if err != nil || out.Rows != 6 || out.Fen != 120_002 {
		t.Fatalf("%+v, %v", out, err)
	}
	back := k.reply(path, map[int]string{2: "退票,户名不符"})
	report, err := k.people["cashier"].TakeReplies(ctx, batch, 1, back)
	if err != nil || len(report.Credited) != 5 || len(report.Returned["户名不符"]) != 1 || len(report.Unknown) != 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	if again, err := k.people["cashier"].TakeReplies(ctx, batch, 1, back); err != nil || !again.Again {
		t.Errorf("the file again: %+v, %v", again, err)
	}
	k.refused(problem.Conflict, "cashier", batch, fund.Resend, func(a *app.PaymentAct) { a.Rows = []int64{2} }) // it was not put right
	if _, err := k.people["maker"].CorrectPayee(ctx, app.PayeeOrder{Key: k.key(), Batch: batch, Seq: 2, Name: "张一", Account: "6228480010000000034", Reason: "换卡"}); err != nil {
		t.Fatal(err)
	}
	k.must("cashier", batch, fund.Resend)
	if report, err := k.people["cashier"].TakeReplies(ctx, batch, 1, k.reply(path, map[int]string{2: "退票,又退"})); err != nil || len(report.Returned) != 0 || len(report.Same) != 6 {
		t.Errorf("the old sending's answer moves the new: %+v, %v", report, err)
	}
	if b := k.must("cashier", batch, fund.Credits); b.State != fund.Settled {
		t.Errorf("stands at %s", b.State)
	}
	if s := k.standing("city"); s.Paid != 100_002 || s.Promised+s.Sent != 0 {
		t.Errorf("city holds %+v", s)
	}
	paid, _, err := k.people["maker"].Dues(ctx, dueFilter(k.at.ID, fund.PaidOut), app.PageOf{Limit: 50})
	if err != nil || len(paid) != 6 {
		t.Errorf("%d dues are paid, %v", len(paid), err)
	}
	if v, err := k.Verify(ctx); err != nil || len(v.Broken) > 0 || v.Entries == 0 {
		t.Errorf("verified %+v, %v", v, err)
	}
}

// reply answers the rows of a bank file: all well, but for some sequences.
func (k *till) reply(path string, other map[int]string) string {
	k.t.Helper()
	lines := readGB(k.t, path)
	var b strings.Builder
	b.WriteString("序号,账号,金额,状态,原因\n")
	for _, line := range lines[1 : len(lines)-1] {
		cells := strings.Split(line, ",")
		state := "成功,"
		if s, ok := other[atoi(k.t, cells[0])]; ok {
			state = s
		}
		fmt.Fprintf(&b, "%s,%s,%s,%s\n", cells[0], cells[1], cells[3], state)
	}
	back := filepath.Join(k.t.TempDir(), "back.csv")
	if err := os.WriteFile(back, []byte(b.String()), 0o600); err != nil {
		k.t.Fatal(err)
	}
	return back
}
