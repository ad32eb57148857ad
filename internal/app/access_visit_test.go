package app_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"maps"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/visit"
)

func init() {
	maps.Copy(userCases, visitCases)
}

// visitCases are the use cases over visits.
var visitCases = map[string]useCase{
	"VisitForm": {identity.VisitRecord, func(w *walk) (int64, error) {
		task, err := w.desk.VisitForm(w.t.Context(), "", "", "visit")
		if err != nil {
			return 0, err
		}
		return int64(len(task.Form.Steps)) / 4, nil
	}, anyone, false},
	"PutVisit": {identity.VisitRecord, func(w *walk) (int64, error) {
		_, err := w.visitor().PutVisit(w.t.Context(), w.visitEntry())
		return ifDone(err)
	}, who(reachesA, 1), false},
	"Visit": {identity.VisitSee, func(w *walk) (int64, error) {
		v, _ := w.visitWithPhoto(w.machine)
		got, err := w.desk.Visit(w.t.Context(), v)
		w.tell(got)
		return ifDone(err)
	}, who(reachesA, 1), false},
	"Visits": {identity.VisitSee, func(w *walk) (int64, error) {
		w.visitWithPhoto(w.machine)
		lines, _, err := w.desk.Visits(w.t.Context(), app.VisitsWanted{PageOf: app.PageOf{Limit: 1}})
		w.tell(lines)
		return int64(len(lines)), err
	}, who(reachesA, 1), false},
	"DueBoard": {identity.VisitSee, func(w *walk) (int64, error) {
		board, err := w.desk.DueBoard(w.t.Context(), w.plant.active)
		if err != nil {
			return 0, err
		}
		w.tell(board)
		return 1, nil
	}, who(meetsTown, 1), false},
	"DueList": {identity.VisitSee, func(w *walk) (int64, error) {
		_, _, _, err := w.desk.DueList(w.t.Context(), w.plant.active, "none", app.PageOf{})
		if problem.Is(err, problem.NotFound) && problem.As(err).Key == "visit.no_window" {
			return 1, nil
		}
		return 0, err
	}, who(meetsTown, 1), false},
	"Fulfilment": {identity.VisitSee, func(w *walk) (int64, error) {
		_, err := w.desk.Fulfilment(w.t.Context(), w.plant.active)
		return ifDone(err)
	}, who(meetsTown, 1), false},
	"HelperDues": {identity.VisitSee, func(w *walk) (int64, error) {
		all, err := w.desk.HelperDues(w.t.Context(), w.plant.active, "nobody")
		w.tell(all)
		return ifDone(err)
	}, who(meetsTown, 1), false},
	"PrintVisitPapers": {identity.PersonalUnmask, func(w *walk) (int64, error) {
		all, err := w.desk.PrintVisitPapers(w.t.Context(), app.VisitPaperOrder{Household: string(w.visitEntry().Household), Act: "visit"})
		return int64(len(all)), err
	}, who(reachesA, 1), true},
	"KeyVisitPaper": {identity.VisitRecord, func(w *walk) (int64, error) {
		printed, err := w.machine.PrintVisitPapers(w.t.Context(), app.VisitPaperOrder{Household: string(w.visitEntry().Household), Act: "visit"})
		if err != nil {
			w.t.Fatal(err)
		}
		sheet, err := w.visitor().KeyVisitPaper(w.t.Context(), printed[0].Number)
		w.tell(sheet)
		return ifDone(err)
	}, who(reachesA, 1), false},
	"Simulate": {identity.CampaignOpen, func(w *walk) (int64, error) { // the walk's plan pairs nobody: it ends behind the run, which is walked
		order := app.SimulateOrder{RunOrder: app.RunOrder{Plan: readPlan(w.t, walkPlan), Text: []byte(walkPlan), Households: w.plant.lists["A"], AsOf: asOf, Out: w.t.TempDir(), Lang: locale.Chinese}}
		_, err := w.desk.Simulate(w.t.Context(), order, nil)
		return atFault(err, "simulate.no_pairs")
	}, who(runs, 1), false},
	"VisitView": {identity.VisitSee, func(w *walk) (int64, error) {
		v, _ := w.visitWithPhoto(w.machine)
		got, err := w.desk.VisitView(w.t.Context(), v)
		w.tell(got)
		return ifDone(err)
	}, who(reachesA, 1), false},
	"VisitSheet": {identity.VisitRecord, func(w *walk) (int64, error) {
		sheet, err := w.visitor().VisitSheet(w.t.Context(), string(w.visitEntry().Household), "", "", "visit")
		w.tell(sheet)
		return ifDone(err)
	}, who(reachesA, 1), false},
	"PutVisitPhoto": {identity.VisitRecord, func(w *walk) (int64, error) {
		return ifDone(w.desk.PutVisitPhoto(w.t.Context(), app.PhotoOrder{Visit: id.New(), ID: id.New(), Content: aPhoto(w)}))
	}, anyone, false},
	"OpenVisitPhoto": {identity.PersonalUnmask, func(w *walk) (int64, error) {
		v, photo := w.visitWithPhoto(w.machine)
		_, err := w.desk.OpenVisitPhoto(w.t.Context(), v, photo)
		return ifDone(err)
	}, who(reachesA, 1), true},
	"AnnulVisit": {identity.VisitJudge, func(w *walk) (int64, error) {
		v, _ := w.visitWithPhoto(w.machine)
		_, err := w.desk.AnnulVisit(w.t.Context(), v, 0, "录错户")
		return ifDone(err)
	}, who(reachesA, 1), false},
	"SettleVisitFlag": {identity.VisitJudge, func(w *walk) (int64, error) {
		v, _ := w.visitWithPhoto(w.machine)
		return ifDone(w.desk.SettleVisitFlag(w.t.Context(), v, visit.FlagUnmet, "", "邻居说外出"))
	}, who(reachesA, 1), false},
}

// visitor is the actor's desk; of a helper that of an account: the one that is
// paired where his places reach village A, else one that is nobody.
func (w *walk) visitor() *app.Desk {
	switch actor := w.desk.Actor(); {
	case actor.Role != identity.Helper:
		return w.desk
	case actor.Scope.Sees(villageA, ""):
		w.plant.helper(w)
		return w.seated("helper.a")
	}
	return w.seated("u.bb")
}

// visitEntry is a visit to household A901 at which nobody was met.
func (w *walk) visitEntry() visit.Entry {
	ctx := w.t.Context()
	task, err := w.machine.VisitForm(ctx, "", "", "visit")
	if err != nil {
		w.t.Fatal(err)
	}
	var household id.ID
	err = w.store.Read(ctx, func(tx *sqldb.Tx) error {
		known, err := w.store.FileOf(ctx, tx, "A901", "", identity.Everything)
		if err == nil {
			household = known.ID
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return visit.Entry{ID: id.New(), Household: household, Act: "visit", Form: task.Digest, At: day.At(w.now), Way: visit.ByDesk,
		Visitors: []visit.Visitor{{Name: "走访人"}}, Answers: visit.Answers{"met": {Text: "没有见到"}, "not_met": {Text: "外出"}}}
}

func (w *walk) visitWithPhoto(desk *app.Desk) (of, photo id.ID) {
	e := w.visitEntry()
	if _, err := desk.PutVisit(w.t.Context(), e); err != nil {
		w.t.Fatal(err)
	}
	photo = id.New()
	if err := desk.PutVisitPhoto(w.t.Context(), app.PhotoOrder{Visit: e.ID, ID: photo, Content: aPhoto(w)}); err != nil {
		w.t.Fatal(err)
	}
	return e.ID, photo
}

// photos counts the photos of the walk, so that no two are one file.
var photos int

func aPhoto(w *walk) []byte {
	photos++
	return jpegOf(w.t, photos)
}

func jpegOf(t interface{ Fatal(...any) }, width int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8+width%900, 8)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// ifDone counts one thing done.
func ifDone(err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return 1, nil
}
