package store

import (
	"fmt"
	"testing"
	"time"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// auditSize is how many records the benchmark reads among.
const auditSize = 1_000_000

// BenchmarkAuditRecords reads pages of 50 of a million records: each filter
// alone, from without bounds and from a small village.
func BenchmarkAuditRecords(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchAudit(b, New(dbtest.SQLite(b), testSealer(b))) })
	b.Run("postgresql", func(b *testing.B) { benchAudit(b, New(dbtest.PostgreSQL(b), testSealer(b))) })
}

func benchAudit(b *testing.B, s *Store) {
	if err := s.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	fillAudit(b, s)
	village := identity.Scope{Areas: []area.Code{"441900129003"}}
	for name, c := range map[string]struct {
		f     AuditFilter
		scope identity.Scope
	}{
		"all":     {AuditFilter{}, identity.Everything},
		"actor":   {AuditFilter{Actor: "甲7"}, identity.Everything},
		"act":     {AuditFilter{Acts: []string{"user.add"}}, identity.Everything},
		"looks":   {AuditFilter{Acts: []string{"household.unmask", "roster.unmask"}}, identity.Everything},
		"subject": {AuditFilter{Noun: "household", Subject: "77"}, identity.Everything},
		"nobody":  {AuditFilter{Actor: "nobody"}, identity.Everything},
		"town":    {AuditFilter{}, identity.Scope{Areas: []area.Code{"441900129000"}}},
		"village": {AuditFilter{}, village},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				read(b, s, func(tx *sqldb.Tx) error {
					_, err := s.AuditRecords(b.Context(), tx, c.f, AuditSpan{Limit: 50}, c.scope)
					return err
				})
			}
		})
	}
}

// fillAudit writes records over 500 places, without linking them: reading does
// not look at the chain.
func fillAudit(b *testing.B, s *Store) {
	b.Helper()
	ids, start := id.Sequence(), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	acts := []string{"household.unmask", "import.end", "user.sign_in", "outcome.record", "roster.unmask", "campaign.roster", "household.edit"}
	write(b, s, func(tx *sqldb.Tx) error {
		c, err := tx.Copy(b.Context(), "audit", columnList(auditColumns)...)
		if err != nil {
			return err
		}
		for i := range auditSize {
			act := acts[i%len(acts)]
			if i%1000 == 0 {
				act = "user.add"
			}
			if err := c.Add(b.Context(), "bench", int64(i+1), string(ids()), string(day.At(start.Add(time.Duration(i)*time.Second))), fmt.Sprint("甲", i%200), act, "household", fmt.Sprint(i%100_000),
				fmt.Sprintf("441900129%03d", i%500), "", int64(1), "", `{"n":1}`, "village_clerk", "", "x"); err != nil {
				return err
			}
		}
		_, err = c.Close(b.Context())
		return err
	})
}
