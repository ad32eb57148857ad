package store

import (
	"context"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// CampaignLine is a campaign on a list.
type CampaignLine struct {
	campaign.Campaign // without its answers
	Entries           int64
	Open              int64 // within the scope, as Entries
}

// Campaigns gives a page of the campaigns that the scope sees anything of, the
// newest first; state "" is all of them. next is "" at the end.
func (s *Store) Campaigns(ctx context.Context, tx *sqldb.Tx, state campaign.State, scope identity.Scope, after string, limit int) (page []CampaignLine, next string, err error) {
	where, args := meetsWhere("c", scope)
	if state != "" {
		where += ` AND c.state = ?`
		args = append(args, string(state))
	}
	if after != "" {
		at, last, err := cutKey(after)
		if err != nil {
			return nil, "", err
		}
		where += ` AND (c.recorded, c.id) < (?, ?)`
		args = append(args, at, last)
	}
	inside, scoped := scopeWhere("v", scope)
	scoped = append(append([]any{}, scoped...), scoped...)
	page, err = sqldb.Collect(tx.Query(ctx, `SELECT c.id, c.plan, c.digest, c.title, c.area, c.unit, c.as_of, c.state, c.version, c.recorded,
			(SELECT COUNT(*) FROM coverage v WHERE v.campaign = c.id AND `+inside+`),
			(SELECT COUNT(*) FROM coverage v WHERE v.campaign = c.id AND v.state = 'open' AND `+inside+`)
		FROM campaign c WHERE `+where+` ORDER BY c.recorded DESC, c.id DESC LIMIT ?`, append(append(scoped, args...), limit+1)...), scanCampaignLine)
	if len(page) > limit {
		page = page[:limit]
		next = joinKey(string(page[limit-1].Recorded), string(page[limit-1].ID))
	}
	return page, next, err
}

func scanCampaignLine(row *sqldb.Row) (l CampaignLine, err error) {
	var asOf string
	err = row.Scan(&l.ID, &l.Plan, &l.Digest, &l.Title, &l.Area, &l.Unit, &asOf, &l.State, &l.Version, &l.Recorded, &l.Entries, &l.Open)
	l.AsOf = dateOf(&asOf)
	return l, err
}

// CertificateList gives the certificates issued of a campaign, the newest first, within the scope, without
// their lines.
func (s *Store) CertificateList(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope, limit int) ([]campaign.Certificate, error) {
	meets, args := meetsWhere("c", scope)
	inside, more := scopeWhere("x", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT x.id, x.campaign, x.area, x.unit, x.as_of, x.format, x.actor, x.issued
		FROM (SELECT k.id, k.campaign, COALESCE(NULLIF(k.area, ''), c.area) AS area, COALESCE(NULLIF(k.unit, ''), c.unit) AS unit, k.as_of, k.format, k.actor, k.issued
			FROM certificate k JOIN campaign c ON c.id = k.campaign WHERE k.campaign = ? AND `+meets+`) x
		WHERE `+inside+` ORDER BY x.issued DESC, x.id DESC LIMIT ?`, append(append(append([]any{string(of)}, args...), more...), limit)...), func(row *sqldb.Row) (c campaign.Certificate, err error) {
		err = row.Scan(&c.ID, &c.Campaign, &c.Area, &c.Unit, &c.AsOf, &c.Format, &c.Actor, &c.Issued)
		return c, err
	})
}

// WithdrawnAreas gives the villages of a campaign's area that are valid no more
// on the day, by code.
func (s *Store) WithdrawnAreas(ctx context.Context, tx *sqldb.Tx, root area.Code, on string) (map[area.Code]area.Area, error) {
	lo, hi := root.Range()
	all, err := sqldb.Collect(tx.Query(ctx, `SELECT `+areaColumns+` FROM area WHERE code >= ? AND code < ? AND valid_to IS NOT NULL AND valid_to < ? ORDER BY code`,
		string(lo), string(hi), on), scanArea)
	gone := map[area.Code]area.Area{}
	for _, a := range all {
		if strings.HasSuffix(string(a.Code), "000") {
			continue
		}
		gone[a.Code] = a
	}
	return gone, err
}
