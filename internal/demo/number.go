package demo

import (
	"fmt"
	"strings"

	"songnuan/internal/day"
)

// idNumber makes a citizen's number (GB 11643-1999): area, birth, a sequence
// that is odd for men, and the check character of ISO 7064 MOD 11-2.
func (m *Maker) idNumber(area string, birth day.Date, sex string) string {
	for {
		sequence := m.dice.between(480, 499) * 2
		if sex == male {
			sequence++
		}
		number := fmt.Sprintf("%s%s%03d", area, strings.ReplaceAll(birth.String(), "-", ""), sequence)
		number += checkCharacter(number)
		if !m.taken[number] {
			m.taken[number] = true
			return number
		}
	}
}

// checkCharacter of 17 digits: sum of digit × weight, mod 11.
func checkCharacter(digits string) string {
	weights := []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(digits[i]-'0') * w
	}
	return "10X98765432"[sum%11 : sum%11+1]
}

// phoneNumber makes one of the ten thousand numbers 1540000xxxx.
func (m *Maker) phoneNumber() string {
	m.phone++
	return fmt.Sprintf("1540000%04d", m.phone%10_000)
}

// cardNumber makes a card of 19 digits with a right Luhn digit.
func (m *Maker) cardNumber() string {
	m.card += m.dice.between(3, 41)
	digits := fmt.Sprintf("629999%012d", m.card*7919%1_000_000_000_000)
	return digits + luhnDigit(digits)
}

func luhnDigit(digits string) string {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return fmt.Sprint((10 - sum%10) % 10)
}

// born is a day so many full years before the list, on any day of the year.
func (m *Maker) born(age int) day.Date {
	return m.asOf.AddMonths(-12 * age).AddDays(-m.dice.upTo(365))
}
