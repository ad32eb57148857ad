package app_test

import (
	"slices"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/identity"
	"songnuan/profiles"
)

// oneCase is what one household went through: its steps in order, at which level
// each was taken, and after which it was due something.
type oneCase struct {
	steps  []string
	levels []string
	paid   string // step after which the grant stood
	pay    string
}

// TestOneHouseholdUnderTwoProfiles takes two households that are alike through a strict
// county's procedure and through urgent aid. Nothing here knows either: who acts
// is whom the case lets act, and what differs is read from the profiles.
func TestOneHouseholdUnderTwoProfiles(t *testing.T) {
	eachBureau(t, func(t *testing.T, b *bureau) {
		b.hires()
		strict, err := profiles.Open("strict-county")
		if err != nil {
			t.Fatal(err)
		}
		text := strings.NewReplacer("profile: strict-county", "profile: congyan", "from: 2013-01-01\nto: 2021-06-30", "area: \"441900129\"\nfrom: 2026-01-01").Replace(string(strict))
		if _, err := b.machine.SaveProfile(t.Context(), app.ProfileOrder{Text: []byte(text)}); err != nil {
			t.Fatal(err)
		}
		for kind, want := range map[casework.Kind]oneCase{
			casework.KindDibao: {steps: []string{"intake", "crosscheck", "check", "appraisal", "first_posting", "opinion", "decision", "second_posting", "confirm", "file"},
				levels: []string{"town", "county", "town", "village", "village", "town", "county", "village", "county", "county"}, paid: "file", pay: "monthly"},
			casework.KindUrgentAid: {steps: []string{"intake", "decision", "papers", "check", "posting", "file"},
				levels: []string{"town", "town", "town", "town", "village", "town"}, paid: "decision", pay: "once"},
		} {
			order := b.order(len(want.steps)) // alike but for names and numbers: one person stands in one file
			order.Kind = kind
			got := b.goes(b.submitted(order).Number)
			if !slices.Equal(got.steps, want.steps) || !slices.Equal(got.levels, want.levels) || got.paid != want.paid || got.pay != want.pay {
				t.Errorf("%s went\n%+v, want\n%+v", kind, got, want)
			}
		}
	})
}

// hires adds who a strict county needs besides.
func (b *bureau) hires() {
	b.t.Helper()
	for account, held := range map[string]app.RoleOrder{
		"cun4": {Role: identity.VillageClerk, Areas: []area.Code{villageA}}, "xian1": {Role: identity.CountyReviewer, Areas: []area.Code{"441900000000"}},
		"xian2": {Role: identity.CountyReviewer, Areas: []area.Code{"441900000000"}}, "xian3": {Role: identity.CountyReviewer, Areas: []area.Code{"441900000000"}},
	} {
		_, err := b.machine.AddUser(b.t.Context(), app.NewUser{Account: account, Name: "某" + account, Area: gaobu, Roles: []app.RoleOrder{held}, Password: password, Lasting: true})
		if err != nil {
			b.t.Fatal(err)
		}
		b.desks[account] = b.signIn(b.t, account)
	}
}

// goes takes a case from step to step, each by the first whom it lets, until its
// file is open.
func (b *bureau) goes(ref string) (went oneCase) {
	b.t.Helper()
	b.papers(ref)
	for range 20 {
		v := b.view("zhen1", ref)
		if v.State == casework.Filed {
			return went
		}
		went.steps = append(went.steps, v.Step)
		at := slices.IndexFunc(v.Steps, func(s app.CaseStep) bool { return s.ID == v.Step })
		went.levels = append(went.levels, v.Steps[at].Level)
		b.takes(ref, &v.Steps[at])
		if g, err := b.desks["zhen1"].CaseGrant(b.t.Context(), ref); err != nil {
			b.t.Fatal(err)
		} else if g != nil && went.paid == "" {
			went.paid, went.pay = v.Step, g.Pay
		}
	}
	b.t.Fatalf("no end: %+v", went)
	return went
}

// takes takes the step at which a case stands.
func (b *bureau) takes(ref string, step *app.CaseStep) {
	b.t.Helper()
	switch step.Do {
	case casework.StepNotice:
		b.post(ref)
		b.days(step.Days + 5)
		b.over(ref)
		return
	case casework.StepFile:
		b.filed(ref)
		return
	case casework.StepCheck:
		if step.Confirm {
			b.must(b.desks["cun3"].ConfirmCheck(b.t.Context(), ref, -1, "我去了"))
		}
	}
	for _, account := range []string{"cun1", "cun2", "cun4", "zhen1", "zhen2", "xian1", "xian2", "xian3"} {
		if v := b.view(account, ref); v.MayDo(casework.Pass) {
			b.must(b.step(account, ref, casework.Pass, func(o *app.StepOrder) {
				if o.Reason = "同意"; step.Do == casework.StepDecision {
					o.Amount = 60000
				}
				if step.Do == casework.StepAppraisal {
					o.Meeting = &casework.Meeting{On: b.App.Now().Date(), Chair: "莫主持", Place: "村委会", Due: 9, Came: 8, For: 7, Against: 1}
				}
			}))
			return
		}
	}
	b.t.Fatalf("nobody may take %s", step.ID)
}
