package store

import (
	"context"
	"errors"
	"iter"

	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

const auditColumns = `chain, seq, id, at, actor, act, noun, subject, area, unit, count, digest, detail, role, prev, hash`

// AppendAudit links the record to its chain, in the transaction of the act it
// tells of.
func (s *Store) AppendAudit(ctx context.Context, tx *sqldb.Tx, r identity.Record) error {
	r.Chain = identity.ChainOf(r.Area, r.At)
	var seq int64
	var prev string
	err := tx.Row(ctx, `SELECT seq, hash FROM audit WHERE chain = ? ORDER BY seq DESC LIMIT 1`, r.Chain).Scan(&seq, &prev)
	if err != nil && !errors.Is(err, sqldb.ErrNoRow) {
		return err
	}
	r.Link(seq, prev)
	_, err = tx.Exec(ctx, `INSERT INTO audit (`+auditColumns+`) VALUES (`+sqldb.Marks(16)+`)`,
		r.Chain, r.Seq, string(r.ID), string(r.At), r.Actor, r.Act, r.Noun, r.Subject,
		string(r.Area), r.Unit, r.Count, r.Digest, r.Detail, string(r.Role), r.Prev, r.Hash)
	if err != nil {
		return err
	}
	// The mark is written even where it stands: else a seal that takes it away at
	// the same moment would leave this record without either (PostgreSQL does not
	// see the two as a conflict when nothing is written).
	_, err = tx.Exec(ctx, `INSERT INTO audit_unsealed (chain) VALUES (?) ON CONFLICT (chain) DO UPDATE SET chain = excluded.chain`, r.Chain)
	return err
}

func scanAudit(row *sqldb.Row) (r identity.Record, err error) {
	err = row.Scan(&r.Chain, &r.Seq, &r.ID, &r.At, &r.Actor, &r.Act, &r.Noun, &r.Subject,
		&r.Area, &r.Unit, &r.Count, &r.Digest, &r.Detail, &r.Role, &r.Prev, &r.Hash)
	return r, err
}

// AuditOf gives the records about one subject within the scope, oldest first.
func (s *Store) AuditOf(ctx context.Context, tx *sqldb.Tx, noun, subject string, scope identity.Scope) ([]identity.Record, error) {
	where, args := scopeWhere("a", scope)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+auditColumns+` FROM audit a
		WHERE noun = ? AND subject = ? AND `+where+` ORDER BY at, chain, seq`, append([]any{noun, subject}, args...)...), scanAudit)
}

// SealChains adds a link to the chain over the chains for every chain that has
// grown since it was last sealed.
func (s *Store) SealChains(ctx context.Context, tx *sqldb.Tx, stamp func(*identity.Seal)) error {
	var seq int64
	var prev string
	err := tx.Row(ctx, `SELECT seq, seal FROM audit_seal ORDER BY seq DESC LIMIT 1`).Scan(&seq, &prev)
	if err != nil && !errors.Is(err, sqldb.ErrNoRow) {
		return err
	}
	grown, err := unsealed(ctx, tx)
	if err != nil {
		return err
	}
	for _, seal := range grown {
		stamp(&seal)
		seal.Link(seq, prev)
		seq, prev = seal.Seq, seal.Seal
		if _, err := tx.Exec(ctx, `INSERT INTO audit_seal (seq, chain, last, hash, prev, seal, at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			seal.Seq, seal.Chain, seal.Last, seal.Hash, seal.Prev, seal.Seal, string(seal.At)); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `DELETE FROM audit_unsealed`)
	return err
}

// unsealed gives the end of every chain that has grown since it was sealed.
func unsealed(ctx context.Context, tx *sqldb.Tx) ([]identity.Seal, error) {
	return sqldb.Collect(tx.Query(ctx, `SELECT a.chain, a.seq, a.hash FROM audit_unsealed u
		JOIN audit a ON a.chain = u.chain AND a.seq = (SELECT MAX(seq) FROM audit WHERE chain = u.chain)
		ORDER BY a.chain`), func(row *sqldb.Row) (seal identity.Seal, err error) {
		err = row.Scan(&seal.Chain, &seal.Last, &seal.Hash)
		return seal, err
	})
}

// VerifyAudit walks every chain and the chain over them, and looks for chains
// whose end is neither sealed nor waiting to be. It gives the number of records
// checked and the first break.
func (s *Store) VerifyAudit(ctx context.Context, tx *sqldb.Tx) (records int64, err error) {
	if records, err = verifyChains(tx.Query(ctx, `SELECT `+auditColumns+` FROM audit ORDER BY chain, seq`)); err != nil {
		return records, err
	}
	if err := verifySeals(tx.Query(ctx, `SELECT s.seq, s.chain, s.last, s.hash, s.prev, s.seal, s.at, COALESCE(a.hash, '')
		FROM audit_seal s LEFT JOIN audit a ON a.chain = s.chain AND a.seq = s.last ORDER BY s.seq`)); err != nil {
		return records, err
	}
	return records, verifyEnds(tx.Query(ctx, `SELECT e.chain, e.seq FROM (SELECT chain, MAX(seq) AS seq FROM audit GROUP BY chain) e
		LEFT JOIN audit_seal s ON s.chain = e.chain AND s.last = e.seq LEFT JOIN audit_unsealed u ON u.chain = e.chain
		WHERE s.seq IS NULL AND u.chain IS NULL ORDER BY e.chain LIMIT 1`))
}

// verifyEnds reads the end of a chain whose seal is gone.
func verifyEnds(rows iter.Seq2[*sqldb.Row, error]) error {
	for row, err := range rows {
		if err != nil {
			return err
		}
		var chain string
		var last int64
		if err := row.Scan(&chain, &last); err != nil {
			return err
		}
		return identity.Broken(chain, last)
	}
	return nil
}

func verifyChains(rows iter.Seq2[*sqldb.Row, error]) (records int64, err error) {
	var chain, prev string
	var seq int64
	for row, err := range rows {
		if err != nil {
			return records, err
		}
		record, err := scanAudit(row)
		if err != nil {
			return records, err
		}
		if record.Chain != chain {
			chain, prev, seq = record.Chain, "", 0
		}
		if err := record.Check(seq, prev); err != nil {
			return records, err
		}
		seq, prev = record.Seq, record.Hash
		records++
	}
	return records, nil
}

func verifySeals(rows iter.Seq2[*sqldb.Row, error]) error {
	var seq int64
	var prev string
	for row, err := range rows {
		if err != nil {
			return err
		}
		var seal identity.Seal
		var sealed string
		if err := row.Scan(&seal.Seq, &seal.Chain, &seal.Last, &seal.Hash, &seal.Prev, &seal.Seal, &seal.At, &sealed); err != nil {
			return err
		}
		if err := seal.Check(seq, prev); err != nil {
			return err
		}
		if sealed != seal.Hash {
			return identity.Broken(seal.Chain, seal.Last)
		}
		seq, prev = seal.Seq, seal.Seal
	}
	return nil
}
