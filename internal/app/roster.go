package app

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/rule"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// BuildRoster builds the roster of every class of the campaign's plan and lays
// the closed universe, in one transaction. It gives the numbers that the
// forecast asks for, counted on the way. Of an active campaign it does what
// RebuildRoster does.
func (d *Desk) BuildRoster(ctx context.Context, of id.ID, p *plan.Plan) (plan.Counts, error) {
	if err := d.actor.Must(identity.RosterBuild); err != nil {
		return nil, err
	}
	counts := plan.Counts{}
	_, err := d.rebuild(ctx, of, p, counts, true)
	return counts, err
}

func (d *Desk) buildRoster(ctx context.Context, tx *sqldb.Tx, of id.ID, p *plan.Plan, counts plan.Counts, accept bool) (*RosterChange, error) {
	c, err := d.wholeCampaign(ctx, tx, of)
	if err != nil {
		return nil, err
	}
	if c.State == campaign.Closed {
		return nil, problem.New(problem.Conflict, "campaign.closed")
	}
	b, err := d.newRosterBuilder(ctx, tx, c, p, counts)
	if err != nil {
		return nil, err
	}
	if err := b.build(ctx); err != nil {
		return nil, err
	}
	if err := d.record(ctx, tx, act{name: "campaign.roster", noun: "campaign", subject: c.ID, where: place{c.Area, c.Unit}, count: b.entries}); err != nil {
		return nil, err
	}
	if c.State == campaign.Active {
		return d.layAnew(ctx, tx, c, b.selection.Scope, accept)
	}
	return nil, d.store.BuildCoverage(ctx, tx, c, b.selection.Scope)
}

// wholeCampaign gives a campaign to an actor who sees all of it. A part of a
// roster or of a universe is none.
func (d *Desk) wholeCampaign(ctx context.Context, tx *sqldb.Tx, of id.ID) (*campaign.Campaign, error) {
	c, err := d.store.Campaign(ctx, tx, of, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	return c, d.runs(c)
}

// rosterBuilder builds the rosters of one campaign.
type rosterBuilder struct {
	*Desk
	tx        *sqldb.Tx
	campaign  *campaign.Campaign
	plan      *plan.Plan
	counts    plan.Counts
	classes   map[string]*classBuilder
	selection store.Selection // without a rule
	villages  []area.Area
	lines     map[store.LineKey][]string // ids of lines without a file, of the roster before
	entries   int64
	counting  bool // counts only: nothing is written
}

func (d *Desk) newRosterBuilder(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, p *plan.Plan, counts plan.Counts) (*rosterBuilder, error) {
	scope, ok := d.scopeOf(c)
	if !ok {
		return nil, problem.New(problem.Forbidden, "app.outside_scope")
	}
	sel, err := d.selectionOf(ctx, tx, c, p, scope)
	if err != nil {
		return nil, err
	}
	b := &rosterBuilder{Desk: d, tx: tx, campaign: c, plan: p, counts: counts, classes: map[string]*classBuilder{}, selection: sel}
	b.villages, err = d.store.Villages(ctx, tx, c.Area, c.AsOf.String(), villagesKnown)
	return b, err
}

// selectionOf is what a campaign's rules read, without a rule.
func (d *Desk) selectionOf(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, p *plan.Plan, scope identity.Scope) (store.Selection, error) {
	standards, err := d.store.Standards(ctx, tx, c.AsOf.String())
	params := map[string]string{}
	for _, a := range c.Answers {
		params[a.Param] = a.Value
	}
	return store.Selection{AsOf: c.AsOf, Scope: scope, Standards: standards,
		Campaign: rule.Campaign{Year: int64(p.Year), AsOf: c.AsOf.String(), Params: params}}, err
}

func (b *rosterBuilder) build(ctx context.Context) (err error) {
	if !b.counting {
		if b.lines, err = b.store.LineIDs(ctx, b.tx, b.campaign.ID); err != nil {
			return err
		}
		if err := b.store.ClearRoster(ctx, b.tx, b.campaign.ID); err != nil {
			return err
		}
	}
	for i := range b.plan.Classes {
		class, err := b.newClass(ctx, &b.plan.Classes[i])
		if err != nil {
			return err
		}
		b.classes[class.ID] = class
		if err := class.build(ctx); err != nil {
			return err
		}
		class.count()
	}
	return b.countPlaces(ctx)
}

// classBuilder builds the roster of one class.
type classBuilder struct {
	*plan.Class
	b        *rosterBuilder
	unit     rule.Unit
	takes    *rule.Rule // Who, or the mark of a prescribed list
	basis    campaign.Basis
	measures []*measure
	quota    *quota // nil without
	writer   *store.RosterWriter
	written  map[string]bool // subjects of named entries
	counted  map[string]bool // households counted for a clause, see tally
	placed   map[string]bool // subjects that have a place of the quota
	in       struct{ entries, persons int64 }

	undecided int64
}

func (b *rosterBuilder) newClass(ctx context.Context, class *plan.Class) (*classBuilder, error) {
	c := &classBuilder{Class: class, b: b, unit: rule.UnitHousehold, takes: class.Who.Compiled, basis: campaign.ByRule, written: map[string]bool{}, counted: map[string]bool{}, placed: map[string]bool{}}
	if class.Unit == string(rule.UnitPerson) {
		c.unit = rule.UnitPerson
	}
	if class.Prescribed != nil && class.Prescribed.Mark != "" {
		mark, err := rule.InCategory(c.unit, class.Prescribed.Mark)
		if err != nil {
			return nil, err
		}
		c.takes, c.basis = mark, campaign.Prescribed
	}
	for _, m := range b.plan.Measures() {
		if m.ID == class.ID && m.Of != plan.Sites && m.Of != plan.Holders {
			c.measures = append(c.measures, &measure{Measure: m})
		}
	}
	var err error
	c.quota, err = b.quotaOf(ctx, class.ID)
	return c, err
}

func (c *classBuilder) build(ctx context.Context) (err error) {
	named, err := c.named(ctx)
	if err != nil {
		return err
	}
	if err := c.quota.prepare(ctx, c); err != nil {
		return err
	}
	if !c.b.counting {
		if c.writer, err = c.b.store.AddRoster(ctx, c.b.tx, c.b.campaign.ID); err != nil {
			return err
		}
	}
	for _, e := range named {
		if err := c.add(ctx, e, nil); err != nil {
			return err
		}
	}
	if c.takes != nil {
		if err := c.selected(ctx, func(candidate store.Candidate) error { return c.take(ctx, candidate) }); err != nil {
			return err
		}
	}
	for _, held := range c.quota.settle() {
		if err := c.add(ctx, held.entry, held.parts); err != nil {
			return err
		}
	}
	if c.b.counting {
		return nil
	}
	n, err := c.writer.Close(ctx)
	c.b.entries += n
	return err
}

// selected streams what the class's rule takes from the registry.
func (c *classBuilder) selected(ctx context.Context, yield func(store.Candidate) error) error {
	sel := c.b.selection
	sel.Rule, sel.Unit = c.takes, c.unit
	return c.b.store.Select(ctx, c.b.tx, sel, yield)
}

// take puts a candidate on the roster, or among those who wait for a place.
func (c *classBuilder) take(ctx context.Context, candidate store.Candidate) error {
	e, err := c.judge(candidate)
	if err != nil || c.written[e.Subject] {
		return err
	}
	if e.State != campaign.In {
		return c.add(ctx, e, nil)
	}
	parts, err := c.contribution(candidate)
	if err != nil {
		return err
	}
	if c.quota == nil {
		return c.add(ctx, e, parts)
	}
	out, err := c.quota.offer(e, parts, candidate.Facts)
	if err != nil || out == nil {
		return err
	}
	return c.add(ctx, out.entry, nil)
}

// judge says where a candidate stands: the rule takes it, leaves it undecided
// for want of a value, or an exclusion holds.
func (c *classBuilder) judge(candidate store.Candidate) (campaign.Entry, error) {
	e := c.entry(candidate)
	if candidate.Verdict == rule.Unknown {
		e.State, e.Reason.Missing = campaign.Undecided, candidate.Missing
	}
	if c.Prescribed != nil && c.Prescribed.Check && c.Who.Compiled != nil {
		switch verdict, missing, err := c.Who.Compiled.Eval(candidate.Facts); {
		case err != nil:
			return e, err
		case verdict == rule.No:
			e.State, e.Reason.Except = campaign.Excluded, c.Who.Compiled.Describe()
		case verdict == rule.Unknown:
			e.State, e.Reason.Missing = campaign.Undecided, missing
		}
	}
	for i := range c.Except {
		if c.Except[i].Compiled == nil {
			continue
		}
		switch verdict, missing, err := c.Except[i].Compiled.Eval(candidate.Facts); {
		case err != nil:
			return e, err
		case verdict == rule.Yes:
			e.State, e.Reason.Except = campaign.Excluded, c.Except[i].Compiled.Describe()
			return e, nil
		case verdict == rule.Unknown:
			e.State, e.Reason.Missing = campaign.Undecided, append(e.Reason.Missing, missing...)
		}
	}
	return e, nil
}

func (c *classBuilder) entry(candidate store.Candidate) campaign.Entry {
	e := campaign.Entry{
		Class: c.ID, Subject: candidate.ID, Kind: campaign.OfHousehold, Household: candidate.Household, Area: area.Code(candidate.Area),
		Unit: candidate.Unit, Name: candidate.Name, Persons: candidate.Size, State: campaign.In, Basis: c.basis,
	}
	if c.unit == rule.UnitPerson {
		e.Kind, e.Persons = campaign.OfPerson, 1
	}
	for _, v := range candidate.Values {
		e.Reason.Values = append(e.Reason.Values, campaign.Value{Field: v.Label, Text: v.Text})
	}
	return e
}

// add writes an entry; parts is what it adds to the class's measures.
func (c *classBuilder) add(ctx context.Context, e campaign.Entry, parts []int64) error {
	if e.State == campaign.In {
		c.in.entries++
		c.in.persons += e.Persons
		c.tally(e.Household, parts)
		if c.quota != nil {
			c.placed[e.Subject] = true
		}
	}
	if e.State == campaign.Undecided {
		c.undecided++
	}
	if c.b.counting {
		return nil
	}
	return c.writer.Add(ctx, e)
}

// named gives the entries that the plan itself lists, and the bulk lines. Who
// has a file stands for it; who has none is an entry of one.
func (c *classBuilder) named(ctx context.Context) ([]campaign.Entry, error) {
	var entries []campaign.Entry
	for _, n := range c.List {
		e := campaign.Entry{Class: c.ID, Kind: campaign.Named, Area: n.Area, Name: n.Name, Persons: int64(max(1, n.Persons)),
			State: campaign.In, Basis: campaign.ByList, Reason: campaign.Reason{Why: n.Why}}
		file, err := c.b.store.FileOf(ctx, c.b.tx, n.Number, n.IDNumber, c.b.selection.Scope)
		if err != nil {
			return nil, err
		}
		if file != nil {
			e.Subject, e.Household, e.Kind = string(file.ID), string(file.ID), campaign.OfHousehold
			e.Area, e.Unit, e.Persons = file.Area, file.Unit, int64(file.Size)
		} else {
			e.Area, e.Unit = area.Code(firstOf(string(n.Area), string(c.b.campaign.Area))), c.b.campaign.Unit
			e.Subject = c.b.line(&e)
		}
		if !c.written[e.Subject] {
			c.written[e.Subject] = true
			entries = append(entries, e)
		}
	}
	for _, line := range c.Bulk {
		persons, _ := line.Persons.Planned()
		e := campaign.Entry{Class: c.ID, Kind: campaign.Bulk, Area: c.b.campaign.Area, Unit: c.b.campaign.Unit, Name: line.Name,
			Persons: persons, State: campaign.In, Basis: campaign.ByList, Reason: campaign.Reason{Why: line.Receiver}}
		e.Subject = c.b.line(&e)
		entries = append(entries, e)
	}
	return entries, nil
}

// line is the id of a line without a file: the one it had on the roster before,
// so that what was recorded of it stays with it.
func (b *rosterBuilder) line(e *campaign.Entry) string {
	key := store.LineKey{Class: e.Class, Kind: e.Kind, Name: e.Name}
	if known := b.lines[key]; len(known) > 0 {
		b.lines[key] = known[1:]
		return known[0]
	}
	return string(b.ids())
}
