package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"songnuan/internal/locale"
	"songnuan/internal/pdf/pdftest"
)

// everything knows a value for each place, and many lines.
func everything() DocumentData {
	known := DocumentData{Text: map[string]string{}, Rows: map[string][]map[string]string{}}
	for name := range blanks {
		known.Text[name] = "值" + name
	}
	known.Text["reason"] = strings.Repeat("家中主要劳动力因病丧失劳动能力，", 60)
	known.Text["address"] = strings.Repeat("高埗镇冼沙村新村大道南侧", 6) + "㙍塱坊100号"
	for _, rows := range []string{"members", "adults", "others"} {
		for i := range 30 {
			known.Rows[rows] = append(known.Rows[rows], map[string]string{"name": fmt.Sprintf("成员%d", i+1), "relation": "孙子或外孙子女的配偶", "id_number": "441900196503120012", "health": "有慢性病需长期服药", "work": "灵活就业人员"})
		}
	}
	return known
}

func TestEveryTemplateReadsAndNamesWhatThereIs(t *testing.T) {
	used := map[string]bool{"applicant": true}
	for _, name := range Documents {
		tmpl, err := FindTemplate(string(name))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if tmpl.Title == "" || len(tmpl.Blocks) == 0 {
			t.Errorf("%s is empty", name)
		}
		for _, place := range tmpl.Places() {
			if _, known := blanks[place]; !known {
				t.Errorf("%s names %q, which nobody fills", name, place)
			}
			used[place] = true
		}
		for _, lang := range []locale.Lang{locale.Chinese, locale.English} {
			if name.Text(lang) == "" {
				t.Errorf("%s has no name in %s", name, lang)
			}
		}
	}
	for place := range blanks {
		if !used[place] {
			t.Errorf("no template uses %q", place)
		}
	}
}

func TestDocumentsKeepEverythingOnTheirPages(t *testing.T) {
	for _, name := range Documents {
		tmpl, err := FindTemplate(string(name))
		if err != nil {
			t.Fatal(err)
		}
		known := everything()
		var body bytes.Buffer
		if err := tmpl.Fill(known).WritePDF(&body); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		file, err := pdftest.Read(body.Bytes())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		text := strings.Map(func(r rune) rune {
			if r == ' ' || r == '\n' || r == '　' {
				return -1
			}
			return r
		}, written(file))
		for _, place := range tmpl.Places() {
			if !strings.Contains(text, strings.ReplaceAll(known.Text[place], "　", "")) && len(known.Text[place]) < 60 {
				t.Errorf("%s: %s is not on paper", name, place)
			}
		}
		if slices.Contains(rowsOf(tmpl), "members") && !strings.Contains(text, "成员30") {
			t.Errorf("%s: the 30th member is not on paper", name)
		}
	}
}

func written(pages []pdftest.Page) string {
	var b strings.Builder
	for _, p := range pages {
		b.WriteString(strings.Join(p, ""))
	}
	return b.String()
}

func rowsOf(t *Template) (names []string) {
	for _, b := range t.Blocks {
		if b.Grid != nil {
			names = append(names, b.Grid.Rows)
		}
	}
	return names
}

func TestWhatIsNotKnownIsALineToWriteOn(t *testing.T) {
	tmpl, err := FindTemplate("approval")
	if err != nil {
		t.Fatal(err)
	}
	doc := tmpl.Fill(DocumentData{Text: map[string]string{"applicant": "张一"}})
	if doc.Blocks[0].Text != "张一：" {
		t.Errorf("%q", doc.Blocks[0].Text)
	}
	if line := strings.Repeat("＿", blanks["number"]); !strings.Contains(doc.Blocks[1].Text, line) {
		t.Errorf("no line for the number: %q", doc.Blocks[1].Text)
	}
	union := tmpl.Fill(DocumentData{Text: map[string]string{"party": "union"}})
	text := ""
	for _, b := range union.Blocks {
		text += b.Text
	}
	if strings.Contains(text, "行政复议") || !strings.Contains(text, "上一级工会") {
		t.Errorf("a union's letter points to reconsideration by government: %s", text)
	}
}
