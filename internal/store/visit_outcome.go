package store

import (
	"context"

	"songnuan/internal/id"
	"songnuan/internal/sqldb"
)

// HouseholdEntry is an entry of a campaign that stands for a household, or for
// one of its members.
type HouseholdEntry struct {
	Class     string
	Subject   string
	Household id.ID
	Paid      bool // something was paid, and nothing that is due once is still to be paid
}

const householdEntry = `SELECT DISTINCT r.class, r.subject, r.household,
	CASE WHEN EXISTS (SELECT 1 FROM payment_due d WHERE d.campaign = r.campaign AND d.subject = r.subject AND d.state = 'paid')
		AND NOT EXISTS (SELECT 1 FROM payment_due d WHERE d.campaign = r.campaign AND d.subject = r.subject AND d.state IN ('due', 'batched') AND d.period = '') THEN 1 ELSE 0 END
	FROM roster_entry r JOIN coverage v ON v.campaign = r.campaign AND v.subject = r.subject`

func scanHouseholdEntry(row *sqldb.Row) (e HouseholdEntry, err error) {
	var paid int64
	err = row.Scan(&e.Class, &e.Subject, &e.Household, &paid)
	e.Paid = paid == 1
	return e, err
}

// EntriesOf gives the entries of a household in a campaign's rosters that are
// also in its universe, by class and subject.
func (s *Store) EntriesOf(ctx context.Context, tx *sqldb.Tx, campaign, household id.ID) ([]HouseholdEntry, error) {
	return sqldb.Collect(tx.Query(ctx, householdEntry+` WHERE r.campaign = ? AND r.household = ? AND r.state = 'in' ORDER BY r.class, r.subject`, string(campaign), string(household)), scanHouseholdEntry)
}

// PaidEntries gives the entries that some dues are of, like EntriesOf. At most
// 500 dues at once.
func (s *Store) PaidEntries(ctx context.Context, tx *sqldb.Tx, campaign id.ID, dues []id.ID) ([]HouseholdEntry, error) {
	return sqldb.Collect(tx.Query(ctx, householdEntry+` JOIN payment_due p ON p.campaign = r.campaign AND p.subject = r.subject
		WHERE r.campaign = ? AND p.id IN (`+sqldb.Marks(len(dues))+`) AND r.state = 'in' ORDER BY r.class, r.subject`, append([]any{string(campaign)}, keysOf(dues)...)...), scanHouseholdEntry)
}

// Done counts what was done for a household in a campaign and counts: visits at
// home or at work, and duties with anything done.
type Done struct {
	Visits int64
	Duties int64
}

// DoneFor counts what was done for a household in a campaign.
func (s *Store) DoneFor(ctx context.Context, tx *sqldb.Tx, campaign, household id.ID) (done Done, err error) {
	err = tx.Row(ctx, `SELECT COALESCE(SUM(CASE WHEN act IN ('visit', 'visit_on_post') THEN 1 ELSE 0 END), 0),
		COUNT(DISTINCT CASE WHEN duty <> '' THEN duty END) FROM visit WHERE campaign = ? AND household = ? AND counts = 1`,
		string(campaign), string(household)).Scan(&done.Visits, &done.Duties)
	return done, err
}

// VisitSettled is a step of an entry that a visit made.
type VisitSettled struct {
	Campaign id.ID
	Subject  string
	Seq      int64
	Visit    id.ID
}

// AddSettled writes that a visit made a step.
func (s *Store) AddSettled(ctx context.Context, tx *sqldb.Tx, v VisitSettled) error {
	_, err := tx.Exec(ctx, `INSERT INTO visit_outcome (campaign, subject, seq, visit) VALUES (?, ?, ?, ?)`, string(v.Campaign), v.Subject, v.Seq, string(v.Visit))
	return err
}

// SettledBy gives the steps that a visit made and that were not undone.
func (s *Store) SettledBy(ctx context.Context, tx *sqldb.Tx, of id.ID) ([]VisitSettled, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT campaign, subject, seq, visit FROM visit_outcome WHERE visit = ? AND undone = 0 ORDER BY campaign, subject, seq`, string(of)),
		func(row *sqldb.Row) (v VisitSettled, err error) {
			return v, row.Scan(&v.Campaign, &v.Subject, &v.Seq, &v.Visit)
		})
}

// UndoSettled writes which step undid one that a visit made.
func (s *Store) UndoSettled(ctx context.Context, tx *sqldb.Tx, v VisitSettled, by int64) error {
	_, err := tx.Exec(ctx, `UPDATE visit_outcome SET undone = ? WHERE campaign = ? AND subject = ? AND seq = ?`, by, string(v.Campaign), v.Subject, v.Seq)
	return err
}

// VerifySettled finds entries that still stand as helped by a visit that does
// not stand, and steps that a visit is said to have made and that are not
// there. It gives the number of steps by visits and up to most breaks.
func (s *Store) VerifySettled(ctx context.Context, tx *sqldb.Tx, most int) (steps int64, broken []error, err error) {
	if err := tx.Row(ctx, `SELECT COUNT(*) FROM visit_outcome`).Scan(&steps); err != nil {
		return 0, nil, err
	}
	broken, err = breaks(tx.Query(ctx, `SELECT x.visit, x.subject FROM visit_outcome x
		LEFT JOIN campaign_outcome o ON o.campaign = x.campaign AND o.subject = x.subject AND o.seq = x.seq
		LEFT JOIN visit v ON v.id = x.visit
		LEFT JOIN coverage c ON c.campaign = x.campaign AND c.subject = x.subject
		WHERE o.seq IS NULL OR o.state <> 'helped' OR v.id IS NULL
			OR x.undone = 0 AND v.state = 'annulled' AND c.version = x.seq
		ORDER BY x.visit, x.subject LIMIT ?`, most), "visit.outcome_broken")
	return steps, broken, err
}
