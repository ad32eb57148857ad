package rule

import (
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"songnuan/internal/money"
	"songnuan/internal/personal"
)

// Value is what the facts hold for a field of a rule, as a reader sees it:
// money in yuan, 未知 for what is missing.
type Value struct {
	Field string // path: household.income_per_head
	Label string // 家庭人均收入
	Text  string // 620.00元
}

const unknownText = "未知"

// Path is the entry as a rule writes it: campaign.params.year.
func (e Entry) Path() string { return e.Map.Path() + "." + e.Key }

func (e Entry) of(f *Facts) map[string]string {
	if e.Map.Owner == "campaign" {
		return f.Campaign.Params
	}
	return f.Household.Extra
}

// Path is the line as a rule writes it.
func (l Line) Path() string {
	if _, ok := FieldOf("area", l.Kind); ok {
		return "area." + l.Kind
	}
	return "area.line('" + l.Kind + "')"
}

// label is the line's name in Chinese.
func (l Line) label() string {
	if f, ok := FieldOf("area", l.Kind); ok {
		return f.Label
	}
	return "当地标准（" + l.Kind + "）"
}

// Fields are the paths that the expression reads, in the order of the text,
// each once; a member's fields are person.*.
func (e *Expression) Fields() []string {
	var out []string
	for _, node := range e.reads() {
		out = append(out, pathOf(node))
	}
	return out
}

// reads are the nodes that read a field, one for each path.
func (e *Expression) reads() []Expr {
	var out []Expr
	seen := map[string]bool{"": true}
	for node := range Nodes(e.tree) {
		if path := pathOf(node); !seen[path] {
			seen[path] = true
			out = append(out, node)
		}
	}
	return out
}

func pathOf(node Expr) string {
	switch node := node.(type) {
	case Read:
		return node.Field.Path()
	case Entry:
		return node.Path()
	case Line:
		return node.Path()
	}
	return ""
}

// Values are the fields that the expression reads with what the facts hold.
// A field of members lists theirs in order; where only their fields matter,
// the members themselves are left out.
func (e *Expression) Values(f *Facts) []Value {
	reads := e.reads()
	ofMembers := slices.ContainsFunc(reads, func(node Expr) bool { r, ok := node.(Read); return ok && r.Var != "" })
	var out []Value
	for _, node := range reads {
		switch node := node.(type) {
		case Entry:
			// The office's own columns may hold numbers, and reasons are kept unsealed.
			out = append(out, Value{node.Path(), node.Key, personal.HideNumbers(entryText(node.of(f), node.Key))})
		case Line:
			out = append(out, Value{node.Path(), node.label(), fenText(f.Area.line(node.Kind))})
		case Read:
			if node.Field.Type == TypePersons && ofMembers {
				continue
			}
			out = append(out, Value{node.Field.Path(), node.Field.Label, node.text(f)})
		}
	}
	return out
}

func entryText(m map[string]string, key string) string {
	if text, ok := m[key]; ok {
		return text
	}
	return unknownText
}

func (r Read) text(f *Facts) string {
	switch {
	case r.Var == "":
		return r.Field.text(r.owner(f))
	case len(f.Household.Members) == 0:
		return "无成员"
	}
	var texts []string
	for i := range f.Household.Members {
		texts = append(texts, r.Field.text(&f.Household.Members[i]))
	}
	return strings.Join(texts, "、")
}

func (r Read) owner(f *Facts) any {
	switch r.Field.Owner {
	case "household":
		return &f.Household
	case "area":
		return &f.Area
	case "campaign":
		return &f.Campaign
	}
	return f.Person
}

// text is the field's value of one owner.
func (f *Field) text(owner any) string {
	v := f.get(owner)
	if f.Money() {
		return fenText(v)
	}
	switch v := v.(type) {
	case nil:
		return unknownText
	case types.Bool:
		if v {
			return "是"
		}
		return "否"
	case types.Int:
		return strconv.FormatInt(int64(v), 10) + f.Measure
	case types.String:
		if v == "" {
			return "无"
		}
		return string(v)
	case traits.Lister:
		return f.listText(v)
	}
	return ""
}

func (f *Field) listText(list traits.Lister) string {
	n := list.Size().(types.Int)
	switch {
	case f.Type == TypePersons:
		return strconv.FormatInt(int64(n), 10) + Persons
	case n == 0:
		return "无"
	}
	var names []string
	for i := range n {
		names = append(names, string(list.Get(i).(types.String)))
	}
	return strings.Join(names, "、")
}

func fenText(v ref.Val) string {
	fen, ok := v.(types.Int)
	if !ok {
		return unknownText
	}
	return money.Fen(fen).Yuan() + "元"
}
