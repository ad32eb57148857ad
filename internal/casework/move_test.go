package casework

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/problem"
)

// profiles are procedures of different length and order, an urgent one and a
// broken one that forgot its check among them: what must not happen must not
// happen under any.
func profiles() []*Profile {
	notice := &NoticeRule{Days: 7}
	plain := []Step{{ID: "in", Do: StepIntake}, {ID: "check", Do: StepCheck, People: 2}, {ID: "opinion", Do: StepOpinion},
		{ID: "post", Do: StepNotice, Notice: notice}, {ID: "decide", Do: StepDecision}, {ID: "file", Do: StepFile}}
	strict := []Step{{ID: "in", Do: StepIntake}, {ID: "check", Do: StepCheck, People: 2}, {ID: "vote", Do: StepAppraisal, Quorum: Ratio{2, 3}, Pass: Ratio{2, 3}},
		{ID: "post", Do: StepNotice, Notice: notice}, {ID: "opinion", Do: StepOpinion}, {ID: "decide", Do: StepDecision}, {ID: "post2", Do: StepNotice, Notice: notice}, {ID: "file", Do: StepFile}}
	urgent := []Step{{ID: "in", Do: StepIntake}, {ID: "decide", Do: StepDecision}, {ID: "papers", Do: StepPapers}, {ID: "check", Do: StepCheck, People: 2},
		{ID: "post", Do: StepNotice, Notice: notice}, {ID: "file", Do: StepFile}}
	broken := []Step{{ID: "in", Do: StepIntake}, {ID: "decide", Do: StepDecision}, {ID: "file", Do: StepFile}}
	return []*Profile{
		{Kinds: []Kind{KindFiling}, Steps: plain, Return: Return{Most: 2}},
		{Kinds: []Kind{KindDibao}, Steps: strict},
		{Kinds: []Kind{KindUrgentAid}, Steps: urgent, Award: Award{Urgent: true}},
		{Kinds: []Kind{KindUrgentAid}, Steps: broken, Award: Award{Urgent: true}},
	}
}

func anyAct(t *rapid.T, p *Profile, today day.Date) Act {
	user := func(label string) id.ID {
		return id.ID(rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "g", "h", ""}).Draw(t, label))
	}
	a := Act{Verb: rapid.SampledFrom(slices.Concat(Verbs, []Verb{Pass, Pass, Pass, Pass, Post, NoticeOver, NoticeOver, OpenFile})).Draw(t, "verb"),
		User: user("user"), Reason: rapid.SampledFrom([]string{"", "理由"}).Draw(t, "reason"), Notice: "n",
		To: rapid.SampledFrom(p.Steps).Draw(t, "to").ID, Until: today.AddDays(rapid.IntRange(-1, 7).Draw(t, "until"))}
	if other := user("with"); other != "" {
		a.With = []Person{{User: other, Name: "x"}}
	}
	came := rapid.SampledFrom([]int{9, 7, 5}).Draw(t, "came")
	agreed := rapid.SampledFrom([]int{came, came, came / 2}).Draw(t, "for")
	a.Meeting = &Meeting{On: today, Chair: "x", Due: 9, Came: came, For: agreed, Against: came - agreed}
	return a
}

// No path opens a file without a check, a notice that ran its days and a
// decision by another person, all in force after the last return; no relative
// takes a step; nobody judges two steps; acts are only added.
func TestNoPathOpensAFileUnfairly(t *testing.T) {
	opened, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(profiles()).Draw(t, "profile")
		today, _ := day.New(2026, 3, 2)
		c := &Case{ID: "case", Kind: p.Kinds[0], State: Draft, Round: 1}
		var acts []Act
		for range rapid.IntRange(1, 60).Draw(t, "acts") {
			today = today.AddDays(rapid.SampledFrom([]int{0, 0, 1, 8}).Draw(t, "days"))
			kin := rapid.IntRange(0, 9).Draw(t, "kin") == 0
			a := anyAct(t, p, today)
			if rapid.IntRange(0, 9).Draw(t, "onward") < 7 {
				a.Verb = onward(c)
			}
			next, done, err := c.Do(p, a, Now{Today: today, Calendar: day.DefaultCalendar(), Kin: kin, Acts: acts, Consent: true})
			if err != nil {
				if problem.CodeOf(err) == "" {
					t.Fatalf("an error without a code: %v", err)
				}
				refused++
				continue
			}
			if kin && a.Verb != Withdraw && (a.Verb != NoticeOver || a.User != "") {
				t.Fatalf("a relative did %s", a.Verb)
			}
			if done.Seq != int64(len(acts))+1 || next.Version != done.Seq {
				t.Fatalf("act %d is numbered %d", len(acts)+1, done.Seq)
			}
			acts, c = append(acts, *done), next
			if c.State == Filed {
				opened++
				fair(t, c, acts)
			}
		}
		nobodyTwice(t, acts)
	})
	if opened == 0 || refused == 0 {
		t.Fatalf("the walk opened %d files and refused %d acts: it tells nothing", opened, refused)
	}
}

// onward is the verb that brings a case on, so that walks come to an end.
func onward(c *Case) Verb {
	switch c.State {
	case Draft:
		return Submit
	case Incomplete:
		return Complete
	case Posted:
		return NoticeOver
	case Disputed:
		return Dismiss
	case Approved:
		return OpenFile
	}
	if strings.HasPrefix(c.Step, "post") {
		return Post
	}
	return Pass
}

// fair reads the acts by itself, newest first, up to the last return.
func fair(t *rapid.T, c *Case, acts []Act) {
	var check, over, decision *Act
	floor := 1 << 30
	for i := len(acts) - 1; i >= 0; i-- {
		a := &acts[i]
		if a.Verb == SendBack || a.Verb == Uphold {
			floor = min(floor, a.ToPlace)
			continue
		}
		if a.Place >= floor {
			continue
		}
		switch {
		case a.Do == StepCheck && a.Verb == Pass && check == nil:
			check = a
		case a.Verb == NoticeOver && over == nil:
			over = a
		case a.Do == StepDecision && a.Verb == Pass && decision == nil:
			decision = a
		}
	}
	if check == nil || over == nil || decision == nil {
		t.Fatalf("%s filed without check %v, notice %v or decision %v", c.Kind, check != nil, over != nil, decision != nil)
	}
	for _, who := range check.Users() {
		if slices.Contains(decision.Users(), who) {
			t.Fatalf("%s checked and decided", who)
		}
	}
	if len(check.Users()) < 2 && !slices.ContainsFunc(check.With, func(p Person) bool { return p.Name != "" }) {
		t.Fatal("checked alone")
	}
}

func nobodyTwice(t *rapid.T, acts []Act) {
	at := map[id.ID]string{}
	for _, a := range acts {
		switch a.Verb {
		case Pass, Refuse, SendBack:
		default:
			continue
		}
		if !a.Do.Judges() {
			continue
		}
		for _, who := range a.Users() {
			if before, met := at[who]; met && before != a.Step {
				t.Fatalf("%s took %s and %s", who, before, a.Step)
			}
			at[who] = a.Step
		}
	}
}

func TestStoppedClockMovesTheLastDay(t *testing.T) {
	p := profiles()[0]
	p.Steps[0].Within = Limit{Days: 5}
	p.Apply.Supplement = Limit{Days: 10, Unit: "calendar"}
	monday, _ := day.New(2026, 3, 2)
	now := Now{Today: monday, Calendar: day.DefaultCalendar(), Consent: true}
	c := &Case{Kind: KindFiling, State: Draft, Round: 1}
	do := func(verb Verb, on day.Date) {
		t.Helper()
		now.Today = on
		next, act, err := c.Do(p, Act{Verb: verb, User: "a", Reason: "缺户口簿"}, now)
		if err != nil {
			t.Fatalf("%s: %v", verb, err)
		}
		c, now.Acts = next, append(now.Acts, *act)
	}
	do(Submit, monday)
	if got := c.Due.String(); got != "2026-03-09" {
		t.Fatalf("five working days from Monday end on %s", got)
	}
	do(AskPapers, monday.AddDays(1))
	do(Complete, monday.AddDays(8)) // Tuesday to Tuesday: five working days stood still
	if got := c.Due.String(); got != "2026-03-16" {
		t.Fatalf("after five working days of standing still it is due on %s", got)
	}
	if _, _, err := c.Do(p, Act{Verb: AskPapers, User: "a", Reason: "还缺"}, now); problem.As(err) == nil || !strings.HasSuffix(problem.As(err).Key, "asked_once") {
		t.Fatalf("told twice what is missing: %v", err)
	}
}

func TestRatio(t *testing.T) {
	for text, want := range map[string]Ratio{"2/3": {2, 3}, "30%": {30, 100}, "0.3": {3, 10}, "1": {1, 1}} {
		var got Ratio
		if err := got.UnmarshalText([]byte(text)); err != nil || got != want {
			t.Errorf("%s is %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "3/2", "-1/2", "1/0", "多数", "150%", "NaN"} {
		if err := new(Ratio).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q was read as a share", text)
		}
	}
	if two := (Ratio{2, 3}); !two.Met(6, 9) || two.Met(5, 9) || two.Met(0, 0) {
		t.Error("two thirds of nine are six")
	}
}
