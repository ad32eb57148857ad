package rule

import (
	"strconv"
	"strings"

	"songnuan/internal/money"
)

// Describe is the expression as a Chinese sentence, for reasons and documents.
func (e *Expression) Describe() string { return describer{}.say(e.tree) }

// describer reads a tree aloud.
type describer struct {
	money bool // amounts stand in fen: say them in yuan
}

var comparisons = map[string]string{
	"==": "为", "!=": "不为", "<": "低于", "<=": "不高于", ">": "高于", ">=": "不低于",
}

// Days and other texts are not low or high.
var textComparisons = map[string]string{
	"==": "为", "!=": "不为", "<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于",
}

var arithmetic = map[string]string{"+": "加", "-": "减", "*": "乘以", "/": "除以", "%": "除后的余数，除数为"}

var tests = map[string]string{"startsWith": "开头是", "endsWith": "结尾是", "contains": "含有"}

func (d describer) say(e Expr) string {
	switch e := e.(type) {
	case BoolLit:
		return map[bool]string{true: "总是", false: "从不"}[e.Value]
	case IntLit:
		return d.number(e)
	case TextLit:
		return d.quoted(e.Value)
	case ListLit:
		return d.list(e.Items, "、")
	case Read:
		return e.Field.Label
	case Entry:
		return e.Key
	case Line:
		return e.label()
	case Var:
		return "该项"
	case Size:
		return d.counted(e.List)
	case Length:
		return d.say(e.X) + "的字数"
	case ToInt:
		return d.say(e.X)
	case Concat:
		return d.say(e.X) + "接" + d.say(e.Y)
	case Arith:
		return d.sum(e)
	case Times:
		return d.say(e.X) + "的" + e.By.String() + "倍"
	case If:
		return "如果" + d.say(e.Cond) + "则" + d.say(e.Then) + "，否则" + d.say(e.Else)
	}
	return d.condition(e)
}

func (d describer) condition(e Expr) string {
	switch e := e.(type) {
	case And:
		return d.list(e.Terms, "，并且")
	case Or:
		return d.list(e.Terms, "，或者")
	case Not:
		return d.not(e.X)
	case Has:
		return d.say(e.What) + "已登记"
	case Compare:
		return d.compare(e)
	case In:
		return d.in(e)
	case Test:
		return d.say(e.X) + tests[e.Op] + d.say(e.Y)
	case Under:
		return d.say(e.Area) + "在" + d.say(e.Code) + "范围内"
	case Walk:
		return d.walk(e)
	}
	return ""
}

// list joins parts; what is itself joined stands in brackets.
func (d describer) list(parts []Expr, by string) string {
	texts := make([]string, len(parts))
	for i, part := range parts {
		texts[i] = d.say(part)
		switch part.(type) {
		case And, Or, If:
			texts[i] = "（" + texts[i] + "）"
		}
	}
	return strings.Join(texts, by)
}

func (d describer) not(x Expr) string {
	switch x := x.(type) {
	case Has:
		return d.say(x.What) + "未登记"
	case Read:
		return "不" + d.say(x)
	case In:
		return "没有" + d.in(x)
	case Walk:
		if x.Kind == Exists {
			return d.over(x) + "没有一" + counter(x.Over) + d.such(x)
		}
	}
	return "并非（" + d.say(x) + "）"
}

func (d describer) compare(e Compare) string {
	d.money = ofMoney(e.X) || ofMoney(e.Y)
	words := comparisons
	if e.X.Type() == TypeText {
		words = textComparisons
		if lit, ok := e.Y.(TextLit); ok && lit.Value == "" {
			return d.say(e.X) + map[string]string{"==": "为空", "!=": "不为空"}[e.Op]
		}
	}
	return d.say(e.X) + words[e.Op] + d.say(e.Y)
}

// ofMoney tells whether e is an amount in fen.
func ofMoney(e Expr) bool {
	for node := range Nodes(e) {
		switch node := node.(type) {
		case Size, Walk:
			return false
		case Line:
			return true
		case Read:
			if node.Field.Money() {
				return true
			}
		case IntLit:
			if node.Yuan {
				return true
			}
		}
	}
	return false
}

func (d describer) in(e In) string {
	if list, ok := e.List.(ListLit); ok {
		return d.say(e.X) + "是" + d.list(list.Items, "、") + "之一"
	}
	return d.say(e.List) + "含" + d.say(e.X)
}

func (d describer) sum(e Arith) string {
	if zero, ok := e.X.(IntLit); ok && zero.Value == 0 && e.Op == "-" {
		return "负" + d.say(e.Y)
	}
	left, right := d, d
	if e.Op == "*" || e.Op == "/" || e.Op == "%" { // an amount times a count
		right.money = d.money && !ofMoney(e.X)
		left.money = d.money && ofMoney(e.X)
	}
	return left.say(e.X) + arithmetic[e.Op] + right.say(e.Y)
}

func (d describer) number(e IntLit) string {
	if d.money || e.Yuan {
		return money.Fen(e.Value).Yuan() + "元"
	}
	return strconv.FormatInt(e.Value, 10)
}

func (describer) quoted(text string) string {
	if text == "" {
		return "空"
	}
	return "“" + text + "”"
}

func (d describer) walk(e Walk) string {
	switch e.Kind {
	case Exists:
		if in, ok := e.Cond.(In); ok { // a name among names needs no brackets
			_, self := in.X.(Var)
			if list, ok := in.List.(ListLit); ok && self {
				return d.say(e.Over) + "有" + d.list(list.Items, "、") + "之一"
			}
		}
		return d.over(e) + "有一" + counter(e.Over) + d.such(e)
	case All:
		return d.over(e) + "每" + counter(e.Over) + "都" + d.such(e)
	case ExistsOne:
		return d.over(e) + "恰有一" + counter(e.Over) + d.such(e)
	case Filter:
		return d.over(e) + d.such(e) + "的"
	}
	return d.over(e) + "的" + d.say(e.Give)
}

func (d describer) over(e Walk) string { return d.say(e.Over) + "中" }

func (d describer) such(e Walk) string { return "（" + d.say(e.Cond) + "）" }

func (d describer) counted(list Expr) string { return d.say(list) + counter(list) + "数" }

func counter(list Expr) string {
	if list.Type() == TypePersons {
		return "人"
	}
	return "项"
}
