package store

import (
	"context"
	"errors"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// VisitSheet is a paper sheet as it was printed.
type VisitSheet struct {
	Number    string
	Household id.ID
	Campaign  id.ID
	Duty      string
	Act       string
	Form      string // digest
	Area      area.Code
	Unit      string
	Actor     string
	Printed   day.Instant
}

// AddVisitSheets writes sheets that are printed.
func (s *Store) AddVisitSheets(ctx context.Context, tx *sqldb.Tx, sheets []VisitSheet) error {
	for _, one := range sheets {
		if _, err := tx.Exec(ctx, `INSERT INTO visit_sheet (number, household, campaign, duty, act, form, area, unit, actor, printed) VALUES (`+sqldb.Marks(10)+`)`,
			one.Number, string(one.Household), string(one.Campaign), one.Duty, one.Act, one.Form, string(one.Area), one.Unit, one.Actor, string(one.Printed)); err != nil {
			return err
		}
	}
	return nil
}

// VisitSheet gives the sheet of a number within the scope. problem.NotFound when
// there is none.
func (s *Store) VisitSheet(ctx context.Context, tx *sqldb.Tx, number string, scope identity.Scope) (*VisitSheet, error) {
	where, args := scopeWhere("p", scope)
	one := &VisitSheet{}
	err := tx.Row(ctx, `SELECT p.number, p.household, p.campaign, p.duty, p.act, p.form, p.area, p.unit, p.actor, p.printed FROM visit_sheet p WHERE p.number = ? AND `+where, append([]any{number}, args...)...).
		Scan(&one.Number, &one.Household, &one.Campaign, &one.Duty, &one.Act, &one.Form, &one.Area, &one.Unit, &one.Actor, &one.Printed)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "visit.no_sheet")
	}
	return one, err
}

// KeyedSheet is an entry that was keyed in from a sheet and stands.
type KeyedSheet struct {
	Visit    id.ID
	Number   string // of its receipt
	Actor    string
	Received day.Instant
}

// KeyedSheet gives what was keyed in from the sheet of a number, nil for nothing.
func (s *Store) KeyedSheet(ctx context.Context, tx *sqldb.Tx, number string) (*KeyedSheet, error) {
	k := &KeyedSheet{}
	err := tx.Row(ctx, `SELECT id, number, actor, received FROM visit WHERE paper = ? AND state = 'stands'`, number).Scan(&k.Visit, &k.Number, &k.Actor, &k.Received)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, nil
	}
	return k, err
}
