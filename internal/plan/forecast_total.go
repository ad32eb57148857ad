package plan

// PurseTotal is what a purse pays in all.
type PurseTotal struct {
	Purse string
	Name  string
	Reckoned
	Own  bool      // outside the total
	Left *Reckoned // what stays in it, when the plan states what is in it; negative when overdrawn
}

// totals adds up the purses, in the plan's order, and the whole.
func (r *reckoner) totals() {
	index := map[string]int{}
	add := func(id string) int {
		if at, ok := index[id]; ok {
			return at
		}
		total := PurseTotal{Purse: id}
		if purse := r.purses[id]; purse != nil {
			total.Name, total.Own = r.name("purses."+id), purse.Own
		}
		index[id] = len(r.Purses)
		r.Purses = append(r.Purses, total)
		return index[id]
	}
	for i := range r.p.Purses {
		add(r.p.Purses[i].ID)
	}
	for i := range r.Lines {
		line := &r.Lines[i]
		if line.Missing {
			continue
		}
		total := &r.Purses[add(line.Purse)]
		sum, err := total.plus(line.Reckoned)
		if err != nil {
			r.Add("amount_too_large", Pos{Line: 1, Column: 1}, line.Clause, "name", r.name(line.Clause))
			continue
		}
		total.Reckoned = sum
	}
	r.Total = r.sum(func(l *Line) bool { return l.Counted() })
	for i := range r.Purses {
		r.Purses[i].Left = r.left(&r.Purses[i])
	}
}

// sum adds the lines that pass; what leaves the range has been reported when
// its purse was added up.
func (r *reckoner) sum(pass func(*Line) bool) Reckoned {
	var total Reckoned
	for i := range r.Lines {
		if line := &r.Lines[i]; !line.Missing && pass(line) {
			if sum, err := total.plus(line.Reckoned); err == nil {
				total = sum
			}
		}
	}
	return total
}

// left is what stays in a purse whose content the plan states.
func (r *reckoner) left(total *PurseTotal) *Reckoned {
	purse := r.purses[total.Purse]
	if purse == nil {
		return nil
	}
	in, ok := purse.Amount.stated()
	if !ok {
		return nil
	}
	return &Reckoned{Amount: in.Amount - total.Amount, Min: in.Min - total.Max, Max: in.Max - total.Min,
		Open: in.Open, About: in.About || total.About}
}

// maxLines keeps a plan whose clauses multiply (each duty for each class) from
// filling the memory.
const maxLines = 100_000

// full tells, and says once, that the forecast has no room for more lines.
func (r *reckoner) full() bool {
	if len(r.Lines)+len(r.Goods)+len(r.Acts) < maxLines {
		return false
	}
	if !r.overfull {
		r.overfull = true
		r.Add("forecast_too_long", Pos{Line: 1, Column: 1}, "", "most", maxLines)
	}
	return true
}

// line adds what one purse pays.
func (r *reckoner) line(l Line) {
	if r.full() {
		return
	}
	if purse := r.purses[l.Purse]; purse != nil {
		l.Own = l.Own || purse.Own
	}
	r.Lines = append(r.Lines, l)
}
