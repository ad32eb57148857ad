package app_test

import (
	"fmt"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/pairing"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

const pairPlan = `
format: 1
plan: pairs
title: 结对
area: "441900129000"
year: 2027
period: {from: 2027-01-01, to: 2027-02-05}
closes_on: 2027-02-05
roles:
  - {id: cadre, name: 干部, of: town, kinds: [公务员]}
  - {id: liaison, name: 联络人, of: town}
classes: [{id: all, name: 全部, who: household.income_per_head < yuan(1000), helped_when: [hand]}]
pairing: [{id: one, name: 一对一, class: [all], helpers: [cadre], per_helper: 1, through: liaison, review: year, outside: true, adjust_on: [left_poverty, new_household, staff_change]}]
`

// couples is a campaign that pairs three households with helpers.
type couples struct {
	*door
	t       *testing.T
	desk    *app.Desk
	of      id.ID
	helpers map[string]id.ID
}

func newCouples(t *testing.T, db *sqldb.DB) *couples {
	t.Helper()
	c := &couples{door: newDoor(t, db), t: t, helpers: map[string]id.ID{}}
	c.desk = c.As(identity.Actor{User: "u", Name: "镇办", Role: identity.TownReviewer, Scope: identity.Everything})
	c.takes("户号,村,户主,家庭月人均收入", "P1,冼沙村,张一,500", "P2,冼沙村,李二,500", "P3,卢溪村,王三,500")
	for name, village := range map[string]area.Code{"莫甲": villageA, "莫乙": villageA, "莫丙": villageB} {
		c.helper(name, "公务员", village)
	}
	opened, err := c.machine.OpenCampaign(t.Context(), app.CampaignOrder{Plan: readPlan(t, pairPlan), Text: []byte(pairPlan), AsOf: asOf})
	c.must(err)
	c.of = opened.ID
	_, err = c.machine.BuildRoster(t.Context(), c.of, readPlan(t, pairPlan))
	c.must(err)
	return c
}

func (c *couples) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *couples) takes(lines ...string) {
	c.t.Helper()
	_, err := c.machine.ImportHouseholds(c.t.Context(), app.ImportOrder{Path: list(c.t, lines...), Area: gaobu, AsOf: asOf}, nil)
	c.must(err)
}

func (c *couples) helper(name, kind string, village area.Code) {
	c.t.Helper()
	of, err := c.desk.SaveHelper(c.t.Context(), app.HelperForm{Name: name, Organisation: "镇政府", Kind: kind, Area: village, Capacity: 1})
	c.must(err)
	c.helpers[name] = of
}

func (c *couples) see() *app.PairClause {
	c.t.Helper()
	view, err := c.desk.Pairing(c.t.Context(), c.of)
	c.must(err)
	return &view.Clauses[0]
}

// paired solves, confirms and begins the campaign.
func (c *couples) paired() {
	c.t.Helper()
	_, err := c.desk.ProposePairs(c.t.Context(), c.of, "one")
	c.must(err)
	c.must(c.desk.ConfirmPairs(c.t.Context(), c.of, "one"))
	c.must(c.machine.Activate(c.t.Context(), c.of))
}

func (c *couples) pairOf(number string) *app.PairLine {
	c.t.Helper()
	clause := c.see()
	for i := range clause.Pairs {
		if clause.Pairs[i].Number == number {
			return &clause.Pairs[i]
		}
	}
	c.t.Fatalf("nobody helps %s: %+v", number, clause.Pairs)
	return nil
}

func (c *couples) todo() app.PairTodo {
	c.t.Helper()
	w, err := c.desk.Workbench(c.t.Context())
	c.must(err)
	if len(w.Pairs) == 0 {
		return app.PairTodo{}
	}
	return w.Pairs[0]
}

func TestUnpairedKeepsACampaignFromBeginning(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCouples(t, db)
		if err := c.machine.Activate(t.Context(), c.of); !problem.Is(err, problem.Conflict) && !problem.Is(err, problem.Invalid) {
			t.Errorf("it begins with nobody paired: %v", err)
		}
		proposal, err := c.desk.ProposePairs(t.Context(), c.of, "one")
		c.must(err)
		if !proposal.Proven() || proposal.Pairs != 3 || proposal.Left != 0 || proposal.Allowed != 9 || proposal.HouseholdSide+proposal.HelperSide != proposal.Total {
			t.Errorf("%+v", proposal)
		}
		if err := c.machine.Activate(t.Context(), c.of); err == nil {
			t.Error("it begins with nobody confirmed")
		}
		c.must(c.desk.ConfirmPairs(t.Context(), c.of, "one"))
		c.must(c.machine.Activate(t.Context(), c.of))
		if got := c.see().Alone; len(got) != 2 {
			t.Errorf("villages without a liaison: %v", got)
		}
	})
}

// TestEditsAreSolvedAnew: what a person chooses is kept, the rest follows, and
// what has changed is told.
func TestEditsAreSolvedAnew(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCouples(t, db)
		_, err := c.desk.ProposePairs(t.Context(), c.of, "one")
		c.must(err)
		if got := c.pairOf("P3"); got.Helper.Name != "莫丙" {
			t.Fatalf("P3 has %s", got.Helper.Name)
		}
		c.must(c.desk.PairByHand(t.Context(), app.HandPair{Campaign: c.of, Clause: "one", Household: "P3", Helper: "莫甲", Reason: "熟人"}))
		clause := c.see()
		if clause.Proposed != 3 || len(clause.Waiting) != 0 || c.pairOf("P3").Helper.Name != "莫甲" || !c.pairOf("P3").Locked {
			t.Errorf("%+v", clause)
		}
		if changes := clause.Proposal.Changes; len(changes) != 2 && len(changes) != 1 {
			t.Errorf("changes: %+v", changes)
		}
		c.must(c.desk.LockPair(t.Context(), c.pairOf("P3").ID, false))
		if got := c.pairOf("P3"); got.Helper.Name != "莫丙" || got.Locked {
			t.Errorf("after unlocking P3 has %s", got.Helper.Name)
		}
		c.must(c.desk.CloseHelper(t.Context(), c.helpers["莫丙"], 1, c.machine.Today()))
		wantKey(t, "a helper has left since", c.desk.ConfirmPairs(t.Context(), c.of, "one"), "pairing.stale")
		proposal, err := c.desk.ProposePairs(t.Context(), c.of, "one")
		c.must(err)
		if proposal.Left != 1 || len(proposal.Reasons) != 1 || proposal.Reasons[0].Lack != 1 || len(proposal.Reasons[0].Households) != 3 {
			t.Errorf("%+v", proposal)
		}
	})
}

// TestSinglePairsAreAdjusted: a helper leaves, a household leaves, one comes; each
// is told on the workbench and taken up alone.
func TestSinglePairsAreAdjusted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCouples(t, db)
		c.paired()
		if todo := c.todo(); todo.Any() {
			t.Errorf("nothing is to be done: %+v", todo)
		}
		gone := c.pairOf("P3")
		_, err := c.desk.AdjustPair(t.Context(), app.AdjustOrder{Campaign: c.of, Pair: gone.ID})
		wantKey(t, "a pair that is well", err, "pairing.nothing_to_adjust")
		c.must(c.desk.CloseHelper(t.Context(), gone.Helper.ID, 1, c.machine.Today()))
		if todo := c.todo(); todo.Left != 1 || todo.Gone != 0 || todo.Unpaired != 0 {
			t.Errorf("a helper has left: %+v", todo)
		}
		_, err = c.desk.AdjustPair(t.Context(), app.AdjustOrder{Campaign: c.of, Pair: gone.ID})
		wantKey(t, "nobody is free", err, "pairing.nobody_for")
		c.helper("莫丁", "公务员", villageB)
		came, err := c.desk.AdjustPair(t.Context(), app.AdjustOrder{Campaign: c.of, Pair: gone.ID, Handover: "药在柜子里"})
		if c.must(err); came != app.AdjustProposed {
			t.Errorf("it came to %s", came)
		}
		if todo := c.todo(); todo.Left != 0 || todo.Proposed != 1 {
			t.Errorf("somebody is proposed: %+v", todo)
		}
		c.must(c.desk.ConfirmPairs(t.Context(), c.of, "one"))
		clause := c.see()
		if got := c.pairOf("P3"); got.Helper.Name != "莫丁" || got.Follows != gone.ID || clause.Standing != 3 || len(clause.Past) != 1 || clause.Past[0].Handover != "药在柜子里" {
			t.Errorf("%+v, past %+v", got, clause.Past)
		}
		left := c.pairOf("P1")
		_, err = c.desk.CloseHousehold(t.Context(), app.CloseOrder{Number: "P1", On: c.machine.Today(), Reason: "收入提高"})
		c.must(err)
		c.takes("户号,村,户主,家庭月人均收入", "P4,冼沙村,赵四,500")
		_, err = c.machine.BuildRoster(t.Context(), c.of, readPlan(t, pairPlan))
		c.must(err)
		if todo := c.todo(); todo.Gone != 1 {
			t.Errorf("a household has left: %+v", todo)
		}
		came, err = c.desk.AdjustPair(t.Context(), app.AdjustOrder{Campaign: c.of, Pair: left.ID})
		if c.must(err); came != app.AdjustEnded || c.see().Standing != 2 || len(c.see().Free) != 1 {
			t.Errorf("it came to %s, %+v", came, c.see().Free)
		}
	})
}

// TestAYearlyRoundKeepsWhoKnowsEachOther: pairs go on unless something suits
// better by more than knowing each other is worth.
func TestAYearlyRoundKeepsWhoKnowsEachOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCouples(t, db)
		_, err := c.desk.ProposePairs(t.Context(), c.of, "one")
		c.must(err)
		c.must(c.desk.PairByHand(t.Context(), app.HandPair{Campaign: c.of, Clause: "one", Household: "P3", Helper: "莫甲", Reason: "试试"}))
		c.must(c.desk.ConfirmPairs(t.Context(), c.of, "one"))
		c.must(c.machine.Activate(t.Context(), c.of))
		if c.see().RoundDue || c.todo().RoundDue {
			t.Error("a round is due on the first day")
		}
		c.now = c.now.AddDate(1, 0, 1)
		if !c.see().RoundDue || !c.todo().RoundDue {
			t.Error("no round is due after a year")
		}
		proposal, err := c.desk.ProposeRound(t.Context(), c.of, "one")
		c.must(err)
		if len(proposal.Stays) != 1 || proposal.Pairs != 2 || !proposal.Proven() || len(proposal.Changes) != 2 {
			t.Errorf("%+v", proposal)
		}
		c.must(c.desk.ConfirmPairs(t.Context(), c.of, "one"))
		clause := c.see()
		if c.pairOf("P3").Helper.Name != "莫丙" || clause.Standing != 3 || clause.Proposed != 0 || len(clause.Past) != 2 || clause.RoundDue {
			t.Errorf("%+v", clause)
		}
		proposal, err = c.desk.ProposeRound(t.Context(), c.of, "one")
		c.must(err)
		if len(proposal.Stays) != 3 || proposal.Pairs != 0 {
			t.Errorf("a second round: %+v", proposal)
		}
		c.must(c.desk.ConfirmPairs(t.Context(), c.of, "one"))
	})
}

func TestGoodwillAdoptsOnTop(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := newCouples(t, db)
		c.paired()
		c.helper("何善人", "社会热心人士", villageA)
		adopt := func(helper string) error {
			return c.desk.AdoptPair(t.Context(), app.HandPair{Campaign: c.of, Clause: "one", Household: "P1", Helper: helper})
		}
		c.must(adopt("何善人"))
		if err := adopt("何善人"); !problem.Is(err, problem.Conflict) {
			t.Errorf("twice: %v", err)
		}
		wantKey(t, "nobody of the name", adopt("没有这人"), "pairing.no_such_helper")
		clause := c.see()
		if clause.Adopted != 1 || clause.Standing != 4 || len(clause.Waiting) != 0 || c.todo().Any() {
			t.Errorf("%+v", clause)
		}
		view, err := c.desk.HelperOf(t.Context(), c.helpers["何善人"])
		c.must(err)
		if len(view.Pairs) != 1 || view.Pairs[0].How != pairing.Adopted || view.Load != 1 {
			t.Errorf("%+v", view)
		}
		cards, err := c.desk.ClearPairCards(t.Context(), c.of, "one", villageA)
		c.must(err)
		if len(cards.Cards) != 3 || cards.Cards[0].Contact != nil || cards.Cards[0].Head == "" {
			t.Errorf("%+v", cards)
		}
	})
}

// TestHelpersAreKeptByHand: what is typed wrong is told at its field; a masked
// number that is left alone stays; nobody is in the register twice.
func TestHelpersAreKeptByHand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.As(identity.Actor{User: "u", Name: "镇办", Role: identity.TownReviewer, Scope: identity.Everything})
		good := app.HelperForm{Name: "莫甲", Organisation: "镇政府", Kind: "公务员", Area: villageA, Capacity: 1, Phone: "13800138126"}
		of, err := desk.SaveHelper(t.Context(), good)
		if err != nil {
			t.Fatal(err)
		}
		for key, spoil := range map[string]func(*app.HelperForm){
			"pairing.helper_name":     func(f *app.HelperForm) { f.Name = "莫*甲" },
			"pairing.helper_kind":     func(f *app.HelperForm) { f.Kind = "神仙" },
			"pairing.helper_capacity": func(f *app.HelperForm) { f.Capacity = 0 },
			"pairing.helper_area":     func(f *app.HelperForm) { f.Area = "" },
			"pairing.helper_text":     func(f *app.HelperForm) { f.Skills = fmt.Sprintf("%061d", 1) },
			"personal.phone_form":     func(f *app.HelperForm) { f.Phone = "123" },
			"pairing.helper_twice":    func(f *app.HelperForm) { f.Organisation = "供销社" },
		} {
			bad := good
			spoil(&bad)
			_, err := desk.SaveHelper(t.Context(), bad)
			wantKey(t, key, err, key)
		}
		changed := good
		changed.ID, changed.Version, changed.Phone, changed.Skills = of, 1, "", "电工"
		if _, err := desk.SaveHelper(t.Context(), changed); err != nil {
			t.Fatal(err)
		}
		_, err = desk.SaveHelper(t.Context(), changed)
		wantKey(t, "a version twice", err, "pairing.changed")
		view, err := desk.RevealHelper(t.Context(), of, "核对电话")
		if err != nil || view.Phone != "13800138126" || view.Skills != "电工" || view.Version != 2 {
			t.Errorf("%+v, %v", view, err)
		}
		v, err := d.machine.Verify(t.Context())
		if err != nil || len(v.Broken) > 0 {
			t.Errorf("%+v, %v", v.Broken, err)
		}
	})
}
