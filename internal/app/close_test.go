package app_test

import (
	"sync"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/campaign"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

func TestClosingIsRefusedWithTheList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d, ctx := started(t, db), t.Context()
		d.records(t, "1", campaign.Helped)
		left, err := d.CloseCampaign(ctx, d.at.ID)
		if e := problem.As(err); e == nil || e.Key != "campaign.still_open" || e.Args["open"] != int64(1) {
			t.Fatalf("%v", err)
		}
		if left.Open != 1 || len(left.Villages) != 1 || left.Villages[0].Place != string(luxi) || len(left.First) != 1 || left.First[0].Number != "3" || left.First[0].Name != "王*" {
			t.Errorf("%+v", left)
		}
		d.records(t, "3", campaign.Refused)
		if left, err = d.CloseCampaign(ctx, d.at.ID); err != nil || left != nil {
			t.Fatalf("%+v, %v", left, err)
		}
		for name, err := range map[string]error{
			"an outcome": second(d.RecordOutcome(ctx, d.order("1", campaign.Open))),
			"a roster":   second(d.BuildRoster(ctx, d.at.ID, readPlan(t, d.plan))),
			"closing":    second(d.CloseCampaign(ctx, d.at.ID)),
		} {
			if !problem.Is(err, problem.Conflict) {
				t.Errorf("%s after closing: %v", name, err)
			}
		}
		d.whole(t)
	})
}

// However closing and recording fall together, a closed campaign has no open
// entry.
func TestClosingWhileAnotherRecords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := started(t, db)
		d.records(t, "3", campaign.Refused)
		d.records(t, "1", campaign.Helped)
		for range 4 { // whoever comes first; when closing does, the rest is refused
			var wg sync.WaitGroup
			var closing, opening error
			wg.Go(func() { _, closing = d.CloseCampaign(t.Context(), d.at.ID) })
			wg.Go(func() { _, opening = d.RecordOutcome(t.Context(), d.order("1", campaign.Open)) })
			wg.Wait()
			open := d.count(t, `SELECT COUNT(*) FROM coverage WHERE state = 'open'`)
			closed := d.text(t, `SELECT state FROM campaign`) == string(campaign.Closed)
			if closed && open > 0 || closed != (closing == nil) || (opening == nil) != (open == 1) {
				t.Fatalf("closed %v (%v) with %d open (%v)", closed, closing, open, opening)
			}
			if closed {
				break
			}
			d.records(t, "1", campaign.Helped)
		}
		d.whole(t)
	})
}

func TestBoardShowsTheWorstFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d, ctx := started(t, db), t.Context()
		d.importHouseholds(t, list(t, "户号,村,户主,家庭人口,家庭月人均收入", "5,卢溪村,陈五,3,700", "6,卢溪村,刘六,1,600"))
		if _, err := d.BuildRoster(ctx, d.at.ID, readPlan(t, d.plan)); err != nil {
			t.Fatal(err)
		}
		board, err := d.Board(ctx, d.at.ID)
		if err != nil || len(board.Villages) != 2 {
			t.Fatalf("%+v, %v", board, err)
		}
		worst := board.Villages[0]
		if worst.Place != string(luxi) || worst.Name != "卢溪村村民委员会" || worst.Counts[campaign.Open] != (campaign.Count{Entries: 3, Persons: 8}) || worst.Counts[campaign.NotEligible].Entries != 1 {
			t.Errorf("%+v", worst)
		}
		if board.Total[campaign.Open].Entries != 4 || board.Total.Total().Entries != 6 {
			t.Errorf("total %v", board.Total)
		}
		var numbers []string
		page := app.PageOf{Limit: 3}
		for {
			lines, next, err := d.Entries(ctx, d.at.ID, campaign.Open, page)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range lines {
				numbers = append(numbers, l.Number)
			}
			if page.After = next; next == "" {
				break
			}
		}
		if len(numbers) != 4 || numbers[0] != "1" {
			t.Errorf("pages %v", numbers)
		}
	})
}

func TestFilesNeverHelpedAndUnchanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d, ctx := started(t, db), t.Context()
		d.records(t, "1", campaign.Helped)
		d.records(t, "3", campaign.Refused)
		var numbers []string
		page := app.PageOf{Limit: 2}
		for {
			lines, next, err := d.NeverHelped(ctx, page)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range lines {
				numbers = append(numbers, l.Number)
			}
			if page.After = next; next == "" {
				break
			}
		}
		if len(numbers) != 3 || numbers[0] != "2" || numbers[1] != "3" || numbers[2] != "4" {
			t.Errorf("never helped %v", numbers)
		}
		if lines, _, err := d.NeverHelped(ctx, app.PageOf{Area: luxi, Limit: 9}); err != nil || len(lines) != 2 {
			t.Errorf("of a village %v, %v", lines, err)
		}
		if lines, _, err := d.UnchangedForAYear(ctx, app.PageOf{Limit: 9}); err != nil || len(lines) != 0 {
			t.Errorf("unchanged %v, %v", lines, err)
		}
		d.change(t, `UPDATE household SET recorded = '2026-01-19T15:59:59.000000Z' WHERE number = '2'`)
		d.change(t, `UPDATE household SET recorded = '2025-06-01T00:00:00.000000Z' WHERE number = '4'`)
		d.change(t, `UPDATE household SET recorded = '2026-01-19T16:00:00.000000Z' WHERE number = '3'`) // a year ago today
		lines, next, err := d.UnchangedForAYear(ctx, app.PageOf{Limit: 1})
		if err != nil || len(lines) != 1 || lines[0].Number != "4" || next == "" {
			t.Fatalf("unchanged %v, %v", lines, err)
		}
		if lines, next, err = d.UnchangedForAYear(ctx, app.PageOf{After: next, Limit: 9}); err != nil || len(lines) != 1 || lines[0].Number != "2" || next != "" {
			t.Errorf("unchanged %v, %v", lines, err)
		}
	})
}

// change writes past the use cases.
func (d *drive) change(t *testing.T, statement string, args ...any) {
	t.Helper()
	err := d.store.Write(t.Context(), func(tx *sqldb.Tx) error {
		rows, err := tx.Exec(t.Context(), statement, args...)
		if err == nil && rows == 0 {
			t.Errorf("%s changed nothing", statement)
		}
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// Who came in, who fell out, and who stays though no roster has him.
func TestRostersBuiltAnewKeepWhatWasRecorded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d, ctx, p := started(t, db), t.Context(), readPlan(t, poorOnly)
		d.records(t, "1", campaign.Helped)
		d.change(t, `UPDATE household SET income_per_head = 150000 WHERE number IN ('1', '3')`) // 3 falls out, 1 is helped
		d.change(t, `UPDATE household SET income_per_head = 50000 WHERE number = '2'`)          // comes in
		d.change(t, `UPDATE household SET area = ? WHERE number = '4'`, string(xiansha))
		look, err := d.RebuildRoster(ctx, d.at.ID, p, false)
		if err != nil {
			t.Fatal(err)
		}
		if look.CameIn != 1 || look.FellOut != 1 || look.Kept != 1 || look.Other != 1 || look.Applied || len(look.First) != 3 {
			t.Errorf("looked: %+v", look)
		}
		d.checkCoverage(t, d.at, campaign.Coverage{campaign.Open: 1, campaign.Helped: 1, campaign.NotEligible: 2})
		done := d.rebuilt(t, p)
		if done.CameIn != 1 || done.FellOut != 1 || done.Kept != 1 || !done.Applied {
			t.Errorf("done: %+v", done)
		}
		d.checkCoverage(t, d.at, campaign.Coverage{campaign.Open: 1, campaign.Helped: 1, campaign.NotEligible: 2})
		if again := d.rebuilt(t, p); again.CameIn+again.FellOut+again.Other != 0 || again.Kept != 1 {
			t.Errorf("again: %+v", again)
		}
		d.change(t, `UPDATE household SET closed = '2027-01-01' WHERE number IN ('1', '4')`) // 4 leaves, 1 may not
		if gone := d.rebuilt(t, p); gone.Kept != 1 || gone.Other != 1 {
			t.Errorf("gone: %+v", gone)
		}
		d.checkCoverage(t, d.at, campaign.Coverage{campaign.Open: 1, campaign.Helped: 1, campaign.NotEligible: 1})
		d.change(t, `UPDATE household SET closed = NULL, income_per_head = 100 WHERE number = '4'`)
		if back := d.rebuilt(t, p); back.CameIn != 1 {
			t.Errorf("back: %+v", back)
		}
		d.records(t, "4", campaign.Helped)
		d.change(t, `UPDATE household SET area = ? WHERE number = '4'`, string(luxi)) // the outcome follows the file
		d.rebuilt(t, p)
		if step := d.text(t, `SELECT area FROM coverage WHERE state = 'helped' AND name = '赵四'`); step != string(luxi) {
			t.Errorf("helped in %s", step)
		}
		steps, err := d.EntryHistory(ctx, app.EntryRef{Campaign: d.at.ID, Number: "4"})
		if last := steps[len(steps)-1]; err != nil || !last.ByHand || last.Note != "入户" || last.Person != "陈一" || last.Actor != "李主任" {
			t.Errorf("%+v, %v", last, err)
		}
		d.whole(t)
	})
}

func (d *drive) rebuilt(t *testing.T, p *plan.Plan) *app.RosterChange {
	t.Helper()
	change, err := d.RebuildRoster(t.Context(), d.at.ID, p, true)
	if err != nil {
		t.Fatal(err)
	}
	return change
}

// Lines without a file are known again when rosters are built anew.
func TestNamedLinesStayTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDrive(t, db)
		d.plan = poorOnly + `  - id: named
    name: 点名
    list: [{name: 无档案的人, why: 来信反映}, {name: 无档案的人, why: 另一位}, {name: 另有其人}]
    helped_when: [hand]
  - id: crew
    name: 环卫工人
    bulk: [{name: 环卫所, persons: 120, receiver: 环卫所}]
    helped_when: [hand]
`
		d.importHouseholds(t, list(t, "户号,村,户主,家庭人口,家庭月人均收入", "1,冼沙村,张一,2,900"))
		d.at, _ = d.run(t, d.plan)
		if err := d.Activate(t.Context(), d.at.ID); err != nil {
			t.Fatal(err)
		}
		order := d.order("", campaign.Helped)
		order.Subject = d.text(t, `SELECT subject FROM coverage WHERE kind = 'bulk'`)
		if _, err := d.RecordOutcome(t.Context(), order); err != nil {
			t.Fatal(err)
		}
		if change := d.rebuilt(t, readPlan(t, d.plan)); !change.None() {
			t.Errorf("%+v", change)
		}
		d.checkCoverage(t, d.at, campaign.Coverage{campaign.Open: 4, campaign.Helped: 1})
		d.whole(t)
	})
}
