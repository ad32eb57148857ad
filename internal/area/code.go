// Package area holds administrative areas: the 12-digit code of GB/T 2260 and
// its extensions (省2 地2 县2 乡镇3 村3), the tree it spells, and the regional
// lines such as 低保标准 that hold in a part of the tree from a date.
package area

import (
	"slices"
	"strings"

	"songnuan/internal/problem"
)

// Code is a 12-digit administrative code. A level that a place skips is zeros
// in the middle: 高埗镇 441900129000 hangs under 东莞市 441900000000.
type Code string

// Level is how far down the tree a code goes.
type Level int

// The levels, by what follows only as zeros.
const (
	Province   Level = 1 // 省
	Prefecture Level = 2 // 地
	County     Level = 3 // 县
	Township   Level = 4 // 乡镇、街道、苏木
	Village    Level = 5 // 村、社区、嘎查
)

// ends are the digits a code of each level has.
var ends = [...]int{0, 2, 4, 6, 9, 12}

// Parse reads 2, 4, 6, 9 or 12 digits and fills up with zeros. Error: Invalid.
func Parse(text string) (Code, error) {
	text = strings.TrimSpace(text)
	if !slices.Contains(ends[1:], len(text)) || strings.Trim(text, "0123456789") != "" || text[:2] == "00" {
		return "", problem.New(problem.Invalid, "area.bad_code", "code", clip(text))
	}
	return Code(text + strings.Repeat("0", 12-len(text))), nil
}

// clip shortens what stands in an error: a column taken for another may hold
// an ID number.
func clip(text string) string {
	if r := []rune(text); len(r) > 12 {
		return string(r[:6]) + "…"
	}
	return text
}

// Level of the code; 0 for "".
func (c Code) Level() Level {
	for level := Village; level > Province; level-- {
		if len(c) == 12 && strings.Trim(string(c[ends[level-1]:ends[level]]), "0") != "" {
			return level
		}
	}
	if c == "" {
		return 0
	}
	return Province
}

// Parent is the nearest area above by the digits; "" above a province. A
// skipped level has no area of its own: 441900129000 gives 441900000000.
func (c Code) Parent() Code {
	level := c.Level()
	if level <= Province {
		return ""
	}
	return Code(string(c[:ends[level-1]]) + strings.Repeat("0", 12-ends[level-1]))
}

// Up is the area of a level that the code lies in; the code itself when it is
// higher up, or when its branch skips the level.
func (c Code) Up(level Level) Code {
	if level <= 0 || c.Level() <= level {
		return c
	}
	return Code(string(c[:ends[level]]) + strings.Repeat("0", 12-ends[level]))
}

// Short is the code without the zeros of the levels below: 441900129.
func (c Code) Short() string { return string(c[:ends[c.Level()]]) }

// Contains tells whether other is the area itself or lies below it. "" is
// everywhere.
func (c Code) Contains(other Code) bool {
	return c == "" || strings.HasPrefix(string(other), c.Short())
}

// Range gives the bounds for `area >= lo AND area < hi`: the area itself and
// all below it, skipped levels included.
func (c Code) Range() (lo, hi Code) {
	if c == "" {
		return "", "~"
	}
	return c, Code(c.Short() + "~")
}
