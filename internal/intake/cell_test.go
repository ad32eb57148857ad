package intake

import (
	"slices"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"songnuan/internal/sheet"
)

func TestText(t *testing.T) {
	for raw, want := range map[string]string{
		"甲": "甲", "  甲\t": "甲", "甲\u3000": "甲", "\ufeff甲": "甲", "１２３Ａ": "123A", "'0123": "0123", `="0123"`: "0123",
		"甲\x00乙": "甲乙", "甲\n乙": "甲 乙", "甲，乙": "甲，乙", "\u200b甲": "甲", "甲（乙）": "甲（乙）",
	} {
		if got, blank := Text(raw); got != want || blank {
			t.Errorf("%q: got %q, blank %v", raw, got, blank)
		}
	}
	for _, raw := range []string{"", " ", "无", "-", "/", "——", "　", "N/A", "暂无", "\u200b"} {
		if _, blank := Text(raw); !blank {
			t.Errorf("%q says nothing", raw)
		}
	}
}

// TestTextIsStable: cleaning twice is cleaning once, and leaves valid text.
func TestTextIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once, _ := Text(rapid.String().Draw(t, "raw"))
		if !utf8.ValidString(once) {
			t.Fatalf("%q is no valid text", once)
		}
		twice, _ := Text(once)
		if again, _ := Text(twice); again != twice {
			t.Fatalf("%q, then %q", twice, again)
		}
	})
}

func TestFault(t *testing.T) {
	for _, c := range []struct {
		cell   sheet.Cell
		strict bool
		want   string
	}{
		{sheet.Cell{Text: "甲", Kind: sheet.Text}, true, ""},
		{sheet.Cell{Text: "#REF!", Kind: sheet.Error}, false, "intake.cell_error"},
		{sheet.Cell{Text: "#n/a", Kind: sheet.Text}, false, "intake.cell_error"},
		{sheet.Cell{Text: "#####", Kind: sheet.Text}, false, "intake.cell_error"},
		{sheet.Cell{Text: "#12", Kind: sheet.Text}, false, ""},
		{sheet.Cell{Text: "300", Kind: sheet.Formula}, true, "intake.cell_formula"},
		{sheet.Cell{Text: "300", Kind: sheet.Formula}, false, ""},
		{sheet.Cell{Text: "=A1", Kind: sheet.Text}, false, "intake.cell_formula"},
		{sheet.Cell{Text: "甲", Kind: sheet.Text, TooLong: true}, false, "intake.cell_too_long"},
	} {
		if got := Fault(c.cell, c.cell.Text, c.strict); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.cell, got, c.want)
		}
	}
}

func TestCount(t *testing.T) {
	for text, want := range map[string]int{"0": 0, "3": 3, "3人": 3, "4.0": 4, "三口": 3, "十二人": 12, "两人": 2, "１２": 12, "99": 99, "十": 10} {
		if got, ok := Count(text); !ok || got != want {
			t.Errorf("%s: got %d, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "甲", "-1", "3.5", "100", "3+1", "约3"} {
		if got, ok := Count(text); ok {
			t.Errorf("%q: got %d", text, got)
		}
	}
}

func TestMoney(t *testing.T) {
	for _, c := range []struct {
		text string
		yuan int64
		want string
	}{
		{"1234", 1, "1234.00"}, {"0.5", 1, "0.50"}, {"1.25", 10_000, "12500.00"}, {"1,234.50元", 1, "1234.50"},
		{"1.2万元", 10_000, "12000.00"}, {"0", 1, "0.00"}, {"3千", 1, ""}, {"甲", 1, ""}, {"1.234", 1, ""}, {"-5", 1, ""}, {"5.", 1, ""},
	} {
		got, err := Money(c.text, c.yuan)
		if c.want == "" && err == nil || c.want != "" && (err != nil || got.String() != c.want) {
			t.Errorf("%s × %d: got %s, %v", c.text, c.yuan, got, err)
		}
	}
}

// TestPlainMoneyAgrees: the short way reads what the careful way reads.
func TestPlainMoneyAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[0-9]{1,8}(\.[0-9]{1,2})?`).Draw(t, "text")
		short, ok := plainMoney(text)
		careful, err := Money(text+"元", 1)
		if !ok || err != nil || short != careful {
			t.Fatalf("%s: %d (%v), %d (%v)", text, short, ok, careful, err)
		}
	})
}

func TestYuan(t *testing.T) {
	for heading, want := range map[string]int64{"年收入（万元）": 10_000, "年收入(元)": 1, "收入千元": 1_000, "收入": 1} {
		if got := Yuan(heading); got != want {
			t.Errorf("%s: %d", heading, got)
		}
	}
}

func TestSplit(t *testing.T) {
	if got := Split("低保、残疾，优抚/甲 乙"); !slices.Equal(got, []string{"低保", "残疾", "优抚", "甲", "乙"}) {
		t.Errorf("%v", got)
	}
}

func TestName(t *testing.T) {
	for text, want := range map[string]string{"李 山": "李山 ", "李*": "李* intake.name_masked", "13800138000": "13800138000 intake.name_digits", "李138": "李138 intake.name_digits", "5": "5 intake.name_digits", "无名氏3": "无名氏3 ", "阿依·古丽": "阿依·古丽 "} {
		if name, fault := Name(text); name+" "+fault != want {
			t.Errorf("%s: %s %s", text, name, fault)
		}
	}
}

func TestClipHidesNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"20260105": "20260105", "1234.50": "1234.50", "441900195001012017": "44****************", "卡6217001234567890123号": "卡62*****************号",
		"4419001950010120": "44**************", "44190019500101201X": "44***************X",
		"一二三四五六七八九十一二三四五六七八九十一二三四五六": "一二三四五六七八九十一二三四五六七八九十一二三四…",
	} {
		if got := Clip(text); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
}
