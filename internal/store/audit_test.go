package store

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

var errUndo = errors.New("undo the change")

// auditedStore holds three chains, sealed twice.
func auditedStore(t *testing.T, s *Store) {
	t.Helper()
	ids := id.Sequence()
	seal := func() {
		write(t, s, func(tx *sqldb.Tx) error {
			return s.SealChains(t.Context(), tx, func(seal *identity.Seal) { seal.At = laterInstant })
		})
	}
	for i, where := range []string{"441900129003", "441900129004", "440106001002", "", "441900129003"} {
		if i == 3 {
			seal()
		}
		write(t, s, func(tx *sqldb.Tx) error {
			return s.AppendAudit(t.Context(), tx, identity.Record{ID: ids(), At: testInstant, Actor: "甲", Act: "household.import", Noun: "household",
				Subject: fmt.Sprint(i), Area: area.Code(where), Unit: "0001.", Count: int64(i), Digest: "d", Detail: `{"rows":1}`, Role: identity.Auditor})
		})
	}
	seal()
}

func verify(t *testing.T, s *Store, tx *sqldb.Tx) (int64, error) {
	return s.VerifyAudit(t.Context(), tx)
}

func TestAuditChainsHold(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		auditedStore(t, s)
		read(t, s, func(tx *sqldb.Tx) error {
			records, err := verify(t, s, tx)
			if records != 5 {
				t.Errorf("%d records", records)
			}
			var seals int
			if err := tx.Row(t.Context(), `SELECT COUNT(*) FROM audit_seal`).Scan(&seals); err != nil {
				return err
			}
			if seals != 4 { // two chains, then the grown one and the new one
				t.Errorf("%d seals", seals)
			}
			return err
		})
	})
}

// Every change of a single value, and every removed row, must be found. Each
// is undone by failing its transaction.
func TestEveryTamperedValueIsFound(t *testing.T) {
	statements := map[string]string{}
	for _, c := range columnList(auditColumns) {
		change := c + ` = ` + c + ` || 'x'`
		if c == "seq" || c == "count" {
			change = c + ` = ` + c + ` + 100`
		}
		for _, row := range []string{"seq = 1 AND chain LIKE '4419%'", "seq = 3", "chain LIKE '4401%'"} {
			statements["audit "+c+" where "+row] = `UPDATE audit SET ` + change + ` WHERE ` + row
		}
	}
	for _, c := range []string{"seq", "chain", "last", "hash", "prev", "seal", "at"} {
		change := c + ` = ` + c + ` || 'x'`
		if c == "seq" || c == "last" {
			change = c + ` = ` + c + ` + 100`
		}
		for _, row := range []string{"1", "2", "4"} {
			statements["seal "+c+" of "+row] = `UPDATE audit_seal SET ` + change + ` WHERE seq = ` + row
		}
	}
	for _, row := range []string{"seq = 1 AND chain LIKE '4419%'", "seq = 2", "seq = 3", "chain LIKE '4401%'"} {
		statements["removed record "+row] = `DELETE FROM audit WHERE ` + row
	}
	statements["removed seal"] = `DELETE FROM audit_seal WHERE seq = 2`
	each(t, func(t *testing.T, s *Store) {
		auditedStore(t, s)
		for name, statement := range statements {
			err := s.Write(t.Context(), func(tx *sqldb.Tx) error {
				if rows, err := tx.Exec(t.Context(), statement); err != nil || rows != 1 {
					t.Errorf("%s: %d rows, %v", name, rows, err)
				}
				if _, err := verify(t, s, tx); err == nil {
					t.Errorf("%s: the change went unseen", name)
				}
				return errUndo
			})
			if !errors.Is(err, errUndo) {
				t.Error(err)
			}
		}
	})
}

func TestWritersOfOneChainDoNotBreakIt(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				err := s.Write(t.Context(), func(tx *sqldb.Tx) error {
					return s.AppendAudit(t.Context(), tx, identity.Record{ID: id.New(), At: testInstant, Actor: fmt.Sprint(i), Area: "441900129003"})
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		read(t, s, func(tx *sqldb.Tx) error {
			records, err := verify(t, s, tx)
			if records != 8 {
				t.Errorf("%d records", records)
			}
			return err
		})
	})
}

// A seal that takes the mark of a chain away while a record is added to it leaves
// the record with a mark or a seal, never without both.
func TestSealBesideWritersLeavesNoRecordUnmarked(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ids := id.Sequence()
		var lock sync.Mutex
		add := func(tx *sqldb.Tx) error {
			lock.Lock()
			of := ids()
			lock.Unlock()
			return s.AppendAudit(t.Context(), tx, identity.Record{ID: of, At: testInstant, Actor: "甲", Act: "payment.approve", Noun: "payment", Area: "441900129003", Role: identity.Auditor})
		}
		for range 40 {
			write(t, s, add)
			var both sync.WaitGroup
			errs := make([]error, 2)
			both.Go(func() { errs[0] = s.Write(t.Context(), add) })
			both.Go(func() {
				errs[1] = s.Write(t.Context(), func(tx *sqldb.Tx) error {
					return s.SealChains(t.Context(), tx, func(seal *identity.Seal) { seal.At = laterInstant })
				})
			})
			both.Wait()
			if err := errors.Join(errs...); err != nil {
				t.Fatal(err)
			}
			read(t, s, func(tx *sqldb.Tx) error {
				_, err := verify(t, s, tx)
				return err
			})
		}
	})
}
