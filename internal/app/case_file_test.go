package app_test

import (
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// through brings a case to the step of its kind, each step by another person, a
// notice by running its days.
func (b *bureau) through(ref string, to casework.State) {
	b.t.Helper()
	by := map[casework.StepKind][]string{
		casework.StepIntake: {"cun1"}, casework.StepPapers: {"cun1"}, casework.StepCheck: {"cun2"},
		casework.StepOpinion: {"zhen1"}, casework.StepDecision: {"zhen2"},
	}
	for range 20 {
		v := b.view("zhen2", ref)
		switch {
		case v.State == to:
			return
		case v.Doing == casework.StepNotice:
			b.post(ref)
			b.days(8)
			b.over(ref)
		case len(by[v.Doing]) > 0:
			if _, err := b.step(by[v.Doing][0], ref, casework.Pass, nil); err != nil {
				b.t.Fatalf("%s: %v", v.Doing, err)
			}
		default:
			b.t.Fatalf("stands at %s, %s", v.State, v.Doing)
		}
	}
}

func (b *bureau) filed(ref string) *app.FiledCase {
	b.t.Helper()
	filed, err := b.desks["zhen2"].FileCase(b.t.Context(), ref, app.FileOrder{Version: -1})
	if err != nil {
		b.t.Fatalf("%v %+v", err, filed)
	}
	return filed
}

// An approval opens the file with its category; a review renews what it gave; an
// exit ends it, and the file with it.
func TestApprovalOpensTheFileAndAnExitEndsIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		b := newBureau(t, db)
		sent := b.submitted(b.order(1))
		ref := string(sent.Case)
		b.papers(ref)
		if _, err := b.desks["zhen2"].FileCase(t.Context(), ref, app.FileOrder{Version: -1}); !problem.Is(err, problem.Conflict) {
			t.Fatalf("a case at its intake opened a file: %v", err)
		}
		b.through(ref, casework.Approved)
		filed := b.filed(ref)
		h, err := b.desks["zhen1"].Household(t.Context(), string(filed.Household), b.App.Now().Date())
		if err != nil || len(h.Categories) != 1 || h.Categories[0].Name != "其他困难家庭" || h.Categories[0].From != b.App.Now().Date() {
			t.Fatalf("the file has %+v, %v", h, err)
		}
		if _, err := b.desks["zhen2"].FileCase(t.Context(), ref, app.FileOrder{Version: -1}); !problem.Is(err, problem.Conflict) {
			t.Fatalf("filed twice: %v", err)
		}
		grants, err := b.desks["zhen1"].HouseholdGrants(t.Context(), string(filed.Household))
		if err != nil || len(grants) != 1 || grants[0].Review.IsZero() {
			t.Fatalf("granted %+v, %v", grants, err)
		}
		b.reviewed(grants[0].ID)
		b.left(filed.Household)
	})
}

// reviewed lets the months to the review pass, and reviews.
func (b *bureau) reviewed(grant id.ID) {
	b.t.Helper()
	if due, _, err := b.desks["cun1"].ReviewsDue(b.t.Context(), "", 9); err != nil || len(due) != 0 {
		b.t.Fatalf("due at once: %+v, %v", due, err)
	}
	b.days(345)
	due, _, err := b.desks["cun1"].ReviewsDue(b.t.Context(), "", 9)
	if err != nil || len(due) != 1 || due[0].ID != grant || due[0].Head != "欧阳*" && due[0].Head == "" {
		b.t.Fatalf("due are %+v, %v", due, err)
	}
	saved, err := b.desks["cun1"].BeginReview(b.t.Context(), grant)
	if err != nil {
		b.t.Fatalf("%v %+v", err, saved)
	}
	if again, err := b.desks["cun1"].BeginReview(b.t.Context(), grant); !problem.Is(err, problem.Conflict) {
		b.t.Fatalf("a second review began: %+v, %v", again, err)
	}
	b.carry(saved)
	if due, _, err = b.desks["cun1"].ReviewsDue(b.t.Context(), "", 9); err != nil || len(due) != 0 {
		b.t.Fatalf("still due: %+v, %v", due, err)
	}
}

// carry hands a draft in, brings it to its approval and files it.
func (b *bureau) carry(saved *app.SavedCase) *app.FiledCase {
	b.t.Helper()
	ref := string(saved.Case)
	if sent, err := b.desks["cun1"].SubmitCase(b.t.Context(), ref, saved.Seen); err != nil {
		b.t.Fatalf("%v %+v", err, sent)
	}
	b.papers(ref)
	b.through(ref, casework.Approved)
	return b.filed(ref)
}

// left ends the file because the household moved away.
func (b *bureau) left(household id.ID) {
	b.t.Helper()
	order := app.CaseOrder{Kind: casework.KindExit, Channel: casework.ByVillage, Number: string(household), Cause: "不想管了", Accepted: true}
	if _, err := b.desks["cun1"].OpenCase(b.t.Context(), order); !problem.Is(err, problem.Invalid) {
		b.t.Fatalf("an exit for no reason: %v", err)
	}
	order.Cause = "迁出"
	saved, err := b.desks["cun1"].OpenCase(b.t.Context(), order)
	if err != nil {
		b.t.Fatalf("%v %+v", err, saved)
	}
	filed := b.carry(saved)
	if !filed.Closed || len(filed.Grants) != 1 || filed.Grants[0].Ended != "迁出" || filed.Grants[0].Letter.IsZero() {
		b.t.Fatalf("left as %+v", filed)
	}
	h, err := b.desks["zhen1"].Household(b.t.Context(), string(household), b.App.Now().Date())
	if err != nil || h.Closed != b.App.Now().Date() || h.CloseReason != "迁出" {
		b.t.Fatalf("the file is %+v, %v", h, err)
	}
}

// An urgent case is paid on its first decision, and opens no file before its
// papers, check and notice.
func TestUrgentCaseIsPaidFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		b := newBureau(t, db)
		order := b.order(2)
		order.Kind, order.Form.Causes = casework.KindUrgentAid, []registry.FormTerm{{Name: "意外事故"}}
		sent := b.submitted(order)
		ref := string(sent.Case)
		for v := b.view("zhen2", ref); v.Doing != casework.StepDecision; v = b.view("zhen2", ref) {
			if v.Doing == casework.StepIntake {
				b.papers(ref)
			}
			if _, err := b.step("cun1", ref, casework.Pass, nil); err != nil {
				t.Fatalf("%s: %v", v.Doing, err)
			}
		}
		if _, err := b.step("zhen2", ref, casework.Pass, func(o *app.StepOrder) { o.Amount = 80000 }); err != nil {
			t.Fatal(err)
		}
		view, err := b.desks["zhen1"].CaseGrant(t.Context(), ref)
		if err != nil || view == nil || view.Amount != 80000 || view.Pay != "once" {
			t.Fatalf("paid first: %+v, %v", view, err)
		}
		if _, err := b.desks["zhen2"].FileCase(t.Context(), ref, app.FileOrder{Version: -1}); !problem.Is(err, problem.Conflict) {
			t.Fatalf("a file before the check: %v", err)
		}
	})
}
