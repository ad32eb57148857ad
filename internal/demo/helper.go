package demo

import "fmt"

// Helper is one made-up person who helps.
type Helper struct {
	Name     string
	Sex      string
	Kind     string // a term of the list helper_kind
	Unit     string
	Post     string
	Village  string // that the helper works in or is linked to; "" is none
	Phone    string
	Capacity int // households he or she can take
	Skills   string
	Remark   string
}

func (m *Maker) helper(kind, unit, post, village string) Helper {
	sex := m.sex(62)
	return Helper{
		Name: m.name(m.surname(), sex, m.dice.between(1968, 1996)), Sex: sex, Kind: kind, Unit: unit, Post: post,
		Village: village, Phone: m.phoneNumber(), Capacity: 1,
	}
}

// helperList makes the list of helpers.
func helperList(title string, line []string, helpers []Helper, notes ...string) List {
	l := List{
		File: "helpers.xlsx", Sheet: "帮扶人名册", Title: title, Line: line,
		Column: []Column{{"序号", 6}, {"姓名", 10}, {"性别", 5}, {"人员类别", 20}, {"工作单位", 26}, {"职务", 18}, {"联系村居", 14}, {"联系电话", 13}, {"可帮扶户数", 10}, {"特长", 12}, {"备注", 20}},
		Total:  []any{"合计", fmt.Sprintf("%d人", len(helpers))},
		Foot:   "填表人：　　　　　　审核人：　　　　　　（单位盖章）",
		Notes:  people(notes...),
	}
	for i, h := range helpers {
		l.Rows = append(l.Rows, []any{i + 1, h.Name, h.Sex, h.Kind, h.Unit, h.Post, orNil(h.Village), h.Phone, h.Capacity, orNil(h.Skills), orNil(h.Remark)})
	}
	return l
}
