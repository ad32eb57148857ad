package personal

import (
	"strings"

	"songnuan/internal/problem"
)

// Card is the number of a bank card or account. It shows four and four digits.
type Card struct{ Secret }

// ParseCard reads a card or account number of 12 to 22 digits; spaces and
// hyphens go. Error: Invalid, without the number.
func ParseCard(text string) (Card, error) {
	s := strings.ReplaceAll(cleanNumber(text), "-", "")
	switch {
	case s == "":
		return Card{}, problem.New(problem.Invalid, "personal.card_missing")
	case strings.Contains(s, "E+"):
		return Card{}, problem.New(problem.Invalid, "personal.card_ruined")
	case !isDigits(s) || len(s) < 12 || len(s) > 22:
		return Card{}, problem.New(problem.Invalid, "personal.card_digits")
	}
	return Card{newSecret(s, maskCard)}, nil
}

// Doubtful tells whether the number is no card of 16 to 19 digits with a right
// check digit (Luhn, ISO/IEC 7812). Passbook accounts may be so: a warning.
func (c Card) Doubtful() bool {
	s := c.Clear()
	return len(s) < 16 || len(s) > 19 || !luhn(s)
}

func luhn(s string) bool {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// DisabilityCard is the number of a 残疾人证: the identity number, the class
// and the grade of disability, and up to two signs for a card issued again.
type DisabilityCard struct {
	Secret
	ID    ID
	Class int // 1 视力 2 听力 3 言语 4 肢体 5 智力 6 精神 7 多重
	Grade int // 1 (worst) to 4
}

// ParseDisabilityCard reads 20 to 22 characters. Error: Invalid.
func ParseDisabilityCard(text string) (DisabilityCard, error) {
	s := crosses.Replace(cleanNumber(text))
	if len(s) < 20 || len(s) > 22 || !isDigits(s[18:20]) || strings.Trim(s[20:], "0123456789ABCDEFGHJKLMN") != "" {
		return DisabilityCard{}, problem.New(problem.Invalid, "personal.disability_form")
	}
	id, err := ParseID(s[:18])
	if err != nil {
		return DisabilityCard{}, err
	}
	class, grade := int(s[18]-'0'), int(s[19]-'0')
	if class < 1 || class > 7 || grade < 1 || grade > 4 {
		return DisabilityCard{}, problem.New(problem.Invalid, "personal.disability_class")
	}
	return DisabilityCard{Secret: newSecret(s, maskID), ID: id, Class: class, Grade: grade}, nil
}

// creditSigns and creditWeights are GB 32100: base 31, no I O S V Z.
const creditSigns = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// ParseCreditCode reads a unified social credit code, which is public and no
// secret. Error: Invalid.
func ParseCreditCode(text string) (string, error) {
	s := cleanNumber(text)
	if len(s) != 18 || strings.Trim(s, creditSigns) != "" {
		return "", problem.New(problem.Invalid, "personal.credit_form")
	}
	sum, weight := 0, 1
	for i := range 17 {
		sum += strings.IndexByte(creditSigns, s[i]) * weight
		weight = weight * 3 % 31
	}
	if creditSigns[(31-sum%31)%31] != s[17] {
		return "", problem.New(problem.Invalid, "personal.credit_check")
	}
	return s, nil
}
