package demo

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// sheetOfPayments is a sheet that money was paid by: formulas, errors, and
// households that contradict themselves.
func sheetOfPayments(m *Maker, mess *Mess) error {
	p := mess.paper("05-慰问金发放表.xlsx", "发放表")
	p.put("春节慰问金发放表（" + Fictional + "）")
	headings := append([]any(nil), plainHeadings...)
	headings[colAtIncome] = "家庭人均收入（元/月）"
	p.put(headings...)
	p.dirt("收入按月人均填（别的表按年）", "income a month a head, where other lists say a year", "K", 2, repaired)
	p.stained(m, householdStains, 1)
	p.doubles(m, len(householdStains)+1)
	p.computed(m, len(householdStains)+4)
	return p.save()
}

var householdStains = []stain{
	{"没有户主", "no head of household", 2, 0, colAtRelation, returned, func(_ *Maker, rows [][]any) [][]any {
		rows[0][colAtRelation], rows[0][colAtHead], rows[1][colAtHead] = "妻", nil, nil
		rows[1][colAtRelation] = "子"
		return rows
	}},
	{"两个户主", "two heads of household", 2, 1, colAtRelation, returned, func(_ *Maker, rows [][]any) [][]any {
		rows[1][colAtRelation] = "户主"
		return rows
	}},
	cellStain("与户主关系写法不同（之妻）", "another spelling of the relation", 3, 1, colAtRelation, repaired, says("妻子")),
	cellStain("词表里没有的关系", "a relation that no dictionary has", 3, 2, colAtRelation, returned, says("同住人")),
	cellStain("保障人口多于家庭人口", "more covered persons than members", 2, 0, colAtCovered, returned, says(5)),
	cellStain("家庭人口与列出的人数不符", "a size that is not the number of listed members", 3, 0, colAtSize, warned, says(4)),
	{"同一个人列了两次", "the same person listed twice in a household", 3, 2, colAtName, returned, func(_ *Maker, rows [][]any) [][]any {
		return append(rows[:2], rows[1])
	}},
	cellStain("银行卡号校验位不对", "a bank card that fails its check digit", 1, 0, colAtCard, warned, text(func(s string) string { return s[:18] + otherCard(s) })),
	cellStain("银行卡号按四位分开", "a bank card in groups of four", 1, 0, colAtCard, repaired, text(func(s string) string {
		return s[:4] + " " + s[4:8] + " " + s[8:12] + " " + s[12:16] + " " + s[16:]
	})),
	cellStain("银行卡号变成6.29999E+18", "a bank card turned into 6.29999E+18", 1, 0, colAtCard, returned, says("6.29999E+18")),
}

func otherCard(card string) string { return fmt.Sprint((int(card[18]-'0') + 1) % 10) }

// doubles writes two households that share a person, and one household twice.
func (p *paper) doubles(m *Maker, seq int) {
	h, other := m.plainHousehold(2), m.plainHousehold(2)
	p.putAll(incomePerMonth(plain(seq, &h), &h))
	rows := incomePerMonth(plain(seq+1, &other), &other)
	rows[1][colAtName], rows[1][colAtID], rows[1][colAtSex], rows[1][colAtBirth] = h.Members[1].Name, h.Members[1].IDNumber, h.Members[1].Sex, h.Members[1].Birth.String()
	p.dirt("同一身份证号出现在两户", "one ID number in two households", "G", p.putAll(rows)+1, returned)
	again := m.plainHousehold(1)
	p.putAll(incomePerMonth(plain(seq+2, &again), &again))
	p.dirt("同一户整行重复", "a whole row repeated", "", p.putAll(incomePerMonth(plain(seq+2, &again), &again)), returned)
}

func incomePerMonth(rows [][]any, h *Household) [][]any {
	rows[0][colAtIncome] = h.PerHead
	return rows
}

// computed writes formulas: one with its value, one that lost what it pointed to.
func (p *paper) computed(m *Maker, seq int) {
	h := m.plainHousehold(2)
	first := p.putAll(incomePerMonth(plain(seq, &h), &h))
	cell := name(colAtIncome+1, first)
	p.do(p.book.SetCellFormula(p.sheet, cell, "ROUND(10800/24,0)"))
	p.do(p.book.SetCellValue(p.sheet, name(colAtSize+1, first), 2))
	p.dirt("金额栏是公式", "a cell with a formula where money stands", "K", first, returned)

	h = m.plainHousehold(2)
	first = p.putAll(incomePerMonth(plain(seq+1, &h), &h))
	p.do(p.book.SetCellValue(p.sheet, name(colAtIncome+1, first), "#REF!"))
	p.dirt("单元格是#REF!", "a cell that says #REF!", "K", first, returned)

	h = m.plainHousehold(1)
	first = p.putAll(incomePerMonth(plain(seq+2, &h), &h))
	bold, err := p.book.NewStyle(&excelize.Style{Font: &excelize.Font{Color: "FF0000", Bold: true}})
	p.do(err)
	p.do(p.book.SetCellStyle(p.sheet, name(1, first), name(len(plainHeadings), first), bold))
	p.do(p.book.SetCellValue(p.sheet, name(colAtRemark+1, first), "标红的还没核实"))
	p.dirt("用颜色表示意思", "a meaning told by colour only", "", first, unseen)
}

// helpersAsTheyAre is a messy list of helpers.
func helpersAsTheyAre(m *Maker, mess *Mess) error {
	p := mess.paper("06-帮扶人名册.xlsx", "帮扶人")
	p.put("结对帮扶人名册（" + Fictional + "）")
	p.put("序号", "帮扶干部姓名", "单位（部门）", "职务", "身份", "驻村", "手 机")
	add := func(kind, unit, post, village string, change func([]any)) int {
		h := m.helper(kind, unit, post, village)
		row := []any{p.at - 1, h.Name, h.Unit, h.Post, h.Kind, orNil(h.Village), h.Phone}
		if change != nil {
			change(row)
		}
		p.put(row...)
		return p.at
	}
	add("公务员", "社会事务办公室", "一级科员", "冼沙村", nil)
	p.dirt("帮扶人类别写成“镇机关干部”", "a helper's kind in other words", "E", add("镇机关干部", "财政分局", "科员", "卢溪村", nil), repaired)
	p.dirt("帮扶人电话带空格和横线", "a helper's phone with spaces and hyphens", "G", add("公务员", "应急管理分局", "科员", "三联村", func(r []any) { r[6] = "154-0000 5601" }), repaired)
	p.dirt("一名帮扶人联系两个村", "one helper for two villages in one cell", "F", add("村居干部", "高埗村", "主任", "", func(r []any) { r[5] = "高埗村、凌屋村" }), warned)
	last := add("在编职工", "文化服务中心", "职员", "芦村", nil)
	same, err := p.book.GetRows(p.sheet)
	p.do(err)
	if err == nil {
		p.put(p.at-1, same[last-1][1], same[last-1][2], same[last-1][3], same[last-1][4], same[last-1][5], same[last-1][6])
		p.dirt("同一名帮扶人列了两次", "the same helper listed twice", "", p.at, returned)
	}
	p.dirt("帮扶人姓名空着", "a helper without a name", "B", add("公务员", "农林水务局", "科员", "芦村", func(r []any) { r[1] = nil }), returned)
	return p.save()
}
