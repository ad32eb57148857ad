package store

import (
	"context"
	"errors"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/pairing"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// keptHelper is a helper as the history keeps him, see keptHousehold.
type keptHelper struct {
	*pairing.Helper
	Phone    string
	IDNumber string
}

func (s *Store) openHelper(body []byte) (*pairing.Helper, error) {
	kept := keptHelper{Helper: &pairing.Helper{}}
	if err := s.unsealJSON(personal.ForHistory, body, &kept); err != nil {
		return nil, err
	}
	h := kept.Helper
	return h, errors.Join(restore(&h.Phone, personal.ParsePhone, kept.Phone), restore(&h.IDNumber, personal.ParseID, kept.IDNumber))
}

// HelperAsOf gives a helper as he was on record at an instant, see
// HouseholdAsOf.
func (s *Store) HelperAsOf(ctx context.Context, tx *sqldb.Tx, of id.ID, at day.Instant, scope identity.Scope) (*pairing.Helper, error) {
	body, err := keptBody(ctx, tx, nounHelper, of, scope, inForceAt, string(at), string(at))
	if err != nil {
		return nil, err
	}
	if body != nil {
		return s.openHelper(body)
	}
	there, err := recordedBy(ctx, tx, nounHelper, of, at)
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, problem.New(problem.NotFound, "pairing.no_helper")
	}
	return s.Helper(ctx, tx, of, scope)
}

// HelperHistory gives the versions of a helper within the scope, oldest first.
func (s *Store) HelperHistory(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) ([]Version, error) {
	return versions(ctx, tx, nounHelper, of, scope)
}

// HelperVersion gives one version of a helper, see HouseholdVersion.
func (s *Store) HelperVersion(ctx context.Context, tx *sqldb.Tx, of id.ID, version int, scope identity.Scope) (*pairing.Helper, error) {
	body, err := keptBody(ctx, tx, nounHelper, of, scope, `version = ?`, version)
	if err != nil {
		return nil, err
	}
	if body != nil {
		return s.openHelper(body)
	}
	h, err := s.Helper(ctx, tx, of, scope)
	if err == nil && h.Version != version {
		return nil, problem.New(problem.NotFound, "pairing.no_helper")
	}
	return h, err
}

// BatchHelpers gives the helpers that a command entered or changed, see
// BatchHouseholds.
func (s *Store) BatchHelpers(ctx context.Context, tx *sqldb.Tx, batch, after id.ID, limit int, scope identity.Scope) ([]Touched, error) {
	return touched(ctx, tx, nounHelper, batch, after, limit, scope)
}

// DigestHelpers feeds the helpers that a command wrote, see DigestHouseholds.
func (s *Store) DigestHelpers(ctx context.Context, tx *sqldb.Tx, batch id.ID, into *identity.Digest) (int64, error) {
	return digestOf(ctx, tx, nounHelper, batch, into)
}
