package likeness

import (
	"cmp"
	"context"
	"slices"
	"strconv"
)

// A block is the persons who have a key in common. Each is held against each in
// a block of up to blockMost; of a larger one, those who stand within window of
// each other in three orders.
const (
	blockMost = 64
	window    = 24
)

// namesAlone is up to how many persons a name alone can be enough to look.
const namesAlone = 50_000

// keys gives the keys of one pass for a record, 0 for none.
type keys func(r *record, yield func(key uint64))

// passes are the ways to look for pairs. Whatever one slip spoils, some other
// pass finds.
func (p *Pool) passes() []keys {
	all := []keys{
		number(0, 17), number(6, 17), number(10, 17), numberLessBirth,
		p.birthAnd("f", (*named).first), p.birthAnd("l", (*named).last), p.turnedBirth,
		p.sortedAnd(func(r *record) string { return of("v", int(r.village)) }),
		p.sortedAnd(func(r *record) string { return of("y", r.birth.year()) }),
		p.sortedAnd(func(r *record) string { return of("d", int(r.birth%1_00_00)) }),
		p.numberName(14, 17), p.numberName(0, 10), p.crossed,
		func(r *record, yield func(uint64)) { yield(only("p", r.phone)) },
		func(r *record, yield func(uint64)) { yield(only("c", r.card)) },
		p.addressAnd,
	}
	if len(p.records) <= namesAlone {
		all = append(all, p.sortedAnd(func(*record) string { return "n" }))
	}
	return all
}

// number is a stretch of the identity number.
func number(from, to int) keys {
	return func(r *record, yield func(uint64)) {
		if len(r.number.text) == 17 {
			yield(hash(r.number.text[from:to]))
		}
	}
}

// numberLessBirth leaves out month and day.
func numberLessBirth(r *record, yield func(uint64)) {
	if t := r.number.text; len(t) == 17 {
		yield(hash(t[:10], t[14:]))
	}
}

// numberName is a stretch of the number under one name.
func (p *Pool) numberName(from, to int) keys {
	return func(r *record, yield func(uint64)) {
		if len(r.number.text) == 17 && r.name != 0 {
			yield(hash("s", r.number.text[from:to], strconv.FormatUint(p.names.values[r.name].sorted, 36)))
		}
	}
}

// of is a part of a key, "" when there is nothing.
func of(kind string, value int) string {
	if value == 0 {
		return ""
	}
	return kind + strconv.Itoa(value)
}

func only(kind string, place int32) uint64 {
	if place == 0 {
		return 0
	}
	return hash(of(kind, int(place)))
}

// birthAnd is the day of birth, as written and as the number says, with a part
// of the name.
func (p *Pool) birthAnd(kind string, part func(*named) string) keys {
	return func(r *record, yield func(uint64)) {
		sound := part(&p.names.values[r.name])
		if r.birth.whole() {
			yield(hash(kind, strconv.Itoa(int(r.birth)), sound))
		}
		if r.born != 0 && r.born != r.birth {
			yield(hash(kind, strconv.Itoa(int(r.born)), sound))
		}
	}
}

// turnedBirth is a birth whose day may be its month.
func (p *Pool) turnedBirth(r *record, yield func(uint64)) {
	m, d := r.birth.month(), r.birth.day()
	if d > 12 || m == d || !r.birth.whole() {
		return
	}
	yield(hash("t", strconv.Itoa(r.birth.year()*1_00_00+min(m, d)*1_00+max(m, d)), p.names.values[r.name].first()))
}

// sortedAnd is the sounds of the name in any order, with something else.
func (p *Pool) sortedAnd(part func(*record) string) keys {
	return func(r *record, yield func(uint64)) {
		if text := part(r); r.name != 0 && text != "" {
			yield(hash(text, strconv.FormatUint(p.names.values[r.name].sorted, 36)))
		}
	}
}

// crossed is the name and the head's, whichever stands where.
func (p *Pool) crossed(r *record, yield func(uint64)) {
	if r.name == 0 || r.head == 0 || r.name == r.head {
		return
	}
	yield(hash("x", strconv.Itoa(int(min(r.name, r.head))), strconv.Itoa(int(max(r.name, r.head))), of("v", int(r.village))))
}

// addressAnd is the address with the sound of the surname.
func (p *Pool) addressAnd(r *record, yield func(uint64)) {
	if r.address != 0 && r.name != 0 {
		yield(hash("a", strconv.Itoa(int(r.address)), p.names.values[r.name].first()))
	}
}

// search is one pass.
type search struct {
	pool     *Pool
	first    int32 // pairs are of one below with one from here on; 0 takes all
	hits     []hit
	compared int64
	large    int64
}

type keyed struct {
	key uint64
	at  int32
}

func (s *search) run(ctx context.Context, of keys) {
	entries := make([]keyed, 0, len(s.pool.records))
	for i := range s.pool.records {
		of(&s.pool.records[i], func(key uint64) {
			if key != 0 {
				entries = append(entries, keyed{key, int32(i)})
			}
		})
	}
	slices.SortFunc(entries, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.at, b.at)) })
	for from := 0; from < len(entries) && ctx.Err() == nil; {
		to := from + 1
		for to < len(entries) && entries[to].key == entries[from].key {
			to++
		}
		if to-from > 1 {
			s.block(entries[from:to])
		}
		from = to
	}
}

// block holds the members of a block against each other.
func (s *search) block(members []keyed) {
	if s.first > 0 {
		// By key and then by place: those below first stand in front.
		below, _ := slices.BinarySearchFunc(members, s.first, func(m keyed, first int32) int { return cmp.Compare(m.at, first) })
		if below == 0 || below == len(members) {
			return
		}
		if below*(len(members)-below) <= blockMost*blockMost {
			s.across(members[:below], members[below:])
			return
		}
	}
	if len(members) <= blockMost {
		s.each(members, len(members))
		return
	}
	s.large++
	for _, order := range s.orders() {
		slices.SortFunc(members, func(a, b keyed) int {
			return cmp.Or(order(&s.pool.records[a.at], &s.pool.records[b.at]), cmp.Compare(a.at, b.at))
		})
		s.each(members, window)
	}
}

// orders are those in which records of one person come to stand together.
func (s *search) orders() []func(a, b *record) int {
	sound := func(a, b *record) int {
		return cmp.Compare(s.pool.names.values[a.name].sorted, s.pool.names.values[b.name].sorted)
	}
	return []func(a, b *record) int{
		func(a, b *record) int { return cmp.Or(sound(a, b), cmp.Compare(a.birth, b.birth)) },
		func(a, b *record) int { return cmp.Or(cmp.Compare(a.birth, b.birth), sound(a, b)) },
		func(a, b *record) int {
			return cmp.Or(cmp.Compare(a.village, b.village), cmp.Compare(a.phone, b.phone), cmp.Compare(a.address, b.address), sound(a, b))
		},
	}
}

// across holds every member of one side against every one of the other.
func (s *search) across(one, other []keyed) {
	for _, a := range one {
		for _, b := range other {
			s.compare(a.at, b.at)
		}
	}
}

// each holds every member against those behind it, as many as within.
func (s *search) each(members []keyed, within int) {
	for i := range members {
		for _, other := range members[i+1 : min(len(members), i+1+within)] {
			if members[i].at == other.at || s.first > 0 && (members[i].at < s.first) == (other.at < s.first) {
				continue
			}
			s.compare(members[i].at, other.at)
		}
	}
}

// compare holds two persons against each other and keeps the pair when it is
// worth a look.
func (s *search) compare(one, other int32) {
	s.compared++
	p, h := s.pool, hit{min(one, other), max(one, other)}
	a, b := &p.records[h.a], &p.records[h.b]
	e := p.look(a, b)
	if _, _, ok := e.judge(p.weigh(a, b, &e)); ok {
		s.hits = append(s.hits, h)
	}
}
