package day

import (
	"slices"
	"testing"
	"unicode/utf8"

	"songnuan/internal/problem"
)

// gaobu is the surroundings of a plan that runs from November 2026.
func gaobu() Env {
	params := map[string]string{"year": "2026", "month": "１２", "deadline": "{year}-01-01", "close": "2027-03-31", "spring": "春节", "days": "3", "word": "明年"}
	anchors := map[AnchorRef]Date{
		{"field", Start}: on("2027-01-17"), {"field", End}: on("2027-02-05"),
		{"launch", Start}: on("2027-01-17"), {"launch", End}: on("2027-01-17"), {"发放", End}: on("2027-02-03"),
	}
	return Env{
		Base:  on("2026-11-25"),
		Param: func(name string) (string, bool) { v, ok := params[name]; return v, ok },
		Anchor: func(name string, edge Edge) (Date, bool) {
			d, ok := anchors[AnchorRef{name, edge}]
			return d, ok
		},
	}
}

func TestExpressions(t *testing.T) {
	tests := []struct {
		text string
		edge Edge
		want string
	}{
		{"2027-01-15", Start, "2027-01-15"},
		{"２０２７－０１－１５", Start, "2027-01-15"},
		{"{year}-11-25", Start, "2026-11-25"},
		{"{year+1}-01-15", Start, "2027-01-15"},
		{"{year}年11月25日", Start, "2026-11-25"},
		{"{ year + 1 }年1月17号", Start, "2027-01-17"},
		{"1月17日", Start, "2027-01-17"},
		{"11月25日", Start, "2026-11-25"},
		{"2月29日", Start, "2028-02-29"},
		{"{close}", Start, "2027-03-31"},
		{"{spring}", Start, "2027-02-06"},
		{"春节", Start, "2027-02-06"},
		{"春节(2028)", Start, "2028-01-26"},
		{"春节（２０２８年）", Start, "2028-01-26"},
		{"{year+1}年春节", Start, "2027-02-06"},
		{"2018年春节", Start, "2018-02-16"},
		{"三九", Start, "2027-01-09"},
		{"中秋", Start, "2027-09-15"},
		{"腊月廿三", Start, "2027-01-30"},
		{"腊月廿三(2028)", Start, "2028-01-19"},
		{"腊月三十", Start, "2030-02-02"},
		{"农历八月十五", Start, "2027-09-15"},
		{"before(春节)", Start, "2027-02-05"},
		{"before(春节, 7)", Start, "2027-01-30"},
		{"before(春节，7天)", Start, "2027-01-30"},
		{"before(春节, {days} 天)", Start, "2027-02-03"},
		{"before(春节(2026), 10 工作日)", Start, "2026-02-03"},
		{"before(end(field), 10 workdays)", Start, "2027-01-22"},
		{"after(2026-02-12, 5个工作日)", Start, "2026-02-26"},
		{"after(launch, 2 周)", Start, "2027-01-31"},
		{"after(2027-01-31, 1 month)", Start, "2027-02-28"},
		{"before(2027-03-31, 1个月)", Start, "2027-02-28"},
		{"after(before(元旦(2027)))", Start, "2027-01-01"},
		{"after(launch, 0)", Start, "2027-01-17"},
		{"start(field)", End, "2027-01-17"},
		{"end(field)", Start, "2027-02-05"},
		{"end(发放)", Start, "2027-02-03"},
		{"{year}年12月上旬", Start, "2026-12-01"},
		{"{year}年12月上旬", End, "2026-12-10"},
		{"{year}年{month}月中旬", End, "2026-12-20"},
		{"2027年2月下旬", Start, "2027-02-21"},
		{"2027年2月下旬", End, "2027-02-28"},
		{"12月上旬", Start, "2026-12-01"},
		{"2028-02", End, "2028-02-29"},
		{"{year}年12月", Start, "2026-12-01"},
		{"2028年2月底", Start, "2028-02-29"},
		{"{year}年底", Start, "2026-12-31"},
		{"before({year}年12月中旬)", End, "2026-12-10"},
		{"after({year}年12月中旬)", Start, "2026-12-21"},
	}
	for _, test := range tests {
		e, err := ParseExpr(test.text)
		if err != nil {
			t.Errorf("ParseExpr(%q): %v", test.text, err)
			continue
		}
		env := gaobu()
		env.Edge = test.edge
		if got, err := e.Resolve(env); err != nil || got.String() != test.want {
			t.Errorf("%s (%s) = %s, %v; want %s", test.text, test.edge, got, err, test.want)
		}
	}
}

func TestExpressionErrorsNameTheColumn(t *testing.T) {
	tests := []struct {
		text, key string
		column    int
	}{
		{"", "day.expr_empty", 1},
		{"before(", "day.expr_empty", 8},
		{"20xx年xx月", "day.expr_blank", 1},
		{"20XX年春节", "day.expr_blank", 1},
		{"{year}年xx月上旬", "day.expr_blank", 8},
		{"{year}年某月上旬", "day.expr_blank", 8},
		{"xx月xx日", "day.expr_blank", 1},
		{"2027年1月×日", "day.expr_blank", 8},
		{"before(20xx-11-25)", "day.expr_blank", 8},
		{"舂节", "day.expr_festival", 1},
		{"before(舂节)", "day.expr_festival", 8},
		{"春节前", "day.expr_before_after", 3},
		{"2月6日前", "day.expr_before_after", 5},
		{"2027-01-15 起", "day.expr_rest", 12},
		{"before(春节", "day.expr_no_closing", 10},
		{"before(春节, x)", "day.expr_blank", 12},
		{"before(春节, 七)", "day.expr_number", 12},
		{"before(春节, 7 小时)", "day.expr_unit", 14},
		{"during(春节)", "day.expr_unknown_word", 1},
		{"start()", "day.expr_no_name", 7},
		{"2027-02-30", "day.expr_no_such_day", 1},
		{"{year}-13-01", "day.expr_no_such_day", 1},
		{"{year}年4月31日", "day.expr_no_such_day", 1},
		{"27-01-15", "day.expr_year", 1},
		{"春节(27)", "day.expr_year", 4},
		{"2027", "day.expr_incomplete", 1},
		{"2027年1月15", "day.expr_incomplete", 1},
		{"{year+1}", "day.expr_incomplete", 1},
		{"{year", "day.expr_param", 1},
		{"{}-01-01", "day.expr_param", 1},
		{"{year+}-01-01", "day.expr_param", 1},
		{"闰六月初一", "day.leap_month", 1},
		{"八月十五", "day.lunar_or_civil", 1},
		{"after(腊月卅一, 3)", "day.not_lunar", 7},
		{"*", "day.expr_blank", 1},
		{")", "day.expr_unexpected", 1},
	}
	for _, test := range tests {
		_, err := ParseExpr(test.text)
		if err == nil || problem.As(err).Key != test.key || Column(err) != test.column {
			t.Errorf("ParseExpr(%q): %v at %d; want %s at %d", test.text, err, Column(err), test.key, test.column)
		}
	}
}

func TestResolveTellsWhatIsMissing(t *testing.T) {
	for text, key := range map[string]string{
		"{nothing}-01-01":             "day.param_missing",
		"{word}-01-01":                "day.param_not_number",
		"{word}":                      "day.param_not_date",
		"{deadline}":                  "day.param_not_date", // an answer may not ask again
		"start(nowhere)":              "day.anchor_missing",
		"nowhere":                     "day.anchor_missing",
		"{days}-01-01":                "day.out_of_range",
		"2027-{year}-01":              "day.no_such_day",
		"腊月三十(2027)":                  "day.no_such_lunar_day",
		"after(2200-12-31)":           "day.out_of_range",
		"before(after(2200-12-31))":   "day.out_of_range",
		"after(2200-12-31, 1 工作日)":    "day.out_of_range",
		"before(1800-01-31, 1 month)": "day.out_of_range",
	} {
		e, err := ParseExpr(text)
		if err != nil {
			t.Errorf("ParseExpr(%q): %v", text, err)
			continue
		}
		if d, err := e.Resolve(gaobu()); err == nil || problem.As(err).Key != key {
			t.Errorf("%s = %s, %v; want %s", text, d, err, key)
		}
	}
	e, _ := ParseExpr("春节")
	if _, err := e.Resolve(Env{}); err == nil || problem.As(err).Key != "day.no_base" {
		t.Errorf("春节 of no year: %v", err)
	}
	if _, err := (Expr{}).Resolve(Env{}); err == nil {
		t.Error("no expression gave a date")
	}
}

func TestRefsAndUnresolved(t *testing.T) {
	e, err := ParseExpr("after(before(end(field), {days}), {pause} 周)")
	if err != nil {
		t.Fatal(err)
	}
	refs := e.Refs()
	if !slices.Equal(refs.Params, []string{"days", "pause"}) || !slices.Equal(refs.Anchors, []AnchorRef{{"field", End}}) {
		t.Errorf("Refs = %+v", refs)
	}
	if open := e.Unresolved(gaobu()); !slices.Equal(open.Params, []string{"pause"}) || len(open.Anchors) != 0 {
		t.Errorf("Unresolved = %+v", open)
	}
	if open := e.Unresolved(Env{}); len(open.Params) != 2 || len(open.Anchors) != 1 {
		t.Errorf("Unresolved by nothing = %+v", open)
	}
	if e, _ = ParseExpr("{deadline}"); !slices.Equal(e.Refs().Params, []string{"deadline"}) || e.IsZero() {
		t.Errorf("Refs of %s = %+v", e, e.Refs())
	}
	e, _ = ParseExpr("{year}年{month}月{day}日")
	if got := e.Refs().Params; !slices.Equal(got, []string{"year", "month", "day"}) {
		t.Errorf("Params = %v", got)
	}
}

func FuzzParseExpr(f *testing.F) {
	for _, seed := range []string{
		"2027-01-15", "{year+1}年11月25日", "before(春节, 10 工作日)", "after(end(field), 2 个月)", "腊月廿三(2027)", "20xx年xx月上旬",
		"{year}年12月下旬", "春节（２０２８）", "before(before(before(launch)))", "{a}{b}", "三九({x-1})", "2月29日",
	} {
		f.Add(seed)
	}
	env := gaobu()
	f.Fuzz(func(t *testing.T, text string) {
		e, err := ParseExpr(text)
		if err != nil {
			if column := Column(err); column < 1 || column > utf8.RuneCountInString(text)+1 {
				t.Fatalf("%q: column %d, %v", text, column, err)
			}
			return
		}
		again, err := ParseExpr(e.String())
		if err != nil {
			t.Fatalf("%q does not read back: %v", text, err)
		}
		d, err := e.Resolve(env)
		if (err == nil) == d.IsZero() {
			t.Fatalf("%q = %s, %v", text, d, err)
		}
		if d2, _ := again.Resolve(env); d2 != d {
			t.Fatalf("%q = %s, read back %s", text, d, d2)
		}
	})
}
