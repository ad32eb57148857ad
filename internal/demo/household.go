package demo

import "fmt"

// household makes a household of so many people in the village, with a reason
// to be poor that its members show.
func (m *Maker) household(village Village, size int) Household {
	return m.around(village, m.family(size))
}

// around makes the household of a family.
func (m *Maker) around(village Village, members []Person) Household {
	h := Household{Village: village, Members: members}
	m.settle(&h)
	h.Causes = m.causes(h.Members)
	if m.dice.percent(30) {
		h.Causes = append(h.Causes, one(m.dice, []string{"缺技术", "收入低", "缺劳动力"}))
		if h.Causes[1] == h.Causes[0] {
			h.Causes = h.Causes[:1]
		}
	}
	return h
}

// settle gives the household its address, house, phone and card.
func (m *Maker) settle(h *Household) {
	head := h.Head()
	h.Address = fmt.Sprintf("%s%s%s%d号", m.place(h.Village), h.Village.Name, one(m.dice, m.lanes()), m.dice.between(1, 186))
	h.Housing = draw(m.dice, []weighted[string]{{"自有住房", 70}, {"租房", 8}, {"公租房", 8}, {"借住", 9}, {"无房", 5}})
	if h.Housing == "自有住房" {
		h.Grade = draw(m.dice, []weighted[string]{{"A", 45}, {"B", 40}, {"C", 11}, {"D", 4}})
	}
	if m.dice.percent(90) || head.Age() < 75 {
		h.Phone = m.phoneNumber()
		head.Phone = h.Phone
	} else { // an old person without a phone is reached through somebody
		h.Contact, h.ContactAs = m.name(m.surname(), male, 1972), one(m.dice, []string{"村干部", "邻居", "侄子"})
		h.Phone = m.phoneNumber()
	}
	h.Card, h.Bank = m.cardNumber(), one(m.dice, []string{"农村商业银行", "邮政储蓄银行", "农业银行"})
	h.Opened = m.asOf.AddDays(-m.dice.between(90, 2600))
}

func (m *Maker) lanes() []string {
	if m.town.Cantonese {
		return []string{"一巷", "二巷", "三巷", "新村", "旧围", "东街", "西街", "大街", "桥头", "塘边"}
	}
	return []string{"东路", "西路", "南街", "北街", "中心路", "新区", "一组", "二组", "三组"}
}

// place is what stands before the village in an address.
func (m *Maker) place(v Village) string {
	if v.Town == m.town.Name {
		return m.town.Region + m.town.Name
	}
	return m.town.Region + v.Town
}

// causes draws why the household is poor, from what fits its members, and
// marks the member by whom it is.
func (m *Maker) causes(members []Person) []string {
	for {
		cause := draw(m.dice, []weighted[string]{{"因病", 34}, {"因残", 24}, {"缺劳动力", 18}, {"因学", 12}, {"失业下岗", 7}, {"意外事故", 4}, {"单亲", 4}})
		if !fits(cause, members) {
			continue
		}
		switch cause {
		case "因病":
			p := m.grown(members)
			p.Health, p.School, p.Employment = "重病", "", "丧失劳动能力"
		case "因残":
			m.disable(m.grown(members))
		case "失业下岗":
			p := worker(members)
			p.Employment, p.School = "失业", ""
		}
		return []string{cause}
	}
}

func fits(cause string, members []Person) bool {
	switch cause {
	case "因学":
		return anyAtSchool(members)
	case "单亲":
		return len(members) > 1 && members[0].Age() < 60 && members[1].Relation != "妻"
	case "缺劳动力":
		return workers(members) < 2
	case "失业下岗", "意外事故":
		return worker(members) != nil
	}
	return true
}

// worker is the first member of working age who is not at school, nil when
// there is none.
func worker(members []Person) *Person {
	for i := range members {
		if age := members[i].Age(); age >= 18 && age < 60 && members[i].School == "" {
			return &members[i]
		}
	}
	return nil
}

func workers(members []Person) int {
	n := 0
	for i := range members {
		if worker(members[i:i+1]) != nil {
			n++
		}
	}
	return n
}

// grown draws a member who is no child.
func (m *Maker) grown(members []Person) *Person {
	for range 20 {
		if p := &members[m.dice.upTo(len(members))]; p.Age() >= 18 {
			return p
		}
	}
	return &members[0]
}

func (m *Maker) disable(p *Person) {
	p.Health = "残疾"
	p.Disability = draw(m.dice, []weighted[string]{{"肢体残疾", 45}, {"视力残疾", 12}, {"听力残疾", 13}, {"言语残疾", 3}, {"智力残疾", 11}, {"精神残疾", 13}, {"多重残疾", 3}})
	p.Grade = draw(m.dice, []weighted[int]{{1, 18}, {2, 30}, {3, 30}, {4, 22}})
	if p.Grade <= 2 {
		p.School, p.Employment = "", "丧失劳动能力"
	}
}

func anyAtSchool(members []Person) bool {
	for i := range members {
		if s := members[i].School; s != "" && s != "学前" {
			return true
		}
	}
	return false
}

// village draws a village by its size.
func (m *Maker) village() Village {
	list := make([]weighted[Village], len(m.town.Villages))
	for i, v := range m.town.Villages {
		list[i] = weighted[Village]{v, v.Size}
	}
	return draw(m.dice, list)
}

// sizes draws the sizes of n households that come to so many persons.
func (m *Maker) sizes(n, persons int) []int {
	all, sum := make([]int, n), 0
	for i := range all {
		all[i] = draw(m.dice, []weighted[int]{{1, 21}, {2, 28}, {3, 26}, {4, 16}, {5, 7}, {6, 2}})
		sum += all[i]
	}
	for sum != persons {
		i := m.dice.upTo(n)
		switch {
		case sum < persons && all[i] < 6:
			all[i]++
			sum++
		case sum > persons && all[i] > 1:
			all[i]--
			sum--
		}
	}
	return all
}
