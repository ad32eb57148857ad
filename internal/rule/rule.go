// Package rule is the language in which a plan says who is covered: CEL over
// one documented vocabulary (household, person, area, campaign), checked when
// the plan is read, with three answers: yes, no, and unknown because a value
// is missing. Money is in fen, days are text YYYY-MM-DD.
package rule

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"

	"songnuan/internal/problem"
)

// Expression is a compiled source: what Rule, Number and Choice share. It is
// safe for concurrent use.
type Expression struct {
	source  string
	unit    Unit
	tree    Expr
	terms   []placedTerm
	doubts  []*problem.Error
	program cel.Program
}

// Rule is an expression that is true or false of a household or a person.
type Rule struct{ Expression }

// Number is an expression that yields a whole number: a count of children, an
// amount in fen.
type Number struct{ Expression }

// Choice is an expression that yields a text: the name of a tier.
type Choice struct{ Expression }

// Verdict is the answer of a rule.
type Verdict int

// The answers. Unknown is neither yes nor no: a value that would decide is
// missing, or a calculation has no result.
const (
	No Verdict = iota
	Yes
	Unknown
)

// Compile checks a rule. The error is a *problem.Error that tells the place as
// line and column, both from 1.
func Compile(source string, unit Unit) (*Rule, error) {
	e, err := compile(source, unit, TypeBool)
	if err != nil {
		return nil, err
	}
	return &Rule{*e}, nil
}

// CompileInt checks an expression that yields a whole number; errors are as
// Compile's.
func CompileInt(source string, unit Unit) (*Number, error) {
	e, err := compile(source, unit, TypeInt)
	if err != nil {
		return nil, err
	}
	return &Number{*e}, nil
}

// CompileText checks an expression that yields a text; errors are as Compile's.
func CompileText(source string, unit Unit) (*Choice, error) {
	e, err := compile(source, unit, TypeText)
	if err != nil {
		return nil, err
	}
	return &Choice{*e}, nil
}

func compile(source string, unit Unit, want Type) (*Expression, error) {
	if err := readable(source); err != nil {
		return nil, placed(err, 1, 1)
	}
	env := environments[unit]
	checked, issues := env.Compile(source)
	if issues.Err() != nil {
		return nil, explain(issues.Errors()[0], source, unit)
	}
	tree, l := lower(checked.NativeRep())
	if l.err != nil {
		return nil, l.err
	}
	if got := tree.Type(); got != want {
		return nil, placed(problem.New(problem.Invalid, "rule.wrong_type", "want", typeWord(string(want)), "got", typeWord(string(got))), 1, 1)
	}
	program, err := plan(env, checked)
	if err != nil {
		return nil, err
	}
	return &Expression{source, unit, tree, l.terms, l.doubts, program}, nil
}

func readable(source string) *problem.Error {
	switch {
	case len(source) > MaxLength:
		return problem.New(problem.TooLarge, "rule.too_long", "max", MaxLength)
	case strings.TrimSpace(source) == "":
		return problem.New(problem.Invalid, "rule.empty")
	case !utf8.ValidString(source):
		return problem.New(problem.Invalid, "rule.bad_text")
	}
	return nil
}

// plan makes the program, unless the rule could run too long.
func plan(env *cel.Env, checked *cel.Ast) (cel.Program, error) {
	cost, err := env.EstimateCost(checked, estimator{})
	if err != nil {
		return nil, problem.Wrap(err, problem.Internal, "problem.internal")
	}
	if cost.Max > maxCost {
		return nil, placed(problem.New(problem.TooLarge, "rule.too_costly"), 1, 1)
	}
	options := []cel.ProgramOption{cel.EvalOptions(cel.OptOptimize)}
	if cost.Max > freeCost {
		options = append(options, cel.CostLimit(maxCost))
	}
	program, err := env.Program(checked, options...)
	if err != nil {
		return nil, problem.Wrap(err, problem.Internal, "problem.internal")
	}
	return program, nil
}

// Source is the text that was compiled.
func (e *Expression) Source() string { return e.source }

// Unit is what the expression is about.
func (e *Expression) Unit() Unit { return e.unit }

// Tree is the checked expression.
func (e *Expression) Tree() Expr { return e.tree }

// Terms are the texts compared with fields of fixed terms.
func (e *Expression) Terms() []Term {
	out := make([]Term, len(e.terms))
	for i, t := range e.terms {
		out[i] = t.Term
	}
	return out
}

// Warnings tells of terms that the lists do not know, with the place and a
// better name where there is one. The rule runs all the same.
func (e *Expression) Warnings() []*problem.Error {
	var out []*problem.Error
	for _, t := range e.terms {
		if w := t.warning(); w != nil {
			out = append(out, w)
		}
	}
	return out
}

// Doubts tells of comparisons that hardly mean what they say, with the place:
// an amount with a bare number, an area with a name, a date that is none.
func (e *Expression) Doubts() []*problem.Error { return slices.Clone(e.doubts) }

// Eval asks the rule. For Unknown it names the fields that are missing, by
// path; none when a calculation had no result. The error tells that the rule
// took too many steps.
func (r *Rule) Eval(f *Facts) (Verdict, []string, error) {
	v, missing, err := r.eval(f)
	switch v {
	case types.True:
		return Yes, nil, err
	case types.False:
		return No, nil, err
	}
	return Unknown, missing, err
}

// Eval gives the number; known is false when a value is missing, see Rule.Eval.
func (n *Number) Eval(f *Facts) (value int64, known bool, missing []string, err error) {
	v, missing, err := n.eval(f)
	number, known := v.(types.Int)
	return int64(number), known, missing, err
}

// Eval gives the text; known is false when a value is missing, see Rule.Eval.
func (c *Choice) Eval(f *Facts) (value string, known bool, missing []string, err error) {
	v, missing, err := c.eval(f)
	text, known := v.(types.String)
	return string(text), known, missing, err
}

// eval gives nil for an unknown value.
func (e *Expression) eval(f *Facts) (ref.Val, []string, error) {
	v, _, err := e.program.Eval(newActivation(f))
	if _, ok := errors.AsType[interpreter.EvalCancelledError](err); ok {
		return nil, nil, problem.Wrap(err, problem.TooLarge, "rule.too_costly")
	}
	if unknown, ok := v.(*types.Unknown); ok {
		return nil, e.missing(f, unknown), nil
	}
	if err != nil {
		return nil, e.missing(f, nil), nil
	}
	return v, nil, nil
}

// missing names the fields behind an unknown value, and the keys that maps lack.
func (e *Expression) missing(f *Facts, unknown *types.Unknown) []string {
	var out []string
	if unknown != nil {
		for _, id := range unknown.IDs() {
			trails, _ := unknown.GetAttributeTrails(id)
			for _, trail := range trails {
				out = append(out, trail.Variable())
			}
		}
	}
	for node := range Nodes(e.tree) {
		if entry, ok := node.(Entry); ok {
			if _, ok := entry.of(f)[entry.Key]; !ok {
				out = append(out, entry.Path())
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
