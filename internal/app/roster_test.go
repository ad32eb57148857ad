package app_test

import (
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

func readPlan(t testing.TB, text string) *plan.Plan {
	t.Helper()
	p, findings, err := plan.Read([]byte(text), plan.ReadOptions{Name: "t.plan.yaml", Today: asOf, Calendar: day.DefaultCalendar()})
	if err != nil {
		t.Fatal(err)
	}
	if plan.HasErrors(findings) {
		t.Fatalf("%+v", findings)
	}
	return p
}

const small = `
format: 1
plan: small
title: 试
area: "441900129000"
year: 2027
period: {from: 2027-01-01, to: 2027-02-05}
closes_on: 2027-02-05
sites: [{id: villages, name: 村, level: village}]
classes:
  - id: poor
    name: 低收入户
    who: household.income_per_head < yuan(1000)
    except: ["'受灾户' in household.categories"]
    helped_when: [hand]
  - id: children
    name: 在读学生
    unit: person
    who: person.school != ''
    helped_when: [hand]
  - id: named
    name: 点名
    list: [{name: 张一, number: "1"}, {name: 无档案的人, persons: 1, why: 来信反映}]
    helped_when: [hand]
quotas:
  - {class: children, count: 1, per: villages, order: [{by: person.age, desc: true}]}
purses: [{id: p, name: 市级, holder: 市}]
cash:
  - {id: c, class: [poor], amount: 400, per: household, purse: p}
`

// TestRosterOfARule proves who is in, undecided, excluded and over quota, and
// that the universe is closed.
func TestRoster(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		r := o.importHouseholds(t, list(t, "户号,村,户主,家庭人口,家庭月人均收入,困难类别",
			"1,冼沙村,张一,2,999.99,", "2,冼沙村,李二,1,1000,", "3,卢溪村,王三,4,,", "4,卢溪村,赵四,3,500,受灾户"))
		if r.Batch.Rows.Entered != 4 {
			t.Fatalf("%+v %v", r.Batch.Rows, r.Reasons)
		}
		r = o.importHouseholds(t, list(t, "户号,村,姓名,与户主关系,出生日期,在读学段",
			"7,冼沙村,孙七,户主,1980-01-01,", "7,冼沙村,孙小,子,2015-02-03,小学", "7,冼沙村,孙大,子,2011-02-03,初中",
			"8,卢溪村,周八,户主,1981-01-01,", "8,卢溪村,周小,女,2014-02-03,小学"))
		if r.Batch.Rows.Entered != 5 {
			t.Fatalf("%+v %v %v", r.Batch.Rows, r.Reasons, r.Columns)
		}
		c, counts := o.run(t, small)
		got := o.standings(t, c)
		want := map[string]int64{
			"poor in": 1, "poor undecided": 3, "poor excluded": 1,
			"children in": 2, "children over_quota": 1, "named in": 2,
		}
		for key, n := range want {
			if got[key] != n {
				t.Errorf("%s: %d, want %d", key, got[key], n)
			}
		}
		for key, n := range got {
			if want[key] != n {
				t.Errorf("unexpected %s: %d", key, n)
			}
		}
		o.checkCoverage(t, c, campaign.Coverage{campaign.Open: 5, campaign.NotEligible: 2})
		f := readPlan(t, small).Forecast(counts)
		if f.Total.Amount != 40000 {
			t.Errorf("total %v", f.Total)
		}
	})
}

// TestCapHoldsEachHousehold: of households of 1, 2 and 3 persons none gets
// more than the cap, and a small one gets no more for that.
func TestCapHoldsEachHousehold(t *testing.T) {
	const text = `
format: 1
plan: capped
title: 试
area: "441900129000"
year: 2027
period: {from: 2027-01-01, to: 2027-02-05}
closes_on: 2027-02-05
classes: [{id: all, name: 全部, who: household.size > 0, helped_when: [payment]}]
purses: [{id: p, name: 市级, holder: 市}]
cash:
  - {id: flat, class: all, per: person, amount: 400, cap: 800, purse: p}
  - {id: tiers, class: all, per: person, tiers: [{name: 大户, when: household.size > 2, amount: 300}, {name: 其他, amount: 500}], cap: 800, purse: p, when: {from: 2027-01-02}}
`
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		o.importHouseholds(t, list(t, "户号,村,户主,家庭人口", "1,冼沙村,张一,1", "2,冼沙村,李二,2", "3,卢溪村,王三,3"))
		_, counts := o.run(t, text)
		want := map[string]string{"cash.flat": "2,000.00", "cash.tiers": "2,100.00"}
		for _, line := range readPlan(t, text).Forecast(counts).Lines {
			if line.Amount.Yuan() != want[line.Clause] {
				t.Errorf("%s: %s, want %s", line.Clause, line.Amount.Yuan(), want[line.Clause])
			}
		}
	})
}

// TestClassesOfOneClause: who is on the roster of one class of a clause is not
// paid again by the next; who was excluded there, or got no place, is.
func TestClassesOfOneClause(t *testing.T) {
	const text = `
format: 1
plan: both
title: 试
area: "441900129000"
year: 2027
period: {from: 2027-01-01, to: 2027-02-05}
closes_on: 2027-02-05
classes:
  - {id: quota, name: 名额, who: household.size <= 2, helped_when: [payment]}
  - {id: except, name: 排除, who: household.size <= 3, except: household.size == 3, helped_when: [payment]}
  - {id: listed, name: 点名, list: [{name: 赵四, number: "4"}], helped_when: [payment]}
  - {id: all, name: 全部, who: "true", helped_when: [payment]}
quotas: [{id: q, class: quota, count: 1, order: [{by: household.size}]}]
purses: [{id: p, name: 市级, holder: 市}]
cash:
  - {id: a, class: [all, quota], per: household, amount: 1, purse: p}
  - {id: b, class: [except, all], per: household, amount: 1, purse: p, when: {from: 2027-01-02}}
  - {id: c, class: [listed, all], per: household, amount: 1, purse: p, when: {from: 2027-01-03}}
`
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		o.importHouseholds(t, list(t, "户号,村,户主,家庭人口", "1,冼沙村,张一,1", "2,冼沙村,李二,2", "3,卢溪村,王三,3", "4,卢溪村,赵四,4"))
		_, counts := o.run(t, text)
		got := map[string]int64{}
		for _, line := range readPlan(t, text).Forecast(counts).Lines {
			got[line.Clause+" "+line.Class] = line.Count.N
		}
		for key, want := range map[string]int64{"cash.a quota": 1, "cash.a all": 3, "cash.b except": 2, "cash.b all": 2, "cash.c listed": 1, "cash.c all": 3} {
			if got[key] != want {
				t.Errorf("%s: %d, want %d", key, got[key], want)
			}
		}
	})
}

// TestHouseholdsOfAClassOfPersons: what is paid by household is paid once where
// two persons of the class live together.
func TestHouseholdsOfAClassOfPersons(t *testing.T) {
	const text = `
format: 1
plan: pupils
title: 试
area: "441900129000"
year: 2027
period: {from: 2027-01-01, to: 2027-02-05}
closes_on: 2027-02-05
classes: [{id: pupil, name: 在读学生, unit: person, who: person.school != '', helped_when: [payment]}]
purses: [{id: p, name: 市级, holder: 市}]
items: [{id: bag, name: 书包, unit: 个}]
cash:
  - {id: home, class: pupil, per: household, amount: 100, purse: p}
  - {id: each, class: pupil, amount: 10, purse: p, when: {from: 2027-01-02}}
goods: [{id: bags, class: pupil, item: bag, quantity: 1, per: household}]
`
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := newOffice(t, db)
		o.importHouseholds(t, list(t, "户号,村,姓名,与户主关系,出生日期,在读学段",
			"7,冼沙村,孙七,户主,1980-01-01,", "7,冼沙村,孙小,子,2015-02-03,小学", "7,冼沙村,孙大,子,2011-02-03,初中",
			"8,卢溪村,周八,户主,1981-01-01,", "8,卢溪村,周小,女,2014-02-03,小学"))
		_, counts := o.run(t, text)
		f := readPlan(t, text).Forecast(counts)
		want := map[string]string{"cash.home": "200.00", "cash.each": "30.00"}
		for _, line := range f.Lines {
			if line.Amount.Yuan() != want[line.Clause] {
				t.Errorf("%s: %s, want %s", line.Clause, line.Amount.Yuan(), want[line.Clause])
			}
		}
		if got := f.Goods[0].Quantity.N; got != 2000 {
			t.Errorf("%d thousandths of a bag, want 2000", got)
		}
	})
}

func (o *office) run(t testing.TB, text string) (*campaign.Campaign, plan.Counts) {
	t.Helper()
	p := readPlan(t, text)
	c, err := o.OpenCampaign(t.Context(), app.CampaignOrder{Plan: p, Text: []byte(text), AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	counts, err := o.BuildRoster(t.Context(), c.ID, p)
	if err != nil {
		t.Fatal(err)
	}
	return c, counts
}

func (o *office) standings(t *testing.T, c *campaign.Campaign) map[string]int64 {
	t.Helper()
	got := map[string]int64{}
	err := o.store.Read(t.Context(), func(tx *sqldb.Tx) error {
		counts, err := o.store.CountRosters(t.Context(), tx, c.ID, identity.Everything)
		for _, n := range counts {
			got[n.Class+" "+string(n.State)] = n.Entries
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func (o *office) checkCoverage(t *testing.T, c *campaign.Campaign, want campaign.Coverage) {
	t.Helper()
	err := o.store.Read(t.Context(), func(tx *sqldb.Tx) error {
		got, err := o.store.CountCoverage(t.Context(), tx, c.ID, identity.Everything)
		for _, outcome := range campaign.Outcomes {
			if got[outcome] != want[outcome] {
				t.Errorf("coverage %s: %d, want %d", outcome, got[outcome], want[outcome])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
