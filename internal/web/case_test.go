package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/identity"
	"songnuan/internal/registry"
)

// applied is an application of a village, handed in.
func (o *office) applied(where area.Code, name string) (number string) {
	o.t.Helper()
	f := registry.NewForm(where, "", o.machine.Today())
	f.Fields["size"], f.Fields["covered"], f.Fields["per_head_month"] = "1", "1", "500"
	f.Members[0].Fields["name"], f.Members[0].Fields["birth"], f.Members[0].Fields["id_kind"], f.Members[0].Fields["sex"] = name, "1960-01-02", "户口簿", "男"
	saved, err := o.machine.OpenCase(o.t.Context(), app.CaseOrder{Kind: casework.KindFiling, Channel: casework.BySelf, Form: f, Accepted: true})
	if err != nil {
		o.t.Fatal(err, saved)
	}
	c, err := o.machine.SubmitCase(o.t.Context(), string(saved.Case), saved.Seen)
	if err != nil {
		o.t.Fatal(err)
	}
	return c.Number
}

// Who applies already is told while the form is being filled in, with the way
// on, and at the number when it is saved; what was typed is kept.
func TestARunningApplicationIsToldWhereTheNumberIsEntered(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.user("cun.zhang", identity.VillageClerk, villageA)
		clerk := o.as("cun.zhang")
		typed := application("member.1.id_kind", "居民身份证", "member.1.id_number", "441900196503120012", "member.1.birth", "1965-03-12", "accepted", "1")
		if n := clerk.postForm("/apply/filing/known", typed).want(t, http.StatusOK).Find(".note").Length(); n != 0 {
			t.Fatalf("%d notes about a stranger", n)
		}
		saved := clerk.postForm("/apply/filing", typed).want(t, http.StatusSeeOther)
		submit := clerk.get(saved.to).want(t, http.StatusOK).Find("form[action$='/do/submit']").AttrOr("action", "")
		clerk.post(submit, "seen", "0").want(t, http.StatusSeeOther)
		note := clerk.postForm("/apply/filing/known", typed).want(t, http.StatusOK)
		if got := note.text(".note.bad"); !strings.Contains(got, "同类申请在办") || note.Find(".note.bad a[href^='/cases/']").Length() != 1 {
			t.Errorf("while typing is told %q", got)
		}
		refused := clerk.postForm("/apply/filing", typed).want(t, http.StatusConflict)
		if got := refused.text("#f-member-1-id_number-wrong"); !strings.Contains(got, "同类申请在办") || refused.Find("[name='member.1.name']").AttrOr("value", "") != "欧阳申请" {
			t.Errorf("at the number is told %q: %s", got, refused.text(".note"))
		}
	})
}

// application is a form as the browser sends it.
func application(pairs ...string) url.Values {
	form := url.Values{"village": {string(villageA)}, "unit": {""}, "size": {"1"}, "covered": {"1"}, "per_head_month": {"500"}, "channel": {"self"}, "do": {"save"}, "state": {"0"},
		"member.1.name": {"欧阳申请"}, "member.1.relation": {"户主"}, "member.1.birth": {"1960-01-02"}, "member.1.id_kind": {"户口簿"}, "member.1.sex": {"男"}, "member.1.member_covered": {"是"},
		"cause.1.name": {"因病"}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

func TestAnApplicationIsFilledInAndHandedIn(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.user("cun.zhang", identity.VillageClerk, villageA)
		clerk := o.as("cun.zhang")
		if n := clerk.get("/apply").want(t, http.StatusOK).Find("a[href^='/apply/']").Length(); n < 2 {
			t.Fatalf("%d kinds are offered", n)
		}
		clerk.get("/apply/filing").want(t, http.StatusOK)
		guess := clerk.postForm("/apply/filing/guess", application()).want(t, http.StatusOK)
		if got := guess.text("body"); !strings.Contains(got, "可能符合") || !strings.Contains(got, "不是决定") {
			t.Errorf("the rules say %q", got)
		}
		bad := clerk.postForm("/apply/filing", application("member.1.birth", "2060-01-02")).want(t, http.StatusUnprocessableEntity)
		if bad.Find("[name='member.1.name']").AttrOr("value", "") != "欧阳申请" || bad.Find(".note.bad li").Length() == 0 {
			t.Errorf("a birth in the future: %s", bad.text(".note"))
		}
		young := clerk.postForm("/apply/filing", application("member.1.birth", "2015-01-02")).want(t, http.StatusUnprocessableEntity)
		if got := young.text("#f-agent-wrong"); !strings.Contains(got, "监护人") || strings.Contains(got, "agent") {
			t.Errorf("a minor applies: %s", got)
		}
		draft := clerk.postForm("/apply/filing", application("do", "draft", "member.1.birth", "2060-01-02")).want(t, http.StatusSeeOther)
		if !strings.HasSuffix(draft.to, "/edit") {
			t.Errorf("a draft leads to %s", draft.to)
		}
		saved := clerk.postForm("/apply/filing", application("member.1.name", "欧阳申请乙", "accepted", "1")).want(t, http.StatusSeeOther)
		shown := clerk.get(saved.to).want(t, http.StatusOK)
		if strings.Contains(shown.body, "欧阳申请乙") {
			t.Error("the applicant is shown in the clear")
		}
		submit := shown.Find("form[action$='/do/submit']").AttrOr("action", "")
		receipt := clerk.post(submit, "seen", "0").want(t, http.StatusSeeOther)
		paper := clerk.get(receipt.to).want(t, http.StatusOK)
		if got := paper.text(".receipt-number"); !casework.ReceiptSound(got) {
			t.Errorf("the receipt shows %q", got)
		}
		if got := paper.text(".note.warn"); !strings.Contains(got, "核对授权书") {
			t.Errorf("what is missing: %s", got)
		}
	})
}

func TestACaseGoesItsWay(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.user("cun.a", identity.VillageClerk, villageA)
		o.user("cun.b", identity.VillageClerk, villageA)
		o.user("zhen.a", identity.TownReviewer, gaobu)
		number := o.applied(villageA, "欧阳申请")
		base := "/cases/" + number
		clerk := o.as("cun.a")
		if got := clerk.get("/cases").want(t, http.StatusOK).text("#cases tbody"); !strings.Contains(got, number) || strings.Contains(got, "欧阳申请") {
			t.Errorf("the queue shows %s", got)
		}
		page := clerk.get(base + "?tab=papers")
		for _, o := range page.Find("#f-paper option").Nodes {
			value := ""
			for _, a := range o.Attr {
				if a.Key == "value" {
					value = a.Val
				}
			}
			if value == "" || value == "other" {
				continue
			}
			clerk.post(base+"/papers", "paper", value, "note", "村档案柜").want(t, http.StatusSeeOther)
		}
		clerk.post(base+"/papers", "paper", "other").want(t, http.StatusUnprocessableEntity)
		clerk.post(base+"/papers", "paper", "other", "name", "放错的证明", "note", "别家的").want(t, http.StatusSeeOther)
		drop := clerk.get(base+"?tab=papers").Find("form[action$='/drop']").Last().AttrOr("action", "none")
		clerk.post(drop).want(t, http.StatusSeeOther)
		if got := clerk.get(base + "?tab=papers"); strings.Contains(got.text("main"), "放错的证明") || !strings.Contains(got.text("main"), "村档案柜") {
			t.Errorf("after taking one back: %s", got.text("main"))
		}
		seen := func(b *browser) string { return b.get(base+"/do/send_back").Find("[name=seen]").AttrOr("value", "") }
		clerk.post(base+"/do/pass", "seen", seen(clerk)).want(t, http.StatusSeeOther)
		if late := clerk.get(base + "?tab=papers"); late.Find("form[action$='/drop']").Length() > 0 || late.Find("a[href^='/documents?case=']").Length() == 0 {
			t.Error("accepted papers can be taken back, or the case leads to no documents")
		}
		if got := clerk.get(base).want(t, http.StatusOK).text(".case-bar"); !strings.Contains(got, "一个人只能办一道关口") {
			t.Errorf("who took a step before is told %q", got)
		}
		other := o.as("cun.b")
		check := other.get(base+"/check").want(t, http.StatusOK)
		if check.Find(".check-field").Length() < 10 {
			t.Error("the visit compares too little")
		}
		version := check.Find("[name=seen]").AttrOr("value", "")
		alone := other.post(base+"/check", "seen", version, "same.per_head_month", "differs", "per_head_month", "800")
		if alone.want(t, http.StatusUnprocessableEntity); !strings.Contains(alone.text("#f-name-wrong"), "至少要 2 人") || alone.Find("#f-per_head_month").AttrOr("value", "") != "800" {
			t.Errorf("alone: %s", alone.text(".wrong"))
		}
		added := other.post(base+"/check", "seen", version, "do", "add", "per_head_month", "800", "same.per_head_month", "differs").want(t, http.StatusOK)
		if added.Find("[name='more.1.name']").Length() != 1 || added.Find("#f-per_head_month").AttrOr("value", "") != "800" {
			t.Error("a line for one more loses what was typed")
		}
		two := other.post(base+"/check", "seen", version, "do", "drop.1", "more.1.name", "欧阳甲", "more.2.name", "欧阳乙").want(t, http.StatusOK)
		if got := two.Find("[name^='more.'][name$='.name']"); got.Length() != 1 || got.AttrOr("value", "") != "欧阳乙" {
			t.Error("taking one off leaves another")
		}
		more := []string{"seen", version, "do", "take", "same.per_head_month", "differs", "per_head_month", "800", "name", "黎社工", "note", "看过", "more.1.relation", "女", "more.1.sex", "女", "more.1.birth", "2018-01-02"}
		if noName := other.post(base+"/check", append(more, "more.1.name", "")...).want(t, http.StatusUnprocessableEntity); noName.text("#f-more-1-name-wrong") == "" {
			t.Errorf("who has no name is told at %s", noName.text(".note"))
		}
		other.post(base+"/check", append(more, "more.1.name", "欧阳小女")...).want(t, http.StatusSeeOther)
		compared := other.get(base+"?tab=check").want(t, http.StatusOK)
		if got := compared.text("main"); strings.Count(got, "欧阳*") < 2 {
			t.Errorf("who was found is not shown: %s", got)
		}
		if got := compared.text("tr.differs"); !strings.Contains(got, "500.00") || !strings.Contains(got, "800.00") {
			t.Errorf("what differs is shown as %q", got)
		}

		town := o.as("zhen.a")
		stale := seen(town)
		town.post(base+"/do/pass", "seen", "1").want(t, http.StatusConflict)
		town.post(base+"/do/send_back", "seen", stale, "to", "check").want(t, http.StatusUnprocessableEntity)
		town.post("/cases/verdicts", "case", "nothing:1", "verb", "pass").want(t, http.StatusNotFound)
		town.post(base+"/do/pass", "seen", stale, "next", "1").want(t, http.StatusSeeOther)
		if got := town.get(base+"?tab=acts").want(t, http.StatusOK).Find(".timeline li").Length(); got < 4 {
			t.Errorf("%d acts are shown", got)
		}
		town.get("/cases/overdue").want(t, http.StatusOK)
	})
}
