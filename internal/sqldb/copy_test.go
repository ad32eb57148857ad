package sqldb_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"songnuan/internal/sqldb"
)

func TestCopy(t *testing.T) {
	const rows = 2500 // more than two chunks
	each(t, func(t *testing.T, db *sqldb.DB) {
		write(t, db, func(tx *sqldb.Tx) error {
			units, err := tx.Copy(t.Context(), "unit", "id", "name")
			if err != nil {
				return err
			}
			helpers, err := tx.Copy(t.Context(), "helper", "id", "unit", "number", "fen", "share", "open", "secret")
			if err != nil {
				return err
			}
			for i := range rows {
				key := fmt.Sprintf("%05d", i)
				// The child is added before its chunk of parents is full.
				err := errors.Join(units.Add(t.Context(), "x"+key, "单位"),
					helpers.Add(t.Context(), key, "x"+key, key, int64(i), nil, i%2 == 0, []byte(key)))
				if err != nil {
					return err
				}
			}
			for _, c := range []*sqldb.Copy{helpers, units} {
				if n, err := c.Close(t.Context()); n != rows || err != nil {
					return fmt.Errorf("closed with %d, %w", n, err)
				}
			}
			return nil
		})
		got := ids(t, db, "SELECT id FROM helper WHERE open AND fen >= 2490 AND unit = 'x' || id ORDER BY id")
		if want := []string{"02490", "02492", "02494", "02496", "02498"}; !slices.Equal(got, want) {
			t.Errorf("copied %v", got)
		}
	})
}

func TestCopyIsSeenByTheNextStatement(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		write(t, db, func(tx *sqldb.Tx) error {
			c, err := tx.Copy(t.Context(), "unit", "id", "name")
			if err != nil {
				return err
			}
			if err := c.Add(t.Context(), "u3", "残联"); err != nil {
				return err
			}
			var name string
			if err := tx.Row(t.Context(), "SELECT name FROM unit WHERE id = 'u3'").Scan(&name); err != nil || name != "残联" {
				t.Errorf("sees %q, %v", name, err)
			}
			return c.Add(t.Context(), "u4", "妇联") // not closed: the commit sends it
		})
		if got := ids(t, db, "SELECT id FROM unit ORDER BY id"); !slices.Equal(got, []string{"u1", "u2", "u3", "u4"}) {
			t.Errorf("units %v", got)
		}
	})
}

func TestCopyFails(t *testing.T) {
	each(t, func(t *testing.T, db *sqldb.DB) {
		add := func(ctx context.Context, values ...any) error {
			return db.Write(ctx, func(tx *sqldb.Tx) error {
				c, err := tx.Copy(ctx, "unit", "id", "name")
				if err != nil {
					return err
				}
				err = c.Add(ctx, values...)
				_, closeErr := c.Close(ctx)
				return errors.Join(err, closeErr)
			})
		}
		if name, ok := sqldb.IsUnique(add(t.Context(), "u1", "again")); !ok || name != "unit(id)" {
			t.Errorf("a double gives %q, %v", name, ok)
		}
		if !sqldb.IsCheck(add(t.Context(), "u5", nil)) {
			t.Error("NULL is no broken check")
		}
		if add(t.Context(), "u5") == nil {
			t.Error("a value too few is accepted")
		}
		if got := ids(t, db, "SELECT id FROM unit ORDER BY id"); !slices.Equal(got, []string{"u1", "u2"}) {
			t.Errorf("units %v", got)
		}
	})
}
