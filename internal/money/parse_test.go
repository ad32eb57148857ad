package money

import (
	"strings"
	"testing"

	"songnuan/internal/problem"
)

func TestParseReadsTheSpellingsOfLists(t *testing.T) {
	tests := map[string]Fen{
		"1234.5":            123450,
		"1,234.50":          123450,
		"1234.50元":          123450,
		"¥1,234.50":         123450,
		"￥１，２３４．５０":         123450,
		"人民币 1234.50 元整":    123450,
		"RMB1234.50":        123450,
		" 0 ":               0,
		"200":               20000,
		"0.05":              5,
		"1.500":             150,
		"1.2万元":             1200000,
		"1.23456万":          1234560,
		"0.5亿元":             5_000_000_000,
		"壹仟贰佰叁拾肆元伍角整":       123450,
		"壹仟贰佰叁拾肆圆伍角正":       123450,
		"人民币壹佰元零伍分":         10005,
		"壹佰元零伍角":            10050,
		"壹佰元伍角":             10050,
		"壹拾万零柒仟元":           10700000,
		"壹拾万柒仟元":            10700000,
		"拾元":                1000,
		"两百元":               20000,
		"伍角":                50,
		"零元整":               0,
		"90000000000000.00": Max,
	}
	for text, want := range tests {
		if got, err := Parse(text); err != nil || got != want {
			t.Errorf("Parse(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestParseRefusesWithItsOwnMessage(t *testing.T) {
	tests := map[string]string{
		"":                  "money.empty",
		"　":                 "money.empty",
		"=B2*C2":            "money.formula",
		"1.2E+05":           "money.scientific",
		"1e3":               "money.scientific",
		"1.005":             "money.too_precise",
		"1.2345678万":        "money.too_precise",
		"12,34":             "money.grouping",
		"1,2345":            "money.grouping",
		"-5":                "money.negative",
		"(5.00)":            "money.negative",
		"负壹元":               "money.negative",
		"90000000000000.01": "money.too_large",
		"99999999999999999": "money.too_large",
		"壹佰万亿元":             "money.too_large",
		"200元/户":            "money.malformed",
		"约200":              "money.malformed",
		"1 234":             "money.malformed",
		"1.2.3":             "money.malformed",
		".":                 "money.malformed",
		"--5":               "money.malformed",
		"一百五":               "money.malformed", // 150 as people say it, 105 by its digits
		"壹万伍":               "money.malformed",
		"伍角壹元":              "money.malformed",
		"壹佰壹佰元":             "money.malformed",
		"元":                 "money.malformed",
		"null":              "money.malformed",
		"玖拾玖佰玖仟玖万玖亿玖万玖亿玖万玖亿": "money.malformed",
	}
	for text, want := range tests {
		if _, err := Parse(text); err == nil || problem.As(err).Key != want {
			t.Errorf("Parse(%q): %v; want %s", text, err, want)
		}
	}
}

func TestParseSignedTakesNegativeAmounts(t *testing.T) {
	for _, text := range []string{"-12.50", "－12.50元", "¥-12.50", "-¥12.50", "(12.50)", "（12.50）", "负壹拾贰元伍角整"} {
		if got, err := ParseSigned(text); err != nil || got != -1250 {
			t.Errorf("ParseSigned(%q) = %v, %v", text, got, err)
		}
	}
}

func TestLongTextIsClippedInMessages(t *testing.T) {
	_, err := Parse(strings.Repeat("金", 5000))
	if got := len([]rune(problem.As(err).Args["text"].(string))); got > 25 {
		t.Errorf("the message repeats %d characters", got)
	}
}

func FuzzMoneyParse(f *testing.F) {
	for _, seed := range []string{"1,234.50", "￥１２.5", "1.2万元", "壹仟贰佰叁拾肆元伍角整", "(5)", "1e9", "=A1", "负零元", "玖拾万亿元"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		amount, err := ParseSigned(text)
		if err != nil {
			if problem.CodeOf(err) != problem.Invalid {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		for _, form := range []string{amount.String(), amount.Yuan(), amount.Capital()} {
			if again, err := ParseSigned(form); err != nil || again != amount {
				t.Fatalf("%q = %d, written %q, read again %d, %v", text, amount, form, again, err)
			}
		}
	})
}
