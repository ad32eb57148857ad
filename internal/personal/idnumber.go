package personal

import (
	"strings"
	"time"
	"unicode/utf8"

	"songnuan/internal/problem"
)

// ID is a checked identity number of 18 characters in the form of GB 11643:
// the resident's card, the residence permit of Hong Kong, Macao and Taiwan
// people, and the foreigner's permanent residence card of 2023. It shows its
// first six and last four characters.
type ID struct {
	Secret
	converted bool
}

// Sex as GB/T 2261.1 codes it.
type Sex int

// The sexes that an identity number can say.
const (
	Male   Sex = 1
	Female Sex = 2
)

// weights and checks are GB 11643 (ISO 7064 MOD 11-2).
var weights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

const checks = "10X98765432"

// provinces are the first two digits that GB/T 2260 has given out, with 81–83
// of the residence permits; a first digit 9 is a foreigner's card.
const provinces = " 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 "

// crosses are signs that stand for the check character X in real lists.
var crosses = strings.NewReplacer("×", "X", "Х", "X", "Ⅹ", "X", "✕", "X", "╳", "X")

// ParseID reads an identity number. Full-width signs, spaces and a small x are
// put right; 15 digits of before 1999 become 18 and say so. Errors are
// Invalid, one key for each way to be wrong, and never hold the number.
func ParseID(text string) (ID, error) {
	s := crosses.Replace(cleanNumber(text))
	switch {
	case s == "":
		return ID{}, problem.New(problem.Invalid, "personal.id_missing")
	case strings.Contains(s, "E+") || strings.Contains(s, "."):
		return ID{}, problem.New(problem.Invalid, "personal.id_ruined")
	case len(s) == 15 && isDigits(s):
		return convertID(s)
	case utf8.RuneCountInString(s) != 18:
		return ID{}, problem.New(problem.Invalid, "personal.id_length", "length", utf8.RuneCountInString(s))
	case len(s) != 18 || !isDigits(s[:17]) || strings.IndexByte(checks, s[17]) < 0:
		return ID{}, problem.New(problem.Invalid, "personal.id_character")
	}
	if checkOf(s) != s[17] {
		if Ruined(s) {
			return ID{}, problem.New(problem.Invalid, "personal.id_ruined")
		}
		return ID{}, problem.New(problem.Invalid, "personal.id_check")
	}
	return checkedID(s, false)
}

// convertID inserts the century and adds the check character.
func convertID(s string) (ID, error) {
	s = s[:6] + "19" + s[6:]
	return checkedID(s+string(checkOf(s)), true)
}

func checkedID(s string, converted bool) (ID, error) {
	if s[0] != '9' && !strings.Contains(provinces, " "+s[:2]+" ") {
		return ID{}, problem.New(problem.Invalid, "personal.id_area")
	}
	if born, err := time.Parse("20060102", s[6:14]); err != nil || born.Year() < 1850 {
		return ID{}, problem.New(problem.Invalid, "personal.id_birth")
	}
	return ID{newSecret(s, maskID), converted}, nil
}

func checkOf(s string) byte {
	sum := 0
	for i, weight := range weights {
		sum += int(s[i]-'0') * weight
	}
	return checks[sum%11]
}

// Ruined tells whether a long number was rounded by a spreadsheet, which keeps
// 15 digits: all that follow are zeros. A text may end so by chance; a number
// cell of more than 15 digits never holds what was typed.
func Ruined(digits string) bool {
	return len(digits) > 15 && isDigits(digits) && strings.Trim(digits[15:], "0") == ""
}

// Converted tells whether the number was of 15 digits and must be verified.
func (id ID) Converted() bool { return id.converted }

// Birth is the day of birth, YYYY-MM-DD; "" without a number.
func (id ID) Birth() string {
	s := id.Clear()
	if s == "" {
		return ""
	}
	return s[6:10] + "-" + s[10:12] + "-" + s[12:14]
}

// Sex by the odd or even sequence number; 0 without a number.
func (id ID) Sex() Sex {
	s := id.Clear()
	if s == "" {
		return 0
	}
	if (s[16]-'0')%2 == 1 {
		return Male
	}
	return Female
}

// Area is the six digits of the county that gave the number out, where the
// person need not live; "" for 81–83 and 9, which name no county.
func (id ID) Area() string {
	s := id.Clear()
	if s == "" || s[0] == '9' || s[:2] >= "81" {
		return ""
	}
	return s[:6]
}
