package store

import (
	"context"
	"encoding/json"
	"errors"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// keptHousehold is a household as the history keeps it: JSON by the names of
// the Go fields, its secrets spelt out over their masks. Bodies are kept for
// ever: a field renamed in registry keeps its old name here by a tag.
type keptHousehold struct {
	*registry.Household
	Phone   string
	Card    string
	Members []keptMember
}

type keptMember struct {
	registry.Member
	IDNumber       string
	Phone          string
	Card           string
	DisabilityCard string
}

func (s *Store) keepHousehold(ctx context.Context, tx *sqldb.Tx, old *registry.Household, command id.ID, at day.Instant) error {
	return s.keep(ctx, tx, nounHousehold, old.ID, old.Version, spelt(old), command, at,
		problem.New(problem.Conflict, "registry.changed", "number", old.Number))
}

// spelt is a household with its secrets over their masks.
func spelt(h *registry.Household) keptHousehold {
	kept := keptHousehold{Household: h, Phone: h.Phone.Clear(), Card: h.Card.Clear()}
	for _, m := range h.Members {
		kept.Members = append(kept.Members, keptMember{m, m.IDNumber.Clear(), m.Phone.Clear(), m.Card.Clear(), m.DisabilityCard.Clear()})
	}
	return kept
}

func (s *Store) openHousehold(body []byte) (*registry.Household, error) {
	clear, err := s.sealer.Open(personal.ForHistory, body)
	if err != nil {
		return nil, err
	}
	return unspelt([]byte(clear))
}

// unspelt reads what spelt gave as JSON.
func unspelt(body []byte) (*registry.Household, error) {
	kept := keptHousehold{Household: &registry.Household{}}
	if err := json.Unmarshal(body, &kept); err != nil {
		return nil, err
	}
	h := kept.Household
	err := errors.Join(restore(&h.Phone, personal.ParsePhone, kept.Phone), restore(&h.Card, personal.ParseCard, kept.Card))
	for _, k := range kept.Members {
		m := k.Member
		err = errors.Join(err,
			restore(&m.IDNumber, personal.ParseID, k.IDNumber), restore(&m.Phone, personal.ParsePhone, k.Phone),
			restore(&m.Card, personal.ParseCard, k.Card), restore(&m.DisabilityCard, personal.ParseDisabilityCard, k.DisabilityCard))
		h.Members = append(h.Members, m)
	}
	return h, err
}

// HouseholdAsOf gives a household as it was on record at an instant; for a day
// that is its end, day.Date.End. A version is seen where it lay at the time,
// whatever the place of the household now. problem.NotFound when there was none
// in the scope.
func (s *Store) HouseholdAsOf(ctx context.Context, tx *sqldb.Tx, of id.ID, at day.Instant, scope identity.Scope) (*registry.Household, error) {
	body, err := keptBody(ctx, tx, nounHousehold, of, scope, inForceAt, string(at), string(at))
	if err != nil {
		return nil, err
	}
	if body != nil {
		return s.openHousehold(body)
	}
	there, err := recordedBy(ctx, tx, nounHousehold, of, at)
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, problem.New(problem.NotFound, "registry.no_household")
	}
	return s.Household(ctx, tx, of, scope)
}

// HouseholdHistory gives the versions of a household within the scope, oldest
// first.
func (s *Store) HouseholdHistory(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) ([]Version, error) {
	return versions(ctx, tx, nounHousehold, of, scope)
}

// HouseholdVersion gives one version of a household: a kept one, or the one in
// force. problem.NotFound when there is none in the scope.
func (s *Store) HouseholdVersion(ctx context.Context, tx *sqldb.Tx, of id.ID, version int, scope identity.Scope) (*registry.Household, error) {
	body, err := keptBody(ctx, tx, nounHousehold, of, scope, `version = ?`, version)
	if err != nil {
		return nil, err
	}
	if body != nil {
		return s.openHousehold(body)
	}
	h, err := s.Household(ctx, tx, of, scope)
	if err == nil && h.Version != version {
		return nil, problem.New(problem.NotFound, "registry.no_household")
	}
	return h, err
}
