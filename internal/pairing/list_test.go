package pairing

import (
	"slices"
	"strings"
	"testing"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/intake"
	"songnuan/internal/locale"
	"songnuan/internal/sheet"
)

func place(_, village string) intake.Place {
	switch strings.TrimSuffix(village, "村") {
	case "冼沙":
		return intake.Place{Code: "441900129200", Name: "冼沙村"}
	case "洗沙":
		return intake.Place{Code: "441900129200", Name: "冼沙村", Corrected: true}
	}
	return intake.Place{}
}

func read(t *testing.T, table string) []*Result {
	t.Helper()
	var rows []sheet.Row
	for i, line := range strings.Split(strings.TrimSpace(table), "\n") {
		row := sheet.Row{Number: i + 1}
		for text := range strings.SplitSeq(line, ",") {
			row.Cells = append(row.Cells, sheet.Cell{Text: text, Raw: text, Kind: sheet.Text})
		}
		rows = append(rows, row)
	}
	header, err := Catalogue().FindHeader(rows, nil)
	if err != nil {
		t.Fatal(err)
	}
	body := rows[header.Last:]
	seen := map[string]int{}
	opened, _ := day.New(2027, 1, 17)
	l := NewList(Guess(header, body), Options{Area: "441900129000", Opened: opened, Place: place, NewID: id.Sequence(),
		Unit: func(name string) (string, bool) { return "0001.", name == "镇社会事务办" },
		Seen: func(key string, row int) (int, bool) {
			first, ok := seen[key]
			if !ok {
				seen[key] = row
			}
			return first, ok
		}})
	if err := l.Check(); err != nil {
		t.Fatal(err)
	}
	screen := intake.NewScreen(header)
	var results []*Result
	for _, row := range body {
		if screen.Kind(row) == intake.Data {
			results = append(results, l.Read(row))
		}
	}
	return results
}

func keys(r *Result) []string {
	var all []string
	for _, f := range r.Findings {
		all = append(all, string(f.Severity)+" "+f.Key)
	}
	return all
}

func TestAHelperList(t *testing.T) {
	results := read(t, `
高埗镇结对帮扶人员名单
序号,帮扶人姓名,工作单位,职务,人员类别,联系村,帮扶户数,联系电话
1,王 建国,镇社会事务办,主任,机关公务员,冼沙村,1,13800138000
2,陈志明,,科员,在编职工,,2户,13800138001
合计,,,,,,3,
填表人：李四,,,,,,,
`)
	if len(results) != 2 {
		t.Fatalf("%d helpers", len(results))
	}
	first, second := results[0].Helper, results[1].Helper
	if len(results[0].Findings)+len(results[1].Findings) > 0 {
		t.Errorf("%v %v", keys(results[0]), keys(results[1]))
	}
	if first.Name != "王建国" || first.Kind != "公务员" || first.Unit != "0001." || first.Area != "441900129200" || first.Capacity != 1 || first.Opened.String() != "2027-01-17" {
		t.Errorf("%+v", first)
	}
	if second.Organisation != "镇社会事务办" || second.Area != "441900129200" || second.Capacity != 2 {
		t.Errorf("merged cells: %+v", second)
	}
}

func TestFindings(t *testing.T) {
	for _, c := range []struct{ name, row, want string }{
		{"no name", ",镇政府,科员,公务员,冼沙,1,13800138000,", "wrong pairing.name_missing"},
		{"masked name", "王*国,镇政府,科员,公务员,冼沙,1,13800138000,", "wrong intake.name_masked"},
		{"unknown kind", "王建国,镇政府,科员,神仙,冼沙,1,13800138000,", "warning pairing.kind_unknown"},
		{"village a character off", "王建国,镇政府,科员,公务员,洗沙村,1,13800138000,", "warning pairing.area_corrected"},
		{"unknown village", "王建国,镇政府,科员,公务员,北京,1,13800138000,", "warning pairing.area_unknown"},
		{"no households", "王建国,镇政府,科员,公务员,冼沙,0,13800138000,", "wrong pairing.capacity_unreadable"},
		{"bad phone", "王建国,镇政府,科员,公务员,冼沙,1,1380013,", "warning personal.phone_form"},
		{"no phone", "王建国,镇政府,科员,公务员,冼沙,1,,", "warning pairing.phone_missing"},
		{"no unit", "王建国,无,科员,公务员,冼沙,1,13800138000,", "warning pairing.no_unit"},
		{"ID number", "王建国,镇政府,科员,公务员,冼沙,1,13800138000,441900195001012011", "wrong personal.id_check"},
		{"formula", "王建国,镇政府,科员,公务员,冼沙,=A1,13800138000,", "wrong intake.cell_formula"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := read(t, "姓名,单位,职务,类别,联系村,帮扶户数,电话,身份证号\n"+c.row)[0]
			if !slices.Contains(keys(r), c.want) {
				t.Errorf("want %s, got %v", c.want, keys(r))
			}
			for _, f := range r.Findings {
				if text := locale.Text(locale.Chinese, f.Key, f.Args); text == f.Key || strings.Contains(text, "{") {
					t.Errorf("no whole message: %s", text)
				}
			}
		})
	}
}

func TestOneHelperTwice(t *testing.T) {
	results := read(t, "姓名,单位,电话\n王建国,镇政府,13800138000\n王建国,镇政府,13800138000\n王建国,镇政府,13800138009")
	if results[0].Wrong() || !slices.Contains(keys(results[1]), "wrong pairing.twice") {
		t.Errorf("%v %v", keys(results[0]), keys(results[1]))
	}
	if results[2].Wrong() {
		t.Errorf("a namesake with another phone: %v", keys(results[2]))
	}
}

func TestCanonicalTellsContentsApart(t *testing.T) {
	a := Helper{ID: "1", Name: "甲", Organisation: "乙丙", Area: area.Code("441900129000"), Capacity: 1}
	b := a
	b.ID, b.Version = "2", 7
	if string(a.Canonical(nil)) != string(b.Canonical(nil)) {
		t.Error("id and version are no content")
	}
	b.Name, b.Organisation = "甲乙", "丙"
	if string(a.Canonical(nil)) == string(b.Canonical(nil)) {
		t.Error("甲|乙丙 and 甲乙|丙 run together")
	}
	b = a
	b.Capacity = 2
	if string(a.Canonical(nil)) == string(b.Canonical(nil)) {
		t.Error("capacity is content")
	}
}
