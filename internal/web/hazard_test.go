package web

import (
	"net/http"
	"strings"
	"testing"

	"songnuan/internal/identity"
)

func TestAHazardGoesItsWayThroughThePages(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		clerk, reviewer, home := changer(o)
		path := home + "/inspect"
		form := clerk.get(path).want(t, http.StatusOK).filled("main form")
		for _, n := range []string{"0", "2", "3", "4", "5"} {
			form.Set("a."+n, "ok")
		}
		form.Set("a.1", "hazard")
		form.Set("w.1", "烟道堵塞")
		again := clerk.sendForm(path, form, "p.1", photoText).want(t, http.StatusUnprocessableEntity)
		if again.Find("#f-g-1-wrong").Length() != 1 || again.filled("main form").Get("w.1") != "烟道堵塞" {
			t.Errorf("not told at the field, or what was typed is lost: %s", again.text(".note.bad"))
		}
		form.Set("g.1", "C")
		clerk.sendForm(path, form, "p.1", "MZ 一个程序").want(t, http.StatusUnprocessableEntity)
		clerk.sendForm(path, form, "p.1", photoText).want(t, http.StatusSeeOther)
		clerk.get(home).want(t, http.StatusOK).wantText(t, ".note.warn", "失火")
		board := clerk.get("/hazards").want(t, http.StatusOK).wantText(t, "#hazards", "C 级")
		to := board.Find(`#hazards td a[href^="/hazards/"]`).AttrOr("href", "")
		shown := clerk.get(to).want(t, http.StatusOK).wantText(t, ".quoted", "烟道堵塞")
		if shown.Find("#do-order, #do-appraise, #do-except").Length() != 0 || shown.Find("#do-right").Length() != 1 {
			t.Error("the visitor may order, appraise or except")
		}
		order := reviewer.get(to).filled("#do-order")
		order.Set("who", "")
		order.Set("due", o.now.AddDate(0, 0, -1).Format("2006-01-02"))
		reviewer.postForm(to, order).want(t, http.StatusUnprocessableEntity).wantText(t, "#f-who-wrong", "由谁")
		order.Set("who", "房东")
		reviewer.postForm(to, order).want(t, http.StatusUnprocessableEntity).wantText(t, "#f-due-wrong", "已经过去")
		order.Set("due", o.now.AddDate(0, 0, 2).Format("2006-01-02"))
		reviewer.postForm(to, order).want(t, http.StatusSeeOther)
		reviewer.postForm(to, order).want(t, http.StatusConflict) // seen before somebody acted
		right := clerk.get(to).filled("#do-right")
		right.Set("who", "老李")
		right.Set("text", "通了烟道")
		clerk.sendForm(to, right, "photo", photoText).want(t, http.StatusSeeOther)
		if clerk.get(to).wantText(t, "main", "另一人复查").Find("#do-clear").Length() != 0 {
			t.Error("who recorded the putting right may clear it")
		}
		looked := reviewer.get(to).filled("#do-clear")
		looked.Set("who", "老李")
		reviewer.sendForm(to, looked, "photo", photoText).want(t, http.StatusForbidden)
		looked.Set("who", "王所长")
		reviewer.sendForm(to, looked, "photo", photoText).want(t, http.StatusSeeOther)
		done := reviewer.get(to).wantText(t, ".badges", "已消除")
		photo := done.Find(`a[href*="/photos/"]`).AttrOr("href", "")
		if got := reviewer.get(photo).want(t, http.StatusOK); !strings.HasPrefix(got.header.Get("Content-Type"), "image/") {
			t.Error(got.header)
		}
		o.user("pai.ld", identity.AreaLeader, villageA)
		o.as("pai.ld").get(photo).want(t, http.StatusForbidden)
		reviewer.get("/hazards?state=cleared").wantText(t, "#hazards", "已消除")
	})
}

func TestUnsafeHomesAreListed(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		_, reviewer, _ := changer(o)
		o.imported(villageA, "户号,村,户主,住房类型,危房等级,家庭人口", "WF-1,冼沙村,无房甲,无房,,1", "WF-2,冼沙村,危房乙,自有住房,D,2", "WF-3,冼沙村,好房丙,自有住房,A,2")
		if n := reviewer.get("/hazards/homes").want(t, http.StatusOK).Find("#homes tbody tr").Length(); n != 2 {
			t.Errorf("%d homes", n)
		}
	})
}
