package plan

import (
	"reflect"
	"regexp"
	"slices"
	"strings"

	"songnuan/internal/day"
)

// Lint says what is wrong or missing in a plan that Read has read: what would
// stop it (error), what a person should look at (warning), and what the
// program does not act on yet (note). The findings of Read are not repeated.
// A nil calendar is the one that the plan was read with.
func Lint(p *Plan, calendar *day.Calendar) []Finding {
	if calendar == nil {
		calendar = p.workdays()
	}
	l := &linter{findings: Book.Collect(), plan: p, calendar: calendar, classes: map[string]*Class{}, provided: p.provisions()}
	for i := range p.Classes {
		if c := &p.Classes[i]; l.classes[c.ID] == nil {
			l.classes[c.ID] = c
		}
	}
	for _, check := range checks {
		check(l)
	}
	return l.Sorted()
}

// Check reads a plan and lints it; the findings of both come sorted.
func Check(src []byte, opts ReadOptions) (*Plan, []Finding, error) {
	p, found, err := Read(src, opts)
	if err != nil {
		return nil, nil, err
	}
	return p, Sort(append(found, Lint(p, opts.Calendar)...)), nil
}

// linter is one run of the checks.
type linter struct {
	*findings
	plan     *Plan
	calendar *day.Calendar
	classes  map[string]*Class
	provided map[string]*provision
}

// checks are the rooms of the linter; each says its findings and goes on.
var checks = []func(*linter){
	(*linter).ids, (*linter).references, (*linter).later, (*linter).parameters,
	(*linter).classesCovered, (*linter).classesHelped, (*linter).quotas,
	(*linter).cashLines, (*linter).goodsLines, (*linter).twoAmounts, (*linter).shares, (*linter).guards, (*linter).bans,
	(*linter).duties, (*linter).forms, (*linter).people, (*linter).inspections, (*linter).ladders, (*linter).triggers,
	(*linter).spans, (*linter).order, (*linter).closing, (*linter).notices, (*linter).procedure, (*linter).workdays, (*linter).limits,
	(*linter).yearNames, (*linter).yearNumbers, (*linter).springFestival,
	(*linter).six, (*linter).paper, (*linter).totals,
}

// totals adds up. Of a clause with an error of its own nothing more is said:
// its figures could only be wrong.
func (l *linter) totals() {
	wrong := faulty(l.All)
	for _, f := range checkTotals(l.plan) {
		if !wrong[f.Clause] && !l.plan.faulty[f.Clause] {
			l.All = append(l.All, f)
		}
	}
}

// say adds a finding at a key of a clause.
func (l *linter) say(code, section string, c *Clause, key string, pairs ...any) {
	l.Add(code, c.Keys.At(key, -1, c.Pos), section+"."+c.ID, append(pairs, "name", c.label())...)
}

// label is what a person calls the clause.
func (c *Clause) label() string {
	if c.Name != "" {
		return clip(c.Name)
	}
	return c.ID
}

// ids finds ids that stand twice: in a section, or among the tasks of all
// phases or the steps of the approval.
func (l *linter) ids() {
	seen := map[string]map[string]Pos{}
	l.eachClause(func(at place, kind string) {
		if seen[kind] == nil {
			seen[kind] = map[string]Pos{}
		}
		if first, twice := seen[kind][at.clause.ID]; twice {
			l.Add("id_twice", at.pos(l.plan, "id", -1), at.label, "id", at.clause.ID, "line", first.Line)
			return
		}
		seen[kind][at.clause.ID] = at.clause.Pos
	})
}

// eachClause visits every clause once; kind is its section, or tasks and steps.
func (l *linter) eachClause(visit func(at place, kind string)) {
	l.plan.each(func(at place, key string, _ part, _ reflect.Value) {
		if at.clause != nil && key == "id" && at.nested == (Pos{}) {
			visit(at, at.kind)
		}
	})
}

// later lists what is read and checked, and acted on by a room to come.
func (l *linter) later() {
	l.plan.each(func(at place, key string, part part, v reflect.Value) {
		if room := part.Tag.Get("later"); room != "" && !v.IsZero() {
			l.Add("not_acted_on", at.pos(l.plan, key, -1), at.label, "key", key, "room", roomPhrase(room))
		}
	})
}

func roomPhrase(room string) phrase {
	name, _, _ := strings.Cut(room, " ")
	switch name {
	case "fund":
		return phraseOf("plan.room.fund")
	case "casework":
		return phraseOf("plan.room.casework")
	case "supply":
		return phraseOf("plan.room.supply")
	case "pairing":
		return phraseOf("plan.room.pairing")
	case "visit":
		return phraseOf("plan.room.visit")
	case "report":
		return phraseOf("plan.room.report")
	case "event":
		return phraseOf("plan.room.event")
	case "publicity":
		return phraseOf("plan.room.publicity")
	}
	return phraseOf("plan.room.campaign")
}

// parameters finds questions whose answer changes nothing.
func (l *linter) parameters() {
	used := map[string]bool{}
	for _, name := range l.plan.used {
		used[name] = true
	}
	for i := range l.plan.Params {
		if p := &l.plan.Params[i]; !used[p.ID] {
			l.say("param_unused", "params", &p.Clause, "id", "param", p.ID)
		}
	}
}

// six checks the six things that make a plan complete, and what they name.
func (l *linter) six() {
	s := l.plan.Six
	if s == nil {
		return
	}
	items := []struct {
		key  string
		says []string
	}{{"goals", s.Goals}, {"support", s.Support}, {"people", s.People}, {"funds", s.Funds}, {"rules", s.Rules}, {"measures", s.Measures}}
	known := l.labels()
	for _, item := range items {
		if len(item.says) == 0 {
			l.Add("six_missing", s.Keys.At(item.key, -1, s.Pos), "six", "item", sixPhrase(item.key), "key", item.key)
		}
		for i, text := range item.says {
			if dotted.MatchString(text) && !slices.Contains(known, text) {
				l.Add("ref_unknown", s.Keys.At(item.key, i, s.Pos), "six", "id", clip(text), "section", item.key, "hint", meant(text, known))
			}
		}
	}
}

// dotted is section.id, as against a sentence in words.
var dotted = regexp.MustCompile(`^[a-z_]+\.[a-z][a-z0-9_-]*$`)

func (l *linter) labels() []string {
	var all []string
	l.eachClause(func(at place, _ string) { all = append(all, at.label) })
	return all
}

func sixPhrase(key string) phrase {
	switch key {
	case "goals":
		return phraseOf("plan.six.goals")
	case "support":
		return phraseOf("plan.six.support")
	case "people":
		return phraseOf("plan.six.people")
	case "funds":
		return phraseOf("plan.six.funds")
	case "rules":
		return phraseOf("plan.six.rules")
	}
	return phraseOf("plan.six.measures")
}
