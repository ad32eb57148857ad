package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// recordSome writes n records over four places, three actors, five acts and
// some minutes; several bear the same instant.
func recordSome(t testing.TB, s *Store, n int) (all []identity.Record) {
	t.Helper()
	dice, ids := rand.New(rand.NewPCG(7, 7)), id.Sequence()
	pick := func(of ...string) string { return of[dice.IntN(len(of))] }
	start := time.Date(2027, 1, 20, 1, 0, 0, 0, time.UTC)
	write(t, s, func(tx *sqldb.Tx) error {
		all = nil
		for i := range n {
			r := identity.Record{ID: ids(), At: day.At(start.Add(time.Duration(i/3) * time.Second)), Actor: pick("甲", "乙", "丙"), Role: identity.Role(pick("village_clerk", "command_line", "")),
				Act: pick("household.unmask", "household.import", "user.add", "outcome.record", "roster.unmask"), Noun: pick("household", "user", "outcome"),
				Subject: pick("1", "2", "3"), Area: area.Code(pick("441900129003", "441900129004", "440106001002", "")), Unit: pick("", "0001.0002."), Count: 1}
			if err := s.AppendAudit(t.Context(), tx, r); err != nil {
				return err
			}
			all = append(all, r)
		}
		return nil
	})
	slices.Reverse(all)
	return all
}

// TestTheRecordIsFilteredAndPagedLikeAList holds every kind of filter, from
// several standpoints, against the same choice among all records, page by page
// there and back.
func TestTheRecordIsFilteredAndPagedLikeAList(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		all := recordSome(t, s, 400)
		filters := []AuditFilter{
			{}, {Actor: "甲"}, {Role: identity.CommandLine}, {Acts: []string{"user.add"}}, {Acts: []string{"household.unmask", "roster.unmask"}}, {Noun: "outcome"},
			{Noun: "household", Subject: "2"}, {Area: "441900129000"}, {Area: "4401"}, {From: all[300].At, To: all[100].At}, {Acts: []string{}},
			{Actor: "乙", Acts: []string{"user.add", "outcome.record"}, Area: "441900129003", From: all[350].At}, {Actor: "nobody"},
		}
		scopes := []identity.Scope{identity.Everything, {Areas: []area.Code{"441900129000"}}, {Units: []string{"0001."}}, {Areas: []area.Code{"441900129003", "440106001002"}, Units: []string{"0001.0002."}}, {}}
		read(t, s, func(tx *sqldb.Tx) error {
			for i, f := range filters {
				for j, scope := range scopes {
					var want []id.ID
					for _, r := range all {
						if passes(f, r) && scope.Sees(r.Area, r.Unit) {
							want = append(want, r.ID)
						}
					}
					if got := walkAudit(t, s, tx, f, scope); !slices.Equal(got, want) {
						t.Errorf("filter %d from %d: %d records instead of %d", i, j, len(got), len(want))
					}
				}
			}
			acts, err := s.AuditActs(t.Context(), tx)
			if len(acts) != 5 || !slices.IsSorted(acts) {
				t.Errorf("acts %v", acts)
			}
			return err
		})
	})
}

func passes(f AuditFilter, r identity.Record) bool {
	return (f.Actor == "" || f.Actor == r.Actor) && (f.Role == "" || f.Role == r.Role) && (f.Noun == "" || f.Noun == r.Noun) && (f.Subject == "" || f.Subject == r.Subject) &&
		(f.Acts == nil || slices.Contains(f.Acts, r.Act)) && (f.Area == "" || f.Area.Contains(r.Area)) && r.At > f.From && (f.To == "" || r.At <= f.To)
}

// walkAudit goes to the end by pages of seven, and checks that the way back
// shows the same.
func walkAudit(t *testing.T, s *Store, tx *sqldb.Tx, f AuditFilter, scope identity.Scope) (ids []id.ID) {
	t.Helper()
	span := AuditSpan{Limit: 7}
	var before []identity.Record
	for {
		page, err := s.AuditRecords(t.Context(), tx, f, span, scope)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			return ids
		}
		if before != nil {
			back, err := s.AuditRecords(t.Context(), tx, f, AuditSpan{After: AuditKey{page[0].At, page[0].ID}, Limit: 7}, scope)
			if err != nil || fmt.Sprint(back) != fmt.Sprint(before) {
				t.Fatalf("the page before is another, %v", err)
			}
		}
		for _, r := range page {
			ids = append(ids, r.ID)
		}
		before, span.Before = page, AuditKey{page[len(page)-1].At, page[len(page)-1].ID}
	}
}
