package app_test

import (
	"fmt"
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// bureau is an office whose people work on cases: two clerks and a third of
// village A, two reviewers of the town, each signed in.
type bureau struct {
	*door
	t     *testing.T
	desks map[string]*app.Desk
}

func newBureau(t *testing.T, db *sqldb.DB) *bureau {
	t.Helper()
	b := &bureau{door: newDoor(t, db), t: t, desks: map[string]*app.Desk{}}
	for account, held := range map[string]app.RoleOrder{
		"cun1": {Role: identity.VillageClerk, Areas: []area.Code{villageA}}, "cun2": {Role: identity.VillageClerk, Areas: []area.Code{villageA}},
		"cun3": {Role: identity.VillageClerk, Areas: []area.Code{villageA}}, "zhen1": {Role: identity.TownReviewer, Areas: []area.Code{gaobu}},
		"zhen2": {Role: identity.TownReviewer, Areas: []area.Code{gaobu}}, "lu": {Role: identity.VillageClerk, Areas: []area.Code{villageB}},
	} {
		if _, err := b.machine.AddUser(t.Context(), app.NewUser{Account: account, Name: "某" + account, Area: gaobu, Roles: []app.RoleOrder{held}, Password: password, Lasting: true}); err != nil {
			t.Fatal(err)
		}
		b.desks[account] = b.signIn(t, account)
	}
	return b
}

func (b *bureau) days(n int) { b.now = b.now.Add(time.Duration(n) * 24 * time.Hour) }

// family is the form of a household of two in village A.
func family(serial int) registry.Form {
	f := registry.NewForm(villageA, "", day.Date{})
	f.Fields["opened"], f.Fields["per_head_month"], f.Fields["address"], f.Fields["phone"] = "", "500", "三组12号", "13800138123"
	f.Members[0].Fields["name"], f.Members[0].Fields["id_number"], f.Members[0].Fields["health"] = "欧阳"+string(rune('甲'+serial)), number18(1965, serial), "重病"
	f.Members = append(f.Members, registry.FormMember{Fields: map[string]string{"relation": "女", "name": "欧阳小" + string(rune('甲'+serial)), "id_number": number18(2015, serial), "member_covered": "是"}})
	f.Causes = []registry.FormTerm{{Name: "因病"}}
	return f
}

// number18 is a made-up ID number of a year with its check digit.
func number18(year, serial int) string {
	body := fmt.Sprintf("441900%04d0312%03d", year, serial+1)
	sum := 0
	for i, weight := range [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(body[i]-'0') * weight
	}
	return body + string("10X98765432"[sum%11])
}

func (b *bureau) order(serial int) app.CaseOrder {
	return app.CaseOrder{Kind: casework.KindFiling, Channel: casework.BySelf, Form: family(serial), Accepted: true}
}

// submitted opens an application and hands it in.
func (b *bureau) submitted(order app.CaseOrder) *app.SavedCase {
	b.t.Helper()
	saved, err := b.desks["cun1"].OpenCase(b.t.Context(), order)
	if err != nil {
		b.t.Fatalf("%v %+v", err, saved)
	}
	sent, err := b.desks["cun1"].SubmitCase(b.t.Context(), string(saved.Case), saved.Seen)
	if err != nil {
		b.t.Fatalf("%v %+v", err, sent)
	}
	return sent
}

// papers puts all papers and consents to a case.
func (b *bureau) papers(ref string) {
	b.t.Helper()
	v := b.view("cun1", ref)
	for _, p := range v.Papers {
		if _, err := b.desks["cun1"].AddPaper(b.t.Context(), ref, app.PaperOrder{Paper: p.Paper, Note: "原件在村委会档案柜"}); err != nil {
			b.t.Fatal(err)
		}
	}
	for _, c := range v.Consents {
		if _, err := b.desks["cun1"].AddConsent(b.t.Context(), ref, app.ConsentOrder{Member: c.Member, Note: "原件在村委会档案柜"}); err != nil {
			b.t.Fatal(err)
		}
	}
}

func (b *bureau) view(account, ref string) *app.CaseView {
	b.t.Helper()
	v, err := b.desks[account].Case(b.t.Context(), ref)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// step takes the step at which the case stands.
func (b *bureau) step(account, ref string, verb casework.Verb, more func(*app.StepOrder)) (*casework.Case, error) {
	b.t.Helper()
	v := b.view(account, ref)
	order := app.StepOrder{Seen: v.Version, Step: v.Step, Do: v.Doing, Verb: verb}
	if v.Doing == casework.StepCheck && verb == casework.Pass {
		order.AsDeclared, order.With = true, []app.CoChecker{{Account: "cun3"}}
	}
	if more != nil {
		more(&order)
	}
	return b.desks[account].TakeStep(b.t.Context(), ref, order)
}

func (b *bureau) must(c *casework.Case, err error) *casework.Case {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

// checked is a case that was accepted and checked at home.
func (b *bureau) checked(serial int) string {
	b.t.Helper()
	ref := b.submitted(b.order(serial)).Number
	b.papers(ref)
	b.must(b.step("cun1", ref, casework.Pass, nil))
	b.must(b.step("cun2", ref, casework.Pass, nil))
	return ref
}

func eachBureau(t *testing.T, test func(t *testing.T, b *bureau)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) { test(t, newBureau(t, db)) })
}

// Gaobu's whole route by five people: handed in and accepted by one, checked at
// home by two, reviewed by the fourth, posted, decided by the fifth.
func TestGaobuRouteByFivePeople(t *testing.T) {
	eachBureau(t, func(t *testing.T, b *bureau) {
		ctx := t.Context()
		sent := b.submitted(b.order(0))
		if !casework.ReceiptSound(sent.Number) {
			t.Fatalf("the receipt is %q", sent.Number)
		}
		ref := sent.Number
		if _, err := b.step("cun1", ref, casework.Pass, nil); keyOf(err) != "casework.papers_missing" {
			t.Fatalf("accepted without papers: %v", err)
		}
		v := b.view("cun1", ref)
		if len(v.Papers) != 3 || len(v.Consents) != 1 || v.Papers[0].There || v.StepName != "村居受理" || v.MayDo(casework.Pass) || !v.MayDo(casework.AskPapers) {
			t.Fatalf("at intake it needs %d papers and %d consents, may %+v", len(v.Papers), len(v.Consents), v.May)
		}
		b.must(b.desks["cun1"].AskPapers(ctx, ref, v.Version, "缺户口簿"))
		b.days(1)
		b.papers(ref)
		if v = b.view("cun1", ref); v.State != casework.Running {
			t.Fatalf("with all papers it is %s", v.State)
		}
		b.must(b.step("cun1", ref, casework.Pass, nil))
		found, err := b.desks["cun2"].CheckForm(ctx, ref)
		if err != nil {
			t.Fatal(err)
		}
		found.Form.Fields["per_head_month"] = "650"
		saved, err := b.desks["cun2"].RecordCheck(ctx, ref, app.CheckOrder{Form: found.Form, Note: "家中有一台旧摩托", Seen: found.Seen, Accepted: true})
		if err != nil {
			t.Fatalf("%v %+v", err, saved)
		}
		b.must(b.step("cun2", ref, casework.Pass, func(o *app.StepOrder) { o.Reason, o.AsDeclared = "属实", false }))
		b.must(b.step("zhen1", ref, casework.Pass, func(o *app.StepOrder) { o.Reason = "同意上报" }))
		c := b.post(ref)
		if c.State != casework.Posted {
			t.Fatalf("posted it is %s", c.State)
		}
		b.days(8)
		b.over(ref)
		c = b.must(b.step("zhen2", ref, casework.Pass, func(o *app.StepOrder) { o.Reason = "同意建档" }))
		if c.State != casework.Approved || c.Doing != casework.StepFile {
			t.Fatalf("decided it is %s at %s", c.State, c.Doing)
		}
		b.shown(ref)
		b.foundInFile(ref)
		if _, err := b.machine.VerifyRecords(ctx); err != nil {
			t.Error(err)
		}
	})
}

// foundInFile opens the file and holds it against what was found at home.
func (b *bureau) foundInFile(ref string) {
	b.t.Helper()
	filed := b.filed(ref)
	h, err := b.desks["zhen1"].Household(b.t.Context(), filed.Number, b.App.Now().Date())
	if err != nil || h.IncomePerHead == nil || *h.IncomePerHead != 65000 || len(h.Members) != 2 {
		b.t.Errorf("the file has %+v, %v", h, err)
	}
}

// post and over hang the notice and let it run out.
func (b *bureau) post(ref string) *casework.Case {
	return b.put(ref, "zhen1", casework.Act{Verb: casework.Post, Notice: id.ID("n-" + ref), Until: b.App.Now().Date().AddDays(7)})
}

func (b *bureau) over(ref string) *casework.Case {
	return b.put(ref, "zhen1", casework.Act{Verb: casework.NoticeOver})
}

func (b *bureau) put(ref, account string, a casework.Act) *casework.Case {
	b.t.Helper()
	c, err := app.ActOnCase(b.t.Context(), b.desks[account], ref, a)
	return b.must(c, err)
}

// shown holds what the case tells at its end against what was done.
func (b *bureau) shown(ref string) {
	b.t.Helper()
	v := b.view("zhen2", ref)
	if len(v.Differs) != 1 || v.Differs[0].Field != "per_head_month" || v.Differs[0].New != "650.00" {
		b.t.Errorf("declared and found differ in %+v", v.Differs)
	}
	if len(v.Acts) != 9 || v.Acts[0].Verb != casework.Submit || len(v.Acts[0].Assessed) != 1 || v.Acts[4].With[0].Name != "某cun3" {
		b.t.Errorf("%d acts: %+v", len(v.Acts), v.Acts)
	}
	if v.Applicant != "欧阳*" || v.Declared == nil || v.Declared.Members[0].Name == "欧阳甲" {
		b.t.Errorf("the applicant is shown as %s", v.Applicant)
	}
	if len(v.Assessed) != 2 || v.Assessed[1].Tests[0].Verdict != casework.Yes || v.Assessed[1].Tests[0].Values[0].Text != "650.00元" || v.Assessed[0].Tests[0].Clause == "" {
		b.t.Errorf("the rule says %+v", v.Assessed)
	}
	done := 0
	for _, s := range v.Steps {
		if s.State == app.StepDone {
			done++
		}
	}
	if done != 5 {
		b.t.Errorf("%d steps are done: %+v", done, v.Steps)
	}
}
