package app_test

import (
	"fmt"
	"slices"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/registry"
	"songnuan/internal/store"
)

// sent is a list for village A, sent in from the machine and checked: its first
// row is on file already, its second is wrong.
func (w *walk) sent() id.ID {
	w.t.Helper()
	content := walkHeading + fmt.Sprintf("\nA901,冼沙村,欧阳甲,441900196503120012,3,500,,\nN%d,不知村,欧阳庚,,1,500,,\n", w.next())
	b, err := w.machine.Upload(w.t.Context(), app.UploadOrder{Kind: "households", Name: "名册.csv", Area: villageA}, strings.NewReader(content))
	if err != nil {
		w.t.Fatal(err)
	}
	j, err := w.machine.SettleImport(w.t.Context(), b.ID, app.SettleOrder{Area: villageA, AsOf: asOf})
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.machine.StopJob(w.t.Context(), j.ID); err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.machine.CheckImport(w.t.Context(), b.ID, nil); err != nil {
		w.t.Fatal(err)
	}
	return b.ID
}

// ready is a list that was sent in once, for looking at it.
func (w *walk) ready() id.ID {
	if w.plant.sent == "" {
		w.plant.sent = w.sent()
	}
	return w.plant.sent
}

// using lets a use case change a list that was sent in; who is refused leaves it
// for the next.
func (w *walk) using(use func(of id.ID) error) (int64, error) {
	if w.plant.fresh == "" {
		w.plant.fresh = w.sent()
	}
	err := use(w.plant.fresh)
	if err == nil {
		w.plant.fresh = ""
	}
	return done(err)
}

var wrongRow = store.RowPlace{Number: 3}

// importCases are the use cases over lists that are sent in.
var importCases = map[string]useCase{
	"Upload": {identity.ListImport, func(w *walk) (int64, error) {
		_, err := w.desk.Upload(w.t.Context(), app.UploadOrder{Kind: "households", Name: "名册.csv"}, strings.NewReader(walkHeading+"\nX1,冼沙村,甲,,1,500,,\n"))
		return done(err)
	}, who(somewhere, 1), false},
	"ImportPage": {identity.ImportSee, func(w *walk) (seen int64, err error) {
		batches, err := w.desk.ImportPage(w.t.Context(), "", 10_000)
		for _, b := range batches {
			if slices.Contains(w.plant.batches, b.ID) {
				seen++
			}
		}
		return seen, err
	}, accountsThere, false},
	"Import": {identity.ImportSee, func(w *walk) (int64, error) {
		view, err := w.desk.Import(w.t.Context(), w.ready())
		w.tell(view)
		return done(err)
	}, who(reachesA, 1), false},
	"OpenImports": {identity.ListImport, func(w *walk) (seen int64, err error) {
		of := w.ready()
		batches, err := w.desk.OpenImports(w.t.Context())
		for _, b := range batches {
			if b.ID == of {
				seen++
			}
		}
		return seen, err
	}, who(reachesA, 1), false},
	"ImportDraft": {identity.ListImport, func(w *walk) (int64, error) {
		view, err := w.desk.ImportDraft(w.t.Context(), w.ready())
		if err == nil {
			w.tell(view.Sheets, view.Notes)
		}
		return done(err)
	}, who(reachesA, 1), false},
	"ImportRows": {identity.ListImport, func(w *walk) (int64, error) {
		table, err := w.desk.ImportRows(w.t.Context(), w.ready(), "", store.RowPlace{}, 50)
		w.tell(table)
		return done(err)
	}, who(reachesA, 1), false},
	"ImportRow": {identity.ListImport, func(w *walk) (int64, error) {
		table, err := w.desk.ImportRow(w.t.Context(), w.ready(), store.RowPlace{Number: 2})
		w.tell(table)
		return done(err)
	}, who(reachesA, 1), true},
	"ImportTwins": {identity.ListImport, func(w *walk) (int64, error) {
		twins, _, err := w.desk.ImportTwins(w.t.Context(), w.ready(), store.RowPlace{}, 50)
		w.tell(twins)
		return int64(len(twins)), err
	}, who(reachesA, 1), false},
	"OpenUpload": {identity.ListImport, func(w *walk) (int64, error) {
		_, err := w.desk.OpenUpload(w.t.Context(), w.ready())
		return done(err)
	}, who(reachesA, 1), true},
	"SettleImport": {identity.ListImport, func(w *walk) (int64, error) {
		return w.using(func(of id.ID) error {
			_, err := w.desk.SettleImport(w.t.Context(), of, app.SettleOrder{AsOf: asOf})
			return err
		})
	}, who(reachesA, 1), false},
	"RereadImport": {identity.ListImport, func(w *walk) (int64, error) {
		return w.using(func(of id.ID) error { return w.desk.RereadImport(w.t.Context(), of, app.SettleOrder{AsOf: asOf}) })
	}, who(reachesA, 1), false},
	"CheckImport": {identity.ListImport, func(w *walk) (int64, error) {
		return w.using(func(of id.ID) error { _, err := w.desk.CheckImport(w.t.Context(), of, nil); return err })
	}, who(reachesA, 1), false},
	"MendRow": {identity.ListImport, func(w *walk) (int64, error) {
		return w.using(func(of id.ID) error {
			_, err := w.desk.MendRow(w.t.Context(), of, wrongRow, map[int]string{1: "冼沙村"})
			return err
		})
	}, who(reachesA, 1), false},
	"LeaveRow": {identity.ListImport, func(w *walk) (int64, error) {
		return w.using(func(of id.ID) error { _, err := w.desk.LeaveRow(w.t.Context(), of, wrongRow, true); return err })
	}, who(reachesA, 1), false},
	"MendRows": {identity.ListImport, func(w *walk) (int64, error) {
		return w.using(func(of id.ID) error {
			_, err := w.desk.MendRows(w.t.Context(), of, []app.MendOrder{{At: wrongRow, Cells: map[int]string{1: "冼沙村"}}})
			return err
		})
	}, who(reachesA, 1), false},
	"FaultyRows": {identity.ListImport, func(w *walk) (int64, error) {
		rows, err := w.desk.FaultyRows(w.t.Context(), w.ready(), registry.Wrong, store.RowPlace{}, 50)
		return int64(len(rows)), err
	}, who(reachesA, 1), true},
	"ProposedFixes": {identity.ListImport, func(w *walk) (int64, error) {
		kinds, err := w.desk.ProposedFixes(w.t.Context(), w.ready())
		w.tell(kinds)
		return done(err)
	}, who(reachesA, 1), false},
	"AcceptFixes": {identity.ListImport, func(w *walk) (int64, error) {
		return w.using(func(of id.ID) error { _, _, err := w.desk.AcceptFixes(w.t.Context(), of, app.FixOrder{}); return err })
	}, who(reachesA, 1), false},
	"ChooseTwins": {identity.ListImport, func(w *walk) (int64, error) {
		return w.using(func(of id.ID) error {
			_, _, _, err := w.desk.ChooseTwins(w.t.Context(), of, app.TwinOrder{Kind: "import.updates", Choice: app.ChoiceMerge})
			return err
		})
	}, who(reachesA, 1), false},
	"UndoFixes": {identity.ListImport, func(w *walk) (int64, error) {
		return w.using(func(of id.ID) error { _, err := w.desk.UndoFixes(w.t.Context(), of, app.FixOrder{}); return err })
	}, who(reachesA, 1), false},
	"DropImport": {identity.ListImport, func(w *walk) (int64, error) {
		return w.using(func(of id.ID) error { return w.desk.DropImport(w.t.Context(), of) })
	}, who(reachesA, 1), false},
	"BeginImport": {identity.ListImport, func(w *walk) (int64, error) {
		return w.using(func(of id.ID) error { _, err := w.desk.BeginImport(w.t.Context(), of, ""); return err })
	}, who(reachesA, 1), false},
	"BeginUndo": {identity.ImportUndo, func(w *walk) (int64, error) {
		return w.using(func(of id.ID) error { _, err := w.desk.BeginUndo(w.t.Context(), of, ""); return err })
	}, who(reachesA, 1), false},
	"PreviewUndo": {identity.ImportUndo, func(w *walk) (int64, error) {
		return w.using(func(of id.ID) error {
			if _, err := w.machine.EnterImport(w.t.Context(), of, nil); err != nil {
				return err
			}
			_, err := w.desk.PreviewUndo(w.t.Context(), of)
			if _, undoing := w.machine.Undo(w.t.Context(), of, nil); undoing != nil {
				return undoing
			}
			w.plant.fresh = ""
			return err
		})
	}, who(reachesA, 1), false},
	"EnterImport": {identity.ListImport, func(w *walk) (int64, error) {
		return w.using(func(of id.ID) error {
			if _, err := w.desk.EnterImport(w.t.Context(), of, nil); err != nil {
				return err
			}
			_, err := w.machine.Undo(w.t.Context(), of, nil)
			return err
		})
	}, who(reachesA, 1), false},
}
