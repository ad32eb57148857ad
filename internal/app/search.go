package app

import (
	"context"
	"errors"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// FoundHousehold is a household that a search found, names masked.
type FoundHousehold struct {
	Household id.ID       `json:"id"`
	Number    string      `json:"number"`
	Village   string      `json:"village"`
	Head      string      `json:"head"`
	Member    string      `json:"member,omitempty"` // by whom it was found
	Match     store.Match `json:"match"`
	Closed    bool        `json:"closed"`

	MergedInto string `json:"merged_into,omitempty"` // number of the file that a closed one was merged into
}

// Search finds households by name, part of a name, pinyin, ID number or its
// last four characters, phone, or household number. after is the key that the
// page before gave; next is "" at the end.
func (d *Desk) Search(ctx context.Context, text, after string, limit int) (page []FoundHousehold, next string, err error) {
	if err := d.actor.Must(identity.HouseholdSee); err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		found, more, err := d.store.Search(ctx, tx, text, d.actor.Scope, after, limit)
		if err != nil {
			return err
		}
		next = more
		for _, f := range found {
			village, err := d.villageName(ctx, tx, f.Area)
			if err != nil {
				return err
			}
			into, err := d.mergedInto(ctx, tx, f.Household, f.Closed)
			if err != nil {
				return err
			}
			page = append(page, FoundHousehold{f.Household, f.Number, village, masked(f.Head), masked(f.Member), f.Match, f.Closed, into})
		}
		return nil
	})
	return page, next, err
}

// mergedInto is the number of the file that a closed one was merged into.
func (d *Desk) mergedInto(ctx context.Context, tx *sqldb.Tx, of id.ID, closed bool) (number string, err error) {
	if closed {
		_, number, err = d.store.MergedInto(ctx, tx, of, d.actor.Scope)
	}
	return number, err
}

func masked(name string) string { return personal.NewName(name).String() }

// villageName is the name of an area, its code when the tree has none.
func (d *Desk) villageName(ctx context.Context, tx *sqldb.Tx, code area.Code) (string, error) {
	a, err := d.store.Area(ctx, tx, code)
	if errors.Is(err, sqldb.ErrNoRow) || err == nil && a.Name == "" {
		return string(code), nil
	}
	return a.Name, err
}

// numbersKnown bounds how many files of one number are told apart.
const numbersKnown = 100

// householdOf finds a file by its number; by its own id where several units gave
// one number.
func (d *Desk) householdOf(ctx context.Context, tx *sqldb.Tx, number string) (id.ID, error) {
	number = strings.TrimSpace(number)
	if of, err := id.Parse(number); err == nil {
		h, err := d.store.Household(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return "", err
		}
		return h.ID, nil
	}
	found, err := d.store.Numbered(ctx, tx, number, d.actor.Scope, numbersKnown)
	if err != nil {
		return "", err
	}
	var open, closed []id.ID
	for _, f := range found {
		switch {
		case f.Closed:
			closed = append(closed, f.Household)
		default:
			open = append(open, f.Household)
		}
	}
	switch {
	case len(open) > 1:
		return "", problem.New(problem.Conflict, "app.several_households", "number", number, "count", len(open))
	case len(open) == 1:
		return open[0], nil
	case len(closed) > 0:
		return closed[len(closed)-1], nil
	}
	return "", problem.New(problem.NotFound, "registry.no_household")
}
