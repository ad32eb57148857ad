package demand

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"songnuan/internal/day"
	"songnuan/internal/problem"
	"songnuan/internal/term"
)

var (
	noon  = day.Instant("2027-01-20T04:00:00.000000Z") // a Wednesday
	table = day.DefaultCalendar()
)

// Whatever is done in whatever order: acts are only added, levels are not left
// out on the way up, nobody settles above the own level, and what is closed has
// the household's word and how it was asked.
func TestNoOrderOfActsBreaksTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := &Demand{Ladder: DefaultLadder(rapid.SampledFrom(term.Names(term.DemandKind)).Draw(t, "kind"))}
		for range rapid.IntRange(1, 30).Draw(t, "acts") {
			a := Act{Verb: rapid.SampledFrom(Verbs).Draw(t, "verb"), Actor: "甲", Text: rapid.SampledFrom([]string{"", "医药费"}).Draw(t, "text"), Who: rapid.SampledFrom([]string{"", "王"}).Draw(t, "who"),
				Satisfied: rapid.SampledFrom([]Word{"", Satisfied, Unsatisfied, "?"}).Draw(t, "word"), Asked: rapid.SampledFrom([]Asked{"", AtDoor, ByPhone, "?"}).Draw(t, "asked")}
			level := rapid.SampledFrom(Levels).Draw(t, "level")
			was := *d
			kept, err := d.Take(a, Now{noon, table, level})
			if err != nil {
				if d.State != was.State || d.Rung != was.Rung || d.Due != was.Due || len(d.Acts) != len(was.Acts) || d.Sensitive != was.Sensitive {
					t.Fatalf("%s was refused and changed the demand: %v", a.Verb, err)
				}
				continue
			}
			if kept.Seq != len(was.Acts)+1 || len(d.Acts) != kept.Seq || d.Row != kept.Seq || kept.From != was.State || kept.To != d.State {
				t.Fatalf("kept as %+v", kept)
			}
			if d.Rung != was.Rung && (d.Rung != was.Rung+1 || a.Verb != Raise) {
				t.Fatalf("%s leads from rung %d to %d", a.Verb, was.Rung, d.Rung)
			}
			if (a.Verb == Answer || a.Verb == Raise) && !level.Reaches(was.Level()) {
				t.Fatalf("%s settles at %s", level, was.Level())
			}
			if (d.State == Open) != (d.Due != "") {
				t.Fatalf("%s with the clock at %q", d.State, d.Due)
			}
			if d.State == Closed && (d.Satisfied == "" || was.State == Open) {
				t.Fatal("closed without an answer or the household's word")
			}
		}
	})
}

func TestLimitsAreCounted(t *testing.T) {
	for _, one := range []struct{ within, due string }{
		{"", "2027-01-20T15:59:59.999999Z"}, {"24 小时", "2027-01-21T04:00:00.000000Z"}, {"3 工作日", "2027-01-25T15:59:59.999999Z"}, {"10个工作日", "2027-02-03T15:59:59.999999Z"},
		{"5 天", "2027-01-25T15:59:59.999999Z"}, {"1 周", "2027-01-27T15:59:59.999999Z"}, {"1 月", "2027-02-20T15:59:59.999999Z"},
	} {
		if due, err := Due(noon, one.within, table); err != nil || string(due) != one.due {
			t.Errorf("%q ends %s, not %s: %v", one.within, due, one.due, err)
		}
	}
	for _, bad := range []string{"三天", "3", "工作日", "3 年"} {
		if _, err := Due(noon, bad, table); !problem.Is(err, problem.Invalid) {
			t.Errorf("%q is taken: %v", bad, err)
		}
	}
}

func TestTheShippedLaddersAreWhole(t *testing.T) {
	for _, l := range ladders {
		for _, kind := range l.Kinds {
			if !slices.Contains(term.Names(term.DemandKind), kind) {
				t.Errorf("%s is no kind", kind)
			}
		}
	}
	for _, kind := range term.Names(term.DemandKind) {
		steps := DefaultLadder(kind)
		if len(steps) == 0 || !steps[len(steps)-1].Decides {
			t.Errorf("%s ends nowhere", kind)
		}
		for i, r := range steps {
			if _, err := Due(noon, r.Within, table); err != nil || i > 0 && steps[i-1].Level.Above() != r.Level {
				t.Errorf("%s: step %d: %v", kind, i, err)
			}
		}
	}
	if steps := DefaultLadder("邻里纠纷"); steps[0].To != "村调解委员会" {
		t.Errorf("a dispute goes to %s", steps[0].To)
	}
}

func TestClosingAsksForTheHouseholdsWord(t *testing.T) {
	d := &Demand{Ladder: DefaultLadder("就医")}
	do := func(a Act, level Level) error {
		_, err := d.Take(a, Now{noon, table, level})
		return err
	}
	for _, one := range []struct {
		act   Act
		level Level
		key   string
	}{
		{Act{Verb: Take}, Village, "demand.words_missing"}, {Act{Verb: Take, Text: "看病贵"}, Village, ""}, {Act{Verb: Close, Satisfied: Satisfied, Asked: ByPhone}, Town, "demand.not_now"},
		{Act{Verb: Raise}, Village, ""}, {Act{Verb: Answer, Text: "已报销", Who: "王"}, Village, "demand.higher"}, {Act{Verb: Answer, Text: "已报销", Who: "王"}, Town, ""},
		{Act{Verb: Close, Asked: ByPhone}, Village, "demand.word_missing"}, {Act{Verb: Close, Satisfied: Satisfied}, Village, "demand.asked_missing"},
		{Act{Verb: Close, Satisfied: Unsatisfied, Asked: AtDoor}, Village, "demand.unsatisfied_why"}, {Act{Verb: Close, Satisfied: Satisfied, Asked: AtDoor}, Village, ""},
		{Act{Verb: Reopen}, Village, "demand.reopen_why"}, {Act{Verb: Reopen, Text: "又住院"}, Village, ""},
	} {
		if err := do(one.act, one.level); one.key == "" && err != nil || one.key != "" && problem.As(err).Key != one.key {
			t.Errorf("%s: %v instead of %q", one.act.Verb, err, one.key)
		}
	}
}
