package demo

import (
	"fmt"

	"songnuan/internal/day"
)

// recipient is a kind of people who are given couplets and how many of them
// the list has.
type recipient struct {
	person    string // category of the person; "" when it is the household's
	household string
	sizes     [2]int // households, persons
	low, high int    // age of the head
	work      string
}

var recipients = []recipient{
	{"", "低保对象", [2]int{60, 150}, 0, 0, ""},
	{"", "困难职工", [2]int{30, 84}, 0, 0, "在职"},
	{"退休职工", "", [2]int{42, 42}, 60, 82, "退休"},
	{"环卫工人", "", [2]int{36, 36}, 30, 58, "在职"},
	{"外来务工人员", "", [2]int{28, 28}, 20, 52, "务工"},
	{"外来常住人口", "", [2]int{18, 18}, 24, 60, "个体经营"},
	{"重点青少年", "", [2]int{22, 22}, 0, 0, ""}, // listed with their families
}

// Couplets makes the lists of the couplets: households in need and people who
// are not, and those who write and carry.
func Couplets() []List {
	m := NewMaker(8337, Xilinhot)
	m.asOf, _ = day.New(2018, 1, 26)
	var all []Household
	for _, r := range recipients {
		for _, size := range m.sizesOf(r.sizes) {
			all = append(all, m.recipient(r, size, len(all)+1))
		}
	}
	l := List{File: "households.xlsx", Sheet: "受赠名册", Title: "春联受赠群众名册（演示，" + Fictional + "）",
		Line:  []string{"填报单位：各苏木镇、街道、基层工会、团组织", "填报日期：2018年1月26日", "单位：人"},
		Notes: people("低保家庭、困难职工和重点青少年按户登记，其余按人登记。退休职工、环卫工人、务工人员和青少年不是困难对象。")}
	fields := []field{colSeq, {"编号", 10, func(r row) any { return r.h.Number }}, {"苏木镇（街道）", 16, func(r row) any { return r.h.Village.Town }}, {"社区（嘎查村）", 16, func(r row) any { return r.h.Village.Name }},
		colHead, {"姓名", 10, func(r row) any { return r.p.Name }}, colRelation, colSex, colID, {"家庭人口", 9, once(func(r row) any { return len(r.h.Members) })},
		{"受赠类别", 16, func(r row) any { return categoriesOf(r) }}, colSchool, colWork, colPhone, colRemark}
	l.Column, l.Rows = tabulate(fields, all)
	l.counted(all)
	return []List{l, m.writers()}
}

// sizesOf: as many persons as households means lines of one person.
func (m *Maker) sizesOf(s [2]int) []int {
	if s[0] == s[1] {
		all := make([]int, s[0])
		for i := range all {
			all[i] = 1
		}
		return all
	}
	return m.sizes(s[0], s[1])
}

func (m *Maker) recipient(r recipient, size, number int) Household {
	h := Household{}
	switch {
	case r.person == "重点青少年":
		h = m.around(m.village(), m.working(m.dice.between(2, 4)))
		m.pupil(&h).Categories = []string{r.person}
	case r.person == "":
		h = m.household(m.village(), size)
		if r.work != "" {
			h = m.employee(size, "", "", 0)
		}
		h.Categories = []string{r.household}
	default:
		h = Household{Village: m.village(), Members: []Person{m.person(m.surname(), "户主", m.sex(50), m.dice.between(r.low, r.high))}}
		h.Head().Categories = []string{r.person}
		if r.work != "" {
			h.Head().Employment, h.Head().School = r.work, ""
		}
		m.settle(&h)
	}
	h.Number = fmt.Sprintf("CL%04d", number)
	return h
}

// writers are 36 calligraphers and 60 volunteers.
func (m *Maker) writers() List {
	var all []Helper
	for i := range 96 {
		unit, post, skill := "盟书法家协会", "会员", "书法"
		switch {
		case i >= 76:
			unit, post, skill = "暖心协会", "志愿者", "送春联"
		case i >= 36:
			unit, post = "市老年体协", "书友"
		}
		h := m.helper("志愿者", unit, post, "")
		h.Skills, h.Capacity = skill, 90
		if skill != "书法" {
			h.Capacity = 20
		}
		all = append(all, h)
	}
	l := helperList("春联书写和志愿服务人员名册（演示，"+Fictional+"）", []string{"填报单位：锡盟暖心协会筹备委员会", "填报日期：2018年1月26日"}, all,
		"76名书友能写，20名志愿者送。可写（可送）副数是一天的估计。")
	l.Column[8].Heading = "每日可写（送）副数"
	return l
}
