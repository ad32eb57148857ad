package app_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/likeness"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

const twiceHeading = "户号,村,姓名,与户主关系,身份证号,性别,出生日期,家庭人口,家庭月人均收入,联系电话,住房情况,对象类别,备注"

// twice lays two files of one household, and one of others with a member of it.
func twice(t *testing.T, d *door) {
	t.Helper()
	for _, lines := range [][]string{
		{"D1,冼沙村,冼福根,户主,,男,1950-03-04,2,500,13800138001,,低保对象,", "D1,冼沙村,谭秀珍,妻,,女,1952-07-08,,,,,,"},
		{"D2,冼沙村,冼福根,户主,,男,1950-03-04,3,650,,自有住房,,去年建的档", "D2,冼沙村,谭秀真,妻,,女,1952-07-08,,,,,,", "D2,冼沙村,冼小敏,孙女,,女,2010-05-06,,,,,,"},
		{"D3,冼沙村,麦桂兰,户主,,女,1960-01-02,2,500,,,,", "D3,冼沙村,冼小敏,外孙女,,女,2010-05-06,,,,,,"},
	} {
		report, err := d.machine.ImportHouseholds(t.Context(), app.ImportOrder{Path: list(t, append([]string{twiceHeading}, lines...)...), AsOf: asOf}, nil)
		if err != nil || report.Batch.Rows.Wrong > 0 {
			t.Fatalf("%+v %v", report, err)
		}
	}
}

// twicePair is the suspect between two files, by their numbers.
func twicePair(t *testing.T, desk *app.Desk, a, b string) (app.DuplicateLine, bool) {
	t.Helper()
	page, err := desk.Duplicates(t.Context(), app.DuplicateFilter{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range page.Lines {
		if l.A.Number == a && l.B.Number == b || l.A.Number == b && l.B.Number == a {
			return l, true
		}
	}
	return app.DuplicateLine{}, false
}

func scanned(t *testing.T, desk *app.Desk) *app.DuplicateScan {
	t.Helper()
	scan, err := desk.ScanDuplicates(t.Context(), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	return scan
}

func fileOf(t *testing.T, desk *app.Desk, number string) *app.HouseholdView {
	t.Helper()
	h, err := desk.Household(t.Context(), number, day.Date{})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func eachTown(t *testing.T, do func(t *testing.T, d *door, town *app.Desk)) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		twice(t, d)
		do(t, d, d.As(identity.Actor{Name: "镇里", Role: identity.TownReviewer, Scope: identity.Scope{Areas: standpoints[1].scope.Areas}}))
	})
}

func TestDuplicatesAreFoundDecidedAndNotAskedAgain(t *testing.T) {
	eachTown(t, func(t *testing.T, _ *door, town *app.Desk) {
		if scan := scanned(t, town); scan.Persons != 7 || scan.Files != 2 || scan.Fresh != 2 {
			t.Fatalf("the search came to %+v; want 7 persons and 2 pairs of files", scan)
		}
		l, ok := twicePair(t, town, "D1", "D2")
		if !ok || l.Verdict != likeness.Same || l.Persons != 2 || strings.Contains(l.A.Person, "福") {
			t.Fatalf("the pair is %+v", l)
		}
		if _, err := town.DecideDuplicate(t.Context(), app.DecideOrder{Suspect: l.ID, State: likeness.Different}); !problem.Is(err, problem.Invalid) {
			t.Errorf("a decision without a reason gives %v", err)
		}
		if _, err := town.DecideDuplicate(t.Context(), app.DecideOrder{Suspect: l.ID, Version: 1, State: likeness.Different, Reason: "问过，是两家"}); err != nil {
			t.Fatal(err)
		}
		if _, err := town.DecideDuplicate(t.Context(), app.DecideOrder{Suspect: l.ID, Version: 1, State: likeness.Later}); !problem.Is(err, problem.Conflict) {
			t.Errorf("who has not seen the decision decides again: %v", err)
		}
		if scan := scanned(t, town); scan.Fresh != 0 {
			t.Errorf("what was decided is asked again: %+v", scan)
		}
		if _, ok := twicePair(t, town, "D1", "D2"); ok {
			t.Error("the pair is open again")
		}
		view, err := town.Duplicate(t.Context(), l.ID, "")
		if err != nil || view.State != likeness.Different || view.Note != "问过，是两家" {
			t.Errorf("the decision is shown as %+v, %v", view, err)
		}
	})
}

func TestMergeKeepsBothNumbersAndIsTakenBack(t *testing.T) {
	eachTown(t, func(t *testing.T, _ *door, town *app.Desk) {
		scanned(t, town)
		l, _ := twicePair(t, town, "D1", "D2")
		kept, gone := fileOf(t, town, "D1"), fileOf(t, town, "D2")
		merge := app.MergeOrder{Suspect: l.ID, Version: 1, Keep: kept.ID, Reason: "同一户，去年又建了一份",
			Versions: map[id.ID]int{kept.ID: kept.Version, gone.ID: gone.Version}, Choices: map[string]registry.Side{"per_head_month": registry.FromGone}}
		x, err := town.MergeDuplicate(t.Context(), merge)
		if err != nil {
			t.Fatal(err)
		}
		one, old := fileOf(t, town, "D1"), fileOf(t, town, "D2")
		if one.ID != kept.ID || one.Size != 3 || len(one.Members) != 3 || *one.IncomePerHead != 65000 || one.Housing != "自有住房" || one.Phone == "" || len(one.Categories) != 1 {
			t.Errorf("the kept file is %+v", one)
		}
		if old.ID != gone.ID || old.CloseReason != "重复建档" || old.MergedInto != "D1" {
			t.Errorf("the old number leads to %+v", old)
		}
		if found, _, err := town.Search(t.Context(), "D2", "", 10); err != nil || len(found) != 1 || found[0].MergedInto != "D1" {
			t.Errorf("a search for the old number gives %+v, %v", found, err)
		}
		if _, err := town.MergeDuplicate(t.Context(), merge); !problem.Is(err, problem.Conflict) {
			t.Errorf("a second merge gives %v", err)
		}
		if scan := scanned(t, town); scan.Files == 0 {
			t.Error("冼小敏 stands in two households still")
		}
		if _, err := town.UndoDuplicate(t.Context(), app.UndoMergeOrder{Suspect: x.ID, Reason: "弄错了"}); err != nil {
			t.Fatal(err)
		}
		back, again := fileOf(t, town, "D1"), fileOf(t, town, "D2")
		if back.Size != kept.Size || len(back.Members) != 2 || back.Housing != "" || !again.Closed.IsZero() || len(again.Members) != 3 || back.Version != 3 {
			t.Errorf("taken back they are %+v and %+v", back, again)
		}
		if again, ok := twicePair(t, town, "D1", "D2"); !ok || again.State != likeness.Open {
			t.Error("the pair is not open again")
		}
	})
}

func TestMergeIsNotTakenBackOverAChange(t *testing.T) {
	eachTown(t, func(t *testing.T, _ *door, town *app.Desk) {
		scanned(t, town)
		l, _ := twicePair(t, town, "D1", "D2")
		x, err := town.MergeDuplicate(t.Context(), app.MergeOrder{Suspect: l.ID, Keep: l.A.Household, Reason: "同一户"})
		if err != nil {
			t.Fatal(err)
		}
		form, err := town.HouseholdForm(t.Context(), string(l.A.Household))
		if err != nil {
			t.Fatal(err)
		}
		form.Fields["address"] = "三组 5 号"
		if _, err := town.SaveHousehold(t.Context(), app.SaveOrder{Form: form, Accepted: true}); err != nil {
			t.Fatal(err)
		}
		_, err = town.UndoDuplicate(t.Context(), app.UndoMergeOrder{Suspect: x.ID, Reason: "弄错了"})
		if !problem.Is(err, problem.Conflict) || !strings.Contains(locale.Error(locale.Chinese, err), "家庭住址") {
			t.Errorf("undoing over a change gives %v", err)
		}
	})
}

func TestOnlyOneOfTwoMergesAtOnce(t *testing.T) {
	eachTown(t, func(t *testing.T, _ *door, town *app.Desk) {
		scanned(t, town)
		l, _ := twicePair(t, town, "D1", "D2")
		errs := make([]error, 2)
		var both sync.WaitGroup
		for i, keep := range []id.ID{l.A.Household, l.B.Household} {
			both.Go(func() {
				_, errs[i] = town.MergeDuplicate(t.Context(), app.MergeOrder{Suspect: l.ID, Version: 1, Keep: keep, Reason: "同一户"})
			})
		}
		both.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || !slices.ContainsFunc(errs, func(err error) bool { return problem.Is(err, problem.Conflict) }) {
			t.Errorf("two merges at once end in %v and %v", errs[0], errs[1])
		}
	})
}

func TestMergeRefusesAClosedFile(t *testing.T) {
	eachTown(t, func(t *testing.T, d *door, town *app.Desk) {
		scanned(t, town)
		l, _ := twicePair(t, town, "D1", "D2")
		if _, err := town.CloseHousehold(t.Context(), app.CloseOrder{Number: "D2", On: town.Today(), Reason: "迁出"}); err != nil {
			t.Fatal(err)
		}
		_, err := town.MergeDuplicate(t.Context(), app.MergeOrder{Suspect: l.ID, Version: 1, Keep: l.A.Household, Reason: "同一户"})
		if e := problem.As(err); e.Key != "registry.file_closed" {
			t.Errorf("merging with a file closed meanwhile gives %v", err)
		}
		d.now = d.now.Add(time.Minute)
		scanned(t, town)
		if _, ok := twicePair(t, town, "D1", "D2"); ok {
			t.Error("a closed file is suspected still")
		}
	})
}

func TestPersonIsTakenOutOfOneHousehold(t *testing.T) {
	eachTown(t, func(t *testing.T, _ *door, town *app.Desk) {
		scanned(t, town)
		l, ok := twicePair(t, town, "D2", "D3")
		if !ok {
			t.Fatal("冼小敏 is not found in two households")
		}
		view, err := town.Duplicate(t.Context(), l.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		pair := view.Pairs[0]
		if _, err := town.TakeOutDuplicate(t.Context(), app.TakeOutOrder{Suspect: l.ID, Member: fileOf(t, town, "D3").Members[0].ID, Reason: "试"}); !problem.Is(err, problem.Invalid) {
			t.Errorf("who is no duplicate is taken out: %v", err)
		}
		out := pair.A
		if l.A.Number == "D2" {
			out = pair.B
		}
		x, err := town.TakeOutDuplicate(t.Context(), app.TakeOutOrder{Suspect: l.ID, Version: 1, Member: out, Reason: "跟爷爷奶奶住"})
		if err != nil {
			t.Fatal(err)
		}
		if h := fileOf(t, town, "D3"); len(h.Members) != 1 || h.Size != 1 {
			t.Errorf("D3 has %d of %d still", len(h.Members), h.Size)
		}
		if _, err := town.UndoDuplicate(t.Context(), app.UndoMergeOrder{Suspect: x.ID, Version: 2, Reason: "弄错了"}); err != nil {
			t.Fatal(err)
		}
		if h := fileOf(t, town, "D3"); len(h.Members) != 2 || h.Size != 2 {
			t.Errorf("taken back D3 has %d of %d", len(h.Members), h.Size)
		}
	})
}
