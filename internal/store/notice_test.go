package store

import (
	"context"
	"reflect"
	"testing"

	"songnuan/internal/blob"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

const (
	testNotice    = id.ID("n1")
	testObjection = id.ID("o1")
	waitingCaseID = id.ID("c8")
)

func wholeNotice(h *registry.Household, photo string) *casework.Notice {
	return &casework.Notice{ID: testNotice, Number: "GS2026-00001", Kind: casework.KindDibao, Profile: "dibao", Digest: "dd", Step: "posting", Level: "village", Area: h.Area, Unit: h.Unit,
		Rule: casework.NoticeRule{Days: 7, Fields: []string{"name"}}, NoticeText: casework.NoticeText{Title: "公示", Phone: "0769"}, State: casework.NoticePosted, Posted: date26(11, 1), Starts: date26(11, 1),
		Until: date26(11, 9), Moved: "国庆", Photo: photo, Reason: "x", Before: "n0", Actor: "cun", Recorded: testInstant, Version: 1}
}

// placeNotice lays a notice with a row, an objection, and a case that waits.
// The case of placeCase must be there.
func placeNotice(t *testing.T, s *Store, h *registry.Household) {
	t.Helper()
	ctx := t.Context()
	photo, err := blob.Of([]byte("\xff\xd8\xff\xe0notice"))
	if err != nil {
		t.Fatal(err)
	}
	waits := wholeCase(waitingCaseID, h)
	waits.Doing, waits.Step = casework.StepNotice, "posting"
	n := wholeNotice(h, photo.Digest)
	row := casework.NoticeRow{Notice: n.ID, Serial: 1, Case: testCaseID, Household: h.ID, Area: h.Area, Unit: h.Unit, State: casework.RowPosted, Cells: []string{"1", "张*"}}
	write(t, s, func(tx *sqldb.Tx) error {
		return firstError(s.AddCase(ctx, tx, waits), s.AddAttachment(ctx, tx, photo, testInstant), s.AddNotice(ctx, tx, n, "form"), s.AddNoticeRows(ctx, tx, []casework.NoticeRow{row}),
			s.FixNoticeRows(ctx, tx, []casework.NoticeRow{row}),
			s.AddObjection(ctx, tx, &casework.Objection{ID: testObjection, Notice: n.ID, Serial: 1, Case: testCaseID, Area: h.Area, Unit: h.Unit, Named: true, Received: date26(11, 2), Due: date26(11, 16),
				State: casework.ObjectionOpen, ObjectionText: casework.ObjectionText{Receipt: "R", Name: "某人", Text: "有房"}, Actor: "cun", Recorded: testInstant, Version: 1}, "form"))
	})
}

func noticeReads(ctx context.Context, s *Store, _ placed) map[string]scopedRead {
	today := date26(11, 5)
	return map[string]scopedRead{
		"Notice": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.Notice(ctx, tx, testNotice, scope))
		},
		"NoticeByNumber": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.NoticeByNumber(ctx, tx, "GS2026-00001", scope))
		},
		"NoticeOfForm": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.NoticeOfForm(ctx, tx, "form", scope))
		},
		"Notices": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, _, err := s.Notices(ctx, tx, NoticeFilter{State: casework.NoticePosted, Area: "441900129", Kind: casework.KindDibao, Hangs: today, From: date26(11, 1)}, scope, "", 9)
			return len(all), err
		},
		"CountNotices": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.CountNotices(ctx, tx, scope)
			return len(all), err
		},
		"NoticePhoto": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.NoticePhoto(ctx, tx, testNotice, scope))
		},
		"PublicVillages": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.PublicVillages(ctx, tx, today, scope, 9)
			return len(all), err
		},
		"NoticeRows": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.NoticeRows(ctx, tx, testNotice, "", scope, 0, 9)
			return len(all), err
		},
		"HangingRows": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.HangingRows(ctx, tx, testNotice, scope, 0, 9)
			return len(all), err
		},
		"NoticeRow": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.NoticeRow(ctx, tx, testNotice, 1, scope))
		},
		"WaitingForNotice": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.WaitingForNotice(ctx, tx, scope, 9)
			return len(all), err
		},
		"CasesForNotice": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, err := s.CasesForNotice(ctx, tx, Waiting{Area: "441900129", Kind: casework.KindDibao, Digest: "dd", Step: "posting"}, scope, 9)
			return len(all), err
		},
		"Objection": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			return one(s.Objection(ctx, tx, testObjection, scope))
		},
		"Objections": func(tx *sqldb.Tx, scope identity.Scope) (int, error) {
			all, _, err := s.Objections(ctx, tx, ObjectionFilter{Notice: testNotice, State: casework.ObjectionOpen, Late: date26(12, 1)}, scope, "", 9)
			return len(all), err
		},
	}
}

func TestNoticeComesBackWhole(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		h := newPopulation().household()
		add(t, s, h)
		placeCase(t, s, h)
		placeNotice(t, s, h)
		read(t, s, func(tx *sqldb.Tx) error {
			n, err := s.Notice(t.Context(), tx, testNotice, identity.Everything)
			if err != nil {
				return err
			}
			if want := wholeNotice(h, n.Photo); !reflect.DeepEqual(n, want) {
				t.Errorf("the notice came back as %+v, want %+v", n, want)
			}
			due, err := s.DueNotices(t.Context(), tx, date26(11, 10), 9)
			if err != nil || len(due) != 1 {
				t.Errorf("due: %v, %v", due, err)
			}
			if due, err = s.DueNotices(t.Context(), tx, date26(11, 9), 9); err != nil || len(due) != 0 {
				t.Errorf("due on its last day: %v, %v", due, err)
			}
			o, err := s.ObjectionByReceipt(t.Context(), tx, "R")
			if err != nil || o.ID != testObjection || o.Name != "某人" || o.Due != date26(11, 16) {
				t.Errorf("%+v, %v", o, err)
			}
			number, err := s.NoticeNumber(t.Context(), tx, 2026)
			if err != nil || number != "GS2026-00002" {
				t.Errorf("%s, %v", number, err)
			}
			return err
		})
	})
}
