package day

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"songnuan/internal/problem"
)

// longestExpr bounds the text, and with it the depth of nesting.
const longestExpr = 200

// ParseExpr reads a date expression; Expr lists the forms. Each error carries
// the argument "column", counted from 1 in characters, which Column reads.
// A date with unknown digits (20xx年xx月) is refused with the advice to make
// it a parameter.
func ParseExpr(text string) (Expr, error) {
	p := &parser{src: []rune(foldText(text))}
	if len(p.src) > longestExpr {
		p.pos = longestExpr
		return Expr{}, p.fail("day.expr_too_long", "most", longestExpr)
	}
	root, err := p.expr()
	if err != nil {
		return Expr{}, err
	}
	if p.skipSpace(); p.pos < len(p.src) {
		if r := p.src[p.pos]; r == '前' || r == '后' {
			return Expr{}, p.fail("day.expr_before_after", "rest", p.rest())
		}
		return Expr{}, p.fail("day.expr_rest", "rest", p.rest())
	}
	return Expr{text: strings.TrimSpace(text), root: root}, nil
}

// Column is the character, counted from 1, at which ParseExpr gave up; 0 for
// any other error.
func Column(err error) int {
	if err == nil {
		return 0
	}
	column, _ := problem.As(err).Args["column"].(int)
	return column
}

// foldText turns full-width letters, digits and marks into plain ones, rune
// by rune, so that columns stay true.
func foldText(text string) string {
	return strings.Map(func(r rune) rune {
		if folded := width.LookupRune(r).Folded(); folded != 0 {
			return folded
		}
		return r
	}, text)
}

// parser is a recursive-descent parser over runes.
type parser struct {
	src []rune
	pos int
}

func (p *parser) fail(key string, pairs ...any) error {
	return problem.New(problem.Invalid, key, append(pairs, "column", p.pos+1)...)
}

func (p *parser) failAt(pos int, key string, pairs ...any) error {
	p.pos = pos
	return p.fail(key, pairs...)
}

func (p *parser) rest() string { return clip(string(p.src[p.pos:])) }

// peek is the next rune, 0 at the end.
func (p *parser) peek() rune {
	if p.pos < len(p.src) {
		return p.src[p.pos]
	}
	return 0
}

func (p *parser) skipSpace() {
	for p.pos < len(p.src) && unicode.IsSpace(p.src[p.pos]) {
		p.pos++
	}
}

// accept takes s, after spaces, if it stands next.
func (p *parser) accept(s string) bool {
	p.skipSpace()
	want := []rune(s)
	if len(p.src)-p.pos < len(want) || !slices.Equal(p.src[p.pos:p.pos+len(want)], want) {
		return false
	}
	p.pos += len(want)
	return true
}

// word takes runes while ok.
func (p *parser) word(ok func(rune) bool) string {
	start := p.pos
	for p.pos < len(p.src) && ok(p.src[p.pos]) {
		p.pos++
	}
	return string(p.src[start:p.pos])
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) && r != '前' && r != '后' }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// isName: phase and event ids, parameter names.
func isName(r rune) bool { return r == '-' || r == '_' || unicode.IsLetter(r) || isDigit(r) }

// isBlank: what papers put where a digit is to be filled in.
func isBlank(r rune) bool { return strings.ContainsRune("xX×_○□*?", r) || r == '某' }

// expr parses one expression.
func (p *parser) expr() (node, error) {
	p.skipSpace()
	switch r := p.peek(); {
	case r == 0:
		return nil, p.fail("day.expr_empty")
	case isDigit(r) || r == '{' || p.atBlank():
		return p.date()
	case isHan(r):
		return p.named(term{})
	case unicode.IsLetter(r):
		return p.call()
	}
	return nil, p.fail("day.expr_unexpected", "rest", p.rest())
}

// atBlank tells 20xx年 and xx月 from an id that begins with x.
func (p *parser) atBlank() bool {
	end := p.pos
	for end < len(p.src) && isBlank(p.src[end]) {
		end++
	}
	return end > p.pos && (end == len(p.src) || !isName(p.src[end]) || strings.ContainsRune("年月日", p.src[end]))
}

// call parses before(…), after(…), start(…), end(…) or an event's name.
func (p *parser) call() (node, error) {
	start := p.pos
	name := p.word(isName)
	if !p.accept("(") {
		return anchorNode{AnchorRef{Name: name}}, nil
	}
	switch name {
	case "before", "after":
		return p.shift(name == "before")
	case "start", "end":
		p.skipSpace()
		at := p.pos
		id := p.word(isName)
		if id == "" {
			return nil, p.failAt(at, "day.expr_no_name", "word", name)
		}
		return anchorNode{AnchorRef{id, Edge(name)}}, p.closing()
	}
	return nil, p.failAt(start, "day.expr_unknown_word", "word", clip(name))
}

func (p *parser) closing() error {
	if !p.accept(")") {
		return p.fail("day.expr_no_closing")
	}
	return nil
}

// shift parses what follows before( and after(.
func (p *parser) shift(before bool) (node, error) {
	of, err := p.expr()
	if err != nil {
		return nil, err
	}
	n := shiftNode{of: of, before: before, count: term{n: 1, given: true}}
	if p.accept(",") {
		p.skipSpace()
		if n.count, err = p.number(); err != nil {
			return nil, err
		}
		p.skipSpace()
		at := p.pos
		unit := strings.ToLower(p.word(unicode.IsLetter))
		known := false
		if n.unit, known = shiftUnits[unit]; !known {
			return nil, p.failAt(at, "day.expr_unit", "unit", clip(unit))
		}
	}
	return n, p.closing()
}

// number parses 12, {name} or {name+1}.
func (p *parser) number() (term, error) {
	if p.peek() == '{' {
		return p.param()
	}
	start := p.pos
	if text := p.word(func(r rune) bool { return isDigit(r) || isBlank(r) }); strings.IndexFunc(text, isBlank) >= 0 {
		return term{}, p.failAt(start, "day.expr_blank", "text", text)
	}
	n, err := strconv.Atoi(string(p.src[start:p.pos]))
	if err != nil || n > 9999 {
		return term{}, p.failAt(start, "day.expr_number", "rest", p.restFrom(start))
	}
	return term{n: n, given: true}, nil
}

func (p *parser) restFrom(pos int) string { return clip(string(p.src[pos:])) }

func (p *parser) param() (term, error) {
	start := p.pos
	p.accept("{")
	p.skipSpace()
	t := term{param: p.word(func(r rune) bool { return isName(r) && r != '-' }), given: true}
	if t.param == "" {
		return term{}, p.failAt(start, "day.expr_param", "rest", p.restFrom(start))
	}
	minus := p.accept("-")
	if minus || p.accept("+") {
		p.skipSpace()
		n, err := strconv.Atoi(p.word(isDigit))
		if err != nil || n > 9999 {
			return term{}, p.failAt(start, "day.expr_param", "rest", p.restFrom(start))
		}
		if t.n = n; minus {
			t.n = -n
		}
	}
	if !p.accept("}") {
		return term{}, p.failAt(start, "day.expr_param", "rest", p.restFrom(start))
	}
	return t, nil
}
