package app_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/casework"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
)

// What should not be possible is refused with a reason, and nothing is written.
func TestApplicationsThatAreRefused(t *testing.T) {
	eachBureau(t, func(t *testing.T, b *bureau) {
		for name, one := range map[string]struct {
			change func(*app.CaseOrder)
			at     string
			key    string
		}{
			"a wrong check digit": {func(o *app.CaseOrder) {
				n := o.Form.Members[0].Fields["id_number"]
				o.Form.Members[0].Fields["id_number"] = n[:17] + string("0123456789"[(n[17]-'0'+1)%10])
			}, "member.1.id_number", ""},
			"born in the future": {func(o *app.CaseOrder) {
				o.Form.Members[0].Fields["id_number"], o.Form.Members[0].Fields["birth"] = "", "2031-01-01"
			}, "member.1.birth", "registry.birth_future"},
			"a minor without a guardian":  {func(o *app.CaseOrder) { o.Applicant = 2 }, "agent", "casework.minor_guardian"},
			"a village outside the scope": {func(o *app.CaseOrder) { o.Form.Fields["village"] = string(villageB) }, "village", ""},
		} {
			order := b.order(3)
			one.change(&order)
			saved, err := b.desks["cun1"].OpenCase(t.Context(), order)
			if !problem.Is(err, problem.Invalid) || saved == nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			found := false
			for _, f := range saved.Faults {
				found = found || f.At == one.at && (one.key == "" || f.Key == one.key)
			}
			if !found {
				t.Errorf("%s: told %+v", name, saved.Faults)
			}
		}
		if n := len(b.all("cun1")); n != 0 {
			t.Errorf("%d cases were written", n)
		}
		minor := b.order(3)
		minor.Applicant, minor.Agent = 2, "欧阳丁"
		if _, err := b.desks["cun1"].OpenCase(t.Context(), minor); err != nil {
			t.Errorf("a minor with a guardian: %v", err)
		}
		strict := b.order(4)
		strict.Channel = casework.ByUnion
		_, err := b.desks["cun1"].OpenCase(t.Context(), strict)
		wantKey(t, "another channel", err, "casework.channel_not_allowed")
		exit := b.order(4)
		exit.Kind = casework.KindExit
		_, err = b.desks["cun1"].OpenCase(t.Context(), exit)
		wantKey(t, "an exit without a file", err, "casework.needs_file")
	})
}

func (b *bureau) all(account string) []app.CaseLine {
	b.t.Helper()
	page, err := b.desks[account].Cases(b.t.Context(), casework.Filter{}, app.PageOf{Limit: 100})
	if err != nil {
		b.t.Fatal(err)
	}
	return page.Lines
}

// A draft keeps what was typed, wrong or not, shows it masked, and takes its own
// masks back.
func TestDraftKeepsWhatWasTyped(t *testing.T) {
	eachBureau(t, func(t *testing.T, b *bureau) {
		order := b.order(0)
		order.Draft = true
		wrong := "44190019650312001"
		order.Form.Members[0].Fields["id_number"] = wrong
		saved, err := b.desks["cun1"].OpenCase(t.Context(), order)
		if err != nil || !saved.Faults.Wrong() {
			t.Fatalf("%v %+v", err, saved)
		}
		ref := string(saved.Case)
		_, err = b.desks["cun1"].SubmitCase(t.Context(), ref, saved.Seen)
		wantKey(t, "handed in with a wrong number", err, "registry.form_wrong")
		draft, err := b.desks["cun1"].CaseDraft(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		shown := draft.Form.Members[0].Fields
		if shown["id_number"] == wrong || shown["name"] == "欧阳甲" || draft.Form.Fields["phone"] == "13800138123" || shown["health"] != "重病" {
			t.Errorf("the draft shows %v %v", shown, draft.Form.Fields)
		}
		again := app.CaseOrder{Kind: draft.Kind, Channel: draft.Channel, Form: draft.Form, Seen: draft.Seen, Accepted: true}
		again.Form.Members[0].Fields["id_number"] = number18(1965, 0)
		if saved, err = b.desks["cun1"].SaveCase(t.Context(), ref, again); err != nil {
			t.Fatalf("%v %+v", err, saved)
		}
		_, err = b.desks["cun1"].SaveCase(t.Context(), ref, again)
		wantKey(t, "a state that another wrote over", err, "casework.changed_by")
		if _, err := b.desks["cun1"].SubmitCase(t.Context(), ref, saved.Seen); err != nil {
			t.Fatal(err)
		}
		v, err := b.desks["cun1"].RevealCase(t.Context(), ref, false, "核对姓名")
		if err != nil || v.Applicant != "欧阳甲" || v.Declared.Phone != "13800138123" {
			t.Errorf("%v: what came back is %s, %s", err, v.Applicant, v.Declared.Phone)
		}
	})
}

func TestOneHouseholdAppliesOnce(t *testing.T) {
	eachBureau(t, func(t *testing.T, b *bureau) {
		first := b.submitted(b.order(0))
		_, err := b.desks["cun1"].OpenCase(t.Context(), b.order(0))
		wantKey(t, "the same persons again", err, "casework.open_already")
		if got := problem.As(err).Args["number"]; got != first.Number {
			t.Errorf("the other is named %v", got)
		}
		other := b.order(0)
		other.Form.Members = other.Form.Members[1:]
		other.Form.Members[0].Fields["relation"], other.Agent = registry.Head, "监护人"
		other.Form.Fields["village"] = string(villageB)
		_, err = b.desks["lu"].OpenCase(t.Context(), other)
		wantKey(t, "the daughter in another village", err, "casework.open_already_elsewhere")
		if got := problem.As(err).Args["number"]; got != "" {
			t.Errorf("who may not see it is told %v", got)
		}
		if _, err := b.desks["cun1"].WithdrawCase(t.Context(), first.Number, -1, "本人撤回"); err != nil {
			t.Fatal(err)
		}
		b.submitted(b.order(0))
	})
}

func TestCaseIsReturnedTwiceAtMost(t *testing.T) {
	eachBureau(t, func(t *testing.T, b *bureau) {
		ref := b.checked(0)
		for i := range 3 {
			c, err := b.step("zhen1", ref, casework.SendBack, func(o *app.StepOrder) { o.Reason, o.To = "收入没有写清楚", "check" })
			if i == 2 {
				wantKey(t, "the third return", err, "casework.returned_often")
				break
			}
			if b.must(c, err); c.Round != i+2 || c.Step != "check" {
				t.Fatalf("returned it is at %s in round %d", c.Step, c.Round)
			}
			_, err = b.step("cun2", ref, casework.Pass, func(o *app.StepOrder) { o.AsDeclared = false })
			wantKey(t, "what was found in the round before", err, "casework.not_found_yet")
			b.must(b.step("cun2", ref, casework.Pass, nil))
		}
		v := b.view("zhen1", ref)
		if v.Acts[2].Standing || !v.Acts[len(v.Acts)-1].Standing {
			t.Error("a check before the return still stands, or the last does not")
		}
		b.must(b.step("zhen1", ref, casework.Pass, nil))
	})
}

// TestAYearWithoutHolidaysIsTold: a last day in working days that falls into a
// year of which no notice is known is told to be uncertain.
func TestAYearWithoutHolidaysIsTold(t *testing.T) {
	eachBureau(t, func(t *testing.T, b *bureau) {
		v := b.view("zhen1", b.checked(0))
		if years := b.desks["zhen1"].Calendar().Years(); slices.Contains(years, v.Due.Year()) || !slices.Equal(v.Missing, []int{v.Due.Year()}) {
			t.Errorf("known are %v, the last day is %s, told is %v", years, v.Due, v.Missing)
		}
	})
}

func TestLateDecisionSaysWhy(t *testing.T) {
	eachBureau(t, func(t *testing.T, b *bureau) {
		ref := b.checked(0)
		b.days(30)
		v := b.view("zhen1", ref)
		if !v.Overdue || v.DaysLeft >= 0 {
			t.Errorf("overdue is %v with %d days left", v.Overdue, v.DaysLeft)
		}
		late, err := b.desks["zhen1"].OverdueCases(t.Context(), casework.Filter{})
		if err != nil || len(late) != 1 || late[0].Actor != "cun2" || late[0].Cases != 1 || late[0].Days < 1 {
			t.Errorf("the board shows %+v, %v", late, err)
		}
		_, err = b.step("zhen1", ref, casework.Pass, nil)
		wantKey(t, "late without a reason", err, "casework.late_reason")
		b.must(b.step("zhen1", ref, casework.Pass, func(o *app.StepOrder) { o.Reason = "春节期间无人在家" }))
		if v = b.view("zhen1", ref); !v.Acts[len(v.Acts)-1].Late {
			t.Error("it is not marked late")
		}
	})
}

func TestTwoReviewersOfACaseAtOnce(t *testing.T) {
	eachBureau(t, func(t *testing.T, b *bureau) {
		ref := b.checked(0)
		v := b.view("zhen1", ref)
		order := app.StepOrder{Seen: v.Version, Step: v.Step, Do: v.Doing, Verb: casework.Pass, Reason: "同意"}
		errs := make([]error, 2)
		var both sync.WaitGroup
		for i, account := range []string{"zhen1", "zhen2"} {
			both.Go(func() { _, errs[i] = b.desks[account].TakeStep(t.Context(), ref, order) })
		}
		both.Wait()
		lost := errs[0]
		if errs[0] == nil {
			lost = errs[1]
		}
		if (errs[0] == nil) == (errs[1] == nil) || keyOf(lost) != "casework.changed_by" || !strings.HasPrefix(problem.As(lost).Args["actor"].(string), "某zhen") {
			t.Errorf("two at once: %v", errs)
		}
		if got := b.view("zhen1", ref); got.Version != v.Version+1 || len(got.Acts) != int(got.Version) {
			t.Errorf("version %d of %d acts", got.Version, len(got.Acts))
		}
	})
}

func TestFourEyesAndForgedSteps(t *testing.T) {
	eachBureau(t, func(t *testing.T, b *bureau) {
		ref := b.submitted(b.order(0)).Number
		b.papers(ref)
		b.must(b.step("cun1", ref, casework.Pass, nil))
		for name, one := range map[string]struct {
			account string
			change  func(*app.StepOrder)
			key     string
		}{
			"who accepted checks":             {"cun1", nil, "casework.acted_before"},
			"who accepted goes along":         {"cun2", func(o *app.StepOrder) { o.With = []app.CoChecker{{Account: "cun1"}} }, "casework.acted_before"},
			"the co-checker is the checker":   {"cun2", func(o *app.StepOrder) { o.With = []app.CoChecker{{Account: "cun2"}} }, "casework.with_oneself"},
			"the checker by name":             {"cun2", func(o *app.StepOrder) { o.With = []app.CoChecker{{Name: "某cun2"}} }, "casework.with_oneself"},
			"alone":                           {"cun2", func(o *app.StepOrder) { o.With = nil }, "casework.too_few_people"},
			"with an account of another town": {"cun2", func(o *app.StepOrder) { o.With = []app.CoChecker{{Account: "lu"}} }, "casework.no_colleague"},
			"with an account that is none":    {"cun2", func(o *app.StepOrder) { o.With = []app.CoChecker{{Account: "nobody"}} }, "casework.no_colleague"},
			"a forged step":                   {"zhen1", func(o *app.StepOrder) { o.Step, o.Do = "decision", casework.StepDecision }, "casework.other_step"},
			"a step that is none":             {"zhen1", func(o *app.StepOrder) { o.Step = "x" }, "casework.other_step"},
			"the right step as another kind":  {"zhen1", func(o *app.StepOrder) { o.Do = casework.StepOpinion }, "casework.other_step"},
			"a kind that is none":             {"zhen1", func(o *app.StepOrder) { o.Do = "x" }, "casework.no_step"},
			"a verb of the program's":         {"zhen1", func(o *app.StepOrder) { o.Verb = casework.NoticeOver }, "casework.no_verb"},
			"a clerk decides":                 {"cun2", func(o *app.StepOrder) { o.Do = casework.StepDecision }, "identity.not_permitted"},
			"back to a later step":            {"zhen1", func(o *app.StepOrder) { o.Verb, o.Reason, o.To = casework.SendBack, "再查", "decision" }, "casework.back_where"},
			"an opinion as long as a book":    {"zhen1", func(o *app.StepOrder) { o.Reason = strings.Repeat("长", 2001) }, "casework.reason_long"},
		} {
			_, err := b.step(one.account, ref, casework.Pass, one.change)
			wantKey(t, name, err, one.key)
		}
		if _, err := b.desks["lu"].Case(t.Context(), ref); !problem.Is(err, problem.NotFound) {
			t.Errorf("another village opens it: %v", err)
		}
		elsewhere := b.As(identity.Actor{Name: "x", Role: identity.TownReviewer, Scope: identity.Scope{Areas: []area.Code{"152502001000"}}})
		_, err := elsewhere.TakeStep(t.Context(), ref, app.StepOrder{Seen: -1, Step: "check", Do: casework.StepCheck, Verb: casework.Pass})
		if !problem.Is(err, problem.NotFound) {
			t.Errorf("another town acts on it: %v", err)
		}
		if got := b.view("cun1", ref); got.Version != 2 {
			t.Errorf("something was written: version %d", got.Version)
		}
	})
}

func TestPapersThatAreRefused(t *testing.T) {
	eachBureau(t, func(t *testing.T, b *bureau) {
		ref := b.submitted(b.order(0)).Number
		if _, err := blob.Read(strings.NewReader("\xff\xd8\xff\xe0" + strings.Repeat("x", blob.Most))); !problem.Is(err, problem.TooLarge) {
			t.Errorf("a huge paper: %v", err)
		}
		clerk := b.desks["cun1"]
		_, err := clerk.AddPaper(t.Context(), ref, app.PaperOrder{Paper: "no such", Note: "x"})
		wantKey(t, "a paper that is none", err, "casework.no_paper")
		_, err = clerk.AddPaper(t.Context(), ref, app.PaperOrder{Paper: "form"})
		wantKey(t, "neither file nor place", err, "casework.paper_nowhere")
		_, err = clerk.AddPaper(t.Context(), ref, app.PaperOrder{Paper: "form", Note: "柜", On: clerk.Today().AddDays(1)})
		wantKey(t, "seen tomorrow", err, "casework.day_ahead")
		_, err = clerk.AddConsent(t.Context(), ref, app.ConsentOrder{Member: walkMember, Note: "柜"})
		wantKey(t, "a stranger consents", err, "casework.no_member")
	})
}

func TestTransferHandsEverythingOver(t *testing.T) {
	eachBureau(t, func(t *testing.T, b *bureau) {
		ref := b.submitted(b.order(0)).Number
		b.papers(ref)
		_, err := b.desks["cun1"].TransferCase(t.Context(), ref, app.TransferOrder{Seen: -1, Village: string(villageB), Reason: "已搬到卢溪"})
		wantKey(t, "to a village outside the scope", err, "app.outside_scope")
		town := b.desks["zhen1"]
		_, err = town.TransferCase(t.Context(), ref, app.TransferOrder{Seen: -1, Village: string(villageA), Reason: "x"})
		wantKey(t, "to where it is", err, "casework.transfer_same")
		_, err = town.TransferCase(t.Context(), ref, app.TransferOrder{Seen: -1, Village: string(villageB)})
		wantKey(t, "without a reason", err, "casework.reason_missing")
		heir, err := town.TransferCase(t.Context(), ref, app.TransferOrder{Seen: -1, Village: string(villageB), Reason: "已搬到卢溪"})
		if err != nil {
			t.Fatal(err)
		}
		old := b.view("cun1", ref)
		if old.State != casework.Transferred || old.Heir == nil || old.Heir.Seen || old.Heir.Number != "" {
			t.Errorf("the old one is %s and names %+v", old.State, old.Heir)
		}
		v := b.view("lu", string(heir.ID))
		if v.State != casework.Draft || v.Origin == nil || v.Area != villageB || v.Declared == nil || v.Declared.Area != villageB || len(v.Papers) != 3 || !v.Papers[0].There {
			t.Errorf("the new one is %+v", v)
		}
		sent, err := b.desks["lu"].SubmitCase(t.Context(), string(heir.ID), v.SeenDraft)
		if err != nil {
			t.Fatalf("%v %+v", err, sent)
		}
		c := b.must(b.step("lu", sent.Number, casework.Pass, nil))
		if c.Step != "check" {
			t.Errorf("with the papers of before it stands at %s", c.Step)
		}
	})
}

// A batch takes what can be taken and tells of each of the others why not.
func TestBatchOfVerdicts(t *testing.T) {
	eachBureau(t, func(t *testing.T, b *bureau) {
		var all []app.Verdict
		for i := range 4 {
			v := b.view("zhen1", b.checked(i))
			all = append(all, app.Verdict{Case: v.Case, Seen: v.Version, Verb: casework.Pass, Reason: "同意"})
		}
		all[1].Verb, all[1].Reason, all[1].To = casework.SendBack, "照片不清楚", "check"
		all[2].Seen--
		early := b.view("cun1", b.submitted(b.order(5)).Number)
		all = append(all, all[0], app.Verdict{Case: early.Case, Seen: -1, Verb: casework.Pass}, app.Verdict{Case: walkMember, Seen: -1, Verb: casework.Pass})
		all[3].Verb, all[3].Reason = casework.Refuse, ""
		results, err := b.desks["zhen1"].TakeSteps(t.Context(), casework.StepOpinion, all)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"", "", "casework.changed_by", "casework.reason_missing", "casework.changed", "casework.other_step", "casework.no_case"}
		for i, r := range results {
			if r.Key != want[i] || r.Taken != (want[i] == "") {
				t.Errorf("verdict %d: %s, taken %v", i, r.Key, r.Taken)
			}
		}
		if results[0].State != casework.Running || b.view("zhen1", string(all[0].Case)).Step != "posting" || b.view("zhen1", string(all[1].Case)).Step != "check" {
			t.Error("what was taken does not stand where it should")
		}
		_, err = b.desks["zhen1"].TakeSteps(t.Context(), casework.StepCheck, all)
		wantKey(t, "a batch of checks", err, "casework.one_by_one")
	})
}

// Who has a relative in the household stands aside, alone, with others and in a
// batch; the queue does not show it to him.
func TestRelativesStandAside(t *testing.T) {
	eachBureau(t, func(t *testing.T, b *bureau) {
		ref := b.checked(0)
		f := family(0)
		if _, err := b.desks["zhen1"].AddKin(t.Context(), app.NewKin{Relation: "兄弟姐妹", Name: f.Members[0].Fields["name"], IDNumber: f.Members[0].Fields["id_number"], Birth: "1965-03-12"}); err != nil {
			t.Fatal(err)
		}
		_, err := b.step("zhen1", ref, casework.Pass, nil)
		wantKey(t, "a relative gives an opinion", err, "casework.recused")
		v := b.view("zhen1", ref)
		if !v.Relative || v.MayDo(casework.Pass) {
			t.Error("the page does not say that he stands aside")
		}
		results, err := b.desks["zhen1"].TakeSteps(t.Context(), casework.StepOpinion, []app.Verdict{{Case: v.Case, Seen: v.Version, Verb: casework.Pass}})
		if err != nil || results[0].Key != "casework.recused" {
			t.Errorf("in a batch: %+v, %v", results, err)
		}
		for account, want := range map[string]int{"zhen1": 0, "zhen2": 1, "cun1": 0} {
			mine, err := b.desks[account].MyCases(t.Context(), app.PageOf{Limit: 10})
			if err != nil || len(mine.Lines) != want {
				t.Errorf("%s has %d to do, %v", account, len(mine.Lines), err)
			}
		}
	})
}
