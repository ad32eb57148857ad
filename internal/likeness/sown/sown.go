// Package sown makes up lists of persons with second records hidden in them,
// and tells which they are, so that what finds them can be measured. It knows
// nothing of package likeness: its slips are those of clerks and of old lists,
// its homonyms, namesakes and twins those of real towns.
package sown

import (
	"fmt"
	"math/rand/v2"
)

// Row is one line of a list, as a clerk would have it.
type Row struct {
	Household, Village, Head, Name, Relation, Sex, Birth, Number, Phone, Card, Address string
}

// Headings are those of a list with the columns of Cells.
var Headings = []string{"户编号", "村居", "户主姓名", "姓名", "与户主关系", "性别", "出生日期", "身份证号", "联系电话", "银行卡号", "家庭住址"}

// Cells in the order of Headings.
func (r *Row) Cells() []string {
	return []string{r.Household, r.Village, r.Head, r.Name, r.Relation, r.Sex, r.Birth, r.Number, r.Phone, r.Card, r.Address}
}

// Truth is a person who stands in two rows.
type Truth struct {
	A, B int    // places of the rows, from 0, A < B
	Slip string // what was done to the second
}

// Options say how large a list is.
type Options struct {
	Persons int
	Share   float64 // of the rows are second records
	Seed    uint64
}

// List is what was made up.
type List struct {
	Rows  []Row
	Truth []Truth
}

// maker draws.
type maker struct {
	*rand.Rand
	villages  []village
	serial    int
	card      int
	household int
	taken     map[string]bool // numbers given out
}

type village struct {
	name   string
	county string // six digits
	main   []weighted
}

// person is who a row is about.
type person struct {
	Row
	year, month, day int
	id               int    // the person
	slip             string // "" of a first record
}

// Make makes a list up: the same for the same options.
func Make(o Options) *List {
	m := &maker{Rand: rand.New(rand.NewPCG(o.Seed, 2)), taken: map[string]bool{}}
	m.settle(o.Persons)
	var families [][]person
	total, ids := 0, 0
	first := int(float64(o.Persons) * (1 - o.Share))
	for total < first {
		f := m.family()
		for i := range f {
			f[i].id = ids
			ids++
		}
		families = append(families, f)
		total += len(f)
	}
	originals := families
	seconds := map[int]bool{}
	for total < o.Persons {
		again := m.again(originals[m.IntN(len(originals))], seconds)
		if len(again) > 0 {
			families = append(families, again)
			total += len(again)
		}
	}
	m.Shuffle(len(families), func(i, j int) { families[i], families[j] = families[j], families[i] })
	return m.list(families)
}

// list lays the families out and notes who stands twice.
func (m *maker) list(families [][]person) *List {
	l := &List{}
	type place struct {
		at   int
		slip string
	}
	seen := map[int]place{}
	for _, f := range families {
		for i := range f {
			at := len(l.Rows)
			l.Rows = append(l.Rows, f[i].Row)
			if other, again := seen[f[i].id]; again {
				l.Truth = append(l.Truth, Truth{A: other.at, B: at, Slip: f[i].slip + other.slip})
				continue
			}
			seen[f[i].id] = place{at, f[i].slip}
		}
	}
	return l
}

// settle founds villages of some sixteen hundred people. Each has surnames of
// its own: half of a village has one of three.
func (m *maker) settle(persons int) {
	counties := []string{"441900", "441302", "450123", "420682", "511024"}
	for i := range max(1, persons/1600) {
		v := village{name: m.sign(placeFirst) + m.sign(placeSecond), county: counties[i%len(counties)]}
		if i >= 400 || m.taken[v.name] { // names of two characters run out
			v.name += m.sign(placeThird)
		}
		for m.taken[v.name] {
			v.name += m.sign(placeThird)
		}
		m.taken[v.name] = true
		v.name += "村"
		for range 3 {
			v.main = append(v.main, weighted{m.draw(surnames), 1})
		}
		m.villages = append(m.villages, v)
	}
}

// family draws a household: alone, a couple, with children, with a parent.
func (m *maker) family() []person {
	v := &m.villages[m.IntN(len(m.villages))]
	surname := m.surname(v)
	year := 1935 + m.IntN(65)
	men := m.IntN(10) < 7
	head := m.person(v, surname, men, year, "户主")
	rows := []person{head}
	if year < 1998 && m.IntN(10) < 5 {
		rows = append(rows, m.person(v, m.surname(v), !men, year-4+m.IntN(8), pick(men, "妻", "夫")))
		generation := m.sign(generationSigns)
		for range m.IntN(3) {
			rows = append(rows, m.child(v, surname, year, generation)...)
		}
	}
	if m.IntN(10) == 0 {
		rows = append(rows, m.person(v, pick(men, m.surname(v), surname), false, max(1925, year-26), "母"))
	}
	m.settleHousehold(v, rows)
	return rows
}

// child is one, or two at once in ninety births.
func (m *maker) child(v *village, surname string, year int, generation string) []person {
	born := min(2025, year+20+m.IntN(15))
	man := m.IntN(100) < 52
	c := m.person(v, surname, man, born, pick(man, "子", "女"))
	if m.IntN(10) < 4 {
		c.Name = surname + generation + m.sign(pick(man, maleSigns, femaleSigns))
	}
	if m.IntN(90) > 0 {
		return []person{c}
	}
	twin := c
	twin.Name = surname + generation + m.sign(pick(man, maleSigns, femaleSigns))
	if twin.Name == c.Name {
		twin.Name = surname + m.sign(generationSigns) + m.sign(maleSigns)
	}
	twin.Number = m.number(v.county, &twin, man)
	return []person{c, twin}
}

// settleHousehold gives the household what its members share.
func (m *maker) settleHousehold(v *village, rows []person) {
	m.household++
	m.serial++
	phone := fmt.Sprintf("13%d%08d", m.IntN(10), m.IntN(100_000_000))
	address := fmt.Sprintf("%d组%d号", 1+m.IntN(12), 1+m.IntN(200))
	for i := range rows {
		r := &rows[i]
		r.Household, r.Village, r.Head = fmt.Sprintf("H%07d", m.household), v.name, rows[0].Name
		r.Address = address
		if i == 0 {
			r.Phone, r.Card = phone, m.cardNumber()
		}
	}
}

func (m *maker) person(v *village, surname string, man bool, year int, relation string) person {
	p := person{year: year, month: 1 + m.IntN(12), day: 1 + m.IntN(28)}
	if m.IntN(40) == 0 { // the day was not known when the register was made
		p.month, p.day = 1, 1
	}
	p.Name = surname + m.given(man, year)
	p.Relation, p.Sex = relation, pick(man, "男", "女")
	p.Birth = p.birth()
	if m.IntN(20) > 0 {
		p.Number = m.number(v.county, &p, man)
	}
	return p
}

func (p *person) birth() string { return fmt.Sprintf("%04d-%02d-%02d", p.year, p.month, p.day) }

func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}
