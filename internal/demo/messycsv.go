package demo

import (
	"bytes"
	"encoding/csv"
	"fmt"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// textFile is a CSV being written; its paper counts rows and keeps the dirt.
type textFile struct {
	paper
	rows [][]string
}

func (mess *Mess) text(file string) *textFile {
	return &textFile{paper: paper{mess: mess, file: file}}
}

func (f *textFile) line(cells ...any) {
	f.at++
	row := make([]string, len(cells))
	for i, cell := range cells {
		if cell != nil {
			row[i] = fmt.Sprint(cell)
		}
	}
	f.rows = append(f.rows, row)
}

func (f *textFile) bytes(comma rune) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Comma, w.UseCRLF = comma, true
	err := w.WriteAll(f.rows)
	return out.Bytes(), err
}

// gb18030 is an old list of 五保户 in the encoding that Excel in Chinese saves,
// with places and categories as the office used to call them.
func gb18030(m *Maker, mess *Mess) error {
	f := mess.text("03-五保户老名册.csv")
	f.line("五保户老名册（" + Fictional + "）")
	f.line("序号", "村", "姓名", "性别", "身份证号码", "人数", "类别", "致贫原因", "电话", "人均收入（元/月）")
	f.dirt("CSV用GB18030编码", "a CSV in GB18030", "", 1, repaired)
	f.dirt("一户一行，没有“与户主关系”", "one row a household, no relation to the head", "", 2, repaired)
	for i, s := range placeStains {
		h := m.plainHousehold(1)
		h.Members = m.aged(1)
		row := []any{i + 1, h.Village.Name, h.Head().Name, h.Head().Sex, h.Head().IDNumber, 1, "五保户", at(h.Causes, 0), h.Phone, h.PerHead}
		row[s.column] = s.value
		f.line(row...)
		f.dirt(s.name, s.english, string(rune('A'+s.column)), f.at, s.expect)
	}
	data, err := f.bytes(',')
	if err != nil {
		return err
	}
	data, err = simplifiedchinese.GB18030.NewEncoder().Bytes(data)
	mess.Files = append(mess.Files, File{f.file, data})
	return err
}

// placeStain is a cell of the old list.
type placeStain struct {
	name, english string
	column        int
	value         any
	expect        string
}

var placeStains = []placeStain{
	{"旧类别名“五保户”", "the old category 五保户", 6, "五保户", repaired},
	{"旧类别名“五保老人”", "the old category 五保老人", 6, "五保老人", repaired},
	{"一格里几个类别", "several categories in one cell", 6, "五保户、残疾人，优抚对象", repaired},
	{"词表里没有的类别", "a category that no dictionary has", 6, "甲类户", returned},
	{"村名错一个字（洗沙村）", "a village name off by one character", 1, "洗沙村", warned},
	{"村名带“村民委员会”", "a village with 村民委员会", 1, "卢溪村村民委员会", repaired},
	{"村名前带镇名", "a village with its town before it", 1, "高埗镇三联村", repaired},
	{"村名少“村”字", "a village without 村", 1, "低涌", repaired},
	{"没有这个村", "a village that does not exist", 1, "莲塘尾村", returned},
	{"村名空着", "an empty village", 1, nil, returned},
	{"致困原因写法不同（因病致贫）", "another spelling of the cause", 7, "因病致贫", repaired},
	{"电话后面带注（儿子）", "a phone with a note", 8, "15400005501（儿子）", repaired},
	{"电话空着", "a missing phone", 8, nil, unseen},
	{"两个电话写在一格", "two phones in one cell", 8, "15400005502/0769-22220000", repaired},
	{"电话少一位", "a phone one digit short", 8, "1540000550", warned},
}

// exported is what another system gave out: UTF-8 without a mark, tabs before
// numbers to keep Excel away, money in several spellings.
func exported(m *Maker, mess *Mess) error {
	f := mess.text("04-平台导出.csv")
	f.line("户编号", "所在村居", "姓名", "与户主关系", "性别", "证件号码", "家庭人口", "家庭年收入", "对象类别", "联系电话", "备注")
	f.dirt("CSV用UTF-8，没有BOM", "a CSV in UTF-8 without a mark", "", 1, repaired)
	for i, s := range moneyStains {
		h := m.plainHousehold(2)
		for j := range h.Members {
			p := &h.Members[j]
			row := []any{fmt.Sprintf("PT%03d", i+1), h.Village.Name, p.Name, p.Relation, p.Sex, "\t" + p.IDNumber, nil, nil, nil, nil, nil}
			if j == 0 {
				copy(row[6:], []any{2, h.PerHead * 24, "低保对象", h.Phone, "演示：" + Fictional})
				row[s.column] = s.value
			}
			f.line(row...)
		}
		f.dirt(s.name, s.english, string(rune('A'+s.column)), f.at-1, s.expect)
	}
	f.dirt("证件号前有制表符", "a tab before each ID number", "F", 2, repaired)
	data, err := f.bytes(',')
	mess.Files = append(mess.Files, File{f.file, data})
	return err
}

var moneyStains = []placeStain{
	{"金额带“元”", "money with 元", 7, "8640元", repaired},
	{"金额有千位逗号", "money with a thousands comma", 7, "12,480.00", repaired},
	{"金额写“万”", "money in 万", 7, "1.2万", repaired},
	{"数字栏里写“约一万”", "words in a number column", 7, "约一万", returned},
	{"收入是负数", "a negative income", 7, "-3600", returned},
	{"收入写“不详”", "不详 for the income", 7, "不详", unseen},
	{"人数写成“2人”", "a count with its unit", 6, "2人", repaired},
	{"备注里有换行和逗号", "a line break and commas inside a cell", 10, "住院两次，\n出院后在家，演示", repaired},
}
