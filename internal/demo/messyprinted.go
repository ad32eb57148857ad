package demo

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// printed is a list made to be printed: two rows of headings, household cells
// merged over the members' rows, subtotals, headings again on each page.
func printed(m *Maker, mess *Mess) error {
	p := mess.paper("01-低保花名册（打印版）.xlsx", "低保花名册")
	p.put("高埗镇低保家庭花名册（打印版，" + Fictional + "）")
	p.do(p.book.MergeCell(p.sheet, "A1", "O1"))
	p.dirt("标题行占了第一行，而且横向合并", "a merged title row above the headings", "A", 1, skipped)
	p.put("填报单位：高埗镇社会事务办", nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, "2026年12月")
	p.dirt("标题下面一行是单位和日期", "a line of unit and date under the title", "", 2, skipped)
	p.headings()
	p.dirt("两行表头，上一行合并（户主/姓名、家庭成员/姓名）", "headings of two rows, the upper one merged", "D", 3, repaired)
	households := m.dibao(14, 36)
	village, page := households[0].Village.Name, 0
	for i := range households {
		h := &households[i]
		if h.Village.Name != village {
			p.put(nil, village+"小计", nil, nil, fmt.Sprintf("%d户", page))
			p.dirtOnce("小计行", "a subtotal row for a village", skipped)
			p.put()
			p.dirtOnce("空行", "a blank row", skipped)
			village, page = h.Village.Name, 0
		}
		if i == 7 {
			p.headings()
			p.dirt("换页时表头又印一遍", "the headings again on the next page", "", p.at-1, skipped)
		}
		p.merged(i+1, h)
		page++
	}
	p.put("合计", nil, nil, nil, "14户", nil, nil, "36人")
	p.dirtOnce("合计行", "a row of totals", skipped)
	p.put()
	p.put("填表人：　　　　审核人：　　　　单位盖章：")
	p.dirt("表尾落款", "the foot with names and seal", "", p.at, skipped)
	p.put("注：本表一式三份。")
	p.dirt("表尾附注", "a note under the table", "", p.at, skipped)
	p.extras()
	return p.save()
}

// dirtOnce records a kind of dirt at its first place only.
func (p *paper) dirtOnce(name, english, expect string) {
	for _, d := range p.mess.Dirt {
		if d.File == p.file && d.Name == name {
			return
		}
	}
	p.dirt(name, english, "", p.at, expect)
}

// headings writes the two rows of headings; the upper one reaches over 户主 and
// 家庭成员.
func (p *paper) headings() {
	p.put("序号", "村（居）", "户编号", "户主", nil, nil, "家庭成员", nil, nil, nil, nil, "家庭人口", "保障人口", "困难类别", "备注")
	p.put(nil, nil, nil, "姓 名", "身份证号", "联系电话", "姓 名", "与户主关系", "性别", "身份证号", "出生年月")
	p.do(p.book.MergeCell(p.sheet, name(4, p.at-1), name(6, p.at-1)))
	p.do(p.book.MergeCell(p.sheet, name(7, p.at-1), name(11, p.at-1)))
	for _, column := range []int{1, 2, 3, 12, 13, 14, 15} {
		p.do(p.book.MergeCell(p.sheet, name(column, p.at-1), name(column, p.at)))
	}
}

// merged writes a household with its cells merged over the members' rows.
func (p *paper) merged(seq int, h *Household) {
	first := p.at + 1
	for i := range h.Members {
		member := &h.Members[i]
		cells := make([]any, 15)
		if i == 0 {
			copy(cells, []any{seq, h.Village.Name, h.Number, member.Name, member.IDNumber, h.Phone})
			copy(cells[11:], []any{len(h.Members), h.CoveredPersons(), "低保户", orNil(h.Remark)})
		}
		copy(cells[6:], []any{member.Name, member.Relation, member.Sex, member.IDNumber, fmt.Sprintf("%d.%02d", member.Birth.Year(), member.Birth.Month())})
		p.put(cells...)
	}
	if len(h.Members) == 1 {
		return
	}
	for _, column := range []int{1, 2, 3, 4, 5, 6, 12, 13, 14, 15} {
		p.do(p.book.MergeCell(p.sheet, name(column, first), name(column, p.at)))
	}
	if p.seen("户的栏目竖向合并") {
		return
	}
	p.dirt("户的栏目竖向合并", "household cells merged over the rows of its members", "A", first, repaired)
	p.dirt("出生年月只到月，用点隔开（1957.03）", "birth as year and month with a dot", "K", first, repaired)
}

func (p *paper) seen(name string) bool {
	for _, d := range p.mess.Dirt {
		if d.Name == name {
			return true
		}
	}
	return false
}

// extras hides a row and a sheet and leaves a comment.
func (p *paper) extras() {
	p.do(p.book.SetRowVisible(p.sheet, 6, false))
	p.dirt("隐藏的行", "a hidden row", "", 6, unseen)
	p.do(p.book.AddComment(p.sheet, excelize.Comment{Cell: "D5", Author: "经办", Text: "电话已换，待核实"}))
	p.dirt("单元格批注", "a comment on a cell", "D", 5, unseen)
	_, err := p.book.NewSheet("去年旧表")
	p.do(err)
	p.do(p.book.SetCellValue("去年旧表", "A1", "去年的名单，不用了（"+Fictional+"）"))
	p.do(p.book.SetSheetVisible("去年旧表", false))
	p.mess.Dirt = append(p.mess.Dirt, Dirt{"隐藏的工作表", "a hidden sheet", p.file, "去年旧表", 0, "", skipped})
}
