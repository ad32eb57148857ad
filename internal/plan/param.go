package plan

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/day"
	"songnuan/internal/money"
)

// paramUse is {name}, {name+1} or {name-1} inside a text.
var paramUse = regexp.MustCompile(`\{([a-z][a-z0-9_-]*?)([+-]\d{1,4})?\}`)

// verbatim are the keys whose text is quoted from the paper or put to a
// person; no parameter is put in.
var verbatim = map[string]bool{"source": true, "paper": true, "ask": true, "choose": true, "remarks": true}

// answers are the values of the parameters that are known.
type answers map[string]string

// settle decides each parameter: the command's answer, then the file's own,
// then what the file assumes. A parameter without any stays out of answers.
func (d *decoder) settle(params []Param, given map[string]string) answers {
	known := answers{}
	for i := range params {
		p := &params[i]
		d.uses(p.Value)
		d.uses(p.Assume)
		if _, twice := known[p.ID]; twice {
			continue // a finding of its own: id_twice
		}
		d.settleOne(p, given, known)
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !d.known[name] {
			d.Add("param_not_declared", Pos{Line: 1, Column: 1}, "", "param", clip(name), "declared", d.declaredParams(), "hint", meant(name, d.declared))
		}
	}
	return known
}

// declaredParams says which parameters the plan has.
func (d *decoder) declaredParams() phrase {
	if len(d.declared) == 0 {
		return phraseOf("plan.word.no_params")
	}
	return phraseOf("plan.word.params", "names", strings.Join(d.declared, ", "))
}

func (d *decoder) settleOne(p *Param, given map[string]string, known answers) {
	pos, clause := p.Keys.At("value", 0, p.Pos), "params."+p.ID
	value, isGiven := given[p.ID]
	settled := isGiven || p.Value != ""
	switch {
	case isGiven:
		pos, value = p.Pos, strings.TrimSpace(value)
	case p.Value != "":
		value = known.fill(p.Value)
	case p.Assume != "":
		pos, value = p.Keys.At("assume", 0, p.Pos), known.fill(p.Assume)
	default:
		d.Add("param_missing", p.Pos, clause, "param", p.ID, "ask", p.Ask)
		return
	}
	if !d.fits(p, value, pos) {
		return
	}
	known[p.ID] = value
	if settled {
		d.plan.Answers = append(d.plan.Answers, Answer{Param: p.ID, Value: value, Given: isGiven, Ask: p.Ask, Source: p.Source, Pos: p.Pos})
		return
	}
	d.plan.Assumptions = append(d.plan.Assumptions, Assumption{Param: p.ID, Value: value, Ask: p.Ask, Source: p.Source, Pos: p.Pos})
	d.Add("param_unsettled", p.Pos, clause, "param", p.ID, "value", clip(value), "ask", clip(p.Ask))
}

// fits checks an answer against the parameter's choices and kind.
func (d *decoder) fits(p *Param, value string, pos Pos) bool {
	if len(value) > maxAnswer { // answers may hold answers, and would grow without end
		d.Add("param_too_long", pos, "params."+p.ID, "param", p.ID, "most", maxAnswer)
		return false
	}
	if len(p.Choose) > 0 {
		words := make([]string, len(p.Choose))
		for i, c := range p.Choose {
			words[i] = c.Value
		}
		if !slices.Contains(words, value) {
			d.Add("param_not_chosen", pos, "params."+p.ID, "param", p.ID, "value", clip(value), "words", strings.Join(words, ", "))
			return false
		}
	}
	if !ofKind(p.Kind, value) {
		d.Add("param_wrong_kind", pos, "params."+p.ID, "param", p.ID, "value", clip(value), "want", kindPhrase(p.Kind))
		return false
	}
	return true
}

func ofKind(kind, value string) bool {
	switch kind {
	case "number":
		return decimal(value, 4) != nil
	case "year":
		year, err := strconv.Atoi(value)
		return err == nil && year >= day.FirstYear && year <= day.LastYear
	case "date":
		_, err := day.ParseExpr(value)
		return err == nil
	case "money":
		_, err := money.Parse(value)
		return err == nil
	}
	return true
}

func kindPhrase(kind string) phrase {
	switch kind {
	case "number":
		return phraseOf("plan.kind.number")
	case "year":
		return phraseOf("plan.kind.year")
	case "date":
		return phraseOf("plan.kind.date")
	}
	return phraseOf("plan.kind.money")
}

// value is a parameter with an offset put on, as text.
func (a answers) value(name, offset string) (string, bool) {
	value, ok := a[name]
	if !ok || offset == "" {
		return value, ok
	}
	n, err := strconv.Atoi(value)
	by, _ := strconv.Atoi(offset)
	return strconv.Itoa(n + by), err == nil
}

// fill puts the answers into a text; what is not known stays as written.
func (a answers) fill(text string) string {
	return paramUse.ReplaceAllStringFunc(text, func(use string) string {
		m := paramUse.FindStringSubmatch(use)
		if value, ok := a.value(m[1], m[2]); ok {
			return value
		}
		return use
	})
}

// uses notes the parameters that another one leans on.
func (d *decoder) uses(text string) {
	for _, m := range paramUse.FindAllStringSubmatch(text, -1) {
		d.plan.used = append(d.plan.used, m[1])
	}
}

// substitute puts the answers into every scalar below n, and gives the
// parameters that it met.
func (d *decoder) substitute(n *node) (met []string) {
	switch n.Kind {
	case scalar:
		met = d.substituteText(n)
	case list:
		for _, item := range n.Items {
			met = append(met, d.substitute(item)...)
		}
	case mapping:
		for _, f := range n.Fields {
			if !verbatim[f.Key] {
				met = append(met, d.substitute(f.Value)...)
			}
		}
	}
	if len(met) > 0 {
		d.plan.filled[n.Pos] = met
	}
	return met
}

func (d *decoder) substituteText(n *node) (met []string) {
	if !strings.Contains(n.Text, "{") {
		return nil
	}
	var out strings.Builder
	last, at := 0, 0 // in bytes of the text, in runes of the result
	for _, m := range paramUse.FindAllStringSubmatchIndex(n.Text, -1) {
		name, offset := n.Text[m[2]:m[3]], ""
		if m[4] >= 0 {
			offset = n.Text[m[4]:m[5]]
		}
		d.plan.used, met = append(d.plan.used, name), append(met, name)
		value, ok := d.answers.value(name, offset)
		if d.grown += len(value); d.grown > maxBytes {
			n.Broken = true
			return met
		}
		if !ok {
			n.Broken = true
			d.badUse(n, name, offset)
			continue
		}
		before := n.Text[last:m[0]]
		out.WriteString(before)
		out.WriteString(value)
		e := edit{At: at + runes(before), Was: runes(n.Text[m[0]:m[1]]), Now: runes(value)}
		n.Edits = append(n.Edits, e)
		last, at = m[1], e.At+e.Now
	}
	out.WriteString(n.Text[last:])
	n.Text = out.String()
	return met
}

func (d *decoder) badUse(n *node, name, offset string) {
	switch {
	case !d.known[name]:
		d.Add("param_unknown", n.Pos, "", "param", name, "hint", meant(name, d.declared))
	case d.answers[name] != "":
		d.Add("param_not_number", n.Pos, "", "param", name, "value", clip(d.answers[name]), "offset", offset)
	}
}

// inForce tells whether the answers put a clause in force.
func (d *decoder) inForce(c *Clause) bool {
	holds := true
	for _, name := range slices.Sorted(maps.Keys(c.OnlyIf)) {
		d.plan.used = append(d.plan.used, name)
		value, ok := d.answers[name]
		if !ok && !d.known[name] {
			d.Add("param_unknown", c.Keys.At("only_if", 0, c.Pos), d.Clause, "param", clip(name), "hint", meant(name, d.declared))
		}
		holds = holds && slices.Contains(c.OnlyIf[name], value)
	}
	return holds
}

// params reads the section before the rest, since everything else leans on it.
func (d *decoder) params(root *node) []Param {
	n := root.Get("params")
	if n == nil {
		return nil
	}
	d.section, d.Clause = "params", "params"
	d.Value(n, reflect.ValueOf(&d.plan.Params).Elem(), "")
	d.known = map[string]bool{}
	for _, p := range d.plan.Params {
		d.declared = append(d.declared, p.ID)
		d.known[p.ID] = true
	}
	return d.plan.Params
}
