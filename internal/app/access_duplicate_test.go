package app_test

import (
	"errors"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/likeness"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// suspect is the one between the two files of village A, open.
func (w *walk) suspect() *likeness.Suspect {
	var ids []id.ID
	for _, number := range []string{"A901", "A902"} {
		h, err := w.machine.Household(w.t.Context(), number, day.Date{})
		if err != nil {
			w.t.Fatal(err)
		}
		ids = append(ids, h.ID)
	}
	x := &likeness.Suspect{A: min(ids[0], ids[1]), B: max(ids[0], ids[1]), Score: 70, Verdict: likeness.Likely,
		Pairs: []likeness.MemberPair{{Score: 70, Verdict: likeness.Likely, Reasons: []likeness.Reason{{Key: "likeness.name_slip"}}}}}
	var found []*likeness.Suspect
	err := w.store.Write(w.t.Context(), func(tx *sqldb.Tx) (err error) {
		if _, err = w.store.PutSuspects(w.t.Context(), tx, []*likeness.Suspect{x}, id.New, "2026-11-23T00:00:00.000Z"); err != nil {
			return err
		}
		if found, err = w.store.SuspectsOf(w.t.Context(), tx, x.A, identity.Everything); err != nil || found[0].State == likeness.Open {
			return err
		}
		found[0].State, found[0].Version = likeness.Open, found[0].Version+1
		return w.store.SaveSuspect(w.t.Context(), tx, found[0])
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return found[0]
}

// merged is the suspect after a merge.
func (w *walk) merged() *likeness.Suspect {
	x := w.suspect()
	m, err := w.machine.MergeDuplicate(w.t.Context(), app.MergeOrder{Suspect: x.ID, Keep: x.A, Reason: "同一户"})
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// takeBack undoes a merge that somebody may have undone already.
func (w *walk) takeBack(x *likeness.Suspect) {
	_, err := w.machine.UndoDuplicate(w.t.Context(), app.UndoMergeOrder{Suspect: x.ID, Reason: "试完"})
	if err != nil && !problem.Is(err, problem.Conflict) {
		w.t.Fatal(err)
	}
}

// done is 1 when a use case went through.
func did(x *likeness.Suspect, err error) (int64, error) {
	if err != nil || x == nil {
		return 0, err
	}
	return 1, nil
}

// duplicateCases are the use cases over files that may be there twice.
var duplicateCases = map[string]useCase{
	"Duplicates": {identity.DuplicateSee, func(w *walk) (int64, error) {
		w.suspect()
		page, err := w.desk.Duplicates(w.t.Context(), app.DuplicateFilter{Limit: 50})
		if err != nil {
			return 0, err
		}
		w.tell(page)
		return int64(len(page.Lines)), nil
	}, who(reachesA, 1), false},
	"DuplicateCounts": {identity.DuplicateSee, func(w *walk) (int64, error) {
		w.suspect()
		counts, err := w.desk.DuplicateCounts(w.t.Context(), app.DuplicateFilter{})
		return counts[likeness.Open], err
	}, who(reachesA, 1), false},
	"Duplicate": {identity.DuplicateSee, func(w *walk) (int64, error) {
		view, err := w.desk.Duplicate(w.t.Context(), w.suspect().ID, "")
		if err != nil {
			return 0, err
		}
		w.tell(view, view.A, view.B)
		return 1, nil
	}, who(reachesA, 1), false},
	"DuplicatesOf": {identity.DuplicateSee, func(w *walk) (int64, error) {
		x := w.suspect()
		lines, err := w.desk.DuplicatesOf(w.t.Context(), x.A)
		w.tell(lines)
		return int64(len(lines)), err
	}, who(reachesA, 1), false},
	"ScanDuplicates": {identity.DuplicateMark, func(w *walk) (int64, error) {
		scan, err := w.desk.ScanDuplicates(w.t.Context(), "", nil)
		if err != nil {
			return 0, err
		}
		return scan.Persons, nil
	}, filesThere, false},
	"ScanDuplicates of a village": {identity.DuplicateMark, func(w *walk) (int64, error) {
		scan, err := w.desk.ScanDuplicates(w.t.Context(), villageA, nil)
		if err != nil {
			return 0, err
		}
		return scan.Persons, nil
	}, who(reachesA, 2), false},
	"DecideDuplicate": {identity.DuplicateMark, func(w *walk) (int64, error) {
		return did(w.desk.DecideDuplicate(w.t.Context(), app.DecideOrder{Suspect: w.suspect().ID, State: likeness.Different, Reason: "两家人"}))
	}, who(reachesA, 1), false},
	"MergeDuplicate": {identity.DuplicateMerge, func(w *walk) (int64, error) {
		x := w.suspect()
		defer w.takeBack(x)
		return did(w.desk.MergeDuplicate(w.t.Context(), app.MergeOrder{Suspect: x.ID, Keep: x.A, Reason: "同一户"}))
	}, who(reachesA, 1), false},
	"TakeOutDuplicate": {identity.DuplicateMerge, func(w *walk) (int64, error) {
		x := w.suspect()
		_, err := w.desk.TakeOutDuplicate(w.t.Context(), app.TakeOutOrder{Suspect: x.ID, Member: "nobody", Reason: "重复登记"})
		if e := new(problem.Error); errors.As(err, &e) && e.Key == "duplicate.no_member" { // seen, and nobody of that id
			return 1, nil
		}
		return 0, err
	}, who(reachesA, 1), false},
	"UndoDuplicate": {identity.DuplicateMerge, func(w *walk) (int64, error) {
		x := w.merged()
		defer w.takeBack(x)
		return did(w.desk.UndoDuplicate(w.t.Context(), app.UndoMergeOrder{Suspect: x.ID, Reason: "合错了"}))
	}, who(reachesA, 1), false},
}
