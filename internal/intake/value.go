package intake

import (
	"strings"

	"songnuan/internal/day"
	"songnuan/internal/money"
	"songnuan/internal/problem"
)

// MaxCount is the largest number of persons a cell may state.
const MaxCount = 99

// Count reads a number of persons or years, 0..MaxCount: 3, 3人, 三口, 3.0.
func Count(text string) (n int, ok bool) {
	if len(text) <= 2 {
		if n, ok = digits(text); ok {
			return n, true
		}
	}
	text = strings.TrimSpace(Half(text))
	for _, unit := range []string{"人", "口", "户", "岁", "周岁", "个", "名"} {
		text = strings.TrimSuffix(text, unit)
	}
	if whole, fraction, dotted := strings.Cut(text, "."); dotted && strings.Trim(fraction, "0") == "" {
		text = whole
	}
	if n, ok = digits(text); ok {
		return n, n <= MaxCount
	}
	return numeral(text)
}

func digits(text string) (n int, ok bool) {
	if text == "" || len(text) > 4 {
		return 0, false
	}
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		n = 10*n + int(text[i]-'0')
	}
	return n, true
}

// numeral reads 零 to 九十九 as far as families go: up to 十九.
func numeral(text string) (int, bool) {
	const ones = "零一二三四五六七八九"
	rest, ten := strings.CutPrefix(strings.ReplaceAll(text, "两", "二"), "十")
	if rest == "" {
		return 10, ten
	}
	i := strings.Index(ones, rest)
	if i < 0 || len(rest) != len("一") {
		return 0, false
	}
	n := i / len("一")
	if ten {
		n += 10
	}
	return n, true
}

// Money reads an amount of the column's unit, yuan being 1 or as Yuan says,
// and gives fen. What is no amount has the error of package money.
func Money(text string, yuan int64) (money.Fen, error) {
	if fen, ok := plainMoney(text); ok {
		return fen.Times(yuan)
	}
	if strings.Contains(text, "万") {
		yuan = 1 // the cell says its own unit
	}
	fen, err := money.Parse(strings.TrimSuffix(text, "人民币"))
	if err != nil {
		return 0, err
	}
	return fen.Times(yuan)
}

// plainMoney reads 1234, 1234.5 and 1234.56 up to nine digits of yuan, which
// is what clean lists hold, without the care that money.Parse takes.
func plainMoney(text string) (money.Fen, bool) {
	var fen int64
	decimals := -1
	for i := 0; i < len(text); i++ {
		switch b := text[i]; {
		case b >= '0' && b <= '9':
			fen = 10*fen + int64(b-'0')
			if decimals >= 0 {
				decimals++
			}
		case b == '.' && decimals < 0 && i > 0:
			decimals = 0
		default:
			return 0, false
		}
	}
	if text == "" || len(text) > 12 || decimals > 2 || decimals == 0 {
		return 0, false
	}
	for decimals = max(decimals, 0); decimals < 2; decimals++ {
		fen *= 10
	}
	return money.Fen(fen), true
}

// Date reads a date in the spellings of day.ParseLoose, and 长期 as none.
func Date(text string) (day.Date, day.Precision, error) {
	if len(text) == len("2006-01-02") && text[4] == '-' && text[7] == '-' {
		d, err := day.Parse(text)
		return d, day.ToDay, err
	}
	switch text {
	case "长期", "至今", "永久":
		return day.Date{}, day.ToDay, nil
	}
	return day.ParseLoose(text)
}

// Explain is the key and the arguments of an error from a value package, for a
// finding; long numbers in them are hidden as Clip does.
func Explain(err error) (key string, pairs []any) {
	e := problem.As(err)
	for name, value := range e.Args {
		if text, ok := value.(string); ok {
			value = Clip(text)
		}
		pairs = append(pairs, name, value)
	}
	return e.Key, pairs
}

// LooksCard tells whether the text is 16 to 19 digits that are no identity number.
func LooksCard(text string) bool {
	text = Compact(text)
	return len(text) >= 16 && len(text) <= 19 && allDigits(text) && !LooksIDNumber(text)
}

// LooksIDNumber tells whether the text is 18 places with a birth date inside, or
// 15 with one of the last century, or such a number as Excel ruins it.
func LooksIDNumber(text string) bool {
	text = Compact(text)
	if strings.Contains(text, "E+17") || strings.Contains(text, "e+17") {
		return true
	}
	switch len(text) {
	case 18:
		last := text[17]
		century := text[6:8]
		return allDigits(text[:17]) && (last >= '0' && last <= '9' || last == 'X' || last == 'x') &&
			(century == "19" || century == "20" || century == "18") && text[10:12] <= "12" && text[12:14] <= "31"
	case 15:
		return allDigits(text) && text[8:10] <= "12" && text[10:12] <= "31"
	}
	return false
}

// LooksPhone tells whether the text is a mobile number, whatever stands behind it.
func LooksPhone(text string) bool {
	text = Compact(text)
	return len(text) >= 11 && text[0] == '1' && text[1] >= '3' && allDigits(text[:11]) && (len(text) == 11 || text[11] < '0' || text[11] > '9')
}

func allDigits(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}
