package pairing

import (
	"fmt"
	"slices"
	"testing"

	"songnuan/internal/area"
	"songnuan/internal/id"
)

func town(households, helpers int) *Match {
	m := &Match{Weights: DefaultWeights(), PerHelper: 1, PerSubject: 1}
	for i := range households {
		m.Subjects = append(m.Subjects, &Subject{ID: id.ID(fmt.Sprintf("h%03d", i)), Number: fmt.Sprintf("户%03d", i), Area: area.Code(fmt.Sprintf("441900129%03d", 200+i%7)), Causes: []string{"因病"}})
	}
	for i := range helpers {
		m.Helpers = append(m.Helpers, &Helper{ID: id.ID(fmt.Sprintf("p%03d", i)), Name: fmt.Sprintf("人%03d", i), Area: area.Code(fmt.Sprintf("441900129%03d", 200+i%5)), Capacity: 1})
	}
	return m
}

func solved(t *testing.T, m *Match) *Outcome {
	t.Helper()
	o, err := m.Solve()
	if err != nil || !o.Proven() {
		t.Fatalf("%+v, %v", o, err)
	}
	return o
}

func TestPairsAreFound(t *testing.T) {
	if o := solved(t, town(269, 269)); len(o.Pairs) != 269 || len(o.Left)+len(o.Spare)+len(o.Reasons) != 0 {
		t.Errorf("269 with 269: %d pairs, %d left", len(o.Pairs), len(o.Left))
	}
	if o := solved(t, town(269, 270)); len(o.Pairs) != 269 || len(o.Spare) != 1 || len(o.Reasons) != 0 {
		t.Errorf("a helper more: %d pairs, spare %v", len(o.Pairs), o.Spare)
	}
	o := solved(t, town(270, 269))
	if len(o.Pairs) != 269 || len(o.Left) != 1 || len(o.Reasons) != 1 || len(o.Reasons[0].Households) != 270 || o.Reasons[0].Lack != 1 {
		t.Errorf("a household more: %d pairs, %v", len(o.Pairs), o.Reasons)
	}
}

func TestKinOfEverybodyHelpsNobody(t *testing.T) {
	m := town(3, 3)
	for _, s := range m.Subjects {
		s.Kin = map[id.ID]bool{"p001": true}
	}
	o := solved(t, m)
	if len(o.Pairs) != 2 || len(o.Left) != 1 || len(o.Reasons) != 1 || o.Reasons[0].Bans["kin"] != 3 || len(o.Reasons[0].Helpers) != 2 {
		t.Errorf("%d pairs, %+v", len(o.Pairs), o.Reasons)
	}
	for _, p := range o.Pairs {
		if p.Helper == "p001" {
			t.Error("a relative is paired")
		}
	}
}

func TestWhatSpeaksForAPair(t *testing.T) {
	m := town(2, 2)
	m.Subjects[1].Causes, m.Helpers[0].Skills = []string{"因学"}, "辅导功课"
	m.Helpers[0].Area, m.Helpers[1].Area = "441900129000", "441900129000"
	o := solved(t, m)
	for _, p := range o.Pairs {
		if p.Helper == "p000" && p.Household != "h001" {
			t.Errorf("the skill counts for nothing: %+v", p)
		}
		if Total(p.Parts) != p.Cost {
			t.Errorf("the parts %v are not the cost %d", p.Parts, p.Cost)
		}
	}
	m.Held = []*Pair{{Household: "h000", Helper: "p000", Locked: true}}
	if o := solved(t, m); len(o.Pairs) != 1 || o.Pairs[0].Household != "h001" || o.Pairs[0].Helper != "p001" {
		t.Errorf("a locked pair is not kept: %+v", o.Pairs)
	}
	m.Held, m.PerSubject, m.PerHelper = nil, 2, 2
	if o := solved(t, m); len(o.Pairs) != 4 {
		t.Errorf("two helpers each: %d pairs", len(o.Pairs))
	}
	m.Bans = m.Weights.BansOf([]string{"不帮扶本村的户"})
	m.PerSubject, m.Helpers[1].Area = 1, m.Subjects[0].Area
	if o := solved(t, m); len(o.Pairs) != 2 || !m.Bans.OwnVillage {
		t.Errorf("%+v", o.Pairs)
	}
}

func TestWhatNeedNotChangeStays(t *testing.T) {
	m := town(40, 40)
	first := solved(t, m)
	m.Liked = map[[2]id.ID]bool{}
	for _, p := range first.Pairs {
		m.Liked[[2]id.ID{p.Household, p.Helper}] = true
	}
	slices.Reverse(m.Subjects) // what the solver would come upon first
	again := solved(t, m)
	if changes := Changed(first.Pairs, again.Pairs, nil, nil); again.Total != first.Total || len(changes) != 0 {
		t.Errorf("%d changes, %d and %d points", len(changes), first.Total, again.Total)
	}
	m.Helpers = m.Helpers[1:] // one leaves: his household is left, or another's
	less := solved(t, m)
	names := map[id.ID]string{}
	for _, s := range m.Subjects {
		names[s.ID] = s.Number
	}
	changes := Changed(first.Pairs, less.Pairs, names, map[id.ID]string{"p000": "人000"})
	if len(less.Pairs) != 39 || len(changes) == 0 || len(changes) > 4 {
		t.Errorf("%d pairs, %+v", len(less.Pairs), changes)
	}
}

func TestRankCountsWhereThePlanAsksForIt(t *testing.T) {
	m := town(2, 2)
	m.Subjects[1].Hard = m.Weights.Hard(1, []string{"特困人员"})
	m.Helpers[0].Kind, m.Helpers[1].Kind = "镇领导", "公务员"
	m.Helpers[0].Area, m.Helpers[1].Area = "441900129000", "441900129000"
	if parts := m.Weights.Weigh(m.Subjects[1], m.Helpers[1], 0); len(parts) != 3 {
		t.Errorf("rank counts unasked: %+v", parts)
	}
	m.Weights = m.Weights.Preferred([]string{"领导带头帮扶特别困难的户"})
	for _, p := range solved(t, m).Pairs {
		if p.Helper == "p000" && p.Household != "h001" {
			t.Errorf("the leader helps %s", p.Household)
		}
	}
}

func BenchmarkPairing269(b *testing.B) {
	m := town(269, 269)
	for b.Loop() {
		if _, err := m.Solve(); err != nil {
			b.Fatal(err)
		}
	}
}
