package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

const (
	testCaseID   = id.ID("c1")
	testDocument = id.ID("d1")
)

// wholeCase has every field set, so that none is lost on the way.
func wholeCase(of id.ID, h *registry.Household) *casework.Case {
	return &casework.Case{ID: of, Number: "2026-00129-0001-" + string(of), Kind: casework.KindDibao, Channel: casework.BySelf, Profile: "dibao", Digest: "dd", Area: h.Area, Unit: h.Unit,
		Household: h.ID, Applicant: h.Head, Persons: 3, Covered: 2, Cause: "因病", Category: "低保对象", Amount: 62000, Class: "A", Step: "check", Round: 2,
		State: casework.Running, Kin: true, Objected: true, Received: date26(11, 1), Began: date26(11, 5), Due: date26(11, 20), DueAll: date26(12, 20), Stopped: date26(11, 10),
		Lost: 3, Extended: true, Doing: casework.StepCheck, Turn: "town_reviewer village_clerk", Agent: "李某", Origin: "c0", Heir: "c9", Opened: testInstant, User: "u1",
		Actor: "cun", Recorded: testInstant, Version: 1}
}

func wholeAct(of id.ID, seq int64) *casework.Act {
	return &casework.Act{Case: of, Seq: seq, Step: "check", Place: 1, Do: casework.StepCheck, Round: 1, Verb: casework.Pass, User: "u1", Actor: "cun", Role: "village_clerk",
		With: []casework.Person{{User: "u2", Name: "王某", Post: "网格员", Confirmed: true}, {Name: "赵某"}}, Reason: "家中属实", To: "intake", ToPlace: 0, Area: "441900129201", Unit: "0001.",
		Category: "低保对象", Amount: 62000, Covered: 2, Class: "A", Meeting: &casework.Meeting{On: date26(11, 2), Chair: "陈某", Due: 9, Came: 7, For: 7}, Notice: "n1",
		Assessment: []casework.Assessment{{Side: casework.Found, On: date26(11, 2), Tests: []casework.Assessed{{Test: "income", Verdict: casework.Yes}}}},
		Until:      date26(11, 9), Late: true, On: date26(11, 2), Recorded: testInstant}
}

// placeCase lays a case with an act, a paper and its household.
func placeCase(t *testing.T, s *Store, h *registry.Household) {
	t.Helper()
	ctx := t.Context()
	photo, err := blob.Of([]byte("\xff\xd8\xff\xe0case"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, s, func(tx *sqldb.Tx) error {
		return firstError(s.AddCase(ctx, tx, wholeCase(testCaseID, h)), s.AddCaseActs(ctx, tx, wholeAct(testCaseID, 1)),
			s.AddAttachment(ctx, tx, photo, testInstant),
			s.AddDocument(ctx, tx, &casework.Document{ID: testDocument, Case: testCaseID, Kind: casework.KindPaper, Paper: "id", File: photo.Digest, On: date26(11, 1), Actor: "cun", Recorded: testInstant}),
			s.AddCaseHousehold(ctx, tx, &CaseHousehold{Case: testCaseID, Side: casework.Declared, Form: registry.FormOf(h, registry.Show{Personal: true}), Household: h, Actor: "cun", Recorded: testInstant}))
	})
}

func caseReads(ctx context.Context, s *Store, _ placed) map[string]scopedRead {
	today := date26(11, 23)
	return map[string]scopedRead{
		"Case": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.Case(ctx, tx, testCaseID, scope)) },
		"CaseByNumber": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.CaseByNumber(ctx, tx, "2026-00129-0001-c1", scope))
		},
		"CasesByID": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.CasesByID(ctx, tx, []id.ID{testCaseID}, scope)
			return len(all), err
		},
		"CaseActs": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.CaseActs(ctx, tx, testCaseID, scope)
			return len(all), err
		},
		"ActsOfCases": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.ActsOfCases(ctx, tx, []id.ID{testCaseID}, scope)
			return len(all), err
		},
		"CaseHousehold": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.CaseHousehold(ctx, tx, testCaseID, casework.Declared, scope))
		},
		"Documents": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Documents(ctx, tx, []id.ID{testCaseID}, scope)
			return len(all), err
		},
		"DocumentFile": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.DocumentFile(ctx, tx, testCaseID, testDocument, scope))
		},
		"Cases": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, _, err := s.Cases(ctx, tx, &casework.Filter{}, scope, "", 9)
			return len(all), err
		},
		"CountCases": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.CountCases(ctx, tx, &casework.Filter{}, today, scope)
			return len(all), err
		},
		"LateCases": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.LateCases(ctx, tx, &casework.Filter{}, today, scope, 9)
			return len(all), err
		},
	}
}

func TestCaseComesBackWhole(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, h := t.Context(), newPopulation().household()
		add(t, s, h)
		placeCase(t, s, h)
		next := wholeCase(testCaseID, h)
		next.Version, next.State, next.Step, next.Heir = 2, casework.Posted, "posting", "c8"
		write(t, s, func(tx *sqldb.Tx) error { return s.SaveCases(ctx, tx, next) })
		if err := s.Write(ctx, func(tx *sqldb.Tx) error { return s.SaveCases(ctx, tx, next) }); !problem.Is(err, problem.Conflict) {
			t.Fatalf("a version was written twice: %v", err)
		}
		read(t, s, func(tx *sqldb.Tx) error {
			got, err := s.Case(ctx, tx, testCaseID, identity.Everything)
			if err != nil || !reflect.DeepEqual(got, next) {
				t.Errorf("the case came back as %+v, %v", got, err)
			}
			acts, err := s.CaseActs(ctx, tx, testCaseID, identity.Everything)
			if err != nil || len(acts) != 1 || !reflect.DeepEqual(&acts[0], wholeAct(testCaseID, 1)) {
				t.Errorf("the act came back as %+v, %v", acts, err)
			}
			side, err := s.CaseHousehold(ctx, tx, testCaseID, casework.Declared, identity.Everything)
			if err != nil || len(registry.Diff(h, side.Household)) != 0 || side.Household.Members[0].IDNumber != h.Members[0].IDNumber {
				t.Errorf("the household came back as %+v, %v", side, err)
			}
			return nil
		})
	})
}

func TestReceiptsCountByTown(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		for i, prefix := range []string{"a", "b", "a", "a", "b"} {
			want := []int64{1, 1, 2, 3, 2}[i]
			write(t, s, func(tx *sqldb.Tx) error {
				if n, err := s.NextReceipt(t.Context(), tx, prefix); err != nil || n != want {
					t.Errorf("%s counts %d, %v", prefix, n, err)
				}
				return nil
			})
		}
	})
}

func TestCasesOfPersons(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, people := t.Context(), newPopulation()
		h, other := people.household(), people.household()
		c := wholeCase(testCaseID, h)
		numbers := []personal.ID{h.Members[0].IDNumber}
		write(t, s, func(tx *sqldb.Tx) error {
			return firstError(s.AddCase(ctx, tx, c), s.PutCasePersons(ctx, tx, c.ID, other), s.PutCasePersons(ctx, tx, c.ID, h))
		})
		read(t, s, func(tx *sqldb.Tx) error {
			for i, ask := range []struct {
				kind      casework.Kind
				household id.ID
				numbers   []personal.ID
				want      int
			}{{c.Kind, h.ID, nil, 1}, {c.Kind, "", numbers, 1}, {c.Kind, h.ID, numbers, 1}, {casework.KindExit, h.ID, numbers, 0}, {c.Kind, other.ID, []personal.ID{other.Members[0].IDNumber}, 0}, {c.Kind, "", nil, 0}} {
				all, err := s.CasesOfPersons(ctx, tx, ask.kind, ask.household, ask.numbers)
				if err != nil || len(all) != ask.want {
					t.Errorf("%d: %d cases, %v", i, len(all), err)
				}
			}
			return nil
		})
	})
}

// Whichever way the queue is found, it is in one order, page by page, and holds
// what the filter says.
func TestQueueIsWhatTheFilterSays(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, h := t.Context(), newPopulation().household()
		villages := []area.Code{"441900129200", "441900129201", "441900130001"}
		write(t, s, func(tx *sqldb.Tx) error {
			var turned []*casework.Case
			for i := range 60 {
				c := wholeCase(id.ID(fmt.Sprintf("q%02d", i)), h)
				c.Area, c.Unit, c.State = villages[i%3], "", []casework.State{casework.Running, casework.Incomplete, casework.Filed, casework.Posted}[i%4]
				c.Due, c.Turn = date26(11, 1+i%7*3), []string{"village_clerk", "town_reviewer"}[i%2]
				if i%10 == 0 {
					c.Due = day.Date{}
				}
				c.Stopped = day.Date{}
				if c.State == casework.Incomplete {
					c.Stopped = date26(11, 3)
				}
				if err := s.AddCase(ctx, tx, c); err != nil {
					return err
				}
				next := *c
				next.Version = 2
				turned = append(turned, &next)
			}
			judged := wholeAct("q00", 1)
			judged.Step, judged.User, judged.Do = "opinion", "u7", casework.StepOpinion
			return firstError(s.SaveCases(ctx, tx, turned...), s.AddCaseActs(ctx, tx, judged))
		})
		town := identity.Scope{Areas: []area.Code{"441900129000"}}
		for name, one := range map[string]struct {
			filter casework.Filter
			scope  identity.Scope
			want   int
		}{
			"open":             {casework.Filter{}, identity.Everything, 45},
			"of the town":      {casework.Filter{}, town, 30},
			"ended":            {casework.Filter{Ended: true}, town, 10},
			"incomplete":       {casework.Filter{State: casework.Incomplete}, identity.Everything, 15},
			"standing still":   {casework.Filter{Stopped: true}, identity.Everything, 15},
			"overdue":          {casework.Filter{DueBefore: date26(11, 10)}, identity.Everything, 12},
			"my turn":          {casework.Filter{Role: "village_clerk"}, identity.Everything, 15},
			"not judged by me": {casework.Filter{Role: "village_clerk", User: "u7"}, identity.Everything, 14},
			"nobody's":         {casework.Filter{Role: "auditor"}, identity.Everything, 0},
			"a village":        {casework.Filter{Area: villages[0]}, town, 15},
			"elsewhere":        {casework.Filter{Area: villages[2]}, town, 0},
			"by name":          {casework.Filter{Text: h.Head}, town, 30},
			"by number":        {casework.Filter{Text: "2026-00129-0001-q03"}, town, 1},
			"of a kind":        {casework.Filter{Kinds: []casework.Kind{casework.KindExit}}, town, 0},
		} {
			t.Run(name, func(t *testing.T) { walkQueue(t, s, &one.filter, one.scope, one.want) })
		}
	})
}

func walkQueue(t *testing.T, s *Store, f *casework.Filter, scope identity.Scope, want int) {
	read(t, s, func(tx *sqldb.Tx) error {
		met, last := map[id.ID]bool{}, ""
		for after := ""; ; {
			page, next, err := s.Cases(t.Context(), tx, f, scope, after, 7)
			if err != nil {
				return err
			}
			for _, c := range page {
				key := until(c.Due) + string(c.ID)
				if met[c.ID] || !f.Ended && key < last {
					t.Fatalf("%s comes twice or too late", c.ID)
				}
				met[c.ID], last = true, key
			}
			if after = next; next == "" {
				break
			}
		}
		if len(met) != want {
			t.Errorf("%d cases instead of %d", len(met), want)
		}
		counts, err := s.CountCases(t.Context(), tx, f, date26(11, 23), scope)
		sum := int64(0)
		for _, n := range counts {
			sum += n.Cases
		}
		if sum != int64(want) {
			t.Errorf("%d are counted", sum)
		}
		return err
	})
}

// Acts are only ever added: no statement of the store changes or removes one.
func TestNoStatementChangesAnAct(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	changes := regexp.MustCompile(`(?is)(update|delete\s+from)\s+case_act|into\s+case_act\b[^` + "`" + `]*on\s+conflict`)
	inserted := false
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if found := changes.Find(text); found != nil {
			t.Errorf("%s: %s", file, found)
		}
		inserted = inserted || strings.Contains(string(text), `"case_act"`)
	}
	if !inserted {
		t.Error("acts are written under another name: this test looks for nothing")
	}
}
