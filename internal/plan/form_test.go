package plan

import (
	"strings"
	"testing"

	"songnuan/internal/problem"
)

// TestShippedFormsServeEveryAct: each act of a duty has a form, and the file of
// the shipped ones is without findings but those of a plan that covers nobody.
func TestShippedFormsServeEveryAct(t *testing.T) {
	_, found, err := Check(shippedForms, ReadOptions{Name: "forms.yaml", Today: today()})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if strings.HasPrefix(f.Clause, "forms.") {
			t.Errorf("%d %s", f.Pos.Line, f.Code)
		}
	}
	for _, act := range []string{"visit", "visit_on_post", "call", "letter", "deed", "aid_value", "talk", "patrol", "check", "update", "report", "escort", "other"} {
		if form, err := FormFor(act); err != nil || len(form.Steps) == 0 {
			t.Errorf("%s: %v", act, err)
		}
	}
	if _, err := FormFor("sing"); !problem.Is(err, problem.NotFound) {
		t.Errorf("an act that is none has a form: %v", err)
	}
}

// TestFormOfDuty: the duty's own form comes before the shipped one.
func TestFormOfDuty(t *testing.T) {
	p, _, err := Read([]byte("format: 1\nplan: a\ntitle: b\nforms: [{id: own, steps: [{questions: [{id: q, ask: 问, kind: text}]}]}]\nduties: [{id: d, act: visit, form: own}, {id: e, act: visit}]"), ReadOptions{Today: today()})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"own", "visit"} {
		if form, err := p.FormOf(&p.Duties[i]); err != nil || form.ID != want {
			t.Errorf("duty %d: %v, %v", i, form, err)
		}
	}
}
