package api

import (
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/casework"
	"songnuan/internal/registry"
	"songnuan/internal/walktest"
)

func init() { maps.Copy(samples, caseSamples) }

// newName is a name that nobody has had before.
func (d *desk) newName() string {
	return "新" + strings.NewReplacer("0", "一", "1", "丁", "2", "大", "3", "山", "4", "川", "5", "木", "6", "水", "7", "火", "8", "土", "9", "石").Replace(fmt.Sprint(d.Serial()))
}

// caseForm is an application of the first place by somebody new.
func caseForm(d *desk) object {
	form := newForm(d)
	delete(form, "accepted")
	form["fields"].(object)["number"] = ""
	form["members"].([]object)[0]["fields"].(object)["name"] = d.newName()
	form["members"].([]object)[0]["fields"].(object)["birth"] = "1960-01-02"
	return object{"kind": "filing", "channel": "self", "form": form, "accepted": true}
}

// newCase is a draft in the first place.
func (d *desk) newCase(t testing.TB) *app.SavedCase {
	t.Helper()
	f := registry.NewForm("441900129200", "", d.Clock.Today())
	f.Fields["per_head_month"], f.Members[0].Fields["name"], f.Members[0].Fields["birth"] = "2000", d.newName(), "1960-01-02"
	saved, err := d.Machine.OpenCase(t.Context(), app.CaseOrder{Kind: casework.KindFiling, Channel: casework.BySelf, Form: f, Accepted: true})
	if err != nil {
		t.Fatal(err, saved)
	}
	return saved
}

// handedIn is an application at its intake.
func (d *desk) handedIn(t testing.TB) string {
	t.Helper()
	saved := d.newCase(t)
	sent, err := d.Machine.SubmitCase(t.Context(), string(saved.Case), saved.Seen)
	if err != nil {
		t.Fatal(err)
	}
	return string(sent.Case)
}

// ofCase is a route of an application that was handed in.
func ofCase(rest string, body any) walkSample {
	return walkSample{header: map[string]string{"If-Match": `"1"`}, figures: "sizes and versions", do: func(t testing.TB, d *desk) (string, any) {
		return "/cases/" + d.handedIn(t) + rest, body
	}}
}

// ofDraft is a route of a draft.
func ofDraft(rest string, body func(*desk) any) walkSample {
	return walkSample{header: map[string]string{"If-Match": `"1"`}, figures: "sizes and versions", do: func(t testing.TB, d *desk) (string, any) {
		of := string(d.newCase(t).Case)
		if body == nil {
			return "/cases/" + of + rest, nil
		}
		return "/cases/" + of + rest, body(d)
	}}
}

func counted(s walkSample) walkSample { s.figures = "cases that the walk laid"; return s }

var caseSamples = map[string]walkSample{
	"cases":        counted(at1("/cases?limit=500")),
	"case_counts":  counted(at1("/cases/counts")),
	"case_overdue": counted(at1("/cases/overdue")),
	"case_search":  counted(with("/cases/search", object{"text": "26-129-0001-1"})),
	"my_cases":     counted(at1("/me/cases?limit=500")),
	"case_open":    {figures: "sizes", do: func(_ testing.TB, d *desk) (string, any) { return "/cases", caseForm(d) }},
	"case_verdicts": {figures: "sizes", do: func(t testing.TB, d *desk) (string, any) {
		return "/cases/verdicts", object{"doing": "opinion", "verdicts": []object{{"id": d.handedIn(t), "version": 1, "verb": "pass", "reason": "同意"}}}
	}},
	"case":        ofCase("", nil),
	"case_reveal": ofCase("/reveal", object{"reason": "入户前核对"}),
	"case_draft":  ofDraft("/form", nil),
	"case_save":   ofDraft("/form", func(d *desk) any { return caseForm(d) }),
	"case_submit": ofDraft("/submit", nil),
	"case_ask":    ofCase("/ask", object{"reason": "缺户口簿"}),
	"case_paper":  ofCase("/papers", object{"paper": "form", "file": base64.StdEncoding.EncodeToString(walktest.Photo)}),
	"case_consent": {figures: "versions", do: func(t testing.TB, d *desk) (string, any) {
		of := d.handedIn(t)
		v, err := d.Machine.Case(t.Context(), of)
		if err != nil {
			t.Fatal(err)
		}
		return "/cases/" + of + "/consents", object{"member": v.Consents[0].Member, "note": "档案柜"}
	}},
	"case_file": {clear: true, do: func(t testing.TB, d *desk) (string, any) {
		of := d.handedIn(t)
		photo, err := fileIn(walktest.Photo)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Machine.AddPaper(t.Context(), of, app.PaperOrder{Paper: "form", File: photo}); err != nil {
			t.Fatal(err)
		}
		v, err := d.Machine.Case(t.Context(), of)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("/cases/%s/documents/%s/file", of, v.Papers[0].Documents[0].ID), nil
	}},
	"case_step":     ofCase("/steps", object{"step": "intake", "doing": "intake", "verb": "refuse", "reason": "不属于本村"}),
	"case_check":    ofCase("/check", nil),
	"case_found":    atCheck("/check", func(form object) any { return object{"form": form, "accepted": true, "note": "属实"} }, `"0"`),
	"case_confirm":  atCheck("/confirm", func(object) any { return nil }, `"2"`),
	"case_withdraw": ofCase("/withdraw", object{"reason": "本人撤回"}),
	"case_transfer": ofCase("/transfer", object{"village": "441900129201", "reason": "已搬迁"}),
	"case_extend":   ofCase("/extend", object{"reason": "情况复杂"}),
}

// atCheck is a route of an application that is to be checked at home.
func atCheck(rest string, body func(form object) any, match string) walkSample {
	return walkSample{header: map[string]string{"If-Match": match}, figures: "sizes and versions", do: func(t testing.TB, d *desk) (string, any) {
		of := d.handedIn(t)
		v, err := d.Machine.Case(t.Context(), of)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range v.Papers {
			if _, err := d.Machine.AddPaper(t.Context(), of, app.PaperOrder{Paper: p.Paper, Note: "档案柜"}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := d.Machine.AddConsent(t.Context(), of, app.ConsentOrder{Member: v.Consents[0].Member, Note: "档案柜"}); err != nil {
			t.Fatal(err)
		}
		clerk := d.as(t, "village_clerk", "village A")
		d.ask(t, asked{method: http.MethodPost, path: Base + "/cases/" + of + "/steps", token: clerk.Token, header: map[string]string{"If-Match": `"1"`},
			body: object{"step": "intake", "doing": "intake", "verb": "pass"}}).want(t, http.StatusOK)
		var check object
		d.get(t, clerk, "/cases/"+of+"/check").json(t, &check)
		form, _ := check["form"].(object)
		return "/cases/" + of + rest, body(form)
	}}
}
