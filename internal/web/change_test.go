package web

import (
	"net/http"
	"strings"
	"testing"

	"songnuan/internal/identity"
)

// changer is a village with a household, its clerk and the town's reviewer.
func changer(o *office) (clerk, reviewer *browser, home string) {
	o.imported(villageA, "户号,村,户主,身份证号,家庭人口,家庭年收入,联系电话", "BG-1,冼沙村,欧阳甲,441900196503120012,1,12000,13800138123")
	o.user("bg.clerk", identity.VillageClerk, villageA)
	o.user("bg.zhen", identity.TownReviewer, villageA)
	clerk, reviewer = o.as("bg.clerk"), o.as("bg.zhen")
	href := clerk.get("/households/BG-1").want(o.t, http.StatusOK).Find(`a[href$="/change"]`).AttrOr("href", "")
	return clerk, reviewer, strings.TrimSuffix(href, "/change")
}

func TestAChangeGoesItsWayThroughThePages(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		clerk, reviewer, home := changer(o)
		if n := clerk.get(home+"/change").want(t, http.StatusOK).Find("tbody tr").Length(); n != 14 {
			t.Errorf("%d kinds are offered", n)
		}
		path := home + "/change/income"
		form := clerk.get(path).want(t, http.StatusOK).filled("main form")
		form.Set("do", "save")
		form.Set("occasion", "work")
		form.Set("income", "很多")
		form.Set("note", "工资涨了")
		again := clerk.postForm(path, form).want(t, http.StatusUnprocessableEntity)
		if again.Find("#f-income-wrong").Length() != 1 || again.filled("main form").Get("note") != "工资涨了" {
			t.Errorf("not told at the field, or what was typed is lost: %s", again.text(".note.bad"))
		}
		form.Set("income", "24000")
		draft := clerk.postForm(path, form).want(t, http.StatusSeeOther).to
		shown := clerk.get(draft).want(t, http.StatusOK).wantText(t, ".table td.quiet", "12,000.00").wantText(t, ".table td.strong", "24,000.00")
		clerk.postForm(draft+"/submit", shown.filled("#submit")).want(t, http.StatusUnprocessableEntity).wantText(t, "#papers", "收入证明")
		papers := shown.filled("#papers form")
		papers.Set("kind", "income_proof")
		clerk.sendForm(draft+"/papers", papers, "file", "MZ 一个程序").want(t, http.StatusUnprocessableEntity)
		papers.Set("row", clerk.get(draft).filled("#papers form").Get("row"))
		clerk.sendForm(draft+"/papers", papers, "file", photoText).want(t, http.StatusSeeOther)
		clerk.postForm(draft+"/submit", clerk.get(draft).filled("#submit")).want(t, http.StatusSeeOther)
		if clerk.get(draft).Find("#decide").Length() != 0 {
			t.Error("who files may decide")
		}
		decide := reviewer.get(draft).want(t, http.StatusOK).filled("#decide")
		decide.Set("verb", "return")
		reviewer.postForm(draft+"/decide", decide).want(t, http.StatusUnprocessableEntity)
		decide.Set("verb", "approve")
		reviewer.postForm(draft+"/decide", decide).want(t, http.StatusSeeOther)
		reviewer.postForm(draft+"/decide", decide).want(t, http.StatusConflict)
		clerk.get("/changes?lane=ended").want(t, http.StatusOK).wantText(t, "tbody", "已生效")
		clerk.get(home+"?tab=timeline").want(t, http.StatusOK).wantText(t, ".timeline", "按变更申请修改")
	})
}

func TestAFreezeIsSetAndEndedOnItsPage(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		_, reviewer, _ := changer(o)
		form := reviewer.get("/freezes").want(t, http.StatusOK).filled("#add")
		form.Set("area", string(villageA))
		form.Set("to", "2020-01-01")
		form.Set("reason", "核对")
		if again := reviewer.postForm("/freezes", form).want(t, http.StatusUnprocessableEntity); again.Find("#f-to-wrong").Length() != 1 || again.filled("#add").Get("reason") != "核对" {
			t.Error("not told at the field, or what was typed is lost")
		}
		form.Set("to", "2099-01-01")
		reviewer.postForm("/freezes", form).want(t, http.StatusUnprocessableEntity) // for longer than a year
		form.Set("to", form.Get("from"))
		reviewer.postForm("/freezes", form).want(t, http.StatusSeeOther)
		shown := reviewer.get("/freezes").want(t, http.StatusOK).wantText(t, "#freezes", "冻结中")
		end := shown.Find("#freezes form").AttrOr("action", "")
		reviewer.postForm(end, shown.filled("#freezes form")).want(t, http.StatusSeeOther)
		reviewer.get("/freezes").wantText(t, "#freezes", "提前结束")
	})
}
