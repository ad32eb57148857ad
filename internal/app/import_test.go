package app_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/store"
)

const gaobu = area.Code("441900129000")

var asOf, _ = day.New(2027, 1, 20)

// office is a desk over an empty database with the shipped areas.
type office struct {
	*app.Desk
	store *store.Store
}

func newOffice(t testing.TB, db *sqldb.DB) *office {
	t.Helper()
	sealer, err := personal.NewSealer(personal.NewKey(), personal.AES)
	if err != nil {
		t.Fatal(err)
	}
	s := store.New(db, sealer)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	err = s.Write(t.Context(), func(tx *sqldb.Tx) error {
		for _, a := range area.Sample() {
			if _, err := s.PutArea(t.Context(), tx, a); err != nil {
				return err
			}
		}
		for _, line := range area.SampleStandards() {
			if err := s.PutStandard(t.Context(), tx, line); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	calendar := day.DefaultCalendar()
	clock := func() time.Time { return time.Date(2027, 1, 20, 9, 0, 0, 0, time.UTC) }
	a := app.New(app.Config{Store: s, Clock: clock, IDs: id.New, Calendar: calendar})
	o := &office{a.As(identity.AtCommandLine("测试")), s}
	if _, err := o.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) importHouseholds(t testing.TB, path string) *app.ImportReport {
	t.Helper()
	report, err := o.ImportHouseholds(t.Context(), app.ImportOrder{Path: path, Area: gaobu, AsOf: asOf}, nil)
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(path), err)
	}
	return report
}

func balanced(t *testing.T, r registry.Rows) {
	t.Helper()
	if r.In != r.Entered+r.Unchanged+r.Skipped+r.Wrong {
		t.Errorf("rows don't add up: %+v", r)
	}
}

func list(t testing.TB, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "名册.csv")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheTidyListEntersWholeAndTheSecondTimeNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		first := o.importHouseholds(t, "../../examples/gaobu-pairing/households.xlsx")
		balanced(t, first.Batch.Rows)
		if first.Batch.Rows.Entered != 710 || first.Batch.Rows.Wrong != 0 {
			t.Errorf("first: %+v, reasons %v", first.Batch.Rows, first.Reasons)
		}
		again := o.importHouseholds(t, "../../examples/gaobu-pairing/households.xlsx")
		balanced(t, again.Batch.Rows)
		if again.Batch.Rows.Entered != 0 || again.Batch.Rows.Unchanged != 710 {
			t.Errorf("second: %+v", again.Batch.Rows)
		}
		households, persons := o.inPlay(t)
		if households != 269 || persons != 710 {
			t.Errorf("%d households, %d persons", households, persons)
		}
	})
}

func (o *office) inPlay(t *testing.T) (households, persons int64) {
	t.Helper()
	err := o.store.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
		households, persons, err = o.store.HouseholdsInPlay(t.Context(), tx, asOf, identity.Everything)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return households, persons
}

func TestUndoTakesBackWhatAnImportDid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		o.importHouseholds(t, list(t, "户号,村,户主,家庭人口,地址", "1,冼沙村,张一,2,老街1号", "2,冼沙村,李二,1,老街2号"))
		second := o.importHouseholds(t, list(t, "户号,村,户主,家庭人口,地址", "2,冼沙村,李二,1,新街9号", "3,冼沙村,王三,4,老街3号"))
		report, err := o.Undo(t.Context(), second.Batch.ID, nil)
		if err != nil {
			t.Fatal(err)
		}
		if report.Removed != 1 || report.Restored != 1 || report.Kept != 0 {
			t.Errorf("undone: %+v", report)
		}
		if households, persons := o.inPlay(t); households != 2 || persons != 3 {
			t.Errorf("left: %d households, %d persons", households, persons)
		}
		if _, err := o.Undo(t.Context(), second.Batch.ID, nil); err == nil {
			t.Error("undone twice")
		}
	})
}

func TestScatteredRowsOfAHouseholdAreJoined(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		r := o.importHouseholds(t, list(t, "户号,村,姓名,与户主关系",
			"1,冼沙村,张一,户主", "2,冼沙村,李二,户主", "1,冼沙村,张小一,子", "3,冼沙村,王三,户主", "2,冼沙村,李小二,女"))
		balanced(t, r.Batch.Rows)
		if households, persons := o.inPlay(t); households != 3 || persons != 5 || r.Batch.Rows.Entered != 5 {
			t.Errorf("%d households, %d persons, %+v %v", households, persons, r.Batch.Rows, r.Reasons)
		}
	})
}

func TestAStoppedImportIsCarriedOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		lines := []string{"户号,村,户主,家庭人口"}
		for i := range 9000 {
			lines = append(lines, "H"+strings.Repeat("0", 5-len(itoa(i)))+itoa(i)+",冼沙村,张一,2")
		}
		path := list(t, lines...)
		ctx, stop := context.WithCancel(t.Context())
		_, err := o.ImportHouseholds(ctx, app.ImportOrder{Path: path, Area: gaobu, AsOf: asOf}, func(p app.Progress) {
			if p.Stage == "enter" && p.Rows > 3000 {
				stop()
			}
		})
		if err == nil {
			t.Fatal("the import was not stopped")
		}
		households, _ := o.inPlay(t)
		if households == 0 || households == 9000 {
			t.Fatalf("%d households after the stop", households)
		}
		if _, err := o.ImportHouseholds(t.Context(), app.ImportOrder{Path: path, Area: gaobu, AsOf: asOf}, nil); err == nil {
			t.Error("a second import of the half-done file was begun")
		}
		report, err := o.Resume(t.Context(), o.unfinished(t), path, nil)
		if err != nil {
			t.Fatal(err)
		}
		balanced(t, report.Batch.Rows)
		if households, _ = o.inPlay(t); households != 9000 || report.Batch.Rows.Entered != 9000 {
			t.Errorf("%d households, %+v", households, report.Batch.Rows)
		}
		if _, err := o.VerifyRecords(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func (o *office) unfinished(t *testing.T) (batch id.ID) {
	t.Helper()
	err := o.store.Read(t.Context(), func(tx *sqldb.Tx) error {
		all, err := o.store.Batches(t.Context(), tx, "", identity.Everything, "", 10)
		for _, b := range all {
			if b.Ended == "" {
				batch = b.ID
			}
		}
		return err
	})
	if err != nil || batch == "" {
		t.Fatalf("no unfinished batch: %v", err)
	}
	return batch
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

func TestClashesGoBackWithTheReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		o.importHouseholds(t, list(t, "户号,村,户主,身份证号,家庭人口", "1,冼沙村,张一,11010519491231002X,1"))
		r := o.importHouseholds(t, list(t, "户号,村,户主,身份证号,家庭人口",
			"1,冼沙村,赵六,441900196503120012,1",
			"8,冼沙村,张一,11010519491231002X,1",
			"9,冼沙村,钱七,,1"))
		balanced(t, r.Batch.Rows)
		if r.Batch.Rows.Wrong != 2 || r.Batch.Rows.Entered != 1 {
			t.Errorf("%+v %v", r.Batch.Rows, r.Reasons)
		}
		var reasons []string
		err := o.store.Read(t.Context(), func(tx *sqldb.Tx) error {
			return o.store.EachWrong(t.Context(), tx, r.Batch.ID, func(a registry.Aside) error {
				for _, f := range a.Reasons {
					reasons = append(reasons, f.Key)
				}
				return nil
			})
		})
		if err != nil || strings.Join(reasons, " ") != "registry.number_taken registry.member_elsewhere" {
			t.Errorf("reasons %v %v", reasons, err)
		}
	})
}

// The day a list is imported is when helpers begin who state none: it is no
// change of those who are known.
func TestTheSameHelpersOnAnotherDayAddNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		for day, want := range []registry.Rows{{Entered: 269}, {Unchanged: 269}} {
			report, err := o.ImportHelpers(t.Context(), app.ImportOrder{Path: "../../examples/gaobu-pairing/helpers.xlsx", Area: gaobu, AsOf: asOf.AddDays(day)}, nil)
			if err != nil {
				t.Fatal(err)
			}
			balanced(t, report.Batch.Rows)
			if got := report.Batch.Rows; got.Entered != want.Entered || got.Unchanged != want.Unchanged || got.Wrong != 0 {
				t.Errorf("on day %d: %+v", day, got)
			}
		}
	})
}
