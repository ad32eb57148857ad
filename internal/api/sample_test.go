package api

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/walktest"
	"songnuan/profiles"
)

// samples are how the walk and the tests of bad input call each route. A new
// route adds its own.
var samples = map[string]walkSample{
	"version":   at1("/version"),
	"me":        at1("/me"),
	"token_end": at1("/me/token"),

	"household_search": with("/households/search", object{"text": "Q"}),
	"household":        at1("/households/QA01"),
	"households":       at1("/households?limit=500&by=village&tab=open"),
	"household_count":  at1("/households/count"),
	"household_reveal": {do: func(testing.TB, *desk) (string, any) {
		return "/households/QA01/reveal", object{"reason": "入户前核对", "cards": false}
	}, clear: true},
	"household_timeline": at1("/households/QA01/timeline?limit=500"),
	"household_form":     at1("/households/QA01/form"),
	"household_add":      {do: func(_ testing.TB, d *desk) (string, any) { return "/households", newForm(d) }},
	"household_save": {do: func(t testing.TB, d *desk) (string, any) {
		number := d.household(t)
		form := d.form(t, number)
		form["fields"].(object)["address"] = fmt.Sprintf("东街 %d 号", d.Serial())
		return "/households/" + number, form
	}, header: map[string]string{"If-Match": `"1"`}},
	"household_close": {do: func(t testing.TB, d *desk) (string, any) {
		return "/households/" + d.household(t) + "/close", object{"on": "2027-01-20", "reason": "去世", "note": "已核"}
	}, header: map[string]string{"If-Match": `"1"`}},
	"household_reopen": {do: func(t testing.TB, d *desk) (string, any) {
		number := d.household(t)
		if _, err := d.Machine.CloseHousehold(t.Context(), app.CloseOrder{Number: number, On: d.Clock.Today(), Reason: "去世"}); err != nil {
			t.Fatal(err)
		}
		return "/households/" + number + "/reopen", object{"note": "误销"}
	}, header: map[string]string{"If-Match": `"2"`}},
	"changes":         at1("/changes?limit=500&lane=file"),
	"change_file":     {do: func(t testing.TB, d *desk) (string, any) { return "/changes", askedOf(d.household(t), "21000") }},
	"change":          ofChange("", nil, filedChange),
	"change_submit":   ofOwnChange("/submit", object{"choices": object{}}),
	"change_withdraw": ofOwnChange("/withdraw", nil),
	"change_decide":   ofChange("/decisions", object{"verb": "approve", "note": "已核", "paper": true, "choices": object{}}, sentChange),
	"change_apply":    ofChange("/apply", object{"choices": object{}}, heldChange),
	"freezes":         at1("/freezes"),
	"never_helped":    at1("/never-helped?limit=500"),
	"unchanged":       at1("/unchanged?limit=500"),

	"wave_enter": {do: func(_ testing.TB, d *desk) (string, any) { return "/cold-waves", waveOf(d) }},
	"wave": {do: func(t testing.TB, d *desk) (string, any) {
		w, err := d.Machine.EnterWave(t.Context(), app.WaveOrder{Number: fmt.Sprintf("试 %d", d.Serial()), Level: "blue", Area: "441900129200", From: d.Clock.Today(), To: d.Clock.Today()})
		if err != nil {
			t.Fatal(err)
		}
		return "/cold-waves/" + string(w.ID), nil
	}},

	"duplicates":     at1("/duplicates?limit=500"),
	"duplicate_scan": with("/duplicates/scan", object{"area": "441900129200"}),
	"duplicate_decide": {do: func(t testing.TB, d *desk) (string, any) {
		return "/duplicates/" + string(d.duplicate(t).ID) + "/decision", object{"state": "different", "reason": "两家人"}
	}, header: map[string]string{"If-Match": `"1"`}},
	"duplicate_merge": {do: func(t testing.TB, d *desk) (string, any) {
		x := d.duplicate(t)
		return "/duplicates/" + string(x.ID) + "/merge", object{"keep": string(x.A), "take_gone": []string{"phone"}, "keep_kept": []string{"size"}, "reason": "同一户"}
	}, header: map[string]string{"If-Match": `"1"`}},
	"duplicate_undo": {do: func(t testing.TB, d *desk) (string, any) {
		x := d.duplicate(t)
		if _, err := d.Machine.MergeDuplicate(t.Context(), app.MergeOrder{Suspect: x.ID, Keep: x.A, Reason: "同一户"}); err != nil {
			t.Fatal(err)
		}
		return "/duplicates/" + string(x.ID) + "/undo", object{"reason": "弄错了"}
	}, header: map[string]string{"If-Match": `"2"`}},

	"imports": at1("/imports?limit=500"),
	"import_send": {do: func(testing.TB, *desk) (string, any) {
		return "/imports?area=441900129200", walktest.Heading + "\nNU1,冼沙村,新住户,,1,2000,\n"
	},
		header: map[string]string{"Content-Disposition": `attachment; filename="list.csv"`}},
	"import":             ofImport((*walktest.Office).Checked, "", nil),
	"import_drop":        ofImport((*walktest.Office).Sent, "", nil),
	"import_settle":      ofImport((*walktest.Office).Sent, "/check", object{"area": "441900129200"}),
	"import_rows":        ofImport((*walktest.Office).Checked, "/rows?state=wrong", nil),
	"row_mend":           ofImport((*walktest.Office).Checked, "/rows/0/3", object{"cells": object{"3": ""}}),
	"import_corrections": {do: func(_ testing.TB, d *desk) (string, any) { return fmt.Sprintf("/imports/%s/corrections", d.Wrong), nil }, clear: true},
	"import_enter":       ofImport((*walktest.Office).Checked, "/enter", nil),
	"import_undo":        ofImport((*walktest.Office).Entered, "/undo", nil),

	"plans":     {do: at1("/plans?limit=500").do, figures: "findings of the plans that come with the program"},
	"plan_lint": with("/plans/lint", object{"text": walktest.Plan, "params": object{}}),
	"plan_add": {do: func(_ testing.TB, d *desk) (string, any) {
		return "/plans", object{"text": strings.Replace(walktest.Plan, "plan: walk", fmt.Sprintf("plan: walk-%d", d.Serial()), 1), "note": "初稿"}
	}},
	"plan": ofPlan(""),
	"plan_save": {header: map[string]string{"If-Match": `"1"`}, do: func(t testing.TB, d *desk) (string, any) {
		ref := d.plan(t)
		v, err := d.Machine.PlanOf(t.Context(), ref, 0)
		if err != nil {
			t.Fatal(err)
		}
		return "/plans/" + ref, object{"text": string(v.Text) + "\n# 改\n", "note": "改"}
	}},
	"profiles":     {do: at1("/profiles?limit=500").do, figures: "findings of the profiles that come with the program"},
	"profile_lint": with("/profiles/lint", object{"text": shippedProfile("walk")}),
	"profile_add": {do: func(_ testing.TB, d *desk) (string, any) {
		return "/profiles", object{"text": shippedProfile(fmt.Sprintf("walk-%d", d.Serial())), "note": "初稿"}
	}},
	"profile":          ofProfile(""),
	"profile_versions": ofProfile("/versions"),
	"profile_save": {header: map[string]string{"If-Match": `"1"`}, do: func(t testing.TB, d *desk) (string, any) {
		ref, text := d.profile(t)
		return "/profiles/" + ref, object{"text": text + "# 改\n", "note": "改"}
	}},
	"plan_copy":     with("/plans/gaobu-pairing/copy", object{"title": "复制的方案"}),
	"plan_versions": ofPlan("/versions"),
	"plan_forecast": ofPlan("/forecast"),

	"campaigns": at1("/campaigns?limit=500"),
	"campaign_open": {do: func(t testing.TB, d *desk) (string, any) {
		return "/campaigns", object{"plan": d.plan(t), "as_of": "2027-01-20"}
	}},
	"campaign_preview": on(unsettled, "/preview", nil),
	"campaign_gate":    on(active, "/gate", nil),
	"roster_accept": {do: func(t testing.TB, d *desk) (string, any) {
		of := d.Activated(t, walktest.Plan)
		change, err := d.Machine.PreviewRebuild(t.Context(), of)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("/campaigns/%s/rosters/accept", of), object{"digest": change.Digest}
	}},
	"roster_file":  on(active, "/rosters/file", object{"classes": []string{"all"}}),
	"grid":         on(active, "/grid", nil),
	"certificates": on(certified, "/certificates", nil),
	"certificate": {do: func(t testing.TB, d *desk) (string, any) {
		certified(t, d)
		all, err := d.Machine.Certificates(t.Context(), d.Active, 1)
		if err != nil || len(all) == 0 {
			t.Fatal(err)
		}
		return "/certificates/" + string(all[0].ID), nil
	}},
	"report": {do: func(_ testing.TB, d *desk) (string, any) {
		return "/reports/coverage", object{"format": "csv", "campaign": d.Active}
	}},
	"certify_job": on(active, "/certificates/job", object{}),

	"tasks":     on(active, "/tasks", nil),
	"task_add":  on(active, "/tasks", object{"title": "贴公告", "due": "2027-01-25"}),
	"my_tasks":  at1("/me/tasks"),
	"task":      ofTask("", nil),
	"task_edit": ofTask("", object{"title": "贴公告", "due": "2027-01-26", "reason": "改期"}),
	"task_report": ofTask("/reports", object{"state": "done", "done": "2027-01-20", "person": "林甲", "note": "已贴",
		"attachments": []string{base64.StdEncoding.EncodeToString(walktest.Photo)}}),

	"jobs":         at1("/jobs?limit=500"),
	"job":          ofJob("", false),
	"job_stop":     ofJob("/stop", false),
	"job_continue": ofJob("/continue", false),
	"job_file":     ofJob("/file", true),

	"areas": {do: at1("/areas?parent=441900129000&limit=500").do, public: true},
	"units": at1("/units"),
	"unit_add": {do: func(_ testing.TB, d *desk) (string, any) {
		return "/units", object{"name": fmt.Sprintf("工会%d", d.Serial()), "area": "441900129200"}
	}},
	"standards": {do: at1("/standards").do, public: true},
	"standard_add": {do: func(_ testing.TB, d *desk) (string, any) {
		return "/standards", object{"area": "441900129200", "kind": "dibao_line", "amount_fen": 125000, "source": "试", "from": d.Clock.Today().AddDays(int(d.Serial())).String()}
	}, figures: "money of regional lines"},
	"places":   {do: at1("/places").do, public: true},
	"holidays": at1("/holidays/2027"),
	"holiday_set": {do: func(testing.TB, *desk) (string, any) {
		return "/holidays/2027/2027-03-01", object{"kind": "off", "name": "本地假"}
	},
		version: func(t testing.TB, d *desk) int64 {
			y, err := d.Machine.Holidays(t.Context(), 2027)
			if err != nil {
				t.Fatal(err)
			}
			return y.Version
		}},
	"dictionaries": at1("/dictionaries"),
	"words":        at1("/words"),
	"word_add": {do: func(_ testing.TB, d *desk) (string, any) {
		return "/words", object{"list": "category", "text": fmt.Sprintf("低保户%d", d.Serial()), "name": "低保对象"}
	}},

	"kin":    at1("/kin?limit=500"),
	"my_kin": at1("/me/kin"),
	"kin_add": {do: func(_ testing.TB, d *desk) (string, any) {
		return "/me/kin", object{"kin_relation": "父母", "name": "近亲", "birth": "1950-01-02"}
	}},
	"kin_end": {do: func(testing.TB, *desk) (string, any) {
		return "/me/kin/01a20000-0000-7000-8000-00000000000a/end", object{"last_day": "2027-01-20", "reason": "去世"} // nobody's
	}, own: func(t testing.TB, d *desk, who *walktest.Actor) (string, any) {
		desk, err := d.App.DeskOf(t.Context(), who.Visit)
		if err != nil {
			t.Fatal(err)
		}
		k, err := desk.AddKin(t.Context(), app.NewKin{Relation: "父母", Name: fmt.Sprintf("近亲%d", d.Serial()), Birth: "1950-01-02"})
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("/me/kin/%s/end", k.ID), object{"last_day": "2027-01-20", "reason": "去世"}
	}},

	"audit":      at1("/audit?limit=500"),
	"audit_acts": at1("/audit/acts"),

	"campaign":          on(active, "", nil),
	"campaign_settle":   on(unsettled, "/answers", object{"answers": object{"students": "否"}}),
	"campaign_activate": on(draft, "/activate", nil),
	"campaign_close":    on(done, "/close", nil),
	"campaign_rosters":  on(active, "/rosters", nil),
	"roster_preview":    on(active, "/rosters/preview", nil),
	"roster_build":      on(draft, "/rosters/build", nil),
	"board":             on(active, "/board", nil),
	"certify":           on(active, "/certificates", object{}),

	"entries": on(active, "/entries?limit=500", nil),
	"entry": {do: func(t testing.TB, d *desk) (string, any) {
		return fmt.Sprintf("/campaigns/%s/entries/%s", d.Active, d.Entry(t, "QA01")), nil
	}},
	"entry_steps": {do: func(t testing.TB, d *desk) (string, any) {
		return fmt.Sprintf("/campaigns/%s/entries/%s/steps", d.Active, d.Entry(t, "QA01")), nil
	}},
	"entry_outcome": {do: func(t testing.TB, d *desk) (string, any) {
		return fmt.Sprintf("/campaigns/%s/entries/%s/outcomes", d.Activated(t, walktest.Plan), d.Entry(t, "QA02")),
			object{"state": "moved", "day": "2027-01-20", "person": "林甲", "note": "迁出", "attachment": base64.StdEncoding.EncodeToString(walktest.Photo)}
	}},
	"entry_file": {do: func(t testing.TB, d *desk) (string, any) {
		return fmt.Sprintf("/campaigns/%s/entries/%s/steps/2/file", d.Active, d.Entry(t, "QA01")), nil
	}},

	"roles": at1("/roles"),
	"users": at1("/users?limit=500"),
	"user":  at1("/users/sits.a"),
	"user_add": {do: func(_ testing.TB, d *desk) (string, any) {
		return "/users", object{"account": fmt.Sprintf("new%d", d.Serial()), "name": "新人", "area": "441900129200", "password": "spring-river-9-lantern",
			"roles": []object{{"role": "village_clerk"}}}
	}},
	"user_role": with("/users/sits.a/roles", object{"role": "village_clerk"}),
	"user_role_end": {do: func(t testing.TB, d *desk) (string, any) {
		return "/users/" + d.Newcomer(t) + "/roles/village_clerk", nil
	}},
	"user_password": with("/users/sits.a/password", object{"password": "spring-river-9-lantern"}),
	"user_disable":  {do: func(t testing.TB, d *desk) (string, any) { return "/users/" + d.Newcomer(t) + "/disable", nil }},
	"user_enable": {do: func(t testing.TB, d *desk) (string, any) {
		account := d.Newcomer(t)
		if err := d.Machine.Disable(t.Context(), account); err != nil {
			t.Fatal(err)
		}
		return "/users/" + account + "/enable", nil
	}},
	"user_session_end": {do: func(t testing.TB, d *desk) (string, any) {
		account := d.Newcomer(t)
		return fmt.Sprintf("/users/%s/sessions/%s", account, d.SessionOf(t, account)), nil
	}},
}

// newForm is a household of the first place that is not there yet. Its people
// bear no mark, and live together as one, so that no count is met by chance.
func newForm(d *desk) object {
	return object{
		"fields":     object{"number": fmt.Sprintf("NA%d", d.Serial()), "village": "441900129200", "size": "1", "per_head_month": "2000", "opened": "2027-01-01"},
		"members":    []object{{"fields": object{"name": "新住户", "relation": "户主"}}},
		"categories": []object{}, "causes": []object{}, "accepted": true,
	}
}

// household opens a file in the first place.
func (d *desk) household(t testing.TB) (number string) {
	t.Helper()
	var saved savedShape
	d.post(t, d.as(t, identity.TownReviewer, "everywhere"), "/households", newForm(d)).want(t, http.StatusCreated).json(t, &saved)
	return saved.Number
}

// form is the form of a file, ready to be sent back.
func (d *desk) form(t testing.TB, number string) (form object) {
	t.Helper()
	d.get(t, d.as(t, identity.TownReviewer, "everywhere"), "/households/"+number+"/form").want(t, http.StatusOK).json(t, &form)
	form["accepted"] = true
	return form
}

// ofImport is a route of an import into the first place.
func ofImport(which func(*walktest.Office, testing.TB) id.ID, rest string, body any) walkSample {
	return walkSample{do: func(t testing.TB, d *desk) (string, any) {
		return fmt.Sprintf("/imports/%s%s", which(d.Office, t), rest), body
	}}
}

// plan keeps a plan of the town.
func (d *desk) plan(t testing.TB) string {
	t.Helper()
	text := strings.Replace(walktest.Plan, "plan: walk", fmt.Sprintf("plan: walk-%d", d.Serial()), 1)
	v, err := d.Machine.SavePlan(t.Context(), app.PlanOrder{Text: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	return v.Ref
}

// ofPlan is a route of such a plan.
func ofPlan(rest string) walkSample {
	return walkSample{do: func(t testing.TB, d *desk) (string, any) { return "/plans/" + d.plan(t) + rest, nil }}
}

// shippedProfile is the text of a profile under a name of its own.
func shippedProfile(name string) string {
	text, err := profiles.Open("gaobu-filing")
	if err != nil {
		panic(err) // embedded
	}
	return strings.Replace(string(text), "profile: gaobu-filing", "profile: "+name, 1)
}

// profile keeps a profile of the town.
func (d *desk) profile(t testing.TB) (ref, text string) {
	t.Helper()
	text = shippedProfile(fmt.Sprintf("walk-%d", d.Serial()))
	v, err := d.Machine.SaveProfile(t.Context(), app.ProfileOrder{Text: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	return v.Ref, text
}

// ofProfile is a route of such a profile.
func ofProfile(rest string) walkSample {
	return walkSample{do: func(t testing.TB, d *desk) (string, any) {
		ref, _ := d.profile(t)
		return "/profiles/" + ref + rest, nil
	}}
}

// ofTask is a route of a task of the active campaign.
func ofTask(rest string, body any) walkSample {
	return walkSample{header: map[string]string{"If-Match": `"1"`}, do: func(t testing.TB, d *desk) (string, any) {
		task, err := d.Machine.AddTask(t.Context(), d.Active, app.TaskOrder{TaskEdit: campaign.TaskEdit{Title: "贴公告", Due: d.Clock.Today()}})
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("/tasks/%s%s", task.ID, rest), body
	}}
}

// ofJob is a route of a job of the town, done or waiting; what is to be carried
// on was stopped.
func ofJob(rest string, finished bool) walkSample {
	return walkSample{do: func(t testing.TB, d *desk) (string, any) {
		j := d.Job(t)
		switch {
		case finished:
			d.WorkOff(t)
		case rest == "/continue":
			if _, err := d.Machine.StopJob(t.Context(), j.ID); err != nil {
				t.Fatal(err)
			}
		}
		return fmt.Sprintf("/jobs/%s%s", j.ID, rest), nil
	}}
}
