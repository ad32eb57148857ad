package area

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"songnuan/internal/day"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// Area is one place of the tree.
type Area struct {
	Code       Code
	Name       string
	LocalLevel string // what the level is called there: 嘎查, 苏木; "" is the usual name
	ValidFrom  string // YYYY-MM-DD, "" is unknown
	ValidTo    string // last day, "" is still valid
	Successor  Code   // what a withdrawn code became
}

// Valid tells whether the area exists on a day, YYYY-MM-DD.
func (a Area) Valid(on string) bool {
	return a.ValidFrom <= on && (a.ValidTo == "" || on <= a.ValidTo)
}

// localLevels are the levels that a name tells and that aren't called 乡, 镇,
// 街道, 村 or 社区.
var localLevels = []string{"嘎查", "苏木", "牧场", "农场", "林场", "盟", "旗"}

// LocalLevel reads the local name of the level from a place's name, "" when it
// is a usual one: 宝力根苏木 is a 苏木.
func LocalLevel(name string) string {
	name = strings.TrimSuffix(strings.TrimSuffix(name, "村民委员会"), "委员会")
	for _, level := range localLevels {
		if strings.HasSuffix(name, level) && name != level {
			return level
		}
	}
	return ""
}

// nameMost is how long the name of an area may be, in characters.
const nameMost = 60

// CheckName refuses a name that is empty, too long, or holds control characters.
func CheckName(name string) error {
	if n := utf8.RuneCountInString(name); n == 0 || n > nameMost || strings.ContainsFunc(name, unicode.IsControl) {
		return problem.New(problem.Invalid, "area.bad_name", "most", nameMost)
	}
	return nil
}

// CheckDates refuses days that are none, and an end before the beginning.
func (a Area) CheckDates() error {
	for _, text := range []string{a.ValidFrom, a.ValidTo} {
		if text == "" {
			continue
		}
		if _, err := day.Parse(text); err != nil {
			return err
		}
	}
	if a.ValidTo != "" && a.ValidTo < a.ValidFrom {
		return problem.New(problem.Invalid, "area.dates_backwards")
	}
	return nil
}

// Shown is the name as records show it: a withdrawn area's says so.
func (a Area) Shown(lang locale.Lang, on string) string {
	if a.ValidTo != "" && a.ValidTo < on {
		return locale.Text(lang, "area.withdrawn", problem.Pairs("name", a.Name))
	}
	return a.Name
}
