package app_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/emmansun/gmsm/sm3"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

func (d *drive) certify(t *testing.T, order app.CertifyOrder) *app.CertificateView {
	t.Helper()
	order.Campaign = d.at.ID
	c, err := d.Certify(t.Context(), order)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func entries(c campaign.Counts) map[campaign.Outcome]int64 {
	all := map[campaign.Outcome]int64{}
	for state, n := range c {
		all[state] = n.Entries
	}
	return all
}

func TestCertificateHoldsForGood(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := started(t, db)
		d.records(t, "1", campaign.Helped)
		first := d.certify(t, app.CertifyOrder{})
		if want := map[campaign.Outcome]int64{campaign.Open: 1, campaign.Helped: 1, campaign.NotEligible: 2}; !reflect.DeepEqual(entries(first.Lines[0].Counts), want) {
			t.Errorf("%v", first.Lines[0].Counts)
		}
		if len(first.Lines) != 3 || first.Lines[1].Place != string(xiansha) || first.Lines[2].Place != string(luxi) || first.Names[string(luxi)] != "卢溪村村民委员会" {
			t.Errorf("%+v", first.Lines)
		}
		village := d.certify(t, app.CertifyOrder{Area: xiansha, AsOf: first.AsOf})
		if village.Lines[0].Digest != first.Lines[1].Digest || village.ID == first.ID {
			t.Error("a village's own certificate differs from its line")
		}
		d.records(t, "3", campaign.Refused)
		d.records(t, "1", campaign.Open)
		d.change(t, `UPDATE household SET closed = '2027-01-01' WHERE number = '2'`)
		d.rebuilt(t, readPlan(t, d.plan))
		again := d.certify(t, app.CertifyOrder{AsOf: first.AsOf})
		if !reflect.DeepEqual(again.Certificate, first.Certificate) {
			t.Errorf("issued %+v, again %+v", first.Certificate, again.Certificate)
		}
		earlier := day.At(first.AsOf.Time().Add(-1)) // reckoned anew as of a past instant, not read from what was issued
		if past := d.certify(t, app.CertifyOrder{AsOf: earlier}); past.Lines[0].Digest != first.Lines[0].Digest || past.ID == first.ID {
			t.Errorf("as of the past %+v", past.Lines[0])
		}
		last := d.certify(t, app.CertifyOrder{})
		if want := map[campaign.Outcome]int64{campaign.Open: 1, campaign.Refused: 1, campaign.NotEligible: 1}; !reflect.DeepEqual(entries(last.Lines[0].Counts), want) {
			t.Errorf("%v", last.Lines[0].Counts)
		}
		if v := d.whole(t); v.Certificates != 4 || v.Steps != 8 {
			t.Errorf("%+v", v)
		}
	})
}

// The digest of a certificate is what docs/campaign.md says, reckoned here from
// the table by nothing of the program.
func TestCertificateIsReckonedAsWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := started(t, db)
		d.records(t, "1", campaign.Helped)
		c := d.certify(t, app.CertifyOrder{})
		h := sm3.New()
		err := d.store.Read(t.Context(), func(tx *sqldb.Tx) error {
			for row, err := range tx.Query(t.Context(), `SELECT subject, CAST(seq AS TEXT), kind, area, unit, CAST(persons AS TEXT), state, reason,
					CASE by_hand WHEN 1 THEN 'true' ELSE 'false' END, day, person, approver, file, actor, recorded
				FROM campaign_outcome o WHERE seq = (SELECT MAX(seq) FROM campaign_outcome p WHERE p.subject = o.subject) ORDER BY subject`) {
				if err != nil {
					return err
				}
				fields := make([]string, 15)
				into := make([]any, len(fields))
				for i := range fields {
					into[i] = &fields[i]
				}
				if err := row.Scan(into...); err != nil {
					return err
				}
				for _, field := range fields {
					h.Write([]byte{0, 0, byte(len(field) >> 8), byte(len(field))})
					h.Write([]byte(field))
				}
			}
			return nil
		})
		if got := hex.EncodeToString(h.Sum(nil)); err != nil || got != c.Lines[0].Digest {
			t.Errorf("%s, certified %s (%v)", got, c.Lines[0].Digest, err)
		}
	})
}

func TestCertificatesAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d, ctx := started(t, db), t.Context()
		reviewer := d.program.As(identity.Actor{Name: "镇", Role: identity.TownReviewer, Scope: identity.Scope{Areas: []area.Code{xiansha}}})
		for name, c := range map[string]struct {
			desk  *app.Desk
			order app.CertifyOrder
			want  problem.Code
		}{
			"to come":           {d.Desk, app.CertifyOrder{AsOf: "2999-01-01T00:00:00.000000Z"}, problem.Invalid},
			"before activation": {d.Desk, app.CertifyOrder{AsOf: "2027-01-01T00:00:00.000000Z"}, problem.NotFound},
			"of nothing":        {d.Desk, app.CertifyOrder{Area: "441900129202"}, problem.NotFound},
			"elsewhere":         {d.Desk, app.CertifyOrder{Area: "441900130000"}, problem.Forbidden},
			"unknown unit":      {d.Desk, app.CertifyOrder{Unit: "没有的单位"}, problem.NotFound},
			"outside his scope": {reviewer, app.CertifyOrder{}, problem.Forbidden},
			"his village":       {reviewer, app.CertifyOrder{Area: xiansha}, ""},
			"another village":   {reviewer, app.CertifyOrder{Area: luxi}, problem.Forbidden},
		} {
			c.order.Campaign = d.at.ID
			if _, err := c.desk.Certify(ctx, c.order); problem.CodeOf(err) != c.want {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// Outcomes recorded while certificates are issued never come into one that was
// issued without them.
func TestCertifyWhileOthersRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := started(t, db)
		var wg sync.WaitGroup
		wg.Go(func() {
			for i := range 10 {
				state := []campaign.Outcome{campaign.Helped, campaign.Open}[i%2]
				if _, err := d.RecordOutcome(t.Context(), d.order("1", state)); err != nil {
					t.Errorf("recording: %v", err)
				}
			}
		})
		wg.Go(func() {
			for range 6 {
				if _, err := d.Certify(t.Context(), app.CertifyOrder{Campaign: d.at.ID}); err != nil {
					t.Errorf("certifying: %v", err)
				}
			}
		})
		wg.Wait()
		if v := d.whole(t); v.Certificates != 6 {
			t.Errorf("%+v", v)
		}
	})
}

// TestVerifyFindsEveryChange flips one bit of every column of every table that
// proves something, row by row, and one at a time; and takes rows away.
func TestVerifyFindsEveryChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := started(t, db)
		order := d.order("1", campaign.Moved)
		order.Attached, _ = blob.Of([]byte("%PDF-1.7 proof"))
		if _, err := d.RecordOutcome(t.Context(), order); err != nil {
			t.Fatal(err)
		}
		exception := d.order("3", campaign.Exception)
		exception.Approver = "王镇长"
		if _, err := d.RecordOutcome(t.Context(), exception); err != nil {
			t.Fatal(err)
		}
		d.certify(t, app.CertifyOrder{})
		if err := d.SealRecords(t.Context()); err != nil {
			t.Fatal(err)
		}
		d.whole(t)
		for table, columns := range map[string]string{
			"campaign_outcome": "campaign subject seq act kind area unit name persons state reason by_hand day person approver file sealed actor recorded",
			"coverage":         "campaign subject kind area unit name persons state reason version by_hand",
			"certificate":      "id campaign area unit as_of format actor issued",
			"certificate_line": "certificate part place counts digest",
			"attachment":       "digest type size sealed",
			"audit":            "chain seq id at actor act noun subject area unit count digest detail prev hash",
			"audit_seal":       "seq chain last hash prev seal at",
		} {
			flips := d.flips(t, table, strings.Fields(columns))
			for _, f := range flips {
				d.tamper(t, f)
			}
			if len(flips) < len(strings.Fields(columns)) {
				t.Errorf("%s: %d changes tried", table, len(flips))
			}
		}
	})
}

// flip changes one row of a table.
type flip struct {
	name      string
	statement string
	args      []any
}

// rowKeys are the columns that name a row.
var rowKeys = map[string][]string{
	"campaign_outcome": {"campaign", "subject", "seq"}, "coverage": {"campaign", "subject"}, "certificate": {"id"},
	"certificate_line": {"certificate", "part", "place"}, "attachment": {"digest"}, "audit": {"chain", "seq"}, "audit_seal": {"seq"},
}

// flips are a change of the lowest bit of each column of each row, and the loss
// of each row.
func (d *drive) flips(t *testing.T, table string, columns []string) (all []flip) {
	t.Helper()
	keys := rowKeys[table]
	err := d.store.Read(t.Context(), func(tx *sqldb.Tx) error {
		for row, err := range tx.Query(t.Context(), "SELECT "+strings.Join(append(columns, keys...), ", ")+" FROM "+table) {
			if err != nil {
				return err
			}
			values := make([]any, len(columns)+len(keys))
			into := make([]any, len(values))
			for i := range values {
				into[i] = &values[i]
			}
			if err := row.Scan(into...); err != nil {
				return err
			}
			where, key := " WHERE "+strings.Join(keys, " = ? AND ")+" = ?", values[len(columns):]
			for i, column := range columns {
				all = append(all, flip{fmt.Sprint(table, ".", column, " of ", key), "UPDATE " + table + " SET " + column + " = ?" + where, append([]any{flipped(values[i])}, key...)})
			}
			all = append(all, flip{fmt.Sprint(table, " without ", key), "DELETE FROM " + table + where, key})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func flipped(value any) any {
	switch v := value.(type) {
	case int64:
		return v ^ 1
	case string:
		if v == "" {
			return "\x01"
		}
		changed := []byte(v)
		changed[len(changed)-1] ^= 1 // within the last byte of a character, too
		return string(changed)
	case []byte:
		changed := append([]byte(nil), v...)
		changed[len(changed)-1] ^= 1
		return changed
	}
	return []byte{1} // of NULL
}

var errTakenBack = errors.New("taken back")

// tamper makes a change, verifies within the same transaction, and takes the
// change back.
func (d *drive) tamper(t *testing.T, f flip) {
	t.Helper()
	err := d.store.Write(t.Context(), func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(t.Context(), f.statement, f.args...); err != nil {
			return err
		}
		if found, err := d.broken(t.Context(), tx); err != nil || found == 0 {
			t.Errorf("%s went unseen (%v)", f.name, err)
		}
		return errTakenBack
	})
	_, taken := sqldb.IsUnique(err) // a key that is taken, or names nothing, can't be written at all
	if !errors.Is(err, errTakenBack) && !taken && !sqldb.IsForeign(err) && !sqldb.IsCheck(err) {
		t.Errorf("%s: %v", f.name, err)
	}
}

func (d *drive) broken(ctx context.Context, tx *sqldb.Tx) (int, error) {
	v, err := app.VerifyIn(ctx, tx, d.store)
	return len(v.Broken), err
}
