package store

import (
	"context"
	"errors"

	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/rule"
	"songnuan/internal/sqldb"
)

// Facts gives what rules may read of households within the selection's scope, by
// the household's id and, for a rule over persons, by each member's; at most
// some hundreds at a time.
func (s *Store) Facts(ctx context.Context, tx *sqldb.Tx, sel Selection, households []id.ID) (map[string]*rule.Facts, error) {
	all := map[string]*rule.Facts{}
	if len(households) == 0 {
		return all, nil
	}
	where, args := scopeWhere("h", sel.Scope)
	keys, err := sqldb.Collect(tx.Query(ctx, `SELECT h.id FROM household h WHERE h.id IN (`+sqldb.Marks(len(households))+`) AND `+where,
		append(keysOf(households), args...)...), func(row *sqldb.Row) (key selected, err error) {
		err = row.Scan(&key.household)
		return key, err
	})
	if err != nil {
		return nil, err
	}
	files, err := s.loadFacts(ctx, tx, &sel, keys)
	for of, f := range files {
		all[of] = &f.facts
		for member, at := range f.member {
			own := f.facts
			own.Person = &f.facts.Household.Members[at]
			all[member] = &own
		}
	}
	return all, err
}

// ClassesOf gives the classes on whose rosters subjects stand, within the
// scope; at most some hundreds at a time.
func (s *Store) ClassesOf(ctx context.Context, tx *sqldb.Tx, of id.ID, subjects []string, scope identity.Scope) (map[string][]string, error) {
	all := map[string][]string{}
	if len(subjects) == 0 {
		return all, nil
	}
	args := []any{string(of)}
	for _, subject := range subjects {
		args = append(args, subject)
	}
	where, scoped := scopeWhere("r", scope)
	for row, err := range tx.Query(ctx, `SELECT r.subject, r.class FROM roster_entry r
		WHERE r.campaign = ? AND r.subject IN (`+sqldb.Marks(len(subjects))+`) AND r.state = 'in' AND `+where+` ORDER BY r.subject, r.class`, append(args, scoped...)...) {
		if err != nil {
			return nil, err
		}
		var subject, class string
		if err := row.Scan(&subject, &class); err != nil {
			return nil, err
		}
		all[subject] = append(all[subject], class)
	}
	return all, nil
}

// Ended is one line of a universe with what was recorded last of it.
type Ended struct {
	Covered
	ByHand bool
	Day    day.Date
	Person string
}

// EachEnded streams the lines of a universe, of one outcome or of all ("") with
// what was recorded last of each, in the order of villages and keys, within the
// scope. yield must not use tx.
func (s *Store) EachEnded(ctx context.Context, tx *sqldb.Tx, of id.ID, outcome campaign.Outcome, scope identity.Scope, yield func(Ended) error) error {
	where, args := scopeWhere("v", scope)
	if outcome != "" {
		where, args = `v.state = ? AND `+where, append([]any{string(outcome)}, args...)
	}
	for row, err := range tx.Query(ctx, `SELECT `+coveredColumns+`, COALESCE(o.by_hand, 0), COALESCE(o.day, ''), COALESCE(o.person, '')
		FROM coverage v LEFT JOIN household h ON h.id = v.subject
		LEFT JOIN campaign_outcome o ON o.campaign = v.campaign AND o.subject = v.subject AND o.seq = v.version
		WHERE v.campaign = ? AND `+where+` ORDER BY v.area, v.subject`, append([]any{string(of)}, args...)...) {
		if err != nil {
			return err
		}
		var e Ended
		var byHand int64
		var on string
		c := &e.Covered
		if err := row.Scan(&c.Subject, &c.Kind, &c.Number, &c.Area, &c.Unit, &c.Name, &c.Persons, &c.Outcome, &c.Reason, &c.Version,
			&byHand, &on, &e.Person); err != nil {
			return err
		}
		e.ByHand, e.Day = byHand == 1, dateOf(&on)
		if err := yield(e); err != nil {
			return err
		}
	}
	return nil
}

// Certificate gives a certificate whose place lies within the scope.
// problem.NotFound when there is none.
func (s *Store) Certificate(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*campaign.Certificate, error) {
	c, _, err := scanCertificate(tx.Row(ctx, `SELECT `+prefixed("c", certificateColumns)+`, '' FROM certificate c WHERE c.id = ?`, string(of)))
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "campaign.no_certificate")
	}
	if err != nil {
		return nil, err
	}
	whole, err := s.Campaign(ctx, tx, c.Campaign, identity.Everything)
	if err != nil {
		return nil, err
	}
	where, unit := c.Area, c.Unit
	if where == "" {
		where = whole.Area
	}
	if unit == "" {
		unit = whole.Unit
	}
	if !scope.CoversPlace(where, unit) {
		return nil, problem.New(problem.NotFound, "campaign.no_certificate")
	}
	return &c, s.certificateLines(ctx, tx, &c)
}
