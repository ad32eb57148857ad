package web

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/plan"
)

const tillPlan = `
format: 1
plan: till
title: 春节慰问
area: "441900129000"
year: 2027
period: {from: 2027-01-01, to: 2027-02-05}
closes_on: 2027-02-05
classes: [{id: all, name: 全部, who: household.income_per_head < yuan(1000), helped_when: [payment]}]
purses: [{id: city, name: 市级, holder: 市}, {id: town, name: 镇级, holder: 镇}]
cash:
  - {id: city_money, class: [all], amount: 400, per: household, purse: city}
  - {id: town_money, class: [all], amount: 200, per: household, purse: town}
`

// till is an office with a campaign whose dues are reckoned and whose purses are
// filled, and its people.
func (o *office) till(t *testing.T) (campaign string) {
	t.Helper()
	ctx := t.Context()
	o.imported(gaobu, "户号,村,户主,身份证号,家庭人口,家庭月人均收入,银行卡号", "1,冼沙村,莫一,,2,500,6228480010000000018", "2,冼沙村,莫二,,1,500,", "3,卢溪村,莫三,,1,500,6228480010000000026")
	for account, role := range map[string]identity.Role{"jing": identity.TownReviewer, "fu": identity.TownReviewer, "pi": identity.PaymentApprover, "chu": identity.Cashier, "na": identity.Cashier} {
		o.user(account, role)
	}
	of := parseID(t, o.paying(tillPlan))
	for name, fen := range map[string]money.Fen{"city": 400_000, "town": 300_000} {
		p, err := o.machine.AddPurse(ctx, fund.Purse{Name: name, Holder: "市", Kind: "finance", Year: 2027, Area: gaobu})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.machine.PayIn(ctx, app.PurseMove{Key: "in" + name, Purse: p.ID, Fen: fen}, fund.Income{Giver: "市财政局"}); err != nil {
			t.Fatal(err)
		}
		if err := o.machine.TiePurse(ctx, of, name, p.ID); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := o.machine.ReckonDues(ctx, of, nil); err != nil {
		t.Fatal(err)
	}
	totals, err := o.machine.DueTotals(ctx, of)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range totals {
		if _, err := o.machine.Allot(ctx, app.PurseMove{Key: "allot" + string(d.Line), Purse: d.Purse, Fen: d.Fen}, d.Line, false); err != nil {
			t.Fatal(err)
		}
	}
	return string(of)
}

// paying is an active campaign over a plan, with its roster.
func (o *office) paying(text string) string {
	o.t.Helper()
	p, _, err := plan.Read([]byte(text), plan.ReadOptions{})
	if err != nil {
		o.t.Fatal(err)
	}
	asOf, _ := day.New(2027, 1, 20)
	c, err := o.machine.OpenCampaign(o.t.Context(), app.CampaignOrder{Plan: p, Text: []byte(text), AsOf: asOf})
	if err != nil {
		o.t.Fatal(err)
	}
	if _, err := o.machine.BuildRoster(o.t.Context(), c.ID, p); err != nil {
		o.t.Fatal(err)
	}
	if err := o.machine.Activate(o.t.Context(), c.ID); err != nil {
		o.t.Fatal(err)
	}
	return string(c.ID)
}

// accountID is the id of an account.
func (o *office) accountID(t *testing.T, account string) id.ID {
	t.Helper()
	users, err := o.machine.Users(t.Context(), "", 50)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range users {
		if u.Account == account {
			return u.ID
		}
	}
	t.Fatalf("no account %s", account)
	return ""
}

// sendNamed posts a file under a name.
func (b *browser) sendNamed(path, name, content string, values map[string]string) *page {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for key, value := range values {
		if err := w.WriteField(key, value); err != nil {
			b.t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		b.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.server.URL+path, &body)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(req)
}

// press posts the form of a verb as it stands on the page of a batch.
func (b *browser) press(path, verb string, more ...string) *page {
	b.t.Helper()
	at := b.get(path).want(b.t, http.StatusOK)
	form := at.Find(`#do form:has(input[name=verb][value=` + verb + `])`)
	if form.Length() == 0 {
		b.t.Fatalf("no %s on the page: %s", verb, at.text("#do"))
	}
	key, _ := form.Find("input[name=key]").Attr("value")
	row, _ := form.Find("input[name=row]").Attr("value")
	return b.post(path, append([]string{"verb", verb, "key", key, "row", row}, more...)...)
}

// A batch for the bank goes through four hands, one row comes back by a file, is
// put right and sent again; then everybody counts as helped.
func TestPaymentGoesThroughItsHands(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		campaign := o.till(t)
		jing, fu, pi, chu := o.as("jing"), o.as("fu"), o.as("pi"), o.as("chu")
		ask := "/payments/new?campaign=" + campaign + "&title=春节慰问金&method=bank&template=generic-csv"
		draft := jing.get(ask).want(t, http.StatusOK)
		if got := draft.text("#left"); !strings.Contains(got, "没有登记银行卡号") || !strings.Contains(draft.text("#draft"), "4 笔，1200.00 元") {
			t.Errorf("left %q, draft %q", got, draft.text("#draft"))
		}
		made := jing.post("/payments/new", "campaign", campaign, "title", "春节慰问金", "method", "bank", "template", "generic-csv").want(t, http.StatusSeeOther)
		at := made.to
		jing.press(at, "make").want(t, http.StatusSeeOther)
		if got := jing.get(at); got.Find(`#do input[value=check]`).Length() > 0 || !strings.Contains(got.text("#do"), "别人") {
			t.Errorf("the maker is offered the check: %s", got.text("#do"))
		}
		jing.post(at, "verb", "check", "key", "x").want(t, http.StatusForbidden)
		fu.press(at, "check").want(t, http.StatusSeeOther)
		pi.press(at, "approve").want(t, http.StatusSeeOther)
		chu.press(at, "lock").want(t, http.StatusSeeOther)
		chu.press(at, "hand_over").want(t, http.StatusSeeOther)
		file := chu.post(at+"/file").want(t, http.StatusOK)
		if !strings.Contains(file.header.Get("Content-Disposition"), "FF-2027-000001-1.csv") {
			t.Errorf("file %s", file.header.Get("Content-Disposition"))
		}
		o.answers(t, chu, at)
		jing.post(at+"/payee", "seq", "1", "key", "c1", "name", "莫一", "account", "6228480010000000034", "reason", "换卡").want(t, http.StatusSeeOther)
		chu.press(at, "resend").want(t, http.StatusSeeOther)
		back := chu.sendNamed(at+"/returns", "back.csv", "序号,账号,金额,状态,原因\n1,6228480010000000034,400.00,成功,\n", map[string]string{"round": "2"}).want(t, http.StatusOK)
		digest, _ := back.Find("input[name=digest]").Attr("value")
		chu.post(at+"/returns/take", "digest", digest, "round", "2").want(t, http.StatusSeeOther)
		if got := chu.get(at); got.text(".badges .badge.green") == "" || !strings.Contains(got.text(".badges"), "已结清") {
			t.Errorf("stands at %s", got.text(".badges"))
		}
		o.settled(t, campaign, 2)
	})
}

// answers feeds the bank's file in: three rows credited, one returned, one that
// nobody knows; again nothing changes; a differing amount stops the file.
func (o *office) answers(t *testing.T, chu *browser, at string) {
	t.Helper()
	text := "序号,账号,金额,状态,原因\n1,6228480010000000018,400.00,退票,户名不符\n2,6228480010000000018,200.00,成功,\n3,6228480010000000026,400.00,成功,\n4,6228480010000000026,200.00,成功,\n9,6228480010000000026,200.00,成功,\n"
	wrong := chu.sendNamed(at+"/returns", "back.csv", strings.Replace(text, "3,6228480010000000026,400.00", "3,6228480010000000026,200.00", 1), nil)
	if wrong.status != http.StatusConflict || !strings.Contains(wrong.text("[role=alert]"), "金额") {
		t.Errorf("a differing amount: %d %s", wrong.status, wrong.text("[role=alert]"))
	}
	chu.sendNamed(at+"/returns", "back.doc", text, nil).want(t, http.StatusUnprocessableEntity)
	look := chu.sendNamed(at+"/returns", "back.csv", text, nil).want(t, http.StatusOK)
	if got := look.text("#match"); !strings.Contains(got, "户名不符") || look.Find("#unknown tbody tr").Length() != 1 {
		t.Errorf("matched %s", got)
	}
	digest, _ := look.Find("input[name=digest]").Attr("value")
	chu.post(at+"/returns/take", "digest", digest, "round", "1").want(t, http.StatusSeeOther)
	if again := chu.sendNamed(at+"/returns", "back.csv", text, nil); again.Find(".note.warn").Length() == 0 {
		t.Error("the same file is not told")
	}
}

// settled wants so many entries of a campaign helped, and the books whole.
func (o *office) settled(t *testing.T, campaign string, helped int64) {
	t.Helper()
	board, err := o.machine.Board(t.Context(), parseID(t, campaign))
	if err != nil {
		t.Fatal(err)
	}
	if got := board.Total["helped"].Entries; got != helped {
		t.Errorf("%d are helped of %+v", got, board.Total)
	}
	if v, err := o.machine.Verify(t.Context()); err != nil || len(v.Broken) > 0 {
		t.Errorf("verified %+v, %v", v, err)
	}
}

// Cash is handed out by two against signature; a second cashier at the same
// person is told who was first, and what nobody took goes back to its purse.
func TestCashIsSignedOff(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		campaign := o.till(t)
		jing, fu, pi, chu, na := o.as("jing"), o.as("fu"), o.as("pi"), o.as("chu"), o.as("na")
		at := jing.post("/payments/new", "campaign", campaign, "title", "冼沙村慰问金", "method", "cash_signed", "area", string(villageA)).want(t, http.StatusSeeOther).to
		jing.press(at, "make").want(t, http.StatusSeeOther)
		fu.press(at, "check").want(t, http.StatusSeeOther)
		pi.press(at, "approve").want(t, http.StatusSeeOther)
		chu.press(at, "lock").want(t, http.StatusSeeOther)
		chu.press(at, "hand_over").want(t, http.StatusUnprocessableEntity) // alone
		second := string(o.accountID(t, "na"))
		chu.press(at, "hand_over", "second", second).want(t, http.StatusSeeOther)
		list := chu.get(at+"/cash").want(t, http.StatusOK)
		if list.Find("#people section").Length() != 2 || strings.Contains(list.body, "莫一") {
			t.Errorf("%d people, %s", list.Find("#people section").Length(), list.text("#people"))
		}
		chu.post(at+"/cash", "seq", "1,2", "key", "k1", "second", second, "proxy", "莫小").want(t, http.StatusUnprocessableEntity)
		chu.post(at+"/cash", "seq", "1,2", "key", "k2", "second", second, "proxy", "莫小", "relation", "女儿", "number", "441900196503120012").want(t, http.StatusSeeOther)
		late := na.post(at+"/cash", "seq", "1,2", "key", "k3", "second", string(o.accountID(t, "chu")))
		if late.status != http.StatusConflict || !strings.Contains(late.text("[role=alert]"), "chu") {
			t.Errorf("the second cashier: %d %s", late.status, late.text("[role=alert]"))
		}
		chu.press(at, "return", "reason", "外出未领").want(t, http.StatusSeeOther)
		jing.press(at, "give_up", "reason", "节后另发").want(t, http.StatusSeeOther)
		if got := jing.get(at); !strings.Contains(got.text(".badges"), "已结清") {
			t.Errorf("stands at %s", got.text(".badges"))
		}
		o.settled(t, campaign, 1)
		sheet := chu.get("/rosters/payment?payment="+at[len("/payments/"):]).want(t, http.StatusOK)
		if got := sheet.text(".leaf-table"); !strings.Contains(got, "陆佰元整") {
			t.Errorf("sheet %s", got)
		}
	})
}
