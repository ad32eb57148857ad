package app

import (
	"context"
	"slices"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
	"songnuan/internal/visit"
)

// sheetMark begins the number of a paper sheet: S-7K3M-QX2P-9ABC.
const sheetMark = "S"

// sheetsAtOnce bounds the sheets that are printed in one go.
const sheetsAtOnce = 100

// VisitPaperOrder asks for paper sheets: of one household, or of the households that
// are owed something in a window, in a place or by one helper where they are named.
type VisitPaperOrder struct {
	Household string // number or id
	Campaign  id.ID
	Duty      string
	Act       string
	Window    string // key; then neither household, duty nor act
	Area      PageOf // narrows a window
	Helper    id.ID  // likewise
}

// VisitPaper is one sheet to be printed, with clear names.
type VisitPaper struct {
	VisitTask
	Number  string // of the sheet
	File    string // number of the household
	Head    string
	Address string
	Village string
	Members []registry.Member
	Helper  string // who is paired with it, "" for nobody
	Until   day.Date
	Printed string
}

// PrintVisitPapers makes paper sheets for visitors without a phone, each with a
// number under which it is keyed in once. That somebody took them is on record.
func (d *Desk) PrintVisitPapers(ctx context.Context, order VisitPaperOrder) (all []VisitPaper, err error) {
	if err := d.actor.Must(identity.PersonalUnmask); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		all, err = d.printVisitPapers(ctx, tx, order)
		return err
	})
	return all, err
}

func (d *Desk) printVisitPapers(ctx context.Context, tx *sqldb.Tx, order VisitPaperOrder) (all []VisitPaper, err error) {
	wanted, until, err := d.papersFor(ctx, tx, &order)
	if err != nil {
		return nil, err
	}
	task, _, err := d.visitTask(ctx, tx, order.Campaign, order.Duty, order.Act)
	if err != nil {
		return nil, err
	}
	if _, err := d.store.PutVisitForm(ctx, tx, task.Form); err != nil {
		return nil, err
	}
	var sheets []store.VisitSheet
	for _, l := range wanted {
		h, err := d.store.Household(ctx, tx, l.Household, d.actor.Scope)
		if err != nil {
			return nil, err
		}
		s := store.VisitSheet{Number: visit.NumberOf(sheetMark, d.ids()), Household: h.ID, Campaign: order.Campaign, Duty: order.Duty, Act: task.Act, Form: task.Digest, Area: h.Area, Unit: h.Unit, Actor: d.actor.Name, Printed: d.clock.Now()}
		one := VisitPaper{VisitTask: *task, Number: s.Number, File: h.Number, Head: h.Head, Address: h.Address, Members: h.Members, Helper: l.Name, Until: until, Printed: ShownTime(s.Printed)}
		if one.Village, err = d.villageName(ctx, tx, h.Area); err != nil {
			return nil, err
		}
		sheets, all = append(sheets, s), append(all, one)
	}
	if len(sheets) == 0 {
		return nil, problem.New(problem.Invalid, "visit.no_sheet_wanted")
	}
	if err := d.store.AddVisitSheets(ctx, tx, sheets); err != nil {
		return nil, err
	}
	return all, d.record(ctx, tx, act{name: "visit.print", noun: "visit", where: place{sheets[0].Area, sheets[0].Unit}, count: int64(len(sheets)), detail: visitDetail{Campaign: order.Campaign, Duty: order.Duty, Act: task.Act}})
}

// papersFor are the households that sheets are wanted for; a window settles the
// duty too.
func (d *Desk) papersFor(ctx context.Context, tx *sqldb.Tx, order *VisitPaperOrder) (wanted []store.DueLine, until day.Date, err error) {
	if order.Window == "" {
		known, err := id.Parse(order.Household)
		if err != nil {
			if known, err = d.householdOf(ctx, tx, order.Household); err != nil {
				return nil, until, err
			}
		}
		return []store.DueLine{{Household: known}}, until, nil
	}
	c, err := d.store.Campaign(ctx, tx, order.Campaign, d.actor.Scope)
	if err != nil {
		return nil, until, err
	}
	p, err := d.planOf(ctx, tx, c)
	if err != nil {
		return nil, until, err
	}
	windows, err := d.dueWindows(ctx, tx, c.ID, p)
	if err != nil {
		return nil, until, err
	}
	at := slices.IndexFunc(windows, func(w DueWindow) bool { return w.Key == order.Window })
	if at < 0 {
		return nil, until, problem.New(problem.NotFound, "visit.no_window")
	}
	scope, err := order.Area.scope(d.actor.Scope)
	if err != nil {
		return nil, until, err
	}
	w := &windows[at]
	q := w.query(c.ID)
	q.Helper = order.Helper
	order.Duty, order.Act = w.Duty, w.Act
	wanted, _, err = d.store.DutiesDue(ctx, tx, q, scope, "", sheetsAtOnce)
	return wanted, w.Span.To, err
}

// KeyVisitPaper gives the form of a paper sheet that is to be keyed in, as it was
// printed. Errors: Invalid for what is no number; NotFound for a sheet that nobody
// printed here; Conflict, with who and when, for one that was keyed in.
func (d *Desk) KeyVisitPaper(ctx context.Context, number string) (sheet *VisitSheet, err error) {
	if err := d.actor.Must(identity.VisitRecord); err != nil {
		return nil, err
	}
	if number, err = visit.ParseNumber(sheetMark, number); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		s, err := d.store.VisitSheet(ctx, tx, number, identity.Everything)
		if err != nil {
			return err
		}
		h, err := d.visitable(ctx, tx, s.Household)
		if problem.Is(err, problem.NotFound) {
			return problem.New(problem.NotFound, "visit.no_sheet")
		}
		if err != nil {
			return err
		}
		if err := d.notKeyed(ctx, tx, number); err != nil {
			return err
		}
		task, _, err := d.visitTask(ctx, tx, s.Campaign, s.Duty, s.Act)
		if err != nil {
			return err
		}
		if task.Form, err = d.keptForm(ctx, tx, s.Form); err != nil {
			return err
		}
		task.Digest = s.Form
		sheet = &VisitSheet{VisitTask: *task, ID: d.ids(), Household: h.ID, Number: h.Number, Head: personal.NewName(h.Head).String(), Closed: h.Closed, Today: d.clock.Today(), Paper: number}
		for _, m := range h.Members {
			sheet.Members = append(sheet.Members, SheetMember{m.ID, personal.NewName(m.Name).String(), m.Relation})
		}
		sheet.Village, err = d.villageName(ctx, tx, h.Area)
		return err
	})
	return sheet, err
}

// notKeyed is problem.Conflict, with who and when, for a sheet that was keyed in.
func (d *Desk) notKeyed(ctx context.Context, tx *sqldb.Tx, number string) error {
	k, err := d.store.KeyedSheet(ctx, tx, number)
	if err != nil || k == nil {
		return err
	}
	return problem.New(problem.Conflict, "visit.sheet_keyed", "number", number, "actor", k.Actor, "when", ShownTime(k.Received), "receipt", k.Number)
}

// paper holds an entry that is keyed in against its sheet: the number was printed,
// for this household, and was not keyed in before.
func (p *arriving) paper(ctx context.Context, tx *sqldb.Tx) error {
	if p.v.Way != visit.ByPaper {
		return nil
	}
	fault := func(key string) {
		p.faults = append(p.faults, visit.Fault{Question: "paper", Err: problem.New(problem.Invalid, key)})
	}
	number, err := visit.ParseNumber(sheetMark, p.v.Paper)
	if err != nil {
		fault("visit.no_sheet_number")
		return nil
	}
	p.v.Paper = number
	s, err := p.store.VisitSheet(ctx, tx, number, identity.Everything)
	switch {
	case problem.Is(err, problem.NotFound):
		fault("visit.no_sheet")
		return nil
	case err != nil:
		return err
	case s.Household != p.v.Household:
		fault("visit.sheet_other")
		return nil
	}
	return p.notKeyed(ctx, tx, number)
}
