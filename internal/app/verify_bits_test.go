package app_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// errTakeBack ends a transaction that was only to show what a change does.
var errTakeBack = errors.New("taken back")

// sealedRow is one row of what may not change: its columns by kind, and how it is
// found.
type sealedRow struct {
	table, where          string
	texts, numbers, blobs []string
}

// sealedRows are a row of each table that stands for an outcome, a record or a
// certificate, and of the tables that verify digests besides.
var sealedRows = []sealedRow{
	{"campaign_outcome", "by_hand = 1 AND file <> ''", []string{"campaign", "subject", "act", "kind", "area", "unit", "name", "state", "reason", "day", "person", "approver", "file", "actor", "recorded"},
		[]string{"seq", "persons", "by_hand"}, []string{"sealed"}},
	{"audit", "act = 'outcome.record'", []string{"chain", "id", "at", "actor", "act", "noun", "subject", "area", "unit", "digest", "detail", "role", "prev", "hash"}, []string{"seq", "count"}, nil},
	{"audit_seal", "seq = 1", []string{"chain", "hash", "prev", "seal", "at"}, []string{"seq", "last"}, nil},
	{"certificate", "id = (SELECT MIN(c.id) FROM certificate c)", []string{"id", "campaign", "area", "unit", "as_of", "actor", "issued"}, []string{"format"}, nil},
	{"certificate_line", "part = 'all' AND certificate = (SELECT MIN(c.id) FROM certificate c)", []string{"certificate", "part", "place", "counts", "digest"}, nil, nil},
	{"campaign", "state = 'active'", []string{"id", "plan", "digest", "title", "area", "unit", "as_of", "state", "recorded", "sealed"}, []string{"version"}, nil},
	{"helper", "name = '欧阳助'", []string{"number", "name", "organisation", "unit", "area", "post", "kind", "skills", "opened", "digest"}, []string{"capacity"}, []string{"sealed"}},
}

// TestEveryBitOfWhatIsSealedIsWatched flips each bit of each column of such a
// row, one at a time, and wants verify to find it. A value that the database
// itself refuses is found before. On PostgreSQL, where each takes a way over the
// network, it is one bit of each byte: what verify reads is the same.
func TestEveryBitOfWhatIsSealedIsWatched(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		p := plant(t, d)
		if _, err := d.machine.Certify(t.Context(), app.CertifyOrder{Campaign: p.active}); err != nil {
			t.Fatal(err)
		}
		if _, err := d.machine.ImportHelpers(t.Context(), app.ImportOrder{Path: list(t, "帮扶人,单位,电话,职务,能帮户数,特长", "欧阳助,镇政府,13800138199,科员,3,做饭"), Area: gaobu, AsOf: asOf}, nil); err != nil {
			t.Fatal(err)
		}
		if err := d.machine.SealRecords(t.Context()); err != nil {
			t.Fatal(err)
		}
		if v, err := d.machine.Verify(t.Context()); err != nil || len(v.Broken) > 0 || v.Helpers != 1 || v.Campaigns != 2 {
			t.Fatalf("untouched: %+v, %v", v, err)
		}
		for _, row := range sealedRows {
			f := &flipper{d, t, row, 0, 1}
			if db.Engine() == sqldb.PostgreSQL {
				f.step = 9 // the next byte, and its next bit
			}
			f.all(t.Context())
			if f.flips < 50 {
				t.Errorf("%s: only %d bits were flipped: %s finds no whole row", row.table, f.flips, row.where)
			}
		}
	})
}

// flipper changes one row, each time by one bit.
type flipper struct {
	*door
	t *testing.T
	sealedRow
	flips int
	step  int
}

func (f *flipper) all(ctx context.Context) {
	for _, column := range f.texts {
		var text string
		f.value(ctx, column, &text)
		for i := 0; i < 8*len(text); i += f.step {
			f.flip(ctx, column, i, bitFlipped([]byte(text), i, func(b []byte) any { return string(b) }))
		}
		if text == "" { // has no bit: anything in it is a change
			f.flip(ctx, column, 0, "x")
		}
	}
	for _, column := range f.numbers {
		var n int64
		f.value(ctx, column, &n)
		for i := range 64 {
			f.flip(ctx, column, i, n^(1<<i))
		}
	}
	for _, column := range f.blobs {
		var body []byte
		f.value(ctx, column, &body)
		for i := 0; i < 8*len(body); i += f.step {
			f.flip(ctx, column, i, bitFlipped(body, i, func(b []byte) any { return b }))
		}
	}
}

func bitFlipped(body []byte, bit int, as func([]byte) any) any {
	changed := append([]byte(nil), body...)
	changed[bit/8] ^= 1 << (bit % 8)
	return as(changed)
}

func (f *flipper) value(ctx context.Context, column string, into any) {
	err := f.store.Read(ctx, func(tx *sqldb.Tx) error {
		return tx.Row(ctx, `SELECT `+column+` FROM `+f.table+` WHERE `+f.where+` ORDER BY 1 LIMIT 1`).Scan(into)
	})
	if err != nil {
		f.t.Fatalf("%s.%s: %v", f.table, column, err)
	}
}

func (f *flipper) flip(ctx context.Context, column string, bit int, value any) {
	f.flips++
	err := f.store.Write(ctx, func(tx *sqldb.Tx) error {
		rows, err := tx.Exec(ctx, `UPDATE `+f.table+` SET `+column+` = ? WHERE `+f.where, value)
		if err != nil {
			return err // refused by the database
		}
		if rows != 1 {
			return fmt.Errorf("%d rows at %s", rows, f.where)
		}
		v, err := app.VerifyWithin(ctx, tx, f.store)
		if err != nil {
			return fmt.Errorf("verify stops: %w", err)
		}
		if len(v.Broken) == 0 {
			f.t.Errorf("%s.%s: bit %d goes unseen", f.table, column, bit)
		}
		return errTakeBack
	})
	if err != nil && (strings.Contains(err.Error(), "rows at") || strings.Contains(err.Error(), "verify stops")) {
		f.t.Errorf("%s.%s: bit %d: %v", f.table, column, bit, err)
	}
}
