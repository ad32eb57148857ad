package plan

import (
	"path"
	"reflect"
	"unicode/utf8"

	"songnuan/internal/day"
	"songnuan/internal/problem"
)

// ReadOptions is what reading needs from around the file.
type ReadOptions struct {
	Name     string                            // the file's name, to see a plan that extends itself
	Params   map[string]string                 // answers given with the command
	Open     func(name string) ([]byte, error) // reads the plan that this one extends; nil refuses `extends`
	Calendar *day.Calendar                     // counts working days; nil is day.DefaultCalendar
	Today    day.Date                          // the year of a plan that states none
}

// Read makes a plan of a file. It fails with problem.Unreadable for what is no
// plan at all and problem.TooLarge for one over the limits; everything else
// that is wrong comes back as findings, sorted by place, beside as much of the
// plan as could be read. A plan with errors among its findings can't run.
func Read(src []byte, opts ReadOptions) (*Plan, []Finding, error) {
	found := &findings{}
	root, err := parse(src, "", found)
	if err != nil {
		return nil, nil, err
	}
	var bases []Base
	if open := opts.Open; open != nil {
		opts.Open = func(name string) ([]byte, error) {
			text, err := open(name)
			if err == nil {
				bases = append(bases, Base{name, text})
			}
			return text, err
		}
	}
	if root, err = extend(root, opts, found, []string{path.Clean(opts.Name)}); err != nil {
		return nil, nil, err
	}
	if err := checkClauses(root); err != nil {
		return nil, nil, err
	}
	d := &decoder{findings: found, plan: &Plan{calendar: opts.Calendar, Bases: bases, filled: map[Pos][]string{}}}
	d.read(root, opts)
	d.plan.resolveDates(opts, found)
	d.plan.compileRules(found)
	d.plan.faulty = faulty(found.all)
	return d.plan, found.sorted(), nil
}

// faulty are the clauses that have errors, "" for the plan as a whole left out.
func faulty(all []Finding) map[string]bool {
	labels := map[string]bool{}
	for _, f := range all {
		if f.Severity == Error && f.Clause != "" {
			labels[f.Clause] = true
		}
	}
	return labels
}

func (d *decoder) read(root *node, opts ReadOptions) {
	params := d.params(root)
	d.answers = d.settle(params, opts.Params)
	root = root.without("params")
	d.substitute(root)
	if d.grown > maxBytes {
		d.add("param_too_long", root.pos, "", "param", "", "most", maxAnswer)
	}
	d.plan.Pos, d.plan.paper = root.pos, root.get("paper")
	d.sections(root)
	d.heading()
}

// sections reads the root, one section after another.
func (d *decoder) sections(root *node) {
	v := reflect.ValueOf(d.plan).Elem()
	shape := shapeOf(v.Type())
	d.plan.Keys = Keys{}
	for _, f := range root.fields {
		part, ok := shape.names[f.key]
		if !ok {
			d.add("key_unknown", f.pos, "", "key", clip(f.key), "hint", meantKey(v.Type(), f.key))
			continue
		}
		d.plan.Keys[f.key] = f.value.pos
		d.section, d.clause = f.key, ""
		field := v.FieldByIndex(part.index)
		if isSection(f.key) || isSingle(part.typ) {
			d.clause = f.key
		}
		d.value(f.value, field, part.tag)
		markFarEdge(field, f.key)
		if isSingle(part.typ) && !field.IsNil() {
			d.single(field)
		}
	}
	d.section, d.clause = "", ""
}

// heading checks what every plan must say of itself.
func (d *decoder) heading() {
	p := d.plan
	if _, written := p.Keys["format"]; !written {
		p.Format = Format
		d.add("format_missing", p.Pos, "", "format", Format)
	} else if p.Format != Format {
		d.add("format_unknown", p.Keys.At("format", 0, p.Pos), "", "format", Format)
	}
	if !isID(p.ID) {
		d.add("plan_id", p.Keys.At("plan", 0, p.Pos), "")
	}
	if p.Title == "" {
		d.add("title_missing", p.Keys.At("title", 0, p.Pos), "")
	}
}

// sections are the keys of the plan that hold clauses, with the clause's type.
var sections = func() map[string]reflect.Type {
	all := map[string]reflect.Type{}
	for key, part := range shapeOf(reflect.TypeFor[Plan]()).names {
		t := part.typ
		if t.Kind() == reflect.Slice && holdsClause(t.Elem()) {
			all[key] = t.Elem()
		}
	}
	return all
}()

func isSection(key string) bool { return sections[key] != nil }

// checkClauses refuses a list of people that was written as a plan.
func checkClauses(root *node) error {
	n := 0
	for _, f := range root.fields {
		n += len(f.value.items)
		if isSection(f.key) {
			n += len(f.value.fields)
		}
	}
	if n > maxClauses {
		return problem.New(problem.TooLarge, "plan.too_many_clauses", "count", n, "most", maxClauses)
	}
	return nil
}

func runes(text string) int { return utf8.RuneCountInString(text) }
