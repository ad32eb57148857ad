package day

import (
	"strings"

	"songnuan/internal/problem"
)

// date parses the forms that begin with a number or parameter.
func (p *parser) date() (node, error) {
	start := p.pos
	first, err := p.number()
	if err != nil {
		return nil, err
	}
	switch {
	case p.accept("-"):
		return p.isoRest(start, first)
	case p.accept("年"):
		return p.afterYear(start, first)
	case p.accept("月"):
		return p.afterMonth(start, dayNode{month: first})
	case first.param != "" && first.n == 0:
		return paramNode{first.param}, nil
	}
	return nil, p.failAt(start, "day.expr_incomplete", "rest", p.restFrom(start))
}

// isoRest parses 01-15 or 01 after 2027-.
func (p *parser) isoRest(start int, year term) (node, error) {
	n := dayNode{year: year, span: wholeMonth}
	var err error
	if n.month, err = p.number(); err != nil {
		return nil, err
	}
	if p.accept("-") {
		n.span = oneDay
		if n.day, err = p.number(); err != nil {
			return nil, err
		}
	}
	return p.checked(start, n)
}

// afterYear parses 11月…, 底, or a festival after 2027年.
func (p *parser) afterYear(start int, year term) (node, error) {
	p.skipSpace()
	if p.accept("底") || p.accept("末") {
		return p.checked(start, dayNode{year: year, month: term{n: 12, given: true}, span: monthLast})
	}
	if isHan(p.peek()) && !p.atBlank() {
		if err := p.checkYear(start, year); err != nil {
			return nil, err
		}
		return p.named(year)
	}
	month, err := p.number()
	if err != nil {
		return nil, err
	}
	if !p.accept("月") {
		return nil, p.failAt(start, "day.expr_incomplete", "rest", p.restFrom(start))
	}
	return p.afterMonth(start, dayNode{year: year, month: month})
}

var monthParts = []struct {
	name string
	span span
}{{"上旬", early}, {"中旬", middle}, {"下旬", late}, {"底", monthLast}, {"末", monthLast}}

// afterMonth parses 25日, 上旬, 底 or nothing after 11月.
func (p *parser) afterMonth(start int, n dayNode) (node, error) {
	for _, part := range monthParts {
		if p.accept(part.name) {
			n.span = part.span
			return p.checked(start, n)
		}
	}
	p.skipSpace()
	if r := p.peek(); !isDigit(r) && r != '{' && !p.atBlank() {
		n.span = wholeMonth
		return p.checked(start, n)
	}
	var err error
	if n.day, err = p.number(); err != nil {
		return nil, err
	}
	if !p.accept("日") && !p.accept("号") {
		return nil, p.failAt(start, "day.expr_incomplete", "rest", p.restFrom(start))
	}
	return p.checked(start, n)
}

// checked refuses what no parameter can mend: a literal year that is out of
// range, a month or day that never exists.
func (p *parser) checked(start int, n dayNode) (node, error) {
	if err := p.checkYear(start, n.year); err != nil {
		return nil, err
	}
	year, month, day := 2000, 1, 1 // a leap year and long month, where not known yet
	if n.year.given && n.year.param == "" {
		year = n.year.n
	}
	if n.month.param == "" {
		month = n.month.n
	}
	if n.day.given && n.day.param == "" {
		day = n.day.n
	}
	if _, ok := New(year, month, day); !ok {
		return nil, p.failAt(start, "day.expr_no_such_day", "text", p.restFrom(start))
	}
	return n, nil
}

func (p *parser) checkYear(start int, year term) error {
	if year.given && year.param == "" && (year.n < FirstYear || year.n > LastYear) {
		return p.failAt(start, "day.expr_year", "year", year.n)
	}
	return nil
}

// named parses a festival or lunar day, its year before it or in brackets.
func (p *parser) named(year term) (node, error) {
	start := p.pos
	n := namedNode{name: p.word(isHan), year: year}
	if err := p.lookUp(start, &n); err != nil {
		return nil, err
	}
	if year.given || !p.accept("(") {
		return n, nil
	}
	p.skipSpace()
	at := p.pos
	var err error
	if n.year, err = p.number(); err != nil {
		return nil, err
	}
	if err := p.checkYear(at, n.year); err != nil {
		return nil, err
	}
	p.accept("年")
	return n, p.closing()
}

// lookUp finds what the name means.
func (p *parser) lookUp(start int, n *namedNode) error {
	if IsFestival(n.name) {
		return nil
	}
	if !strings.Contains(n.name, "月") {
		return p.failAt(start, "day.expr_festival", "name", clip(n.name))
	}
	l, err := ParseLunar(n.name)
	if err != nil {
		return p.lunarFail(start, n.name, err)
	}
	n.lunar = l
	return nil
}

// lunarFail adds the column to what ParseLunar found wrong.
func (p *parser) lunarFail(start int, name string, err error) error {
	own := problem.As(err)
	return problem.Wrap(err, own.Code, own.Key, "text", clip(name), "column", start+1)
}
