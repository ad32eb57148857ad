package app_test

import (
	"maps"
	"strconv"

	"songnuan/internal/app"
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
	"songnuan/internal/store"
)

func init() {
	maps.Copy(householdCases, caseCases)
}

// walkProcedure is a procedure of which every step is for every role that works on
// cases, so that the walk is about permissions and places alone.
const walkProcedure = `
format: 1
profile: walk
title: 试
kinds: [filing]
from: 2026-01-01
apply: {by: [self], adult: 18, supplement: 10 工作日}
steps:
  - {id: intake, do: intake, name: 受理, by: [village_clerk, town_reviewer, county_reviewer, union_officer], within: 3 工作日}
  - {id: check, do: check, name: 核对, by: [village_clerk, town_reviewer, county_reviewer, union_officer], people: 1, within: 3 工作日}
  - {id: vote, do: appraisal, name: 评议, by: [village_clerk, town_reviewer, county_reviewer, union_officer], within: 3 工作日}
  - {id: opinion, do: opinion, name: 审核, by: [village_clerk, town_reviewer, county_reviewer, union_officer], within: 3 工作日}
  - {id: decision, do: decision, name: 决定, by: [village_clerk, town_reviewer, county_reviewer, union_officer], within: 3 工作日}
  - {id: file, do: file, name: 建档}
total: {days: 30, unit: working, extend: 45}
`

// walkCase lays a case at a step in a village: a draft for "".
func (w *walk) walkCase(of id.ID, kind casework.Kind, where area.Code, step string) id.ID {
	w.t.Helper()
	ctx, now := w.t.Context(), w.machine.Now()
	number, err := personal.ParseID("441900196503120012")
	if err != nil {
		w.t.Fatal(err)
	}
	phone, err := personal.ParsePhone("13800138123")
	if err != nil {
		w.t.Fatal(err)
	}
	born, _ := day.New(1965, 3, 12)
	h := &registry.Household{ID: id.New(), Number: "登" + strconv.Itoa(w.next()), Area: where, Head: "欧阳甲", Size: 1, Covered: 1, Phone: phone, Opened: born,
		Members: []registry.Member{{ID: walkMember, Seq: 1, Name: "欧阳甲", Relation: registry.Head, Sex: "男", Birth: born, IDKind: "居民身份证", IDNumber: number, Covered: true}}}
	c := &casework.Case{ID: of, Kind: kind, Channel: casework.BySelf, Profile: "walk", Digest: casework.ProfileDigest([]byte(walkProcedure)), Area: where, Applicant: h.Head,
		Persons: 1, Round: 1, State: casework.Draft, Opened: now, Actor: "测试", Recorded: now}
	var acts []*casework.Act
	if step != "" {
		c.State, c.Step, c.Received, c.Began, c.DueAll = casework.Running, step, w.machine.Today(), w.machine.Today(), w.machine.Today()
		c.Turn = "county_reviewer town_reviewer union_officer village_clerk"
		c.Doing = map[string]casework.StepKind{"intake": casework.StepIntake, "check": casework.StepCheck, "vote": casework.StepAppraisal, "opinion": casework.StepOpinion, "decision": casework.StepDecision}[step]
		c.Number = casework.Receipt("26-walk", int64(w.next()))
		acts = append(acts, &casework.Act{Case: of, Seq: 1, Step: "check", Place: 1, Do: casework.StepCheck, Round: 1, Verb: casework.Pass, User: "nobody", On: w.machine.Today(), Recorded: now})
	}
	c.Version = int64(len(acts)) - 1
	if kind == casework.KindDibao {
		c.Due, _ = day.New(2026, 1, 5)
	}
	err = w.store.Write(ctx, func(tx *sqldb.Tx) error {
		if err := w.store.AddPlanText(ctx, tx, c.Digest, "walk", walkProcedure, now); err != nil {
			return err
		}
		if err := w.store.AddCase(ctx, tx, c); err != nil {
			return err
		}
		if err := w.store.AddCaseActs(ctx, tx, acts...); err != nil {
			return err
		}
		c.Version++
		if err := w.store.SaveCases(ctx, tx, c); err != nil { // so that its turn is known
			return err
		}
		side := &store.CaseHousehold{Case: of, Side: casework.Declared, Round: 1, Form: registry.FormOf(h, registry.Show{Personal: true}), Household: h, Actor: "测试", Recorded: now}
		if err := w.store.AddCaseHousehold(ctx, tx, side); err != nil {
			return err
		}
		photo, err := blob.Of([]byte("\xff\xd8\xff\xe0walk"))
		if err != nil {
			return err
		}
		if err := w.store.AddAttachment(ctx, tx, photo, now); err != nil {
			return err
		}
		return w.store.AddDocument(ctx, tx, &casework.Document{ID: of + "-d", Case: of, Kind: casework.KindPhoto, Round: 1, File: photo.Digest, On: w.machine.Today(), Recorded: now})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return of
}

const walkMember = id.ID("019b0000-0000-7000-8000-0000000000aa")

// laid are the cases that the reads of the walk are about: two in village A, one
// in B, one elsewhere.
func (w *walk) laid() []id.ID {
	if len(w.plant.cases) == 0 {
		for _, where := range []area.Code{villageA, villageA, villageB, elsewhere} {
			w.plant.cases = append(w.plant.cases, w.walkCase(id.New(), casework.KindDibao, where, "opinion"))
		}
	}
	return w.plant.cases
}

// fresh is a new case of village A at a step.
func (w *walk) freshCase(step string) string {
	return string(w.walkCase(id.New(), casework.KindFiling, villageA, step))
}

// casesThere is how many of the laid cases a standpoint sees.
func casesThere(p *standpoint) int64 {
	return map[string]int64{"everywhere": 4, "town": 3, "both villages": 3, "village A": 2, "village B": 1, "elsewhere": 1}[p.name]
}

func reachesBoth(p *standpoint) bool { return p.reachesA && len(p.households) > 2 }

var dibaoOnly = casework.Filter{Kinds: []casework.Kind{casework.KindDibao}}

// took counts a case that was changed.
func took(c *casework.Case, err error) (int64, error) {
	if err != nil || c == nil {
		return 0, err
	}
	return 1, nil
}

func ofDibao(w *walk, page *app.CasePage, err error) (n int64, _ error) {
	if err != nil {
		return 0, err
	}
	for _, l := range page.Lines {
		if l.Kind == casework.KindDibao {
			w.tell(l)
			n++
		}
	}
	return n, nil
}

// shown counts a case that was shown.
func (w *walk) shownCase(v *app.CaseView, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	w.tell(v.CaseLine, v.Declared, v.Acts, v.Papers, v.Differs)
	return 1, nil
}

// stepRow is TakeStep at a step of village A's.
func stepRow(permission identity.Permission, step string, do casework.StepKind, more func(*app.StepOrder)) useCase {
	return useCase{permission, func(w *walk) (int64, error) {
		order := app.StepOrder{Seen: -1, Step: step, Do: do, Verb: casework.Pass, Reason: "属实"}
		if more != nil {
			more(&order)
		}
		return took(w.desk.TakeStep(w.t.Context(), w.freshCase(step), order))
	}, who(reachesA, 1), false}
}

var caseCases = map[string]useCase{
	"CaseKinds": {identity.CaseFile, func(w *walk) (int64, error) {
		_, err := w.desk.CaseKinds(w.t.Context())
		return done(err)
	}, anyone, false},
	"GuessCase": {identity.CaseFile, func(w *walk) (int64, error) {
		guess, _, err := w.desk.GuessCase(w.t.Context(), app.CaseOrder{Kind: casework.KindDibao, Form: family(7)})
		if guess == nil {
			return 0, err
		}
		w.tell(guess)
		return done(err)
	}, who(reachesA, 1), false},
	"KnownApplicants": {identity.CaseFile, func(w *walk) (int64, error) { // of the villages that the desk reaches the number, of others the village
		w.laid()
		known, err := w.desk.KnownApplicants(w.t.Context(), "", app.CaseOrder{Kind: casework.KindDibao, Form: family(7)})
		for i := range known {
			w.tell(known[i].Case, known[i].File)
		}
		return done(err)
	}, anyone, false},
	"Cases": {identity.CaseSee, func(w *walk) (int64, error) {
		w.laid()
		page, err := w.desk.Cases(w.t.Context(), dibaoOnly, app.PageOf{Limit: 100})
		return ofDibao(w, page, err)
	}, casesThere, false},
	"MyCases": {identity.CaseSee, func(w *walk) (int64, error) {
		w.laid()
		desk := w.As(identity.Actor{Name: "行者", Role: w.desk.Actor().Role, Scope: w.desk.Actor().Scope})
		if role := w.desk.Actor().Role; role == identity.AreaLeader || role == identity.Auditor { // whose turn it never is
			_, err := desk.MyCases(w.t.Context(), app.PageOf{Limit: 100})
			page, err2 := desk.Cases(w.t.Context(), dibaoOnly, app.PageOf{Limit: 100})
			if err == nil {
				err = err2
			}
			return ofDibao(w, page, err)
		}
		page, err := desk.MyCases(w.t.Context(), app.PageOf{Limit: 100})
		return ofDibao(w, page, err)
	}, casesThere, false},
	"CaseCounts": {identity.CaseSee, func(w *walk) (int64, error) {
		w.laid()
		n, err := w.desk.CaseCounts(w.t.Context(), dibaoOnly)
		if err != nil {
			return 0, err
		}
		return n.All, nil
	}, casesThere, false},
	"OverdueCases": {identity.CaseSee, func(w *walk) (n int64, err error) {
		w.laid()
		lines, err := w.desk.OverdueCases(w.t.Context(), dibaoOnly)
		for _, l := range lines {
			w.tell(l)
			n += l.Cases
		}
		return n, err
	}, casesThere, false},
	"Case": {identity.CaseSee, func(w *walk) (int64, error) {
		return w.shownCase(w.desk.Case(w.t.Context(), string(w.laid()[0])))
	}, who(reachesA, 1), false},
	"RevealCase": {identity.PersonalUnmask, func(w *walk) (int64, error) {
		return w.shownCase(w.desk.RevealCase(w.t.Context(), string(w.laid()[0]), false, "核对身份证"))
	}, who(reachesA, 1), true},
	"OpenDocument": {identity.PersonalUnmask, func(w *walk) (int64, error) {
		of := w.laid()[0]
		_, err := w.desk.OpenDocument(w.t.Context(), string(of), of+"-d")
		return done(err)
	}, who(reachesA, 1), true},
	"OpenCase": {identity.CaseFile, func(w *walk) (int64, error) {
		saved, err := w.desk.OpenCase(w.t.Context(), app.CaseOrder{Kind: casework.KindFiling, Channel: casework.BySelf, Form: family(7), Draft: true})
		if problem.Is(err, problem.Invalid) && saved != nil && len(saved.Faults) > 0 { // the village is outside
			return 0, nil
		}
		return done(err)
	}, who(reachesA, 1), false},
	"SaveCase": {identity.CaseFile, func(w *walk) (int64, error) {
		_, err := w.desk.SaveCase(w.t.Context(), w.freshCase(""), app.CaseOrder{Kind: casework.KindFiling, Channel: casework.BySelf, Form: family(7), Draft: true, Seen: 1})
		return done(err)
	}, who(reachesA, 1), false},
	"CaseDraft": {identity.CaseFile, func(w *walk) (int64, error) {
		f, err := w.desk.CaseDraft(w.t.Context(), string(w.laid()[0]))
		if err == nil {
			w.tell(f)
		}
		return done(err)
	}, who(reachesA, 1), false},
	"SubmitCase": {identity.CaseFile, func(w *walk) (int64, error) {
		of := w.freshCase("")
		_, err := w.desk.SubmitCase(w.t.Context(), of, 1)
		if err == nil { // one household applies once at a time
			_, err = w.machine.WithdrawCase(w.t.Context(), of, -1, "试")
		}
		return done(err)
	}, who(reachesA, 1), false},
	"AskPapers": {identity.CaseFile, func(w *walk) (int64, error) {
		return took(w.desk.AskPapers(w.t.Context(), w.freshCase("intake"), -1, "缺户口簿"))
	}, who(reachesA, 1), false},
	"AddPaper": {identity.CaseFile, func(w *walk) (int64, error) {
		return took(w.desk.AddPaper(w.t.Context(), w.freshCase("intake"), app.PaperOrder{Name: "收入证明", Note: "档案柜"}))
	}, who(reachesA, 1), false},
	"DropPaper": {identity.CaseFile, func(w *walk) (int64, error) {
		of := w.freshCase("intake")
		if _, err := w.machine.AddPaper(w.t.Context(), of, app.PaperOrder{Name: "收入证明", Note: "档案柜"}); err != nil {
			w.t.Fatal(err)
		}
		v, err := w.machine.Case(w.t.Context(), of)
		if err != nil {
			w.t.Fatal(err)
		}
		return took(w.desk.DropPaper(w.t.Context(), of, v.Others[0].ID))
	}, who(reachesA, 1), false},
	"AddConsent": {identity.CaseFile, func(w *walk) (int64, error) {
		return took(w.desk.AddConsent(w.t.Context(), w.freshCase("intake"), app.ConsentOrder{Member: walkMember, Note: "档案柜"}))
	}, who(reachesA, 1), false},
	"WithdrawCase": {identity.CaseFile, func(w *walk) (int64, error) {
		return took(w.desk.WithdrawCase(w.t.Context(), w.freshCase("intake"), -1, "本人撤回"))
	}, who(reachesA, 1), false},
	"TransferCase": {identity.CaseFile, func(w *walk) (int64, error) {
		return took(w.desk.TransferCase(w.t.Context(), w.freshCase("intake"), app.TransferOrder{Seen: -1, Village: string(villageB), Reason: "已搬迁"}))
	}, who(reachesBoth, 1), false},
	"ExtendCase": {identity.CaseReview, func(w *walk) (int64, error) {
		return took(w.desk.ExtendCase(w.t.Context(), w.freshCase("intake"), -1, "情况复杂"))
	}, who(reachesA, 1), false},
	"CheckForm": {identity.CaseCheck, func(w *walk) (int64, error) {
		f, err := w.desk.CheckForm(w.t.Context(), string(w.laid()[0]))
		if err == nil {
			w.tell(f)
		}
		return done(err)
	}, who(reachesA, 1), false},
	"RecordCheck": {identity.CaseCheck, func(w *walk) (int64, error) {
		of := w.freshCase("check")
		f, err := w.machine.CheckForm(w.t.Context(), of)
		if err != nil {
			w.t.Fatal(err)
		}
		_, err = w.desk.RecordCheck(w.t.Context(), of, app.CheckOrder{Form: f.Form, Accepted: true})
		if err == nil { // its persons are known now, and apply once at a time
			_, err = w.machine.WithdrawCase(w.t.Context(), of, -1, "试")
		}
		return done(err)
	}, who(reachesA, 1), false},
	"ConfirmCheck": {identity.CaseCheck, func(w *walk) (int64, error) {
		return took(w.desk.ConfirmCheck(w.t.Context(), w.freshCase("check"), -1, ""))
	}, who(reachesA, 1), false},
	"TakeStep intake": stepRow(identity.CaseFile, "intake", casework.StepIntake, nil),
	"TakeStep check":  stepRow(identity.CaseCheck, "check", casework.StepCheck, func(o *app.StepOrder) { o.AsDeclared = true }),
	"TakeStep appraisal": stepRow(identity.CaseAppraise, "vote", casework.StepAppraisal, func(o *app.StepOrder) {
		on, _ := day.New(2027, 1, 19)
		o.Meeting = &casework.Meeting{On: on, Chair: "陈某", Due: 9, Came: 9, For: 9}
	}),
	"TakeStep opinion":  stepRow(identity.CaseReview, "opinion", casework.StepOpinion, nil),
	"TakeStep decision": stepRow(identity.CaseDecide, "decision", casework.StepDecision, nil),
	"TakeSteps": {identity.CaseDecide, func(w *walk) (n int64, err error) {
		of := w.freshCase("decision")
		results, err := w.desk.TakeSteps(w.t.Context(), casework.StepDecision, []app.Verdict{{Case: id.ID(of), Seen: -1, Verb: casework.Pass, Reason: "同意"}})
		for _, r := range results {
			if w.tell(r); r.Taken {
				n++
			}
		}
		return n, err
	}, who(reachesA, 1), false},
}
