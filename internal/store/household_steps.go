package store

import (
	"context"

	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// HouseholdStep is a step of a household's entry with the title of its campaign.
type HouseholdStep struct {
	campaign.Step
	Title string
}

// HouseholdSteps gives all that campaigns have on record of a household within
// the scope, notes left out, oldest first.
func (s *Store) HouseholdSteps(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) ([]HouseholdStep, error) {
	where, args := scopeWhere("o", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+prefixed("o", stepColumns)+`, c.title FROM campaign c
		CROSS JOIN campaign_outcome o WHERE o.campaign = c.id AND o.subject = ? AND `+where+` ORDER BY o.recorded, o.campaign, o.seq`,
		append([]any{string(of)}, args...)...), func(row *sqldb.Row) (step HouseholdStep, err error) {
		step.Step, _, err = scanStep(row, &step.Title)
		return step, err
	})
}
