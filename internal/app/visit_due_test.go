package app_test

import (
	"slices"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/hazard"
	"songnuan/internal/id"
	"songnuan/internal/pairing"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/store"
	"songnuan/internal/visit"
)

// pairedPlan has helpers visit their households weekly and the village call them
// monthly; a cold wave makes the visits daily.
const pairedPlan = `roles: [{id: cadre, name: 村干部, of: village}]
pairing: [{id: one, name: 结对, class: [poor], helpers: all, per_helper: 1}]
duties:
  - {id: weekly, name: 每周走访, of: helper, act: visit, class: [poor], at_least: 1, per: week}
  - {id: calls, name: 每月电话, of: cadre, act: call, class: [poor], at_least: 1, per: month}
triggers:
  - {id: cold, name: 寒潮, on: cold_wave_orange, duty: weekly, set_every: day, do: 每日走访}
`

// pairedDrive runs pairedPlan over households 1 and 3 with two helpers, whom
// nobody has paired yet.
func pairedDrive(t *testing.T, db *sqldb.DB) (d *drive, helpers []id.ID) {
	t.Helper()
	d = newDrive(t, db)
	d.plan = strings.Replace(poorOnly, "helped_when: [hand]", "helped_when: {all: [pairing, visit]}", 1) + pairedPlan
	d.importHouseholds(t, list(t, "户号,村,户主,家庭人口,家庭月人均收入", "1,冼沙村,张一,2,900", "2,冼沙村,李二,1,1500", "3,卢溪村,王三,4,800"))
	d.at, _ = d.run(t, d.plan)
	if err := d.Activate(t.Context(), d.at.ID); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"陈帮扶", "刘帮扶"} {
		h := &pairing.Helper{ID: id.New(), Number: name, Name: name, Area: xiansha, Capacity: 1, Opened: dayOf(2026, 1, 1), Version: 1}
		helpers = append(helpers, h.ID)
		if err := d.store.Write(t.Context(), func(tx *sqldb.Tx) error {
			return d.store.AddHelpers(t.Context(), tx, []*store.PreparedHelper{d.store.PrepareHelper(h, "2026-01-01T00:00:00.000000Z")})
		}); err != nil {
			t.Fatal(err)
		}
	}
	return d, helpers
}

func dayOf(y, m, n int) day.Date { d, _ := day.New(y, m, n); return d }

// pair binds a household to a helper from a day.
func (d *drive) pair(t *testing.T, number string, helper id.ID, from day.Date, change func(*pairing.Pair)) *pairing.Pair {
	t.Helper()
	p := &pairing.Pair{ID: id.New(), Household: d.file(t, number), Helper: helper, Campaign: d.at.ID, Clause: "one", From: from, State: pairing.Standing, How: pairing.Solved, Recorded: "2027-01-01T00:00:00.000000Z", Version: 1}
	if change != nil {
		change(p)
	}
	if err := d.store.Write(t.Context(), func(tx *sqldb.Tx) error { return d.store.AddPairs(t.Context(), tx, []*pairing.Pair{p}) }); err != nil {
		t.Fatal(err)
	}
	return p
}

// came is a visit of a helper to a household under the weekly duty, today.
func (d *drive) came(t *testing.T, number string, helper id.ID) {
	t.Helper()
	task, err := d.VisitForm(t.Context(), d.at.ID, "weekly", "")
	if err != nil {
		t.Fatal(err)
	}
	e := visit.Entry{ID: id.New(), Household: d.file(t, number), Campaign: d.at.ID, Duty: "weekly", Form: task.Digest, At: "2027-01-20T02:00:00.000000Z", Way: visit.ByPhone, Visitors: []visit.Visitor{{Helper: helper}},
		Answers: visit.Answers{"met": {Text: "本人"}, "changes": {Many: []string{"没有变化"}}, "state": {Text: "平稳"}, "heating": {Many: []string{"空调"}}, "gifts": {Gifts: []visit.Gift{{Kind: "米", Value: 6000, Own: true}}},
			"signature": {Signature: &visit.Signature{Paper: true}}}}
	d.put(t, e)
}

func (d *drive) windows(t *testing.T, part func(*app.DueWindow) bool) (found []app.DueWindow) {
	t.Helper()
	board, err := d.DueBoard(t.Context(), d.at.ID)
	if err != nil {
		t.Fatal(err)
	}
	for i := range board.Windows {
		if part(&board.Windows[i]) {
			found = append(found, board.Windows[i])
		}
	}
	return found
}

func (d *drive) dueNumbers(t *testing.T, w app.DueWindow) (numbers []string) {
	t.Helper()
	_, lines, _, err := d.DueList(t.Context(), d.at.ID, w.Key, app.PageOf{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		numbers = append(numbers, l.Number+" "+l.Helper)
	}
	return numbers
}

// TestAHelperOwesHisOwnVisits: another's visit does not stand for his, the visit
// of who was paired before him does; what a role owes is done whoever calls.
func TestAHelperOwesHisOwnVisits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d, helpers := pairedDrive(t, db)
		chen, liu := helpers[0], helpers[1]
		first := d.pair(t, "1", chen, dayOf(2027, 1, 1), nil)
		d.pair(t, "3", liu, dayOf(2027, 1, 1), nil)
		d.came(t, "1", chen)
		d.came(t, "3", chen) // for a colleague
		week := func(w *app.DueWindow) bool { return w.Duty == "weekly" && !w.Late }
		open := d.windows(t, week)
		if len(open) != 1 || open[0].Owed != 2 || open[0].Met != 1 || !open[0].Helpers {
			t.Fatalf("%+v", open)
		}
		if got := d.dueNumbers(t, open[0]); !slices.Equal(got, []string{"3 刘帮扶"}) {
			t.Errorf("owed still: %v", got)
		}
		all, err := d.Fulfilment(t.Context(), d.at.ID)
		if err != nil || len(all) != 2 || all[0].Owed != 3 || all[0].Met != 0 || len(all[0].Missed) != 3 {
			t.Errorf("three weeks have passed: %+v, %v", all, err)
		}
		dues, err := d.HelperDues(t.Context(), d.at.ID, liu)
		if err != nil || len(dues) != 4 || !dues[0].Short() || dues[0].Number != "3" || dues[0].Head == "王三" {
			t.Errorf("%+v, %v", dues, err)
		}
		// 刘 takes household 1 over: what 陈 did before him counts.
		if err := d.store.Write(t.Context(), func(tx *sqldb.Tx) error {
			first.State, first.To, first.Version = pairing.Ended, dayOf(2027, 1, 19), 2
			return d.store.SavePair(t.Context(), tx, first)
		}); err != nil {
			t.Fatal(err)
		}
		d.pair(t, "1", liu, dayOf(2027, 1, 20), func(p *pairing.Pair) { p.Follows = first.ID })
		if open = d.windows(t, week); open[0].Owed != 2 || open[0].Met != 1 {
			t.Errorf("after the handover: %+v", open)
		}
		if calls := d.windows(t, func(w *app.DueWindow) bool { return w.Duty == "calls" }); len(calls) != 1 || calls[0].Helpers || calls[0].Owed != 2 {
			t.Errorf("what the village owes: %+v", calls)
		}
	})
}

// TestAColdWaveRaisesWhatIsDue: in its place and on its days the duty is daily; a
// notice that is called off raises nothing from that day.
func TestAColdWaveRaisesWhatIsDue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d, helpers := pairedDrive(t, db)
		d.pair(t, "1", helpers[0], dayOf(2027, 1, 1), nil)
		d.pair(t, "3", helpers[1], dayOf(2027, 1, 1), nil)
		wave, err := d.EnterWave(t.Context(), app.WaveOrder{Number: "寒潮 7", Level: hazard.Orange, Area: xiansha, From: dayOf(2027, 1, 19), To: dayOf(2027, 1, 22), Unseen: 14})
		if err != nil {
			t.Fatal(err)
		}
		raised := func(w *app.DueWindow) bool { return w.Wave != "" }
		got := d.windows(t, raised)
		if len(got) != 2 || got[0].Late || got[0].Span.String() != "2027-01-20..2027-01-20" || got[0].Owed != 1 || got[0].Wave != "寒潮 7" || got[0].Area != xiansha || !got[1].Late {
			t.Fatalf("%+v", got)
		}
		if n := d.dueNumbers(t, got[0]); !slices.Equal(n, []string{"1 陈帮扶"}) {
			t.Errorf("owed today: %v", n)
		}
		d.came(t, "1", helpers[0])
		if got = d.windows(t, raised); got[0].Met != 1 || got[1].Met != 0 {
			t.Errorf("after today's visit: %+v", got)
		}
		all, err := d.Fulfilment(t.Context(), d.at.ID)
		if err != nil || !slices.Contains(all[0].Missed, "每周走访 "+got[1].Part+" 寒潮 7") || all[0].Owed != 4 {
			t.Errorf("%+v, %v", all, err)
		}
		if err := d.EndWave(t.Context(), wave.ID); err != nil {
			t.Fatal(err)
		}
		if got = d.windows(t, raised); len(got) != 1 || !got[0].Late {
			t.Errorf("called off: %+v", got)
		}
	})
}

// TestAPairAfterTheVisitSettlesTheEntry: the plan asks for both; the visit came
// first.
func TestAPairAfterTheVisitSettlesTheEntry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d, helpers := pairedDrive(t, db)
		d.came(t, "1", helpers[0])
		d.checkCoverage(t, d.at, campaign.Coverage{campaign.Open: 2, campaign.NotEligible: 1})
		if _, err := d.ProposePairs(t.Context(), d.at.ID, "one"); err != nil {
			t.Fatal(err)
		}
		if err := d.ConfirmPairs(t.Context(), d.at.ID, "one"); err != nil {
			t.Fatal(err)
		}
		d.checkCoverage(t, d.at, campaign.Coverage{campaign.Helped: 1, campaign.Open: 1, campaign.NotEligible: 1})
		d.whole(t)
	})
}

// TestWhoWasVisitedWasSeen: a visit keeps a household off the list of those whom
// nobody has seen.
func TestWhoWasVisitedWasSeen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d, helpers := pairedDrive(t, db)
		d.came(t, "1", helpers[0])
		wave, err := d.EnterWave(t.Context(), app.WaveOrder{Number: "寒潮 8", Level: hazard.Blue, Area: gaobu, From: dayOf(2027, 1, 20), To: dayOf(2027, 1, 22), Unseen: 14})
		if err != nil {
			t.Fatal(err)
		}
		view, err := d.Wave(t.Context(), wave.ID, app.PageOf{Limit: 50})
		if err != nil {
			t.Fatal(err)
		}
		var numbers []string
		for _, c := range view.Calls {
			if slices.Contains(c.Reasons, hazard.WhyUnseen) {
				numbers = append(numbers, c.Number)
			}
		}
		if slices.Sort(numbers); !slices.Equal(numbers, []string{"2", "3"}) {
			t.Errorf("not seen for a fortnight: %v", numbers)
		}
	})
}
