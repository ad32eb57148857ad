package demo

import (
	"fmt"
	"strings"
)

// List is one file that an office sends.
type List struct {
	File   string // households.xlsx
	Sheet  string
	Title  string
	Line   []string // unit, day and units of measure under the title
	Column []Column
	Rows   [][]any // numbers stay numbers; nil is an empty cell
	Total  []any
	Foot   string
	Notes  []string // of the sheet 说明
}

// Column is a heading and its width in characters.
type Column struct {
	Heading string
	Width   float64
}

// row is one member of a household on its way into a list.
type row struct {
	h     *Household
	p     *Person
	seq   int // of the household, from 1
	first bool
}

// field is a column of a household list and what it says of a row.
type field struct {
	heading string
	width   float64
	say     func(row) any
}

// tabulate makes a list of households with a row for each member.
func tabulate(fields []field, households []Household) (columns []Column, rows [][]any) {
	for _, f := range fields {
		columns = append(columns, Column{f.heading, f.width})
	}
	for i := range households {
		h := &households[i]
		for j := range h.Members {
			cells := make([]any, len(fields))
			for k, f := range fields {
				cells[k] = f.say(row{h, &h.Members[j], i + 1, j == 0})
			}
			rows = append(rows, cells)
		}
	}
	return columns, rows
}

// once says something in the first row of a household only.
func once(say func(row) any) func(row) any {
	return func(r row) any {
		if !r.first {
			return nil
		}
		return say(r)
	}
}

func orNil[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}

// The columns that most lists share, as 低保花名册 and 困难职工档案表 head them.
var (
	colSeq        = field{"序号", 6, once(func(r row) any { return r.seq })}
	colNumber     = field{"低保证编号", 17, func(r row) any { return r.h.Number }}
	colVillage    = field{"村（居）", 12, func(r row) any { return r.h.Village.Name }}
	colTown       = field{"镇街", 14, func(r row) any { return r.h.Village.Town }}
	colHead       = field{"户主姓名", 10, func(r row) any { return r.h.Head().Name }}
	colName       = field{"成员姓名", 10, func(r row) any { return r.p.Name }}
	colRelation   = field{"与户主关系", 10, func(r row) any { return r.p.Relation }}
	colSex        = field{"性别", 5, func(r row) any { return r.p.Sex }}
	colID         = field{"身份证号", 21, func(r row) any { return r.p.IDNumber }}
	colBirth      = field{"出生日期", 12, func(r row) any { return r.p.Birth.String() }}
	colSize       = field{"家庭人口数", 9, once(func(r row) any { return len(r.h.Members) })}
	colCovered    = field{"保障人口数", 9, once(func(r row) any { return r.h.CoveredPersons() })}
	colIsCovered  = field{"是否保障对象", 9, func(r row) any { return yes(r.p.Covered) }}
	colPerHead    = field{"家庭人均收入（元/月）", 12, once(func(r row) any { return r.h.PerHead })}
	colYear       = field{"家庭年度总收入（元）", 12, once(func(r row) any { return r.h.PerHead * 12 * len(r.h.Members) })}
	colRigid      = field{"年刚性支出（元）", 12, once(func(r row) any { return orNil(r.h.Rigid) })}
	colCategory   = field{"对象类别", 16, func(r row) any { return categoriesOf(r) }}
	colCause      = field{"主要致困原因", 11, once(func(r row) any { return at(r.h.Causes, 0) })}
	colSecond     = field{"次要致困原因", 11, once(func(r row) any { return at(r.h.Causes, 1) })}
	colHealth     = field{"健康状况", 9, func(r row) any { return r.p.Health }}
	colDisability = field{"残疾类别", 10, func(r row) any { return orNil(r.p.Disability) }}
	colGrade      = field{"残疾等级", 9, func(r row) any { return grade(r.p.Grade) }}
	colSchool     = field{"就学情况", 9, func(r row) any { return orNil(r.p.School) }}
	colWork       = field{"就业状况", 12, func(r row) any { return orNil(r.p.Employment) }}
	colAddress    = field{"现住址", 34, once(func(r row) any { return r.h.Address })}
	colHousing    = field{"住房情况", 10, once(func(r row) any { return r.h.Housing })}
	colHouse      = field{"房屋状况", 9, once(func(r row) any { return orNil(r.h.Grade) })}
	colPhone      = field{"联系电话", 13, once(func(r row) any { return r.h.Phone })}
	colContact    = field{"联系人", 9, once(func(r row) any { return orNil(r.h.Contact) })}
	colContactAs  = field{"联系人关系", 10, once(func(r row) any { return orNil(r.h.ContactAs) })}
	colCard       = field{"银行账号", 22, once(func(r row) any { return r.h.Card })}
	colBank       = field{"开户行", 14, once(func(r row) any { return r.h.Bank })}
	colOpened     = field{"建档日期", 12, once(func(r row) any { return r.h.Opened.String() })}
	colUnit       = field{"工作单位", 18, once(func(r row) any { return r.h.Unit })}
	colRemark     = field{"备注", 16, once(func(r row) any { return orNil(r.h.Remark) })}
)

// categoriesOf: the household's categories stand in its first row, a member's
// own in the member's.
func categoriesOf(r row) any {
	var all []string
	if r.first {
		all = append(all, r.h.Categories...)
	}
	return orNil(strings.Join(append(all, r.p.Categories...), "、"))
}

func yes(b bool) string {
	if b {
		return "是"
	}
	return "否"
}

func grade(n int) any {
	if n == 0 {
		return nil
	}
	return []string{"一级", "二级", "三级", "四级"}[n-1]
}

func at(list []string, i int) any {
	if i >= len(list) {
		return nil
	}
	return list[i]
}

// counted is the total line and the foot of a household list.
func (l *List) counted(households []Household) {
	persons := 0
	for i := range households {
		persons += len(households[i].Members)
	}
	l.Total = []any{"合计", nil, nil, fmt.Sprintf("%d户", len(households)), fmt.Sprintf("%d人", persons)}
	l.Foot = "填表人：　　　　　　审核人：　　　　　　单位负责人：　　　　　　（单位盖章）"
}

// people makes the notes that every list carries.
func people(what ...string) []string {
	return append([]string{
		Fictional + "：姓名、身份证号、电话、银行账号、住址门牌都是程序编造的，村（社区）名取自公开的行政区划代码。",
		"身份证号的地区、出生日期和校验码都对得上，顺序码取960至999；电话用没有分配给任何运营商的154号段；银行账号以629999开头，不属于任何银行。",
		"只供试用和演示，不要与真实名单混放。",
	}, what...)
}
