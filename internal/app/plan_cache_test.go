package app

import (
	"testing"

	"songnuan/internal/day"
	"songnuan/internal/plan"
	"songnuan/plans"
)

// TestPlanCache: the same question gets the same plan without reading it again;
// whatever else a check depends on makes another question.
func TestPlanCache(t *testing.T) {
	text, err := plans.Open("gaobu-pairing")
	if err != nil {
		t.Fatal(err)
	}
	today, _ := day.New(2027, 1, 26)
	c := &planCache{}
	ask := func(o plan.ReadOptions, text []byte) *plan.Plan {
		t.Helper()
		o.Calendar, o.Open = day.DefaultCalendar(), plans.Open
		p, findings, err := c.check(text, o)
		fresh, want, _ := plan.Check(text, o)
		if err != nil || len(findings) != len(want) || p.Title != fresh.Title || p.Period.From.Day != fresh.Period.From.Day {
			t.Fatalf("%v, %d findings of %d", err, len(findings), len(want))
		}
		return p
	}
	first := ask(plan.ReadOptions{Name: "a", Today: today}, text)
	if ask(plan.ReadOptions{Name: "a", Today: today}, text) != first {
		t.Error("read twice")
	}
	for name, o := range map[string]plan.ReadOptions{
		"another answer": {Name: "a", Today: today, Params: map[string]string{"year": "2027"}},
		"another day":    {Name: "a", Today: today.AddDays(1)},
		"another name":   {Name: "b", Today: today},
	} {
		if ask(o, text) == first {
			t.Errorf("%s gets the same plan", name)
		}
	}
	extended := append([]byte("# extends nothing\n"), text...)
	once := ask(plan.ReadOptions{Name: "a", Today: today}, extended)
	if once == ask(plan.ReadOptions{Name: "a", Today: today}, extended) {
		t.Error("a plan that may extend another is kept")
	}
	for i := range plansCached + 2 {
		ask(plan.ReadOptions{Name: "a", Today: today.AddDays(i)}, text)
	}
	if len(c.plans) > plansCached {
		t.Errorf("%d plans are kept", len(c.plans))
	}
}
