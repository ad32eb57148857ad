package app

import (
	"context"
	"strings"

	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// Gate is how the six things stand that a plan must have, and what waits for
// them.
type Gate struct {
	Campaign *campaign.Campaign
	Asked    bool   // the plan asks for them
	Before   string // activate, close, or a phase's id; "" when nothing waits
	Phase    string // name of that phase
	Checks   []campaign.GateCheck
	Proofs   map[campaign.GateItem][]campaign.Proof
}

// Missing are the items that are not met.
func (g *Gate) Missing() (all []campaign.GateCheck) {
	for _, c := range g.Checks {
		if !c.Met {
			all = append(all, c)
		}
	}
	return all
}

// Gate shows the six of a campaign, each with its reasons.
func (d *Desk) Gate(ctx context.Context, of id.ID) (gate *Gate, err error) {
	if err := d.actor.Must(identity.CampaignSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := d.store.Campaign(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return err
		}
		if gate, err = d.gate(ctx, tx, c, p); err != nil || d.runs(c) == nil {
			return err
		}
		for i := range gate.Checks { // what was written about the whole is for who sees the whole
			if said := gate.Checks[i].Confirmed; said != nil {
				said.Note, said.Person = "", ""
			}
		}
		return nil
	})
	return gate, err
}

func (d *Desk) gate(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, p *plan.Plan) (*Gate, error) {
	g := &Gate{Campaign: c, Asked: p.Six != nil, Before: p.SixBefore(), Proofs: map[campaign.GateItem][]campaign.Proof{}}
	if !g.Asked {
		return g, nil
	}
	for i := range p.Phases {
		if p.Phases[i].ID == g.Before {
			g.Phase = firstOf(p.Phases[i].Name, g.Before)
		}
	}
	facts, err := d.gateFacts(ctx, tx, c, p)
	if err != nil {
		return nil, err
	}
	confirmed, err := d.store.Confirms(ctx, tx, c.ID, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	g.Checks = facts.Judge(confirmed)
	for _, item := range campaign.GateItems {
		if g.Proofs[item], err = d.store.Proofs(ctx, tx, c.ID, "gate", string(item), d.actor.Scope); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// gateFacts counts what the items are judged by. The figures are of the
// campaign as a whole: the gate is the same for everybody.
func (d *Desk) gateFacts(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, p *plan.Plan) (*campaign.GateFacts, error) {
	counts, err := d.rosterFigures(ctx, tx, c, p)
	if err != nil {
		return nil, err
	}
	f := &campaign.GateFacts{Says: map[campaign.GateItem][]string{}, Unknown: map[campaign.GateItem][]string{}, Vacant: p.Vacant(), Forecast: p.Forecast(counts).Total.Amount}
	for _, item := range p.SixItems() {
		f.Says[campaign.GateItem(item.Key)], f.Unknown[campaign.GateItem(item.Key)] = item.Says, item.Unknown
	}
	coverage, err := d.store.CountCoverage(ctx, tx, c.ID, identity.Everything)
	if err != nil {
		return nil, err
	}
	for state, n := range coverage {
		if f.Entries += n; state != campaign.NotEligible {
			f.Due += n
		}
	}
	for i := range p.Surveys {
		counts, err := d.store.CountAnswers(ctx, tx, c.ID, p.Surveys[i].ID, identity.Everything)
		if err != nil {
			return nil, err
		}
		for _, n := range counts {
			if n.Question == "" {
				f.Answered += n.Answers
			}
		}
	}
	return f, d.taskFacts(ctx, tx, c, p, f)
}

// rosterFigures are the numbers of the rosters as they were built last, for the
// forecast that the funds are held against; where a class has none yet, the
// plan's own figures stand.
func (d *Desk) rosterFigures(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, p *plan.Plan) (plan.Counts, error) {
	rosters, err := d.store.CountRosters(ctx, tx, c.ID, identity.Everything)
	if err != nil {
		return nil, err
	}
	counts := plan.Counts{}
	for _, line := range summariseRosters(p, rosters) {
		if line.Entries == 0 {
			continue
		}
		for name, n := range map[string]int64{line.Class: line.Entries, line.Class + ".persons": line.Persons, line.Class + ".households": line.Households} {
			if err := p.Given(counts, name, n); err != nil && !problem.Is(err, problem.NotFound) {
				return nil, err
			}
		}
	}
	return counts, nil
}

// taskFacts counts the tasks as they stand, or as the plan would have them.
func (d *Desk) taskFacts(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, p *plan.Plan, f *campaign.GateFacts) error {
	tasks, err := d.store.Tasks(ctx, tx, c.ID, identity.Everything)
	if err != nil {
		return err
	}
	if len(tasks) == 0 {
		if tasks, err = d.plannedTasks(ctx, tx, c, p); err != nil {
			return err
		}
	}
	for i := range tasks {
		t := &tasks[i]
		if t.State == campaign.TaskDropped {
			continue
		}
		f.Tasks++
		if t.Owner == "" && t.Account == "" {
			f.Unowned++
		}
		if t.Kind == string(plan.JobRaise) {
			if f.Purses++; t.State == campaign.TaskDone {
				f.Raised++
			}
		}
	}
	return nil
}

// Refusals are the reasons why something is refused.
type Refusals []locale.Texter

// Text is all of them, one sentence after another.
func (r Refusals) Text(lang locale.Lang) string {
	lines := make([]string, len(r))
	for i := range r {
		lines[i] = r[i].Text(lang)
	}
	return strings.Join(lines, " ")
}

// gateReasons says of each missing item that a step waits for it.
func gateReasons(g *Gate) (all Refusals) {
	for _, c := range g.Missing() {
		why := make(Refusals, len(c.Why))
		for i := range c.Why {
			why[i] = c.Why[i]
		}
		if c.Confirmed != nil {
			why = nil
		}
		all = append(all, campaign.Remark{Key: "campaign.gate.missing", Args: problem.Pairs("item", c.Item, "why", why)})
	}
	return all
}

// passGate refuses a step that waits for an item that is not met.
func (d *Desk) passGate(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, p *plan.Plan, step string) error {
	if p.SixBefore() != step {
		return nil
	}
	g, err := d.gate(ctx, tx, c, p)
	if err != nil {
		return err
	}
	if missing := gateReasons(g); len(missing) > 0 {
		return problem.New(problem.Conflict, "campaign.gate_shut", "reasons", missing)
	}
	return nil
}

// ConfirmOrder says that an item of the gate is met, as a note and a file show,
// or that it is so no longer.
type ConfirmOrder struct {
	Campaign id.ID
	Item     campaign.GateItem
	Met      bool
	Day      day.Date
	Person   string
	Note     string
	Attached *blob.File // nil for none
	Seen     int64      // version that the person has seen, 0 for none
}

// ConfirmGate records it.
func (d *Desk) ConfirmGate(ctx context.Context, order ConfirmOrder) (err error) {
	if err := d.actor.Must(identity.GateConfirm); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		c, err := d.keptCampaign(ctx, tx, order.Campaign)
		if err != nil {
			return err
		}
		if _, err := campaign.ParseGateItem(string(order.Item)); err != nil {
			return err
		}
		if err := d.gateSeen(ctx, tx, &order); err != nil {
			return err
		}
		proofs, err := d.store.Proofs(ctx, tx, c.ID, "gate", string(order.Item), d.actor.Scope)
		if err != nil {
			return err
		}
		said := &campaign.Confirm{Campaign: c.ID, Item: order.Item, Met: order.Met, Day: order.Day, Person: order.Person, Note: order.Note,
			Actor: d.actor.Name, Recorded: d.clock.Now(), Version: order.Seen + 1}
		n := int64(len(proofs))
		if order.Attached != nil {
			n++
		}
		if err := said.Check(d.clock.Today(), n); err != nil {
			return err
		}
		if err := d.store.PutConfirm(ctx, tx, said); err != nil {
			return err
		}
		if err := d.attachToGate(ctx, tx, c, &order); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "gate.confirm", noun: "campaign", subject: c.ID, where: place{c.Area, c.Unit}, count: 1,
			detail: map[string]any{"item": order.Item, "met": order.Met, "version": said.Version}})
	})
}

// gateSeen refuses who has not seen what was said of the item last.
func (d *Desk) gateSeen(ctx context.Context, tx *sqldb.Tx, order *ConfirmOrder) error {
	confirmed, err := d.store.Confirms(ctx, tx, order.Campaign, d.actor.Scope)
	if err != nil {
		return err
	}
	stands := int64(0)
	if last := confirmed[order.Item]; last != nil {
		stands = last.Version
	}
	if stands != order.Seen {
		return problem.New(problem.Conflict, "campaign.gate_changed")
	}
	return nil
}

func (d *Desk) attachToGate(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, order *ConfirmOrder) error {
	if order.Attached == nil {
		return nil
	}
	return d.store.AddProof(ctx, tx, &campaign.Proof{ID: d.ids(), Campaign: c.ID, Noun: "gate", Subject: string(order.Item), Area: c.Area, Unit: c.Unit,
		File: order.Attached.Digest, Actor: d.actor.Name, Recorded: d.clock.Now()}, order.Attached)
}

// GateProof opens a file of the gate; that somebody looked is recorded first.
func (d *Desk) GateProof(ctx context.Context, campaignID, of id.ID) (file *blob.File, err error) {
	if err := d.actor.Must(identity.PersonalUnmask); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		p, opened, err := d.store.Proof(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		if p.Noun != "gate" || p.Campaign != campaignID {
			return problem.New(problem.NotFound, "campaign.no_file")
		}
		file = opened
		return d.viewed(ctx, tx, p)
	})
	return file, err
}
