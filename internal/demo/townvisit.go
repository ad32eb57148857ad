package demo

import "fmt"

// target is a kind of household that a town visits and how many there are.
type target struct {
	household string // as the list writes it; old names are kept
	person    string
	n         int
	remark    string
	old       bool // an old person, alone or with a spouse
}

var targets = []target{
	{"优抚对象", "", 24, "", true},
	{"", "特困伤残军人", 9, "镇下发必须慰问名单", false},
	{"五保户", "", 26, "", true},
	{"特困户", "", 12, "", true},
	{"", "特困残疾人", 22, "", false},
	{"重灾户", "", 8, "", false},
	{"", "特困老干部", 5, "", true},
	{"低保户", "", 38, "", false},
	{"危房户", "", 6, "", false},
	{"无房户", "", 4, "", false},
	{"", "困难学生", 52, "", false},
}

// TownVisits makes the lists of a town that visits its communities: those to be
// visited, those whose houses are looked at, pupils, and who goes.
func TownVisits() []List {
	m := NewMaker(341524100, Meishan)
	var all []Household
	for _, t := range targets {
		for range t.n {
			all = append(all, m.target(t, len(all)+1))
		}
	}
	l := List{File: "households.xlsx", Sheet: "慰问对象花名册", Title: "梅山镇春节慰问对象和住房排查花名册（演示，" + Fictional + "）",
		Line:  []string{"填报单位：梅山镇社会事务办", "填报日期：2027年1月18日", "单位：人、元"},
		Notes: people("“五保户”“优抚对象”等是镇里的老叫法，导入时归到现在的类别。", "备注“镇下发必须慰问名单”的9户由镇社会事务办下发，慰问金不低于200元。", "困难学生每社区慰问1至2名，多出的按家庭人均收入从低到高取。", "原方案没有写镇名，这里借用梅山镇的社区名。")}
	fields := []field{colSeq, {"户号", 12, func(r row) any { return r.h.Number }}, {"社区（村）", 12, func(r row) any { return r.h.Village.Name }}, colHead, {"姓名", 10, func(r row) any { return r.p.Name }}, colRelation, colSex, colID,
		{"家庭人口", 9, once(func(r row) any { return len(r.h.Members) })}, colPerHead, colCategory, colHealth, colDisability, colGrade, colSchool, colWork,
		{"家庭住址", 34, once(func(r row) any { return r.h.Address })}, colHousing, colHouse, colPhone, colContact, colContactAs, colCard, colBank, colRemark}
	l.Column, l.Rows = tabulate(fields, all)
	l.counted(all)
	return []List{l, m.visitors()}
}

func (m *Maker) target(t target, number int) Household {
	size := m.dice.between(1, 4)
	if t.person == "困难学生" {
		size = m.dice.between(3, 5)
	}
	h := m.household(m.village(), size)
	if t.old {
		h = m.around(h.Village, m.aged(min(size, 2)))
	}
	h.Number, h.Remark = fmt.Sprintf("MS%04d", number), t.remark
	h.PerHead = m.dice.between(20, 110) * 10
	if t.household != "" {
		h.Categories = []string{t.household}
	}
	switch t.person {
	case "":
	case "困难学生":
		m.pupil(&h).Categories = []string{t.person}
	case "特困残疾人":
		if disabled(h.Members) == nil {
			m.disable(m.grown(h.Members))
		}
		disabled(h.Members).Categories = []string{t.person}
	case "特困伤残军人":
		soldier := h.Head()
		m.disable(soldier)
		soldier.Disability = "肢体残疾"
		soldier.Categories = []string{t.person}
	default:
		h.Head().Categories = []string{t.person}
	}
	m.house(&h, t.household)
	return h
}

// house fits the house to what the household is listed for.
func (m *Maker) house(h *Household, listed string) {
	switch listed {
	case "危房户":
		h.Housing, h.Grade = "自有住房", one(m.dice, []string{"C", "D"})
	case "无房户":
		h.Housing, h.Grade = "无房", ""
	}
}

// pupil is the household's first member at school; when there is none, its
// last member becomes one.
func (m *Maker) pupil(h *Household) *Person {
	for i := range h.Members {
		if s := h.Members[i].School; s != "" && s != "学前" {
			return &h.Members[i]
		}
	}
	last := &h.Members[len(h.Members)-1]
	sex := m.sex(50)
	relation := "子"
	if sex == female {
		relation = "女"
	}
	*last = m.person(surnameOf(h.Head().Name), relation, sex, m.dice.between(7, 14))
	return last
}

func disabled(members []Person) *Person {
	for i := range members {
		if members[i].Grade > 0 {
			return &members[i]
		}
	}
	return nil
}

// visitors: a linked leader and an office for each community, and its staff.
func (m *Maker) visitors() List {
	offices := []string{"党政办", "社会事务办", "经济发展办", "规划建设办", "综治办", "财政所", "农技站", "计生办", "文化站"}
	var leaders, all []Helper
	for range 11 {
		leaders = append(leaders, m.helper("党政领导", "梅山镇党政领导班子", "党委委员、副镇长", ""))
	}
	for i, v := range m.town.Villages {
		leader := &leaders[i%len(leaders)]
		if leader.Village == "" {
			leader.Village, leader.Capacity = v.Name, 12
		} else {
			leader.Remark += "另联" + v.Name + "；"
		}
		staff := m.helper("村居干部", v.Name, "民政专干", v.Name)
		staff.Capacity = 30
		all = append(all, staff)
	}
	for i, office := range offices {
		director := m.helper("机关干部", office, "办公室主任", m.town.Villages[i].Name)
		director.Capacity = 12
		leaders = append(leaders, director)
	}
	return helperList("梅山镇联点领导、办公室和社区工作人员名册（演示，"+Fictional+"）", []string{"填报单位：梅山镇党政办", "填报日期：2027年1月18日"}, append(leaders, all...),
		"联点领导11名，办公室主任9名，每个社区（村）一名民政专干。")
}
