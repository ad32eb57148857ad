package app

import (
	"context"

	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// Verdict is what is said of one case in a batch.
type Verdict struct {
	Case     id.ID
	Seen     int64 // version of the case that the person has seen; -1 is whatever it is
	Verb     casework.Verb
	Reason   string
	To       string // step that it is sent back to
	Category string
	Class    string
	Amount   money.Fen
	Covered  int
}

// VerdictResult is what became of one verdict.
type VerdictResult struct {
	Case    id.ID          `json:"id"`
	Number  string         `json:"number,omitempty"`
	Taken   bool           `json:"taken"`
	State   casework.State `json:"state,omitempty"` // of the case then
	Version int64          `json:"version,omitempty"`
	Key     string         `json:"why,omitempty"` // message key of why not
	Why     error          `json:"-"`
}

// verdictsMost bounds the verdicts of one batch.
const verdictsMost = 20_000

// TakeSteps takes the steps of one kind of many cases, each with its own verdict,
// in one transaction. What can't be taken comes back with its reason, the others
// go in. What the rules say of each is shown with the case and not written down
// again: the last step that was taken by itself holds it.
func (d *Desk) TakeSteps(ctx context.Context, do casework.StepKind, verdicts []Verdict) (results []VerdictResult, err error) {
	if err := d.mustTake(do, casework.Pass); err != nil {
		return nil, err
	}
	if do == casework.StepCheck || do == casework.StepAppraisal {
		return nil, problem.New(problem.Invalid, "casework.one_by_one")
	}
	if len(verdicts) > verdictsMost {
		return nil, problem.New(problem.TooLarge, "casework.verdicts_most", "most", verdictsMost)
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		b := &caseBatch{Desk: d, tx: tx, do: do, profiles: map[string]*casework.Profile{}, taken: map[id.ID]bool{}}
		if err := b.load(ctx, verdicts); err != nil {
			return err
		}
		if results, err = b.judge(ctx, verdicts); err != nil {
			return err
		}
		return b.keep(ctx)
	})
	return results, err
}

// caseBatch is many cases on their way, loaded together.
type caseBatch struct {
	*Desk
	tx       *sqldb.Tx
	do       casework.StepKind
	cases    map[id.ID]*casework.Case
	acts     map[id.ID][]casework.Act
	kin      map[id.ID]bool
	profiles map[string]*casework.Profile
	taken    map[id.ID]bool
	next     []*casework.Case
	done     []*casework.Act
}

func (b *caseBatch) load(ctx context.Context, verdicts []Verdict) (err error) {
	ids := make([]id.ID, len(verdicts))
	for i := range verdicts {
		ids[i] = verdicts[i].Case
	}
	if b.cases, err = b.store.CasesByID(ctx, b.tx, ids, b.actor.Scope); err != nil {
		return err
	}
	if b.acts, err = b.store.ActsOfCases(ctx, b.tx, ids, b.actor.Scope); err != nil {
		return err
	}
	if b.actor.User != "" {
		b.kin, err = b.store.CasesOfKin(ctx, b.tx, []id.ID{b.actor.User}, b.clock.Today())
	}
	return err
}

// judge holds each verdict against its case. A case twice in a batch is taken
// once.
func (b *caseBatch) judge(ctx context.Context, verdicts []Verdict) ([]VerdictResult, error) {
	results := make([]VerdictResult, len(verdicts))
	for i := range verdicts {
		v := &verdicts[i]
		r := &results[i]
		r.Case = v.Case
		next, done, err := b.one(ctx, v)
		if p := problem.As(err); err != nil && p.Code == problem.Internal {
			return nil, err
		}
		if err != nil {
			r.Why, r.Key = err, problem.As(err).Key
			if c := b.cases[v.Case]; c != nil {
				r.Number, r.State, r.Version = c.Number, c.State, c.Version
			}
			continue
		}
		b.next, b.done = append(b.next, next), append(b.done, done)
		b.taken[v.Case] = true
		r.Number, r.Taken, r.State, r.Version = next.Number, true, next.State, next.Version
	}
	return results, nil
}

func (b *caseBatch) one(ctx context.Context, v *Verdict) (*casework.Case, *casework.Act, error) {
	c := b.cases[v.Case]
	switch {
	case c == nil:
		return nil, nil, problem.New(problem.NotFound, "casework.no_case")
	case b.taken[c.ID]:
		return nil, nil, problem.New(problem.Conflict, "casework.changed")
	case v.Seen >= 0 && v.Seen != c.Version:
		return nil, nil, b.actedSince(ctx, b.tx, c.Actor, c.Recorded, c.State)
	}
	if err := b.mustTake(b.do, v.Verb); err != nil {
		return nil, nil, err
	}
	p, err := b.profile(ctx, c.Digest)
	if err != nil {
		return nil, nil, err
	}
	m := &caseMove{c, p, b.acts[c.ID]}
	if err := m.at(c.Step, b.do); err != nil {
		return nil, nil, err
	}
	now := casework.Now{Today: b.clock.Today(), Calendar: b.Calendar(), Acts: m.acts, Kin: b.kin[c.ID]}
	if now.Papers, now.Consent, err = b.lacks(ctx, b.tx, m); err != nil {
		return nil, nil, err
	}
	a := casework.Act{Verb: v.Verb, Reason: v.Reason, To: v.To, Category: v.Category, Class: v.Class, Amount: v.Amount, Covered: v.Covered}
	b.sign(&a)
	next, done, err := c.Do(p, a, now)
	if err == nil {
		next.Actor, next.Recorded = done.Actor, done.Recorded
	}
	return next, done, err
}

func (b *caseBatch) profile(ctx context.Context, digest string) (p *casework.Profile, err error) {
	if p = b.profiles[digest]; p == nil {
		p, err = b.profileOf(ctx, b.tx, digest)
		b.profiles[digest] = p
	}
	return p, err
}

// keep writes all that was taken, and one record of the batch with a digest over
// its acts.
func (b *caseBatch) keep(ctx context.Context) error {
	if len(b.next) == 0 {
		return nil
	}
	if err := b.store.SaveCases(ctx, b.tx, b.next...); err != nil {
		return err
	}
	if err := b.store.AddCaseActs(ctx, b.tx, b.done...); err != nil {
		return err
	}
	digest, where := identity.NewDigest(), place{b.next[0].Area, b.next[0].Unit}
	for i, a := range b.done {
		if err := b.payFirst(ctx, b.tx, b.profiles[b.next[i].Digest], b.next[i], a); err != nil {
			return err
		}
		digest.Add(string(a.Case), string(a.Verb), a.Amount.Yuan(), a.On.String())
		if c := b.next[i]; c.Area != where.Area || c.Unit != where.Unit {
			where.Unit = ""
			for where.Area != "" && !where.Area.Contains(c.Area) {
				where.Area = where.Area.Parent()
			}
		}
	}
	return b.record(ctx, b.tx, act{name: "case.batch", noun: "case", where: where, count: int64(len(b.next)), digest: digest.Sum(), detail: map[string]any{"do": b.do}})
}
