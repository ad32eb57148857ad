package web

import (
	"net/http"
	"testing"
)

// TestAVisitIsEnteredAndJudged: what is wrong is told at its field with nothing
// typed lost, the visit is shown, sent twice it is one, a reviewer settles and
// annuls it.
func TestAVisitIsEnteredAndJudged(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		clerk, reviewer, home := changer(o)
		path := home + "/visit"
		form := clerk.get(path).want(t, http.StatusOK).filled("main form")
		form.Set("visitor.0", "莫主任")
		form.Set("q.met", "没有见到")
		form.Set("q.note", "邻居说去了儿子家")
		again := clerk.sendForm(path, form, "q.photo", "MZ 一个程序").want(t, http.StatusUnprocessableEntity)
		if again.filled("main form").Get("q.note") != "邻居说去了儿子家" {
			t.Error("what was typed is lost")
		}
		again.wantText(t, ".note.bad", "附件不是照片")
		clerk.postForm(path, form).want(t, http.StatusUnprocessableEntity).wantText(t, ".note.bad", "没有见到的原因")
		form.Set("q.not_met", "外出")
		clerk.postForm(path, form).want(t, http.StatusSeeOther)
		sent := clerk.postForm(path, form).want(t, http.StatusSeeOther) // the same form again
		to := sent.header.Get("Location")
		clerk.get(to).want(t, http.StatusOK).wantText(t, "main", "没有见到人")
		list := clerk.get("/visits").want(t, http.StatusOK)
		if n := list.Find("#visits tbody tr").Length(); n != 1 {
			t.Errorf("a form sent twice made %d visits", n)
		}
		settle := reviewer.get(to).filled("main form.row")
		settle.Set("note", "下周再去")
		reviewer.postForm(to, settle).want(t, http.StatusSeeOther)
		reviewer.postForm(to, settle).want(t, http.StatusConflict)
		reviewer.post(to, "do", "annul", "reason", "").want(t, http.StatusUnprocessableEntity)
		reviewer.post(to, "do", "annul", "reason", "录错户").want(t, http.StatusSeeOther)
		reviewer.get(to).want(t, http.StatusOK).wantText(t, ".note.bad", "录错户")
		reviewer.get("/visits/due").want(t, http.StatusOK)
	})
}
