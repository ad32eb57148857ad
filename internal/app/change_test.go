package app_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// sonNumber is a made-up number of the second member of filled.
const sonNumber = "441900201001150039"

// hall is a village and its town with those who file and decide.
type hall struct {
	*door
	clerk, reviewer, second, leader *app.Desk
}

func newHall(t *testing.T, db *sqldb.DB) *hall {
	t.Helper()
	d := newDoor(t, db)
	town := []area.Code{gaobu}
	d.add(t, "c.clerk", app.RoleOrder{Role: identity.VillageClerk, Areas: []area.Code{villageA}})
	d.add(t, "c.reviewer", app.RoleOrder{Role: identity.TownReviewer, Areas: town})
	d.add(t, "c.second", app.RoleOrder{Role: identity.TownReviewer, Areas: town})
	d.add(t, "c.leader", app.RoleOrder{Role: identity.AreaLeader, Areas: town})
	h := &hall{door: d, clerk: d.signIn(t, "c.clerk"), reviewer: d.signIn(t, "c.reviewer"), second: d.signIn(t, "c.second"), leader: d.signIn(t, "c.leader")}
	d.saved(t, d.machine, filled())
	return h
}

// another is a second household of the village.
func (h *hall) another(t *testing.T) {
	t.Helper()
	f := filled()
	f.Fields["number"], f.Fields["phone"] = "H002", "13800138555"
	f.Members[0].Fields["name"], f.Members[0].Fields["id_number"] = "周大", "441900197001010010"
	f.Members[1].Fields["name"] = "周小"
	h.saved(t, h.machine, f)
}

func (h *hall) member(t *testing.T, number string, seq int) id.ID {
	t.Helper()
	v, err := h.machine.Household(t.Context(), number, day.Date{})
	if err != nil {
		t.Fatal(err)
	}
	return v.Members[seq-1].ID
}

// order asks with every paper seen in the original.
func order(number string, kind registry.ChangeCode, occasion string, ask registry.ChangeAsk) app.ChangeOrder {
	ask.Seen = app.PapersOf(kind, occasion)
	if ask.On.IsZero() {
		ask.On = asOf
	}
	return app.ChangeOrder{Number: number, Kind: kind, Occasion: occasion, Ask: ask}
}

func phoneTo(number string) registry.ChangeAsk {
	return registry.ChangeAsk{Fields: map[string]string{"phone": number}}
}

func incomeTo(yuan string) registry.ChangeAsk {
	return registry.ChangeAsk{Fields: map[string]string{"income": yuan}}
}

func (h *hall) file(t *testing.T, desk *app.Desk, o app.ChangeOrder) *registry.ChangeRequest {
	t.Helper()
	filed, err := desk.FileChange(t.Context(), o)
	if err != nil {
		t.Fatalf("%v: %+v", err, filed)
	}
	return filed.Request
}

func (h *hall) submit(t *testing.T, desk *app.Desk, o app.ChangeOrder) *registry.ChangeRequest {
	t.Helper()
	filed, err := desk.SubmitChange(t.Context(), app.SubmitOrder{ID: h.file(t, desk, o).ID})
	if err != nil {
		t.Fatalf("%v: %+v", err, filed)
	}
	return filed.Request
}

func (h *hall) decide(t *testing.T, desk *app.Desk, of id.ID, verb registry.ChangeVerb) *registry.ChangeRequest {
	t.Helper()
	filed, err := desk.DecideChange(t.Context(), app.DecisionOrder{ID: of, Verb: verb, Note: "经核对", Paper: true})
	if err != nil {
		t.Fatalf("%v: %+v", err, filed)
	}
	return filed.Request
}

func TestAPhoneHoldsAtOnceAndIncomeNeedsAnother(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := newHall(t, db)
		phone := h.submit(t, h.clerk, order("H001", registry.ChangeContact, "new_number", phoneTo("13700137000")))
		if phone.State != registry.ChangeApplied || phone.Number != "变2027-000001" || h.clear(t, "H001").Phone != "13700137000" {
			t.Errorf("%+v", phone)
		}
		income := h.submit(t, h.clerk, order("H001", registry.ChangeIncome, "work", incomeTo("24000")))
		if income.State != registry.ChangeSubmitted || income.Number != "变2027-000002" || income.Due.String() != "2027-01-27" {
			t.Errorf("%+v", income)
		}
		_, err := h.clerk.DecideChange(t.Context(), app.DecisionOrder{ID: income.ID, Verb: registry.VerbApprove})
		wantKey(t, "a clerk decides", err, "identity.not_permitted")
		if got := h.decide(t, h.reviewer, income.ID, registry.VerbApprove); got.State != registry.ChangeApplied {
			t.Errorf("%+v", got)
		}
		if v := h.clear(t, "H001"); *v.Income != 2400000 || *v.IncomePerHead != 100000 {
			t.Errorf("%v %v", *v.Income, *v.IncomePerHead)
		}
		own := h.submit(t, h.reviewer, order("H001", registry.ChangeIncome, "work", incomeTo("30000")))
		_, err = h.reviewer.DecideChange(t.Context(), app.DecisionOrder{ID: own.ID, Verb: registry.VerbApprove})
		wantKey(t, "one's own", err, "registry.change.own")
		page, _, err := h.machine.HouseholdTimeline(t.Context(), "H001", "", 20)
		kinds := map[app.EventKind]int{}
		for _, e := range page {
			kinds[e.Kind]++
		}
		if err != nil || kinds[app.EventRequest] != 3 || kinds[app.EventChanged] != 2 {
			t.Errorf("%v, %v", kinds, err)
		}
	})
}

func TestACardNeedsTwoOthersAndANumberThePaper(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := newHall(t, db)
		card := h.submit(t, h.clerk, order("H001", registry.ChangeCard, "reissued", registry.ChangeAsk{Fields: map[string]string{"card": "6222021234567890128"}}))
		if got := h.decide(t, h.reviewer, card.ID, registry.VerbApprove); got.State != registry.ChangeChecked {
			t.Errorf("%+v", got)
		}
		_, err := h.reviewer.DecideChange(t.Context(), app.DecisionOrder{ID: card.ID, Verb: registry.VerbApprove})
		wantKey(t, "the same again", err, "registry.change.twice")
		if got := h.decide(t, h.leader, card.ID, registry.VerbApprove); got.State != registry.ChangeApplied || h.clear(t, "H001").Card != "6222021234567890128" {
			t.Errorf("%+v", got)
		}
		son := h.member(t, "H001", 2)
		number := h.submit(t, h.clerk, order("H001", registry.ChangeIdentity, "renumbered", registry.ChangeAsk{Members: map[id.ID]map[string]string{son: {"id_number": sonNumber}}}))
		_, err = h.reviewer.DecideChange(t.Context(), app.DecisionOrder{ID: number.ID, Verb: registry.VerbApprove})
		wantKey(t, "without the paper", err, "registry.change.paper_unchecked")
		h.decide(t, h.reviewer, number.ID, registry.VerbApprove)
		if v := h.clear(t, "H001"); v.Members[1].IDNumber != sonNumber || v.Members[1].ID != son {
			t.Errorf("%+v", v.Members[1])
		}
	})
}

func TestASplitAndAMergeAreWrittenAsOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := newHall(t, db)
		h.another(t)
		son := h.member(t, "H001", 2)
		split := h.submit(t, h.clerk, order("H001", registry.ChangeSplit, "own_home", registry.ChangeAsk{Gone: []id.ID{son}, Members: map[id.ID]map[string]string{son: {"relation": "户主"}}}))
		split = h.decide(t, h.reviewer, split.ID, registry.VerbApprove)
		fresh, old := h.clear(t, split.FreshFile), h.clear(t, "H001")
		if split.FreshFile == "" || fresh.Size != 1 || fresh.Members[0].ID != son || fresh.Head != "欧阳小山" || old.Size != 1 || len(old.Categories) != 1 || len(fresh.Categories) != 1 {
			t.Errorf("%+v, %+v", fresh, old)
		}
		zhou := []id.ID{h.member(t, "H002", 1), h.member(t, "H002", 2)}
		merge := order("H001", registry.ChangeMerge, "marriage", registry.ChangeAsk{Members: map[id.ID]map[string]string{zhou[0]: {"relation": "妻"}, zhou[1]: {"relation": "继子或继女"}}})
		merge.Other = "H002"
		merge.Ask.Members[zhou[1]]["relation"] = "其他亲属"
		done := h.decide(t, h.reviewer, h.submit(t, h.clerk, merge).ID, registry.VerbApprove)
		one, closed := h.clear(t, "H001"), h.clear(t, "H002")
		if one.Size != 3 || one.Members[1].ID != zhou[0] || one.Members[2].ID != zhou[1] || closed.CloseReason != registry.MergedReason || closed.Number != "H002" || closed.Closed.IsZero() {
			t.Errorf("%+v, %+v", one, closed)
		}
		view, err := h.clerk.Change(t.Context(), done.ID)
		if err != nil || len(view.Files) != 2 || view.OtherFile != "H002" || view.State != registry.ChangeApplied {
			t.Errorf("%+v, %v", view, err)
		}
		if past, err := h.machine.Household(t.Context(), "H002", asOf.AddDays(-1)); err == nil {
			t.Errorf("before it was there: %+v", past)
		}
		found, err := h.machine.Verify(t.Context())
		if err != nil || len(found.Broken) > 0 {
			t.Errorf("%+v, %v", found, err)
		}
	})
}

func TestHostileRequests(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := newHall(t, db)
		h.another(t)
		head, son := h.member(t, "H001", 1), h.member(t, "H001", 2)
		itself := order("H001", registry.ChangeMerge, "marriage", registry.ChangeAsk{})
		itself.Other = "H001"
		nowhere := order("H001", registry.ChangeMerge, "marriage", registry.ChangeAsk{})
		nowhere.Other = "不存在"
		for _, one := range []struct {
			name    string
			order   app.ChangeOrder
			at, key string
		}{
			{"a wrong check digit", order("H001", registry.ChangeIdentity, "renumbered", registry.ChangeAsk{Members: map[id.ID]map[string]string{son: {"id_number": "441900201001150031"}}}), "member." + string(son) + ".id_number", "personal.id_check"},
			{"a birth to come", order("H001", registry.ChangeAddMember, "born", registry.ChangeAsk{Added: []map[string]string{{"name": "欧阳新", "relation": "孙子", "birth": "2027-03-01"}}}), "added.1.birth", "registry.birth_future"},
			{"a member twice", order("H001", registry.ChangeDropMember, "died", registry.ChangeAsk{Gone: []id.ID{son, son}}), "gone", "registry.change.gone_twice"},
			{"an empty split", order("H001", registry.ChangeSplit, "divorce", registry.ChangeAsk{Gone: []id.ID{head, son}}), "gone", "registry.change.split_empty"},
			{"a merge with itself", itself, "other", "registry.change.itself"},
			{"a merge with nobody", nowhere, "other", "registry.change.other_none"},
			{"words for money", order("H001", registry.ChangeIncome, "work", incomeTo("很多")), "income", ""},
			{"a text without end", order("H001", registry.ChangeHousing, "other", registry.ChangeAsk{Fields: map[string]string{"address": strings.Repeat("字", 1<<16)}}), "address", "intake.text_too_long"},
			{"a village elsewhere", order("H001", registry.ChangeMove, "household_moved", registry.ChangeAsk{Fields: map[string]string{"village": string(elsewhere)}}), "village", "registry.village_unknown"},
		} {
			filed, err := h.clerk.FileChange(t.Context(), one.order)
			found := filed != nil && slices.ContainsFunc(filed.Faults, func(f registry.Fault) bool { return f.At == one.at && (one.key == "" || f.Key == one.key) })
			if !problem.Is(err, problem.Invalid) || !found {
				t.Errorf("%s: %v, %+v", one.name, err, filed)
			}
		}
		_, err := h.As(identity.Actor{Name: "外", Role: identity.VillageClerk, Scope: identity.Scope{Areas: []area.Code{villageB}}}).FileChange(t.Context(), order("H001", registry.ChangeIncome, "work", incomeTo("1")))
		if !problem.Is(err, problem.NotFound) {
			t.Errorf("another village's household: %v", err)
		}
		_, err = h.clerk.FileChange(t.Context(), app.ChangeOrder{Number: "H001", Kind: "erase"})
		wantKey(t, "a kind that is none", err, "registry.change.kind")
		taken := h.file(t, h.clerk, order("H001", registry.ChangeIdentity, "renumbered", registry.ChangeAsk{Members: map[id.ID]map[string]string{son: {"id_number": "441900197001010010"}}}))
		filed, err := h.clerk.SubmitChange(t.Context(), app.SubmitOrder{ID: taken.ID})
		if !problem.Is(err, problem.Invalid) || filed == nil || !slices.ContainsFunc(filed.Faults, func(f registry.Fault) bool {
			return f.Key == "registry.member_elsewhere" && f.At == "member."+string(son)+".id_number"
		}) {
			t.Errorf("a number that another has: %v, %+v", err, filed)
		}
	})
}

func TestRequestsInTheWayAreTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := newHall(t, db)
		h.another(t)
		first := h.submit(t, h.clerk, order("H002", registry.ChangeExit, "moved_away", registry.ChangeAsk{}))
		zhou := []id.ID{h.member(t, "H002", 1), h.member(t, "H002", 2)}
		merge := order("H001", registry.ChangeMerge, "marriage", registry.ChangeAsk{Members: map[id.ID]map[string]string{zhou[0]: {"relation": "妻"}, zhou[1]: {"relation": "其他亲属"}}})
		merge.Other = "H002"
		second := h.file(t, h.clerk, merge)
		filed, err := h.clerk.SubmitChange(t.Context(), app.SubmitOrder{ID: second.ID})
		if !problem.Is(err, problem.Conflict) || filed == nil || len(filed.Conflicts) != 1 || filed.Conflicts[0].Number != first.Number {
			t.Fatalf("%v, %+v", err, filed)
		}
		view, err := h.clerk.Change(t.Context(), second.ID)
		if err != nil || len(view.Conflicts) != 1 || view.Number != "" {
			t.Errorf("%+v, %v", view, err)
		}
		if _, err := h.clerk.WithdrawChange(t.Context(), first.ID, 0); err != nil {
			t.Fatal(err)
		}
		if _, err := h.clerk.SubmitChange(t.Context(), app.SubmitOrder{ID: second.ID}); err != nil {
			t.Errorf("nothing is in the way any more: %v", err)
		}
		person := registry.ChangeAsk{Added: []map[string]string{{"name": "孙三", "relation": "其他亲属", "id_number": sonNumber}}}
		if _, err := h.clerk.WithdrawChange(t.Context(), second.ID, 0); err != nil {
			t.Fatal(err)
		}
		h.submit(t, h.clerk, order("H001", registry.ChangeAddMember, "moved_in", person))
		twice := h.file(t, h.clerk, order("H002", registry.ChangeAddMember, "moved_in", person))
		filed, err = h.clerk.SubmitChange(t.Context(), app.SubmitOrder{ID: twice.ID})
		if !problem.Is(err, problem.Conflict) || filed == nil || !slices.Equal(filed.Conflicts[0].On, []string{"person"}) {
			t.Errorf("wanted in two households: %v, %+v", err, filed)
		}
	})
}

func TestAFileThatChangedMeanwhileShowsBothValues(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := newHall(t, db)
		c := h.submit(t, h.clerk, order("H001", registry.ChangeHousing, "appraised", registry.ChangeAsk{Fields: map[string]string{"housing_grade": "D", "housing": "租房"}}))
		f := h.form(t, "H001")
		f.Fields["housing_grade"], f.Fields["income"] = "C", "18000"
		f.Fields["per_head_month"] = ""
		h.saved(t, h.machine, f)
		filed, err := h.reviewer.DecideChange(t.Context(), app.DecisionOrder{ID: c.ID, Verb: registry.VerbApprove})
		if !problem.Is(err, problem.Conflict) || filed == nil || len(filed.Collisions) != 1 || filed.Collisions[0].Mine != "D" || filed.Collisions[0].Theirs != "C" {
			t.Fatalf("%v, %+v", err, filed)
		}
		view, err := h.reviewer.Change(t.Context(), c.ID)
		if err != nil || !view.Stale || len(view.Collisions) != 1 || !view.May.Approve {
			t.Errorf("%+v, %v", view, err)
		}
		if _, err := h.reviewer.DecideChange(t.Context(), app.DecisionOrder{ID: c.ID, Verb: registry.VerbApprove, Choices: map[string]registry.Choice{"housing_grade": registry.TakeTheirs}}); err != nil {
			t.Fatal(err)
		}
		if v := h.clear(t, "H001"); v.HousingGrade != "C" || v.Housing != "租房" || *v.Income != 1800000 {
			t.Errorf("%+v", v)
		}
		both := h.submit(t, h.clerk, order("H001", registry.ChangeIncome, "work", incomeTo("20000")))
		f = h.form(t, "H001")
		f.Fields["income"], f.Fields["per_head_month"] = "21000", ""
		h.saved(t, h.machine, f)
		_, err = h.reviewer.DecideChange(t.Context(), app.DecisionOrder{ID: both.ID, Verb: registry.VerbApprove, Choices: map[string]registry.Choice{"income": registry.TakeTheirs}})
		wantKey(t, "nothing is left", err, "registry.change.nothing_left")
	})
}

// frozen holds changes in the town back from today for some days.
func (h *hall) frozen(t *testing.T, days int, aspects ...registry.Aspect) *registry.Freeze {
	t.Helper()
	f, err := h.reviewer.AddFreeze(t.Context(), app.FreezeOrder{Area: gaobu, From: h.Now().Date(), To: h.Now().Date().AddDays(days - 1), Aspects: aspects, Reason: "春节慰问金核对"})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// work does what waits in the background.
func (h *hall) work(t *testing.T) (states []identity.JobState) {
	t.Helper()
	for {
		j, err := h.ClaimJob(t.Context(), "runner")
		if err != nil {
			t.Fatal(err)
		}
		if j == nil {
			return states
		}
		failed := h.PerformJob(t.Context(), j, func(app.Progress) {})
		if err := h.EndJob(t.Context(), j, failed, nil); err != nil {
			t.Fatal(err)
		}
		if failed != nil {
			states = append(states, identity.JobFailed)
			continue
		}
		states = append(states, identity.JobDone)
	}
}

func TestNothingIsAppliedInsideAFreeze(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := newHall(t, db)
		h.another(t)
		h.frozen(t, 5, registry.AspectIncome, registry.AspectMembers, registry.AspectFile)
		income := h.submit(t, h.clerk, order("H001", registry.ChangeIncome, "work", incomeTo("24000")))
		income = h.decide(t, h.reviewer, income.ID, registry.VerbApprove)
		if income.State != registry.ChangeApproved || income.Holds.String() != "2027-01-25" || *h.clear(t, "H001").Income != 1200000 {
			t.Fatalf("%+v", income)
		}
		_, err := h.reviewer.ApplyChange(t.Context(), app.ApplyOrder{ID: income.ID})
		wantKey(t, "inside the freeze", err, "registry.change.frozen")
		if n, err := h.ReleaseChanges(t.Context()); n != 0 || err != nil {
			t.Errorf("released %d: %v", n, err)
		}
		dead := h.submit(t, h.clerk, order("H002", registry.ChangeExit, "died", registry.ChangeAsk{}))
		if dead = h.decide(t, h.reviewer, dead.ID, registry.VerbApprove); dead.State != registry.ChangeApplied {
			t.Errorf("a death passes: %+v", dead)
		}
		phone := h.submit(t, h.clerk, order("H001", registry.ChangeContact, "new_number", phoneTo("13700137000")))
		if phone.State != registry.ChangeApplied {
			t.Errorf("what is not frozen waits: %+v", phone)
		}
		h.now = h.now.Add(5 * 24 * time.Hour)
		if err := h.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
		if states := h.work(t); !slices.Equal(states, []identity.JobState{identity.JobDone}) || *h.clear(t, "H001").Income != 2400000 {
			t.Errorf("after the freeze: %v", states)
		}
		view, err := h.clerk.Change(t.Context(), income.ID)
		if err != nil || view.State != registry.ChangeApplied || view.Acts[len(view.Acts)-1].Who != "c.reviewer" {
			t.Errorf("%+v, %v", view, err)
		}
		if n, err := h.ReleaseChanges(t.Context()); n != 0 || err != nil {
			t.Errorf("released again: %d, %v", n, err)
		}
	})
}

func TestAFreezeIsEndedAndAHeldRequestCarriedOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := newHall(t, db)
		f := h.frozen(t, 10)
		c := h.submit(t, h.clerk, order("H001", registry.ChangeContact, "new_number", phoneTo("13700137000")))
		if c.State != registry.ChangeApproved || c.Holds.IsZero() {
			t.Fatalf("what one may do alone waits too: %+v", c)
		}
		wantKey(t, "by a clerk", h.clerk.EndFreeze(t.Context(), f.ID, 0), "identity.not_permitted")
		if err := h.second.EndFreeze(t.Context(), f.ID, f.Row); err != nil {
			t.Fatal(err)
		}
		wantKey(t, "twice", h.second.EndFreeze(t.Context(), f.ID, f.Row), "registry.change.freeze_changed")
		filed, err := h.second.ApplyChange(t.Context(), app.ApplyOrder{ID: c.ID})
		if err != nil || filed.Request.State != registry.ChangeApplied || h.clear(t, "H001").Phone != "13700137000" {
			t.Errorf("%+v, %v", filed, err)
		}
		all, err := h.clerk.Freezes(t.Context())
		if err != nil || len(all) != 1 || all[0].EndedBy != "某人" || all[0].May || all[0].Now {
			t.Errorf("%+v, %v", all, err)
		}
		for _, bad := range []app.FreezeOrder{{Area: gaobu, From: asOf, Reason: "缺止日"}, {Area: gaobu, From: asOf, To: asOf.AddDays(-1), Reason: "倒"}, {Area: gaobu, From: asOf, To: asOf}, {Area: gaobu, From: asOf, To: asOf.AddDays(900), Reason: "长"}} {
			if _, err := h.reviewer.AddFreeze(t.Context(), bad); !problem.Is(err, problem.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		if own, err := h.reviewer.AddFreeze(t.Context(), app.FreezeOrder{From: asOf, To: asOf, Reason: "本镇"}); err != nil || own.Area != gaobu {
			t.Errorf("who has one place freezes that: %+v, %v", own, err)
		}
		two := h.As(identity.Actor{Name: "两地", Role: identity.TownReviewer, Scope: identity.Scope{Areas: []area.Code{villageA, villageB}}})
		_, err = two.AddFreeze(t.Context(), app.FreezeOrder{From: asOf, To: asOf, Reason: "哪里"})
		wantKey(t, "no place", err, "registry.change.freeze_place")
	})
}

func TestTwoReviewersAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := newHall(t, db)
		c := h.submit(t, h.clerk, order("H001", registry.ChangeIncome, "work", incomeTo("24000")))
		var wait sync.WaitGroup
		failures := make([]error, 2)
		for i, desk := range []*app.Desk{h.reviewer, h.second} {
			wait.Go(func() {
				_, failures[i] = desk.DecideChange(t.Context(), app.DecisionOrder{ID: c.ID, Row: c.Row, Verb: registry.VerbApprove})
			})
		}
		wait.Wait()
		if (failures[0] == nil) == (failures[1] == nil) || !problem.Is(errors.Join(failures...), problem.Conflict) && !problem.Is(failures[0], problem.Conflict) && !problem.Is(failures[1], problem.Conflict) {
			t.Errorf("one and only one decides: %v", failures)
		}
		if v := h.clear(t, "H001"); *v.Income != 2400000 || v.Version != 2 {
			t.Errorf("%+v", v)
		}
	})
}

func TestPapersOfARequest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := newHall(t, db)
		o := order("H001", registry.ChangeIncome, "work", incomeTo("24000"))
		o.Ask.Seen = nil
		c := h.file(t, h.clerk, o)
		filed, err := h.clerk.SubmitChange(t.Context(), app.SubmitOrder{ID: c.ID})
		if !problem.Is(err, problem.Invalid) || filed == nil || !slices.Equal(filed.Lacks, []string{"income_proof"}) {
			t.Fatalf("%v, %+v", err, filed)
		}
		if _, err := blob.Of([]byte("MZ\x90\x00 a program")); err == nil {
			t.Error("a program is taken for a paper")
		}
		photo, err := blob.Of([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.clerk.AttachChangePaper(t.Context(), c.ID, "passport", photo)
		wantKey(t, "of no kind", err, "registry.change.paper_kind")
		_, err = h.reviewer.AttachChangePaper(t.Context(), c.ID, "income_proof", photo)
		wantKey(t, "by another", err, "registry.change.filer_only")
		dropped, err := h.clerk.AttachChangePaper(t.Context(), c.ID, app.OtherPaper, photo)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.clerk.DropChangePaper(t.Context(), c.ID, dropped.ID); err != nil {
			t.Fatal(err)
		}
		p, err := h.clerk.AttachChangePaper(t.Context(), c.ID, "income_proof", photo)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.clerk.SubmitChange(t.Context(), app.SubmitOrder{ID: c.ID}); err != nil {
			t.Fatal(err)
		}
		file, err := h.reviewer.OpenChangePaper(t.Context(), c.ID, p.ID)
		if err != nil || file.Digest != photo.Digest {
			t.Errorf("%+v, %v", file, err)
		}
		_, err = h.leader.OpenChangePaper(t.Context(), c.ID, p.ID)
		wantKey(t, "without the right", err, "identity.not_permitted")
		values, err := h.reviewer.RevealChange(t.Context(), c.ID, "与材料核对")
		if err != nil || len(values) != 1 || values[0].Value != "24000" {
			t.Errorf("%+v, %v", values, err)
		}
		found, err := h.machine.Verify(t.Context())
		if err != nil || len(found.Broken) > 0 {
			t.Errorf("%+v, %v", found, err)
		}
	})
}

func TestARequestComesBackAndGoesInAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := newHall(t, db)
		c := h.submit(t, h.clerk, order("H001", registry.ChangeIncome, "work", incomeTo("24000")))
		c = h.decide(t, h.reviewer, c.ID, registry.VerbReturn)
		o := order("H001", registry.ChangeIncome, "work", incomeTo("25000"))
		o.ID, o.Row = c.ID, c.Row
		if _, err := h.clerk.FileChange(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		_, err := h.clerk.FileChange(t.Context(), o)
		wantKey(t, "of an old copy", err, "registry.change.changed")
		filed, err := h.clerk.SubmitChange(t.Context(), app.SubmitOrder{ID: c.ID})
		if err != nil || filed.Request.Number != c.Number {
			t.Fatalf("%+v, %v", filed, err)
		}
		h.decide(t, h.reviewer, c.ID, registry.VerbApprove)
		if v := h.clear(t, "H001"); *v.Income != 2500000 {
			t.Errorf("%v", *v.Income)
		}
		counts, err := h.clerk.CountChanges(t.Context(), app.ChangeFilter{}, app.PageOf{})
		if err != nil || counts.Lanes[registry.LaneEnded] != 1 || counts.Lanes[registry.LaneDecide] != 0 {
			t.Errorf("%+v, %v", counts, err)
		}
	})
}

func TestAMaskThatComesBackIsNoValue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := newHall(t, db)
		son := h.member(t, "H001", 2)
		o := order("H001", registry.ChangeIdentity, "renumbered", registry.ChangeAsk{Members: map[id.ID]map[string]string{son: {"id_number": sonNumber, "name": "欧阳新山"}}})
		c := h.file(t, h.clerk, o)
		form, err := h.clerk.EditChange(t.Context(), c.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		shown := form.Request.Ask.Members[son]
		if strings.Contains(shown["id_number"], sonNumber[6:14]) || shown["name"] != "欧阳*山" {
			t.Errorf("%+v", shown)
		}
		o.ID, o.Ask = c.ID, form.Request.Ask
		h.file(t, h.clerk, o)
		if err := h.clerk.SeenChangePapers(t.Context(), c.ID, 0, app.PapersOf(o.Kind, o.Occasion)); err != nil {
			t.Fatal(err)
		}
		if _, err := h.clerk.SubmitChange(t.Context(), app.SubmitOrder{ID: c.ID}); err != nil {
			t.Fatal(err)
		}
		h.decide(t, h.reviewer, c.ID, registry.VerbApprove)
		if v := h.clear(t, "H001"); v.Members[1].IDNumber != sonNumber || v.Members[1].Name != "欧阳新山" {
			t.Errorf("%+v", v.Members[1])
		}
		_, err = h.reviewer.EditChange(t.Context(), c.ID, "")
		wantKey(t, "another's", err, "registry.change.filer_only")
	})
}

func TestTheOverdueStandFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := newHall(t, db)
		h.another(t)
		old := h.submit(t, h.clerk, order("H001", registry.ChangeIncome, "work", incomeTo("24000")))
		h.now = h.now.Add(10 * 24 * time.Hour)
		h.submit(t, h.clerk, order("H002", registry.ChangeIncome, "work", incomeTo("24000")))
		lines, _, err := h.reviewer.Changes(t.Context(), app.ChangeFilter{Lane: registry.LaneDecide}, app.PageOf{Limit: 1})
		if err != nil || len(lines) != 1 || lines[0].ID != old.ID || !lines[0].Late || lines[0].Head != "欧阳*" {
			t.Errorf("%+v, %v", lines, err)
		}
		w, err := h.reviewer.Workbench(t.Context())
		if err != nil || len(w.Changes) != 2 {
			t.Errorf("%+v, %v", w, err)
		}
		open, err := h.clerk.OpenChanges(t.Context(), "H001")
		if err != nil || len(open) != 1 {
			t.Errorf("%+v, %v", open, err)
		}
	})
}

// A relative of the household decides nothing of its request; a colleague does.
func TestARelativeStandsAsideFromARequest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := newHall(t, db)
		if _, err := h.reviewer.AddKin(t.Context(), app.NewKin{Relation: "兄弟姐妹", Name: "欧阳山", IDNumber: fatherNumber, From: asOf}); err != nil {
			t.Fatal(err)
		}
		income := h.submit(t, h.clerk, order("H001", registry.ChangeIncome, "work", incomeTo("24000")))
		for _, verb := range []registry.ChangeVerb{registry.VerbApprove, registry.VerbReturn, registry.VerbRefuse} {
			_, err := h.reviewer.DecideChange(t.Context(), app.DecisionOrder{ID: income.ID, Verb: verb, Note: "经核对", Paper: true})
			wantKey(t, "a relative decides", err, "casework.recused")
		}
		if got := h.decide(t, h.second, income.ID, registry.VerbApprove); got.State != registry.ChangeApplied {
			t.Errorf("another decided: %+v", got)
		}
	})
}

// TestAHeldRequestThatCantBeCarriedOut: the file was closed while the request
// waited. It goes back to who filed it, with the reason, and is tried no more.
func TestAHeldRequestThatCantBeCarriedOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		h := newHall(t, db)
		h.another(t)
		h.frozen(t, 5)
		for _, number := range []string{"H001", "H002"} {
			c := h.submit(t, h.clerk, order(number, registry.ChangeIncome, "work", incomeTo("24000")))
			h.decide(t, h.reviewer, c.ID, registry.VerbApprove)
		}
		if _, err := h.machine.CloseHousehold(t.Context(), app.CloseOrder{Number: "H001", On: h.Now().Date(), Reason: "迁出"}); err != nil {
			t.Fatal(err)
		}
		h.now = h.now.Add(5 * 24 * time.Hour)
		for range 2 {
			if _, err := h.ReleaseChanges(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if states := h.work(t); !slices.Equal(states, []identity.JobState{identity.JobDone}) {
			t.Errorf("the other goes on, and no job fails: %v", states)
		}
		lines, _, err := h.clerk.Changes(t.Context(), app.ChangeFilter{Lane: registry.LaneFile, Mine: true}, app.PageOf{Limit: 9})
		if err != nil || len(lines) != 1 || lines[0].State != registry.ChangeReturned {
			t.Fatalf("%+v, %v", lines, err)
		}
		view, err := h.clerk.Change(t.Context(), lines[0].ID)
		if err != nil || !strings.Contains(view.Acts[len(view.Acts)-1].Note, "退回") {
			t.Errorf("%+v, %v", view, err)
		}
	})
}
