package store

import (
	"context"
	"time"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/offline"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const phoneColumns = `p.id, p.account, u.account, u.name, p.label, u.area, u.unit, p.made, p.seen, p.fetched, p.unsent, p.oldest, p.drift, p.revoked, p.revoked_by`

// phoneHolds counts the households that a phone has fetched.
const phoneHolds = `(SELECT COUNT(*) FROM phone_household h WHERE h.phone = p.id)`

func scanPhone(row *sqldb.Row) (p *offline.Phone, err error) {
	p = &offline.Phone{}
	var drift int64
	err = row.Scan(&p.ID, &p.User, &p.Account, &p.Name, &p.Label, &p.Area, &p.Unit, &p.Made, &p.Seen, &p.Fetched, &p.Unsent, &p.Oldest, &drift,
		&p.Revoked, &p.RevokedBy, &p.Holds)
	p.Drift = time.Duration(drift) * time.Second
	return p, err
}

// AddPhone writes a phone down; added is false when it is there already.
func (s *Store) AddPhone(ctx context.Context, tx *sqldb.Tx, p *offline.Phone) (added bool, err error) {
	rows, err := tx.Exec(ctx, `INSERT INTO phone (id, account, label, made, seen) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
		string(p.ID), string(p.User), p.Label, string(p.Made), string(p.Seen))
	return rows == 1, err
}

// TouchPhone writes down what a phone said of itself.
func (s *Store) TouchPhone(ctx context.Context, tx *sqldb.Tx, p *offline.Phone) error {
	_, err := tx.Exec(ctx, `UPDATE phone SET seen = ?, fetched = ?, unsent = ?, oldest = ?, drift = ? WHERE id = ?`,
		string(p.Seen), string(p.Fetched), p.Unsent, string(p.Oldest), int64(p.Drift/time.Second), string(p.ID))
	return err
}

// RevokePhone shuts a phone out. revoked is false when it was already.
func (s *Store) RevokePhone(ctx context.Context, tx *sqldb.Tx, of id.ID, now day.Instant, actor string) (revoked bool, err error) {
	rows, err := tx.Exec(ctx, `UPDATE phone SET revoked = ?, revoked_by = ? WHERE id = ? AND revoked = ''`, string(now), actor, string(of))
	return rows == 1, err
}

// PhoneOf gives a phone of an account. problem.NotFound when it is none of it.
func (s *Store) PhoneOf(ctx context.Context, tx *sqldb.Tx, of, user id.ID) (*offline.Phone, error) {
	return onePhone(sqldb.Collect(tx.Query(ctx, `SELECT `+phoneColumns+`, `+phoneHolds+` FROM phone p JOIN account u ON u.id = p.account WHERE p.id = ? AND p.account = ?`,
		string(of), string(user)), scanPhone))
}

// Phone gives a phone of somebody who sits within the scope.
func (s *Store) Phone(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*offline.Phone, error) {
	where, args := scopeWhere("u", scope)
	return onePhone(sqldb.Collect(tx.Query(ctx, `SELECT `+phoneColumns+`, `+phoneHolds+` FROM phone p JOIN account u ON u.id = p.account WHERE p.id = ? AND `+where,
		append([]any{string(of)}, args...)...), scanPhone))
}

func onePhone(found []*offline.Phone, err error) (*offline.Phone, error) {
	if err == nil && len(found) == 0 {
		err = problem.New(problem.NotFound, "offline.no_phone")
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// Phones gives a page of the phones of people who sit within the scope, the
// newest first.
func (s *Store) Phones(ctx context.Context, tx *sqldb.Tx, scope identity.Scope, before id.ID, limit int) ([]*offline.Phone, error) {
	where, args := scopeWhere("u", scope)
	if before != "" {
		where += ` AND p.id < ?`
		args = append(args, string(before))
	}
	return sqldb.Collect(tx.Query(ctx, `SELECT `+phoneColumns+`, `+phoneHolds+` FROM phone p JOIN account u ON u.id = p.account WHERE `+where+` ORDER BY p.id DESC LIMIT ?`,
		append(args, limit)...), scanPhone)
}

// LatePhones gives the phones within the scope whose entries wait since before an
// instant, or which hold households and said nothing since before another.
func (s *Store) LatePhones(ctx context.Context, tx *sqldb.Tx, waiting, silent day.Instant, scope identity.Scope, limit int) ([]*offline.Phone, error) {
	where, args := scopeWhere("u", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+phoneColumns+`, `+phoneHolds+` FROM phone p JOIN account u ON u.id = p.account
		WHERE p.revoked = '' AND (p.unsent > 0 AND p.oldest <> '' AND p.oldest < ? OR p.fetched <> '' AND p.seen < ?) AND `+where+` ORDER BY p.seen, p.id LIMIT ?`,
		append(append([]any{string(waiting), string(silent)}, args...), limit)...), scanPhone)
}

// PutFetched writes down which households lie on a phone.
func (s *Store) PutFetched(ctx context.Context, tx *sqldb.Tx, phone id.ID, fetched, gone []id.ID, now day.Instant) error {
	for _, h := range fetched {
		if _, err := tx.Exec(ctx, `INSERT INTO phone_household (phone, household, fetched) VALUES (?, ?, ?)
			ON CONFLICT (phone, household) DO UPDATE SET fetched = excluded.fetched`, string(phone), string(h), string(now)); err != nil {
			return err
		}
	}
	for _, h := range gone {
		if _, err := tx.Exec(ctx, `DELETE FROM phone_household WHERE phone = ? AND household = ?`, string(phone), string(h)); err != nil {
			return err
		}
	}
	return nil
}

// AddPhoneKey writes a key of the office down.
func (s *Store) AddPhoneKey(ctx context.Context, tx *sqldb.Tx, key *offline.Key, now day.Instant) error {
	_, err := tx.Exec(ctx, `INSERT INTO phone_key (id, public, sealed, made) VALUES (?, ?, ?, ?)`,
		key.ID, key.Public(), s.sealer.Seal(personal.ForOfficeKey, key.Private()), string(now))
	return err
}

// PhoneKeys gives the keys of the office, the newest first.
func (s *Store) PhoneKeys(ctx context.Context, tx *sqldb.Tx) ([]*offline.Key, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT sealed FROM phone_key ORDER BY made DESC, id`), func(row *sqldb.Row) (*offline.Key, error) {
		var sealed []byte
		if err := row.Scan(&sealed); err != nil {
			return nil, err
		}
		private, err := s.sealer.Open(personal.ForOfficeKey, sealed)
		if err != nil {
			return nil, err
		}
		return offline.ReadKey(private)
	})
}

// LastVisits gives the most recent visits of households, at most some of each, the
// newest first. The caller has found the households.
func (s *Store) LastVisits(ctx context.Context, tx *sqldb.Tx, households []id.ID, most int, each func(household id.ID, on day.Date, number string)) error {
	if len(households) == 0 {
		return nil
	}
	args := make([]any, len(households))
	for i, h := range households {
		args[i] = string(h)
	}
	last, n := id.ID(""), 0
	for row, err := range tx.Query(ctx, `SELECT household, day, number FROM visit WHERE household IN (`+sqldb.Marks(len(households))+`) AND state = 'stands' ORDER BY household, day DESC, id DESC`, args...) {
		if err != nil {
			return err
		}
		var household id.ID
		var on, number string
		if err := row.Scan(&household, &on, &number); err != nil {
			return err
		}
		if household != last {
			last, n = household, 0
		}
		if n++; n <= most {
			each(household, dateOf(&on), number)
		}
	}
	return nil
}
