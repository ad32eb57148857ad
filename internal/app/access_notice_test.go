package app_test

import (
	"maps"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/registry"
)

func init() {
	maps.Copy(userCases, noticeCases)
	maps.Copy(open, map[string]string{
		"PublicNotices": "what hangs on the wall, to anybody", "PublicNotice": "the same", "PublicObject": "anybody may object to what hangs", "PublicObjection": "who holds the receipt",
		"EndNotices": "the program's own work, which shows nobody anything",
	})
}

// waits lays a case of village A before its notice.
func (w *walk) waits() *casework.Case {
	w.t.Helper()
	name := "欧阳公" + strconv.Itoa(w.next())
	h := &registry.Household{Head: name, Size: 2, Covered: 2, Members: []registry.Member{{Seq: 1, Name: name, Relation: "户主"}}}
	c, err := app.PlaceForNotice(w.t.Context(), w.machine, villageA, casework.KindFiling, "", h)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *walk) order(c *casework.Case) app.NoticeOrder {
	return app.NoticeOrder{Area: villageA, Kind: c.Kind, Digest: c.Digest, Step: c.Step, Cases: []id.ID{c.ID}}
}

// drawn is a new draft in village A.
func (w *walk) drawn() *casework.Notice {
	w.t.Helper()
	n, err := w.machine.DraftNotice(w.t.Context(), w.order(w.waits()))
	if err != nil {
		w.t.Fatal(err)
	}
	n, err = w.machine.EditNotice(w.t.Context(), n.ID, app.NoticeEdit{Texts: noticeTexts})
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// hangs is a new notice in village A, with an objection.
func (w *walk) hangs() (*casework.Notice, *casework.Objection) {
	w.t.Helper()
	n, err := w.machine.PostNotice(w.t.Context(), app.NoticePosting{Notice: w.drawn().ID, Photo: boardPhoto(w.t)})
	if err != nil {
		w.t.Fatal(err)
	}
	o, err := w.machine.TakeObjection(w.t.Context(), app.ObjectionOrder{Notice: n.ID, Serial: 1, Name: "欧阳异", Text: "他家在镇上有房"})
	if err != nil {
		w.t.Fatal(err)
	}
	return n, o
}

// notice is a notice of village A with an objection, for all that look.
func (w *walk) notice() (*casework.Notice, *casework.Objection) {
	if w.plant.notice == nil {
		w.plant.notice, w.plant.objection = w.hangs()
	}
	return w.plant.notice, w.plant.objection
}

// noticeCases are the use cases over public notices.
var noticeCases = map[string]useCase{
	"Notices": {identity.CaseSee, func(w *walk) (int64, error) {
		n, _ := w.notice()
		list, err := w.desk.Notices(w.t.Context(), app.NoticesWanted{Area: villageA, Limit: 500})
		if err != nil {
			return 0, err
		}
		w.tell(list)
		for _, l := range list.Lines {
			if l.ID == n.ID {
				return 1, nil
			}
		}
		return 0, nil
	}, who(reachesA, 1), false},
	"WaitingNotices": {identity.NoticePost, func(w *walk) (int64, error) {
		w.waits()
		waits, err := w.desk.WaitingNotices(w.t.Context())
		w.tell(waits)
		return min(1, int64(len(waits))), err
	}, who(reachesA, 1), false},
	"Notice": {identity.CaseSee, func(w *walk) (int64, error) {
		n, _ := w.notice()
		view, err := w.desk.Notice(w.t.Context(), n.ID, 0)
		w.tell(view)
		return done(err)
	}, who(reachesA, 1), false},
	"NoticeWhole": {identity.CaseSee, func(w *walk) (int64, error) {
		n, _ := w.notice()
		view, err := w.desk.NoticeWhole(w.t.Context(), n.ID)
		w.tell(view)
		return done(err)
	}, who(reachesA, 1), false},
	"PrintNotice": {identity.CaseSee, func(w *walk) (int64, error) {
		n, _ := w.notice()
		_, _, err := w.desk.PrintNotice(w.t.Context(), n.ID, "A3")
		return done(err)
	}, who(reachesA, 1), false},
	"NoticePhoto": {identity.CaseSee, func(w *walk) (int64, error) {
		n, _ := w.notice()
		_, err := w.desk.NoticePhoto(w.t.Context(), n.ID)
		return done(err)
	}, who(reachesA, 1), false},
	"DraftNotice": {identity.NoticePost, func(w *walk) (int64, error) {
		_, err := w.desk.DraftNotice(w.t.Context(), w.order(w.waits()))
		return done(err)
	}, who(reachesA, 1), false},
	"EditNotice": {identity.NoticePost, func(w *walk) (int64, error) {
		_, err := w.desk.EditNotice(w.t.Context(), w.drawn().ID, app.NoticeEdit{Texts: noticeTexts})
		return done(err)
	}, who(reachesA, 1), false},
	"DropNotice": {identity.NoticePost, func(w *walk) (int64, error) {
		return done(w.desk.DropNotice(w.t.Context(), w.drawn().ID))
	}, who(reachesA, 1), false},
	"PostNotice": {identity.NoticePost, func(w *walk) (int64, error) {
		_, err := w.desk.PostNotice(w.t.Context(), app.NoticePosting{Notice: w.drawn().ID})
		return done(err)
	}, who(reachesA, 1), false},
	"PhotoNotice": {identity.NoticePost, func(w *walk) (int64, error) {
		n, _ := w.notice()
		_, err := w.desk.PhotoNotice(w.t.Context(), app.NoticePosting{Notice: n.ID, Photo: boardPhoto(w.t)})
		return done(err)
	}, who(reachesA, 1), false},
	"CancelNotice": {identity.NoticeJudge, func(w *walk) (int64, error) {
		n, _ := w.hangs()
		_, err := w.desk.CancelNotice(w.t.Context(), app.NoticeCancel{Notice: n.ID, Reason: "写错"})
		return done(err)
	}, who(reachesA, 1), false},
	"TakeObjection": {identity.NoticePost, func(w *walk) (int64, error) {
		n, _ := w.notice()
		_, err := w.desk.TakeObjection(w.t.Context(), app.ObjectionOrder{Notice: n.ID, Serial: 1, Text: "他家有新房子"})
		return done(err)
	}, who(reachesA, 1), false},
	"Objections": {identity.CaseSee, func(w *walk) (int64, error) {
		w.notice()
		lines, _, err := w.desk.Objections(w.t.Context(), app.ObjectionsWanted{Limit: 500})
		w.tell(lines)
		return min(1, int64(len(lines))), err
	}, who(reachesA, 1), false},
	"Objection": {identity.CaseSee, func(w *walk) (int64, error) {
		_, o := w.notice()
		view, err := w.desk.Objection(w.t.Context(), o.ID)
		w.tell(view)
		return done(err)
	}, who(reachesA, 1), false},
	"RevealObjection": {identity.NoticeJudge, func(w *walk) (int64, error) {
		_, o := w.notice()
		_, _, err := w.desk.RevealObjection(w.t.Context(), o.ID)
		return done(err)
	}, who(reachesA, 1), true},
	"SettleObjection": {identity.NoticeJudge, func(w *walk) (int64, error) {
		_, o := w.hangs()
		_, err := w.desk.SettleObjection(w.t.Context(), app.ObjectionAnswer{Objection: o.ID, Reason: "属实", Upheld: true, Looked: []string{"赵复查"}})
		return done(err)
	}, who(reachesA, 1), false},
}
