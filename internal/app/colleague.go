package app

import (
	"context"

	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// knowsColleagues tells whether the actor works in the office himself, and so
// knows the colleagues by name: to others their names are masked.
func (d *Desk) knowsColleagues() bool {
	return d.actor.Can(identity.CaseFile) || d.actor.Can(identity.CaseReview)
}

// colleagues are names by account: an account says little to who reads.
type colleagues struct {
	*Desk
	tx    *sqldb.Tx
	names map[string]string
	known bool // by name; else masked
}

func (d *Desk) colleagues(tx *sqldb.Tx) *colleagues {
	return &colleagues{d, tx, map[string]string{}, d.knowsColleagues()}
}

// called is how the office calls who has an account, as this actor may read it.
// What is no account, as the command line's name, stays.
func (c *colleagues) called(ctx context.Context, account string) (string, error) {
	if name, known := c.names[account]; known || account == "" {
		return name, nil
	}
	u, err := c.store.UserByAccount(ctx, c.tx, account, identity.Everything)
	name := account
	switch {
	case problem.Is(err, problem.NotFound):
	case err != nil:
		return "", err
	default:
		if name = u.Name; !c.known {
			name = masked(u.Name)
		}
	}
	c.names[account] = name
	return name, nil
}

// actedSince refuses who has not seen what a colleague did to a case since.
func (d *Desk) actedSince(ctx context.Context, tx *sqldb.Tx, account string, when day.Instant, state casework.State) error {
	name, err := d.colleagues(tx).called(ctx, account)
	if err != nil {
		return err
	}
	return problem.New(problem.Conflict, "casework.changed_by", "actor", name, "day", when.Date(), "state", state)
}
