package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/likeness"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/web/view"
)

// decide reads a form about a suspect, lets do settle it, and shows it again
// with the message where it was refused.
func (v *visit) decide(done string, fields map[string]string, place func(*view.DuplicatePage, view.Form), do func(of id.ID, form url.Values) error) error {
	of, err := v.idOf("suspect", "duplicate.none")
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	if err = do(of, form); err == nil {
		return v.done("/duplicates/"+string(of), done)
	}
	status := http.StatusUnprocessableEntity
	if problem.Is(err, problem.Conflict) {
		status = http.StatusConflict
	}
	f, err := v.wrong(form, err, fields)
	if err != nil {
		return err
	}
	var d view.DuplicatePage
	place(&d, f)
	return v.showDuplicate(d, status)
}

func (v *visit) duplicateDecide() error {
	fields := map[string]string{"duplicate.reason_missing": "because", "registry.note_long": "because"}
	return v.decide("web.duplicate.marked", fields, func(d *view.DuplicatePage, f view.Form) { d.Mark = f }, func(of id.ID, form url.Values) error {
		_, err := v.desk.DecideDuplicate(v.r.Context(), app.DecideOrder{Suspect: of, Version: number(form, "version"),
			State: likeness.SuspectState(form.Get("state")), Reason: form.Get("because")})
		return err
	})
}

func (v *visit) duplicateMerge() error {
	fields := map[string]string{"duplicate.reason_missing": "reason", "registry.note_long": "reason"}
	return v.decide("web.duplicate.merged", fields, func(d *view.DuplicatePage, f view.Form) { d.Merge = f }, func(of id.ID, form url.Values) error {
		order := app.MergeOrder{Suspect: of, Version: number(form, "version"), Keep: id.ID(form.Get("keep")), Reason: form.Get("reason"), Choices: map[string]registry.Side{}}
		for name, values := range form {
			if key, ok := strings.CutPrefix(name, "take."); ok {
				order.Choices[key] = registry.Side(values[0])
			}
		}
		seen, err := v.filesSeen(of, order.Keep, number(form, "seen_kept"), number(form, "seen_gone"))
		if err != nil {
			return err
		}
		order.Versions = seen
		_, err = v.desk.MergeDuplicate(v.r.Context(), order)
		return err
	})
}

// filesSeen are the versions of the two files that the person had before the
// eyes: of the one named, and of the other.
func (v *visit) filesSeen(of, named id.ID, version, other int) (map[id.ID]int, error) {
	view, err := v.desk.Duplicate(v.r.Context(), of, named)
	if err != nil {
		return nil, err
	}
	if version == 0 || other == 0 {
		return nil, nil
	}
	if named == view.A.ID {
		return map[id.ID]int{view.A.ID: version, view.B.ID: other}, nil
	}
	return map[id.ID]int{view.B.ID: version, view.A.ID: other}, nil
}

func (v *visit) duplicateTakeOut() error {
	fields := map[string]string{"duplicate.reason_missing": "why", "registry.note_long": "why", "duplicate.no_member": "member", "duplicate.head_stays": "member"}
	return v.decide("web.duplicate.taken_out", fields, func(d *view.DuplicatePage, f view.Form) { d.Out = f }, func(of id.ID, form url.Values) error {
		shown, err := v.desk.Duplicate(v.r.Context(), of, "")
		if err != nil {
			return err
		}
		order := app.TakeOutOrder{Suspect: of, Version: number(form, "version"), Member: id.ID(form.Get("member")), Reason: form.Get("why")}
		if a, b := number(form, "seen_a"), number(form, "seen_b"); a > 0 && b > 0 {
			order.Versions = map[id.ID]int{shown.A.ID: a, shown.B.ID: b}
		}
		_, err = v.desk.TakeOutDuplicate(v.r.Context(), order)
		return err
	})
}

func (v *visit) duplicateUndo() error {
	fields := map[string]string{"duplicate.reason_missing": "undo_reason", "registry.note_long": "undo_reason"}
	return v.decide("web.duplicate.undone", fields, func(d *view.DuplicatePage, f view.Form) { d.Undo = f }, func(of id.ID, form url.Values) error {
		_, err := v.desk.UndoDuplicate(v.r.Context(), app.UndoMergeOrder{Suspect: of, Version: number(form, "version"), Reason: form.Get("undo_reason")})
		return err
	})
}

// number is a field that holds a version; 0 for none.
func number(form url.Values, name string) int {
	n, err := strconv.Atoi(form.Get(name))
	if err != nil || n < 0 {
		return 0
	}
	return n
}
