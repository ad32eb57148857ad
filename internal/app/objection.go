package app

import (
	"context"

	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// ObjectionOrder is an objection as it came.
type ObjectionOrder struct {
	Notice  id.ID
	Serial  int // of the row, 0 for the notice as a whole
	Name    string
	Contact string
	Text    string
	Form    string // key of the form: the same words sent again are taken once
	public  bool
}

// TakeObjection takes an objection that somebody brought to the office, named
// or not, while the notice hangs. It stops its row and no other. What comes back
// bears the receipt number, for the person to take away.
//
// Errors: Conflict before and after the notice's days; Invalid, TooLarge for
// what is written.
func (d *Desk) TakeObjection(ctx context.Context, order ObjectionOrder) (o *casework.Objection, err error) {
	if err := d.actor.Must(identity.NoticePost); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := d.store.Notice(ctx, tx, order.Notice, d.actor.Scope)
		if err != nil {
			return err
		}
		if order.Serial == 0 && !d.actor.Scope.CoversPlace(n.Area, n.Unit) {
			return problem.New(problem.Forbidden, "app.outside_scope")
		}
		o, err = d.takeObjection(ctx, tx, n, order, d.actor.Scope)
		return err
	})
	return o, err
}

// takeObjection is TakeObjection inside a transaction, from whoever it is.
func (d *Desk) takeObjection(ctx context.Context, tx *sqldb.Tx, n *casework.Notice, order ObjectionOrder, scope identity.Scope) (*casework.Objection, error) {
	words := casework.ObjectionText{Name: order.Name, Contact: order.Contact, Text: order.Text}
	if err := words.Check(); err != nil {
		return nil, err
	}
	key := ""
	if order.Form != "" {
		key = order.Form + "\x1f" + string(n.ID) + "\x1f" + words.Text
		if known, err := d.store.ObjectionOfForm(ctx, tx, key); err != nil || known != nil {
			return known, err
		}
	}
	today := d.clock.Today()
	switch {
	case n.State == casework.NoticePosted && n.Until.IsZero():
		return nil, problem.New(problem.Conflict, "casework.objection_early")
	case !n.Hangs(today):
		return nil, problem.New(problem.Conflict, "casework.objection_late", "until", n.Until)
	}
	receipt, err := casework.NewReceipt(d.random)
	if err != nil {
		return nil, err
	}
	words.Receipt = receipt
	o := &casework.Objection{ID: d.ids(), Notice: n.ID, Serial: order.Serial, Area: n.Area, Unit: n.Unit, Public: order.public, Named: words.Name != "",
		Received: today, State: casework.ObjectionOpen, ObjectionText: words, Recorded: d.clock.Now(), Version: 1}
	o.Due = n.Rule.Answer.Due(today, n.Rule.Answer.Days, d.Calendar())
	if !order.public {
		o.Actor, o.Taker = d.actor.Name, firstOf(d.actor.Shown, d.actor.Name)
	}
	if order.Serial > 0 {
		if err := d.stopRow(ctx, tx, n, o, scope); err != nil {
			return nil, err
		}
	}
	if err := d.store.AddObjection(ctx, tx, o, key); err != nil {
		return nil, err
	}
	return o, d.recordObjection(ctx, tx, o, "objection.take", map[string]any{"public": o.Public, "named": o.Named})
}

// stopRow stops the row that an objection is against, and its case; one that is
// stopped already stays so.
func (d *Desk) stopRow(ctx context.Context, tx *sqldb.Tx, n *casework.Notice, o *casework.Objection, scope identity.Scope) error {
	r, err := d.store.NoticeRow(ctx, tx, n.ID, o.Serial, scope)
	if err != nil {
		return err
	}
	o.Case, o.Area, o.Unit = r.Case, r.Area, r.Unit
	switch {
	case r.State == casework.RowStopped:
		return nil
	case r.State != casework.RowPosted:
		return problem.New(problem.Conflict, "casework.row_gone")
	}
	posted, err := d.stillPosted(ctx, tx, []id.ID{r.Case})
	if err != nil {
		return err
	}
	if len(posted) == 0 { // the case ended: nothing is left to stop
		return problem.New(problem.Conflict, "casework.row_gone")
	}
	if err := d.moveCases(ctx, tx, posted, casework.Act{Verb: casework.Object, Notice: n.ID}); err != nil {
		return err
	}
	r.State = casework.RowStopped
	return d.store.SetNoticeRow(ctx, tx, r, casework.RowPosted)
}

func (d *Desk) recordObjection(ctx context.Context, tx *sqldb.Tx, o *casework.Objection, name string, detail map[string]any) error {
	detail["notice"], detail["row"] = o.Notice, o.Serial
	return d.record(ctx, tx, act{name: name, noun: "objection", subject: o.ID, where: place{o.Area, o.Unit}, count: 1, detail: detail})
}

// veil hides what the actor may not read of an objection: who objected from
// everybody, since who is named would be exposed to his neighbours; the words
// from who neither takes nor answers objections; the receipt of who came over
// the public page.
func (d *Desk) veil(o *casework.Objection) {
	if !d.actor.Can(identity.NoticePost) && !d.actor.Can(identity.NoticeJudge) {
		o.ObjectionText = casework.ObjectionText{}
		return
	}
	o.Name = personal.NewName(o.Name).String()
	if o.Contact != "" {
		o.Contact = "***"
	}
	if o.Public {
		o.Receipt = ""
	}
}

// ObjectionsWanted narrows the list of objections.
type ObjectionsWanted struct {
	State casework.ObjectionState // "" is all
	Late  bool                    // answer overdue
	After string
	Limit int
}

// ObjectionLine is an objection on a list.
type ObjectionLine struct {
	casework.Objection
	Number string // of the notice
	Title  string
	Place  string
	Late   bool
}

// Objections lists objections within the scope, what is to be answered first
// before the rest.
func (d *Desk) Objections(ctx context.Context, wanted ObjectionsWanted) (lines []ObjectionLine, next string, err error) {
	if err := d.actor.Must(identity.CaseSee); err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		lines = nil
		filter := store.ObjectionFilter{State: wanted.State}
		if wanted.Late {
			filter.State, filter.Late = casework.ObjectionOpen, d.clock.Today()
		}
		var all []casework.Objection
		if all, next, err = d.store.Objections(ctx, tx, filter, d.actor.Scope, wanted.After, PageOf{Limit: wanted.Limit}.limit()); err != nil {
			return err
		}
		notices := map[id.ID]*casework.Notice{}
		for i := range all {
			if notices[all[i].Notice] == nil {
				if notices[all[i].Notice], err = d.store.Notice(ctx, tx, all[i].Notice, identity.Everything); err != nil {
					return err
				}
			}
			line, err := d.objectionLine(ctx, tx, &all[i], notices[all[i].Notice])
			if err != nil {
				return err
			}
			lines = append(lines, *line)
		}
		return nil
	})
	return lines, next, err
}

func (d *Desk) objectionLine(ctx context.Context, tx *sqldb.Tx, o *casework.Objection, n *casework.Notice) (*ObjectionLine, error) {
	d.veil(o)
	line := &ObjectionLine{Objection: *o, Number: n.Number, Title: n.Title, Late: o.Late(d.clock.Today())}
	var err error
	line.Place, err = d.placeName(ctx, tx, o.Area, o.Unit)
	return line, err
}

// ObjectionView is one objection with the row that it is against.
type ObjectionView struct {
	ObjectionLine
	Row       *casework.NoticeRow // nil for the whole notice
	Fields    []string            // of the row's cells
	CaseOf    string              // receipt number of the case
	Today     day.Date
	MayJudge  bool
	MayReveal bool
}

// Objection shows one objection.
func (d *Desk) Objection(ctx context.Context, of id.ID) (view *ObjectionView, err error) {
	if err := d.actor.Must(identity.CaseSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		o, err := d.store.Objection(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		view, err = d.objectionView(ctx, tx, o)
		return err
	})
	return view, err
}

func (d *Desk) objectionView(ctx context.Context, tx *sqldb.Tx, o *casework.Objection) (*ObjectionView, error) {
	n, err := d.store.Notice(ctx, tx, o.Notice, identity.Everything)
	if err != nil {
		return nil, err
	}
	named := o.Named
	line, err := d.objectionLine(ctx, tx, o, n)
	if err != nil {
		return nil, err
	}
	view := &ObjectionView{ObjectionLine: *line, Fields: n.Rule.Shown(), Today: d.clock.Today()}
	view.MayJudge = d.actor.Can(identity.NoticeJudge) && d.actor.Scope.CoversPlace(o.Area, o.Unit)
	view.MayReveal = view.MayJudge && d.actor.Can(identity.PersonalUnmask) && (named || line.Contact != "")
	if o.Serial == 0 {
		return view, nil
	}
	if view.Row, err = d.store.NoticeRow(ctx, tx, n.ID, o.Serial, d.actor.Scope); err != nil {
		return nil, err
	}
	c, err := d.store.Case(ctx, tx, view.Row.Case, d.actor.Scope)
	if err == nil {
		view.CaseOf = c.Number
	}
	return view, err
}

// RevealObjection shows who objected and how to reach him, to who answers; it
// is recorded.
func (d *Desk) RevealObjection(ctx context.Context, of id.ID) (name, contact string, err error) {
	if err := d.actor.Must(identity.NoticeJudge); err != nil {
		return "", "", err
	}
	if err := d.actor.Must(identity.PersonalUnmask); err != nil {
		return "", "", err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		o, err := d.store.Objection(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		name, contact = o.Name, o.Contact
		return d.recordObjection(ctx, tx, o, "objection.reveal", map[string]any{})
	})
	return name, contact, err
}
