package store

import (
	"context"

	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// PutConfirm writes what a person said of an item of the gate, over the version
// before it. problem.Conflict when another came between.
func (s *Store) PutConfirm(ctx context.Context, tx *sqldb.Tx, c *campaign.Confirm) error {
	rows, err := tx.Exec(ctx, `INSERT INTO gate_item (campaign, item, met, day, person, actor, recorded, version, sealed) VALUES (`+sqldb.Marks(9)+`)
		ON CONFLICT (campaign, item) DO UPDATE SET met = excluded.met, day = excluded.day, person = excluded.person, actor = excluded.actor,
			recorded = excluded.recorded, version = excluded.version, sealed = excluded.sealed WHERE gate_item.version = excluded.version - 1`,
		string(c.Campaign), string(c.Item), flag(c.Met), c.Day.String(), c.Person, c.Actor, string(c.Recorded), c.Version, s.seal(personal.ForTask, c.Note))
	if err == nil && rows == 0 {
		return problem.New(problem.Conflict, "campaign.gate_changed")
	}
	return err
}

// Confirms gives what people said of a campaign's gate, for who sees the
// campaign.
func (s *Store) Confirms(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (map[campaign.GateItem]*campaign.Confirm, error) {
	all := map[campaign.GateItem]*campaign.Confirm{}
	where, args := meetsWhere("c", scope)
	for row, err := range tx.Query(ctx, `SELECT g.campaign, g.item, g.met, g.day, g.person, g.actor, g.recorded, g.version, g.sealed
		FROM gate_item g JOIN campaign c ON c.id = g.campaign WHERE g.campaign = ? AND `+where, append([]any{string(of)}, args...)...) {
		if err != nil {
			return nil, err
		}
		var c campaign.Confirm
		var met int64
		var on string
		var sealed []byte
		if err := row.Scan(&c.Campaign, &c.Item, &met, &on, &c.Person, &c.Actor, &c.Recorded, &c.Version, &sealed); err != nil {
			return nil, err
		}
		note, err := s.unseal(personal.ForTask, sealed, 1)
		if err != nil {
			return nil, err
		}
		c.Met, c.Day, c.Note = met == 1, dateOf(&on), note[0]
		all[c.Item] = &c
	}
	return all, nil
}
