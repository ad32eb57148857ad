package demo

import (
	"strings"

	"songnuan/internal/day"
)

// The sexes as lists write them.
const (
	male   = "男"
	female = "女"
)

// Person is one made-up person.
type Person struct {
	Name       string
	Relation   string // to the head, 户主 for the head
	Sex        string
	Birth      day.Date
	IDNumber   string
	Health     string
	Disability string
	Grade      int // of disability, 1–4; 0 is none
	School     string
	Employment string
	Covered    bool
	Income     int // yuan a month, of the person
	Phone      string
	Categories []string // the person's own

	asOf day.Date
}

// Age on the day of the list.
func (p *Person) Age() int { return p.Birth.Age(p.asOf) }

// Household is one made-up household.
type Household struct {
	Number     string
	Village    Village
	Unit       string
	Members    []Person // the head is first
	PerHead    int      // yuan a month a person
	Rigid      int      // yuan a year
	Categories []string
	Causes     []string // the main one first
	Housing    string
	Grade      string
	Address    string
	Phone      string
	Contact    string
	ContactAs  string
	Card       string
	Bank       string
	Opened     day.Date
	Remark     string
}

// Head of the household.
func (h *Household) Head() *Person { return &h.Members[0] }

// CoveredPersons is how many members receive.
func (h *Household) CoveredPersons() int {
	n := 0
	for i := range h.Members {
		if h.Members[i].Covered {
			n++
		}
	}
	return n
}

// family makes a household of so many people around a head.
func (m *Maker) family(size int) []Person {
	switch {
	case size == 1 && m.dice.percent(75):
		return m.aged(1)
	case size == 1:
		return []Person{m.person(m.surname(), "户主", m.sex(55), m.dice.between(38, 59))}
	case size == 2 && m.dice.percent(45):
		return m.aged(2)
	case m.dice.percent(18):
		return m.oldParents(size)
	}
	return m.working(size)
}

// working is a family whose head is of working age.
func (m *Maker) working(size int) []Person {
	switch {
	case size == 1:
		return []Person{m.person(m.surname(), "户主", m.sex(60), m.dice.between(24, 57))}
	case m.dice.percent(30):
		return m.oneParent(size)
	}
	return m.couple(size)
}

// aged is an old person, with or without a spouse.
func (m *Maker) aged(size int) []Person {
	age := m.dice.between(62, 88)
	if size == 1 {
		return []Person{m.person(m.surname(), "户主", m.sex(60), age)}
	}
	return []Person{m.person(m.surname(), "户主", male, age), m.person(m.surname(), "妻", female, max(60, age-m.dice.between(0, 6)))}
}

// couple is a couple with children, and a parent from the fifth person on.
func (m *Maker) couple(size int) []Person {
	age := m.dice.between(32, 54)
	head := m.person(m.surname(), "户主", male, age)
	all := []Person{head, m.person(m.surname(), "妻", female, max(22, age-m.dice.between(0, 5)))}
	parents := max(0, min(2, size-4))
	all = m.children(all, surnameOf(head.Name), size-2-parents, age)
	return m.parents(all, surnameOf(head.Name), parents, age)
}

// oneParent is a widowed or divorced parent with children.
func (m *Maker) oneParent(size int) []Person {
	age := m.dice.between(34, 54)
	head := m.person(m.surname(), "户主", m.sex(35), age)
	line := surnameOf(head.Name)
	if head.Sex == female && m.dice.percent(80) {
		line = m.surname() // the children bear the father's name
	}
	parents := max(0, size-4)
	all := m.children([]Person{head}, line, size-1-parents, age)
	return m.parents(all, surnameOf(head.Name), parents, age)
}

// oldParents is an old head with grown children and theirs.
func (m *Maker) oldParents(size int) []Person {
	age := m.dice.between(63, 80)
	head := m.person(m.surname(), "户主", m.sex(70), age)
	all := []Person{head}
	son := m.person(surnameOf(head.Name), "子", male, age-m.dice.between(23, 30))
	all = append(all, son)
	childAge := max(3, min(22, son.Age()-m.dice.between(22, 28)))
	for ; len(all) < size; childAge = max(1, childAge-m.dice.between(2, 4)) {
		sex := m.sex(52)
		relation := "孙子"
		if sex == female {
			relation = "孙女"
		}
		all = append(all, m.person(surnameOf(head.Name), relation, sex, childAge))
	}
	return all
}

func (m *Maker) children(all []Person, surname string, n, parentAge int) []Person {
	eldest := min(24, max(2, parentAge-m.dice.between(23, 29)))
	for i := range n {
		age := max(1, eldest-i*m.dice.between(2, 4))
		sex, relation := m.sex(52), "子"
		if sex == female {
			relation = "女"
		}
		all = append(all, m.person(surname, relation, sex, age))
	}
	return all
}

func (m *Maker) parents(all []Person, surname string, n, headAge int) []Person {
	for i := range n {
		sex, relation, name := female, "母亲", m.surname()
		if i == 1 {
			sex, relation, name = male, "父亲", surname
		}
		all = append(all, m.person(name, relation, sex, min(92, headAge+m.dice.between(22, 28))))
	}
	return all
}

func (m *Maker) sex(malePercent int) string {
	if m.dice.percent(malePercent) {
		return male
	}
	return female
}

func (m *Maker) person(surname, relation, sex string, age int) Person {
	birth := m.born(age)
	p := Person{
		Name: m.name(surname, sex, birth.Year()), Relation: relation, Sex: sex, Birth: birth,
		IDNumber: m.idNumber(m.town.ID, birth, sex), Health: "健康", Covered: true, asOf: m.asOf,
	}
	p.School, p.Employment = m.station(p.Age())
	if p.Age() >= 60 && m.dice.percent(55) {
		p.Health = "慢性病"
	}
	return p
}

// station is what somebody of the age does: school and work.
func (m *Maker) station(age int) (school, employment string) {
	switch {
	case age < 3:
		return "", "学龄前"
	case age < 6:
		return "学前", "学龄前"
	case age < 12:
		return "小学", "学生"
	case age < 15:
		return "初中", "学生"
	case age < 18:
		return one(m.dice, []string{"高中", "高中", "中职"}), "学生"
	case age < 22 && m.dice.percent(75):
		return one(m.dice, []string{"大专", "本科"}), "学生"
	case age < 60:
		return "", one(m.dice, []string{"灵活就业", "务工", "务农", "无业", "失业"})
	}
	return "", one(m.dice, []string{"无业", "丧失劳动能力", "务农"})
}

// surnameOf keeps the two-character surnames whole.
func surnameOf(name string) string {
	for _, long := range []string{"欧阳", "司徒"} {
		if strings.HasPrefix(name, long) {
			return long
		}
	}
	return string([]rune(name)[:1])
}
