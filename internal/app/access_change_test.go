package app_test

import (
	"fmt"

	"songnuan/internal/app"
	"songnuan/internal/blob"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/registry"
)

// changeCases are the use cases over change requests and freezes.
var changeCases = map[string]useCase{
	"FileChange": {identity.ChangeFile, func(w *walk) (int64, error) {
		filed, err := w.desk.FileChange(w.t.Context(), w.raise())
		return w.toldOne(filed, err)
	}, who(reachesA, 1), false},
	"SubmitChange": {identity.ChangeFile, func(w *walk) (int64, error) {
		c := w.plant.filed(w, w.filer())
		filed, err := w.desk.SubmitChange(w.t.Context(), app.SubmitOrder{ID: c.ID})
		w.plant.drop(w, c.ID)
		return w.toldOne(filed, err)
	}, who(reachesA, 1), false},
	"WithdrawChange": {identity.ChangeFile, func(w *walk) (int64, error) {
		c := w.plant.filed(w, w.filer())
		filed, err := w.desk.WithdrawChange(w.t.Context(), c.ID, 0)
		return w.toldOne(filed, err)
	}, who(reachesA, 1), false},
	"DecideChange": {identity.ChangeDecide, func(w *walk) (int64, error) {
		c := w.plant.handedIn(w)
		filed, err := w.desk.DecideChange(w.t.Context(), app.DecisionOrder{ID: c.ID, Verb: registry.VerbApprove})
		w.plant.drop(w, c.ID)
		return w.toldOne(filed, err)
	}, who(reachesA, 1), false},
	"ApplyChange": {identity.ChangeDecide, func(w *walk) (int64, error) {
		c := w.plant.held(w)
		filed, err := w.desk.ApplyChange(w.t.Context(), app.ApplyOrder{ID: c.ID})
		w.plant.drop(w, c.ID)
		return w.toldOne(filed, err)
	}, who(reachesA, 1), false},
	"Change": {identity.ChangeSee, func(w *walk) (int64, error) {
		c := w.plant.filed(w, w.machine)
		view, err := w.desk.Change(w.t.Context(), c.ID)
		return w.toldOne(view, err)
	}, who(reachesA, 1), false},
	"Changes": {identity.ChangeSee, func(w *walk) (int64, error) {
		w.plant.filed(w, w.machine)
		lines, _, err := w.desk.Changes(w.t.Context(), app.ChangeFilter{}, app.PageOf{Limit: 500})
		w.tell(lines)
		return min(1, int64(len(lines))), err
	}, who(reachesA, 1), false},
	"CountChanges": {identity.ChangeSee, func(w *walk) (int64, error) {
		w.plant.filed(w, w.machine)
		counts, err := w.desk.CountChanges(w.t.Context(), app.ChangeFilter{}, app.PageOf{})
		return min(1, counts.Lanes[registry.LaneFile]), err
	}, who(reachesA, 1), false},
	"OpenChanges": {identity.ChangeSee, func(w *walk) (int64, error) {
		w.plant.filed(w, w.machine)
		lines, err := w.desk.OpenChanges(w.t.Context(), "A902")
		w.tell(lines)
		return min(1, int64(len(lines))), err
	}, who(reachesA, 1), false},
	"NewChange": {identity.ChangeFile, func(w *walk) (int64, error) {
		form, err := w.desk.NewChange(w.t.Context(), "A902", registry.ChangeMerge, "A901")
		if err != nil {
			return 0, err
		}
		w.tell(form, form.Other)
		return 1, nil
	}, who(reachesA, 1), false},
	"EditChange": {identity.ChangeFile, func(w *walk) (int64, error) {
		form, err := w.desk.EditChange(w.t.Context(), w.plant.filed(w, w.filer()).ID, "")
		return w.toldOne(form, err)
	}, who(reachesA, 1), false},
	"SeenChangePapers": {identity.ChangeFile, func(w *walk) (int64, error) {
		if err := w.desk.SeenChangePapers(w.t.Context(), w.plant.filed(w, w.filer()).ID, 0, nil); err != nil {
			return 0, err
		}
		return 1, nil
	}, who(reachesA, 1), false},
	"AttachChangePaper": {identity.ChangeFile, func(w *walk) (int64, error) {
		p, err := w.desk.AttachChangePaper(w.t.Context(), w.plant.filed(w, w.filer()).ID, app.OtherPaper, w.photo())
		return w.toldOne(p, err)
	}, who(reachesA, 1), false},
	"DropChangePaper": {identity.ChangeFile, func(w *walk) (int64, error) {
		c, p := w.plant.papered(w, w.filer())
		if err := w.desk.DropChangePaper(w.t.Context(), c, p); err != nil {
			return 0, err
		}
		return 1, nil
	}, who(reachesA, 1), false},
	"OpenChangePaper": {identity.PersonalUnmask, func(w *walk) (int64, error) {
		c, p := w.plant.papered(w, w.machine)
		file, err := w.desk.OpenChangePaper(w.t.Context(), c, p)
		if err != nil {
			return 0, err
		}
		w.tell(file.Digest)
		return 1, nil
	}, who(reachesA, 1), true},
	"RevealChange": {identity.PersonalUnmask, func(w *walk) (int64, error) {
		values, err := w.desk.RevealChange(w.t.Context(), w.plant.filed(w, w.machine).ID, "核对")
		w.tell(values)
		return int64(len(values)), err
	}, who(reachesA, 1), true},
	"Freezes": {identity.ChangeSee, func(w *walk) (int64, error) {
		w.plant.freeze(w)
		views, err := w.desk.Freezes(w.t.Context())
		w.tell(views)
		return min(1, int64(len(views))), err
	}, who(func(p *standpoint) bool { return p.reachesA || inUnit(p) }, 1), false},
	"AddFreeze": {identity.FreezeKeep, func(w *walk) (int64, error) {
		f, err := w.desk.AddFreeze(w.t.Context(), app.FreezeOrder{Area: villageA, From: asOf.AddDays(300), To: asOf.AddDays(301), Reason: "试"})
		return w.toldOne(f, err)
	}, who(reachesA, 1), false},
	"EndFreeze": {identity.FreezeKeep, func(w *walk) (int64, error) {
		if err := w.desk.EndFreeze(w.t.Context(), w.plant.freeze(w), 0); err != nil {
			return 0, err
		}
		return 1, nil
	}, who(reachesA, 1), false},
}

// toldOne tells what was shown, and counts it as one where nothing went wrong.
func (w *walk) toldOne(shown any, err error) (int64, error) {
	w.tell(shown)
	if err != nil {
		return 0, err
	}
	return 1, nil
}

// raise asks for another income of A902.
func (w *walk) raise() app.ChangeOrder {
	return order("A902", registry.ChangeIncome, "work", incomeTo(fmt.Sprint(10000+w.next())))
}

// filer is the actor who walks, over everything, so that what is filed is its
// own where the walk is about own requests.
func (w *walk) filer() *app.Desk {
	return w.As(identity.Actor{Name: "行者", Role: identity.CommandLine, Scope: identity.Everything})
}

func (w *walk) photo() *blob.File {
	photo, err := blob.Of([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"))
	if err != nil {
		w.t.Fatal(err)
	}
	return photo
}

// filed is a request about A902 by a desk.
func (p *planted) filed(w *walk, by *app.Desk) *registry.ChangeRequest {
	filed, err := by.FileChange(w.t.Context(), w.raise())
	if err != nil {
		w.t.Fatalf("%v: %+v", err, filed)
	}
	return filed.Request
}

// handedIn is one that waits for another to decide.
func (p *planted) handedIn(w *walk) *registry.ChangeRequest {
	c := p.filed(w, w.machine)
	filed, err := w.machine.SubmitChange(w.t.Context(), app.SubmitOrder{ID: c.ID})
	if err != nil {
		w.t.Fatalf("%v: %+v", err, filed)
	}
	return filed.Request
}

// held is one that was approved inside a freeze which is over.
func (p *planted) held(w *walk) *registry.ChangeRequest {
	f, err := w.machine.AddFreeze(w.t.Context(), app.FreezeOrder{Area: villageA, From: asOf, To: asOf, Reason: "试"})
	if err != nil {
		w.t.Fatal(err)
	}
	c := p.handedIn(w)
	other := w.As(identity.Actor{Name: "另一人", Role: identity.CommandLine, Scope: identity.Everything})
	if _, err := other.DecideChange(w.t.Context(), app.DecisionOrder{ID: c.ID, Verb: registry.VerbApprove}); err != nil {
		w.t.Fatal(err)
	}
	if err := w.machine.EndFreeze(w.t.Context(), f.ID, 0); err != nil {
		w.t.Fatal(err)
	}
	return c
}

// drop takes a request out of the way of the next, whoever holds it.
func (p *planted) drop(w *walk, of id.ID) {
	for _, by := range []*app.Desk{w.machine, w.filer()} {
		_, _ = by.WithdrawChange(w.t.Context(), of, 0)
	}
}

func (p *planted) papered(w *walk, by *app.Desk) (c, paper id.ID) {
	c = p.filed(w, by).ID
	one, err := by.AttachChangePaper(w.t.Context(), c, app.OtherPaper, w.photo())
	if err != nil {
		w.t.Fatal(err)
	}
	return c, one.ID
}

func (p *planted) freeze(w *walk) id.ID {
	f, err := w.machine.AddFreeze(w.t.Context(), app.FreezeOrder{Area: villageA, From: asOf.AddDays(300), To: asOf.AddDays(301), Reason: "试"})
	if err != nil {
		w.t.Fatal(err)
	}
	return f.ID
}
