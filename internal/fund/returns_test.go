package fund

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"songnuan/banks"
	"songnuan/internal/problem"
	"songnuan/internal/yamldoc"
)

func shipped(t *testing.T, name string) *Template {
	src, err := banks.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	tpl, found, err := CheckTemplate(src)
	if err != nil || len(found) > 0 {
		t.Fatal(name, err, found)
	}
	return tpl
}

var orders = []Order{{Seq: 1, Account: "6228480010000000001", Name: "黎*", Purpose: "慰问金", Fen: 40_000},
	{Seq: 2, Account: "6228480010000000002", Name: "卢㛃", Purpose: "慰问金", Fen: 20_050}}

func TestEveryShippedTemplateIsSound(t *testing.T) {
	for _, name := range banks.List() {
		tpl := shipped(t, name)
		lines, control, err := tpl.Lines(orders, "FF-1")
		if err != nil || control != (Figure{2, 60_050}) || len(lines) < 2 {
			t.Errorf("%s: %v, %v, %v", name, lines, control, err)
		}
	}
}

func TestTemplateFindings(t *testing.T) {
	for src, code := range map[string]string{
		"format: 2\nbank: a\ntitle: b": "format_other",
		"format: 1\ntitle: b":          "no_name",
		"format: 1\nbank: a\ntitle: b\nfile: txt\ncolumns: [{what: seq}]":                 "width_missing",
		"format: 1\nbank: a\ntitle: b\nseparator: '||'":                                   "comma_bad",
		"format: 1\nbank: a\ntitle: b\nfile: csv\ncolumns: [{what: seq}, {what: seq}]":    "column_twice",
		"format: 1\nbank: a\ntitle: b\nfile: csv\ncolumns: [{what: seq}, {what: amount}]": "column_missing",
		"format: 1\nbank: a\ntitle: b\nfile: csv\nreturns: {columns: [seq]}":              "credited_missing",
	} {
		_, found, err := CheckTemplate([]byte(src))
		if err != nil || !slices.ContainsFunc(found, func(f yamldoc.Finding) bool { return f.Code == code }) {
			t.Errorf("%q: %v, %v", src, found, err)
		}
	}
}

func TestWriteFixedWidth(t *testing.T) {
	var out bytes.Buffer
	if _, err := shipped(t, "fixed-width").Write(&out, orders, "FF-1"); err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(out.String(), "\r\n"), "\r\n") {
		if len(line) != 6+22+60+15+40 {
			t.Errorf("a line of %d bytes", len(line))
		}
	}
	if !strings.HasPrefix(out.String(), "000002") || !strings.Contains(out.String(), "000000000060050") {
		t.Errorf("the first line holds no totals: %.60q", out.String())
	}
	long := []Order{{Seq: 1, Account: "6228480010000000001", Name: strings.Repeat("长", 31), Fen: 1}}
	if _, err := shipped(t, "fixed-width").Write(&out, long, ""); problem.CodeOf(err) != problem.Invalid {
		t.Errorf("a name too long gives %v", err)
	}
}

func TestWriteCommas(t *testing.T) {
	var out bytes.Buffer
	if _, err := shipped(t, "generic-csv").Write(&out, orders, "FF-1"); err != nil {
		t.Fatal(err)
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().String(out.String())
	if err != nil {
		t.Fatal(err)
	}
	if want := "序号,收款账号,收款户名,金额,用途\r\n1,6228480010000000001,黎*,400.00,慰问金\r\n2,6228480010000000002,卢㛃,200.50,慰问金\r\n2,,,600.50,\r\n"; text != want {
		t.Errorf("the file is %q", text)
	}
}

func TestReplyRefusesWhatItCannotRead(t *testing.T) {
	tpl := shipped(t, "generic-csv")
	for _, cells := range [][]string{{"x", "6228", "400", "成功"}, {"1", "6228", "四百来块", "成功"}, {"1", "6228", "-1", "成功"}, {"1", "6228", "0.005", "成功"}, {"1", "6228", "400", "也许"}} {
		if _, ok, err := tpl.Reply(2, cells); ok || problem.CodeOf(err) != problem.Invalid {
			t.Errorf("%v: %v, %v", cells, ok, err)
		}
	}
	for _, cells := range [][]string{{}, {"", "", "", ""}, {"2", "", "600.50", ""}} {
		if _, ok, err := tpl.Reply(3, cells); ok || err != nil {
			t.Errorf("%v: %v, %v", cells, ok, err)
		}
	}
}

func TestMatchReplies(t *testing.T) {
	rows := []Sought{{1, "a", 100, OnTheWay, 1}, {2, "b", 200, OnTheWay, 1}, {3, "c", 300, Credited, 1}, {4, "d", 400, OnTheWay, 2}, {5, "e", 500, OnTheWay, 1}}
	same := func(row Sought, account string) bool { return row.Account == account }
	replies := []Reply{{2, 1, "a", 100, true, ""}, {3, 2, "b", 200, false, "户名不符"}, {4, 3, "c", 300, true, ""},
		{5, 4, "d", 400, false, "户名不符"}, {6, 9, "z", 900, true, ""}, {7, 5, "other", 500, true, ""}, {8, 1, "a", 100, true, ""}}
	m, err := MatchReplies(rows, 1, replies, same)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(m.Credited, []int64{1}) || !slices.Equal(m.Returned["户名不符"], []int64{2}) || !slices.Equal(m.Same, []int64{3, 4}) ||
		len(m.Unknown) != 2 || len(m.Differs) != 0 || !slices.Equal(m.Waiting, []int64{5}) {
		t.Errorf("the match is %+v", m)
	}
	for name, bad := range map[string][]Reply{
		"an amount differs":      {{2, 1, "a", 101, true, ""}},
		"amounts are swapped":    {{2, 1, "a", 200, true, ""}, {3, 2, "b", 100, true, ""}},
		"a row answered in both": {{2, 1, "a", 100, true, ""}, {3, 1, "a", 100, false, "退票"}},
	} {
		if _, err := MatchReplies(rows, 1, bad, same); problem.CodeOf(err) != problem.Conflict {
			t.Errorf("%s gives %v", name, err)
		}
	}
}
