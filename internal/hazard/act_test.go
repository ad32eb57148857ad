package hazard

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/problem"
	"songnuan/internal/term"
)

var today, _ = day.New(2027, 1, 20)

// Whatever is done in whatever order: acts are only added, what is cleared stays
// so, a re-inspected hazard was looked at by another than who put it right, the
// formal grade stands on a paper, and a refusal changes nothing.
func TestNoOrderOfActsBreaksTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := &Hazard{Reinspect: rapid.Bool().Draw(t, "reinspect")}
		people := []string{"甲", "乙", "丙"}
		for range rapid.IntRange(1, 25).Draw(t, "acts") {
			a := Act{Verb: rapid.SampledFrom(Verbs).Draw(t, "verb"), Actor: rapid.SampledFrom(people).Draw(t, "actor"), Who: rapid.SampledFrom(append(people, "")).Draw(t, "who"),
				Post: rapid.SampledFrom([]string{"", "鉴定所"}).Draw(t, "post"), Text: rapid.SampledFrom([]string{"", "烟道堵"}).Draw(t, "text"), Grade: rapid.SampledFrom([]string{"", "A", "B", "C", "D", "E"}).Draw(t, "grade"),
				File: rapid.SampledFrom([]string{"", "digest"}).Draw(t, "file"), Due: today.AddDays(rapid.IntRange(-2, 3).Draw(t, "due")), On: today.AddDays(rapid.IntRange(-3, 1).Draw(t, "on"))}
			was, n := *h, len(h.Acts)
			kept, err := h.Take(a, DefaultRule, today.AddDays(rapid.IntRange(0, 2).Draw(t, "later")))
			if err != nil {
				if h.State != was.State || len(h.Acts) != n || h.Formal != was.Formal || h.Due != was.Due || h.Excepted != was.Excepted {
					t.Fatalf("%s was refused and changed the hazard: %v", a.Verb, err)
				}
				continue
			}
			if len(h.Acts) != n+1 || kept.Seq != n+1 || kept.From != was.State || h.Row != n+1 {
				t.Fatalf("act %d is kept as %+v", n+1, kept)
			}
			if was.State == Cleared {
				t.Fatalf("%s after it was cleared", a.Verb)
			}
			h.holds(t)
		}
	})
}

// holds checks what is true of every hazard.
func (h *Hazard) holds(t *rapid.T) {
	if h.Grave != slices.Contains(DefaultRule.Grave, h.Grade()) {
		t.Fatalf("grade %s, grave %v", h.Grade(), h.Grave)
	}
	if h.Formal != "" {
		if a := h.last(Appraise); a == nil || a.File == "" || a.Who == "" || a.Post == "" {
			t.Fatal("a formal grade without its paper")
		}
	}
	if h.State == Ordered && h.Due.IsZero() {
		t.Fatal("ordered without a day")
	}
	if h.State == Cleared && h.Reinspect {
		clear, right := h.last(Clear), h.last(Right)
		if clear == nil || right == nil || clear.Actor == right.Actor || clear.Who == right.Who {
			t.Fatal("cleared by who put it right")
		}
	}
	if h.Excepted && h.last(Except).Actor == h.last(Report).Actor {
		t.Fatal("excepted by who found it")
	}
}

func TestWhatIsMissingIsSaid(t *testing.T) {
	found := func() *Hazard {
		h := &Hazard{Reinspect: true}
		if _, err := h.Take(Act{Verb: Report, Actor: "甲", Grade: "C", Text: "墙体开裂"}, DefaultRule, today); err != nil {
			t.Fatal(err)
		}
		return h
	}
	for _, one := range []struct {
		act Act
		key string
	}{
		{Act{Verb: Appraise, Grade: "D", Who: "陈工", Post: "鉴定所"}, "hazard.appraisal_paper"},
		{Act{Verb: Appraise, Grade: "D", Who: "陈工", File: "x"}, "hazard.appraiser_office"},
		{Act{Verb: Order, Who: "李", Due: today.AddDays(-1)}, "hazard.due_past"},
		{Act{Verb: Order, Due: today}, "hazard.charge_missing"},
		{Act{Verb: Right, Who: "李"}, "hazard.righted_how"},
		{Act{Verb: Clear, Who: "王"}, "hazard.not_now"},
		{Act{Verb: Raise, Post: "镇"}, "hazard.not_late"},
		{Act{Verb: Except, Actor: "甲", Text: "已搬离"}, "hazard.own_finding"},
		{Act{Verb: Note, Text: "看过", On: today.AddDays(1)}, "hazard.day_to_come"},
	} {
		if _, err := found().Take(one.act, DefaultRule, today); problem.As(err).Key != one.key {
			t.Errorf("%s: %v instead of %s", one.act.Verb, err, one.key)
		}
	}
}

func TestWhoPutItRightDoesNotLookAgain(t *testing.T) {
	h := &Hazard{Reinspect: true}
	take := func(a Act) error {
		_, err := h.Take(a, DefaultRule, today)
		return err
	}
	one, two := id.New(), id.New()
	for _, a := range []Act{{Verb: Report, Actor: "甲", Account: one, Grade: "B", Text: "线路老化"}, {Verb: Order, Actor: "乙", Account: two, Who: "电工老李", Due: today},
		{Verb: Right, Actor: "甲", Account: one, Who: "电工老李", Text: "换了线"}} {
		if err := take(a); err != nil {
			t.Fatal(err)
		}
	}
	if err := take(Act{Verb: Clear, Actor: "甲的新名", Account: one, Who: "王"}); !problem.Is(err, problem.Forbidden) {
		t.Errorf("who kept the record of putting right may clear it: %v", err)
	}
	if err := take(Act{Verb: Clear, Actor: "乙", Account: two, Who: "电工老李"}); !problem.Is(err, problem.Forbidden) {
		t.Errorf("who put it right may clear it: %v", err)
	}
	if err := take(Act{Verb: Clear, Actor: "乙", Account: two, Who: "王"}); err != nil || h.State != Cleared {
		t.Errorf("%s, %v", h.State, err)
	}
}

func TestTheShippedRuleIsWhole(t *testing.T) {
	for _, kind := range DefaultRule.Check {
		if _, known := term.Canonical(term.HazardKind, kind); !known {
			t.Errorf("%s is no kind of hazard", kind)
		}
	}
	for _, some := range [][]string{DefaultRule.Safe, DefaultRule.Grave} {
		for _, grade := range some {
			if !slices.Contains(DefaultRule.Grades, grade) {
				t.Errorf("%s is none of the grades", grade)
			}
		}
	}
	no := false
	if r := DefaultRule.With(Clause{Reinspect: &no}); r.Reinspect {
		t.Error("a plan that wants nobody to look again is not heard")
	}
	if r := DefaultRule.With(Clause{Grades: []string{"B", "D"}, Days: 3, Check: []string{"失火"}}); len(r.Safe) != 0 || !slices.Equal(r.Grave, []string{"D"}) || r.Days["B"] != 3 || len(r.Check) != 1 || !r.Reinspect {
		t.Errorf("%+v", r)
	}
}
