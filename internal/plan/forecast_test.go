package plan

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"songnuan/internal/day"
	"songnuan/internal/locale"
)

// readPlan reads a plan that must have no errors; head is put before the body.
func readPlan(t testing.TB, body string) *Plan {
	t.Helper()
	p, found, err := Read([]byte("format: 1\nplan: test\ntitle: 测试\nyear: 2027\n"+body), ReadOptions{Today: today()})
	if err != nil {
		t.Fatal(locale.Error(locale.Chinese, err))
	}
	for _, f := range found {
		if f.Severity == Error {
			t.Fatalf("%d:%d %s %s", f.Pos.Line, f.Pos.Column, f.Code, f.Text(locale.Chinese))
		}
	}
	return p
}

func shipped(t testing.TB, name string) *Plan {
	t.Helper()
	src, err := os.ReadFile(filepath.Join("../../plans", name+".plan.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	p, _, err := Read(src, ReadOptions{Today: today()})
	if err != nil {
		t.Fatal(locale.Error(locale.Chinese, err))
	}
	return p
}

// one line of a forecast as a test names it.
type wantLine struct {
	clause, class, purse string
	count                int64
	yuan                 string
}

func checkLines(t *testing.T, f *Forecast, want []wantLine) {
	t.Helper()
	if len(f.Lines) != len(want) {
		t.Fatalf("%d lines, want %d: %+v", len(f.Lines), len(want), f.Lines)
	}
	for i, w := range want {
		l := &f.Lines[i]
		if got := (wantLine{l.Clause, l.Class, l.Purse, l.Count.N, l.Amount.Yuan()}); got != w {
			t.Errorf("line %d: %+v, want %+v", i, got, w)
		}
	}
}

const classes = `
period: {from: 2026-11-25, to: 2027-02-05}
purses: [{id: city}, {id: county}, {id: town}, {id: helper_own, own: true}]
classes:
  - {id: dibao, name: 低保户, who: "true", expect: {households: 269, persons: 710, children: 88}}
  - {id: worker, unit: person, who: "true", expect: {persons: 40}}
`

func TestCashLines(t *testing.T) {
	for name, c := range map[string]struct {
		cash string
		want []wantLine
	}{
		"a household": {`{id: a, class: dibao, amount: 400, purse: city}`,
			[]wantLine{{"cash.a", "dibao", "city", 269, "107,600.00"}}},
		"a person": {`{id: a, class: dibao, amount: 10.01, per: person, purse: city}`,
			[]wantLine{{"cash.a", "dibao", "city", 710, "7,107.10"}}},
		"a child, each term the period touches": {`{id: a, class: dibao, amount: 100, per: child, every: term, purse: city}`,
			[]wantLine{{"cash.a", "dibao", "city", 88, "17,600.00"}}},
		"each month the period touches": {`{id: a, class: dibao, amount: 1, every: month, purse: city}`,
			[]wantLine{{"cash.a", "dibao", "city", 269, "1,076.00"}}},
		"times as stated": {`{id: a, class: dibao, amount: 1, every: month, times: 3, purse: city}`,
			[]wantLine{{"cash.a", "dibao", "city", 269, "807.00"}}},
		"a year over New Year is one year": {`{id: a, class: dibao, amount: 1, every: year, purse: city}`,
			[]wantLine{{"cash.a", "dibao", "city", 269, "269.00"}}},
		"a class of persons is paid by person": {`{id: a, class: worker, amount: 200, purse: city}`,
			[]wantLine{{"cash.a", "worker", "city", 40, "8,000.00"}}},
		"a line for each class": {`{id: a, class: [dibao, worker], amount: 2, purse: city}`,
			[]wantLine{{"cash.a", "dibao", "city", 269, "538.00"}, {"cash.a", "worker", "city", 40, "80.00"}}},
		"once": {`{id: a, class: dibao, amount: 5000, per: once, purse: city}`,
			[]wantLine{{"cash.a", "dibao", "city", 1, "5,000.00"}}},
		"each purse its amount": {`{id: a, class: dibao, purse: [{purse: city, amount: 400}, {purse: county, amount: 200}, {purse: town, amount: 200}]}`,
			[]wantLine{{"cash.a", "dibao", "city", 269, "107,600.00"}, {"cash.a", "dibao", "county", 269, "53,800.00"}, {"cash.a", "dibao", "town", 269, "53,800.00"}}},
		"an amount, and the rest": {`{id: a, class: dibao, amount: 600, purse: [{purse: city, amount: 400}, {purse: town}]}`,
			[]wantLine{{"cash.a", "dibao", "city", 269, "107,600.00"}, {"cash.a", "dibao", "town", 269, "53,800.00"}}},
		"the odd fen goes to the purse named first": {`{id: a, class: dibao, amount: 0.01, purse: [{purse: city, percent: 50%}, {purse: town, percent: 50%}]}`,
			[]wantLine{{"cash.a", "dibao", "city", 269, "1.35"}, {"cash.a", "dibao", "town", 269, "1.34"}}},
		"thirds by weight": {`{id: a, per: once, class: dibao, amount: 100, purse: [{purse: city, weight: 1}, {purse: county, weight: 1}, {purse: town, weight: 1}]}`,
			[]wantLine{{"cash.a", "dibao", "city", 1, "33.34"}, {"cash.a", "dibao", "county", 1, "33.33"}, {"cash.a", "dibao", "town", 1, "33.33"}}},
		"a cap holds for each household": {`{id: a, class: dibao, amount: 100, every: month, cap: 250, purse: city}`,
			[]wantLine{{"cash.a", "dibao", "city", 269, "67,250.00"}}},
		"tiers, the last one from what is left": {`{id: a, class: dibao, tiers: [{name: 重病, when: "true", amount: 1000, expect: 69}, {name: 其他, amount: 100}], purse: city}`,
			[]wantLine{{"cash.a", "dibao", "city", 269, "89,000.00"}}},
	} {
		t.Run(name, func(t *testing.T) {
			p := readPlan(t, classes+"cash:\n  - "+c.cash+"\n")
			checkLines(t, p.Forecast(nil), c.want)
		})
	}
}

func TestRanges(t *testing.T) {
	p := readPlan(t, classes+`cash:
  - {id: between, class: worker, amount: {from: 200, to: 500}, purse: city}
  - {id: floor, class: worker, amount: {at_least: 200}, purse: city}
  - {id: top, class: worker, amount: {at_most: 1000}, purse: city}
  - {id: about, class: worker, amount: {about: 300}, purse: city}
`)
	f := p.Forecast(nil)
	for i, want := range []struct{ amount, text string }{
		{"20,000.00", "8,000.00–20,000.00"}, {"8,000.00", "不少于8,000.00"}, {"40,000.00", "0.00–40,000.00"}, {"12,000.00", "约12,000.00"},
	} {
		l := &f.Lines[i]
		if got := l.Amount.Yuan(); got != want.amount {
			t.Errorf("%s: %s, want %s", l.Clause, got, want.amount)
		}
		if got := l.Reckoned.Text(locale.Chinese); got != want.text {
			t.Errorf("%s: %s, want %s", l.Clause, got, want.text)
		}
	}
	if got := f.Total.Text(locale.Chinese); got != "不少于28,000.00" {
		t.Errorf("total %s", got)
	}
}

// A number that nobody gives is a finding and no zero.
func TestMissingNumber(t *testing.T) {
	p := readPlan(t, `
period: {from: 2027-01-01, to: 2027-01-31}
purses: [{id: city}]
sites: [{id: villages, level: village}]
classes: [{id: poor, name: 困难户, who: "true"}]
cash: [{id: money, class: poor, amount: 400, purse: city}, {id: village_money, class: poor, per: site, amount: 50, purse: city}]
budget: [{id: all, amount: 10000}]
`)
	f := p.Forecast(nil)
	if f.Complete() || !f.Lines[0].Missing || f.Total.Amount != 0 {
		t.Errorf("a line without a number is counted: %+v", f.Lines[0])
	}
	codes := map[string]int{}
	for _, found := range f.Findings {
		codes[found.Code]++
	}
	if codes["count_missing"] != 2 {
		t.Errorf("findings %v, want two missing numbers", codes)
	}
	if f.Stated[0].Verdict != Undecided {
		t.Errorf("verdict %s on an incomplete sum", f.Stated[0].Verdict)
	}
	for _, found := range checkTotals(p) {
		if found.Code == "count_missing" {
			t.Error("lint misses a number that only a registry can give")
		}
	}

	counts := Counts{}
	for name, n := range map[string]int64{"poor": 10, "villages": 3} {
		if err := p.Given(counts, name, n); err != nil {
			t.Fatal(err)
		}
	}
	if f := p.Forecast(counts); !f.Complete() || f.Total.Amount != 4150_00 {
		t.Errorf("total %s with the numbers given", f.Total.Amount.Yuan())
	}
	if err := p.Given(counts, "rich", 1); err == nil {
		t.Error("a class that is not there is counted")
	}
}

func TestQuotas(t *testing.T) {
	for name, c := range map[string]struct {
		quota  string
		counts map[string]int64
		want   Figure
	}{
		"a count":           {`{class: pupil, count: 20}`, map[string]int64{"pupil": 35}, exactly(20, FromQuota)},
		"more places":       {`{class: pupil, count: 50}`, map[string]int64{"pupil": 35}, exactly(35, FromGiven)},
		"a share":           {`{class: pupil, count: 30%}`, map[string]int64{"pupil": 35}, exactly(10, FromQuota)},
		"all":               {`{class: pupil, count: all}`, map[string]int64{"pupil": 35}, exactly(35, FromGiven)},
		"each site":         {`{class: pupil, count: 2, per: communities}`, map[string]int64{"pupil": 35, "communities": 6}, exactly(12, FromQuota)},
		"a table":           {`{class: pupil, table: {东街: 3, 西街: 4}}`, map[string]int64{"pupil": 35}, exactly(7, FromQuota)},
		"one or two a site": {`{class: pupil, count: {from: 1, to: 2}, per: communities}`, map[string]int64{"communities": 6}, Figure{N: 12, Min: 6, Max: 12, Origin: FromQuota}},
	} {
		t.Run(name, func(t *testing.T) {
			p := readPlan(t, "sites: [{id: communities, level: village}]\nclasses: [{id: pupil, unit: person, who: \"true\"}]\nquotas:\n  - "+c.quota+"\n")
			counts := Counts{}
			for name, n := range c.counts {
				if err := p.Given(counts, name, n); err != nil {
					t.Fatal(err)
				}
			}
			if got := newReckoner(p, counts).count(CountKey{Of: Persons, ID: "pupil"}); got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
}

// A roster has its quotas in it: 30 % is not taken of 30 %.
func TestRosterIsNotCutAgain(t *testing.T) {
	p := readPlan(t, "classes: [{id: pupil, unit: person, who: \"true\"}]\nquotas: [{class: pupil, count: 30%}]\n")
	counts := Counts{}
	counts.Set(CountKey{Of: Persons, ID: "pupil"}, 10)
	if got := newReckoner(p, counts).count(CountKey{Of: Persons, ID: "pupil"}); got.N != 10 {
		t.Errorf("%d, want the roster's 10", got.N)
	}
}

func TestGoods(t *testing.T) {
	p := readPlan(t, classes+`
sites: [{id: communities, level: village, expect: 30}]
items:
  - {id: rice, name: 大米, unit: 斤, price: 3.33}
  - {id: quilt, name: 棉被, unit: 床, price: 120}
  - {id: bag, name: 礼包, unit: 份, bundle: [{item: rice, quantity: 2.5}, {item: quilt, quantity: 1}]}
goods:
  - {id: quilts, item: quilt, quantity: 4, per: site, site: communities, purse: town}
  - {id: bags, class: dibao, item: bag, quantity: 1, purse: city}
  - {id: rice_only, class: dibao, item: rice, range: {from: 1, to: 2}, stock: made}
production: [{id: made, item: rice, quantity: 400, when: {from: 2027-01-01, to: 2027-01-10}, per_day: 30}]
`)
	f := p.Forecast(nil)
	checkLines(t, f, []wantLine{{"goods.quilts", "", "town", 30, "14,400.00"}, {"goods.bags", "dibao", "city", 269, "34,520.77"}})
	want := map[string]int64{"quilt": 389_000, "rice": 1210_500}
	for _, total := range f.Stock {
		if total.Quantity.N != want[total.Item] {
			t.Errorf("%s: %d, want %d", total.Item, total.Quantity.N, want[total.Item])
		}
	}
	making := f.Making[0]
	if making.Need.Max != 538_000 || making.Capacity != 300_000 || making.Short != 100_000 || making.DaysNeed != 14 {
		t.Errorf("making %+v", making)
	}
}

func TestBundleCircle(t *testing.T) {
	p := readPlan(t, `
classes: [{id: a, who: "true", expect: {households: 2}}]
items: [{id: x, unit: 份, bundle: [{item: y, quantity: 1}]}, {id: y, unit: 份, bundle: [{item: x, quantity: 1}]}]
goods: [{id: g, class: a, item: x, quantity: 1, stock: z}]
`)
	f := p.Forecast(nil)
	for _, found := range f.Findings {
		if found.Code == "bundle_circle" {
			return
		}
	}
	t.Errorf("a bundle that holds itself is not reported: %+v", f.Findings)
}

// Gaobu: 269 households, a visit a quarter, and 元旦 春节 端午 中秋. Over the
// year 2027 元旦 (1 January) and 春节 (6 February) lie in the first quarter, so
// that this quarter owes two visits and the others, whose festival counts
// toward the quarter's visit, one each: 5 × 269 = 1345. Were festivals
// separate, 4 + 4 = 8 visits. The shipped plan begins on 17 January, after
// 元旦: 4 × 269 = 1076.
func TestGaobuVisits(t *testing.T) {
	const duty = `
roles: [{id: liaison}]
pairing: [{id: one, class: dibao, helpers: all, per_helper: 1, expect_helpers: 269}]
duties: [{id: visit, of: helper, act: visit, at_least: 1, per: quarter, also_at: [元旦, 春节, 端午, 中秋], when: {from: 2027-01-01, to: 2027-12-31}%s}]
closes_on: 2027-02-05
`
	for name, c := range map[string]struct {
		more  string
		each  int64
		parts []int64
	}{
		"festivals count toward the quarter": {"", 5, []int64{2, 1, 1, 1}},
		"festivals are separate":             {", separate: true", 8, []int64{3, 2, 2, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			f := readPlan(t, classes+fmt.Sprintf(duty, c.more)).Forecast(nil)
			act := f.Acts[0]
			if act.Each.N != c.each || act.Due.N != 269*c.each || f.VisitsDue() != 269*c.each || !act.Beyond {
				t.Errorf("each %d, due %d, beyond %t", act.Each.N, act.Due.N, act.Beyond)
			}
			for i, want := range c.parts {
				if got := act.Parts[i].Each.N; got != want {
					t.Errorf("%s: %d visits, want %d", act.Parts[i].Name, got, want)
				}
			}
		})
	}
	if got := shipped(t, "gaobu-pairing").Forecast(nil).VisitsDue(); got != 1076 {
		t.Errorf("the shipped plan owes %d visits, want 1076", got)
	}
}

// A span to the day before 春节 includes the visit before 春节.
func TestFestivalAtTheEdge(t *testing.T) {
	from, _ := day.New(2026, 11, 25)
	eve, _ := day.New(2027, 2, 5)
	got := festivalVisits([]string{"春节", "元旦", "中秋"}, day.Period{From: from, To: eve}, true)
	if len(got) != 2 || got[0].Name != "元旦" || got[1].Due != eve {
		t.Errorf("%+v", got)
	}
	last, _ := day.New(2026, 12, 31) // a plain date: 元旦 belongs to what begins the next day
	if got := festivalVisits([]string{"元旦"}, day.Period{From: from, To: last}, false); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestHelpersOwnMoneyStaysOutside(t *testing.T) {
	f := shipped(t, "gaobu-pairing").Forecast(nil)
	if len(f.Lines) != 1 || !f.Lines[0].Own || f.Lines[0].Amount != 134_500_00 || f.Total.Amount != 0 {
		t.Errorf("lines %+v, total %s", f.Lines, f.Total.Amount.Yuan())
	}
	if !f.Purses[0].Own || f.Purses[0].Amount != 134_500_00 {
		t.Errorf("purse %+v", f.Purses[0])
	}
	if pair := f.Pairs[0]; pair.Pairs.N != 269 || pair.Needed.N != 269 || pair.Short != 0 {
		t.Errorf("pairs %+v", pair)
	}
}

func TestAllocation(t *testing.T) {
	for name, c := range map[string]struct {
		how  string
		want []int64
		left int64
	}{
		"ratio":           {`by: ratio, to: [{name: a, ratio: 1}, {name: b, ratio: 1}, {name: c, ratio: 1}]`, []int64{34, 33, 33}, 0},
		"remainder first": {`by: equal, remainder: first, to: [a, b, c]`, []int64{34, 33, 33}, 0},
		"remainder store": {`by: equal, remainder: store, to: [a, b, c]`, []int64{33, 33, 33}, 1},
		"stated first":    {`by: equal, to: [{name: a, quantity: 50}, b, c]`, []int64{50, 25, 25}, 0},
		"by household":    {`by: household, on_site: 10, to: [{name: a, class: dibao}, {name: b, class: few}]`, []int64{81, 9}, 0},
		"blend": {`by: weights, weights: [{by: household, weight: 50}, {by: equal, weight: 50}], to: [{name: a, class: dibao}, {name: b, class: few}]`,
			[]int64{70, 30}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			p := readPlan(t, `
classes: [{id: dibao, who: "true", expect: {households: 270}}, {id: few, who: "true", expect: {households: 30}}]
items: [{id: pair, unit: 副}]
production: [{id: writing, item: pair, quantity: 100}]
allocations: [{id: share, item: pair, from: writing, `+c.how+`}]
`)
			a := p.Forecast(nil).Allocations[0]
			for i, want := range c.want {
				if got := a.Shares[i].Quantity / 1000; got != want {
					t.Errorf("%s gets %d, want %d", a.Shares[i].Name, got, want)
				}
			}
			if a.Left/1000 != c.left || !a.Known {
				t.Errorf("left %d, known %t", a.Left, a.Known)
			}
		})
	}
}

func TestMeasures(t *testing.T) {
	p := readPlan(t, classes+`cash:
  - {id: tiers, class: [dibao, worker], per: person, tiers: [{name: 甲, when: "true", amount: 2}, {name: 乙, amount: 1}], purse: city}
  - {id: school, class: dibao, per: child, children: person.age < 18, amount: 5, purse: city}
`)
	seen := map[CountKey]Measure{}
	for _, m := range p.Measures() {
		if _, twice := seen[m.CountKey]; twice {
			t.Errorf("%+v stands twice", m.CountKey)
		}
		seen[m.CountKey] = m
	}
	second := seen[CountKey{Of: Persons, ID: "worker", Clause: "cash.tiers", Tier: 2}]
	if len(second.Before) != 1 || len(second.Earlier) != 1 || second.Earlier[0] != "dibao" {
		t.Errorf("second tier: %+v", second)
	}
	if seen[CountKey{Of: Children, ID: "dibao", Clause: "cash.school"}].Children.Text == "" {
		t.Error("the rule of who counts as a child is lost")
	}
}

// A cap holds household by household where the registry counted so, and only
// over all of them where nobody did.
func TestCapByHousehold(t *testing.T) {
	p := readPlan(t, classes+`cash:
  - {id: aid, class: dibao, per: person, amount: 400, times: 2, cap: 1000, purse: city}
`)
	key := CountKey{Of: Money, ID: "dibao", Clause: "cash.aid"}
	var asked []Measure
	for _, m := range p.Measures() {
		if m.CountKey == key {
			asked = append(asked, m)
		}
	}
	if len(asked) != 1 || asked[0].Counted != Persons || asked[0].Each != 80000 || asked[0].Most != 100000 {
		t.Fatalf("%+v", asked)
	}
	for name, c := range map[string]struct {
		counts Counts
		yuan   string
		why    string
	}{
		"household by household": {Counts{key: exactly(20000000, FromRoster)}, "200,000.00", "plan.forecast.capped"},
		"over all":               {nil, "269,000.00", "plan.forecast.capped_whole"},
	} {
		line := p.Forecast(c.counts).Lines[0]
		if line.Amount.Yuan() != c.yuan || line.Explain[len(line.Explain)-1].Key != c.why {
			t.Errorf("%s: %s %+v", name, line.Amount.Yuan(), line.Explain)
		}
	}
}

// No registry is asked for money where the rate, the times or the cap is open,
// or where entries are no households.
func TestCapIsNotCounted(t *testing.T) {
	for _, cash := range []string{
		`{id: a, class: dibao, per: person, amount: {from: 1, to: 2}, cap: 3, purse: city}`,
		`{id: a, class: dibao, per: person, amount: 1, cap: {at_least: 3}, purse: city}`,
		`{id: a, class: dibao, amount: 1, cap: 3, purse: city}`,
		`{id: a, class: worker, amount: 1, cap: 3, purse: city}`,
		`{id: a, class: dibao, per: person, amount: 1, purse: city}`,
	} {
		for _, m := range readPlan(t, classes+"cash:\n  - "+cash+"\n").Measures() {
			if m.Of == Money {
				t.Errorf("%s: %+v", cash, m)
			}
		}
	}
}

// A plan of hostile numbers says so and does not overflow.
func TestTooLarge(t *testing.T) {
	p := readPlan(t, `
purses: [{id: city}]
classes: [{id: a, who: "true", expect: {households: 9000000000000000}}]
cash: [{id: m, class: a, amount: 90000000, purse: city}]
`)
	f := p.Forecast(nil)
	if f.Total.Amount != 0 || !f.Lines[0].Missing || len(f.Findings) == 0 || f.Findings[0].Code != "amount_too_large" {
		t.Errorf("total %d, findings %+v", f.Total.Amount, f.Findings)
	}
}

// Duties for all classes multiply; what is too much is cut off and said.
func TestForecastStaysBounded(t *testing.T) {
	p := &Plan{}
	for i := range 400 {
		class := Class{}
		class.ID = fmt.Sprint("c", i)
		class.Expect.Households.Fixed = new(int64(1))
		p.Classes = append(p.Classes, class)
		duty := Duty{Act: "visit"}
		duty.ID = fmt.Sprint("d", i)
		p.Duties = append(p.Duties, duty)
	}
	p.Period.From.Day, p.Period.To.Day = today(), today().AddDays(30)
	f := p.Forecast(nil)
	if len(f.Acts) != maxLines || len(f.Findings) != 1 || f.Findings[0].Code != "forecast_too_long" {
		t.Errorf("%d lines, findings %+v", len(f.Acts), f.Findings)
	}
}
