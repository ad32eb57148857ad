package likeness

import (
	"strings"
	"unicode"

	"songnuan/internal/intake"
)

// Texts are the cells of a row that say who somebody is, as they stand.
type Texts struct {
	Name, Head, Number, HeadNumber, Birth, Sex, Village, Address, Phone, Card string

	Household string // equal texts are one household; "" is one of its own
	Closed    bool
}

// Person reads a row. Where two cells stand in each other's column they are
// changed back, if each fits there and neither where it is.
func (t Texts) Person() Person {
	t.clean()
	if t.Name == "" || t.Name == t.Head && t.Number == "" { // the row is the head's
		t.Name = firstOf(t.Name, t.Head)
		t.Number = firstOf(t.Number, t.HeadNumber)
	}
	t.untangle()
	return Person{
		Name: t.Name, Head: firstOf(t.Head, t.Name), Number: ReadNumber(t.Number), Birth: readBirth(t.Birth), Sex: readSex(t.Sex),
		Village: t.Village, Address: t.Address, Phone: digitsOf(t.Phone, 7), Card: digitsOf(t.Card, 12),
		Household: t.Household, Closed: t.Closed,
	}
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// clean takes off what spreadsheets leave, and what says nothing.
func (t *Texts) clean() {
	for _, cell := range []*string{&t.Name, &t.Head, &t.Number, &t.HeadNumber, &t.Birth, &t.Sex, &t.Village, &t.Address, &t.Phone, &t.Card} {
		text, blank := intake.Text(*cell)
		if blank || strings.HasPrefix(text, "=") { // a formula that nobody has worked out
			text = ""
		}
		*cell = text
	}
	t.Name, t.Head = nobody(t.Name), nobody(t.Head)
}

// nobody drops a name that was made unreadable: 张*三, 某某.
func nobody(name string) string {
	if strings.ContainsAny(name, "*＊×某") {
		return ""
	}
	return name
}

// slot is a column with how its texts look, and what may stay in it.
type slot struct {
	text *string
	fits func(string) bool
	may  func(string) bool
}

// untangle changes back cells that stand in each other's columns, and moves one
// that stands in a column where it does not belong to its own when that is
// empty; a village's name may look like anything and only changes places.
func (t *Texts) untangle() {
	slots := [...]slot{
		{&t.Name, looksName, looksName}, {&t.Number, looksNumber, mayBeNumber}, {&t.Birth, looksBirth, looksBirth}, {&t.Sex, looksSex, looksSex},
		{&t.Phone, looksPhone, looksPhone}, {&t.Card, looksCard, looksCard}, {&t.Village, looksVillage, looksVillage},
	}
	for i := range slots {
		a := &slots[i]
		if *a.text == "" || a.may(*a.text) {
			continue
		}
		for j := range slots {
			b := &slots[j]
			if i == j || a.text == &t.Village && *b.text == "" || !b.fits(*a.text) || *b.text != "" && (b.may(*b.text) || !a.fits(*b.text)) {
				continue
			}
			*a.text, *b.text = *b.text, *a.text
			break
		}
	}
}

func looksNumber(s string) bool { return intake.LooksIDNumber(strings.ToUpper(intake.Half(s))) }

// mayBeNumber lets a mistyped number stay where it is.
func mayBeNumber(s string) bool {
	s = cleaned(s)
	return (len(s) == 15 || len(s) == 17 || len(s) == 18 || len(s) == 19 && looksNumber(s[:18])) && allDigits(strings.TrimSuffix(s, "X"))
}

func looksPhone(s string) bool { return intake.LooksPhone(intake.Half(s)) }
func looksCard(s string) bool  { return intake.LooksCard(s) }
func looksBirth(s string) bool { return len(s) <= len("2006年01月02日") && readBirth(s) != 0 }
func looksSex(s string) bool   { return readSex(s) != 0 }

// placeEnds are how villages' names end and persons' do not.
var placeEnds = []string{"村", "社区", "居委会", "村委会", "委员会", "嘎查"}

func looksVillage(s string) bool {
	for _, end := range placeEnds {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return len(s) == 12 && allDigits(s)
}

func looksName(s string) bool {
	if looksVillage(s) || readSex(s) != 0 {
		return false
	}
	signs := 0
	for _, r := range s {
		if signs++; unicode.IsDigit(r) {
			return false
		}
	}
	return signs > 0 && signs <= intake.LongestName
}

func readSex(s string) Sex {
	switch strings.TrimSuffix(s, "性") {
	case "男", "M", "m":
		return Male
	case "女", "F", "f":
		return Female
	}
	return 0
}

// readBirth takes the groups of digits: 1962-03-04, 1962年3月4日, 19620304,
// 1962.3, 1962. A month over twelve is the day.
func readBirth(s string) Birth {
	var group [3]int
	at, in := 0, false
	s = intake.Half(s)
	if len(s) >= 8 && allDigits(s[:8]) {
		s = s[:4] + "-" + s[4:6] + "-" + s[6:8]
	} else if len(s) == 6 && allDigits(s) {
		s = s[:4] + "-" + s[4:]
	}
	for i := range len(s) {
		c := s[i]
		switch digit := c >= '0' && c <= '9'; {
		case digit && at < 3:
			group[at], in = group[at]*10+int(c-'0'), true
		case in && !digit:
			at, in = at+1, false
		}
	}
	y, m, d := group[0], group[1], group[2]
	if m > 12 && d >= 1 && d <= 12 {
		m, d = d, m
	}
	if y < 1850 || y > 2100 || m > 12 || d > 31 {
		return 0
	}
	return NewBirth(y, m, d)
}

// digitsOf keeps the first run of digits of a phone or a card, parted by spaces
// and hyphens at most; "" for fewer than least.
func digitsOf(s string, least int) string {
	s = intake.Half(s)
	if len(s) >= least && allDigits(s) {
		return s
	}
	var digits strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits.WriteRune(r)
		case r == ' ' || r == '-' || r == '+' || r == '(' || r == ')':
		case digits.Len() > 0 && digits.Len() < least:
			return ""
		case digits.Len() > 0:
			return digits.String()
		}
	}
	if digits.Len() < least {
		return ""
	}
	return digits.String()
}
