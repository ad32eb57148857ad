package store

import (
	"context"
	"encoding/json"
	"errors"

	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// CaseHousehold is one state of the household of a case: as it was declared, or
// as it was found at home.
type CaseHousehold struct {
	Case      id.ID
	Side      casework.Side
	Version   int64 // 1, 2, 3 … of the side
	Round     int
	Form      registry.Form       // as typed, in the clear
	Household *registry.Household // nil while the form can't be read
	Applicant int                 // place of the applicant among the form's members, from 1
	Note      string
	User      id.ID
	Actor     string
	Recorded  day.Instant
}

// caseHouseholdBody is what of it lies encrypted.
type caseHouseholdBody struct {
	Form      registry.Form   `json:"form"`
	Household json.RawMessage `json:"household,omitempty"`
	Applicant int             `json:"applicant,omitempty"`
	Note      string          `json:"note,omitempty"`
}

// AddCaseHousehold writes the next state of a side; those before stay.
func (s *Store) AddCaseHousehold(ctx context.Context, tx *sqldb.Tx, h *CaseHousehold) error {
	body := caseHouseholdBody{Form: h.Form, Applicant: h.Applicant, Note: h.Note}
	if h.Household != nil {
		var err error
		if body.Household, err = json.Marshal(spelt(h.Household)); err != nil {
			return err
		}
	}
	sealed, err := s.sealJSON(personal.ForCase, body)
	if err != nil {
		return err
	}
	if err := tx.Row(ctx, `SELECT COALESCE(MAX(version), 0) + 1 FROM case_household WHERE casework = ? AND side = ?`, string(h.Case), string(h.Side)).Scan(&h.Version); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO case_household (casework, side, version, round, account, actor, recorded, sealed) VALUES (`+sqldb.Marks(8)+`)`,
		string(h.Case), string(h.Side), h.Version, int64(h.Round), string(h.User), h.Actor, string(h.Recorded), sealed)
	return err
}

// CaseHousehold gives the latest state of a side of a case within the scope, nil
// when there is none.
func (s *Store) CaseHousehold(ctx context.Context, tx *sqldb.Tx, of id.ID, side casework.Side, scope identity.Scope) (*CaseHousehold, error) {
	where, args := scopeWhere("c", scope)
	h := &CaseHousehold{}
	var sealed []byte
	err := tx.Row(ctx, `SELECT h.casework, h.side, h.version, h.round, h.account, h.actor, h.recorded, h.sealed FROM case_household h JOIN casework c ON c.id = h.casework
		WHERE h.casework = ? AND h.side = ? AND `+where+` ORDER BY h.version DESC LIMIT 1`, append([]any{string(of), string(side)}, args...)...).
		Scan(&h.Case, &h.Side, &h.Version, &h.Round, &h.User, &h.Actor, &h.Recorded, &sealed)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var body caseHouseholdBody
	if err := s.unsealJSON(personal.ForCase, sealed, &body); err != nil {
		return nil, err
	}
	h.Form, h.Applicant, h.Note = body.Form, body.Applicant, body.Note
	if len(body.Household) > 0 {
		h.Household, err = unspelt(body.Household)
	}
	return h, err
}
