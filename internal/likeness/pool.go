package likeness

import (
	"math"
	"strings"
)

// Pool holds the persons among whom pairs are looked for, at some 150 bytes
// each and once for each name, address and phone that differs.
type Pool struct {
	records    []record
	names      table[named]
	villages   table[string]
	addresses  table[string]
	phones     table[string]
	cards      table[string]
	households table[string]
	births     map[Birth]int32
	signs      map[rune]int32 // behind the surname
	surnames   map[rune]int32
	sounds     map[uint64]int32
	sorted     map[uint64]int32
	written    map[int32]string // names as written where another spelling stands in names
	weights    weights
}

// record is a person in short. Places in tables begin at 1; 0 is unknown.
type record struct {
	number    Number
	birth     Birth // as written, else as the number says
	born      Birth // as the number says
	name      int32
	head      int32
	village   int32
	address   int32
	phone     int32
	card      int32
	household int32
	raw       uint32 // of the name as written
	sex       Sex
	closed    bool
}

// table gives each text a place and counts it.
type table[T any] struct {
	place  map[string]int32
	values []T
	counts []int32
}

func newTable[T any]() table[T] {
	return table[T]{place: map[string]int32{}, values: make([]T, 1), counts: make([]int32, 1)}
}

// put counts a text, made into a value when it is new.
func (t *table[T]) put(text string, make func(string) T) int32 {
	if text == "" {
		return 0
	}
	at, known := t.place[text]
	if !known {
		at = int32(len(t.values))
		text = strings.Clone(text) // it may be a part of a whole line
		t.place[text] = at
		t.values = append(t.values, make(text))
		t.counts = append(t.counts, 0)
	}
	t.counts[at]++
	return at
}

func itself(text string) string { return text }

// NewPool is empty.
func NewPool() *Pool {
	return &Pool{
		names: newTable[named](), villages: newTable[string](), addresses: newTable[string](), phones: newTable[string](),
		cards: newTable[string](), households: newTable[string](),
		written: map[int32]string{}, births: map[Birth]int32{}, signs: map[rune]int32{}, surnames: map[rune]int32{}, sounds: map[uint64]int32{}, sorted: map[uint64]int32{},
	}
}

// Len is how many persons are in the pool.
func (p *Pool) Len() int { return len(p.records) }

// Add puts a person into the pool. Its place, from 0, names it in pairs.
func (p *Pool) Add(person *Person) int {
	r := record{number: person.Number, birth: person.Birth, born: person.Number.Birth(), sex: person.Sex, closed: person.Closed}
	if r.birth == 0 {
		r.birth = r.born
	}
	if r.sex == 0 {
		r.sex = person.Number.Sex()
	}
	r.name = p.name(person.Name)
	r.raw = uint32(hash(person.Name))
	if person.Head == person.Name {
		r.head = r.name
	} else if head := folded(person.Head); head != "" {
		r.head = p.names.put(head, newNamed)
		p.names.counts[r.head]-- // a mention is no person
	}
	r.village = p.villages.put(villageOf(person.Village), itself)
	r.address = p.addresses.put(addressOf(person.Address), itself)
	r.phone = p.phones.put(person.Phone, itself)
	r.card = p.cards.put(person.Card, itself)
	r.household = p.households.put(person.Household, itself)
	if r.birth != 0 {
		p.births[r.birth]++
	}
	if r.name != 0 && p.names.values[r.name].text != person.Name {
		p.written[int32(len(p.records))] = strings.Clone(person.Name)
	}
	p.records = append(p.records, r)
	return len(p.records) - 1
}

// Name of a person of the pool, as written.
func (p *Pool) Name(at int) string {
	if text, other := p.written[int32(at)]; other {
		return text
	}
	return p.names.values[p.records[at].name].text
}

// name finds or makes a name.
func (p *Pool) name(text string) int32 {
	at := p.names.put(folded(text), newNamed)
	if at == 0 {
		return 0
	}
	n := &p.names.values[at]
	p.surnames[n.signs[0]]++
	for _, r := range n.signs[1:] {
		p.signs[r]++
	}
	p.sounds[n.sound]++
	p.sorted[n.sorted]++
	return at
}

// share is how often something stands among others than the one asked about,
// as a part of all. A short list tells little of that; what is usual is mixed
// in, as if so many more stood on it.
func (p *Pool) share(count int32, usual, more float64) float64 {
	return (float64(max(count-1, 0)) + usual*more) / (float64(len(p.records)) + more)
}

// bits of something that has the chance when it is of one person, and the share
// among others.
func bits(chance, share float64) float64 { return math.Log2(chance / share) }
