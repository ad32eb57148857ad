package plan

// PairLine is how many pairs a pairing makes and how many helpers it needs.
type PairLine struct {
	Clause     string
	Classes    []string
	Subjects   Figure // households or persons to be paired
	PerSubject Figure // helpers each has
	PerHelper  Figure // subjects a helper takes at the most
	Pairs      Figure // Subjects × PerSubject
	Needed     Figure // helpers, when each takes as many as he may
	Helpers    Figure // there are
	Short      int64  // helpers that are missing; 0 when they suffice or a number is missing
	Missing    bool
	Explain    Explains
}

// PeopleLine is how many hold a role.
type PeopleLine struct {
	Clause  string
	Name    string
	Holder  string
	Each    Figure // as stated
	Of      string // what each stands for
	Count   Figure // Each × the sites it stands for
	Missing bool
}

// pairs forecasts the pairing.
func (r *reckoner) pairs() {
	for i := range r.p.Pairing {
		pair := &r.p.Pairing[i]
		line := PairLine{Clause: "pairing." + pair.ID, Classes: pair.Class, Helpers: r.raw(CountKey{Of: Helpers}),
			PerSubject: atLeastOne(pair.PerSubject), PerHelper: atLeastOne(pair.PerHelper)}
		line.Subjects = r.subjects(pair, line.Clause)
		var err error
		if line.Pairs, err = line.Subjects.times(line.PerSubject); err != nil {
			r.fail(&pair.Clause, line.Clause)
		}
		line.Missing = !line.Pairs.Known()
		if !line.Missing {
			line.Needed = exactly(ceil(line.Pairs.N, max(1, line.PerHelper.Max)), FromClause)
		}
		if line.Helpers.Known() && line.Needed.Known() {
			line.Short = max(0, line.Needed.N-line.Helpers.N)
		}
		line.Explain = Explains{explain("plan.forecast.pairs", "subjects", line.Subjects, "per_subject", line.PerSubject,
			"pairs", line.Pairs, "per_helper", line.PerHelper, "needed", line.Needed, "helpers", line.Helpers, "short", line.Short)}
		r.Pairs = append(r.Pairs, line)
	}
}

// atLeastOne is a count, 1 when the plan says nothing.
func atLeastOne(c Count) Figure {
	if f := c.stated(FromStated); f.Known() {
		return f
	}
	return exactly(1, FromClause)
}

// subjects adds up the classes of a pairing, or takes what it states itself.
func (r *reckoner) subjects(pair *Pairing, ref string) Figure {
	var sum Figure
	for i, id := range pair.Class {
		class := r.classes[id]
		if class == nil {
			continue
		}
		n := r.count(CountKey{Of: class.entries(), ID: id, Clause: ref})
		if i == 0 {
			sum = n
			continue
		}
		var err error
		if sum, err = sum.plus(n); err != nil {
			return Figure{}
		}
	}
	if !sum.Known() {
		sum = pair.Expect.Households.stated(FromStated)
	}
	if !sum.Known() {
		r.miss(&pair.Clause, ref, Households, only(pair.Class))
	}
	return sum
}

// people forecasts how many hold each role.
func (r *reckoner) people() {
	for i := range r.p.Roles {
		role := &r.p.Roles[i]
		line := PeopleLine{Clause: "roles." + role.ID, Name: r.name("roles." + role.ID), Holder: role.Holder,
			Of: role.Of, Each: role.Count.stated(FromStated)}
		line.Count = r.holders(role)
		line.Missing = !line.Count.Known()
		if line.Missing && line.Each.Known() {
			r.miss(&role.Clause, line.Clause, Sites, role.Of)
		}
		r.People = append(r.People, line)
	}
}

// holders is how many hold a role: counted, or so many for each site.
func (r *reckoner) holders(role *Role) Figure {
	if f := r.given[CountKey{Of: Holders, ID: role.ID}]; f.Known() {
		return f
	}
	each := role.Count.stated(FromStated)
	if r.sites[role.Of] == nil {
		return each
	}
	all, err := each.times(r.raw(CountKey{Of: Sites, ID: role.Of}))
	if err != nil {
		return Figure{}
	}
	return all
}

func ceil(n, by int64) int64 { return n/by + min(1, n%by) }
