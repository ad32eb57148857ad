package web

import (
	"net/http"
	"strings"
	"testing"

	"songnuan/internal/identity"
)

// TestPurseInTheBrowser: a purse is opened, money comes in, is allotted nowhere,
// an error is turned round, and what was asked of a day stays the same.
func TestPurseInTheBrowser(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		o.user("zijin", identity.Treasurer)
		o.user("shenpi", identity.PaymentApprover)
		keeper := o.as("zijin")
		keeper.get("/purses").want(t, http.StatusOK).wantText(t, ".empty", "还没有资金来源")
		keeper.post("/purses", "name", "", "year", "2027", "area", string(gaobu)).want(t, http.StatusUnprocessableEntity).wantText(t, ".is-wrong", "请填写资金名称")
		made := keeper.post("/purses", "name", "市级慰问资金", "holder", "市财政局", "kind", "finance", "year", "2027", "area", string(gaobu), "earmark", "cash", "carry", "1").want(t, http.StatusSeeOther)
		at := made.to
		next := keeper.post("/purses", "name", "市级慰问资金", "kind", "finance", "year", "2027", "area", "高埗镇").want(t, http.StatusUnprocessableEntity)
		next.wantText(t, ".is-wrong", "已经有名为")
		badAmounts(t, keeper, at)
		form := keeper.get(at+"/move/pay_in").want(t, http.StatusOK).filled("main form")
		form.Set("yuan", "１，２００．５０元")
		form.Set("giver", "欧阳某")
		form.Set("receipt", "捐赠票据0001")
		keeper.postForm(at+"/move/pay_in", form).want(t, http.StatusSeeOther)
		keeper.postForm(at+"/move/pay_in", form).want(t, http.StatusSeeOther) // sent twice, posted once
		page := keeper.get(at).want(t, http.StatusOK).wantText(t, "#figures", "1,200.50")
		if strings.Contains(page.body, "欧阳某") {
			t.Error("a giver stands in the clear")
		}
		entry, _ := page.Find("#postings a[href^='/journal/']").First().Attr("href")
		receipt, _ := page.Find("form[action*='/receipts/']").Attr("action")
		keeper.post(receipt).want(t, http.StatusOK).wantText(t, "#receipt", "欧阳某").wantText(t, "#receipt", "壹仟贰佰元")
		rows, _ := page.Find("#figures a").Eq(1).Attr("href")
		keeper.get(rows).want(t, http.StatusOK).wantText(t, "#sum", "1,200.50")
		asOf(o, at, entry)
	})
}

// badAmounts: each is refused at its field, and nothing that was typed is lost.
func badAmounts(t *testing.T, b *browser, at string) {
	t.Helper()
	form := b.get(at + "/move/pay_in").filled("main form")
	form.Set("giver", "市财政局")
	for _, text := range []string{"", "0", "-5", "0.005", "1000000000000000", "1e5", "=1+1", "很多"} {
		form.Set("yuan", text)
		got := b.postForm(at+"/move/pay_in", form).want(t, http.StatusUnprocessableEntity)
		if got.text("#f-yuan-wrong") == "" || got.Find("#f-giver").AttrOr("value", "") != "市财政局" {
			t.Errorf("%q: %s", text, got.text("main form"))
		}
	}
	form.Set("yuan", "1")
	for on, want := range map[string]string{"2026-12-31": "2027", "2028-01-01": "不能晚于今天", "不知": ""} {
		form.Set("on", on)
		if got := b.postForm(at+"/move/pay_in", form).want(t, http.StatusUnprocessableEntity).text("#f-on-wrong"); got == "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q", on, got)
		}
	}
}

// asOf: an entry turned round later leaves the figures of the day before alone.
func asOf(o *office, at, entry string) {
	t := o.t
	t.Helper()
	o.now = o.now.AddDate(0, 0, 2)
	keeper := o.as("zijin")
	back := keeper.get(entry).want(t, http.StatusOK).filled("#reverse")
	keeper.postForm(entry+"/reverse", back).want(t, http.StatusUnprocessableEntity).wantText(t, ".is-wrong", "请写明原因")
	back.Set("reason", "记错了金额")
	keeper.postForm(entry+"/reverse", back).want(t, http.StatusSeeOther)
	keeper.get(at).wantText(t, "#figures", "0.00")
	keeper.get(at+"?on=2027-01-20").want(t, http.StatusOK).wantText(t, "#figures", "1,200.50")
	keeper.get(at+"?on=2029-01-20").want(t, http.StatusUnprocessableEntity).wantText(t, ".is-wrong", "不能晚于今天")
	keeper.get(entry).wantText(t, "main", "已经冲正")
	o.as("shenpi").post(at+"/close", "version", "1").want(t, http.StatusForbidden)
	keeper.post(at+"/close", "version", "1").want(t, http.StatusSeeOther)
	form := keeper.get(at + "/move/pay_in").filled("main form")
	form.Set("yuan", "1")
	form.Set("giver", "市财政局")
	keeper.postForm(at+"/move/pay_in", form).want(t, http.StatusUnprocessableEntity).wantText(t, "#f-on-wrong", "封账")
}

// TestTransferTakesTwo: who asked does not decide.
func TestTransferTakesTwo(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		o.user("zijin", identity.Treasurer)
		o.user("shenpi", identity.PaymentApprover)
		keeper, leader := o.as("zijin"), o.as("shenpi")
		var at []string
		for _, name := range []string{"市级", "镇级"} {
			at = append(at, keeper.post("/purses", "name", name, "kind", "finance", "year", "2027", "area", string(gaobu)).want(t, http.StatusSeeOther).to)
		}
		form := keeper.get(at[0] + "/move/pay_in").filled("main form")
		form.Set("yuan", "500")
		form.Set("giver", "市财政局")
		keeper.postForm(at[0]+"/move/pay_in", form).want(t, http.StatusSeeOther)
		ask := keeper.get(at[0]+"/move/transfer").want(t, http.StatusOK).filled("main form")
		ask.Set("yuan", "200")
		ask.Set("to", strings.TrimPrefix(at[1], "/purses/"))
		keeper.postForm(at[0]+"/move/transfer", ask).want(t, http.StatusUnprocessableEntity).wantText(t, "#f-text-wrong", "请写明原因")
		ask.Set("text", "镇级不够")
		keeper.postForm(at[0]+"/move/transfer", ask).want(t, http.StatusSeeOther)
		list := leader.get("/transfers").want(t, http.StatusOK)
		decide, _ := list.Find("#transfers form").Attr("action")
		keeper.post(decide, "do", "grant").want(t, http.StatusForbidden)
		leader.post(decide, "do", "refuse").want(t, http.StatusUnprocessableEntity).wantText(t, ".note.bad", "请写明原因")
		leader.post(decide, "do", "grant").want(t, http.StatusSeeOther)
		leader.get(at[1]).wantText(t, "#figures", "200.00")
		leader.post(decide, "do", "grant").want(t, http.StatusUnprocessableEntity)
	})
}
