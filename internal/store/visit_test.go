package store

import (
	"bytes"
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"songnuan/internal/blob"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/pairing"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/visit"
)

const (
	aVisit = id.ID("01890000-0000-7000-8000-00000000a001")
	aPhoto = id.ID("01890000-0000-7000-8000-00000000a002")
)

func testVisit(of id.ID, h *registry.Household) *visit.Visit {
	return &visit.Visit{
		Entry: visit.Entry{ID: of, Household: h.ID, Campaign: aDrive, Duty: "quarterly", Act: "visit", Form: "digest", At: testInstant, Way: visit.ByDesk,
			Answers: visit.Answers{"state_note": {Text: "风湿"}, "gifts": {Gifts: []visit.Gift{{Kind: "米", Value: 10000, Own: true}}}}, Visitors: []visit.Visitor{{Helper: "helper-a", Name: "陈志强"}}},
		Number: visit.NumberOf("V", of), Filed: h.ID, Area: h.Area, Unit: h.Unit, Day: date26(11, 20), Received: testInstant, Own: 10000, Aid: 10000, Met: true, Counts: true,
		State: visit.Stands, Account: "account-a", Actor: "甲", Recorded: testInstant, Version: 1,
		Flags: []visit.Flag{{Kind: visit.FlagClock, Raised: testInstant}}}
}

func placeVisit(t *testing.T, s *Store, h *registry.Household, helper, campaign id.ID) {
	t.Helper()
	pair := testPair("01890000-0000-7000-8000-00000000a003", h.ID, helper)
	pair.Campaign = campaign
	v := testVisit(aVisit, h)
	other := v.Entry
	other.Duty = "else"
	write(t, s, func(tx *sqldb.Tx) error {
		return firstError(s.AddPairs(t.Context(), tx, []*pairing.Pair{pair}), s.AddVisit(t.Context(), tx, v, s.ContentDigest(v.Content())), s.KeepClash(t.Context(), tx, &other, "account-b", "乙", laterInstant),
			s.PutVisitPhoto(t.Context(), tx, &visit.Photo{Visit: aVisit, ID: aPhoto, Recorded: testInstant}, aPicture(t)))
	})
}

func aPicture(t *testing.T) *blob.File {
	t.Helper()
	f, err := blob.Of([]byte("\xff\xd8\xff\xe0 JFIF of a home"))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// visitReads are the reads of visits that take a scope.
func visitReads(ctx context.Context, s *Store, at placed) map[string]scopedRead {
	return map[string]scopedRead{
		"Visit": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.Visit(ctx, tx, aVisit, scope)) },
		"VisitByNumber": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.VisitByNumber(ctx, tx, visit.NumberOf("V", aVisit), scope))
		},
		"VisitPhoto": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.VisitPhoto(ctx, tx, aVisit, aPhoto, scope))
		},
		"Visits": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, _, err := s.Visits(ctx, tx, VisitFilter{Flagged: true}, scope, "", 9)
			return len(all), err
		},
		"DutiesDue": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, _, err := s.DutiesDue(ctx, tx, dueOf(at), scope, "", 9)
			return len(all), err
		},
		"DueByArea": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.DueByArea(ctx, tx, dueOf(at), scope)
			return len(all), err
		},
		"DueByHelper": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.DueByHelper(ctx, tx, dueOf(at), scope)
			return len(all), err
		},
		"Clashes": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Clashes(ctx, tx, aVisit, scope)
			return len(all), err
		},
	}
}

// TestVisitsComeBackWhole: what was written is read, flags and sealed words and
// all; nothing of the words lies in the clear.
func TestVisitsComeBackWhole(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, people := t.Context(), newPopulation()
		h := people.household()
		add(t, s, h)
		v := testVisit(people.ids(), h)
		write(t, s, func(tx *sqldb.Tx) error { return s.AddVisit(ctx, tx, v, s.ContentDigest(v.Content())) })
		read(t, s, func(tx *sqldb.Tx) error {
			got, err := s.Visit(ctx, tx, v.ID, identity.Everything)
			if d := cmp.Diff(v, got, cmp.Comparer(func(a, b day.Date) bool { return a == b })); d != "" || err != nil {
				t.Errorf("visit (-written +read), %v:\n%s", err, d)
			}
			var sealed []byte
			err = tx.Row(ctx, `SELECT sealed FROM visit WHERE id = ?`, string(v.ID)).Scan(&sealed)
			if bytes.Contains(sealed, []byte("风湿")) || bytes.Contains(sealed, []byte("陈志强")) {
				t.Error("words of a visit lie in the clear")
			}
			return err
		})
		note := visit.Flag{Kind: visit.FlagClock, Settled: laterInstant, Actor: "乙", Note: "已核实"}
		write(t, s, func(tx *sqldb.Tx) error { return s.SettleFlag(ctx, tx, v.ID, note) })
		err := s.Write(ctx, func(tx *sqldb.Tx) error { return s.SettleFlag(ctx, tx, v.ID, note) })
		if !problem.Is(err, problem.Conflict) {
			t.Errorf("settled twice: %v", err)
		}
		next := *v
		next.State, next.Counts, next.Reason, next.Version = visit.Annulled, false, "录错户", 2
		write(t, s, func(tx *sqldb.Tx) error { return s.SaveVisit(ctx, tx, &next) })
		if err := s.Write(ctx, func(tx *sqldb.Tx) error { return s.SaveVisit(ctx, tx, &next) }); !problem.Is(err, problem.Conflict) {
			t.Errorf("saved over a later version: %v", err)
		}
	})
}

// TestPhotosAreKeptOnce: the same photo again is kept once, another under its id
// is refused.
func TestPhotosAreKeptOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		p := &visit.Photo{Visit: aVisit, ID: aPhoto, Recorded: testInstant}
		for range 2 {
			write(t, s, func(tx *sqldb.Tx) error { return s.PutVisitPhoto(ctx, tx, p, aPicture(t)) })
		}
		other, err := blob.Of([]byte("\xff\xd8\xff\xe0 JFIF of another"))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Write(ctx, func(tx *sqldb.Tx) error { return s.PutVisitPhoto(ctx, tx, p, other) }); !problem.Is(err, problem.Conflict) {
			t.Errorf("another photo under the same id: %v", err)
		}
	})
}

// dueOf is a window of the placed campaign in which nothing was done.
func dueOf(at placed) DueQuery {
	return DueQuery{Campaign: at.campaign.ID, Class: "低保", Duty: "call", Act: "call", Span: day.Period{From: date26(11, 1), To: date26(11, 30)}, Least: 1, Clauses: []string{"one_to_one"}, On: date26(11, 23)}
}
