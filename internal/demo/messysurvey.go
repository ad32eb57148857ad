package demo

import (
	"fmt"
	"strconv"
	"strings"

	"songnuan/internal/day"
)

// The columns of the plain list that the dirt is put into.
const (
	colAtVillage = iota + 1
	colAtHead
	colAtName
	colAtRelation
	colAtSex
	colAtID
	colAtBirth
	colAtSize
	colAtCovered
	colAtIncome
	colAtCategory
	colAtCause
	colAtPhone
	colAtCard
	colAtRemark
)

var plainHeadings = []any{"序号", "村居", "户主姓名", "姓名", "与户主关系", "性别", "身份证号", "出生日期", "家庭人口", "保障人口", "家庭年收入（元）", "困难类别", "致困原因", "联系电话", "银行卡号", "备注"}

// plain are the rows of a household in a list without merged cells.
func plain(seq int, h *Household) (rows [][]any) {
	for i := range h.Members {
		p := &h.Members[i]
		r := []any{seq, h.Village.Name, h.Head().Name, p.Name, p.Relation, p.Sex, p.IDNumber, p.Birth.String()}
		if i == 0 {
			r = append(r, len(h.Members), h.CoveredPersons(), h.PerHead*12*len(h.Members), strings.Join(h.Categories, "、"), at(h.Causes, 0), h.Phone, h.Card, orNil(h.Remark))
		} else {
			r = append(r, nil, nil, nil, orNil(strings.Join(p.Categories, "、")), nil, nil, nil, nil)
		}
		rows = append(rows, r)
	}
	return rows
}

// stain is one kind of dirt on one household.
type stain struct {
	name    string
	english string
	size    int // of the household it is put on
	row     int // of the household's rows it stands in, from 0
	column  int
	expect  string
	spoil   func(m *Maker, rows [][]any) [][]any
}

// cell makes a stain of one cell.
func cellStain(name, english string, size, row, column int, expect string, to func(m *Maker, was any) any) stain {
	return stain{name, english, size, row, column, expect, func(m *Maker, rows [][]any) [][]any {
		rows[row][column] = to(m, rows[row][column])
		return rows
	}}
}

// says replaces the cell whatever it was.
func says(value any) func(*Maker, any) any { return func(*Maker, any) any { return value } }

// text rewrites the cell's text.
func text(rewrite func(string) string) func(*Maker, any) any {
	return func(_ *Maker, was any) any { return rewrite(fmt.Sprint(was)) }
}

// stained writes one household after another, each with its stain.
func (p *paper) stained(m *Maker, stains []stain, seq int) {
	for _, s := range stains {
		h := m.plainHousehold(s.size)
		first := p.putAll(s.spoil(m, plain(seq, &h)))
		letter := ""
		if s.column > 0 {
			letter = string(rune('A' + s.column))
		}
		p.dirt(s.name, s.english, letter, first+s.row, s.expect)
		seq++
	}
}

func (m *Maker) plainHousehold(size int) Household {
	h := m.household(m.village(), size)
	h.Categories, h.PerHead = []string{"低保对象"}, m.dice.between(20, 88)*10
	h.Contact, h.Remark = "", ""
	return h
}

// survey is what the villages filled in themselves: identity numbers and dates
// as people and Excel write them.
func survey(m *Maker, mess *Mess) error {
	p := mess.paper("02-摸底表（各村自填）.xlsx", "摸底表")
	p.put("困难家庭摸底表（" + Fictional + "）")
	p.put(plainHeadings...)
	h := m.plainHousehold(3)
	p.putAll(plain(1, &h))
	p.stained(m, numberStains, 2)
	p.stained(m, dateStains, 2+len(numberStains))
	p.stained(m, nameStains, 2+len(numberStains)+len(dateStains))
	return p.save()
}

var numberStains = []stain{
	cellStain("身份证号存成数字，显示4.419E+17，后三位成了0", "ID number stored as a number, its last digits lost", 2, 1, colAtID, returned, func(_ *Maker, was any) any {
		digits := strings.Replace(fmt.Sprint(was), "X", "0", 1)
		whole, _ := strconv.ParseFloat(digits[:15]+"000", 64)
		return whole
	}),
	cellStain("身份证号被粘贴成文字“4.41900E+17”", "ID number pasted as the text 4.41900E+17", 1, 0, colAtID, returned, says("4.41900E+17")),
	cellStain("15位旧身份证号", "an ID number of 15 digits", 1, 0, colAtID, warned, func(m *Maker, was any) any {
		number := fmt.Sprint(was)
		return number[:6] + number[8:17]
	}),
	cellStain("校验码用小写x", "a small x as check character", 1, 0, colAtID, repaired, func(m *Maker, was any) any { return m.endingInX(fmt.Sprint(was)) }),
	cellStain("身份证号是全角数字", "an ID number in full-width digits", 2, 1, colAtID, repaired, text(fullWidth)),
	cellStain("身份证号中间有空格", "spaces inside an ID number", 2, 0, colAtID, repaired, text(func(s string) string { return s[:6] + " " + s[6:14] + " " + s[14:] })),
	cellStain("身份证号前面有英文单引号", "an apostrophe before an ID number", 1, 0, colAtID, repaired, text(func(s string) string { return "'" + s })),
	cellStain("身份证号校验码不对", "a wrong check digit", 2, 1, colAtID, returned, text(func(s string) string { return s[:17] + otherCheck(s) })),
	cellStain("身份证号少一位", "an ID number one digit short", 2, 0, colAtID, returned, text(func(s string) string { return s[:10] + s[11:] })),
	cellStain("性别与身份证号对不上", "sex against the ID number", 2, 1, colAtSex, warned, func(_ *Maker, was any) any {
		if was == male {
			return female
		}
		return male
	}),
	cellStain("身份证号栏写“无”", "无 in the column of ID numbers", 3, 2, colAtID, warned, says("无")),
}

var dateStains = []stain{
	cellStain("日期写2026/1/5式样", "a date with slashes", 1, 0, colAtBirth, repaired, dateAs("%d/%d/%d")),
	cellStain("日期写2026.1.5式样", "a date with dots", 1, 0, colAtBirth, repaired, dateAs("%d.%d.%d")),
	cellStain("日期写2026年1月5日式样", "a date in Chinese", 1, 0, colAtBirth, repaired, dateAs("%d年%d月%d日")),
	cellStain("日期写20260105式样", "a date of eight digits", 1, 0, colAtBirth, repaired, dateAs("%04d%02d%02d")),
	cellStain("日期是Excel序列号", "a date as Excel's serial number", 1, 0, colAtBirth, repaired, func(_ *Maker, was any) any {
		d, _ := day.Parse(fmt.Sprint(was))
		origin, _ := day.New(1899, 12, 30)
		return d.Sub(origin)
	}),
	cellStain("出生日期与身份证号对不上", "a birth date against the ID number", 2, 1, colAtBirth, warned, text(func(s string) string {
		d, _ := day.Parse(s)
		return d.AddDays(31).String()
	})),
	cellStain("出生日期在将来，有身份证号可对", "a birth date in the future beside an ID number", 2, 1, colAtBirth, warned, says("2062-05-01")),
	{"出生日期在将来，没有身份证号", "a birth date in the future without an ID number", 2, 1, colAtBirth, returned, func(_ *Maker, rows [][]any) [][]any {
		rows[1][colAtID], rows[1][colAtBirth] = nil, "2062-05-01"
		return rows
	}},
	cellStain("没有这一天的日期", "a day that no calendar has", 1, 0, colAtBirth, warned, says("1961-02-30")),
	cellStain("两位数年份", "a year of two digits", 1, 0, colAtBirth, warned, says("61.2.3")),
}

var nameStains = []stain{
	cellStain("姓名中间有空格", "a space inside a name", 1, 0, colAtName, repaired, text(spaced)),
	{"名字后面带注（已故）", "a note after a name", 3, 2, colAtName, warned, func(_ *Maker, rows [][]any) [][]any {
		rows[2][colAtName] = fmt.Sprint(rows[2][colAtName]) + "（已故）"
		return rows
	}},
	{"生僻字姓名（𠅤、㛃）", "rare characters in names, one outside the basic plane", 2, 1, colAtName, repaired, func(_ *Maker, rows [][]any) [][]any {
		head := "莫𠅤华"
		rows[0][colAtHead], rows[1][colAtHead], rows[0][colAtName], rows[1][colAtName] = head, head, head, "陈㛃"
		return rows
	}},
	{"少数民族姓名，间隔号有两种写法（· 和 •）", "minority names with two spellings of the middle dot", 1, 0, colAtName, repaired, func(_ *Maker, rows [][]any) [][]any {
		rows[0][colAtHead], rows[0][colAtName] = "阿依古丽·买买提", "阿依古丽•买买提"
		return rows
	}},
	{"姓名空着", "an empty name", 3, 1, colAtName, returned, func(_ *Maker, rows [][]any) [][]any {
		rows[1][colAtName] = nil
		return rows
	}},
}

func dateAs(format string) func(*Maker, any) any {
	return func(_ *Maker, was any) any {
		d, _ := day.Parse(fmt.Sprint(was))
		return fmt.Sprintf(format, d.Year(), d.Month(), d.Day())
	}
}

// endingInX makes the number of the same birth and sex that ends in X, and
// writes the X small.
func (m *Maker) endingInX(number string) string {
	for sequence := 960 + int(number[16]-'0')%2; sequence < 1000; sequence += 2 {
		digits := number[:14] + fmt.Sprint(sequence)
		if checkCharacter(digits) == "X" {
			m.taken[digits+"X"] = true
			return digits + "x"
		}
	}
	return number
}

func otherCheck(number string) string {
	if number[17] == '0' {
		return "1"
	}
	return "0"
}

func fullWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r + 0xfee0
		}
		return r
	}, s)
}

func spaced(name string) string {
	return strings.Join(strings.Split(name, ""), "　")
}
