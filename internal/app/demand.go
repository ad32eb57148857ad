package app

import (
	"context"
	"slices"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/demand"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
	"songnuan/internal/term"
)

// roleLevels is at which level of a ladder a role works.
var roleLevels = map[identity.Role]demand.Level{
	identity.VillageClerk: demand.Village, identity.AreaLeader: demand.Group, identity.TownReviewer: demand.Town, identity.UnionOfficer: demand.Town,
	identity.CountyReviewer: demand.County, identity.CommandLine: demand.County,
}

// HeardDemand is a demand as it was heard, at the desk or on a visit.
type HeardDemand struct {
	Visit     id.ID // "" at the desk
	Kind      string
	Nature    demand.Nature
	Words     string
	On        day.Date // unset is today
	Sensitive bool
}

// TakeDemandOrder takes a demand of a household at the desk.
type TakeDemandOrder struct {
	Number string // of the household
	HeardDemand
}

// TakeDemand takes a demand or a dispute of a household. problem.Invalid for
// what is missing.
func (d *Desk) TakeDemand(ctx context.Context, order TakeDemandOrder) (taken *demand.Demand, err error) {
	if err := d.actor.Must(identity.DemandKeep); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		h, err := d.aFile(ctx, tx, order.Number)
		if err != nil {
			return err
		}
		taken, err = d.raiseDemand(ctx, tx, h, order.HeardDemand)
		return err
	})
	return taken, err
}

// raiseDemand writes a demand that was heard of a household, in the transaction
// of the act that heard it: the desk, or a visit's answers.
func (d *Desk) raiseDemand(ctx context.Context, tx *sqldb.Tx, h *registry.Household, heard HeardDemand) (*demand.Demand, error) {
	kind, known := term.Canonical(term.DemandKind, heard.Kind)
	switch {
	case !known:
		return nil, problem.New(problem.Invalid, "demand.no_kind")
	case heard.Nature != "" && !slices.Contains(demand.Natures, heard.Nature):
		return nil, problem.New(problem.Invalid, "demand.no_nature")
	}
	today := d.clock.Today()
	q := &demand.Demand{ID: d.ids(), Visit: heard.Visit, Household: h.ID, File: h.Number, Area: h.Area, Unit: h.Unit, Kind: kind, Nature: heard.Nature, Sensitive: heard.Sensitive,
		Account: d.actor.User, Recorded: d.clock.Now(), Prefix: string(townOf(h.Area)) + " " + today.String()[:4]}
	var err error
	if q.Campaign, q.Clause, q.Ladder, err = d.ladderFor(ctx, tx, h, kind, heard.Nature); err != nil {
		return nil, err
	}
	last, err := d.store.LastDemand(ctx, tx, q.Prefix)
	if err != nil {
		return nil, err
	}
	q.Serial = last + 1
	q.Number = demand.NumberOf(today.Year(), q.Serial)
	if _, err := q.Take(d.demandStep(demand.Act{Verb: demand.Take, Text: heard.Words, On: heard.On}), d.demandNow()); err != nil {
		return nil, err
	}
	if err := d.store.AddDemand(ctx, tx, q); err != nil {
		return nil, err
	}
	return q, d.recordDemand(ctx, tx, q)
}

func (d *Desk) demandNow() demand.Now {
	return demand.Now{At: d.clock.Now(), Calendar: d.Calendar(), Level: roleLevels[d.actor.Role]}
}

// demandStep fills in who acts and when.
func (d *Desk) demandStep(a demand.Act) demand.Act {
	a.Actor, a.Account, a.Role, a.At = d.actor.Name, d.actor.User, string(d.actor.Role), d.clock.Now()
	return a
}

// recordDemand puts the last act of a demand on record, without its words.
func (d *Desk) recordDemand(ctx context.Context, tx *sqldb.Tx, q *demand.Demand) error {
	last := &q.Acts[len(q.Acts)-1]
	return d.record(ctx, tx, act{name: "demand." + string(last.Verb), noun: "demand", subject: q.ID, where: place{q.Area, q.Unit}, count: 1,
		detail: map[string]any{"number": q.Number, "household": q.Household, "state": q.State, "level": q.Level(), "sensitive": q.Sensitive, "matter": q.Matter,
			"satisfied": last.Satisfied, "asked": last.Asked, "words": d.store.ContentDigest(last.Who + "\x1f" + last.Text)}})
}

// ladderFor is how a matter of a household goes up: as the plan of a campaign
// that covers it says, else as shipped.
func (d *Desk) ladderFor(ctx context.Context, tx *sqldb.Tx, h *registry.Household, kind string, nature demand.Nature) (of id.ID, clause string, steps []demand.Rung, err error) {
	campaigns, err := d.running(ctx, tx)
	if err != nil {
		return "", "", nil, err
	}
	for _, c := range campaigns {
		if !c.Area.Contains(h.Area) || !strings.HasPrefix(h.Unit, c.Unit) {
			continue
		}
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return "", "", nil, err
		}
		if l := planLadder(p, kind, nature); l != nil && len(l.Steps) > 0 {
			return c.ID, l.ID, rungsOf(p, l), nil
		}
	}
	return "", "", demand.DefaultLadder(kind), nil
}

// natureWords are what a plan's ladder calls the natures.
var natureWords = map[demand.Nature]string{demand.Common: "普遍性问题", demand.Sudden: "突发性问题"}

// planLadder is the ladder of a plan for a matter: by its nature, its kind or a
// wider one, the channel it is heard through, or any demand; nil for none.
func planLadder(p *plan.Plan, kind string, nature demand.Nature) *plan.Ladder {
	channel, any := "demand", "诉求"
	if demand.Falls(kind, demand.Dispute) {
		channel, any = "dispute", demand.Dispute
	}
	for _, matter := range append([]string{natureWords[nature], kind}, term.Under(term.DemandKind, kind)...) {
		if l := p.LadderFor(matter); matter != "" && l != nil {
			return l
		}
	}
	for i := range p.Demands {
		if c := &p.Demands[i]; c.Kind == channel && c.Ladder != "" {
			for j := range p.Ladders {
				if p.Ladders[j].ID == c.Ladder {
					return &p.Ladders[j]
				}
			}
		}
	}
	return p.LadderFor(any)
}

// rungsOf are a plan's steps with the level each stands for: its role's, else
// the one above the step before.
func rungsOf(p *plan.Plan, l *plan.Ladder) (steps []demand.Rung) {
	at := demand.Village
	for i := range l.Steps {
		r := &l.Steps[i]
		if i > 0 {
			at = at.Above()
		}
		switch p.PlaceOf(r.To) {
		case "village":
			at = demand.Village
		case "area_group":
			at = demand.Group
		case "town":
			at = demand.Town
		case "county":
			at = demand.County
		}
		steps = append(steps, demand.Rung{Level: at, To: p.RoleName(r.To), Within: r.Within, Decides: r.Decides})
	}
	return steps
}

// DemandFilter asks for a part of the demands; what is not set does not narrow.
type DemandFilter struct {
	State     demand.State
	Level     demand.Level
	Kind      string // with all that fall under it
	Household id.ID
	Matter    id.ID
	Late      bool
}

// sight is whose sensitive demands the actor sees.
func (d *Desk) sight() store.DemandSight {
	return store.DemandSight{Sensitive: d.actor.Can(identity.DemandSensitive), Own: d.actor.User}
}

func (d *Desk) demandFilter(f DemandFilter) store.DemandFilter {
	filter := store.DemandFilter{Sight: d.sight(), State: f.State, Level: f.Level, Household: f.Household, Matter: f.Matter}
	if f.Late {
		filter.Before = d.clock.Now()
	}
	if f.Kind != "" {
		for _, name := range term.Names(term.DemandKind) {
			if demand.Falls(name, f.Kind) {
				filter.Kinds = append(filter.Kinds, name)
			}
		}
		if len(filter.Kinds) == 0 {
			filter.Kinds = []string{f.Kind}
		}
	}
	return filter
}

// DemandLine is a demand in the queue; what was said is on its own page.
type DemandLine struct {
	ID        id.ID
	Number    string
	Kind      string
	Nature    demand.Nature
	Sensitive bool
	State     demand.State
	Level     demand.Level
	Holder    string // who has it, in the ladder's words
	Household id.ID
	File      string
	Head      string // masked
	Area      area.Code
	Village   string
	On        day.Date
	Due       day.Instant
	Hours     int // until Due, negative when over
	Late      bool
	Matter    id.ID
	Satisfied demand.Word
	Row       int
}

// Demands gives a page of demands within the scope, what is due first before the
// rest. next is "" at the end.
func (d *Desk) Demands(ctx context.Context, f DemandFilter, page PageOf) (lines []DemandLine, next string, err error) {
	if err := d.actor.Must(identity.DemandSee); err != nil {
		return nil, "", err
	}
	scope, err := page.scope(d.actor.Scope)
	if err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		lines, next, err = d.demandLines(ctx, tx, f, scope, page.After, page.limit())
		return err
	})
	return lines, next, err
}

func (d *Desk) demandLines(ctx context.Context, tx *sqldb.Tx, f DemandFilter, scope identity.Scope, after string, limit int) (lines []DemandLine, next string, err error) {
	found, next, err := d.store.Demands(ctx, tx, d.demandFilter(f), scope, after, limit)
	if err != nil {
		return nil, "", err
	}
	names := villages{}
	for i := range found {
		name, err := names.of(ctx, tx, d, found[i].Area)
		if err != nil {
			return nil, "", err
		}
		lines = append(lines, d.demandLine(&found[i], name))
	}
	return lines, next, nil
}

func (d *Desk) demandLine(q *store.DemandLine, village string) DemandLine {
	now := d.clock.Now()
	l := DemandLine{ID: q.ID, Number: q.Number, Kind: q.Kind, Nature: q.Nature, Sensitive: q.Sensitive, State: q.State, Level: q.Level(), Holder: q.Holder(), Household: q.Household, File: q.File,
		Head: masked(q.Head), Area: q.Area, Village: village, On: q.On, Due: q.Due, Late: q.Late(now), Matter: q.Matter, Satisfied: q.Satisfied, Row: q.Row}
	if q.Due != "" {
		l.Hours = int(q.Due.Time().Sub(now.Time()).Hours())
	}
	return l
}

// DemandCounts are the demands within a scope, each number up to 10,000.
type DemandCounts struct {
	States map[demand.State]int64
	Levels map[demand.Level]int64 // open
	Late   int64
}

// CountDemands counts the demands within the scope by state and level.
func (d *Desk) CountDemands(ctx context.Context, page PageOf) (counts DemandCounts, err error) {
	if err := d.actor.Must(identity.DemandSee); err != nil {
		return counts, err
	}
	scope, err := page.scope(d.actor.Scope)
	if err != nil {
		return counts, err
	}
	counts = DemandCounts{States: map[demand.State]int64{}, Levels: map[demand.Level]int64{}}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		for _, s := range demand.States {
			if counts.States[s], err = d.store.CountDemands(ctx, tx, store.DemandFilter{Sight: d.sight(), State: s}, scope, changesCounted); err != nil {
				return err
			}
		}
		for _, l := range demand.Levels {
			if counts.Levels[l], err = d.store.CountDemands(ctx, tx, store.DemandFilter{Sight: d.sight(), State: demand.Open, Level: l}, scope, changesCounted); err != nil {
				return err
			}
		}
		counts.Late, err = d.store.CountDemands(ctx, tx, store.DemandFilter{Sight: d.sight(), Before: d.clock.Now()}, scope, changesCounted)
		return err
	})
	return counts, err
}
