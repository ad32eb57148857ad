package app

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
	"songnuan/internal/visit"
)

// settleByVisit settles the entries of a visit's household that its plan counts
// as helped by what has been done by now (helped_when). Coverage follows from
// acts: nobody ticks it off. An entry that is settled already stays as it is.
func (d *Desk) settleByVisit(ctx context.Context, tx *sqldb.Tx, v *visit.Visit) error {
	if v.Campaign == "" || !v.Counts {
		return nil
	}
	c, err := d.store.Campaign(ctx, tx, v.Campaign, identity.Everything)
	if err != nil || c.State != campaign.Active {
		return err
	}
	p, err := d.planOf(ctx, tx, c)
	if err != nil {
		return err
	}
	entries, err := d.helpedEntries(ctx, tx, c, p, v)
	if err != nil {
		return err
	}
	for _, subject := range entries {
		step, err := d.turnEntry(ctx, tx, c, subject, campaign.Finding{State: campaign.Helped, Day: v.Day, Person: visitorNames(v)},
			func(s *campaign.Step) bool { return s.State == campaign.Open })
		if err != nil {
			return err
		}
		if step == nil {
			continue
		}
		if err := d.store.AddSettled(ctx, tx, store.VisitSettled{Campaign: c.ID, Subject: subject, Seq: step.Seq, Visit: v.ID}); err != nil {
			return err
		}
	}
	return nil
}

// helpedEntries are the entries of the household whose class counts as helped.
func (d *Desk) helpedEntries(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, p *plan.Plan, v *visit.Visit) (subjects []string, err error) {
	entries, err := d.store.EntriesOf(ctx, tx, c.ID, v.Filed)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	done, err := d.store.DoneFor(ctx, tx, c.ID, v.Filed)
	if err != nil {
		return nil, err
	}
	paired, err := d.paired(ctx, tx, c, v)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, e := range entries {
		class := classOf(p, e.Class)
		if class != nil && !seen[e.Subject] && isHelped(class.HelpedWhen, done, paired, e.Paid) {
			seen[e.Subject] = true
			subjects = append(subjects, e.Subject)
		}
	}
	return subjects, nil
}

// paired tells whether somebody was paired with a visit's household on its day, or
// is today: who is paired after the visit counts like who was before it.
func (d *Desk) paired(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, v *visit.Visit) (bool, error) {
	for _, on := range []day.Date{v.Day, d.clock.Today()} {
		pairs, err := d.store.Pairs(ctx, tx, store.PairQuery{Campaign: c.ID, Household: v.Filed, On: on}, identity.Everything)
		if err != nil || len(pairs) > 0 {
			return err == nil, err
		}
	}
	return false, nil
}

// settleByPair looks at the entries of a household anew whose pair stands from
// today: a visit that came before it may make them helped now.
func (d *Desk) settleByPair(ctx context.Context, tx *sqldb.Tx, campaign, household id.ID) error {
	last, err := d.store.LastCounting(ctx, tx, campaign, household)
	if err != nil || last == "" {
		return err
	}
	v, err := d.store.Visit(ctx, tx, last, identity.Everything)
	if err != nil {
		return err
	}
	return d.settleUnlessGrave(ctx, tx, v)
}

func classOf(p *plan.Plan, id string) *plan.Class {
	for i := range p.Classes {
		if p.Classes[i].ID == id {
			return &p.Classes[i]
		}
	}
	return nil
}

// isHelped tells whether what was done is what the plan counts as helped. What
// stores give out is not known here and counts as not done.
func isHelped(when plan.Helped, done store.Done, paired, paid bool) bool {
	holds := func(act string) bool {
		switch {
		case act == plan.ByVisit:
			return done.Visits > 0
		case act == plan.ByPairing:
			return paired
		case act == plan.ByPayment:
			return paid
		case strings.HasPrefix(act, plan.ByDuties):
			return done.Duties >= dutiesAsked(act)
		}
		return false
	}
	if slices.ContainsFunc(when.Any, holds) {
		return true
	}
	for _, act := range when.All {
		if !holds(act) {
			return false
		}
	}
	return len(when.All) > 0
}

var asked = regexp.MustCompile(`\d+`)

// dutiesAsked is the number in duties(2); 1 when there is none.
func dutiesAsked(act string) int64 {
	n, err := strconv.ParseInt(asked.FindString(act), 10, 64)
	if err != nil {
		return 1
	}
	return n
}

// visitorNames are who came, as an outcome names them.
func visitorNames(v *visit.Visit) string {
	const most = 60
	names := make([]string, len(v.Visitors))
	for i, one := range v.Visitors {
		names[i] = one.Name
	}
	joined := []rune(strings.Join(names, "、"))
	if len(joined) > most {
		joined = append(joined[:most-1], '…')
	}
	return string(joined)
}

// turnEntry records a finding of an entry if it stands as it must; nil when it
// does not.
func (d *Desk) turnEntry(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, subject string, f campaign.Finding, must func(*campaign.Step) bool) (*campaign.Step, error) {
	standing, err := d.store.Standing(ctx, tx, c.ID, subject, identity.Everything)
	if err != nil || !must(standing) {
		return nil, err
	}
	f.Actor = d.actor.Name
	next, err := standing.Record(f, max2(d.clock.Today(), f.Day))
	if err != nil {
		return nil, err
	}
	next.Act = d.ids()
	if next.Recorded, err = d.stamp(ctx, tx, c.ID, standing.Recorded); err != nil {
		return nil, err
	}
	return next, d.keepStep(ctx, tx, next, nil)
}

func max2(a, b day.Date) day.Date {
	if a.After(b) {
		return a
	}
	return b
}

// unsettle opens the entries again that a visit settled and that nothing else
// that was done settles.
func (d *Desk) unsettle(ctx context.Context, tx *sqldb.Tx, v *visit.Visit) error {
	made, err := d.store.SettledBy(ctx, tx, v.ID)
	if err != nil {
		return err
	}
	for _, one := range made {
		c, err := d.store.Campaign(ctx, tx, one.Campaign, identity.Everything)
		if err != nil {
			return err
		}
		if c.State != campaign.Active {
			continue
		}
		if err := d.unsettleOne(ctx, tx, c, v, one); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) unsettleOne(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, v *visit.Visit, one store.VisitSettled) error {
	p, err := d.planOf(ctx, tx, c)
	if err != nil {
		return err
	}
	step, err := d.turnEntry(ctx, tx, c, one.Subject, campaign.Finding{State: campaign.Open, Day: d.clock.Today(), Person: d.actor.Name, Note: v.Number + " " + v.Reason},
		func(s *campaign.Step) bool { return s.Seq == one.Seq })
	if err != nil || step == nil {
		return err
	}
	if err := d.store.UndoSettled(ctx, tx, one, step.Seq); err != nil {
		return err
	}
	still, err := d.helpedEntries(ctx, tx, c, p, v)
	if err != nil {
		return err
	}
	if slices.Contains(still, one.Subject) {
		return d.settleByOther(ctx, tx, v)
	}
	return nil
}

// settleByOther settles by another visit what the annulled one settled.
func (d *Desk) settleByOther(ctx context.Context, tx *sqldb.Tx, v *visit.Visit) error {
	other, err := d.store.LastCounting(ctx, tx, v.Campaign, v.Filed)
	if err != nil || other == "" {
		return err
	}
	next, err := d.store.Visit(ctx, tx, other, identity.Everything)
	if err != nil {
		return err
	}
	return d.settleByVisit(ctx, tx, next)
}

// AnnulVisit annuls an entry that should not have been made, with the reason.
// Nothing is erased; what it counted toward does not count it any more.
// Error: Conflict when somebody changed it since, or it is annulled.
func (d *Desk) AnnulVisit(ctx context.Context, of id.ID, seen int64, reason string) (v *visit.Visit, err error) {
	if err := d.actor.Must(identity.VisitJudge); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if v, err = d.store.Visit(ctx, tx, of, d.actor.Scope); err != nil {
			return err
		}
		if err := v.Annul(seen, reason); err != nil {
			return err
		}
		v.Actor, v.Recorded = d.actor.Name, d.clock.Now()
		if err := d.store.SaveVisit(ctx, tx, v); err != nil {
			return err
		}
		if err := d.recordVisit(ctx, tx, v, "visit.annul", visitDetail{Campaign: v.Campaign, Duty: v.Duty, Act: v.Act}); err != nil {
			return err
		}
		return d.unsettle(ctx, tx, v)
	})
	return v, err
}

// SettleVisitFlag closes a flag of an entry with what was found.
func (d *Desk) SettleVisitFlag(ctx context.Context, of id.ID, kind visit.FlagKind, other id.ID, note string) error {
	if err := d.actor.Must(identity.VisitJudge); err != nil {
		return err
	}
	note, err := visit.CheckNote(note)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		v, err := d.store.Visit(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		f := visit.Flag{Kind: kind, Other: other, Settled: d.clock.Now(), Actor: d.actor.Name, Note: note}
		if err := d.store.SettleFlag(ctx, tx, of, f); err != nil {
			return err
		}
		return d.recordVisit(ctx, tx, v, "visit.settle", visitDetail{Flag: string(kind)})
	})
}
