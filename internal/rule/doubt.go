package rule

import (
	"regexp"

	"cel.dev/cel-go/common/ast"

	"songnuan/internal/money"
	"songnuan/internal/problem"
)

// Some comparisons are of the right types and yet hardly mean what they say:
// amounts are in fen, so that 1000 is ten yuan; an area is a code, never a
// name; a date has ten characters, so that 2026-1-5 comes after 2026-12-31.

// doubt notes a comparison of x with y, written at at, that its writer should
// look at again.
func (l *lowering) doubt(x, y Expr, at ast.Expr) {
	var err *problem.Error
	switch y := y.(type) {
	case IntLit:
		if y.Value != 0 && !y.Yuan && isMoney(x) {
			err = problem.New(problem.Invalid, "rule.bare_money", "number", y.Value, "yuan", money.Fen(y.Value).Yuan())
		}
	case TextLit:
		read, ok := x.(Read)
		switch {
		case !ok:
		case isArea(read.Field) && !areaCode.MatchString(y.Value):
			err = problem.New(problem.Invalid, "rule.bad_area", "code", y.Value)
		case isDate(read.Field) && !datePrefix.MatchString(y.Value):
			err = problem.New(problem.Invalid, "rule.bad_date", "text", y.Value)
		}
	}
	if err != nil {
		start := l.info.GetStartLocation(at.ID())
		l.doubts = append(l.doubts, placed(err, start.Line(), start.Column()+1))
	}
}

// isMoney tells whether e is an amount in fen; the ratio of two is none.
func isMoney(e Expr) bool {
	switch e := e.(type) {
	case Read:
		return e.Field.Money()
	case Line:
		return true
	case Times:
		return isMoney(e.X)
	case Arith:
		if e.Op == "/" {
			return isMoney(e.X) && !isMoney(e.Y)
		}
		return isMoney(e.X) || isMoney(e.Y)
	case If:
		return isMoney(e.Then)
	}
	return false
}

func isArea(f *Field) bool { return f.Path() == "household.area" || f.Path() == "area.code" }

func isDate(f *Field) bool {
	switch f.Path() {
	case "household.opened", "person.birth", "campaign.as_of":
		return true
	}
	return false
}

// datePrefix is a date, or the year or month that all its days come after.
var datePrefix = regexp.MustCompile(`^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$`)
