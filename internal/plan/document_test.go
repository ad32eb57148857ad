package plan

import (
	"slices"
	"strings"
	"testing"

	"songnuan/internal/locale"
)

var shippedNames = []string{"couplets", "gaobu-pairing", "rescue-winter", "town-visits", "union-winter"}

// Every clause of the shipped plans is a sentence, and no word of the format
// stands in it untranslated.
func TestEveryClauseIsASentence(t *testing.T) {
	for _, name := range shippedNames {
		for _, s := range shipped(t, name).Document(locale.Chinese).Sections {
			for i := range s.Clauses {
				checkSentence(t, name, &s.Clauses[i])
			}
		}
	}
}

func checkSentence(t *testing.T, plan string, c *DocClause) {
	t.Helper()
	text := c.Sentence
	if text == "" || !strings.HasSuffix(text, "。") && !strings.HasSuffix(text, "？") {
		t.Errorf("%s %s%s: %q", plan, c.Ref, c.Name, text)
	}
	for _, wrong := range []string{"，，", "，。", "。。", "plan.", "{", "household.", "%!"} {
		if strings.Contains(text, wrong) {
			t.Errorf("%s %s: %q in %q", plan, c.Ref, wrong, text)
		}
	}
	for _, l := range c.Lines {
		for _, part := range l.Parts {
			if part.Clause != nil {
				checkSentence(t, plan, part.Clause)
			}
		}
	}
}

func TestSentencesSayWhatClausesSay(t *testing.T) {
	for ref, want := range map[string]string{
		"classes.dibao":          "家庭人均收入低于当地低保标准的家庭；预计269户、710人；全覆盖、不遗漏；结对、走访都完成，算作帮到。",
		"duties.quarterly_visit": "帮扶人对低保户每季度上门走访至少1次，在春节、端午、中秋、元旦必到，计入当期，2027年1月17日至2027年12月31日。",
		"phases.launch":          "2027年1月17日。",
		"organisers.leads":       "由镇委、镇政府领导。",
		"reports.list_up":        "由各村（居）在2026年12月31日前将名册报镇社会事务办，内容有户主姓名、家庭人口、人均收入。",
		"purses.helper_own":      "由帮扶人出资，由本人自筹，不计入总额。",
	} {
		doc := shipped(t, "gaobu-pairing").Document(locale.Chinese)
		section, id, _ := strings.Cut(ref, ".")
		c := doc.clause(section, id)
		if c == nil {
			var ids []string
			if s := doc.section(section); s != nil {
				for _, one := range s.Clauses {
					ids = append(ids, one.ID)
				}
			}
			t.Errorf("%s is not there, of %v", ref, ids)
			continue
		}
		if c.Sentence != want {
			t.Errorf("%s: %s", ref, c.Sentence)
		}
	}
}

// A value that an answer decides is marked with the parameter, however deep it
// stands.
func TestParametersAreMarked(t *testing.T) {
	marked := map[string][]string{}
	for _, s := range shipped(t, "town-visits").Document(locale.Chinese).Sections {
		for _, c := range s.Clauses {
			for _, l := range c.Lines {
				if len(l.Params) > 0 {
					marked[c.Ref+" "+l.Key] = l.Params
				}
			}
		}
	}
	c := shipped(t, "town-visits").Document(locale.Chinese).clause("cash", "county_town_money")
	if at := slices.Index(c.Spans, DocSpan{"200元", "county_town"}); at < 1 || strings.Contains(c.Sentence, markOpen) {
		t.Errorf("%+v", c.Spans)
	}
	for where, param := range map[string]string{"cash.county_town_money amount": "county_town", "phases.find from": "start", "phases.visit to": "year"} {
		if !slices.Contains(marked[where], param) {
			t.Errorf("%s is not marked with %s: %v", where, param, marked[where])
		}
	}
}

func TestCompareTellsWhatChanged(t *testing.T) {
	const before = `
format: 1
plan: p
title: 试
theme: 旧
classes:
  - {id: dibao, name: 低保户, who: "'低保对象' in household.categories", helped_when: [payment]}
  - {id: gone, name: 优抚对象, who: "'重点优抚对象' in household.categories", helped_when: [payment]}
purses: [{id: town, name: 镇级资金, holder: 镇}]
phases: [{id: one, name: 走访, from: 2027-01-01, to: 2027-01-10, tasks: [{id: a, name: 甲事, due: 2027-01-05}, {id: b, name: 乙事, due: 2027-01-06}]}]
cash: [{id: gift, name: 慰问金, class: [dibao, gone], amount: 400, purse: town}]
`
	const after = `
format: 1
plan: p
title: 试
theme: 新
cash: [{id: gift, name: 慰问金, class: [dibao], amount: 500, purse: town, source: 每户500元}]
goods: [{id: quilt, name: 棉被, class: dibao, item: quilt, quantity: 1, purse: town}]
items: [{id: quilt, name: 棉被, unit: 床}]
purses: [{id: town, name: 镇级资金, holder: 镇}]
phases: [{id: one, name: 走访, from: 2027-01-01, to: 2027-01-10, tasks: [{id: b, name: 乙事, due: 2027-01-07}, {id: a, name: 甲事, due: 2027-01-05}]}]
classes:
  - {id: dibao, name: 低保户, who: "'低保对象' in household.categories", helped_when: [payment]}
`
	type line struct {
		turn   Turn
		ref    string
		fields string
	}
	var got []line
	for _, c := range Compare(readText(t, before), readText(t, after), locale.Chinese) {
		var fields []string
		for _, f := range c.Fields {
			fields = append(fields, f.Label+":"+f.Before+">"+f.After)
		}
		got = append(got, line{c.Turn, c.Ref, strings.Join(fields, " ")})
	}
	want := []line{
		{Changed, "", "主题:旧>新"},
		{Changed, "phases.one", "任务:乙事，完成时限 2027年1月6日>乙事，完成时限 2027年1月7日"},
		{Changed, "cash.gift", "对象:低保户、优抚对象>低保户 金额:400.00 元>500.00 元 原文:>每户500元"},
		{Added, "items.quilt", ""}, {Added, "goods.quilt", ""}, {Removed, "classes.gone", ""},
	}
	if !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	if same := Compare(readText(t, before), readText(t, before), locale.English); len(same) != 0 {
		t.Errorf("the same plan differs: %+v", same)
	}
}

func TestACopyHasAnotherName(t *testing.T) {
	for before, want := range map[string]string{
		"format: 1\nplan: a # 编号\ntitle: 甲\nclasses:\n  - {id: plan}\n": "format: 1\nplan: b\ntitle: \"乙 “<丙>”\"\nclasses:\n  - {id: plan}\n",
		"format: 1\n": "title: \"乙 “<丙>”\"\nplan: b\nformat: 1\n",
	} {
		if got := string(Rename([]byte(before), "b", " 乙\n“<丙>”")); got != want {
			t.Errorf("%q", got)
		}
	}
	if got := Numbered(strings.Repeat("x", 64), 12); !IsName(got) {
		t.Errorf("%q is no name", got)
	}
}

func readText(t *testing.T, text string) *Plan {
	t.Helper()
	p, found := read(t, text, ReadOptions{})
	if HasErrors(found) {
		t.Fatal(found)
	}
	return p
}
