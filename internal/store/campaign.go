package store

import (
	"context"
	"errors"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const campaignColumns = `id, plan, digest, title, area, unit, as_of, state, version, recorded`

// AddPlanText keeps the text of a plan under its digest; the same text twice is
// kept once.
func (s *Store) AddPlanText(ctx context.Context, tx *sqldb.Tx, digest, plan, text string, at day.Instant) error {
	_, err := tx.Exec(ctx, `INSERT INTO plan_text (digest, plan, text, recorded) VALUES (?, ?, ?, ?)
		ON CONFLICT (digest) DO NOTHING`, digest, plan, text, string(at))
	return err
}

// AddCampaign writes a new campaign with what was answered or assumed.
func (s *Store) AddCampaign(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign) error {
	_, err := tx.Exec(ctx, `INSERT INTO campaign (`+campaignColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		string(c.ID), c.Plan, c.Digest, c.Title, string(c.Area), c.Unit, c.AsOf.String(), string(c.State), c.Version, string(c.Recorded))
	if err != nil {
		return err
	}
	for _, answer := range c.Answers {
		if err := s.putAnswer(ctx, tx, c.ID, answer); err != nil {
			return err
		}
	}
	return s.sealCampaign(ctx, tx, c.ID)
}

// AddAnswer records one answer; earlier ones to the same parameter stay.
func (s *Store) AddAnswer(ctx context.Context, tx *sqldb.Tx, of id.ID, a campaign.Answer) error {
	if err := s.putAnswer(ctx, tx, of, a); err != nil {
		return err
	}
	return s.sealCampaign(ctx, tx, of)
}

func (s *Store) putAnswer(ctx context.Context, tx *sqldb.Tx, of id.ID, a campaign.Answer) error {
	_, err := tx.Exec(ctx, `INSERT INTO campaign_answer (campaign, param, value, assumed, ask, source, actor, recorded)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		string(of), a.Param, a.Value, flag(a.Assumed), a.Ask, a.Source, a.Actor, string(a.Recorded))
	return err
}

// Campaign gives a campaign with the answer in force for each parameter. It is
// seen by whose scope meets the campaign's place: a village sees the county's.
// problem.NotFound when there is none.
func (s *Store) Campaign(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*campaign.Campaign, error) {
	var c campaign.Campaign
	var asOf string
	err := tx.Row(ctx, `SELECT `+campaignColumns+` FROM campaign WHERE id = ?`, string(of)).Scan(
		&c.ID, &c.Plan, &c.Digest, &c.Title, &c.Area, &c.Unit, &asOf, &c.State, &c.Version, &c.Recorded)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "campaign.not_found")
	}
	if err != nil {
		return nil, err
	}
	if _, meets := scope.Within(c.Area, c.Unit); !meets {
		return nil, problem.New(problem.NotFound, "campaign.not_found")
	}
	if c.AsOf, err = day.Parse(asOf); err != nil {
		return nil, err
	}
	c.Answers, err = sqldb.Collect(tx.Query(ctx, `SELECT param, value, assumed, ask, source, actor, recorded FROM campaign_answer a
		WHERE campaign = ? AND recorded = (SELECT MAX(recorded) FROM campaign_answer b WHERE b.campaign = a.campaign AND b.param = a.param)
		ORDER BY param`, string(of)), func(row *sqldb.Row) (a campaign.Answer, err error) {
		var assumed int64
		err = row.Scan(&a.Param, &a.Value, &assumed, &a.Ask, &a.Source, &a.Actor, &a.Recorded)
		a.Assumed = assumed == 1
		return a, err
	})
	return &c, err
}

// PlanText gives the text of a plan by its digest.
func (s *Store) PlanText(ctx context.Context, tx *sqldb.Tx, digest string) (text string, err error) {
	err = tx.Row(ctx, `SELECT text FROM plan_text WHERE digest = ?`, digest).Scan(&text)
	return text, err
}

// SetCampaignState moves a campaign on from the version the caller has seen.
func (s *Store) SetCampaignState(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign) error {
	rows, err := tx.Exec(ctx, `UPDATE campaign SET state = ?, version = version + 1 WHERE id = ? AND version = ?`,
		string(c.State), string(c.ID), c.Version)
	if err == nil && rows == 0 {
		return problem.New(problem.Conflict, "campaign.changed")
	}
	if err != nil {
		return err
	}
	return s.sealCampaign(ctx, tx, c.ID)
}

// CampaignsAround gives the campaigns under way whose place holds a village and
// a unit, the newest first. No scope: see app.
func (s *Store) CampaignsAround(ctx context.Context, tx *sqldb.Tx, where area.Code, unit string) ([]id.ID, error) {
	areas, units := []string{""}, []string{""}
	if where != "" {
		areas = append(areasAbove(identity.Scope{Areas: []area.Code{where}}), string(where), "")
	}
	if unit != "" {
		units = append(unitsAbove(identity.Scope{Units: []string{unit}}), unit, "")
	}
	args := []any{string(campaign.Active)}
	for _, texts := range [][]string{areas, units} {
		for _, one := range texts {
			args = append(args, one)
		}
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT id FROM campaign WHERE state = ? AND area IN (`+sqldb.Marks(len(areas))+`) AND unit IN (`+sqldb.Marks(len(units))+`)
		ORDER BY recorded DESC, id DESC`, args...), func(row *sqldb.Row) (of id.ID, err error) { return of, row.Scan(&of) })
}
