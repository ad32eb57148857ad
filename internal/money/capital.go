package money

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"songnuan/internal/problem"
)

// Rules for capital amounts: 《正确填写票据和结算凭证的基本规定》(支付结算办法
// 附一): 整 after 元 and here also after 角, none after 分; 零 between digits.
// Where that text leaves a 零 to the writer (壹佰元零伍角 or 壹佰元伍角,
// 壹拾万零柒仟 or 壹拾万柒仟), Capital leaves it out and Parse takes both.

const capitalDigits = "零壹贰叁肆伍陆柒捌玖"

var capitalUnits = []struct {
	value uint64
	name  string
}{{1e8, "亿"}, {1e4, "万"}, {1000, "仟"}, {100, "佰"}, {10, "拾"}}

// Capital is the amount in capital characters (大写), as vouchers and receipts
// need it: 壹仟贰佰叁拾肆元伍角整. Negative amounts begin with 负.
func (f Fen) Capital() string {
	_, yuan, fen := f.parts()
	var b strings.Builder
	if f < 0 {
		b.WriteString("负")
	}
	if yuan > 0 || fen == 0 {
		b.WriteString(capital(yuan) + "元")
	}
	if jiao := fen / 10; jiao > 0 {
		b.WriteString(capital(jiao) + "角")
	} else if yuan > 0 && fen > 0 {
		b.WriteString("零")
	}
	if fen%10 > 0 {
		b.WriteString(capital(fen%10) + "分")
	} else {
		b.WriteString("整")
	}
	return b.String()
}

// capital spells a whole number; 零 stands wherever a digit is skipped.
func capital(n uint64) string {
	for _, unit := range capitalUnits {
		if n < unit.value {
			continue
		}
		text := capital(n/unit.value) + unit.name
		rest := n % unit.value
		if rest == 0 {
			return text
		}
		if rest*10 < unit.value {
			text += "零"
		}
		return text + capital(rest)
	}
	return string([]rune(capitalDigits)[n])
}

// asCapital turns everyday, traditional and variant characters into the ones
// that Capital writes.
var asCapital = strings.NewReplacer(
	"〇", "零", "一", "壹", "二", "贰", "两", "贰", "三", "叁", "四", "肆", "五", "伍", "六", "陆", "七", "柒", "八", "捌", "九", "玖",
	"十", "拾", "百", "佰", "千", "仟", "萬", "万", "億", "亿", "圆", "元", "圓", "元", "块", "元", "正", "整", "毛", "角",
	"貳", "贰", "叄", "叁", "參", "叁", "陸", "陆")

// longestCapital is above the 30 or so characters of the longest amount.
const longestCapital = 48

// optionalZero is a 零 that the rule leaves to the writer.
var optionalZero = regexp.MustCompile(`([万亿元])零(.[仟角])`)

// parseCapital reads an amount without sign in Chinese numerals. It reads
// loosely, then accepts only what Capital would write for the same amount:
// so no wrong order, doubled unit or colloquial 一百五 can slip through.
func parseCapital(text string) (Fen, error) {
	if utf8.RuneCountInString(text) > longestCapital {
		return 0, malformed(text)
	}
	given := tidyCapital(text)
	yuan, jiao, fen := cutCapital(given)
	whole := readCapital(yuan)
	if whole > uint64(Max/oneYuan) && capital(whole) == yuan {
		return 0, tooLarge()
	}
	if whole > uint64(Max/oneYuan) {
		return 0, malformed(text)
	}
	amount := Fen(whole)*oneYuan + Fen(readCapital(jiao))*10 + Fen(readCapital(fen))
	if tidyCapital(amount.Capital()) != given {
		return 0, malformed(text)
	}
	return within(amount)
}

// tidyCapital removes what may be written either way: 整, a missing 元, the
// 壹 before a leading 拾, an optional 零.
func tidyCapital(text string) string {
	s := strings.TrimSuffix(asCapital.Replace(text), "整")
	if !strings.ContainsAny(s, "元角分") {
		s += "元"
	}
	if strings.HasPrefix(s, "拾") {
		s = "壹" + s
	}
	return optionalZero.ReplaceAllString(s, "$1$2")
}

func cutCapital(s string) (yuan, jiao, fen string) {
	yuan, rest, ok := strings.Cut(s, "元")
	if !ok {
		yuan, rest = "", s
	}
	if before, after, ok := strings.Cut(rest, "角"); ok {
		jiao, rest = before, after
	}
	return yuan, jiao, strings.TrimSuffix(rest, "分")
}

// readCapital is the inverse of capital for well-formed text, and some number
// for any other.
func readCapital(s string) uint64 {
	s = strings.TrimLeft(s, "零")
	for _, unit := range capitalUnits {
		if before, after, ok := strings.Cut(s, unit.name); ok {
			return readCapital(before)*unit.value + readCapital(after)
		}
	}
	for i, r := range []rune(capitalDigits) {
		if s == string(r) {
			return uint64(i)
		}
	}
	return 0
}

func malformed(text string) error {
	return problem.New(problem.Invalid, "money.malformed", "text", clip(text))
}

// clip keeps error messages short whatever the cell held.
func clip(text string) string {
	const longest = 24
	if r := []rune(text); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return text
}
