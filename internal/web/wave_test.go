package web

import (
	"net/http"
	"strings"
	"testing"

	"songnuan/internal/identity"
)

func TestAColdWaveIsWalkedByItsList(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		clerk, reviewer, _ := changer(o)
		o.user("bl.zhen", identity.TownReviewer, gaobu)
		town := o.as("bl.zhen")
		form := town.get("/cold-waves").want(t, http.StatusOK).filled("#add")
		form.Set("number", "粤寒潮 3")
		form.Set("level", "orange")
		form.Set("area", string(gaobu))
		form.Set("to", "2020-01-01")
		again := town.postForm("/cold-waves", form).want(t, http.StatusUnprocessableEntity)
		if again.Find("#f-to-wrong").Length() != 1 || again.filled("#add").Get("number") != "粤寒潮 3" {
			t.Error("not told at the field, or what was typed is lost")
		}
		form.Set("to", form.Get("from"))
		to := town.postForm("/cold-waves", form).want(t, http.StatusSeeOther).to
		if twice := town.postForm("/cold-waves", form).want(t, http.StatusSeeOther).to; twice != to {
			t.Errorf("sent twice it is %s and %s", to, twice)
		}
		form.Set("area", string(villageB))
		reviewer.postForm("/cold-waves", form).want(t, http.StatusForbidden)
		clerk.get("/").want(t, http.StatusOK).wantText(t, "main", "寒潮橙色预警")
		list := clerk.get(to+"?area="+string(villageA)).want(t, http.StatusOK).wantText(t, "#calls", "独居")
		path := list.Find(`#calls form`).AttrOr("action", "")
		mark := list.filled("#calls form")
		mark.Set("state", "missed")
		clerk.postForm(path, mark).want(t, http.StatusUnprocessableEntity).wantText(t, "#calls .wrong", "写明")
		mark.Set("state", "visited")
		clerk.postForm(path, mark).want(t, http.StatusSeeOther)
		clerk.postForm(path, mark).want(t, http.StatusConflict)
		sheet := clerk.post(to+"/sheet", "area", string(villageA)).want(t, http.StatusOK)
		if !strings.Contains(sheet.text("#sheet"), "欧阳甲") {
			t.Error("the sheet does not name whom to visit")
		}
		town.post(to+"/end").want(t, http.StatusSeeOther)
		town.get(to).wantText(t, ".badges", "已解除")
	})
}

func TestWhoAnswersForAVillageIsLinked(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		_, reviewer, _ := changer(o)
		form := reviewer.get("/leaders").want(t, http.StatusOK).filled("#add")
		form.Set("kind", "leader")
		form.Set("name", "黎主席")
		again := reviewer.postForm("/leaders", form).want(t, http.StatusUnprocessableEntity)
		if again.Find("#f-area-wrong").Length() != 1 || again.filled("#add").Get("name") != "黎主席" {
			t.Error("not told at the field, or what was typed is lost")
		}
		form.Set("area", string(villageA))
		reviewer.postForm("/leaders", form).want(t, http.StatusSeeOther)
		shown := reviewer.get("/leaders").want(t, http.StatusOK).wantText(t, "#leaders", "黎主席")
		reviewer.post(shown.Find("#leaders form").AttrOr("action", "")).want(t, http.StatusSeeOther)
		o.user("bl.pian", identity.AreaLeader, villageA)
		o.as("bl.pian").get("/my-area").want(t, http.StatusOK).wantText(t, "main", "各村情况")
	})
}
