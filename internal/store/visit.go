package store

import (
	"context"
	"errors"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/visit"
)

const visitColumns = `id, number, household, sent_for, campaign, duty, act, form, area, unit, day, made, sent, clock_off, received, way, paper, own, aid, met, signed, counts, state, account, content, sealed, actor, recorded, version`

// visitBody is what of an entry lies sealed.
type visitBody struct {
	Answers  visit.Answers   `json:"answers"`
	Visitors []visit.Visitor `json:"visitors"`
	Place    *visit.Place    `json:"place,omitempty"`
	Reason   string          `json:"reason,omitempty"`
}

// AddVisit writes a new entry with its visitors and flags. content is the keyed
// digest of the entry as it was sent.
func (s *Store) AddVisit(ctx context.Context, tx *sqldb.Tx, v *visit.Visit, content string) error {
	sealed, err := s.sealJSON(personal.ForVisit, visitBody{v.Answers, v.Visitors, v.Place, v.Reason})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO visit (`+visitColumns+`) VALUES (`+sqldb.Marks(29)+`)`,
		string(v.ID), v.Number, string(v.Filed), string(v.Household), string(v.Campaign), v.Duty, v.Act, v.Form, string(v.Area), v.Unit, v.Day.String(),
		string(v.At), string(v.Sent), v.ClockOff, string(v.Received), string(v.Way), v.Paper, int64(v.Own), int64(v.Aid), flag(v.Met), flag(v.Signed), flag(v.Counts),
		string(v.State), string(v.Account), content, sealed, v.Actor, string(v.Recorded), v.Version)
	if err != nil {
		return paperTwice(err)
	}
	for _, helper := range v.Helpers() {
		if _, err := tx.Exec(ctx, `INSERT INTO visit_helper (helper, day, visit) VALUES (?, ?, ?)`, string(helper), v.Day.String(), string(v.ID)); err != nil {
			return err
		}
	}
	for _, f := range v.Flags {
		if err := s.AddVisitFlag(ctx, tx, v.ID, f); err != nil {
			return err
		}
	}
	return nil
}

// paperTwice tells a person that a sheet was keyed in before.
func paperTwice(err error) error {
	if name, twice := sqldb.IsUnique(err); twice && name != "visit_pkey" {
		return problem.Wrap(err, problem.Conflict, "visit.paper_twice")
	}
	return err
}

// AddVisitFlag raises a flag of an entry, once.
func (s *Store) AddVisitFlag(ctx context.Context, tx *sqldb.Tx, of id.ID, f visit.Flag) error {
	_, err := tx.Exec(ctx, `INSERT INTO visit_flag (visit, kind, other, raised, settled, actor) VALUES (?, ?, ?, ?, '', '') ON CONFLICT DO NOTHING`,
		string(of), string(f.Kind), string(f.Other), string(f.Raised))
	return err
}

func (s *Store) scanVisit(row *sqldb.Row) (*visit.Visit, error) {
	v := &visit.Visit{}
	var on, content string
	var met, signed, counts int64
	var sealed []byte
	if err := row.Scan(&v.ID, &v.Number, &v.Filed, &v.Household, &v.Campaign, &v.Duty, &v.Act, &v.Form, &v.Area, &v.Unit, &on, &v.At, &v.Sent, &v.ClockOff, &v.Received,
		&v.Way, &v.Paper, &v.Own, &v.Aid, &met, &signed, &counts, &v.State, &v.Account, &content, &sealed, &v.Actor, &v.Recorded, &v.Version); err != nil {
		return nil, err
	}
	v.Day, v.Met, v.Signed, v.Counts = dateOf(&on), met == 1, signed == 1, counts == 1
	var body visitBody
	if err := s.unsealJSON(personal.ForVisit, sealed, &body); err != nil {
		return nil, err
	}
	v.Answers, v.Visitors, v.Place, v.Reason = body.Answers, body.Visitors, body.Place, body.Reason
	return v, nil
}

// Visit gives an entry within the scope, with its flags. problem.NotFound when
// there is none.
func (s *Store) Visit(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*visit.Visit, error) {
	return s.oneVisit(ctx, tx, `v.id = ?`, string(of), scope)
}

// VisitByNumber is Visit by the number of its receipt.
func (s *Store) VisitByNumber(ctx context.Context, tx *sqldb.Tx, number string, scope identity.Scope) (*visit.Visit, error) {
	return s.oneVisit(ctx, tx, `v.number = ?`, number, scope)
}

func (s *Store) oneVisit(ctx context.Context, tx *sqldb.Tx, by, value string, scope identity.Scope) (*visit.Visit, error) {
	where, args := scopeWhere("v", scope)
	v, err := s.scanVisit(tx.Row(ctx, `SELECT `+prefixed("v", visitColumns)+` FROM visit v WHERE `+by+` AND `+where, append([]any{value}, args...)...))
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "visit.none")
	}
	if err != nil {
		return nil, err
	}
	v.Flags, err = s.visitFlags(ctx, tx, v.ID)
	return v, err
}

func (s *Store) visitFlags(ctx context.Context, tx *sqldb.Tx, of id.ID) ([]visit.Flag, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT kind, other, raised, settled, actor, sealed FROM visit_flag WHERE visit = ? ORDER BY raised, kind, other`, string(of)), func(row *sqldb.Row) (f visit.Flag, err error) {
		var sealed []byte
		if err := row.Scan(&f.Kind, &f.Other, &f.Raised, &f.Settled, &f.Actor, &sealed); err != nil {
			return f, err
		}
		note, err := s.unseal(personal.ForVisit, sealed, 1)
		if err == nil {
			f.Note = note[0]
		}
		return f, err
	})
}

// VisitContent gives the keyed digest of an entry that is there under an id,
// "" for none: what is sent again is told from what differs.
func (s *Store) VisitContent(ctx context.Context, tx *sqldb.Tx, of id.ID) (content string, err error) {
	err = tx.Row(ctx, `SELECT content FROM visit WHERE id = ?`, string(of)).Scan(&content)
	if errors.Is(err, sqldb.ErrNoRow) {
		return "", nil
	}
	return content, err
}

// KeepClash keeps an entry that came under the id of another, once.
func (s *Store) KeepClash(ctx context.Context, tx *sqldb.Tx, e *visit.Entry, account id.ID, actor string, at day.Instant) error {
	sealed, err := s.sealJSON(personal.ForVisit, e)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO visit_clash (visit, content, account, actor, received, sealed) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		string(e.ID), s.ContentDigest(e.Content()), string(account), actor, string(at), sealed)
	return err
}

// Clash is another entry that came under the id of one that was there.
type Clash struct {
	visit.Entry
	Actor    string
	Received day.Instant
}

// Clashes gives the entries that came under the id of another one within the
// scope, oldest first.
func (s *Store) Clashes(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) ([]Clash, error) {
	where, args := scopeWhere("v", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT c.actor, c.received, c.sealed FROM visit_clash c JOIN visit v ON v.id = c.visit
		WHERE c.visit = ? AND `+where+` ORDER BY c.received, c.content`, append([]any{string(of)}, args...)...), func(row *sqldb.Row) (c Clash, err error) {
		var sealed []byte
		if err := row.Scan(&c.Actor, &c.Received, &sealed); err != nil {
			return c, err
		}
		return c, s.unsealJSON(personal.ForVisit, sealed, &c.Entry)
	})
}

// VisitsOn gives the ids of the entries of a household that stand on a day,
// but for one.
func (s *Store) VisitsOn(ctx context.Context, tx *sqldb.Tx, household id.ID, act string, on day.Date, but id.ID) ([]id.ID, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT id FROM visit WHERE household = ? AND day = ? AND act = ? AND state = 'stands' AND id <> ? ORDER BY id`,
		string(household), on.String(), act, string(but)), func(row *sqldb.Row) (of id.ID, err error) { return of, row.Scan(&of) })
}

// SaveVisit writes the state of an entry over the version before: what was
// answered never changes. problem.Conflict when somebody changed it since.
func (s *Store) SaveVisit(ctx context.Context, tx *sqldb.Tx, v *visit.Visit) error {
	sealed, err := s.sealJSON(personal.ForVisit, visitBody{v.Answers, v.Visitors, v.Place, v.Reason})
	if err != nil {
		return err
	}
	rows, err := tx.Exec(ctx, `UPDATE visit SET state = ?, counts = ?, sealed = ?, actor = ?, recorded = ?, version = ? WHERE id = ? AND version = ?`,
		string(v.State), flag(v.Counts), sealed, v.Actor, string(v.Recorded), v.Version, string(v.ID), v.Version-1)
	if err == nil && rows == 0 {
		err = problem.New(problem.Conflict, "visit.changed")
	}
	return err
}

// SettleFlag closes an open flag with what was found. problem.Conflict when it
// is closed.
func (s *Store) SettleFlag(ctx context.Context, tx *sqldb.Tx, of id.ID, f visit.Flag) error {
	rows, err := tx.Exec(ctx, `UPDATE visit_flag SET settled = ?, actor = ?, sealed = ? WHERE visit = ? AND kind = ? AND other = ? AND settled = ''`,
		string(f.Settled), f.Actor, s.seal(personal.ForVisit, f.Note), string(of), string(f.Kind), string(f.Other))
	if err == nil && rows == 0 {
		err = problem.New(problem.Conflict, "visit.flag_settled")
	}
	return err
}

// PutVisitForm keeps a form under its digest.
func (s *Store) PutVisitForm(ctx context.Context, tx *sqldb.Tx, f *visit.Form) (digest string, err error) {
	digest = f.Digest()
	known, err := s.VisitForm(ctx, tx, digest)
	if err != nil || known != nil {
		return digest, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO visit_form (digest, body) VALUES (?, ?) ON CONFLICT DO NOTHING`, digest, string(f.JSON()))
	return digest, err
}

// VisitForm gives the form of a digest, nil for none.
func (s *Store) VisitForm(ctx context.Context, tx *sqldb.Tx, digest string) (*visit.Form, error) {
	var body string
	err := tx.Row(ctx, `SELECT body FROM visit_form WHERE digest = ?`, digest).Scan(&body)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return visit.ReadForm([]byte(body))
}

// LastCounting gives the latest entry of a household in a campaign that counts,
// "" for none.
func (s *Store) LastCounting(ctx context.Context, tx *sqldb.Tx, campaign, household id.ID) (of id.ID, err error) {
	err = tx.Row(ctx, `SELECT id FROM visit WHERE campaign = ? AND household = ? AND counts = 1 ORDER BY day DESC, id DESC LIMIT 1`, string(campaign), string(household)).Scan(&of)
	if errors.Is(err, sqldb.ErrNoRow) {
		return "", nil
	}
	return of, err
}
