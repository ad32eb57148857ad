package sown

import (
	"fmt"
	"strings"
)

// again makes a second record: of a whole household under another number, or of
// one of its members who was given a file of his own. Who has one already is
// left out.
func (m *maker) again(f []person, done map[int]bool) []person {
	chosen := f
	if len(f) > 1 && m.IntN(2) == 0 {
		i := m.IntN(len(f))
		chosen = f[i : i+1]
	}
	var rows []person
	for i := range chosen {
		if !done[chosen[i].id] {
			done[chosen[i].id] = true
			rows = append(rows, chosen[i])
		}
	}
	if len(rows) == 0 {
		return nil
	}
	m.household++
	head := rows[0].Name
	for i := range rows {
		r := &rows[i]
		r.Household = fmt.Sprintf("H%07d", m.household)
		if len(chosen) == 1 {
			r.Relation = "户主"
			r.Phone = f[0].Phone
		}
		r.Head = head
	}
	for i := range rows {
		m.spoil(&rows[i], rows)
	}
	return rows
}

// spoil does one slip to a record and to some a second, of what changes with
// time.
func (m *maker) spoil(p *person, family []person) {
	slips := []struct {
		name string
		do   func(*person, []person) bool
	}{
		{"typo in the name", m.typo}, {"homophone", m.homophone}, {"15 digits", m.fifteen}, {"number mistyped", m.misnumber},
		{"fields swapped", m.swapped}, {"no number", m.numberless},
	}
	for p.slip == "" {
		s := slips[m.IntN(len(slips))]
		if s.do(p, family) {
			p.slip = s.name
		}
	}
	switch m.IntN(6) {
	case 0:
		p.Phone = fmt.Sprintf("15%d%08d", m.IntN(10), m.IntN(100_000_000))
	case 1:
		p.Address = fmt.Sprintf("%s第%d组", p.Village, 1+m.IntN(12))
	case 2:
		p.Birth = ""
		if p.Number == "" {
			p.Birth = p.birth()
		}
	case 3:
		p.Card = ""
	}
}

// typo writes another character for one.
func (m *maker) typo(p *person, _ []person) bool {
	if p.Number == "" {
		return false
	}
	signs := []rune(p.Name)
	i := m.IntN(len(signs))
	other := []rune(m.sign(maleSigns + femaleSigns))[0]
	if signs[i] == other {
		return false
	}
	signs[i] = other
	p.Name = string(signs)
	return true
}

// homophone writes a character that sounds the same, as one does who types what
// is said on the phone. Half of them were given no number.
func (m *maker) homophone(p *person, _ []person) bool {
	signs := []rune(p.Name)
	for at := range m.Perm(len(signs)) {
		for group := range strings.FieldsSeq(homophones) {
			if strings.ContainsRune(group, signs[at]) {
				others := []rune(strings.ReplaceAll(group, string(signs[at]), ""))
				signs[at] = others[m.IntN(len(others))]
				p.Name = string(signs)
				if m.IntN(2) == 0 {
					p.Number = ""
				}
				return true
			}
		}
	}
	return false
}

func (m *maker) fifteen(p *person, _ []person) bool {
	if old := short(p.Number); old != "" {
		p.Number = old
		return true
	}
	return false
}

func (m *maker) misnumber(p *person, _ []person) bool {
	if p.Number == "" {
		return false
	}
	p.Number = m.mistyped(p.Number)
	return true
}

func (m *maker) numberless(p *person, _ []person) bool {
	if p.Number == "" {
		return false
	}
	p.Number = ""
	return true
}

// swapped changes two fields: name and head, number and phone, number and name,
// day and month, the births of two members, the two parts of the name.
func (m *maker) swapped(p *person, family []person) bool {
	switch m.IntN(6) {
	case 0:
		if p.Name == p.Head || p.Number == "" {
			return false
		}
		p.Name, p.Head = p.Head, p.Name
	case 1:
		if p.Number == "" || p.Phone == "" {
			return false
		}
		p.Number, p.Phone = p.Phone, p.Number
	case 2:
		if p.Number == "" {
			return false
		}
		p.Number, p.Name = p.Name, p.Number
	case 3:
		if p.day > 12 || p.day == p.month {
			return false
		}
		p.Birth = fmt.Sprintf("%04d-%02d-%02d", p.year, p.day, p.month)
		p.Number = ""
	case 4:
		if len(family) < 2 || p.Number == "" {
			return false
		}
		other := &family[(1+m.IntN(len(family)-1))%len(family)]
		p.Birth, other.Birth = other.Birth, p.Birth
	default:
		signs := []rune(p.Name)
		p.Name = string(signs[1:]) + string(signs[:1])
	}
	return true
}
