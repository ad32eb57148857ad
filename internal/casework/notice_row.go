package casework

import (
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/money"
	"songnuan/internal/personal"
)

// Subject is what is known of a case when a notice shows it, in the clear. Only
// Cells lets anything of it out.
type Subject struct {
	Name     string
	Minor    bool // under age: the name is hidden whole
	Village  string
	Group    string // 村民小组
	Category string // name of the category proposed
	Persons  int    // who would receive
	Size     int    // living together
	Income   *money.Fen
	Amount   money.Fen
	Pays     bool // an amount is proposed at all
	Standard *money.Fen
	Kin      bool
	Decision string // what is proposed or decided, in words
}

// Hidden is the name as a notice shows it: by the rule's mask, and whole for a
// minor (浙江省社会救助条例 article 55: minors are protected in notices).
func (n *NoticeRule) Hidden(s *Subject) string {
	name := personal.NewName(s.Name)
	full := name.Clear()
	switch {
	case full == "":
		return "*"
	case s.Minor:
		return strings.Repeat("*", len([]rune(full)))
	case n.Mask == "given" && !strings.Contains(full, "·"):
		return hideGiven(full)
	}
	return name.String()
}

// hideGiven shows 张**, 欧阳**: the surname alone.
func hideGiven(full string) string {
	r := []rune(full)
	kept := len([]rune(personal.Surname(full)))
	if kept >= len(r) {
		kept = len(r) - 1
	}
	return string(r[:kept]) + strings.Repeat("*", len(r)-kept)
}

// Tie is a masked name that several of one village have on one list.
type Tie struct {
	Village, Name string
	Count         int
	Group         bool // told apart by their groups, else by a number behind the name
}

// Cells are the rows of a list as they hang, in the order of the rule's shown
// fields, and the ties that were broken: two 张*三 of one village are told apart
// by their groups, where the list shows groups and these differ, else by a
// number.
func (n *NoticeRule) Cells(subjects []Subject) (rows [][]string, ties []Tie) {
	names, ties := n.names(subjects)
	shown := n.Shown()
	for i := range subjects {
		row := make([]string, len(shown))
		for k, field := range shown {
			row[k] = subjects[i].cell(field, i+1, names[i])
		}
		rows = append(rows, row)
	}
	return rows, ties
}

// names are the masked names, made different within a village.
func (n *NoticeRule) names(subjects []Subject) ([]string, []Tie) {
	type key struct{ village, name string }
	names, same := make([]string, len(subjects)), map[key][]int{}
	var order []key
	for i := range subjects {
		names[i] = n.Hidden(&subjects[i])
		k := key{subjects[i].Village, names[i]}
		if same[k] == nil {
			order = append(order, k)
		}
		same[k] = append(same[k], i)
	}
	var ties []Tie
	for _, k := range order {
		members := same[k]
		if len(members) < 2 {
			continue
		}
		tie := Tie{Village: k.village, Name: k.name, Count: len(members), Group: slices.Contains(n.Shown(), "group") && groupsDiffer(subjects, members)}
		for place, i := range members {
			if !tie.Group {
				names[i] += "（" + strconv.Itoa(place+1) + "）"
			}
		}
		ties = append(ties, tie)
	}
	return names, ties
}

func groupsDiffer(subjects []Subject, members []int) bool {
	seen := map[string]bool{"": true}
	for _, i := range members {
		if seen[subjects[i].Group] {
			return false
		}
		seen[subjects[i].Group] = true
	}
	return true
}

// kinYes marks a household with a relative among the staff; readers see it in
// their language.
const kinYes = "yes"

func (s *Subject) cell(field string, serial int, name string) string {
	switch field {
	case "serial":
		return strconv.Itoa(serial)
	case "name":
		return name
	case "village":
		return s.Village
	case "group":
		return s.Group
	case "category":
		return s.Category
	case "persons":
		return strconv.Itoa(s.Persons)
	case "size":
		return strconv.Itoa(s.Size)
	case "income":
		return yuan(s.Income)
	case "amount":
		if s.Pays {
			return s.Amount.Yuan()
		}
	case "standard":
		return yuan(s.Standard)
	case "kin":
		if s.Kin {
			return kinYes
		}
	case "decision":
		return s.Decision
	}
	return ""
}

func yuan(f *money.Fen) string {
	if f == nil {
		return ""
	}
	return f.Yuan()
}
