package app_test

import (
	"strings"
	"testing"
	"time"

	"songnuan/internal/campaign"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/store"
)

func TestWhatWasUsedSinceStaysWhenAnImportIsTakenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := started(t, db)
		d.records(t, "1", campaign.Helped)
		batches, err := d.ImportPage(t.Context(), "", 10)
		if err != nil || len(batches) != 1 {
			t.Fatalf("%d, %v", len(batches), err)
		}
		v, err := d.PreviewUndo(t.Context(), batches[0].ID)
		if err != nil || v.Kept != 1 || v.Removed != 3 || v.Late || v.Until.String() != "2027-01-27" || len(v.Stay) != 1 {
			t.Fatalf("%+v, %v", v, err)
		}
		if s := v.Stay[0]; s.Number != "1" || s.Use != store.UseOutcome || strings.Contains(s.Name, "张一") {
			t.Errorf("%+v", s)
		}
		report, err := d.Undo(t.Context(), batches[0].ID, nil)
		if err != nil || report.Kept != 1 || report.Removed != 3 || len(report.Stay) != 1 {
			t.Errorf("%+v, %v", report, err)
		}
	})
}

func TestTheTimeToTakeAnImportBackIsASetting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.a", villageA)
		of := d.checked(t, desk, "户号,村,户主,家庭人口", "1,冼沙村,张一,2")
		d.entered(t, desk, of)
		d.now = d.now.Add(7 * 24 * time.Hour) // the last day
		desk = d.signIn(t, "clerk.a")
		if v, err := desk.PreviewUndo(t.Context(), of); err != nil || v.Late || v.Days != 7 {
			t.Fatalf("%+v, %v", v, err)
		}
		d.now = d.now.Add(24 * time.Hour)
		desk = d.signIn(t, "clerk.a")
		_, err := desk.Undo(t.Context(), of, nil)
		if e := problem.As(err); e.Key != "import.undo_late" || !strings.Contains(e.Args["until"].(interface{ String() string }).String(), "2027-01-27") {
			t.Fatalf("after the time: %v", err)
		}
		if err := d.machine.ChangeSetting(t.Context(), "import_undo_days", 7, 400); !problem.Is(err, problem.Invalid) {
			t.Errorf("out of range: %v", err)
		}
		if err := d.machine.ChangeSetting(t.Context(), "import_undo_days", 6, 8); !problem.Is(err, problem.Conflict) {
			t.Errorf("another value was seen: %v", err)
		}
		if err := d.machine.ChangeSetting(t.Context(), "import_undo_days", 7, 8); err != nil {
			t.Fatal(err)
		}
		if report, err := desk.Undo(t.Context(), of, nil); err != nil || report.Removed != 1 {
			t.Errorf("%+v, %v", report, err)
		}
	})
}
