// Package hazard holds dangers found in houses (隐患): how they are graded,
// ordered to be put right, put right, looked at again and cleared. Acts are only
// ever added.
package hazard

import (
	_ "embed"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"songnuan/internal/problem"
)

// Rule is what an inspection goes by: a plan's clause, or what is shipped.
type Rule struct {
	Grades    []string       `yaml:"grades"` // the soundest first
	Safe      []string       `yaml:"safe"`   // are no hazard
	Grave     []string       `yaml:"grave"`
	Days      map[string]int `yaml:"days"`      // by grade: days from the order, 0 is not said
	Reinspect bool           `yaml:"reinspect"` // another looks at it before it is cleared
	Check     []string       `yaml:"check"`     // terms of list hazard_kind
	Late      string         `yaml:"late"`      // who is told of what is late
	Order     string         `yaml:"-"`         // who orders, in the plan's words
}

//go:embed rule.yaml
var shippedRule []byte

// DefaultRule is what holds where a plan says nothing else.
var DefaultRule = mustRead(shippedRule)

func mustRead(data []byte) Rule {
	var r Rule
	if err := yaml.Unmarshal(data, &r); err != nil {
		panic(fmt.Errorf("rule.yaml: %w", err)) // embedded at build time and covered by a test
	}
	return r
}

// Clause is what of a rule a plan's inspection says; what it leaves out is the
// shipped rule's.
type Clause struct {
	Grades, Grave, Check []string
	Days                 int // for every grade; 0 is not said
	Order                string
	Late                 string // who is told of what is late
	Reinspect            *bool  // nil is not said
}

// With is the rule with what a clause says over it.
func (r Rule) With(c Clause) Rule {
	if len(c.Grades) > 0 {
		r.Grades = c.Grades
		r.Safe = among(r.Safe, c.Grades)
		r.Grave = among(r.Grave, c.Grades)
	}
	if len(c.Grave) > 0 {
		r.Grave = c.Grave
	}
	if c.Days > 0 {
		days := map[string]int{}
		for _, g := range r.Grades {
			days[g] = c.Days
		}
		r.Days = days
	}
	if len(c.Check) > 0 {
		r.Check = c.Check
	}
	if c.Late != "" {
		r.Late = c.Late
	}
	if c.Reinspect != nil {
		r.Reinspect = *c.Reinspect
	}
	r.Order = c.Order
	return r
}

func among(some, all []string) (kept []string) {
	for _, one := range some {
		if slices.Contains(all, one) {
			kept = append(kept, one)
		}
	}
	return kept
}

// Grade checks a first grade of something that was found: problem.Invalid when
// there is no such grade, or when it says that nothing is the matter.
func (r Rule) Grade(grade string) error {
	switch {
	case !slices.Contains(r.Grades, grade):
		return problem.New(problem.Invalid, "hazard.no_grade")
	case slices.Contains(r.Safe, grade):
		return problem.New(problem.Invalid, "hazard.grade_safe", "grade", grade)
	}
	return nil
}

// IsGrave tells whether a grade keeps a household from being counted as helped.
func (r Rule) IsGrave(grade string) bool { return slices.Contains(r.Grave, grade) }
