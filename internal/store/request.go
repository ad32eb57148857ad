package store

import (
	"context"
	"errors"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
)

// Request is what a program asked for under a key of its own, and what came of
// it.
type Request struct {
	Account id.ID
	Key     string
	Digest  string // of what was asked, see RequestDigest
	Claim   id.ID  // the attempt that did it
	Act     string
	Noun    string
	Subject string
	At      day.Instant
	Answer  []byte // nil until it is known
}

// RequestDigest is by what a request is known again. It is keyed, as what was
// asked may hold personal data.
func (s *Store) RequestDigest(asked string) string {
	return s.sealer.Digest(personal.ForRequest, asked)
}

// Request gives what an account asked for under a key; ok is false when nothing
// was done.
func (s *Store) Request(ctx context.Context, tx *sqldb.Tx, account id.ID, key string) (r *Request, ok bool, err error) {
	r = &Request{Account: account, Key: key}
	var sealed []byte
	err = tx.Row(ctx, `SELECT digest, claim, act, noun, subject, at, answer FROM request WHERE account = ? AND key = ?`, string(account), key).
		Scan(&r.Digest, &r.Claim, &r.Act, &r.Noun, &r.Subject, &r.At, &sealed)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, false, nil
	}
	if err != nil || len(sealed) == 0 {
		return r, err == nil, err
	}
	answer, err := s.sealer.Open(personal.ForRequest, sealed)
	r.Answer = []byte(answer)
	return r, err == nil, err
}

// ClaimRequest notes that a request is being carried out, in the transaction of
// its act. mine is false when another attempt has done it. The same attempt may
// claim it any number of times.
func (s *Store) ClaimRequest(ctx context.Context, tx *sqldb.Tx, r *Request) (mine bool, err error) {
	rows, err := tx.Exec(ctx, `INSERT INTO request (account, key, digest, claim, act, noun, subject, at) VALUES (`+sqldb.Marks(8)+`) ON CONFLICT DO NOTHING`,
		string(r.Account), r.Key, r.Digest, string(r.Claim), r.Act, r.Noun, r.Subject, string(r.At))
	if err != nil || rows == 1 {
		return err == nil, err
	}
	var claim id.ID
	err = tx.Row(ctx, `SELECT claim FROM request WHERE account = ? AND key = ?`, string(r.Account), r.Key).Scan(&claim)
	return claim == r.Claim, err
}

// KeepAnswer keeps the answer to a request that an attempt has claimed; without
// a claim nothing was done and nothing is kept.
func (s *Store) KeepAnswer(ctx context.Context, tx *sqldb.Tx, r *Request) error {
	_, err := tx.Exec(ctx, `UPDATE request SET answer = ? WHERE account = ? AND key = ? AND claim = ?`,
		s.sealer.Seal(personal.ForRequest, string(r.Answer)), string(r.Account), r.Key, string(r.Claim))
	return err
}

// DropRequests forgets what was asked before a moment.
func (s *Store) DropRequests(ctx context.Context, tx *sqldb.Tx, before day.Instant) (dropped int64, err error) {
	return tx.Exec(ctx, `DELETE FROM request WHERE at < ?`, string(before))
}
