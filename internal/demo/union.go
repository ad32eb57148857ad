package demo

import "fmt"

// employee is the household of somebody who works in a branch of the company.
func (m *Maker) employee(size int, unit, prefix string, number int) Household {
	h := m.around(m.village(), m.working(size))
	h.Unit, h.Number = unit, fmt.Sprintf("%s%04d", prefix, number)
	if head := h.Head(); head.Health != "重病" && (head.Grade == 0 || head.Grade > 2) {
		head.Employment, head.School = "在职", ""
	}
	return h
}

// onPost is a worker on duty over the holidays, a line without a family.
func (m *Maker) onPost(unit, prefix string, number int) Household {
	h := Household{Village: m.village(), Unit: unit, Number: fmt.Sprintf("%s%04d", prefix, number)}
	h.Members = []Person{m.person(m.surname(), "户主", m.sex(65), m.dice.between(22, 56))}
	h.Members[0].Employment, h.Members[0].School = "在职", ""
	h.Members[0].Categories = []string{"节日在岗职工"}
	m.settle(&h)
	h.Housing, h.Grade = "", ""
	return h
}

var levels = []weighted[string]{{"深度困难职工", 35}, {"相对困难职工", 45}, {"意外致困职工", 20}}

// tier names the level of difficulty and gives an income to fit it; line is
// the minimum-living line in yuan a month.
func (m *Maker) tier(h *Household, level string, line int) {
	h.Categories = []string{level}
	expense := m.dice.between(2, 24) * 500 // yuan a year
	switch level {
	case "深度困难职工":
		h.PerHead = line*m.dice.between(30, 95)/100/10*10 + expense/12/len(h.Members)
	case "意外致困职工":
		h.Causes = []string{one(m.dice, []string{"意外事故", "因病", "因灾"})}
		h.PerHead = line * m.dice.between(150, 260) / 100 / 10 * 10
		expense = h.PerHead * 12 * len(h.Members) * m.dice.between(82, 130) / 100
	default:
		h.PerHead = line*m.dice.between(105, 190)/100/10*10 + expense/12/len(h.Members)
	}
	h.Rigid = expense
}

var workerFields = []field{colSeq, {"职工编号", 12, func(r row) any { return r.h.Number }}, colUnit, {"职工姓名", 10, func(r row) any { return r.h.Head().Name }},
	{"家庭成员姓名", 12, func(r row) any { return r.p.Name }}, colRelation, colSex, colID, colBirth, {"困难类别", 18, func(r row) any { return categoriesOf(r) }}, colCause, colSecond,
	colHealth, colDisability, colGrade, {"工作状态", 10, func(r row) any { return orNil(r.p.Employment) }}, colSchool, colTown, {"村（社区）", 14, func(r row) any { return r.h.Village.Name }}, {"家庭住址", 34, once(func(r row) any { return r.h.Address })},
	{"住房类型", 10, once(func(r row) any { return orNil(r.h.Housing) })}, colYear, {"家庭人口", 9, once(func(r row) any { return len(r.h.Members) })},
	{"月人均收入（元）", 10, once(func(r row) any { return orNil(r.h.PerHead) })}, colRigid, {"手机", 13, once(func(r row) any { return r.h.Phone })},
	colBank, {"卡号", 22, once(func(r row) any { return r.h.Card })}, {"建档时间", 12, once(func(r row) any { return r.h.Opened.String() })}, colRemark}

// UnionWinter makes the lists of a company's union: needy workers on file,
// needy model workers, and workers who stay on post.
func UnionWinter() []List {
	m := NewMaker(152502, Xilinhot)
	branches := []string{"发电分会", "检修分会", "运输分会", "机关分会"}
	var all []Household
	for _, size := range m.sizes(46, 138) {
		h := m.employee(size, one(m.dice, branches), "QN", len(all)+1)
		m.tier(&h, draw(m.dice, levels), 1000)
		switch {
		case len(all) < 6:
			h.Head().Categories = []string{"困难劳模"}
		case len(all) < 9:
			h.Head().Categories = []string{"劳动模范"}
		}
		all = append(all, h)
	}
	for range 24 {
		all = append(all, m.onPost(one(m.dice, branches), "QN", len(all)+1))
	}
	l := List{File: "households.xlsx", Sheet: "困难职工档案表", Title: "旗能公司困难职工、劳模和节日在岗职工档案表（演示，" + Fictional + "）",
		Line:  []string{"填报单位：旗能公司工会", "填报日期：2026年12月1日", "单位：人、元"},
		Notes: people("46户困难职工，其中6户困难劳模、3户劳动模范；24名春节坚守岗位的职工各占一行。")}
	l.Column, l.Rows = tabulate(workerFields, all)
	l.counted(all)
	return []List{l, m.unionHelpers("旗能公司工会", branches, 12)}
}

// unionHelpers makes the people of a union who visit.
func (m *Maker) unionHelpers(union string, branches []string, n int) List {
	all := []Helper{m.helper("工会干部", union, "工会主席", ""), m.helper("工会干部", union, "工会副主席", "")}
	for i := range n - len(all) {
		post := "分会主席"
		if i >= len(branches) {
			post = "分会委员"
		}
		all = append(all, m.helper("工会干部", branches[i%len(branches)], post, ""))
	}
	for i := range all {
		all[i].Capacity = 8
	}
	return helperList(union+"走访人员名册（演示，"+Fictional+"）", []string{"填报单位：" + union, "填报日期：2026年12月1日"}, all, "工会干部带队走访，每人能走访8户。")
}

// branchOf fills the places of the plan's table: 14, 12 and 10 households.
func branchOf(i int) int {
	switch {
	case i < 14:
		return 0
	case i < 26:
		return 1
	}
	return 2
}

// companyLevel: of 36 households 12 are severely poor, 8 by accident, 16
// relatively, as the plan's tiers expect; the last one waits for its cause.
func companyLevel(i int) string {
	switch i % 9 {
	case 0, 3, 6:
		return "深度困难职工"
	case 1, 5:
		return "意外致困职工"
	}
	return "相对困难职工"
}

// CompanyWinter makes the lists of a company with three branches.
func CompanyWinter() []List {
	m := NewMaker(20261201, Xilinhot)
	branches := []string{"第一分会", "第二分会", "机关分会"}
	var all []Household
	for i, size := range m.sizes(37, 110) {
		h := m.employee(size, branches[branchOf(i)], "GS", i+1)
		m.tier(&h, companyLevel(i), 1250)
		all = append(all, h)
	}
	all[36].Causes, all[36].Remark = nil, "致困原因待核"
	for i := range 40 {
		all = append(all, m.onPost(branches[i%3], "GS", len(all)+1))
	}
	l := List{File: "households.xlsx", Sheet: "困难职工档案表", Title: "公司困难职工和春节在岗职工档案表（演示，" + Fictional + "）",
		Line:  []string{"填报单位：公司工会", "填报日期：2026年12月1日", "单位：人、元"},
		Notes: people("37户困难职工，其中一户没有填致困原因；40名春节在岗职工。公司和分会是编的。")}
	l.Column, l.Rows = tabulate(workerFields, all)
	l.counted(all)
	return []List{l, m.unionHelpers("公司工会", branches, 9)}
}
