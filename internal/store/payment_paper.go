package store

import (
	"context"
	"errors"

	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// PaymentPaper is a file that belongs to a batch: what the bank sent back, or
// the sheet that people signed.
type PaymentPaper struct {
	Kind    string // back, sheet
	Digest  string // SM3 of the content
	Type    string // how a name of such a file ends: csv, xlsx, jpg
	Size    int64
	Content []byte // nil in a list
	Signed
}

// AddPaymentPaper keeps a file of a batch, sealed; the same file twice is kept
// once.
func (s *Store) AddPaymentPaper(ctx context.Context, tx *sqldb.Tx, batch id.ID, p *PaymentPaper) error {
	_, err := tx.Exec(ctx, `INSERT INTO payment_paper (batch, kind, digest, type, size, sealed, actor, recorded) VALUES (`+sqldb.Marks(8)+`) ON CONFLICT DO NOTHING`,
		string(batch), p.Kind, p.Digest, p.Type, int64(len(p.Content)), s.sealer.Seal(personal.ForAttachment, string(p.Content)), p.Actor, string(p.At))
	return err
}

// PaymentPapers gives the files of a batch without their content, after Payment,
// which is scoped.
func (s *Store) PaymentPapers(ctx context.Context, tx *sqldb.Tx, batch id.ID) ([]PaymentPaper, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT kind, digest, type, size, actor, recorded FROM payment_paper WHERE batch = ? ORDER BY recorded, digest`, string(batch)), func(row *sqldb.Row) (p PaymentPaper, err error) {
		return p, row.Scan(&p.Kind, &p.Digest, &p.Type, &p.Size, &p.Actor, &p.At)
	})
}

// PaymentPaper opens a file of a batch, after Payment, which is scoped.
// problem.NotFound when there is none.
func (s *Store) PaymentPaper(ctx context.Context, tx *sqldb.Tx, batch id.ID, kind, digest string) (*PaymentPaper, error) {
	p := &PaymentPaper{}
	var sealed []byte
	err := tx.Row(ctx, `SELECT kind, digest, type, size, actor, recorded, sealed FROM payment_paper WHERE batch = ? AND kind = ? AND digest = ?`, string(batch), kind, digest).
		Scan(&p.Kind, &p.Digest, &p.Type, &p.Size, &p.Actor, &p.At, &sealed)
	if errors.Is(err, sqldb.ErrNoRow) {
		return nil, problem.New(problem.NotFound, "fund.no_paper")
	}
	if err != nil {
		return nil, err
	}
	content, err := s.sealer.Open(personal.ForAttachment, sealed)
	if err != nil {
		return nil, problem.Wrap(err, problem.Unreadable, "campaign.file_broken", "digest", digest)
	}
	p.Content = []byte(content)
	return p, nil
}

// HasPaymentFile tells whether a file of a batch was taken before, after Payment,
// which is scoped.
func (s *Store) HasPaymentFile(ctx context.Context, tx *sqldb.Tx, batch id.ID, way, digest string) (bool, error) {
	var n int64
	err := tx.Row(ctx, `SELECT COUNT(*) FROM payment_file WHERE batch = ? AND way = ? AND digest = ?`, string(batch), way, digest).Scan(&n)
	return n > 0, err
}

// LastSending gives how many rows of a batch in a state went out last together,
// what they come to, and which sending it was: 0 before the first. It serves the
// page of a batch, after Payment, which is scoped.
func (s *Store) LastSending(ctx context.Context, tx *sqldb.Tx, batch id.ID, state fund.RowState) (f fund.Figure, round int, err error) {
	var times int64
	err = tx.Row(ctx, `SELECT COUNT(*), CAST(COALESCE(SUM(r.fen), 0) AS BIGINT), COALESCE(MAX(r.times), 0) FROM payment_row r WHERE r.batch = ? AND r.state = ?
		AND r.times = (SELECT MAX(m.times) FROM payment_row m WHERE m.batch = ? AND m.state = ?)`, string(batch), string(state), string(batch), string(state)).Scan(&f.Rows, &f.Fen, &times)
	return f, int(times), err
}
