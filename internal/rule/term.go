package rule

import (
	"strings"

	"cel.dev/cel-go/common/ast"

	"songnuan/internal/problem"
	"songnuan/internal/term"
)

// Term is a text that the rule compares with a field of fixed terms.
type Term struct{ List, Text string }

type placedTerm struct {
	Term
	line, column int
}

// listField is the field whose names e gives: the list field itself, or a
// filter of it.
func listField(e Expr) *Field {
	switch e := e.(type) {
	case Read:
		return e.Field
	case Var:
		return e.Of
	case Walk:
		if e.Kind == Filter {
			return listField(e.Over)
		}
	case If:
		return listField(e.Then)
	}
	return nil
}

// name notes that text is compared with the names of a field.
func (l *lowering) name(of, text Expr, at ast.Expr) {
	field := listField(of)
	lit, ok := text.(TextLit)
	if !ok || field == nil || field.List == "" || lit.Value == "" {
		return
	}
	start := l.info.GetStartLocation(at.ID())
	l.terms = append(l.terms, placedTerm{Term{field.List, lit.Value}, start.Line(), start.Column() + 1})
}

// warning tells of a term that no list knows, or knows by a newer name; nil
// when it is as it should be.
func (t placedTerm) warning() *problem.Error {
	canonical, ok := term.Canonical(t.List, t.Text)
	switch {
	case ok && canonical == t.Text:
		return nil
	case ok:
		return placed(problem.New(problem.Invalid, "rule.old_term", "term", t.Text, "name", canonical), t.line, t.column)
	}
	if near := term.Suggest(t.List, t.Text); len(near) > 0 {
		return placed(problem.New(problem.Invalid, "rule.unknown_term_near", "term", t.Text, "name", strings.Join(near, "、")), t.line, t.column)
	}
	return placed(problem.New(problem.Invalid, "rule.unknown_term", "term", t.Text), t.line, t.column)
}
