package demo

import "fmt"

// RescueWinter makes the lists of a rescue station: the few people whom its
// patrols know by name, and the patrols.
func RescueWinter() []List {
	m := NewMaker(381, Xilinhot)
	var all []Household
	for i := range 14 {
		p := m.person(m.surname(), "户主", m.sex(80), m.dice.between(24, 71))
		p.Categories, p.School, p.Employment = []string{"流浪乞讨人员"}, "", "无业"
		p.Health = draw(m.dice, []weighted[string]{{"健康", 50}, {"体弱", 25}, {"慢性病", 25}})
		h := Household{Village: m.village(), Members: []Person{p}, Number: fmt.Sprintf("JZ%04d", i+1), Remark: "常在" + one(m.dice, places) + "露宿"}
		if i >= 10 { // no identity known: the station's own number stands in its place
			h.Members[0].IDNumber, h.Members[0].Name = "", fmt.Sprintf("无名氏%d", i-9)
			h.Remark += "，身份待查"
		}
		all = append(all, h)
	}
	l := List{File: "households.xlsx", Sheet: "重点人员名册", Title: "救助管理站寒冬重点人员名册（演示，" + Fictional + "）",
		Line:  []string{"填报单位：救助管理站", "填报日期：2026年10月31日", "单位：人"},
		Notes: people("4人身份不明，没有身份证号，用本站编号。")}
	fields := []field{colSeq, {"编号", 10, func(r row) any { return r.h.Number }}, colTown, {"社区", 14, func(r row) any { return r.h.Village.Name }}, {"姓名", 10, func(r row) any { return r.p.Name }}, {"与户主关系", 10, func(r row) any { return r.p.Relation }}, colSex, colBirth,
		{"证件类型", 12, func(r row) any {
			if r.p.IDNumber == "" {
				return "无证件"
			}
			return "居民身份证"
		}}, {"身份证号", 21, func(r row) any { return orNil(r.p.IDNumber) }}, {"人员类别", 14, func(r row) any { return categoriesOf(r) }}, colHealth, colRemark}
	l.Column, l.Rows = tabulate(fields, all)
	l.counted(all)
	return []List{l, m.patrols()}
}

var places = []string{"火车站", "长途汽车站", "中心广场", "地下通道", "桥梁涵洞", "拆迁空房"}

// patrols are eight crews of three.
func (m *Maker) patrols() List {
	var all []Helper
	for i := range 24 {
		kind, post := "社会工作者", "巡查员"
		switch i % 3 {
		case 0:
			post = "组长、驾驶员"
		case 2:
			kind, post = "志愿者", "巡查志愿者"
		}
		h := m.helper(kind, "救助管理站", post, "")
		h.Remark = fmt.Sprintf("第%d组", i/3+1)
		if h.Sex == female {
			h.Skills = "女性受助人员接待"
		}
		all = append(all, h)
	}
	return helperList("救助管理站巡查人员名册（演示，"+Fictional+"）", []string{"填报单位：救助管理站", "填报日期：2026年10月31日"}, all, "8个组，每组3人。")
}
