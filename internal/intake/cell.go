package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"songnuan/internal/personal"
	"songnuan/internal/sheet"
)

// Text is a cell without the dirt that spreadsheets and keyboards leave:
// spaces and line ends around it, control and zero-width characters anywhere,
// full-width letters and digits, the apostrophe that forces text. blank tells
// that it says nothing: empty, 无, -, / and the like. It returns the string it
// was given when there is nothing to take off, which is nearly always.
func Text(raw string) (text string, blank bool) {
	if raw == "" {
		return "", true
	}
	text = raw
	if dirty(raw) {
		text = scrub(raw)
	}
	return text, text == "" || saysNothing(text)
}

// dirty looks at the bytes only: an outer space or apostrophe, control
// characters, and the first bytes of the encodings in which U+00A0, U+2000…,
// U+3000, U+FEFF and the full-width forms lie.
func dirty(s string) bool {
	if first, last := s[0], s[len(s)-1]; first <= ' ' || last <= ' ' || first == '\'' || first == '=' {
		return true
	}
	for i := 0; i < len(s); i++ {
		switch b := s[i]; {
		case b < ' ', b == 0x7f, b == 0xc2, b == 0xef:
			return true
		case b == 0xe2 && i+1 < len(s) && s[i+1] == 0x80,
			b == 0xe3 && i+2 < len(s) && s[i+1] == 0x80 && s[i+2] == 0x80:
			return true
		}
	}
	return false
}

func scrub(raw string) string {
	clean := strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\u00a0' || r == '\u3000':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == utf8.RuneError:
			return -1
		}
		return r
	}, raw)
	return strings.TrimSpace(unquote(strings.TrimSpace(foldLatin(clean))))
}

// foldLatin makes full-width letters, digits and signs half-width and leaves
// Chinese punctuation in running text as it is.
func foldLatin(s string) string {
	if !strings.ContainsRune(s, '\uff0d') && strings.IndexFunc(s, isWideLatin) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if isWideLatin(r) || r == '\uff0d' {
			return r - 0xfee0
		}
		return r
	}, s)
}

func isWideLatin(r rune) bool {
	return r >= '０' && r <= '９' || r >= 'Ａ' && r <= 'Ｚ' || r >= 'ａ' && r <= 'ｚ' ||
		r == '．' || r == '／' || r == '＋' || r == '＃' || r == '＝' || r == '＊' || r == '％'
}

// unquote undoes the ways to keep a number as text: '0123 and ="0123".
func unquote(s string) string {
	if inner, ok := strings.CutPrefix(s, `="`); ok && strings.HasSuffix(inner, `"`) {
		return inner[:len(inner)-1]
	}
	return strings.TrimLeft(s, "'‘’`")
}

// saysNothing: the marks that offices put into a cell that does not apply.
func saysNothing(s string) bool {
	switch s {
	case "无", "无。", "没有", "暂无", "空", "空白", "不详", "未知", "不适用", "未填",
		"-", "--", "---", "/", "//", "\\", "—", "——", "–", "－", "一一", ".", "。", "、", "*", "×", "N/A", "n/a", "NA", "NULL", "null", "None", "无无":
		return true
	}
	return false
}

// Marks of Excel for a cell that could not be calculated.
var errorMarks = []string{"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}

// Longest texts of a cell, in characters.
const (
	LongestText   = 200
	LongestRemark = 2_000
)

// Fault is what makes a cell unreadable whatever its field: a message key, ""
// when there is none. strict is for numbers that must not be wrong (ID number,
// card, money): there a formula is refused even though its last value is known,
// since that value may be stale and the office alone can settle it.
func Fault(cell sheet.Cell, text string, strict bool) string {
	switch {
	case cell.TooLong:
		return "intake.cell_too_long"
	case cell.Kind == sheet.Error || strings.HasPrefix(text, "#") && isErrorMark(text):
		return "intake.cell_error"
	case strings.HasPrefix(text, "=") || cell.Kind == sheet.Formula && strict:
		return "intake.cell_formula"
	case len(text) > LongestText && utf8.RuneCountInString(text) > LongestRemark:
		return "intake.cell_too_long"
	}
	return ""
}

func isErrorMark(text string) bool {
	for _, mark := range errorMarks {
		if strings.EqualFold(text, mark) {
			return true
		}
	}
	return strings.Trim(text, "#") == "" && len(text) > 2 // ##### in a file saved as shown
}

// Compact takes all inner spaces out of a number or a name in Chinese: 张 三.
func Compact(text string) string {
	if strings.IndexByte(text, ' ') < 0 && !strings.ContainsRune(text, '\u3000') {
		return text
	}
	return strings.NewReplacer(" ", "", "\u3000", "").Replace(text)
}

// Half is the text with every full-width form made half-width, for fields
// where punctuation carries no meaning: （020）1234 is (020)1234.
func Half(text string) string {
	for i := 0; i < len(text); i++ {
		if text[i] >= utf8.RuneSelf {
			return width.Fold.String(text)
		}
	}
	return text
}

// Split cuts a cell that lists several things: 低保、残疾.
func Split(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、，；／＋,;+&|/ \n", r) })
}

// Clip makes a cell's text fit for a message: short, and without long numbers,
// since an identity or card number may stand in the wrong column and messages
// are kept unsealed.
func Clip(text string) string {
	const longest = 24
	text = personal.HideNumbers(text)
	if utf8.RuneCountInString(text) <= longest {
		return text
	}
	return string([]rune(text)[:longest]) + "…"
}
