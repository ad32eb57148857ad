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

	Procedures []Procedure // of the library, for a plan that names one; nil does not check the name
}

// Read makes a plan of a file. It fails with problem.Unreadable for what is no
// plan at all and problem.TooLarge for one over the limits; everything else
// that is wrong comes back as findings, sorted by place, beside as much of the
// plan as could be read. A plan with errors among its findings can't run.
func Read(src []byte, opts ReadOptions) (*Plan, []Finding, error) {
	found := Book.Collect()
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
	d := newDecoder(found, &Plan{calendar: opts.Calendar, procedures: opts.Procedures, Bases: bases, filled: map[Pos][]string{}})
	d.read(root, opts)
	d.plan.resolveDates(opts, found)
	d.plan.compileRules(found)
	d.plan.faulty = faulty(found.All)
	return d.plan, found.Sorted(), nil
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
	root = root.Without("params")
	d.substitute(root)
	if d.grown > maxBytes {
		d.Add("param_too_long", root.Pos, "", "param", "", "most", maxAnswer)
	}
	d.plan.Pos, d.plan.paper = root.Pos, root.Get("paper")
	d.sections(root)
	d.heading()
}

// sections reads the root, one section after another.
func (d *decoder) sections(root *node) {
	v := reflect.ValueOf(d.plan).Elem()
	shape := shapeOf(v.Type())
	d.plan.Keys = Keys{}
	for _, f := range root.Fields {
		part, ok := shape.Names[f.Key]
		if !ok {
			d.Unknown(f, v.Type())
			continue
		}
		d.plan.Keys[f.Key] = f.Value.Pos
		d.section, d.Clause = f.Key, ""
		field := v.FieldByIndex(part.Index)
		if isSection(f.Key) || isSingle(part.Type) {
			d.Clause = f.Key
		}
		d.Value(f.Value, field, part.Tag)
		markFarEdge(f.Key, field)
		if isSingle(part.Type) && !field.IsNil() {
			d.single(field)
		}
	}
	d.section, d.Clause = "", ""
}

// heading checks what every plan must say of itself.
func (d *decoder) heading() {
	p := d.plan
	if _, written := p.Keys["format"]; !written {
		p.Format = Format
		d.Add("format_missing", p.Pos, "", "format", Format)
	} else if p.Format != Format {
		d.Add("format_unknown", p.Keys.At("format", 0, p.Pos), "", "format", Format)
	}
	if !isID(p.ID) {
		d.Add("plan_id", p.Keys.At("plan", 0, p.Pos), "")
	}
	if p.Title == "" {
		d.Add("title_missing", p.Keys.At("title", 0, p.Pos), "")
	}
}

// sections are the keys of the plan that hold clauses, with the clause's type.
var sections = func() map[string]reflect.Type {
	all := map[string]reflect.Type{}
	for key, part := range shapeOf(reflect.TypeFor[Plan]()).Names {
		t := part.Type
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
	for _, f := range root.Fields {
		n += len(f.Value.Items)
		if isSection(f.Key) {
			n += len(f.Value.Fields)
		}
	}
	if n > maxClauses {
		return problem.New(problem.TooLarge, "plan.too_many_clauses", "count", n, "most", maxClauses)
	}
	return nil
}

func runes(text string) int { return utf8.RuneCountInString(text) }
