package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/plan"
)

func TestATaskIsDoneWithItsProof(t *testing.T) {
	eachOffice(t, func(o *office) {
		t, r := o.t, o.running()
		path := r.base + "/tasks/" + tasksOf(r.clerk.get(r.base + "/tasks"))[0]
		for _, id := range tasksOf(r.clerk.get(r.base + "/tasks")) {
			if strings.Contains(r.clerk.get(r.base+"/tasks/"+id).text("h1"), "冼沙") {
				path = r.base + "/tasks/" + id
			}
		}
		form := r.clerk.get(path).want(t, http.StatusOK).filled("#report form")
		stale := r.town.get(path).want(t, http.StatusOK).filled("#report form")
		form.Set("state", "done")
		form.Set("person", "")
		refused := r.clerk.sendForm(path+"/report", form, "file", "").want(t, http.StatusUnprocessableEntity)
		if refused.text("#f-person-wrong") == "" {
			t.Errorf("nothing at the field: %s", refused.text("#report"))
		}
		form.Set("person", "陈一")
		form.Set("done", "2027-01-21")
		r.clerk.sendForm(path+"/report", form, "file", "").want(t, http.StatusUnprocessableEntity).wantText(t, "#f-done-wrong", "还没有到")
		form.Set("done", "2027-01-20")
		r.clerk.sendForm(path+"/report", form, "file", "MZ\x90 a program").want(t, http.StatusUnprocessableEntity)
		r.clerk.sendForm(path+"/report", form, "file", photoText).want(t, http.StatusSeeOther)
		shown := r.clerk.get(path).wantText(t, ".badges", "已完成").wantText(t, ".timeline", "clerk")
		proof := shown.Find(`a[href*="/files/"]`).AttrOr("href", "")
		if got := r.clerk.get(proof).want(t, http.StatusOK); got.header.Get("Content-Type") != "image/jpeg" {
			t.Errorf("%s is %s", proof, got.header.Get("Content-Type"))
		}
		// The other has the version of before, with a mistake first.
		stale.Set("state", "doing")
		stale.Set("got", "-1")
		again := r.town.sendForm(path+"/report", stale, "file", "")
		if again.status != http.StatusConflict {
			t.Errorf("status %d", again.status)
		}
		again.wantText(t, "#report .note.bad", "clerk").wantText(t, ".badges", "已完成")
		r.town.sendForm(path+"/report", url.Values{"state": {"doing"}, "seen": {"1"}, "got": {"x"}}, "file", "").want(t, http.StatusUnprocessableEntity)
		mistaken := r.town.sendForm(path+"/report", url.Values{"state": {"doing"}, "seen": {"1"}, "got": {"x"}}, "file", "").filled("#report form")
		mistaken.Set("got", "")
		r.town.sendForm(path+"/report", mistaken, "file", "").want(t, http.StatusConflict)
	})
}

// gatedPlan waits for the six before it is activated.
var gatedPlan = strings.Replace(walkPlan, "strength: principle,", "before: activate,", 1)

func TestTheGateRefusesActivationUntilItIsConfirmed(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		r := o.running()
		p, _, err := plan.Read([]byte(gatedPlan), plan.ReadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		asOf, _ := day.New(2027, 1, 20)
		c, err := o.machine.OpenCampaign(t.Context(), app.CampaignOrder{Plan: p, Text: []byte(gatedPlan), AsOf: asOf})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.machine.BuildRoster(t.Context(), c.ID, p); err != nil {
			t.Fatal(err)
		}
		base := "/campaigns/" + string(c.ID)
		if got := r.town.post(base + "/start/activate"); got.to == base {
			t.Fatal("activated although the gate is shut")
		}
		r.town.get(base+"/gate").want(t, http.StatusOK).wantText(t, ".note.warn", "才能启动").wantText(t, "#gate-support", "缺")
		r.clerk.post(base+"/gate", "item", "support", "met", "yes").want(t, http.StatusForbidden)
		for _, item := range []string{"support", "funds", "people", "goals", "rules", "measures"} {
			form := r.town.get(base + "/gate").filled("#gate-" + item + " form")
			form.Set("met", "yes")
			form.Set("note", "")
			r.town.sendForm(base+"/gate", form, "file", photoText).want(t, http.StatusUnprocessableEntity).wantText(t, "#gate-"+item+" .wrong", "请写说明")
			form.Set("note", "会议纪要"+script)
			r.town.sendForm(base+"/gate", form, "file", "").want(t, http.StatusUnprocessableEntity).wantText(t, "#gate-"+item+" .wrong", "依据")
			seen := form.Get("seen")
			form.Set("seen", "7") // nobody has said anything yet
			r.town.sendForm(base+"/gate", form, "file", photoText).want(t, http.StatusConflict)
			form.Set("seen", seen)
			r.town.sendForm(base+"/gate", form, "file", photoText).want(t, http.StatusSeeOther)
			r.town.sendForm(base+"/gate", form, "file", photoText).want(t, http.StatusConflict) // the version of before
		}
		got := r.town.get(base+"/gate").wantText(t, ".note.good", "齐备").wantText(t, "#gate-support", "会议纪要"+script)
		if strings.Contains(got.body, script) {
			t.Error("a note runs")
		}
		if got := r.town.post(base+"/start/activate").want(t, http.StatusSeeOther); got.to != base {
			t.Errorf("sent to %s", got.to)
		}
	})
}

func TestASurveyIsTakenByFormAndByList(t *testing.T) {
	eachOffice(t, func(o *office) {
		t, r := o.t, o.running()
		path := r.base + "/survey/s/households/QX-7101"
		form := r.clerk.get(path).want(t, http.StatusOK).filled("main form")
		form.Set("q.count", "三")
		r.clerk.postForm(path, form).want(t, http.StatusUnprocessableEntity).wantText(t, "#f-q-count-wrong", "整数")
		form.Set("q.count", "2")
		form["q.need"] = []string{"就医", "住房"}
		form.Set("q.word", script)
		r.clerk.postForm(path, form).want(t, http.StatusSeeOther)
		r.clerk.postForm(path, form).want(t, http.StatusConflict)
		shown := r.clerk.get(path).want(t, http.StatusOK)
		if kept := shown.filled("main form"); kept.Get("q.count") != "2" || len(kept["q.need"]) != 2 || strings.Contains(shown.body, script) {
			t.Errorf("kept %v", kept)
		}
		r.clerk.get(r.base+"/survey/s/households/QX-8201").want(t, http.StatusNotFound)
		who := url.Values{"day": {"2027-01-20"}, "person": {"陈一"}}
		list := "户号,困难人数,致困原因,需求\nQX-8201,2,因病,就医\nQX-8202,许多,因病,就医\nQX-9999,1,因病,就医\n"
		got := r.town.sendForm(r.base+"/survey/s/list", who, "list", list).want(t, http.StatusOK).wantText(t, ".note", "收到 3 行：记入 1")
		back := got.Find(`a[href*="/corrections/"]`).AttrOr("href", "")
		file := r.town.get(back).want(t, http.StatusOK)
		if !strings.HasPrefix(file.body, "PK") {
			t.Errorf("%s gives %.40q", back, file.body)
		}
		r.clerk.get(back).want(t, http.StatusNotFound)
		r.town.sendForm(r.base+"/survey/s/list", who, "list", "").want(t, http.StatusUnprocessableEntity)
		elsewhere := r.clerk.sendForm(r.base+"/survey/s/list", who, "list", "户号,困难人数\nQX-8203,1\n").want(t, http.StatusOK)
		elsewhere.wantText(t, ".note", "记入 0")
	})
}
