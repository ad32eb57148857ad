package app

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/day"
	"songnuan/internal/hazard"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// HazardFilter asks for a part of the hazards; what is not set does not narrow.
type HazardFilter struct {
	State     hazard.State
	Open      bool // not cleared
	Grave     bool
	Late      bool // should have been put right
	Kind      string
	Household id.ID
	Area      area.Code
}

func hazardFilter(f HazardFilter) store.HazardFilter {
	return store.HazardFilter{State: f.State, Open: f.Open, Grave: f.Grave, Kind: f.Kind, Household: f.Household, Area: f.Area}
}

func (d *Desk) filterHazards(f HazardFilter) store.HazardFilter {
	filter := hazardFilter(f)
	if f.Late {
		filter.Before = d.clock.Today()
	}
	return filter
}

// HazardLine is a hazard on the board; what was seen and who has to put it right
// are on its own page.
type HazardLine struct {
	ID        id.ID
	Kind      string
	Grade     string
	Formal    bool // the grade is an appraiser's
	Grave     bool
	State     hazard.State
	Household id.ID
	File      string
	Head      string // masked
	Area      area.Code
	Village   string
	On        day.Date
	Age       int // days since it was found
	Due       day.Date
	Hours     int // left until the end of the last day, negative when over; only while Due is set
	Late      bool
	Raised    int
	Excepted  bool
	Photos    int64
}

// Hazards gives a page of hazards within the scope, the most urgent first: grave
// ones, then by the day they have to be put right. next is "" at the end.
func (d *Desk) Hazards(ctx context.Context, f HazardFilter, page PageOf) (lines []HazardLine, next string, err error) {
	if err := d.actor.Must(identity.HazardSee); err != nil {
		return nil, "", err
	}
	scope, err := page.scope(d.actor.Scope)
	if err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		lines, next, err = d.hazardLines(ctx, tx, f, scope, page.After, page.limit())
		return err
	})
	return lines, next, err
}

func (d *Desk) hazardLines(ctx context.Context, tx *sqldb.Tx, f HazardFilter, scope identity.Scope, after string, limit int) (lines []HazardLine, next string, err error) {
	found, next, err := d.store.Hazards(ctx, tx, d.filterHazards(f), scope, after, limit)
	if err != nil {
		return nil, "", err
	}
	names := villages{}
	for i := range found {
		name, err := names.of(ctx, tx, d, found[i].Area)
		if err != nil {
			return nil, "", err
		}
		lines = append(lines, d.hazardLine(&found[i], name))
	}
	return lines, next, nil
}

func (d *Desk) hazardLine(z *store.HazardLine, village string) HazardLine {
	now := d.clock.Now()
	today := now.Date()
	l := HazardLine{ID: z.ID, Kind: z.Kind, Grade: z.Grade(), Formal: z.Formal != "", Grave: z.Grave, State: z.State, Household: z.Household, File: z.File, Head: masked(z.Head),
		Area: z.Area, Village: village, On: z.On, Age: today.Sub(z.On), Due: z.Due, Late: z.Late(today), Raised: z.Raised, Excepted: z.Excepted, Photos: z.Photos}
	if !z.Due.IsZero() {
		l.Hours = int(z.Due.End().Time().Sub(now.Time()).Hours())
	}
	return l
}

// HazardCounts are the hazards within a scope, each number up to 10,000.
type HazardCounts struct {
	States map[hazard.State]int64
	Grave  int64 // open
	Late   int64
}

// CountHazards counts the hazards within the scope by state.
func (d *Desk) CountHazards(ctx context.Context, page PageOf) (counts HazardCounts, err error) {
	if err := d.actor.Must(identity.HazardSee); err != nil {
		return counts, err
	}
	scope, err := page.scope(d.actor.Scope)
	if err != nil {
		return counts, err
	}
	counts.States = map[hazard.State]int64{}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		for _, s := range hazard.States {
			if counts.States[s], err = d.store.CountHazards(ctx, tx, store.HazardFilter{State: s}, scope, changesCounted); err != nil {
				return err
			}
		}
		if counts.Grave, err = d.store.CountHazards(ctx, tx, store.HazardFilter{Open: true, Grave: true}, scope, changesCounted); err != nil {
			return err
		}
		counts.Late, err = d.store.CountHazards(ctx, tx, store.HazardFilter{Before: d.clock.Today()}, scope, changesCounted)
		return err
	})
	return counts, err
}

// HazardView is one hazard with all that was done to it.
type HazardView struct {
	HazardLine
	*hazard.Hazard
	Rule     hazard.Rule
	Proposed day.Date // to be put right by, as the rule says; unset when it says nothing
	Pictures []hazard.Photo
	May      map[hazard.Verb]bool
}

// Hazard shows one hazard.
func (d *Desk) Hazard(ctx context.Context, of id.ID) (view *HazardView, err error) {
	if err := d.actor.Must(identity.HazardSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		view, err = d.hazardView(ctx, tx, of)
		return err
	})
	return view, err
}

func (d *Desk) hazardView(ctx context.Context, tx *sqldb.Tx, of id.ID) (*HazardView, error) {
	z, err := d.store.Hazard(ctx, tx, of, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	view := &HazardView{Hazard: z}
	h, err := d.store.Household(ctx, tx, z.Household, d.actor.Scope)
	line := store.HazardLine{Hazard: z}
	if err == nil {
		line.Head = h.Head
	} else if !problem.Is(err, problem.NotFound) {
		return nil, err
	}
	village, err := d.villageName(ctx, tx, z.Area)
	if err != nil {
		return nil, err
	}
	view.HazardLine = d.hazardLine(&line, village)
	if view.Rule, err = d.ruleFor(ctx, tx, z.Campaign, z.Clause); err != nil {
		return nil, err
	}
	if days := view.Rule.Days[z.Grade()]; days > 0 {
		view.Proposed = d.clock.Today().AddDays(days)
	}
	view.May = d.mayHazard(z)
	view.Pictures, err = d.store.HazardPhotos(ctx, tx, z.ID, d.actor.Scope)
	return view, err
}

// mayHazard is what the actor may do to a hazard as it stands.
func (d *Desk) mayHazard(z *hazard.Hazard) map[hazard.Verb]bool {
	may := map[hazard.Verb]bool{}
	if !z.State.Open() {
		return may
	}
	keeps, orders := d.actor.Can(identity.HazardKeep), d.actor.Can(identity.HazardOrder)
	may[hazard.Note] = keeps
	may[hazard.Appraise] = orders
	may[hazard.Order] = orders && z.State != hazard.Righted
	may[hazard.Right] = keeps && z.State != hazard.Righted
	own := z.RightedBy() != nil && z.RightedBy().By(d.actor.Name, d.actor.User)
	may[hazard.Clear] = keeps && z.State == hazard.Righted && !own
	may[hazard.Fail] = may[hazard.Clear]
	may[hazard.Raise] = keeps && z.Late(d.clock.Today())
	may[hazard.Except] = orders && z.Grave && !z.Excepted && !z.Acts[0].By(d.actor.Name, d.actor.User)
	return may
}

// HazardOrder does something to a hazard.
type HazardOrder struct {
	ID     id.ID
	Row    int // version that the person has seen; 0 is whichever stands
	Verb   hazard.Verb
	On     day.Date // unset is today
	Who    string
	Post   string
	Text   string
	Grade  string
	Due    day.Date
	Paper  *blob.File   // an appraiser's report
	Photos []*blob.File // before it is put right, or, with Right and Clear, after
}

// ordering are the acts for who may order; the others are for who keeps records.
var ordering = map[hazard.Verb]bool{hazard.Appraise: true, hazard.Order: true, hazard.Except: true}

// ActOnHazard does an act to a hazard. problem.Conflict when somebody has acted
// on it since it was seen, or it stands where the act is not possible;
// problem.Forbidden for one's own work; problem.Invalid for what is missing.
func (d *Desk) ActOnHazard(ctx context.Context, order HazardOrder) (view *HazardView, err error) {
	needs := identity.HazardKeep
	if ordering[order.Verb] {
		needs = identity.HazardOrder
	}
	if err := d.actor.Must(needs); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		z, err := d.store.Hazard(ctx, tx, order.ID, d.actor.Scope)
		if err != nil {
			return err
		}
		if order.Row != 0 && order.Row != z.Row {
			return problem.New(problem.Conflict, "hazard.changed")
		}
		if err := d.actOnHazard(ctx, tx, z, order); err != nil {
			return err
		}
		view, err = d.hazardView(ctx, tx, z.ID)
		return err
	})
	return view, err
}

func (d *Desk) actOnHazard(ctx context.Context, tx *sqldb.Tx, z *hazard.Hazard, order HazardOrder) error {
	if order.Verb == hazard.Report {
		return problem.New(problem.Invalid, "hazard.no_verb")
	}
	rule, err := d.ruleFor(ctx, tx, z.Campaign, z.Clause)
	if err != nil {
		return err
	}
	a := hazard.Act{Verb: order.Verb, On: order.On, Who: order.Who, Post: order.Post, Text: order.Text, Due: order.Due}
	if order.Verb == hazard.Appraise {
		a.Grade = order.Grade
	}
	if order.Paper != nil && order.Verb == hazard.Appraise {
		a.File = order.Paper.Digest
		if err := d.store.AddAttachment(ctx, tx, order.Paper, d.clock.Now()); err != nil {
			return err
		}
	}
	if _, err := z.Take(d.hazardStep(a), rule, d.clock.Today()); err != nil {
		return err
	}
	if err := d.store.SaveHazard(ctx, tx, z); err != nil {
		return err
	}
	stage := hazard.Before
	if order.Verb == hazard.Right || order.Verb == hazard.Clear {
		stage = hazard.After
	}
	if err := d.addHazardPhotos(ctx, tx, z, stage, order.Photos); err != nil {
		return err
	}
	return d.recordHazard(ctx, tx, z)
}

// hazardStep fills in who acts and when.
func (d *Desk) hazardStep(a hazard.Act) hazard.Act {
	a.Actor, a.Account, a.Role, a.At = d.actor.Name, d.actor.User, string(d.actor.Role), d.clock.Now()
	return a
}

// recordHazard puts the last act of a hazard on record, without its words.
func (d *Desk) recordHazard(ctx context.Context, tx *sqldb.Tx, z *hazard.Hazard) error {
	last := &z.Acts[len(z.Acts)-1]
	return d.record(ctx, tx, act{name: "hazard." + string(last.Verb), noun: "hazard", subject: z.ID, where: place{z.Area, z.Unit}, count: 1,
		detail: map[string]any{"household": z.Household, "kind": z.Kind, "grade": z.Grade(), "grave": z.Grave, "state": z.State, "due": last.Due.String(), "paper": last.File != "",
			"words": d.store.ContentDigest(last.Who + "\x1f" + last.Post + "\x1f" + last.Text)}})
}

// OpenHazardPhoto gives a photo of a hazard. That somebody looked is recorded
// first.
func (d *Desk) OpenHazardPhoto(ctx context.Context, of, photo id.ID) (file *blob.File, err error) {
	if err := d.actor.Must(identity.PersonalUnmask); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		p, opened, err := d.store.HazardPhoto(ctx, tx, photo, d.actor.Scope)
		if err == nil && p.Hazard != of {
			err = problem.New(problem.NotFound, "campaign.no_file")
		}
		if err != nil {
			return err
		}
		file = opened
		return d.record(ctx, tx, act{name: "attachment.view", noun: "attachment", subject: p.ID, where: place{p.Area, p.Unit}, count: 1, detail: map[string]any{"hazard": of, "file": p.File}})
	})
	return file, err
}

// OpenAppraisal gives the appraiser's paper of an act of a hazard. That somebody
// looked is recorded first.
func (d *Desk) OpenAppraisal(ctx context.Context, of id.ID, seq int64) (file *blob.File, err error) {
	if err := d.actor.Must(identity.PersonalUnmask); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		z, err := d.store.Hazard(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		if file, err = d.store.HazardPaper(ctx, tx, of, seq, d.actor.Scope); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "attachment.view", noun: "attachment", subject: z.ID, where: place{z.Area, z.Unit}, count: 1, detail: map[string]any{"hazard": of, "seq": seq, "file": file.Digest}})
	})
	return file, err
}

// noGraveHazard refuses to count as helped a household in whose house a grave
// danger stands open, unless a second person excepted it from that, and another
// than that one records it.
func (d *Desk) noGraveHazard(ctx context.Context, tx *sqldb.Tx, subject string) error {
	ids, err := d.store.GraveHazards(ctx, tx, subject)
	if err != nil {
		return err
	}
	open := 0
	for _, of := range ids {
		z, err := d.store.Hazard(ctx, tx, of, identity.Everything)
		if err != nil {
			return err
		}
		switch by := z.ExceptedBy(); {
		case by == nil:
			open++
		case by.By(d.actor.Name, d.actor.User):
			return problem.New(problem.Forbidden, "hazard.excepted_by_recorder")
		}
	}
	if open > 0 {
		return problem.New(problem.Conflict, "hazard.grave_open", "count", open)
	}
	return nil
}
