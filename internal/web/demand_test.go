package web

import (
	"net/http"
	"testing"

	"songnuan/internal/identity"
)

func TestADemandGoesItsWayThroughThePages(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		clerk, reviewer, home := changer(o)
		o.user("bg.cun2", identity.VillageClerk, villageA)
		path := home + "/demand"
		form := clerk.get(path).want(t, http.StatusOK).filled("main form")
		form.Set("text", "孩子学费没有着落")
		again := clerk.postForm(path, form).want(t, http.StatusUnprocessableEntity)
		if again.Find("#f-kind-wrong").Length() != 1 || again.filled("main form").Get("text") != "孩子学费没有着落" {
			t.Error("not told at the field, or what was typed is lost")
		}
		form.Set("kind", "就学")
		to := clerk.postForm(path, form).want(t, http.StatusSeeOther).to
		clerk.get(to).want(t, http.StatusOK).wantText(t, ".quoted", "学费").wantText(t, "#ladder", "现在在这一级")
		raise := clerk.get(to).filled("#do-raise")
		clerk.postForm(to, raise).want(t, http.StatusSeeOther)
		clerk.postForm(to, raise).want(t, http.StatusConflict)
		if clerk.get(to).wantText(t, "main", "由那一级答复").Find("#do-answer").Length() != 0 {
			t.Error("the village may answer what stands higher")
		}
		answer := reviewer.get(to).filled("#do-answer")
		answer.Set("who", "民政办")
		reviewer.postForm(to, answer).want(t, http.StatusUnprocessableEntity).wantText(t, "#f-text-wrong", "怎样答复")
		answer.Set("text", "已联系学校减免")
		reviewer.postForm(to, answer).want(t, http.StatusSeeOther)
		closing := clerk.get(to).filled("#do-close")
		clerk.postForm(to, closing).want(t, http.StatusUnprocessableEntity).wantText(t, "#do-close .wrong", "满意不满意")
		closing.Set("satisfied", "yes")
		closing.Set("asked", "phone")
		clerk.postForm(to, closing).want(t, http.StatusSeeOther)
		clerk.get("/demands?state=closed").want(t, http.StatusOK).wantText(t, "#demands", "满意")
		form.Set("sensitive", "1")
		hidden := clerk.postForm(path, form).want(t, http.StatusSeeOther).to
		clerk.get(hidden).want(t, http.StatusOK) // who took it
		o.as("bg.cun2").get(hidden).want(t, http.StatusNotFound)
		reviewer.get(hidden).want(t, http.StatusOK)
	})
}

func TestDemandsAreGroupedOnTheQueue(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		clerk, reviewer, home := changer(o)
		form := clerk.get(home + "/demand").filled("main form")
		form.Set("kind", "水电路")
		form.Set("text", "停水")
		for range 2 {
			clerk.postForm(home+"/demand", form).want(t, http.StatusSeeOther)
		}
		queue := reviewer.get("/demands").want(t, http.StatusOK)
		batch := queue.filled(`form[action="/demands/batch"]`)
		batch.Set("title", "三组停水")
		again := reviewer.postForm("/demands/batch", batch).want(t, http.StatusUnprocessableEntity)
		if again.Find("#f-title-wrong").Length() != 1 {
			t.Error("not told at the field")
		}
		for _, box := range queue.Find(`input[name="demand"]`).EachIter() {
			batch.Add("demand", box.AttrOr("value", ""))
		}
		batch.Set("verb", "answer")
		batch.Set("who", "水务站")
		batch.Set("text", "明天来水")
		reviewer.postForm("/demands/batch", batch).want(t, http.StatusSeeOther)
		if n := reviewer.get("/demands?state=answered").want(t, http.StatusOK).Find("#demands tbody tr").Length(); n != 2 {
			t.Errorf("%d answered", n)
		}
	})
}
