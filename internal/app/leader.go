package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/demand"
	"songnuan/internal/hazard"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// LinkKinds are who may answer for a village: 联系领导, 联点单位, 驻村干部.
var LinkKinds = []string{"leader", "office", "staff"}

// LinkOrder links a leader, an office or staff to villages.
type LinkOrder struct {
	Areas    []area.Code
	Cluster  string // name of the group of villages, "" for none
	Kind     string
	Account  string // that signs in, "" for none
	Name     string
	Post     string
	Office   string
	From, To day.Date
}

// LinkLine is a link as it is listed.
type LinkLine struct {
	store.AreaLink
	Village string
	InForce bool
	Visits  []LinkDuty
}

// LinkDuty is what the plan of a running campaign has a link's kind do.
type LinkDuty struct {
	Title string // of the campaign
	Name  string // of the duty
	Role  string
}

// Links are the links within the scope that hold or are to come, by village, with
// whom each has to visit.
func (d *Desk) Links(ctx context.Context) (lines []LinkLine, err error) {
	if err := d.actor.Must(identity.LeaderSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		today := d.clock.Today()
		found, err := d.store.Links(ctx, tx, "", today, d.actor.Scope, 2000)
		if err != nil {
			return err
		}
		duties, err := d.linkDuties(ctx, tx)
		if err != nil {
			return err
		}
		lines = nil
		names := villages{}
		for _, l := range found {
			name, err := names.of(ctx, tx, d, l.Area)
			if err != nil {
				return err
			}
			line := LinkLine{AreaLink: l, Village: name, InForce: !l.From.After(today)}
			for _, one := range duties {
				if one.area.Contains(l.Area) && one.kind == l.Kind {
					line.Visits = append(line.Visits, one.LinkDuty)
				}
			}
			lines = append(lines, line)
		}
		return nil
	})
	return lines, err
}

// linkDuty is a duty of a campaign's plan, of whom and where.
type linkDuty struct {
	LinkDuty
	kind string
	area area.Code
}

// linkDuties are the visits that the plans of running campaigns have roles of a
// group of villages, of a village or of a unit do.
func (d *Desk) linkDuties(ctx context.Context, tx *sqldb.Tx) (all []linkDuty, err error) {
	campaigns, err := d.running(ctx, tx)
	if err != nil {
		return nil, err
	}
	kinds := map[string]string{"area_group": "leader", "unit": "office", "village": "staff"}
	for _, c := range campaigns {
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return nil, err
		}
		for i := range p.Duties {
			duty := &p.Duties[i]
			if kind := kinds[p.PlaceOf(duty.Of)]; kind != "" {
				all = append(all, linkDuty{LinkDuty{c.Title, dutyName(p, duty), p.RoleName(duty.Of)}, kind, c.Area})
			}
		}
	}
	return all, nil
}

func dutyName(p *plan.Plan, duty *plan.Duty) string {
	return firstOf(duty.Name, firstOf(p.Names()["duties."+duty.ID], duty.ID))
}

// AddLinks links somebody to villages. problem.Invalid for what is missing;
// problem.Forbidden for a village outside of the scope.
func (d *Desk) AddLinks(ctx context.Context, order LinkOrder) (added int, err error) {
	if err := d.actor.Must(identity.LeaderKeep); err != nil {
		return 0, err
	}
	if err := order.check(d.clock.Today()); err != nil {
		return 0, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		added = 0
		var account id.ID
		if order.Account != "" {
			u, err := d.store.UserByAccount(ctx, tx, order.Account, identity.Everything)
			if err != nil {
				return problem.New(problem.Invalid, "leader.no_account", "account", order.Account)
			}
			account = u.ID
		}
		for _, where := range order.Areas {
			if !d.actor.Scope.CoversPlace(where, "") {
				return problem.New(problem.Forbidden, "app.outside_scope")
			}
			l := &store.AreaLink{ID: d.ids(), Area: where, Cluster: order.Cluster, Kind: order.Kind, Account: account, From: order.From, To: order.To, Actor: d.actor.Name, Recorded: d.clock.Now(), Row: 1,
				Name: order.Name, Post: order.Post, Office: order.Office}
			if err := d.store.AddLink(ctx, tx, l); err != nil {
				return err
			}
			if err := d.record(ctx, tx, act{name: "area_link.add", noun: "leader", subject: l.ID, where: place{where, ""}, count: 1, detail: map[string]any{"kind": l.Kind, "from": l.From, "to": l.To.String(), "account": order.Account}}); err != nil {
				return err
			}
			added++
		}
		return nil
	})
	return added, err
}

func (o *LinkOrder) check(today day.Date) error {
	o.Cluster, o.Name, o.Post, o.Office = strings.TrimSpace(o.Cluster), strings.TrimSpace(o.Name), strings.TrimSpace(o.Post), strings.TrimSpace(o.Office)
	if o.From.IsZero() {
		o.From = today
	}
	switch {
	case !slices.Contains(LinkKinds, o.Kind):
		return problem.New(problem.Invalid, "leader.no_kind")
	case len(o.Areas) == 0:
		return problem.New(problem.Invalid, "leader.no_area")
	case o.Kind == "office" && o.Office == "":
		return problem.New(problem.Invalid, "leader.no_office")
	case o.Kind != "office" && o.Name == "":
		return problem.New(problem.Invalid, "leader.no_name")
	case !o.To.IsZero() && o.To.Before(o.From):
		return problem.New(problem.Invalid, "leader.backwards")
	}
	for _, text := range []string{o.Cluster, o.Name, o.Post, o.Office} {
		if len([]rune(text)) > 60 {
			return problem.New(problem.TooLarge, "hazard.name_long", "most", 60)
		}
	}
	return nil
}

// EndLink ends a link with today. problem.Conflict when somebody was faster.
func (d *Desk) EndLink(ctx context.Context, of id.ID) error {
	if err := d.actor.Must(identity.LeaderKeep); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		found, err := d.store.Links(ctx, tx, of, day.Date{}, d.actor.Scope, 1)
		if err == nil && len(found) == 0 {
			err = problem.New(problem.NotFound, "leader.none")
		}
		if err != nil {
			return err
		}
		l := found[0]
		yesterday := d.clock.Today().AddDays(-1)
		if !l.To.IsZero() && !l.To.After(yesterday) {
			return problem.New(problem.Conflict, "leader.ended")
		}
		l.To = yesterday
		l.Row++
		if err := d.store.EndLink(ctx, tx, &l); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "area_link.end", noun: "leader", subject: l.ID, where: place{l.Area, l.Unit}, count: 1})
	})
}

// AreaVillage is how a village stands, for who answers for it.
type AreaVillage struct {
	Area                                  area.Code
	Name                                  string
	Hazards, Grave, HazardsLate           int64
	Demands, DemandsDeciding, DemandsLate int64
	DutiesLate                            int64 // households × windows of the campaigns under way whose time has run out
	Open                                  int64 // entries of the first running campaign nobody has settled
}

// Late is what is late in the village.
func (v *AreaVillage) Late() int64 { return v.HazardsLate + v.DemandsLate }

// AreaBoard is what a leader's page shows: what waits for a decision, what is
// late, and the villages, the worst first.
type AreaBoard struct {
	Today    day.Date
	Campaign *campaign.Campaign // whose open entries are counted, nil for none
	Villages []AreaVillage
	Decide   []DemandLine // stand at the actor's level
	Demands  []DemandLine // late
	Hazards  []HazardLine // late
	Grave    []HazardLine // grave and open
	Tasks    []TaskLine   // late
	Waves    []WaveLine   // in force
}

// areaLines is how many lines of a kind the page shows.
const areaLines = 8

// AreaBoard gathers how the actor's villages stand.
func (d *Desk) AreaBoard(ctx context.Context) (b *AreaBoard, err error) {
	if err := d.actor.Must(identity.LeaderSee); err != nil {
		return nil, err
	}
	b = &AreaBoard{Today: d.clock.Today()}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error { return d.areaBoard(ctx, tx, b) })
	if err != nil {
		return nil, err
	}
	if d.actor.Can(identity.CampaignSee) {
		if b.Tasks, err = d.LateTasks(ctx, areaLines); err != nil {
			return nil, err
		}
	}
	if d.actor.Can(identity.WaveSee) {
		if b.Waves, err = d.Waves(ctx, false); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (d *Desk) areaBoard(ctx context.Context, tx *sqldb.Tx, b *AreaBoard) (err error) {
	*b = AreaBoard{Today: b.Today}
	level, scope := roleLevels[d.actor.Role], d.actor.Scope
	if b.Decide, _, err = d.demandLines(ctx, tx, DemandFilter{State: demand.Open, Level: level}, scope, "", areaLines); err != nil {
		return err
	}
	if b.Demands, _, err = d.demandLines(ctx, tx, DemandFilter{Late: true}, scope, "", areaLines); err != nil {
		return err
	}
	if b.Hazards, _, err = d.hazardLines(ctx, tx, HazardFilter{Late: true}, scope, "", areaLines); err != nil {
		return err
	}
	if b.Grave, _, err = d.hazardLines(ctx, tx, HazardFilter{Open: true, Grave: true}, scope, "", areaLines); err != nil {
		return err
	}
	at := map[area.Code]*AreaVillage{}
	village := func(code area.Code) *AreaVillage {
		if at[code] == nil {
			at[code] = &AreaVillage{Area: code}
		}
		return at[code]
	}
	hazards, err := d.store.HazardsByVillage(ctx, tx, b.Today, scope)
	if err != nil {
		return err
	}
	for _, c := range hazards {
		v := village(c.Area)
		v.Hazards, v.Grave, v.HazardsLate = c.Open, c.Grave, c.Late
	}
	demands, err := d.store.DemandsByVillage(ctx, tx, d.clock.Now(), level, d.sight(), scope)
	if err != nil {
		return err
	}
	for _, c := range demands {
		v := village(c.Area)
		v.Demands, v.DemandsDeciding, v.DemandsLate = c.Open, c.Grave, c.Late
	}
	if err := d.areaDuties(ctx, tx, village); err != nil {
		return err
	}
	if err := d.areaEntries(ctx, tx, b, village); err != nil {
		return err
	}
	names := villages{}
	for _, v := range at {
		if v.Name, err = names.of(ctx, tx, d, v.Area); err != nil {
			return err
		}
		b.Villages = append(b.Villages, *v)
	}
	slices.SortFunc(b.Villages, func(x, y AreaVillage) int {
		return cmp.Or(cmp.Compare(y.Late(), x.Late()), cmp.Compare(y.DutiesLate, x.DutiesLate), cmp.Compare(y.Grave, x.Grave), cmp.Compare(y.Open, x.Open), cmp.Compare(x.Area, y.Area))
	})
	return nil
}

// areaDuties counts what of the duties of campaigns under way is overdue.
func (d *Desk) areaDuties(ctx context.Context, tx *sqldb.Tx, village func(area.Code) *AreaVillage) error {
	campaigns, err := d.running(ctx, tx)
	if err != nil || !d.actor.Can(identity.VisitSee) {
		return err
	}
	due := map[area.Code]*VillageDue{}
	for _, c := range campaigns {
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return err
		}
		windows, err := d.dueWindows(ctx, tx, c.ID, p)
		if err != nil {
			return err
		}
		for i := range windows {
			if !windows[i].Late {
				continue
			}
			if err := d.countWindow(ctx, tx, c.ID, &windows[i], due); err != nil {
				return err
			}
		}
	}
	for code, one := range due {
		village(code).DutiesLate = one.Late
	}
	return nil
}

// areaEntries counts what nobody has settled yet of the running campaign that
// has the most left to do here.
func (d *Desk) areaEntries(ctx context.Context, tx *sqldb.Tx, b *AreaBoard, village func(area.Code) *AreaVillage) error {
	page, _, err := d.store.Campaigns(ctx, tx, campaign.Active, d.actor.Scope, "", pageMost)
	if err != nil || len(page) == 0 || !d.actor.Can(identity.CampaignSee) {
		return err
	}
	most := slices.MaxFunc(page, func(x, y store.CampaignLine) int { return cmp.Compare(x.Open, y.Open) })
	if most.Open == 0 {
		return nil
	}
	b.Campaign = &most.Campaign
	board, err := d.board(ctx, tx, b.Campaign)
	if err != nil {
		return err
	}
	for i := range board.Villages {
		v := village(area.Code(board.Villages[i].Place))
		v.Open = board.Villages[i].Counts[campaign.Open].Entries
	}
	return nil
}

// benchField are what waits for the actor in the field: demands that stand at
// his level, hazards that are late or to be looked at again, lists of cold waves.
func (d *Desk) benchField(ctx context.Context, w *Workbench) (err error) {
	if d.actor.Can(identity.DemandKeep) {
		if w.Demands, _, err = d.Demands(ctx, DemandFilter{State: demand.Open, Level: roleLevels[d.actor.Role]}, PageOf{Limit: workbenchLines}); err != nil {
			return err
		}
	}
	if d.actor.Can(identity.HazardKeep) {
		if w.Hazards, _, err = d.Hazards(ctx, HazardFilter{Late: true}, PageOf{Limit: workbenchLines}); err != nil {
			return err
		}
		look, _, err := d.Hazards(ctx, HazardFilter{State: hazard.Righted}, PageOf{Limit: workbenchLines})
		if err != nil {
			return err
		}
		w.Hazards = append(w.Hazards, look...)
	}
	if d.actor.Can(identity.WaveCall) {
		if w.Waves, err = d.Waves(ctx, false); err != nil {
			return err
		}
	}
	return nil
}
