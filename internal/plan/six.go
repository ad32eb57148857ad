package plan

import (
	"cmp"
	"strings"
)

// SixItem is what a plan names for one of the six (六有).
type SixItem struct {
	Key     string   // goals, support, people, funds, rules, measures
	Says    []string // the clauses by what people call them, and sentences
	Unknown []string // clauses that the plan does not have
}

// SixItems gives the six in the paper's order, none when the plan asks for
// nothing of the kind.
func (p *Plan) SixItems() []SixItem {
	s := p.Six
	if s == nil {
		return nil
	}
	names, known := p.clauseNames(), map[string]bool{}
	p.eachLabel(func(kind string, c *Clause) { known[kind+"."+c.ID] = true })
	var all []SixItem
	for _, item := range []struct {
		key  string
		says []string
	}{{"goals", s.Goals}, {"support", s.Support}, {"people", s.People}, {"funds", s.Funds}, {"rules", s.Rules}, {"measures", s.Measures}} {
		one := SixItem{Key: item.key}
		for _, text := range item.says {
			if dotted.MatchString(text) && !known[text] {
				one.Unknown = append(one.Unknown, text)
				continue
			}
			one.Says = append(one.Says, cmp.Or(names[text], p.called(text), text))
		}
		all = append(all, one)
	}
	return all
}

// eachLabel gives every clause in force with the section it stands in.
func (p *Plan) eachLabel(yield func(kind string, c *Clause)) {
	(&linter{findings: Book.Collect(), plan: p}).eachClause(func(at place, kind string) { yield(kind, at.clause) })
}

// called is what a clause without a name is called: a goal by its text, an
// organiser by the bodies.
func (p *Plan) called(ref string) string {
	section, id := cutRef(ref)
	for i := range p.Aim {
		if section == "aim" && p.Aim[i].ID == id {
			return p.Aim[i].Text
		}
	}
	for i := range p.Organisers {
		if section == "organisers" && p.Organisers[i].ID == id {
			return strings.Join(p.Organisers[i].Bodies, "、")
		}
	}
	return ""
}

// SixBefore is what waits for the six: activate, close, or the id of a phase;
// "" when nothing does, because the plan does not ask for them or only suggests
// them.
func (p *Plan) SixBefore() string {
	if p.Six == nil || p.Six.Strength.Soft() {
		return ""
	}
	return cmp.Or(p.Six.Before, "activate")
}

// Vacant names the roles that the plan fills with nobody: no body, post or kind
// of person holds them.
func (p *Plan) Vacant() (names []string) {
	for i := range p.Roles {
		if r := &p.Roles[i]; r.Holder == "" && len(r.Kinds) == 0 {
			names = append(names, title(&r.Clause))
		}
	}
	return names
}
