package sown

import (
	"fmt"
	"strings"
)

// number draws an identity number of GB 11643 that nobody has: the county is
// another's for one in eight, as people marry and move.
func (m *maker) number(county string, p *person, man bool) string {
	if m.IntN(8) == 0 {
		county = m.villages[m.IntN(len(m.villages))].county
	}
	for {
		sequence := 2*m.IntN(499) + 2
		if man {
			sequence--
		}
		digits := fmt.Sprintf("%s%04d%02d%02d%03d", county, p.year, p.month, p.day, sequence)
		if !m.taken[digits] {
			m.taken[digits] = true
			return digits + check(digits)
		}
		if m.IntN(50) == 0 { // a day with many births
			county = m.villages[m.IntN(len(m.villages))].county
		}
	}
}

func check(digits string) string {
	sum := 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(digits[i]-'0') * w
	}
	return "10X98765432"[sum%11 : sum%11+1]
}

func (m *maker) cardNumber() string {
	m.card += 1 + m.IntN(90)
	return fmt.Sprintf("622848%013d", m.card)
}

// short is the number as it was written before 1999; "" for who was born later.
func short(number string) string {
	if len(number) != 18 || number[6:8] != "19" {
		return ""
	}
	return number[:6] + number[8:17]
}

// mistyped has one digit wrong, two neighbours in each other's place, or a wrong
// check digit.
func (m *maker) mistyped(number string) string {
	b := []byte(number)
	switch m.IntN(3) {
	case 0:
		i := m.IntN(17)
		b[i] = '0' + (b[i]-'0'+byte(1+m.IntN(9)))%10
	case 1:
		for {
			if i := m.IntN(16); b[i] != b[i+1] {
				b[i], b[i+1] = b[i+1], b[i]
				break
			}
		}
	default:
		wrong := strings.ReplaceAll("0123456789", string(b[17]), "")
		b[17] = wrong[m.IntN(len(wrong))]
	}
	return string(b)
}
