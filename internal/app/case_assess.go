package app

import (
	"context"

	"songnuan/internal/casework"
	"songnuan/internal/identity"
	"songnuan/internal/registry"
	"songnuan/internal/rule"
	"songnuan/internal/sqldb"
)

// assess asks the procedure's tests of the household as declared and as found.
// What they say is told; the case moves by people alone.
func (d *Desk) assess(ctx context.Context, tx *sqldb.Tx, m *caseMove) (all []casework.Assessment, err error) {
	if len(m.profile.Tests) == 0 {
		return nil, nil
	}
	for _, side := range []casework.Side{casework.Declared, casework.Found} {
		h, err := d.store.CaseHousehold(ctx, tx, m.ID, side, identity.Everything)
		if err != nil {
			return nil, err
		}
		if h == nil || h.Household == nil {
			continue
		}
		facts, err := d.factsOf(ctx, tx, h.Household)
		if err != nil {
			return nil, err
		}
		one := casework.Assessment{Side: side, On: d.clock.Today()}
		for i := range m.profile.Tests {
			tested, err := testOf(&m.profile.Tests[i], facts)
			if err != nil {
				return nil, err
			}
			one.Add(tested)
		}
		all = append(all, one)
	}
	return all, nil
}

// testOf asks one test.
func testOf(t *casework.Test, facts *rule.Facts) (one casework.Assessed, err error) {
	one = casework.Assessed{Test: t.ID, Name: t.Name, Clause: t.Clause, Gives: t.Gives, Veto: t.Veto, Verdict: casework.Unknown}
	r, err := rule.Compile(t.Rule, rule.UnitHousehold)
	if err != nil {
		return one, err
	}
	verdict, missing, err := r.Eval(facts)
	if err != nil {
		return one, err
	}
	switch verdict {
	case rule.Yes:
		one.Verdict = casework.Yes
	case rule.No:
		one.Verdict = casework.No
	}
	one.Missing = missing
	for _, v := range r.Values(facts) {
		one.Values = append(one.Values, casework.Fact{Path: v.Field, Label: v.Label, Text: v.Text})
	}
	return one, nil
}

// factsOf are the facts of a household that may lie in no table, on today's day
// and with the lines of its place.
func (d *Desk) factsOf(ctx context.Context, tx *sqldb.Tx, h *registry.Household) (*rule.Facts, error) {
	today := d.clock.Today()
	unit, err := d.unitName(ctx, tx, h.Unit)
	if err != nil {
		return nil, err
	}
	lines, err := d.store.LinesAt(ctx, tx, h.Area, today.String())
	if err != nil {
		return nil, err
	}
	return &rule.Facts{Household: h.Facts(today, unit), Area: lines, Campaign: rule.Campaign{Year: int64(today.Year()), AsOf: today.String()}}, nil
}
