package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/campaign"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// TestWhatIsUnderWayGoesOverWithAMerge: what was granted, the application, the
// line on a campaign's list, the request; and undoing puts it back.
func TestWhatIsUnderWayGoesOverWithAMerge(t *testing.T) {
	eachTown(t, func(t *testing.T, d *door, town *app.Desk) {
		ctx := t.Context()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		o := &office{d.machine, d.store}
		c, _ := o.run(t, poorOnly)
		must(o.Activate(ctx, c.ID))
		kept, gone := fileOf(t, town, "D1"), fileOf(t, town, "D2")
		today := d.machine.Today()
		g := &casework.Grant{ID: id.New(), Case: id.New(), Household: gone.ID, Kind: casework.KindDibao, Area: gone.Area, Category: "低保对象", Pay: "monthly", Amount: 62000, Covered: 3,
			Decided: today, From: today, Recorded: d.machine.Now(), Version: 1}
		must(d.store.Write(ctx, func(tx *sqldb.Tx) error { return d.store.AddGrant(ctx, tx, g) }))
		saved, err := d.machine.OpenCase(ctx, app.CaseOrder{Kind: casework.KindReview, Channel: casework.ByOffice, Number: "D2", Accepted: true})
		must(err)
		filed, err := d.machine.FileChange(ctx, app.ChangeOrder{Number: "D2", Kind: registry.ChangeIncome, Occasion: "work",
			Ask: registry.ChangeAsk{On: today, Fields: map[string]string{"income": "24000"}, Seen: []string{"income_proof"}}})
		must(err)
		_, err = d.machine.SubmitChange(ctx, app.SubmitOrder{ID: filed.Request.ID})
		must(err)

		scanned(t, town)
		l, _ := twicePair(t, town, "D1", "D2")
		x, err := town.MergeDuplicate(ctx, app.MergeOrder{Suspect: l.ID, Version: 1, Keep: kept.ID, Reason: "同一户"})
		must(err)
		entry := func(number string) campaign.Outcome {
			t.Helper()
			steps, err := d.machine.EntryHistory(ctx, app.EntryRef{Campaign: c.ID, Number: number})
			must(err)
			return steps[len(steps)-1].State
		}
		stands := func(of id.ID, entryOfGone campaign.Outcome) {
			t.Helper()
			grants, err := d.machine.HouseholdGrants(ctx, string(of))
			must(err)
			var about id.ID
			must(d.store.Read(ctx, func(tx *sqldb.Tx) error {
				c, err := d.store.Case(ctx, tx, saved.Case, town.Actor().Scope)
				about = c.Household
				return err
			}))
			if !slices.ContainsFunc(grants, func(v app.GrantView) bool { return v.ID == g.ID }) || about != of || entry(string(gone.ID)) != entryOfGone || entry("D1") != campaign.Open {
				t.Errorf("%d grants, the case is about %s, the entries are %s and %s; want %s and %s", len(grants), about, entry(string(gone.ID)), entry("D1"), of, entryOfGone)
			}
		}
		stands(kept.ID, campaign.NotEligible)
		asked, err := d.machine.Change(ctx, filed.Request.ID)
		if err != nil || asked.State != registry.ChangeReturned || !strings.Contains(asked.Acts[len(asked.Acts)-1].Note, "并入") {
			t.Errorf("the request: %+v, %v", asked, err)
		}
		must(d.store.Read(ctx, func(tx *sqldb.Tx) error {
			h, err := d.store.Household(ctx, tx, kept.ID, town.Actor().Scope)
			if err == nil && !strings.Contains(fmt.Sprint(h.Extra), "转来在办申请 1 件、在享待遇 1 项") {
				t.Errorf("the file does not say so: %v", h.Extra)
			}
			return err
		}))

		_, err = town.UndoDuplicate(ctx, app.UndoMergeOrder{Suspect: l.ID, Version: x.Version, Reason: "弄错了"})
		must(err)
		stands(gone.ID, campaign.Open)
	})
}
