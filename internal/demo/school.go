package demo

import "fmt"

// SchoolWinter makes the lists of a school: pupils in need with their families,
// orphans, teachers in need, and class teachers.
func SchoolWinter() []List {
	m := NewMaker(1150, Meishan)
	var all []Household
	for i := range 60 {
		h := m.household(m.village(), m.dice.between(3, 5))
		p := m.pupil(&h)
		p.School = []string{"小学", "初中", "高中", "小学", "初中", "中职"}[i%6]
		*p = m.fit(*p)
		p.Categories = []string{"困难学生"}
		if i%3 == 0 {
			h.Categories = []string{one(m.dice, []string{"低保对象", "低保边缘家庭", "防止返贫监测对象"})}
		}
		all = append(all, h)
	}
	for range 4 {
		all = append(all, m.orphan())
	}
	for range 5 {
		h := m.employee(m.dice.between(2, 4), "", "", 0)
		h.Categories, h.Remark = []string{"困难职工"}, "本校教职工"
		all = append(all, h)
	}
	for i := range all {
		all[i].Number, all[i].PerHead = fmt.Sprintf("XS%04d", i+1), m.dice.between(25, 120)*10
	}
	l := List{File: "households.xlsx", Sheet: "困难学生名册", Title: "学校家庭经济困难学生和困难教职工名册（演示，" + Fictional + "）",
		Line:  []string{"填报单位：学生资助管理办公室", "填报日期：2026年12月1日", "单位：人、元"},
		Notes: people("60名困难学生、4名孤儿、5户困难教职工。学校是编的，借用梅山镇的社区名。")}
	fields := []field{colSeq, {"户号", 12, func(r row) any { return r.h.Number }}, colTown, {"村（社区）", 12, func(r row) any { return r.h.Village.Name }}, colHead, {"姓名", 10, func(r row) any { return r.p.Name }}, colRelation, colSex, colID,
		{"在读学段", 9, func(r row) any { return orNil(r.p.School) }}, colCategory, colCause, {"家庭人口", 9, once(func(r row) any { return len(r.h.Members) })}, colPerHead, colHealth, colDisability, colGrade, colWork,
		{"家庭住址", 34, once(func(r row) any { return r.h.Address })}, colPhone, colCard, colBank, colRemark}
	l.Column, l.Rows = tabulate(fields, all)
	l.counted(all)
	return []List{l, m.classTeachers()}
}

// fit gives a pupil of a stage an age that goes with it.
func (m *Maker) fit(p Person) Person {
	ages := map[string][2]int{"小学": {6, 11}, "初中": {12, 14}, "高中": {15, 17}, "中职": {15, 17}}[p.School]
	if age := p.Age(); age >= ages[0] && age <= ages[1] {
		return p
	}
	fitted := m.person(surnameOf(p.Name), p.Relation, p.Sex, m.dice.between(ages[0], ages[1]))
	fitted.School, fitted.Employment = p.School, "学生"
	return fitted
}

// orphan lives with a grandparent, who is the head.
func (m *Maker) orphan() Household {
	h := Household{Village: m.village()}
	head := m.person(m.surname(), "户主", m.sex(40), m.dice.between(61, 76))
	sex, relation := m.sex(50), "孙子"
	if sex == female {
		relation = "孙女"
	}
	child := m.person(surnameOf(head.Name), relation, sex, m.dice.between(7, 14))
	child.Categories = []string{one(m.dice, []string{"孤儿", "事实无人抚养儿童"})}
	h.Members, h.Causes = []Person{head, child}, []string{"缺劳动力"}
	m.settle(&h)
	return h
}

func (m *Maker) classTeachers() List {
	var all []Helper
	for i := range 18 {
		grade := []string{"一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级", "高一", "高二", "高三"}[i%12]
		h := m.helper("班主任", "本校", fmt.Sprintf("%s（%d）班班主任", grade, i/12+1), "")
		h.Capacity = 4
		all = append(all, h)
	}
	return helperList("班主任家访名册（演示，"+Fictional+"）", []string{"填报单位：学生资助管理办公室", "填报日期：2026年12月1日"}, all, "每名班主任家访4户左右。")
}
