package store

import (
	"context"

	"songnuan/internal/day"
	"songnuan/internal/hazard"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
)

// inspectionBody is what of an inspection lies sealed.
type inspectionBody struct {
	Who   string        `json:"who"`
	Items []hazard.Item `json:"items"`
	Note  string        `json:"note,omitempty"`
}

// AddInspection writes a check list that was gone through.
func (s *Store) AddInspection(ctx context.Context, tx *sqldb.Tx, in *hazard.Inspection) error {
	sealed, err := s.sealJSON(personal.ForHazard, inspectionBody{in.Who, in.Items, in.Note})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO inspection (id, campaign, clause, household, area, unit, day, account, actor, recorded, sealed) VALUES (`+sqldb.Marks(11)+`)`,
		string(in.ID), string(in.Campaign), in.Clause, string(in.Household), string(in.Area), in.Unit, in.On.String(), string(in.Account), in.Actor, string(in.Recorded), sealed)
	return err
}

// Inspections gives the check lists of a household within the scope, the newest
// first, no more than a limit.
func (s *Store) Inspections(ctx context.Context, tx *sqldb.Tx, household id.ID, scope identity.Scope, limit int) ([]hazard.Inspection, error) {
	where, args := scopeWhere("i", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT i.id, i.campaign, i.clause, i.household, i.area, i.unit, i.day, i.account, i.actor, i.recorded, i.sealed FROM inspection i
		WHERE i.household = ? AND `+where+` ORDER BY i.day DESC, i.id DESC LIMIT ?`, append(append([]any{string(household)}, args...), limit)...), func(row *sqldb.Row) (in hazard.Inspection, err error) {
		var on string
		var sealed []byte
		if err := row.Scan(&in.ID, &in.Campaign, &in.Clause, &in.Household, &in.Area, &in.Unit, &on, &in.Account, &in.Actor, &in.Recorded, &sealed); err != nil {
			return in, err
		}
		var body inspectionBody
		if err := s.unsealJSON(personal.ForHazard, sealed, &body); err != nil {
			return in, err
		}
		in.On, in.Who, in.Items, in.Note = dateOf(&on), body.Who, body.Items, body.Note
		return in, nil
	})
}

// UnsafeHome is a household that has no house, or an unsafe one (无房户、危房户).
type UnsafeHome struct {
	ID      id.ID
	Number  string
	Head    string
	Area    string
	Unit    string
	Size    int64
	Housing string
	Grade   string
	Hazards int64 // open
}

// UnsafeHomes gives a page of the open files within the scope that the registry
// knows as without a house or in an unsafe one, by village. The categories and
// grades are the caller's. next is "" at the end.
func (s *Store) UnsafeHomes(ctx context.Context, tx *sqldb.Tx, housing, grades, categories []string, on day.Date, scope identity.Scope, after string, limit int) (page []UnsafeHome, next string, err error) {
	where, args := scopeWhere("h", scope)
	any := func(column string, values []string) string {
		for _, v := range values {
			args = append(args, v)
		}
		return column + ` IN (` + sqldb.Marks(max(len(values), 1)) + `)`
	}
	where += ` AND (` + any("h.housing", housing) + ` OR ` + any("h.housing_grade", grades) + ` OR EXISTS (SELECT 1 FROM category c WHERE c.household = h.id AND ` + any("c.name", categories) + ` AND c.valid_from <= ? AND c.valid_to >= ?))`
	args = append(args, on.String(), on.String())
	if after != "" {
		village, last, err := cutKey(after)
		if err != nil {
			return nil, "", err
		}
		where += ` AND (h.area, h.id) > (?, ?)`
		args = append(args, village, last)
	}
	page, err = sqldb.Collect(tx.Query(ctx, `SELECT h.id, h.number, h.head, h.area, h.unit, h.size, COALESCE(h.housing, ''), COALESCE(h.housing_grade, ''), (SELECT COUNT(*) FROM hazard z WHERE z.household = h.id AND z.ended = 0)
		FROM household h WHERE h.closed IS NULL AND `+where+` ORDER BY h.area, h.id LIMIT ?`, append(args, limit+1)...), func(row *sqldb.Row) (u UnsafeHome, err error) {
		err = row.Scan(&u.ID, &u.Number, &u.Head, &u.Area, &u.Unit, &u.Size, &u.Housing, &u.Grade, &u.Hazards)
		return u, err
	})
	if len(page) > limit {
		page = page[:limit]
		next = joinKey(page[limit-1].Area, string(page[limit-1].ID))
	}
	return page, next, err
}
