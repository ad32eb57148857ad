package plan

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"songnuan/internal/day"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

func today() day.Date {
	d, _ := day.New(2026, 11, 23)
	return d
}

// heading opens the small plans of these tests.
const heading3 = "format: 1\nplan: small\ntitle: 小方案\n"

func read(t *testing.T, src string, opts ReadOptions) (*Plan, []Finding) {
	t.Helper()
	opts.Today = today()
	p, found, err := Read([]byte(src), opts)
	if err != nil {
		t.Fatal(locale.Error(locale.Chinese, err))
	}
	return p, found
}

// clean reads a plan that has nothing wrong with it.
func clean(t *testing.T, src string, opts ReadOptions) *Plan {
	t.Helper()
	p, found := read(t, src, opts)
	for _, f := range found {
		if f.Severity == Error {
			t.Errorf("%d:%d %s: %s", f.Pos.Line, f.Pos.Column, f.Code, f.Text(locale.Chinese))
		}
	}
	return p
}

func codes(found []Finding) string {
	var all []string
	for _, f := range found {
		all = append(all, f.Code)
	}
	return strings.Join(all, " ")
}

func TestShippedPlansHaveNoErrors(t *testing.T) {
	files, err := filepath.Glob("../../plans/*.plan.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no plans", err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p, found, err := Check(src, ReadOptions{Today: today()})
		if err != nil {
			t.Fatalf("%s: %s", file, locale.Error(locale.Chinese, err))
		}
		for _, f := range found {
			if f.Severity == Error {
				t.Errorf("%s:%d:%d %s %s", filepath.Base(file), f.Pos.Line, f.Pos.Column, f.Code, f.Text(locale.Chinese))
			}
		}
		if !p.Draft() {
			t.Errorf("%s leaves nothing to settle", file)
		}
	}
}

func TestUnreadable(t *testing.T) {
	gb, _ := os.ReadFile("testdata/gb18030.txt")
	deep := heading3 + "aim: " + strings.Repeat("[", 20000)
	for name, c := range map[string]struct {
		src  string
		code problem.Code
		key  string
		line any
	}{
		"nothing":           {"", problem.Unreadable, "yamldoc.empty_file", nil},
		"blank":             {" \n\n", problem.Unreadable, "yamldoc.empty_file", nil},
		"comment":           {"# 只有注释\n", problem.Unreadable, "yamldoc.empty_file", nil},
		"zero bytes":        {"a\x00b", problem.Unreadable, "yamldoc.binary", nil},
		"workbook":          {"PK\x03\x04\x14\x00", problem.Unreadable, "yamldoc.office_file", nil},
		"old Word":          {"\xd0\xcf\x11\xe0\xa1\xb1", problem.Unreadable, "yamldoc.office_file", nil},
		"GB18030":           {string(gb), problem.Unreadable, "yamldoc.gb18030", nil},
		"neither":           {"title: \xff\xfe\xff", problem.Unreadable, "yamldoc.not_utf8", nil},
		"a sentence":        {"送温暖活动方案", problem.Unreadable, "yamldoc.not_mapping", 1},
		"a list":            {"- a\n- b\n", problem.Unreadable, "yamldoc.not_mapping", 1},
		"two documents":     {"format: 1\n---\nformat: 1\n", problem.Unreadable, "yamldoc.several_documents", 2},
		"full-width colon":  {"format: 1\ntitle：高埗\nplan: a\n", problem.Unreadable, "yamldoc.syntax", 2},
		"bare parameter":    {"format: 1\nperiod:\n  from: {year}-11-25\n", problem.Unreadable, "yamldoc.syntax", 3},
		"tab":               {"format: 1\nperiod:\n\tfrom: 1\n", problem.Unreadable, "yamldoc.syntax", 3},
		"missing space":     {"format:1\nplan: a\n", problem.Unreadable, "yamldoc.syntax", 1},
		"open quote":        {"format: 1\ntitle: '高埗\n", problem.Unreadable, "yamldoc.syntax", 2},
		"open bracket":      {"format: 1\nbasis: [甲, 乙\nplan: a\n", problem.Unreadable, "yamldoc.syntax", 2},
		"colon in text":     {"title: 主办: 工会\n", problem.Unreadable, "yamldoc.syntax", 1},
		"deep without end":  {deep, problem.Unreadable, "yamldoc.syntax", 4},
		"unknown alias":     {"title: *x\n", problem.Unreadable, "yamldoc.syntax", 1},
		"megabytes":         {heading3 + "theme: " + strings.Repeat("a", maxBytes), problem.TooLarge, "yamldoc.too_large", nil},
		"100,000 clauses":   {heading3 + "cash:\n" + strings.Repeat("  - {amount: 1}\n", 100_000), problem.TooLarge, "plan.too_many_clauses", nil},
		"one long mapping":  {heading3 + "cash: {" + many(100_000, "c%d: {amount: 1}") + "}", problem.TooLarge, "plan.too_many_clauses", nil},
		"byte order mark":   {"\ufeff" + heading3, "", "", nil},
		"Windows line ends": {strings.ReplaceAll(heading3, "\n", "\r\n"), "", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := Read([]byte(c.src), ReadOptions{Today: today()})
			if problem.CodeOf(err) != c.code {
				t.Fatalf("error %v, want %s", err, c.code)
			}
			if err == nil {
				return
			}
			got := problem.As(err)
			if got.Key != c.key || c.line != nil && got.Args["line"] != c.line {
				t.Errorf("%s %v, want %s on line %v", got.Key, got.Args, c.key, c.line)
			}
			if text := locale.Error(locale.Chinese, err); strings.Contains(text, "{") && !strings.Contains(text, `"{year}`) || strings.Contains(text, c.key) {
				t.Errorf("message %q", text)
			}
		})
	}
}

func many(n int, form string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = fmt.Sprintf(form, i)
	}
	return strings.Join(parts, ", ")
}

// TestAliasBomb: nine lines that would be a billion values are two findings a
// line, and no more.
func TestAliasBomb(t *testing.T) {
	src := heading3 + "basis: &a [lol, lol]\n"
	for i := range 9 {
		src += fmt.Sprintf("x%d: &%c [*%c, *%c, *%c]\n", i, 'b'+i, 'a'+i, 'a'+i, 'a'+i)
	}
	_, found := read(t, src, ReadOptions{})
	if n := strings.Count(codes(found), "yaml_alias"); n == 0 || n > 40 {
		t.Errorf("%d findings of aliases: %s", n, codes(found))
	}
}

func TestNestingIsBounded(t *testing.T) {
	_, found := read(t, heading3+"basis: "+strings.Repeat("[", 200)+strings.Repeat("]", 200), ReadOptions{})
	if !strings.Contains(codes(found), "too_deep") {
		t.Error(codes(found))
	}
}

func TestFindingsAreBounded(t *testing.T) {
	_, found := read(t, heading3+"remarks:\n"+strings.Repeat("  - {tekst: a}\n", 4000), ReadOptions{})
	if last := found[len(found)-1]; len(found) != maxFindings+1 || last.Code != "more_findings" || last.Args["count"] != 3000 {
		t.Errorf("%d findings, last %v", len(found), last)
	}
}

func TestSpellings(t *testing.T) {
	p := clean(t, heading3+`
year: 2027
classes:
  dibao: {who: household.size > 0, helped_when: {any: [visit, duties(2)]}, source: 一句}
cash:
  id: money
  class: dibao
  amount: 1,200.50
  per: 户
  every: 季度
  strength: 力争
  purse: [city, {purse: county, percent: 12.5%}]
purses: [{id: city}, {id: county}]
quotas: [{class: dibao, count: 1–2, per: total, table: {甲: 1}, order: [household.size, {by: household.area, desc: true}]}]
goods:
  - {class: dibao, quantity: 2.5, range: {at_least: 3}, item: x}
events: [{on: 2027-01-05, agenda: [发言, {at: "09:00", do: 签名}], capacity: 全部}]
phases: [{id: field, from: 2027年1月上旬, to: before(春节), tasks: [准备]}]
talks: [{when: field}]
`, ReadOptions{})
	c := p.Cash[0]
	got := fmt.Sprintln(*c.Amount.Fixed, c.Per, c.Every, c.Strength, c.Class, c.Purse[0].Purse, *c.Purse[1].Percent.Percent,
		*p.Quotas[0].Count.Min, *p.Quotas[0].Count.Max, p.Quotas[0].Table, p.Quotas[0].Order[0].Number != nil, p.Quotas[0].Order[1].Choice != nil, p.Quotas[0].Order[1].Desc,
		int64(p.Goods[0].Quantity), *p.Goods[0].Range.Min, p.Events[0].Agenda[0].Do, p.Events[0].Agenda[1].At, p.Events[0].Capacity.All,
		p.Phases[0].From.Day, p.Phases[0].To.Day, p.Phases[0].Tasks[0].Name, p.Talks[0].When.From.Day, p.Talks[0].When.To.Day,
		p.Classes[0].HelpedWhen.Any, p.Classes[0].Source, p.Classes[0].Who.Compiled != nil, p.Goods[0].ID, p.Phases[0].Tasks[0].ID)
	want := "1200.50 household quarter strive [dibao] city 1250 1 2 map[甲:1] true true true 2500 3 发言 09:00 true " +
		"2027-01-01 2027-02-05 准备 2027-01-01 2027-02-05 [visit duties(2)] [一句] true goods_1 phases_1\n"
	if d := diff.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestPlacesCountCharacters(t *testing.T) {
	src := heading3 + `classes:
  - {id: a, name: 低保户, unit: 家, who: "household.sise > 1"}
  - id: b
    who: |
      household.size > 0 &&
        household.incom > 3
  - id: c
    who: >-
      household.size > 0 &&
      household.incom > 3
  - id: d
    who: household.size > {n} && household.incom > {n}
period: {from: "{n}年1月五日", to: 2027-02-05}
params: {n: {value: 2027}}
`
	_, found := read(t, src, ReadOptions{})
	var got []string
	for _, f := range found {
		got = append(got, fmt.Sprintf("%d:%d %s", f.Pos.Line, f.Pos.Column, f.Code))
	}
	want := []string{"5:30 bad_word", "5:48 rule_bad", "9:18 rule_bad", "13:16 rule_bad", "15:43 rule_bad", "16:23 date_bad"}
	if d := diff.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestParametersAreSettledInOrder(t *testing.T) {
	src := heading3 + `
year: "{year}"
period: {from: "{year-1}-12-01", to: before(春节)}
params:
  year: {kind: year, assume: 2027, ask: 哪一年, source: 20xx年}
  amount: {kind: money, assume: 100, value: "{year}"}
purses: {city: {amount: "{amount}"}}
cash:
  - {id: together, only_if: {county_town: [together, both]}, amount: 200, source: 县、镇200元/户}
  - {id: each, only_if: {county_town: each}, amount: 400}
`
	params := "  county_town: {choose: [together, each], assume: together}\n"
	src = strings.Replace(src, "purses:", params+"purses:", 1)
	p := clean(t, src, ReadOptions{})
	if got := fmt.Sprintln(p.Assumptions[0].Param, p.Assumptions[0].Value, p.Assumptions[1].Param, *p.Purses[0].Amount.Fixed, len(p.Cash), p.Cash[0].ID, p.Unchosen[0].ID, p.Period.To.Day, p.Draft()); got != "year 2027 county_town 2027.00 1 together each 2027-02-05 true\n" {
		t.Error(got)
	}
	p = clean(t, src, ReadOptions{Params: map[string]string{"year": "2028", "county_town": "each"}})
	if got := fmt.Sprintln(p.Cash[0].ID, p.Unchosen[0].Source); got != "each [县、镇200元/户]\n" || len(p.Assumptions) != 0 || p.Period.To.Day.String() != "2028-01-25" || p.Draft() || !p.Answers[0].Given || p.Answers[1].Given {
		t.Error(got)
	}
	_, found := read(t, src, ReadOptions{Params: map[string]string{"yaer": "2028", "county_town": "none", "amount": "x"}})
	if got := codes(found); got != "param_not_declared param_unsettled param_wrong_kind param_not_chosen" {
		t.Error(got)
	}
	for _, f := range found {
		if f.Code == "param_not_declared" && !strings.Contains(f.Text(locale.Chinese), "是不是想写 year") {
			t.Error(f.Text(locale.Chinese))
		}
	}
}

func files(all map[string]string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		if src, ok := all[name]; ok {
			return []byte(src), nil
		}
		return nil, errors.New("no such file")
	}
}

func TestExtends(t *testing.T) {
	open := files(map[string]string{
		"old.yaml": "format: 1\nplan: old\ntitle: 去年\nextends: older.yaml\nparams: {year: {assume: 2026}}\ncash: [{id: a, amount: 100, note: 旧}, {id: b, amount: 1}]\ntheme: 旧\nwrong: 1\n",
		"older.yaml": "format: 1\nplan: older\ntitle: 前年\nyear: \"{year}\"\nperiod: {from: 2026-01-01, to: 2026-02-01}\npurses: [{id: city, kind: finance}]\n" +
			"cash:\n  - {id: b, amount: nix}\n  - {id: c, amount: bad}\n",
	})
	p, found := read(t, "format: 1\nplan: new\ntitle: 今年\nextends: old.yaml\nparams: {year: {value: 2027}}\nperiod: {to: 2027-02-01}\npurses: {town: {}}\n"+
		"cash: [{id: a, amount: 300}, {id: c, drop: true}, {id: d, amount: 4}]\n", ReadOptions{Open: open, Name: "new.yaml"})
	var cash []string
	for _, c := range p.Cash {
		cash = append(cash, fmt.Sprint(c.ID, " ", *c.Amount.Fixed, " ", c.Note))
	}
	want := []string{"b 1.00 ", "a 300.00 旧", "d 4.00 "}
	if d := diff.Diff(want, cash); d != "" {
		t.Error(d)
	}
	if got := fmt.Sprintln(p.ID, p.Title, p.Theme, p.Year, p.Period.From.Day, p.Period.To.Day, len(p.Purses), p.Params[0].Value); got != "new 今年 旧 2027 2026-01-01 2027-02-01 2 2027\n" {
		t.Error(got)
	}
	if len(found) != 1 || found[0].Code != "key_unknown" || found[0].Pos.File != "old.yaml" || found[0].Pos.Line != 8 {
		t.Errorf("%v", found)
	}
}

func TestExtendsIsBounded(t *testing.T) {
	all := map[string]string{}
	for i := range 20 {
		all[fmt.Sprintf("%d.yaml", i)] = heading3 + fmt.Sprintf("extends: %d.yaml\n", i+1)
	}
	_, found := read(t, all["0.yaml"], ReadOptions{Open: files(all), Name: "0.yaml"})
	if got := codes(found); got != "extends_too_far" {
		t.Error(got)
	}
	_, _, err := Read([]byte(heading3+"extends: b.yaml\n"), ReadOptions{Open: files(map[string]string{"b.yaml": "{"})})
	if !problem.Is(err, problem.Unreadable) || !strings.Contains(locale.Error(locale.Chinese, err), "b.yaml") {
		t.Error(err)
	}
}

func TestDatesLeanOnOneAnother(t *testing.T) {
	p := clean(t, heading3+`
year: 2027
period: {from: 11月25日, to: before(春节)}
phases:
  - {id: late, from: after(end(early)), to: end(period)}
  - {id: early, from: start(period), to: "after(start(early), 10 天)"}
events: [{id: meeting, on: after(early)}]
reports: [{what: roster, by: "after(meeting, 5 工作日)"}]
closes_on: after(春节, 3)
`, ReadOptions{})
	got := fmt.Sprintln(p.Period.From.Day, p.Period.To.Day, p.Phases[0].From.Day, p.Phases[0].To.Day, p.Phases[1].To.Day, p.Events[0].On.Day, p.Reports[0].By.Day, p.ClosesOn.Day)
	if want := "2026-11-25 2027-02-05 2026-12-06 2027-02-05 2026-12-05 2026-12-06 2026-12-11 2027-02-09\n"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestLongPaperIsCut(t *testing.T) {
	src := heading3 + "paper: " + strings.Repeat("走访慰问，", mostPaper) + "\n"
	_, found, err := Check([]byte(src), ReadOptions{Today: today()})
	if err != nil || !strings.Contains(codes(found), "paper_too_long") {
		t.Error(codes(found), err)
	}
}

func TestDutyWithoutAnyPeriod(t *testing.T) {
	_, found, err := Check([]byte(heading3+"classes: [{id: a, who: household.size > 0, helped_when: visit}]\nroles: [{id: r}]\nduties: [{of: r, act: visit, per: month}]"), ReadOptions{Today: today()})
	if err != nil || !strings.Contains(codes(found), "period_missing") {
		t.Error(codes(found), err)
	}
}

// TestAnswersCannotGrow: a parameter of parameters of parameters would double
// with each; a short one used a million times would fill the memory.
func TestAnswersCannotGrow(t *testing.T) {
	src := heading3 + "params:\n  p0: {value: aaaaaaaaaa}\n"
	for i := range 40 {
		src += fmt.Sprintf("  p%d: {value: \"{p%d}{p%d}\"}\n", i+1, i, i)
	}
	p, found := read(t, src+"theme: \"{p40}\"\n", ReadOptions{})
	if !strings.Contains(codes(found), "param_too_long") || len(p.Theme) > maxAnswer {
		t.Error(codes(found), len(p.Theme))
	}
	src = heading3 + "params: {p: {value: " + strings.Repeat("a", maxAnswer) + "}}\ntheme: " + strings.Repeat("x{p}", 500_000) + "\n"
	_, found = read(t, src, ReadOptions{})
	if got := codes(found); got != "param_too_long" {
		t.Error(got)
	}
}

func TestRulesAreBounded(t *testing.T) {
	var except strings.Builder
	for i := range maxRules + 1 {
		fmt.Fprintf(&except, "    - household.size > %d\n", i%5)
	}
	_, found := read(t, heading3+"classes:\n  id: a\n  who: household.size > 0\n  except:\n"+except.String(), ReadOptions{})
	if got := codes(found); got != "rules_too_many" {
		t.Error(got)
	}
}

// TestLargestPlanEnds: every check against every clause, at the limit.
func TestLargestPlanEnds(t *testing.T) {
	_, found, err := Check(largest(), ReadOptions{Today: today()})
	if err != nil || len(found) < maxFindings {
		t.Errorf("%d findings, %v", len(found), err)
	}
}

func TestSingleClausesHaveLabelsAndConditions(t *testing.T) {
	src := heading3 + "params: {p: {value: a}}\napproval: {only_if: {p: b}, steps: [{act: check, source: 一句}], source: 另一句}\nsix: {goals: [有目标], peple: [x]}\n"
	p, found := read(t, src, ReadOptions{})
	if p.Approval != nil || p.Six == nil || p.Six.ID != "six" || len(p.Unchosen) != 1 || p.Unchosen[0].Section != "approval" || len(p.Unchosen[0].Source) != 2 {
		t.Errorf("%+v %+v", p.Approval, p.Unchosen)
	}
	if len(found) != 1 || found[0].Clause != "six" || !strings.Contains(found[0].Text(locale.Chinese), "people") {
		t.Errorf("%v", found)
	}
	_, found = read(t, heading3+"cash: [{id: a, 名称: 慰问金}]\n", ReadOptions{})
	if len(found) != 1 || !strings.Contains(found[0].Text(locale.Chinese), "name") {
		t.Errorf("%v", found)
	}
}
