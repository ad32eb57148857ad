package store

import (
	"context"
	"maps"
	"testing"

	"songnuan/internal/blob"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

func init() {
	maps.Copy(unscoped, map[string]string{
		"AddChange": "write", "SaveChange": "write", "AddChangeAct": "write", "PutTouches": "write", "AddChangePaper": "write", "DropChangePaper": "write",
		"AddFreeze": "write", "EndFreeze": "write", "LastChangeSerial": "a number",
		"TouchedBy":   "one household, one file, wherever; serves the finding of conflicts, and of one outside the village alone is told",
		"HeldChanges": "ids, for the runner, which acts as who approved", "FreezesFrom": "days and places of the office's own, for deciding whether a change waits",
	})
}

// placeChange lays a request with a paper, and a freeze, where the others lie.
func placeChange(t *testing.T, s *Store, at placed) (c *registry.ChangeRequest, paper, freeze id.ID) {
	t.Helper()
	h := at.household
	c = &registry.ChangeRequest{ID: id.New(), Town: "441900129000", Year: 2027, Serial: 1, Kind: registry.ChangeIncome, Occasion: "work", Household: h.ID, File: h.Number, Version: 1,
		Area: h.Area, Unit: h.Unit, State: registry.ChangeSubmitted, Aspects: []registry.Aspect{registry.AspectIncome}, Actor: "村办", Made: testInstant, Due: date26(12, 1), Row: 1,
		Ask: registry.ChangeAsk{Fields: map[string]string{"income": "24000"}, Note: "工资涨了"}}
	file, err := blob.Of([]byte("%PDF-1.7"))
	if err != nil {
		t.Fatal(err)
	}
	paper, freeze = id.New(), id.New()
	write(t, s, func(tx *sqldb.Tx) error {
		return firstError(s.AddChange(t.Context(), tx, c),
			s.AddChangeAct(t.Context(), tx, c.ID, &registry.ChangeAct{Seq: 1, Verb: registry.VerbSubmit, To: c.State, Actor: "村办", At: testInstant, Note: "请审核"}),
			s.AddChangePaper(t.Context(), tx, &registry.ChangePaper{ID: paper, Request: c.ID, Kind: "income_proof", Area: h.Area, Unit: h.Unit, File: file.Digest, Recorded: testInstant}, file),
			s.AddFreeze(t.Context(), tx, &registry.Freeze{ID: freeze, Area: h.Area, Unit: h.Unit, From: date26(12, 1), To: date26(12, 31), Reason: "核对", Recorded: testInstant, Row: 1}))
	})
	return c, paper, freeze
}

func changeReads(ctx context.Context, s *Store, at placed) map[string]scopedRead {
	c, paper, freeze := at.change, at.changePaper, at.freeze
	return map[string]scopedRead{
		"Change": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.Change(ctx, tx, c, scope)) },
		"Changes": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, _, err := s.Changes(ctx, tx, ChangeFilter{Lane: registry.LaneDecide}, scope, "", 9)
			return len(all), err
		},
		"CountChanges": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			n, err := s.CountChanges(ctx, tx, ChangeFilter{}, scope, 9)
			return int(n), err
		},
		"ChangePapers": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.ChangePapers(ctx, tx, c, scope)
			return len(all), err
		},
		"ChangePaper": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			found, _, err := s.ChangePaper(ctx, tx, paper, scope)
			return one(found, err)
		},
		"Freezes": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.Freezes(ctx, tx, day.Date{}, scope)
			return len(all), err
		},
		"Freeze": func(tx *sqldb.Tx, scope identity.Scope) (int, error) { return one(s.Freeze(ctx, tx, freeze, scope)) },
	}
}

func TestARequestComesBackAsItWasWritten(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		at := placeOneOfEach(t, s)
		read(t, s, func(tx *sqldb.Tx) error {
			c, err := s.Change(t.Context(), tx, at.change, identity.Everything)
			if err != nil || c.Number != "变2027-000001" || c.Ask.Fields["income"] != "24000" || c.Ask.Note != "工资涨了" || len(c.Acts) != 1 || c.Acts[0].Note != "请审核" || c.Due != date26(12, 1) {
				t.Errorf("%+v, %v", c, err)
			}
			return nil
		})
		var c *registry.ChangeRequest
		read(t, s, func(tx *sqldb.Tx) (err error) {
			c, err = s.Change(t.Context(), tx, at.change, identity.Everything)
			return err
		})
		stale := *c
		touches := []registry.Touch{{Household: c.Household, Key: "income"}, {Key: "person.x"}}
		write(t, s, func(tx *sqldb.Tx) error {
			return firstError(s.SaveChange(t.Context(), tx, c), s.PutTouches(t.Context(), tx, c.ID, touches), s.PutTouches(t.Context(), tx, c.ID, touches))
		})
		err := s.Write(t.Context(), func(tx *sqldb.Tx) error { return s.SaveChange(t.Context(), tx, &stale) })
		if !problem.Is(err, problem.Conflict) {
			t.Errorf("an old row is written over a newer: %v", err)
		}
		read(t, s, func(tx *sqldb.Tx) error {
			found, err := s.TouchedBy(t.Context(), tx, "", touches)
			if err != nil || len(found[c.ID]) != 2 {
				t.Errorf("%+v, %v", found, err)
			}
			if found, err = s.TouchedBy(t.Context(), tx, c.ID, touches); err != nil || len(found) != 0 {
				t.Errorf("its own: %+v, %v", found, err)
			}
			last, err := s.LastChangeSerial(t.Context(), tx, "441900129000", 2027)
			if err != nil || last != 1 {
				t.Errorf("%d, %v", last, err)
			}
			return nil
		})
	})
}
