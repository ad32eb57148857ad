package app

import (
	"context"

	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// noticeStep gives the notice step of a version of a procedure. problem.Invalid
// when it is none.
func (d *Desk) noticeStep(ctx context.Context, tx *sqldb.Tx, digest, step string) (*casework.Step, *casework.Profile, error) {
	p, err := d.profileOf(ctx, tx, digest)
	if err != nil {
		return nil, nil, err
	}
	s, _ := p.Step(step)
	if s == nil || s.Notice == nil {
		return nil, nil, problem.New(problem.Invalid, "casework.no_notice_step")
	}
	return s, p, nil
}

// stillPosted keeps those cases whose notice hangs: one may have been withdrawn
// meanwhile.
func (d *Desk) stillPosted(ctx context.Context, tx *sqldb.Tx, ids []id.ID) (posted []id.ID, err error) {
	cases, err := d.store.CasesByID(ctx, tx, ids, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	for _, of := range ids {
		if c := cases[of]; c != nil && c.State == casework.Posted {
			posted = append(posted, of)
		}
	}
	return posted, nil
}

// fillCells makes the cells of the rows of a draft, from the cases as they
// stand, and tells which names it had to tell apart.
func (d *Desk) fillCells(ctx context.Context, tx *sqldb.Tx, n *casework.Notice, rows []casework.NoticeRow) ([]casework.Tie, error) {
	ids := make([]id.ID, len(rows))
	for i := range rows {
		ids[i] = rows[i].Case
	}
	cases, err := d.store.CasesByID(ctx, tx, ids, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	_, profile, err := d.noticeStep(ctx, tx, n.Digest, n.Step)
	if err != nil {
		return nil, err
	}
	s := &subjects{Desk: d, profile: profile, villages: map[place]string{}}
	if s.lines, err = d.store.Standards(ctx, tx, d.clock.Today().String()); err != nil {
		return nil, err
	}
	all := make([]casework.Subject, len(rows))
	for i := range rows {
		c := cases[rows[i].Case]
		if c == nil {
			return nil, problem.New(problem.NotFound, "casework.no_case")
		}
		if all[i], err = s.of(ctx, tx, c); err != nil {
			return nil, err
		}
	}
	cells, ties := n.Rule.Cells(all)
	for i := range rows {
		rows[i].Cells = cells[i]
	}
	return ties, nil
}

// subjects makes of cases what a notice shows of them.
type subjects struct {
	*Desk
	profile  *casework.Profile
	villages map[place]string
	lines    []area.Standard
}

func (s *subjects) of(ctx context.Context, tx *sqldb.Tx, c *casework.Case) (casework.Subject, error) {
	const lang = locale.Chinese // what hangs on the wall is Chinese
	one := casework.Subject{Name: c.Applicant, Persons: c.Covered, Size: c.Persons, Amount: c.Amount, Kin: c.Kin, Category: firstOf(c.Category, c.Kind.Text(lang)),
		Decision: text(lang, "poster.proposed"), Pays: s.profile.Award.Pay == "monthly" || s.profile.Award.Pay == "once"}
	if one.Persons == 0 {
		one.Persons = c.Persons
	}
	at := place{c.Area, c.Unit}
	if _, known := s.villages[at]; !known {
		name, err := s.placeName(ctx, tx, c.Area, c.Unit)
		if err != nil {
			return one, err
		}
		s.villages[at] = name
	}
	one.Village = s.villages[at]
	if line, ok := area.Line(s.lines, c.Area, noticeLine, s.clock.Today().String()); ok {
		one.Standard = &line.Amount
	}
	h, applicant, err := s.household(ctx, tx, c)
	if err != nil || h == nil {
		return one, err
	}
	for _, heading := range groupHeadings {
		one.Group = firstOf(one.Group, h.Extra[heading])
	}
	one.Income, one.Minor = h.IncomePerHead, s.minor(h, applicant, c)
	return one, nil
}

// noticeLine is the regional line that a notice shows.
const noticeLine = "dibao_line"

// groupHeadings are the columns of an office's own lists that hold the group of
// a village.
var groupHeadings = []string{"村民小组", "小组", "组别", "班组"}

// minorUnder is the age in years under which a name is hidden, whatever a
// procedure says of who applies: 未成年人保护法 article 2.
const minorUnder = 18

// minor tells whether the applicant is under age, or may be: a person of a known
// name whose birth is not on file is grown up, since nobody hands in for himself
// before.
func (s *subjects) minor(h *registry.Household, applicant int, c *casework.Case) bool {
	for i := range h.Members {
		m := &h.Members[i]
		if applicant > 0 && i != applicant-1 || applicant == 0 && m.Name != c.Applicant {
			continue
		}
		return !m.Birth.IsZero() && m.Birth.Age(s.clock.Today()) < minorUnder
	}
	return false
}

// household is the household as it was found at home, else as it was declared,
// else the file; with the place of the applicant among its members, from 1.
func (s *subjects) household(ctx context.Context, tx *sqldb.Tx, c *casework.Case) (*registry.Household, int, error) {
	for _, side := range []casework.Side{casework.Found, casework.Declared} {
		h, err := s.store.CaseHousehold(ctx, tx, c.ID, side, identity.Everything)
		if err != nil {
			return nil, 0, err
		}
		if h != nil && h.Household != nil {
			return h.Household, h.Applicant, nil
		}
	}
	if c.Household == "" {
		return nil, 0, nil
	}
	h, err := s.store.Household(ctx, tx, c.Household, identity.Everything)
	if isNotFound(err) {
		return nil, 0, nil
	}
	return h, 0, err
}

// moveCases does one thing to several cases, all of them or none. Each goes the
// way of every act.
func (d *Desk) moveCases(ctx context.Context, tx *sqldb.Tx, ids []id.ID, a casework.Act) error {
	cases, err := d.store.CasesByID(ctx, tx, ids, d.actor.Scope)
	if err != nil {
		return err
	}
	for _, of := range ids {
		c := cases[of]
		if c == nil {
			return problem.New(problem.NotFound, "casework.no_case")
		}
		if _, err := d.act(ctx, tx, c, a); err != nil {
			return err
		}
	}
	return nil
}
