package casework

import (
	"testing"

	"songnuan/internal/day"
)

func date(t *testing.T, text string) day.Date {
	t.Helper()
	d, err := day.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func monthly() *Profile {
	return &Profile{
		Award: Award{Category: "低保对象", Pay: "monthly", From: FromNextMonth, Grace: 6,
			Review: []Review{{Class: "A", Months: 12, Ahead: 30}, {Class: "C", Months: 6, Ahead: 15}}},
		Exit: ExitDue{Reasons: []string{"就业增收", "死亡"}, Grace: []string{"就业增收"}, Letter: Limit{Days: 3}},
	}
}

func TestGrantBeginsTheMonthAfterTheDecision(t *testing.T) {
	for _, c := range []struct {
		start         Start
		decided, from string
	}{
		{FromNextMonth, "2026-12-31", "2027-01-01"}, {FromNextMonth, "2027-02-01", "2027-03-01"},
		{FromSameMonth, "2026-12-31", "2026-12-01"}, {FromDecision, "2026-12-31", "2026-12-31"},
	} {
		p := monthly()
		p.Award.From = c.start
		g, err := NewGrant(p, &Case{Covered: 3, Amount: 62000}, date(t, c.decided), "A")
		if err != nil || g.From.String() != c.from {
			t.Errorf("%s of %s is due from %s, %v", c.start, c.decided, g.From, err)
		}
	}
}

func TestGrantIsReviewedByItsClass(t *testing.T) {
	g, err := NewGrant(monthly(), &Case{}, date(t, "2026-12-10"), "C")
	if err != nil {
		t.Fatal(err)
	}
	if g.Review.String() != "2027-06-10" || g.ReviewDue(date(t, "2027-05-25")) || !g.ReviewDue(date(t, "2027-05-26")) {
		t.Fatalf("class C is reviewed on %s, shown from %s", g.Review, g.Remind)
	}
	if _, err := NewGrant(monthly(), &Case{}, date(t, "2026-12-10"), "D"); err == nil {
		t.Fatal("a class that the profile does not have was taken")
	}
	next, err := g.Renew(monthly(), &Case{Amount: 100, Covered: 1}, date(t, "2027-06-01"), "A")
	if err != nil || next.Review.String() != "2028-06-01" || next.Amount != 100 {
		t.Fatalf("renewed: %+v, %v", next, err)
	}
}

func TestGrantEndsWithTheMonthOrAfterItsGrace(t *testing.T) {
	p, day0 := monthly(), date(t, "2027-03-15")
	g, err := NewGrant(p, &Case{}, date(t, "2026-12-10"), "A")
	if err != nil {
		t.Fatal(err)
	}
	died, err := g.End(p, &Case{ID: "exit"}, day0, "死亡", day.DefaultCalendar())
	if err != nil || died.To.String() != "2027-03-31" || died.State(date(t, "2027-04-01")) != GrantOver {
		t.Fatalf("died: %+v, %v", died, err)
	}
	works, err := g.End(p, &Case{ID: "exit"}, day0, "就业增收", day.DefaultCalendar())
	if err != nil || works.To.String() != "2027-09-30" || works.State(date(t, "2027-09-30")) != GrantGrace || works.State(date(t, "2027-10-01")) != GrantOver {
		t.Fatalf("works: %+v, %v", works, err)
	}
	if works.Letter.String() != "2027-03-18" {
		t.Fatalf("the letter is due on %s", works.Letter)
	}
	if _, err := works.End(p, &Case{}, day0, "死亡", day.DefaultCalendar()); err == nil {
		t.Fatal("ended twice")
	}
	if _, err := g.End(p, &Case{}, day0, "不想给了", day.DefaultCalendar()); err == nil {
		t.Fatal("ended for a reason of nobody's")
	}
}
