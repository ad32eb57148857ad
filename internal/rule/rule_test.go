package rule

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"songnuan/internal/locale"
	"songnuan/internal/money"
	"songnuan/internal/problem"
)

// family is a household of three that lives under the line; its grandmother's
// birth is not known.
func family() *Facts {
	return &Facts{
		Household: Household{
			Number: "0012", Area: "441900129003", Unit: "0001.0004.", UnitName: "高埗镇总工会", Size: 3, Covered: 2,
			Income: new(money.Fen(1_800_000)), IncomePerHead: new(money.Fen(50_000)), Opened: "2026-03-01",
			Categories: []string{"低保对象", "重度残疾人"}, MainCategory: "低保对象", Causes: []string{"因病"},
			Members: []Person{
				{Age: new(int64(52)), Birth: "1974-05-01", Sex: "男", Relation: "户主", Health: "有慢性病", Employment: "失业", Covered: true, Head: true},
				{Relation: "母亲", Disability: "肢体", DisabilityGrade: new(int64(1)), Covered: true, Categories: []string{"重度残疾人"}},
				{Age: new(int64(14)), Birth: "2012-09-01", School: "初中", Relation: "子"},
			},
			Extra: map[string]string{"取暖": "煤炉"},
		},
		Area:     Area{Code: "441900129003", Lines: map[string]money.Fen{LineDibao: 128_000, "edge_line": 192_000}},
		Campaign: Campaign{Year: 2026, AsOf: "2026-11-23", Params: map[string]string{"year": "2026"}},
	}
}

func TestEval(t *testing.T) {
	tests := []struct {
		source  string
		want    Verdict
		missing []string
	}{
		{source: `household.income_per_head < area.dibao_line`, want: Yes},
		{source: `household.income_per_head < times(area.dibao_line, 1.5) && household.size >= 3`, want: Yes},
		{source: `household.income_per_head >= yuan(500)`, want: Yes},
		{source: `household.income_per_head > yuan(500.00)`, want: No},
		{source: `'低保对象' in household.categories`, want: Yes},
		{source: `'烈属' in household.categories`, want: No},
		{source: `household.rigid_expense > yuan(1000)`, want: Unknown, missing: []string{"household.rigid_expense"}},
		{source: `household.rigid_expense > yuan(1000) || household.size == 3`, want: Yes},
		{source: `household.rigid_expense > yuan(1000) && household.size == 4`, want: No},
		{source: `!(household.rigid_expense > yuan(1000))`, want: Unknown, missing: []string{"household.rigid_expense"}},
		{source: `has(household.rigid_expense)`, want: No},
		{source: `!has(household.housing)`, want: Yes},
		{source: `household.housing == '无房'`, want: Unknown, missing: []string{"household.housing"}},
		{source: `household.members.exists(m, m.age >= 50)`, want: Yes},
		{source: `household.members.exists(m, m.age >= 80)`, want: Unknown, missing: []string{"person.age"}},
		{source: `household.members.all(m, m.age < 60)`, want: Unknown, missing: []string{"person.age"}},
		{source: `household.members.all(m, m.age < 50)`, want: No},
		{source: `household.members.exists_one(m, m.head)`, want: Yes},
		{source: `household.members.exists_one(m, m.age > 50)`, want: Unknown, missing: []string{"person.age"}},
		{source: `household.members.filter(m, m.school != '').size() == 1`, want: Yes},
		{source: `household.members.exists(m, m.disability_grade <= 2 && '重度残疾人' in m.categories)`, want: Yes},
		{source: `household.members.map(m, m.relation).exists(r, r == '母亲')`, want: Yes},
		{source: `14 in household.members.map(m, has(m.age), m.age)`, want: Yes},
		{source: `household.main_category in ['低保对象', '特困人员']`, want: Yes},
		{source: `within(household.area, '441900129000')`, want: Yes},
		{source: `within(area.code, '441900130000')`, want: No},
		{source: `household.opened <= campaign.as_of`, want: Yes},
		{source: `campaign.params.year == '2026' && int(campaign.params['year']) == campaign.year`, want: Yes},
		{source: `campaign.params.town == '高埗镇'`, want: Unknown, missing: []string{"campaign.params.town"}},
		{source: `'town' in campaign.params`, want: No},
		{source: `household.extra['取暖'] == '煤炉'`, want: Yes},
		{source: `household.extra['住址'] != ''`, want: Unknown, missing: []string{"household.extra.住址"}},
		{source: `area.line('edge_line') == yuan(1920)`, want: Yes},
		{source: `area.line('other') == 0`, want: Unknown, missing: []string{"area.line('other')"}},
		{source: `household.size / 0 == 1`, want: Unknown},
		{source: `household.size * 9223372036854775807 > 0`, want: Unknown},
		{source: `household.unit_name.contains('总工会') && household.number.startsWith('00')`, want: Yes},
		{source: `household.size(`, want: -1},
	}
	for _, test := range tests {
		r, err := Compile(test.source, UnitHousehold)
		if err != nil {
			if test.want != -1 {
				t.Errorf("%s: %v", test.source, err)
			}
			continue
		}
		got, missing, err := r.Eval(family())
		if got != test.want || err != nil || !slices.Equal(missing, test.missing) {
			t.Errorf("%s = %v, missing %q, %v; want %v, missing %q", test.source, got, missing, err, test.want, test.missing)
		}
	}
}

func TestPersonRulesSeePersonAndHousehold(t *testing.T) {
	r, err := Compile(`person.school != '' && '低保对象' in household.categories`, UnitPerson)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []Verdict{No, No, Yes} {
		f := family()
		f.Person = &f.Household.Members[i]
		if got, _, err := r.Eval(f); got != want || err != nil {
			t.Errorf("member %d: %v, %v; want %v", i, got, err, want)
		}
	}
}

func TestNumbersAndChoices(t *testing.T) {
	n, err := CompileInt(`household.members.filter(m, m.school != '').size()`, UnitHousehold)
	if err != nil {
		t.Fatal(err)
	}
	if v, known, _, err := n.Eval(family()); v != 1 || !known || err != nil {
		t.Errorf("children at school = %d, %t, %v", v, known, err)
	}
	rounded, err := CompileInt(`times(household.income_per_head + 5, 0.01)`, UnitHousehold)
	if err != nil {
		t.Fatal(err)
	}
	if v, _, _, _ := rounded.Eval(family()); v != 500 {
		t.Errorf("times = %d, want 500", v)
	}
	c, err := CompileText(`household.rigid_expense > yuan(1) ? '深度' : '相对'`, UnitHousehold)
	if err != nil {
		t.Fatal(err)
	}
	if v, known, missing, err := c.Eval(family()); v != "" || known || err != nil || len(missing) != 1 {
		t.Errorf("tier = %q, %t, %q, %v", v, known, missing, err)
	}
}

func TestCompileExplains(t *testing.T) {
	walks := strings.Repeat("household.members.exists(m, ", 3) + "m.head" + strings.Repeat(")", 3)
	tests := []struct {
		source, key  string
		line, column int
		says         string
	}{
		{"", "rule.empty", 1, 1, "规则是空的"},
		{strings.Repeat(" ", MaxLength) + "true", "rule.too_long", 1, 1, "4096"},
		{"household.size == '\xff'", "rule.bad_text", 1, 1, ""},
		{`household.number == "\u0000"`, "rule.bad_text", 1, 21, ""},
		{"household.size >", "rule.syntax", 1, 17, "写法不对"},
		{"household.size ＞ 3", "rule.syntax", 1, 16, "＞"},
		{"houshold.size > 3", "rule.unknown_name_near", 1, 1, "是不是“household”"},
		{"household.size > 2 &&\n  famly(3)", "rule.unknown_name", 2, 8, "famly"},
		{"household.sise > 3", "rule.unknown_field_near", 1, 10, "是不是“size”"},
		{"household.members.exists(m, m.agee > 3)", "rule.unknown_field_near", 1, 30, "是不是“age”"},
		{"household.cats == 3", "rule.unknown_field", 1, 10, "cats"},
		{"person.age > 80", "rule.person_only", 1, 1, "person"},
		{"household.size > '3'", "rule.mismatch", 1, 16, "左边是整数，右边是文字"},
		{"household.income == null", "rule.null", 1, 18, "has(…)"},
		{"household.income < 1.5", "rule.mismatch", 1, 18, "小数"},
		{"household.size", "rule.wrong_type", 1, 1, "这里应是真假判断，现在是整数"},
		{"household.size && true", "rule.wrong_type", 1, 10, "现在是整数"},
		{"household == household", "rule.unsupported", 1, 1, ""},
		{"household.categories == household.causes", "rule.unsupported", 1, 22, ""},
		{"household.categories + household.causes == []", "rule.unsupported", 1, 22, ""},
		{"household.members[0].age > 3", "rule.bad_arguments", 1, 18, "[ ]"},
		{"dyn(household.size) > 3", "rule.unknown_name", 1, 4, "dyn"},
		{"household.number.matches('(a+)+$')", "rule.unknown_name", 1, 25, "matches"},
		{"household.extra[household.number] == ''", "rule.literal_needed", 1, 26, ""},
		{"household.size > times(2, 0.1234567)", "rule.bad_factor", 1, 27, "六位小数"},
		{"within(household.area, '4419')", "rule.bad_area", 1, 24, "4419"},
		{strings.Repeat("(", 200) + "true" + strings.Repeat(")", 200), "rule.too_complex", 1, 1, ""},
		{strings.Repeat("-(", 200) + "1" + strings.Repeat(")", 200), "rule.too_complex", 1, 1, ""},
		{walks, "rule.too_costly", 1, 1, "成员"},
	}
	for _, test := range tests {
		name := test.source[:min(len(test.source), 40)]
		_, err := Compile(test.source, UnitHousehold)
		p := problem.As(err)
		if p == nil {
			t.Errorf("%q compiles", name)
			continue
		}
		if p.Key != test.key || p.Args["line"] != test.line || p.Args["column"] != test.column {
			t.Errorf("%q: %v, want %s at %d:%d", name, p, test.key, test.line, test.column)
		}
		if text := locale.Error(locale.Chinese, err); !strings.Contains(text, test.says) || strings.Contains(text, "{") {
			t.Errorf("%q says %s", name, text)
		}
	}
}

func TestARuleThatGrowsIsStopped(t *testing.T) {
	r, err := Compile(`household.members.exists(m, household.members.exists(n, m.age + n.age == 1000))`, UnitHousehold)
	if err != nil {
		t.Fatal(err)
	}
	f := family()
	for range 10_000 {
		f.Household.Members = append(f.Household.Members, Person{Age: new(int64(1))})
	}
	if _, _, err := r.Eval(f); !problem.Is(err, problem.TooLarge) {
		t.Errorf("err = %v", err)
	}
}

func TestWarnings(t *testing.T) {
	tests := []struct{ source, says string }{
		{`'低保对象' in household.categories`, ""},
		{`'五保户' in household.categories`, "第 1 行第 1 列：“五保户”在系统里登记为“特困人员”，照现在的写法选不出人。请改写。"},
		{`household.main_category in ['低保对象', '低保户']`, "第 1 行第 37 列：“低保户”在系统里登记为“低保对象”，照现在的写法选不出人。请改写。"},
		{`household.members.exists(m, m.categories.exists(c, c == '劳模'))`, "第 1 行第 57 列：“劳模”在系统里登记为“劳动模范”，照现在的写法选不出人。请改写。"},
		{`household.members.exists(m, m.school != '')`, ""},
		{`'火星移民' in household.categories`, "第 1 行第 1 列：词表里没有“火星移民”，可能选不出人。请查对词表。"},
	}
	for _, test := range tests {
		r, err := Compile(test.source, UnitHousehold)
		if err != nil {
			t.Errorf("%s: %v", test.source, err)
			continue
		}
		var said []string
		for _, w := range r.Warnings() {
			said = append(said, locale.Error(locale.Chinese, w))
		}
		if got := strings.Join(said, "\n"); got != test.says {
			t.Errorf("%s: %s\nwant %s", test.source, got, test.says)
		}
	}
}

func TestDoubts(t *testing.T) {
	tests := []struct {
		source string
		key    string // "" doubts nothing
		column int
	}{
		{`household.income_per_head < 1000`, "rule.bare_money", 29},
		{`1000 > household.income_per_head`, "rule.bare_money", 1},
		{`household.income / household.size < 12000`, "rule.bare_money", 37},
		{`household.income - household.rigid_expense <= 500`, "rule.bare_money", 47},
		{`area.dibao_line > 100`, "rule.bare_money", 19},
		{`times(area.dibao_line, 1.5) > 100`, "rule.bare_money", 31},
		{`household.members.exists(m, m.income > 100)`, "rule.bare_money", 40},
		{`household.income_per_head < yuan(1000)`, "", 0},
		{`household.income_per_head < yuan(999.5)`, "", 0},
		{`household.income > 0`, "", 0},
		{`household.income / household.rigid_expense > 2`, "", 0},
		{`household.size > 1000`, "", 0},
		{`household.area == '冼沙村'`, "rule.bad_area", 19},
		{`area.code in ['441900129200', '4419']`, "rule.bad_area", 31},
		{`household.area == '441900129200'`, "", 0},
		{`household.opened < '2026-1-5'`, "rule.bad_date", 20},
		{`household.opened < '2026'`, "", 0},
		{`household.members.exists(m, m.birth >= '2010-09-01')`, "", 0},
		{`household.members.exists(m, m.birth >= '2010/09/01')`, "rule.bad_date", 40},
	}
	for _, test := range tests {
		r, err := Compile(test.source, UnitHousehold)
		if err != nil {
			t.Errorf("%s: %v", test.source, err)
			continue
		}
		doubts := r.Doubts()
		if test.key == "" {
			if len(doubts) != 0 {
				t.Errorf("%s: %v", test.source, doubts)
			}
			continue
		}
		if len(doubts) != 1 || doubts[0].Key != test.key || doubts[0].Args["column"] != test.column {
			t.Errorf("%s: %v, want %s at %d", test.source, doubts, test.key, test.column)
		}
	}
}

func TestTermsAndFields(t *testing.T) {
	r, err := Compile(`household.housing in ['无房', '租房'] && household.size > 1 && household.members.exists(m, m.age > 3 && m.sex == '女') && household.size < 9`, UnitHousehold)
	if err != nil {
		t.Fatal(err)
	}
	terms := []Term{{"housing", "无房"}, {"housing", "租房"}, {"sex", "女"}}
	if diff := cmp.Diff(terms, r.Terms()); diff != "" {
		t.Error(diff)
	}
	fields := []string{"household.housing", "household.size", "household.members", "person.age", "person.sex"}
	if diff := cmp.Diff(fields, r.Fields()); diff != "" {
		t.Error(diff)
	}
}

// Numbers in an office's own columns do not get into reasons, which are kept
// and exported as they are.
func TestValuesHideNumbers(t *testing.T) {
	r, err := Compile(`household.extra['备用号码'] != ''`, UnitHousehold)
	if err != nil {
		t.Fatal(err)
	}
	facts := family()
	facts.Household.Extra = map[string]string{"备用号码": "儿子13812345678"}
	want := []Value{{"household.extra.备用号码", "备用号码", "儿子13*********"}}
	if diff := cmp.Diff(want, r.Values(facts)); diff != "" {
		t.Error(diff)
	}
}

func TestValues(t *testing.T) {
	r, err := Compile(`household.income_per_head < area.dibao_line && household.rigid_expense > 0 && household.members.exists(m, m.age > 60) && '低保对象' in household.categories && campaign.params.year == '2026'`, UnitHousehold)
	if err != nil {
		t.Fatal(err)
	}
	want := []Value{
		{"household.income_per_head", "家庭人均收入", "500.00元"},
		{"area.dibao_line", "当地低保标准", "1,280.00元"},
		{"household.rigid_expense", "刚性支出", "未知"},
		{"person.age", "年龄", "52岁、未知、14岁"},
		{"household.categories", "困难类别", "低保对象、重度残疾人"},
		{"campaign.params.year", "year", "2026"},
	}
	if diff := cmp.Diff(want, r.Values(family())); diff != "" {
		t.Error(diff)
	}
}

func TestDescribe(t *testing.T) {
	tests := []struct{ source, want string }{
		{`household.income_per_head < area.dibao_line`, "家庭人均收入低于当地低保标准"},
		{`household.income_per_head <= times(area.dibao_line, 1.5)`, "家庭人均收入不高于当地低保标准的1.5倍"},
		{`household.income >= 1200000 || household.size > 4`, "家庭年收入不低于12,000.00元，或者家庭人口高于4"},
		{`'低保对象' in household.categories && !('烈属' in household.categories)`, "困难类别含“低保对象”，并且没有困难类别含“烈属”"},
		{`household.members.exists(m, m.age >= 80)`, "家庭成员中有一人（年龄不低于80）"},
		{`household.members.filter(m, m.school != '').size() >= 2`, "家庭成员中（就学情况不为空）的人数不低于2"},
		{`(household.size > 1 || !has(household.housing)) && household.opened < '2026-01-01'`, "（家庭人口高于1，或者住房情况未登记），并且建档日期早于“2026-01-01”"},
		{`household.rigid_expense > household.income_per_head * 12`, "刚性支出高于家庭人均收入乘以12"},
		{`household.main_category in ['低保对象', '特困人员']`, "主要困难类别是“低保对象”、“特困人员”之一"},
	}
	for _, test := range tests {
		r, err := Compile(test.source, UnitHousehold)
		if err != nil {
			t.Errorf("%s: %v", test.source, err)
			continue
		}
		if got := r.Describe(); got != test.want {
			t.Errorf("%s\n got %s\nwant %s", test.source, got, test.want)
		}
	}
}

func TestAge(t *testing.T) {
	tests := []struct {
		birth, asOf string
		want        int64
	}{
		{"1946-11-23", "2026-11-23", 80},
		{"1946-11-24", "2026-11-23", 79},
		{"2024-02-29", "2025-02-28", 0},
		{"2024-02-29", "2025-03-01", 1},
		{"2027-01-01", "2026-11-23", -1},
	}
	for _, test := range tests {
		if got := Age(test.birth, test.asOf); got == nil || *got != test.want {
			t.Errorf("Age(%s, %s) = %v, want %d", test.birth, test.asOf, got, test.want)
		}
	}
	if Age("", "2026-11-23") != nil {
		t.Error("an unknown birth has an age")
	}
}

func TestTimesRoundsHalfAwayFromZero(t *testing.T) {
	tests := []struct {
		x    int64
		by   float64
		want int64
	}{{5, 0.1, 1}, {4, 0.1, 0}, {-5, 0.1, -1}, {-4, 0.1, 0}, {100, 1.155, 116}, {3, 2, 6}}
	for _, test := range tests {
		r, ok := ratioOf(test.by)
		if got := r.of(test.x); !ok || fmt.Sprint(got.Value()) != fmt.Sprint(test.want) {
			t.Errorf("%d × %v = %v, want %d", test.x, test.by, got, test.want)
		}
	}
}

func TestVocabularyIsWhole(t *testing.T) {
	for _, f := range Vocabulary() {
		if f.Label == "" || f.get == nil {
			t.Errorf("%s has no label or no value", f.Path())
		}
		if structTypes[f.Owner] == nil {
			t.Errorf("%s has an owner that CEL does not know", f.Path())
		}
	}
}

// FuzzCompile: no source makes the compiler or a compiled rule panic, errors
// have a place and a text, and what compiles can be evaluated and described.
func FuzzCompile(f *testing.F) {
	f.Add(`household.income_per_head < area.dibao_line && '低保对象' in household.categories`)
	f.Add(`household.members.exists(m, m.age >= 80 && has(m.school))`)
	f.Add(`household.members.filter(m, m.covered).map(m, m.age).size() > times(2, 1.5) ? true : household.extra['a'] == "b"`)
	f.Add("person.age > 1 && [1, 2].all(x, x in [1])")
	f.Fuzz(func(t *testing.T, source string) {
		for _, unit := range []Unit{UnitHousehold, UnitPerson} {
			r, err := Compile(source, unit)
			if err != nil {
				p := problem.As(err)
				if p.Code == problem.Internal || p.Args["line"] == nil || !locale.Has(locale.Chinese, p.Key) {
					t.Errorf("%q: %v", source, err)
				}
				continue
			}
			facts := family()
			facts.Person = &facts.Household.Members[1]
			if _, _, err := r.Eval(facts); err != nil && !problem.Is(err, problem.TooLarge) {
				t.Errorf("%q: %v", source, err)
			}
			if r.Describe() == "" {
				t.Errorf("%q is described by nothing", source)
			}
			r.Values(facts)
			r.Warnings()
		}
	})
}

func BenchmarkEval(b *testing.B) {
	r, err := Compile(`household.income_per_head < area.dibao_line && '低保对象' in household.categories`, UnitHousehold)
	if err != nil {
		b.Fatal(err)
	}
	f := family()
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := r.Eval(f); err != nil {
			b.Fatal(err)
		}
	}
}
