package registry

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"songnuan/internal/area"
	"songnuan/internal/problem"
)

var changeVerbs = []ChangeVerb{VerbFile, VerbSubmit, VerbApprove, VerbReturn, VerbRefuse, VerbWithdraw, VerbSettle, VerbApply}

// TestNothingIsAppliedUnlessOthersAgreed drives requests through any steps by
// any persons: whatever happens, a request is applied only when as many others
// as its route asks for have approved since it was handed in last, each once;
// acts are only ever added; an end is an end.
func TestNothingIsAppliedUnlessOthersAgreed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		persons := []string{"张办", "李审", "王审", "赵导"}
		c := &ChangeRequest{Number: "变2027-000001", Actor: persons[0], State: ChangeDraft,
			Route: ChangeRoute{Approvers: rapid.IntRange(0, 2).Draw(t, "approvers"), Paper: rapid.Bool().Draw(t, "paper")}}
		for i := range rapid.IntRange(1, 25).Draw(t, "steps") {
			before := slices.Clone(c.Acts)
			from := c.State
			step := ChangeStep{Verb: rapid.SampledFrom(changeVerbs).Draw(t, fmt.Sprint("verb", i)), Actor: rapid.SampledFrom(persons).Draw(t, fmt.Sprint("who", i)),
				Note: rapid.SampledFrom([]string{"", "缺材料"}).Draw(t, fmt.Sprint("note", i)), Paper: rapid.Bool().Draw(t, fmt.Sprint("paper", i))}
			act, err := c.Take(step)
			if err != nil {
				if c.State != from || len(c.Acts) != len(before) {
					t.Fatalf("a refused step left its mark: %v", err)
				}
				continue
			}
			if len(c.Acts) != len(before)+1 || !slices.Equal(c.Acts[:len(before)], before) || act.Seq != len(before)+1 || act.From != from {
				t.Fatalf("acts were changed: %+v", c.Acts)
			}
			if from.Ended() {
				t.Fatalf("%s went on to %s", from, c.State)
			}
		}
		holdsToItsRoute(t, c)
	})
}

func holdsToItsRoute(t *rapid.T, c *ChangeRequest) {
	if c.State != ChangeApplied && c.State != ChangeApproved {
		return
	}
	last := 0
	for i, a := range c.Acts {
		if a.Verb == VerbSubmit {
			last = i
		}
	}
	agreed := map[string]bool{}
	compared := false
	for _, a := range c.Acts[last:] {
		if a.Verb != VerbApprove {
			continue
		}
		if a.Actor == c.Actor {
			t.Fatal("who files has approved")
		}
		if agreed[a.Actor] {
			t.Fatal("one person has approved twice")
		}
		agreed[a.Actor], compared = true, a.Paper
	}
	if len(agreed) < c.Route.Approvers {
		t.Fatalf("%d agreed of %d", len(agreed), c.Route.Approvers)
	}
	if c.Route.Approvers > 0 && c.Route.Paper && !compared {
		t.Fatal("the paper was not compared")
	}
}

func TestWhoMayDoWhatToARequest(t *testing.T) {
	for _, one := range []struct {
		name  string
		steps []ChangeStep
		key   string
	}{
		{"files and approves", []ChangeStep{{Verb: VerbApprove, Actor: "甲"}}, "registry.change.own"},
		{"approves twice", []ChangeStep{{Verb: VerbApprove, Actor: "乙"}, {Verb: VerbApprove, Actor: "乙"}}, "registry.change.twice"},
		{"returns without a reason", []ChangeStep{{Verb: VerbReturn, Actor: "乙"}}, "registry.change.why"},
		{"refuses without a reason", []ChangeStep{{Verb: VerbRefuse, Actor: "乙"}}, "registry.change.why"},
		{"does not compare", []ChangeStep{{Verb: VerbApprove, Actor: "乙"}, {Verb: VerbApprove, Actor: "丙"}}, "registry.change.paper_unchecked"},
		{"withdraws another's", []ChangeStep{{Verb: VerbWithdraw, Actor: "乙"}}, "registry.change.filer_only"},
		{"carries out what nobody approved", []ChangeStep{{Verb: VerbApply, Actor: "乙"}}, "registry.change.state"},
		{"goes on after the end", []ChangeStep{{Verb: VerbRefuse, Actor: "乙", Note: "不符"}, {Verb: VerbSubmit, Actor: "甲"}}, "registry.change.state"},
		{"by the account's id", []ChangeStep{{Verb: VerbApprove, Actor: "改了名", Account: "u1"}}, "registry.change.own"},
		{"what is no verb", []ChangeStep{{Verb: "erase", Actor: "乙"}}, "registry.change.verb"},
	} {
		c := &ChangeRequest{Actor: "甲", Account: "u1", State: ChangeDraft, Route: ChangeRoute{Approvers: 2, Paper: true}}
		if _, err := c.Take(ChangeStep{Verb: VerbSubmit, Actor: "甲", Account: "u1"}); err != nil {
			t.Fatal(err)
		}
		var err error
		for _, step := range one.steps {
			_, err = c.Take(step)
		}
		if problem.As(err) == nil || problem.As(err).Key != one.key {
			t.Errorf("%s: %v", one.name, err)
		}
	}
}

func TestTheRoutesAreWhole(t *testing.T) {
	for _, bad := range []string{"", "card: {approvers: 1}", "nothing: {}", "card: {approvers: 3}", "card: {friends: 1}"} {
		if _, err := ReadRoutes([]byte(bad)); err == nil {
			t.Errorf("%q is a table of routes", bad)
		}
	}
	route := DefaultRoutes.Of([]Aspect{AspectContact, AspectCard, AspectIdentity})
	if route.Approvers != 2 || !route.Paper || route.Days != 3 {
		t.Errorf("%+v", route)
	}
	if route := DefaultRoutes.Of([]Aspect{AspectContact}); route.Approvers != 0 || route.Days != 0 {
		t.Errorf("a phone: %+v", route)
	}
	for _, kind := range ChangeKinds {
		for _, field := range slices.Concat(kind.Fields, kind.MemberFields, kind.NewFields) {
			if fieldAspects[field] == "" {
				t.Errorf("%s may change %s, which no route speaks of", kind.Code, field)
			}
		}
		for _, aspect := range kind.Aspects {
			if _, ok := DefaultRoutes[aspect]; !ok {
				t.Errorf("%s: no route for %s", kind.Code, aspect)
			}
		}
	}
}

// TestAFreezeHoldsOnEachOfItsDays: the first free day is one on which no freeze
// holds, and no earlier one is.
func TestAFreezeHoldsOnEachOfItsDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var freezes []Freeze
		for i := range rapid.IntRange(0, 5).Draw(t, "freezes") {
			from := today().AddDays(rapid.IntRange(-10, 20).Draw(t, fmt.Sprint("from", i)))
			f := Freeze{From: from, To: from.AddDays(rapid.IntRange(0, 15).Draw(t, fmt.Sprint("long", i)))}
			if rapid.Bool().Draw(t, fmt.Sprint("ended", i)) {
				f.Ended = from.AddDays(rapid.IntRange(0, 15).Draw(t, fmt.Sprint("end", i)))
			}
			freezes = append(freezes, f)
		}
		free, standing := FreeFrom(freezes, today())
		for on := today(); !on.After(free); on = on.AddDays(1) {
			held := slices.ContainsFunc(freezes, func(f Freeze) bool { return f.In(on) })
			if held == (on == free) {
				t.Fatalf("free from %s, held on %s: %v, of %+v", free, on, held, freezes)
			}
		}
		if free.After(today()) != (len(standing) > 0) {
			t.Fatalf("%d stand before %s", len(standing), free)
		}
	})
}

func TestAFreezeHoldsItsPlaceAndFields(t *testing.T) {
	f := Freeze{Area: "441900129000", Unit: "0001.", Aspects: []Aspect{AspectCard}}
	for _, one := range []struct {
		where, unit string
		aspect      Aspect
		want        bool
	}{{"441900129200", "0001.0002.", AspectCard, true}, {"441900129200", "0001.", AspectIncome, false}, {"441900130200", "0001.", AspectCard, false}, {"441900129200", "0002.", AspectCard, false}} {
		if got := f.Holds([]Aspect{one.aspect}, area.Code(one.where), one.unit); got != one.want {
			t.Errorf("%+v: %v", one, got)
		}
	}
	all := Freeze{}
	if !all.Holds([]Aspect{AspectContact}, "441900129200", "") {
		t.Error("a freeze of everything everywhere holds nothing")
	}
}
