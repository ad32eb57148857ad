package area

import (
	"slices"
	"strings"
	"testing"

	"songnuan/internal/money"
)

func TestSampleIsWhole(t *testing.T) {
	all := Sample()
	known := map[Code]bool{"": true}
	count := map[string]int{}
	for i, a := range all {
		if i > 0 && a.Code <= all[i-1].Code {
			t.Errorf("%s after %s", a.Code, all[i-1].Code)
		}
		if !known[a.Code.Parent()] {
			t.Errorf("%s %s has no parent", a.Code, a.Name)
		}
		known[a.Code] = true
		if a.Code.Level() == Village {
			count[a.Code.Short()[:6]]++
		}
		if a.Code == "152502200000" && a.LocalLevel != "苏木" {
			t.Errorf("%s is a %q", a.Name, a.LocalLevel)
		}
	}
	for county, want := range map[string]int{"441900": 19, "152502": 110, "341524": 32} {
		if count[county] != want {
			t.Errorf("%s has %d villages, want %d", county, count[county], want)
		}
	}
	all[0].Name = "changed"
	if Sample()[0].Name == "changed" {
		t.Error("the sample can be changed from outside")
	}
}

func TestExampleLinesSaySo(t *testing.T) {
	for _, s := range SampleStandards() {
		if !strings.Contains(s.Source, "示例") {
			t.Errorf("%s %s looks like a fact", s.Area, s.Kind)
		}
	}
}

func TestLine(t *testing.T) {
	standards := []Standard{
		{Area: "", Kind: "dibao_line", Amount: 1, From: "2000-01-01"},
		{Area: "440000000000", Kind: "dibao_line", Amount: 2, From: "2024-01-01"},
		{Area: "441900000000", Kind: "dibao_line", Amount: 3, From: "2024-01-01", To: "2025-12-31"},
		{Area: "441900000000", Kind: "dibao_line", Amount: 4, From: "2025-07-01", To: "2026-12-31"},
		{Area: "441900000000", Kind: "destitute_line", Amount: 5, From: "2025-01-01"},
	}
	for _, c := range []struct {
		area, kind, date string
		want             money.Fen
	}{
		{"441900129200", "dibao_line", "2024-05-01", 3},
		{"441900129200", "dibao_line", "2025-06-30", 3},
		{"441900129200", "dibao_line", "2025-07-01", 4},
		{"441900129200", "dibao_line", "2026-12-31", 4},
		{"441900129200", "dibao_line", "2027-01-01", 2},
		{"150000000000", "dibao_line", "2027-01-01", 1},
		{"441900129200", "destitute_line", "2024-12-31", 0},
		{"441900129200", "unknown", "2026-01-01", 0},
	} {
		got, ok := Line(standards, Code(c.area), c.kind, c.date)
		if got.Amount != c.want || ok != (c.want != 0) {
			t.Errorf("%s %s on %s: %d, %v; want %d", c.area, c.kind, c.date, got.Amount, ok, c.want)
		}
	}
}

func TestValid(t *testing.T) {
	a := Area{ValidFrom: "2020-01-01", ValidTo: "2025-12-31"}
	for on, want := range map[string]bool{"2019-12-31": false, "2020-01-01": true, "2025-12-31": true, "2026-01-01": false} {
		if a.Valid(on) != want {
			t.Errorf("on %s: %v", on, !want)
		}
	}
	if !(Area{}).Valid("1999-01-01") {
		t.Error("an area without dates is not valid")
	}
}

func TestRead(t *testing.T) {
	want := []Area{{Code: "441900129000", Name: "高埗镇"}, {Code: "152502200000", Name: "宝力根苏木", LocalLevel: "苏木"}}
	for name, body := range map[string]string{
		"csv":     "code,name\n441900129,高埗镇\n152502200,宝力根苏木\n",
		"package": "\xEF\xBB\xBFcode,name,areaCode,provinceCode,cityCode\r\n441900129,\"高埗镇\",441900,44,4419\r\n152502200,\"宝力根苏木\",152502,15,1525\r\n",
		"chinese": "名称,区划代码\n高埗镇,441900129\n宝力根苏木,152502200000\n",
		"json":    ` [{"code":"441900129","name":"高埗镇","areaCode":"441900"},{"code":"152502200","name":"宝力根苏木"}]`,
	} {
		var got []Area
		for a, err := range Read(strings.NewReader(body)) {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			got = append(got, a)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	full := "code,name,local_level,valid_from,valid_to,successor\n152502999,旧苏木,苏木,1990-01-01,2020-12-31,152502200\n"
	for a, err := range Read(strings.NewReader(full)) {
		if err != nil || a != (Area{"152502999000", "旧苏木", "苏木", "1990-01-01", "2020-12-31", "152502200000"}) {
			t.Errorf("%+v, %v", a, err)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for body, key := range map[string]string{
		"":                                 "area.unreadable",
		"name\n高埗镇\n":                      "area.no_column",
		"code,name\n44x,高埗镇\n":             "area.bad_code",
		"code,name\n441900129,\n":          "area.no_name",
		"code,name,successor\n44,广东省,4\n":  "area.bad_code",
		"code,name\n\"441900129,高埗镇":       "area.unreadable",
		`[{"code":"441900129"`:             "area.unreadable",
		`[{"code":1}]`:                     "area.unreadable",
		`[{"code":"44","name":"广东省"}`:      "area.unreadable",
		`[{"code":"441900129","name":""}]`: "area.no_name",
	} {
		var last error
		rows := 0
		for _, err := range Read(strings.NewReader(body)) {
			last = err
			rows++
		}
		if keyOf(last) != key || rows > 2 {
			t.Errorf("%q: %v after %d", body, last, rows)
		}
	}
	if _, err := ReadStandards(strings.NewReader("area,kind,yuan,from\n44,dibao_line,abc,2025-01-01\n")); err == nil {
		t.Error("a line of abc yuan was read")
	}
}
