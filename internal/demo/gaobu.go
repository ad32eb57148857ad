package demo

import (
	"cmp"
	"fmt"
	"slices"
)

// The figures of the pairing plan.
const (
	gaobuHouseholds = 269
	gaobuPersons    = 710
)

// GaobuPairing makes the two lists of the pairing plan: 269 households of 710
// persons below the minimum-living line, and 269 helpers.
func GaobuPairing() []List {
	m := NewMaker(441900129, Gaobu)
	households := m.dibao(gaobuHouseholds, gaobuPersons)
	fields := []field{colSeq, colNumber, colVillage, colHead, colName, colRelation, colSex, colID, colBirth, colSize, colCovered, colIsCovered, colPerHead,
		colCategory, colCause, colSecond, colHealth, colDisability, colGrade, colSchool, colWork, colAddress, colHousing, colHouse,
		colPhone, colContact, colContactAs, colCard, colBank, colOpened, colRemark}
	l := List{
		File: "households.xlsx", Sheet: "低保花名册",
		Title: "高埗镇最低生活保障家庭花名册（演示，" + Fictional + "）",
		Line:  []string{"填报单位：高埗镇社会事务办", "填报日期：2026年12月1日", "单位：人、元"},
		Notes: people("269户、710人与方案写的数字一致。一户几行，户的栏目只写在第一行。", "家庭人均收入按月，全部低于当地低保标准。"),
	}
	l.Column, l.Rows = tabulate(fields, households)
	l.counted(households)
	helpers := helperList("高埗镇结对帮扶人员名册（演示，"+Fictional+"）", []string{"填报单位：高埗镇社会事务办", "填报日期：2026年12月1日", "单位：人"},
		m.gaobuHelpers(), "269人，每人结对一户。各类人员的人数是估的，方案只写了总数。", "备注写“村扶贫济困负责人”的，帮扶人与贫困户都通过他联系，每村一名。")
	return []List{l, helpers}
}

// dibao makes households under the minimum-living line, in the order of their
// villages.
func (m *Maker) dibao(n, persons int) []Household {
	all := make([]Household, 0, n)
	for _, size := range m.sizes(n, persons) {
		h := m.household(m.village(), size)
		h.Categories = []string{"低保对象"}
		h.PerHead = m.dice.between(9, 88) * 10
		m.single(&h)
		all = append(all, h)
	}
	slices.SortStableFunc(all, func(a, b Household) int { return cmp.Compare(a.Village.Code, b.Village.Code) })
	for i := range all {
		all[i].Number = fmt.Sprintf("DB%s%04d", all[i].Village.Code[:9], i+1)
	}
	return all
}

// single takes a grown child who works out of the covered persons, as a family
// that gets less than it counts does.
func (m *Maker) single(h *Household) {
	for i := range h.Members {
		p := &h.Members[i]
		if p.Relation == "子" && p.Employment == "务工" && m.dice.percent(40) {
			p.Covered = false
			h.Remark = "成员" + p.Name + "不计入保障人口"
			return
		}
	}
}

// post is a post that several people of a unit hold.
type post struct {
	kind  string
	units []string
	posts []string
	n     int
}

var gaobuPosts = []post{
	{"镇领导班子成员", []string{"高埗镇党政领导班子"}, []string{"镇党委委员", "副镇长", "人大副主席"}, 11},
	{"镇机关公务员", []string{"党政办公室", "社会事务办公室", "财政分局", "组织人事办公室", "宣传教育文体局", "经济发展局", "城市管理和综合执法分局", "农林水务局", "应急管理分局"}, []string{"一级科员", "二级科员", "四级主任科员"}, 58},
	{"在编职工", []string{"公共服务办公室", "综合治理办公室", "文化服务中心", "农业技术服务中心", "退役军人服务站", "政务服务中心", "规划管理所"}, []string{"职员", "助理工程师", "办事员"}, 62},
	{"职能部门正副职领导", []string{"人力资源和社会保障分局", "自然资源分局", "生态环境分局", "市场监督管理分局", "税务分局", "司法分局"}, []string{"局长", "副局长"}, 34},
	{"企事业单位正副职领导", []string{"教育管理中心", "供电服务中心", "自来水公司", "镇医院", "社会保险基金管理中心", "资产管理公司"}, []string{"主任", "副主任", "经理", "副经理"}, 30},
	{"公安分局副股以上干部", []string{"公安分局"}, []string{"副局长", "股长", "副股长", "教导员"}, 10},
	{"商会正副会长", []string{"高埗商会"}, []string{"副会长"}, 12},
}

// gaobuHelpers makes 217 people of the town's offices and companies and 52
// cadres of its 19 villages.
func (m *Maker) gaobuHelpers() []Helper {
	var all []Helper
	for _, p := range gaobuPosts {
		for i := range p.n {
			all = append(all, m.helper(p.kind, one(m.dice, p.units), one(m.dice, p.posts), ""))
			if p.kind == "商会正副会长" && i == 0 {
				all[len(all)-1].Post = "会长"
			}
		}
	}
	all = append(all, m.villageCadres(52)...)
	for i := range all {
		all[i].Skills = draw(m.dice, []weighted[string]{{"", 60}, {"就业", 12}, {"教育", 10}, {"医疗", 8}, {"法律", 5}, {"种养技术", 5}})
	}
	return all
}

// villageCadres gives every village at least two cadres; the last of each is
// its liaison.
func (m *Maker) villageCadres(n int) []Helper {
	villages := m.town.Villages
	posts := []string{"书记", "主任", "副书记", "驻村挂职副书记", "主任助理"}
	var all []Helper
	for i, v := range villages {
		count := n/len(villages) + btoi(i < n%len(villages))
		for j := range count {
			h := m.helper("村居干部", v.Name, posts[j], v.Name)
			if j == count-1 {
				h.Remark = "村扶贫济困负责人"
			}
			all = append(all, h)
		}
	}
	return all
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
