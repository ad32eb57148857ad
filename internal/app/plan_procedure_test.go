package app_test

import (
	"slices"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
)

const filingPlan = `
format: 1
plan: winter
title: 试
area: "441900129000"
year: 2027
period: {from: 2027-01-01, to: 2027-02-05}
closes_on: 2027-02-05
classes:
  - id: poor
    name: 低收入户
    who: household.income_per_head < yuan(1000)
    helped_when: [hand]
approval: {id: consent, profile: PROFILE}
notices:
  - {id: list, name: 名单公示, class: poor, level: village, post: 2027-01-04, days: 10, fields: [户主姓名], refill: false}
`

// campaignBy puts a plan that names a procedure to work.
func (o *noticeOffice) campaignBy(profile string) {
	o.t.Helper()
	text := strings.Replace(filingPlan, "PROFILE", profile, 1)
	p, found, err := plan.Check([]byte(text), plan.ReadOptions{Name: "winter.plan.yaml"})
	if o.must(err); plan.HasErrors(found) {
		o.t.Fatal(found)
	}
	c, err := o.machine.OpenCampaign(o.t.Context(), app.CampaignOrder{Plan: p, Text: []byte(text), AsOf: day26(2027, 1, 20)})
	o.must(err)
	o.must(o.machine.Activate(o.t.Context(), c.ID))
}

// TestPlanNamesTheProcedure: under a campaign whose plan names a procedure, an
// application begins by it, and a notice of its hangs as long as the plan says,
// where that is longer.
func TestPlanNamesTheProcedure(t *testing.T) {
	eachNoticeOffice(t, func(o *noticeOffice) {
		ctx := o.t.Context()
		town := o.As(identity.Actor{Name: "镇", Role: identity.TownReviewer, Scope: identity.Scope{Areas: []area.Code{gaobu}}})
		nearer := strings.Replace(string(walkProfile("nearer")), `area: "441900129"`, `area: "`+string(villageA)+`"`, 1)
		_, err := town.SaveProfile(ctx, app.ProfileOrder{Text: []byte(nearer)})
		o.must(err)
		chosen := func(want string) {
			o.t.Helper()
			got, _, err := app.ChosenProfile(ctx, town, villageA, "", casework.KindFiling, day26(2027, 1, 20))
			if got != want || err != nil {
				o.t.Errorf("begins by %s, %v; want %s", got, err, want)
			}
		}
		chosen("nearer")
		o.campaignBy("gaobu-filing")
		chosen("gaobu-filing")

		o.lay(villageA, "张小三", "李四")
		n := o.drawn(villageA)
		if n.Rule.Days != 10 || n.Rule.Refill {
			o.t.Errorf("the plan's ten days without refill: %+v", n.Rule)
		}
		n, err = o.clerk.PostNotice(ctx, app.NoticePosting{Notice: n.ID, Seen: n.Version, Photo: boardPhoto(o.t)})
		o.must(err)
		if n.Until != day26(2027, 1, 30) {
			o.t.Errorf("hangs until %s", n.Until)
		}
	})
}

// TestPlanWithoutItsProcedure: a name that the library does not have is told
// with the plan, and nothing begins by it.
func TestPlanWithoutItsProcedure(t *testing.T) {
	eachNoticeOffice(t, func(o *noticeOffice) {
		o.campaignBy("gaobu-dibao")
		got, _, err := app.ChosenProfile(o.t.Context(), o.machine, villageA, "", casework.KindFiling, day26(2027, 1, 20))
		if got != "gaobu-filing" || err != nil {
			o.t.Errorf("begins by %s, %v", got, err)
		}
		v, err := o.machine.SavePlan(o.t.Context(), app.PlanOrder{Text: []byte(strings.Replace(filingPlan, "PROFILE", "gaobu-dibao", 1))})
		o.must(err)
		if !slices.ContainsFunc(v.Findings, func(f plan.Finding) bool { return f.Code == "procedure_unknown" }) {
			o.t.Errorf("%+v", v.Findings)
		}
	})
}

// TestShippedProceduresFitShippedPlans holds Gaobu's plan against the procedure
// that it names.
func TestShippedProceduresFitShippedPlans(t *testing.T) {
	all := app.ShippedProcedures()
	i := slices.IndexFunc(all, func(p plan.Procedure) bool { return p.ID == "gaobu-filing" })
	if i < 0 || !all[i].Applied || !all[i].Force.Contains(day26(2026, 11, 25)) || len(all[i].Notices) != 1 {
		t.Errorf("%+v", all)
	}
}
