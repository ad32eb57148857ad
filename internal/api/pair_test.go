package api

import (
	"fmt"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/plan"
)

const pairing1 = `
format: 1
plan: pairs
title: 结对
area: "441900129000"
year: 2027
period: {from: 2027-01-01, to: 2027-02-05}
closes_on: 2027-02-05
roles: [{id: cadre, name: 干部, of: town}]
classes: [{id: all, name: 全部, who: household.size > 0, helped_when: [hand]}]
pairing: [{id: one, name: 一对一, class: [all], helpers: [cadre], per_helper: 1}]
`

// helperIn is a new helper of the first village.
func (d *desk) helperIn(t testing.TB) id.ID {
	t.Helper()
	of, err := d.Machine.SaveHelper(t.Context(), app.HelperForm{Name: "帮扶甲", Organisation: fmt.Sprintf("单位%d", d.Serial()), Area: d.Places[0].Area, Capacity: 1, Phone: ""})
	if err != nil {
		t.Fatal(err)
	}
	return of
}

// paired is a new campaign whose pairs are proposed.
func (d *desk) paired(t testing.TB) (of id.ID, pair *app.PairLine) {
	t.Helper()
	d.helperIn(t)
	p, _, err := plan.Read([]byte(pairing1), plan.ReadOptions{Name: "pairs.plan.yaml", Today: d.Clock.Today(), Calendar: d.Calendar})
	if err != nil {
		t.Fatal(err)
	}
	c, err := d.Machine.OpenCampaign(t.Context(), app.CampaignOrder{Plan: p, Text: []byte(pairing1), AsOf: d.Clock.Today()})
	if err == nil {
		_, err = d.Machine.BuildRoster(t.Context(), c.ID, p)
	}
	if err == nil {
		_, err = d.Machine.ProposePairs(t.Context(), c.ID, "one")
	}
	if err != nil {
		t.Fatal(err)
	}
	view, err := d.Machine.Pairing(t.Context(), c.ID)
	if err != nil || len(view.Clauses) != 1 || len(view.Clauses[0].Pairs) == 0 {
		t.Fatalf("%+v, %v", view, err)
	}
	return c.ID, &view.Clauses[0].Pairs[0]
}

// ofPairs is a route of such a campaign, ofPair of one of its pairs.
func ofPairs(rest string, body any) walkSample {
	return walkSample{figures: "points of costs and counts of pairs", do: func(t testing.TB, d *desk) (string, any) {
		of, _ := d.paired(t)
		return "/campaigns/" + string(of) + rest, body
	}}
}

func ofPair(rest string, body any) walkSample {
	return walkSample{do: func(t testing.TB, d *desk) (string, any) {
		_, pair := d.paired(t)
		return "/pairs/" + string(pair.ID) + rest, body
	}}
}

func init() {
	samples["pairs"] = ofPairs("/pairs", nil)
	samples["pair_propose"] = ofPairs("/pairs/propose", object{"clause": "one"})
	samples["pair_confirm"] = ofPairs("/pairs/confirm", object{})
	samples["pair_lock"] = ofPair("/lock", object{"locked": true})
	samples["pair_end"] = ofPair("/end", object{"reason": "调离", "handover": "药在柜子里"})
	samples["helpers"] = at1("/helpers?limit=500")
	samples["helper_add"] = walkSample{do: func(_ testing.TB, d *desk) (string, any) {
		return "/helpers", object{"name": "帮扶乙", "organisation": fmt.Sprintf("单位%d", d.Serial()), "area": string(d.Places[0].Area), "capacity": 1}
	}}
	samples["helper"] = walkSample{do: func(t testing.TB, d *desk) (string, any) { return "/helpers/" + string(d.helperIn(t)), nil }}
	samples["helper_save"] = walkSample{header: map[string]string{"If-Match": `"1"`}, do: func(t testing.TB, d *desk) (string, any) {
		return "/helpers/" + string(d.helperIn(t)), object{"name": "帮扶丙", "organisation": fmt.Sprintf("单位%d", d.Serial()), "area": string(d.Places[0].Area), "capacity": 2, "skills": "电工"}
	}}
	samples["helper_close"] = walkSample{header: map[string]string{"If-Match": `"1"`}, do: func(t testing.TB, d *desk) (string, any) {
		return "/helpers/" + string(d.helperIn(t)) + "/close", object{"on": d.Clock.Today().String()}
	}}
	samples["liaisons"] = at1("/liaisons")
	samples["liaison_add"] = walkSample{do: func(t testing.TB, d *desk) (string, any) {
		d.noLiaison(t)
		return "/liaisons", object{"area": string(d.Places[0].Area), "name": "莫主任", "phone": "13800138125"}
	}}
	samples["liaison_end"] = walkSample{do: func(t testing.TB, d *desk) (string, any) {
		d.noLiaison(t)
		l, err := d.Machine.AddLiaison(t.Context(), app.NewLiaison{Area: d.Places[0].Area, Name: "莫主任", Phone: "13800138125"})
		if err != nil {
			t.Fatal(err)
		}
		return "/liaisons/" + string(l.ID) + "/end", nil
	}}
}

// noLiaison ends the service of who speaks for the first village.
func (d *desk) noLiaison(t testing.TB) {
	t.Helper()
	all, err := d.Machine.Liaisons(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		if l.Area == d.Places[0].Area && l.ID != "" {
			if err := d.Machine.EndLiaison(t.Context(), l.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
}
