package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/campaign"
	"songnuan/internal/identity"
	"songnuan/plans"
)

// townFiles are households that the plan for town visits takes.
func townFiles(o *office) {
	o.imported(gaobu, "户号,村,户主,家庭人口,家庭月人均收入,困难类别", "QX-7101,冼沙村,欧阳甲申,2,500,特困人员", "QX-7102,冼沙村,欧阳乙酉,1,500,重点优抚对象", "QX-8202,卢溪村,司徒丙戌,2,500,低保对象")
}

// The whole way: plan, place, questions, roster, activation.
func TestAPlanIsPutToWork(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		townFiles(o)
		o.user("li.shen", identity.TownReviewer, gaobu)
		b := o.as("li.shen")
		first := b.get("/campaigns/new").want(t, http.StatusOK)
		if n := first.Find(`input[name="plan"]`).Length(); n != len(plans.List()) {
			t.Errorf("%d plans to choose from", n)
		}
		form := b.get("/campaigns/new?plan=town-visits").want(t, http.StatusOK).filled("main form")
		if form.Get("area") != string(gaobu) || form.Get("as_of") != "2027-01-20" {
			t.Errorf("begins with %v", form)
		}
		form.Set("title", "高埗镇2027年走访慰问")
		made := b.postForm("/campaigns/new", form).want(t, http.StatusSeeOther)
		start := made.to

		settle := b.get(start).want(t, http.StatusOK).wantText(t, "h1", "高埗镇2027年走访慰问").wantText(t, ".steps .now", "待明确").wantText(t, "main", "还有6处没有答复")
		settle.wantText(t, "#q-county_town .quoted", "县、镇200元/户落实").wantText(t, "#q-town .good", string(gaobu))
		noKeys(t, "the questions", settle)
		wrong := b.post(start+"/answers", "answer.year", "两千零二十七", "answer.student_amount", "300", "go", "next").want(t, http.StatusUnprocessableEntity)
		if wrong.Find("#f-answer-year-wrong").Length() != 1 || wrong.Find(`[name="answer.student_amount"]`).AttrOr("value", "") != "300" {
			t.Errorf("the wrong year is not told at its field, or what was typed is lost: %s", wrong.text(".note"))
		}
		b.post(start+"/answers", "answer.county_town", "300.00").want(t, http.StatusUnprocessableEntity)
		b.post(start+"/answers", "answer.year", "2027", "go", "next").want(t, http.StatusSeeOther)
		b.get(start).want(t, http.StatusOK).wantText(t, "main", "还有5处没有答复").wantText(t, "#q-year .good", "li.shen")
		blocked := b.get(start+"?step=roster").want(t, http.StatusOK)
		blocked.wantText(t, ".note.warn", "待明确").wantText(t, "table", "重点慰问对象")
		noKeys(t, "the preview", blocked)
		b.post(start+"/answers", "answer.start", "2027-01-18", "answer.county_town", "400.00", "answer.together", "both", "answer.department_amount", "0", "answer.student_amount", "300", "go", "next").want(t, http.StatusSeeOther)

		ready := b.get(start).want(t, http.StatusOK).wantText(t, ".steps .now", "名册与测算").wantText(t, ".note.good", "没有妨碍启用的问题")
		ready.wantText(t, "tfoot .sum", "1,600.00") // two households of 400 + 400
		built := b.post(start+"/roster").want(t, http.StatusSeeOther)
		confirm := b.get(built.to).want(t, http.StatusOK).wantText(t, ".steps .now", "启用").wantText(t, ".effects", "项任务")
		noKeys(t, "the confirmation", confirm)
		to := b.post(start+"/activate").want(t, http.StatusSeeOther).to
		of := parseID(t, strings.TrimPrefix(to, "/campaigns/"))
		view, err := o.machine.CampaignPlan(t.Context(), of)
		if err != nil || view.State != campaign.Active || view.Campaign.Title != "高埗镇2027年走访慰问" || view.Coverage.Open == 0 {
			t.Fatalf("%+v, %v", view, err)
		}
		b.get(start).want(t, http.StatusSeeOther)
		b.post(start+"/activate").want(t, http.StatusConflict)
		b.post(start+"/answers", "answer.year", "2028").want(t, http.StatusUnprocessableEntity).wantText(t, ".note.bad", "不能再改")
	})
}

func TestTheWizardRefusesWhatCannotBe(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		townFiles(o)
		o.user("li.shen", identity.TownReviewer, gaobu)
		o.user("far", identity.TownReviewer, "152502001000")
		b := o.as("li.shen")
		form := url.Values{"plan": {"town-visits"}, "title": {"试"}, "area": {"152502001000"}, "as_of": {"2027-01-20"}}
		b.postForm("/campaigns/new", form).want(t, http.StatusUnprocessableEntity).wantText(t, "#f-area-wrong", "管辖范围")
		form.Set("area", string(villageA))
		form.Set("as_of", "二月三十")
		got := b.postForm("/campaigns/new", form).want(t, http.StatusUnprocessableEntity)
		if got.text("#f-as_of-wrong") == "" || got.Find(`option[value="`+string(villageA)+`"][selected]`).Length() != 1 {
			t.Errorf("%s", got.text("main"))
		}
		form.Set("as_of", "2027-01-20")
		form.Set("title", strings.Repeat("长", 101))
		b.postForm("/campaigns/new", form).want(t, http.StatusUnprocessableEntity).wantText(t, "#f-title-wrong", "100")
		form.Set("title", "<script>alert(1)</script>")
		start := b.postForm("/campaigns/new", form).want(t, http.StatusSeeOther).to
		if got := b.get(start).want(t, http.StatusOK); strings.Contains(got.body, "<script>alert") {
			t.Error("a title runs")
		}
		b.get(start+"?step=activate").want(t, http.StatusSeeOther) // no roster yet
		b.post(start+"/activate").want(t, http.StatusSeeOther)     // and not activated
		of := parseID(t, strings.TrimSuffix(strings.TrimPrefix(start, "/campaigns/"), "/start"))
		if view, err := o.machine.Campaign(t.Context(), of); err != nil || view.State != campaign.Draft {
			t.Errorf("%+v, %v", view, err)
		}
		far := o.as("far")
		far.get(start).want(t, http.StatusNotFound)
		far.post(start+"/answers", "answer.year", "2027").want(t, http.StatusNotFound)
		far.post(start+"/roster").want(t, http.StatusNotFound)
		b.get("/campaigns/new?plan=nowhere").want(t, http.StatusNotFound)
		broken := strings.Replace(walkPlan, "closes_on: 2027-02-05", "closes_on: 某天", 1)
		path := b.upload("x.yaml", []byte(broken)).want(t, http.StatusSeeOther).to
		form.Set("plan", strings.TrimPrefix(path, "/plans/"))
		form.Set("area", string(gaobu))
		b.postForm("/campaigns/new", form).want(t, http.StatusUnprocessableEntity).wantText(t, ".note.bad", "错误")
	})
}

// Closing the browser loses nothing: the draft is taken up where it stands.
func TestADraftIsTakenUpAgain(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		townFiles(o)
		o.user("li.shen", identity.TownReviewer, gaobu)
		c, err := o.machine.StartCampaign(t.Context(), app.StartOrder{Ref: "town-visits", Area: gaobu})
		if err != nil {
			t.Fatal(err)
		}
		start := "/campaigns/" + string(c.ID) + "/start"
		o.as("li.shen").post(start+"/answers", "answer.year", "2027").want(t, http.StatusSeeOther)
		b := o.as("li.shen")
		b.post("/mode", "lang", "en", "back", "/")
		got := b.get(start).want(t, http.StatusOK).wantText(t, "main", "5 still to be answered").wantText(t, "#q-year", "li.shen")
		noKeys(t, "English questions", got)
		roster := b.get(start+"?step=roster").want(t, http.StatusOK).wantText(t, "main", "In the way of activation")
		noKeys(t, "English preview", roster)
	})
}
