package casework

import (
	"strconv"

	"songnuan/internal/problem"
	"songnuan/internal/rule"
	"songnuan/internal/yamldoc"
)

// rules compiles every rule of the profile: they are asked about the household
// as declared or as found.
func (r *profileReader) rules(p *Profile, at map[yamldoc.Pos]*yamldoc.Node) {
	for i := range p.Tests {
		t := &p.Tests[i]
		r.rule(t.Rule, at[t.At("rule")], "tests."+orNumber(t.ID, i))
	}
	for i := range p.Apply.Papers {
		q := &p.Apply.Papers[i]
		r.rule(q.When, at[q.At("when")], "papers."+orNumber(q.ID, i))
	}
	for i := range p.Award.Review {
		v := &p.Award.Review[i]
		r.rule(v.When, at[v.At("when")], "review."+orNumber(v.Class, i))
	}
}

// orNumber names a part: by its id, or by its number in the list from 1.
func orNumber(id string, i int) string {
	if id != "" {
		return id
	}
	return strconv.Itoa(i + 1)
}

func (r *profileReader) rule(text string, n *yamldoc.Node, clause string) {
	if text == "" || n == nil {
		return
	}
	compiled, err := rule.Compile(text, rule.UnitHousehold)
	if err != nil {
		why := problem.As(err)
		r.Add("rule_bad", spot(n, why), clause, "why", yamldoc.Why(why))
		return
	}
	for _, w := range compiled.Warnings() {
		r.Add("rule_term", spot(n, w), clause, "why", yamldoc.Why(w))
	}
	for _, d := range compiled.Doubts() {
		r.Add("rule_doubt", spot(n, d), clause, "why", yamldoc.Why(d))
	}
}

// spot maps the line and column of a problem in a rule's text to the file.
func spot(n *yamldoc.Node, p *problem.Error) yamldoc.Pos {
	line, _ := p.Args["line"].(int)
	column, _ := p.Args["column"].(int)
	return n.Spot(line, column)
}
