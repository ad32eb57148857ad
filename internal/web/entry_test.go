package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// good is a form of an outcome that is taken.
func good(state string) url.Values {
	form := url.Values{"state": {state}, "day": {"2027-01-20"}, "person": {"陈一"}, "note": {"入户说明"}, "approver": {""}, "seen": {"1"}}
	if state == "exception" {
		form.Set("approver", "王镇长")
	}
	return form
}

func TestEveryOutcomeIsRecordedByTheForm(t *testing.T) {
	eachOffice(t, func(o *office) {
		t, r := o.t, o.running()
		path := r.base + "/entries/" + r.entryA
		seen := 1
		for _, state := range []string{"helped", "refused", "not_eligible", "moved", "exception"} {
			form := good(state)
			form.Set("seen", strconv.Itoa(seen))
			if got := r.clerk.sendForm(path, form, "file", photoText).want(t, http.StatusSeeOther); got.to != path {
				t.Errorf("sent to %s", got.to)
			}
			shown := r.clerk.get(path).want(t, http.StatusOK)
			if opts := shown.Find(`#record select[name="state"] option`); opts.Length() != 1 || opts.AttrOr("value", "") != "open" {
				t.Errorf("%s can be followed by %q", state, opts.Text())
			}
			again := shown.filled("#record form")
			again.Set("state", "open")
			again.Set("person", "陈一")
			again.Set("note", "记错了")
			r.clerk.sendForm(path, again, "file", "").want(t, http.StatusSeeOther)
			seen += 2
		}
		if n := r.clerk.get(path).Find(".timeline li").Length(); n != 11 {
			t.Errorf("%d steps", n)
		}
	})
}

func TestAnOutcomeIsRefusedAtItsField(t *testing.T) {
	eachOffice(t, func(o *office) {
		t, r := o.t, o.running()
		path := r.base + "/entries/" + r.entryA
		for name, c := range map[string]struct {
			state, field, value, wrong string
		}{
			"no outcome":        {"helped", "state", "", "state"},
			"no such outcome":   {"helped", "state", "gone", "state"},
			"nobody":            {"helped", "person", " ", "person"},
			"long name":         {"helped", "person", strings.Repeat("长", 61), "person"},
			"no day":            {"helped", "day", "", "day"},
			"no such day":       {"helped", "day", "2027-02-30", "day"},
			"a day to come":     {"helped", "day", "2027-01-21", "day"},
			"refused, why":      {"refused", "note", "", "note"},
			"not eligible, why": {"not_eligible", "note", "\n", "note"},
			"exception, why":    {"exception", "note", "", "note"},
			"who approves":      {"exception", "approver", "", "approver"},
			"approves it alone": {"exception", "approver", "陈一", "approver"},
			"1 MB note":         {"helped", "note", strings.Repeat("x", 1<<20), "note"},
			"moved, no file":    {"moved", "note", "去年迁走", "file"},
		} {
			form := good(c.state)
			form.Set(c.field, c.value)
			got := r.clerk.sendForm(path, form, "file", "").want(t, http.StatusUnprocessableEntity)
			if got.text("#f-"+c.wrong+"-wrong") == "" {
				t.Errorf("%s: nothing at %s: %.300s", name, c.wrong, got.text("#record"))
			}
			kept := got.filled("#record form")
			if kept.Get("day") != form.Get("day") && c.field != "day" || strings.TrimSpace(kept.Get("note")) != strings.TrimSpace(form.Get("note")) {
				t.Errorf("%s: what was typed is lost", name)
			}
		}
		odd := good("helped")
		odd.Set("seen", "x")
		r.clerk.sendForm(path, odd, "file", "").want(t, http.StatusUnprocessableEntity)
		odd = good("moved")
		r.clerk.sendForm(path, odd, "file", "MZ\x90 a program").want(t, http.StatusUnprocessableEntity)
		for _, wrong := range []string{"x", "0198f000-0000-7000-8000-000000000000", r.entryA + "0"} {
			r.clerk.sendForm(r.base+"/entries/"+wrong, good("helped"), "file", "").want(t, http.StatusNotFound)
		}
		if open := r.openIn(villageA); len(open) != 1 {
			t.Fatal("a refused outcome was recorded")
		}
		form := good("helped")
		form.Set("note", script+"😀\u202e")
		r.clerk.sendForm(path, form, "file", "").want(t, http.StatusSeeOther)
		got := r.clerk.get(path).wantText(t, ".timeline", script+"😀")
		if strings.Contains(got.body, script) {
			t.Error("a note runs")
		}
	})
}

// Of two who record the same entry the second sees both, and nothing is lost.
func TestTwoRecordTheSameEntry(t *testing.T) {
	eachOffice(t, func(o *office) {
		t, r := o.t, o.running()
		path := r.base + "/entries/" + r.entryA
		first, second := r.clerk.get(path).filled("#record form"), r.town.get(path).filled("#record form")
		first.Set("state", "helped")
		first.Set("person", "陈一")
		r.clerk.sendForm(path, first, "file", "").want(t, http.StatusSeeOther)
		second.Set("state", "refused")
		second.Set("person", "林二")
		second.Set("note", "本人不需要")
		both := r.town.sendForm(path, second, "file", "").want(t, http.StatusConflict)
		both.wantText(t, "#record .note.bad", "已帮到").wantText(t, "#record .note.bad", "谢绝").wantText(t, "#record .note.bad", "由 clerk")
		kept := both.filled("#record form")
		if kept.Get("person") != "林二" || strings.TrimSpace(kept.Get("note")) != "本人不需要" {
			t.Errorf("what was typed is lost: %v", kept)
		}
		r.town.sendForm(path, second, "file", "").want(t, http.StatusConflict)
		now := r.town.get(path)
		if n := now.Find(".timeline li").Length(); n != 2 || !strings.Contains(now.text(".badges"), "已帮到") {
			t.Errorf("%d steps: %s", n, now.text(".badges"))
		}
	})
}
