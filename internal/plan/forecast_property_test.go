package plan

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"songnuan/internal/money"
)

func drawShares(t *rapid.T) []Share {
	n := rapid.IntRange(0, 5).Draw(t, "purses")
	shares := make([]Share, n)
	for i := range shares {
		shares[i].Purse = fmt.Sprint("p", i)
		switch rapid.IntRange(0, 3).Draw(t, "kind of share") {
		case 0:
			shares[i].Percent.Percent = new(rapid.Int64Range(0, 10000).Draw(t, "percent"))
		case 1:
			shares[i].Weight = rapid.Int64Range(0, 1_000_000).Draw(t, "weight")
		case 2:
			shares[i].Amount.Fixed = new(money.Fen(rapid.Int64Range(0, 1_000_00).Draw(t, "part")))
		}
	}
	return shares
}

func drawAmount(t *rapid.T) Amount {
	a, b := money.Fen(rapid.Int64Range(0, 5_000_00).Draw(t, "low")), money.Fen(rapid.Int64Range(0, 5_000_00).Draw(t, "more"))
	b += a
	switch rapid.IntRange(0, 4).Draw(t, "kind of amount") {
	case 0:
		return Amount{Min: &a, Max: &b}
	case 1:
		return Amount{Min: &a}
	case 2:
		return Amount{Max: &b}
	case 3:
		return Amount{About: &a}
	}
	return Amount{Fixed: &a}
}

func drawPlan(t *rapid.T) *Plan {
	p := &Plan{}
	for i := range rapid.IntRange(1, 4).Draw(t, "classes") {
		class := Class{Unit: rapid.SampledFrom([]string{"household", "person"}).Draw(t, "unit")}
		class.ID = fmt.Sprint("c", i)
		p.Classes = append(p.Classes, class)
	}
	for i := range 5 {
		purse := Purse{Own: i == 4}
		purse.ID = fmt.Sprint("p", i)
		p.Purses = append(p.Purses, purse)
	}
	for i := range rapid.IntRange(1, 5).Draw(t, "cash") {
		c := Cash{Amount: drawAmount(t), Purse: drawShares(t), Per: rapid.SampledFrom([]Per{"", PerHousehold, PerPerson, PerOnce}).Draw(t, "per")}
		c.ID = fmt.Sprint("m", i)
		c.Times.Fixed = new(rapid.Int64Range(0, 4).Draw(t, "times"))
		if rapid.Bool().Draw(t, "capped") {
			c.Cap.Fixed = new(money.Fen(rapid.Int64Range(0, 3_000_00).Draw(t, "cap")))
		}
		for j := range p.Classes {
			if j == 0 || rapid.Bool().Draw(t, "for class") {
				c.Class = append(c.Class, p.Classes[j].ID)
			}
		}
		p.Cash = append(p.Cash, c)
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "costs") {
		c := Cost{Amount: drawAmount(t), Purse: drawShares(t), Outside: rapid.Bool().Draw(t, "outside"), Quantity: Quantity(rapid.Int64Range(0, 9000).Draw(t, "quantity"))}
		c.ID = fmt.Sprint("k", i)
		p.Costs = append(p.Costs, c)
	}
	return p
}

func drawCounts(t *rapid.T, p *Plan) Counts {
	counts := Counts{}
	for i := range p.Classes {
		for _, of := range []What{Households, Persons} {
			counts.Set(CountKey{Of: of, ID: p.Classes[i].ID}, rapid.Int64Range(0, 100_000).Draw(t, "count"))
		}
	}
	return counts
}

// The purses of a line add up to the line to the fen, the edges lie in order,
// and the total is the lines that count.
func TestPursesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlan(t)
		f := p.Forecast(drawCounts(t, p))
		var total money.Fen
		paid, whole := map[string]money.Fen{}, map[string]money.Fen{}
		purses := map[string]money.Fen{}
		for i := range f.Lines {
			l := &f.Lines[i]
			if l.Missing {
				t.Fatalf("%s is missing a number", l.Clause)
			}
			if l.Min > l.Amount || l.Amount > l.Max && !l.Open || l.Min < 0 {
				t.Fatalf("%s: %d ≤ %d ≤ %d", l.Clause, l.Min, l.Amount, l.Max)
			}
			key := l.Clause + "/" + l.Class
			paid[key] += l.Amount
			whole[key] = l.Whole.Amount
			purses[l.Purse] += l.Amount
			if l.Counted() {
				total += l.Amount
			}
		}
		for key := range paid {
			if paid[key] != whole[key] {
				t.Fatalf("%s: purses pay %d of %d", key, paid[key], whole[key])
			}
		}
		for _, purse := range f.Purses {
			if purse.Amount != purses[purse.Purse] {
				t.Fatalf("purse %s: %d, its lines %d", purse.Purse, purse.Amount, purses[purse.Purse])
			}
		}
		if f.Total.Amount != total {
			t.Fatalf("total %d, lines %d", f.Total.Amount, total)
		}
	})
}

// More people never cost less.
func TestMonotoneInCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlan(t)
		fewer := drawCounts(t, p)
		more := Counts{}
		for key, f := range fewer {
			more.Set(key, f.N+rapid.Int64Range(0, 1000).Draw(t, "more"))
		}
		a, b := p.Forecast(fewer), p.Forecast(more)
		for i := range a.Lines {
			if x, y := a.Lines[i].Whole, b.Lines[i].Whole; x.Amount > y.Amount || x.Min > y.Min || x.Max > y.Max {
				t.Fatalf("%s falls from %+v to %+v", a.Lines[i].Clause, x, y)
			}
		}
	})
}

// What is shared out is all there is, but what stays in store.
func TestSharesAreWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.Int64Range(0, 1_000_000).Draw(t, "units")
		weights := rapid.SliceOfN(rapid.Int64Range(0, 1000), 1, 8).Draw(t, "weights")
		remainder := rapid.SampledFrom([]string{"", "largest", "first", "store"}).Draw(t, "remainder")
		parts, left := share(units, weights, remainder)
		for _, part := range parts {
			left += part
			if part < 0 {
				t.Fatal("a receiver gives")
			}
		}
		if left != units {
			t.Fatalf("%d of %d units", left, units)
		}
	})
}

// bigPlan has a thousand clauses over a hundred classes.
func bigPlan(b *testing.B) *Plan {
	var text strings.Builder
	text.WriteString("period: {from: 2026-11-25, to: 2027-11-24}\npurses: [{id: city}, {id: town}]\nclasses:\n")
	for i := range 100 {
		fmt.Fprintf(&text, "  - {id: c%d, who: \"true\", expect: {households: %d, persons: %d}}\n", i, 100+i, 300+i)
	}
	text.WriteString("cash:\n")
	for i := range 600 {
		fmt.Fprintf(&text, "  - {id: m%d, class: [c%d, c%d], amount: 400, every: month, purse: [{purse: city, percent: 60%%}, {purse: town, percent: 40%%}]}\n", i, i%100, (i+1)%100)
	}
	text.WriteString("duties:\n")
	for i := range 300 {
		fmt.Fprintf(&text, "  - {id: d%d, of: helper, act: visit, class: c%d, per: quarter, also_at: [元旦, 春节, 端午, 中秋]}\n", i, i%100)
	}
	return readPlan(b, text.String())
}

func BenchmarkForecast1000(b *testing.B) {
	p := bigPlan(b)
	for b.Loop() {
		if f := p.Forecast(nil); len(f.Lines) != 2400 {
			b.Fatal(len(f.Lines))
		}
	}
}

func BenchmarkSchedule1000(b *testing.B) {
	p := bigPlan(b)
	for b.Loop() {
		if len(p.Schedule(nil)) == 0 {
			b.Fatal("nothing is due")
		}
	}
}

// The order of a schedule: by day, what has no day last.
func TestScheduleOrder(t *testing.T) {
	for _, name := range []string{"gaobu-pairing", "union-winter", "town-visits", "couplets", "rescue-winter"} {
		dues := shipped(t, name).Schedule(nil)
		if len(dues) == 0 {
			t.Errorf("%s: nothing is due", name)
		}
		if !slices.IsSortedFunc(dues, func(a, b Due) int {
			if a.When.IsZero() || b.When.IsZero() {
				return 0
			}
			return a.When.Compare(b.When)
		}) {
			t.Errorf("%s: out of order", name)
		}
	}
}
