package app_test

import (
	"slices"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/casework"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
)

// knownOf is what is told of an application that is being typed.
func (b *bureau) knownOf(account string, order app.CaseOrder) []app.CaseKnown {
	b.t.Helper()
	known, err := b.desks[account].KnownApplicants(b.t.Context(), "", order)
	if err != nil {
		b.t.Fatal(err)
	}
	return known
}

// Who applies already, or has it already, is told where the number is entered,
// with the way on; who stands in another village is told no number.
func TestWhoHasItAlreadyIsToldAtTheNumber(t *testing.T) {
	eachBureau(t, func(t *testing.T, b *bureau) {
		sent := b.submitted(b.order(0))
		if k := b.knownOf("cun1", b.order(1)); len(k) != 0 {
			t.Fatalf("of strangers is known %+v", k)
		}
		running := b.knownOf("cun1", b.order(0))
		if len(running) != 1 || running[0].Why.Key != "casework.open_already" || running[0].Case != sent.Number || running[0].Member != 1 || !running[0].Refuses() {
			t.Fatalf("of a running case is known %+v", running)
		}
		b.known("lu", "casework.open_already_elsewhere", false)
		ref := string(sent.Case)
		b.papers(ref)
		b.through(ref, casework.Approved)
		filed := b.filed(ref)
		has := b.knownOf("cun1", b.order(0))
		if len(has) == 0 || has[0].Why.Key != "casework.has_category" || has[0].File != filed.Number || !has[0].Review {
			t.Fatalf("of a file is known %+v", has)
		}
		b.known("lu", "casework.has_category_elsewhere", false)
		b.known("cun1", "casework.has_category", true)
		dibao := b.order(0)
		dibao.Kind = casework.KindDibao
		if k := b.knownOf("cun1", dibao); len(k) == 0 || k[0].Why.Key != "casework.on_file" || k[0].Refuses() || k[0].File != filed.Number {
			t.Fatalf("of another kind is known %+v", k)
		}
	})
}

// known lays the family's application at another desk: it is refused at the
// number, also where something else is wrong with the form.
func (b *bureau) known(account, key string, inside bool) {
	b.t.Helper()
	order := b.order(0)
	if !inside {
		order.Form.Fields["village"] = string(villageB)
	}
	order.Form.Fields["phone"] = "12"
	saved, err := b.desks[account].OpenCase(b.t.Context(), order)
	if !problem.Is(err, problem.Conflict) || problem.As(err).Key != key || saved == nil {
		b.t.Fatalf("%s: %v %+v", key, err, saved)
	}
	at := slices.IndexFunc(saved.Faults, func(f registry.Fault) bool { return f.Key == key })
	if at < 0 || saved.Faults[at].At != "member.1.id_number" {
		b.t.Fatalf("%s is told at %+v", key, saved.Faults)
	}
	if number, _ := problem.As(err).Args["number"].(string); !inside && number != "" || inside && number == "" {
		b.t.Fatalf("%s tells of %q", key, number)
	}
	if strings.Contains(problem.As(err).Error(), "欧阳") {
		b.t.Fatalf("a name is told: %v", err)
	}
}

// Who did something since is named as the office calls him, not by account, and
// to who works on no cases with a mask; what is late is reckoned on from today.
func TestColleaguesAreNamedAndLateStepsReckonFromToday(t *testing.T) {
	eachBureau(t, func(t *testing.T, b *bureau) {
		sent := b.submitted(b.order(0))
		_, err := b.desks["cun2"].WithdrawCase(t.Context(), sent.Number, sent.Version+9, "撤回")
		if got := problem.As(err).Args["actor"]; !problem.Is(err, problem.Conflict) || got != "某cun1" {
			t.Fatalf("who acted since is %v: %v", got, err)
		}
		b.papers(sent.Number)
		b.days(60)
		v := b.view("cun2", sent.Number)
		if v.Late < 30 || v.LateAll < 1 || v.Papers[0].Documents[0].By != "某cun1" {
			t.Fatalf("late %d and %d days, papers by %q", v.Late, v.LateAll, v.Papers[0].Documents[0].By)
		}
		today := b.App.Now().Date()
		for _, s := range v.Steps {
			if s.State == app.StepToCome && s.Due.Before(today) {
				t.Errorf("%s is expected on %s, before today", s.Name, s.Due)
			}
		}
	})
}
