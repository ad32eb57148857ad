package yamldoc

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"songnuan/internal/area"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// note is a small format.
type note struct {
	Format int               `yaml:"format"`
	Title  string            `yaml:"title"`
	Kind   string            `yaml:"kind" oneof:"long short"`
	Area   area.Code         `yaml:"area"`
	Open   bool              `yaml:"open"`
	Lines  []line            `yaml:"lines"`
	Words  map[string]string `yaml:"words"`
	Pos    Pos               `yaml:"-"`
	Keys   Keys              `yaml:"-"`
}

type line struct {
	Text  string `yaml:"text"`
	Count int    `yaml:"count"`
	Pos   Pos    `yaml:"-"`
}

var notes = &Book{Kind: PhraseOf("plan.file"), Suffix: ".note.yaml", Message: "plan.finding.", Codes: nil}

func read(src string) (*note, []Finding, error) {
	found := notes.Collect()
	root, err := notes.Parse([]byte(src), "", found)
	if err != nil {
		return nil, nil, err
	}
	n := &note{}
	d := &Decoder{Findings: found, Bare: map[reflect.Type]string{reflect.TypeFor[line](): "text"}}
	d.Object(root, reflect.ValueOf(n).Elem())
	return n, found.Sorted(), nil
}

func TestDecode(t *testing.T) {
	n, found, err := read("format: 1\ntitle: 记\nkind: long\narea: 441900\nopen: 是\nlines: [一, {text: 二, count: 2}]\nwords: {a: b}\n")
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	if n.Title != "记" || n.Area != "441900000000" || !n.Open || len(n.Lines) != 2 || n.Lines[0].Text != "一" || n.Lines[1].Count != 2 || n.Words["a"] != "b" {
		t.Errorf("read %+v", n)
	}
	if at := n.Keys.At("lines", 1, n.Pos); at != (Pos{Line: 6, Column: 12}) || n.Keys.At("title", -1, n.Pos).Line != 2 {
		t.Errorf("places %v", n.Keys)
	}
}

// TestEveryFormCode brings each finding of the form about, at its place.
func TestEveryFormCode(t *testing.T) {
	var many strings.Builder
	for i := range MaxFindings + 200 {
		fmt.Fprintf(&many, "x%d: 1\n", i)
	}
	cases := map[string]string{
		"key_unknown": "titel: 记", "key_twice": "title: 记\ntitle: 又记", "key_not_text": "[a]: b", "wrong_type": "title: [a]",
		"bad_word": "kind: lnog", "area_bad": "area: 12345", "empty_item": "lines:\n  -\n", "yaml_alias": "title: &a 记\nkind: *a", "yaml_tag": "title: !!str 记",
		"too_deep": "lines: " + strings.Repeat("[", 30) + strings.Repeat("]", 30), "more_findings": many.String(),
	}
	for _, c := range FormCodes {
		if !locale.Has(locale.Chinese, "yamldoc.finding."+c.Code) || !locale.Has(locale.English, "yamldoc.finding."+c.Code) {
			t.Errorf("%s has no message", c.Code)
		}
		src, ok := cases[c.Code]
		if c.Code == "bad_id" {
			continue // made by the formats, which have ids
		}
		if !ok {
			t.Errorf("%s has no case", c.Code)
			continue
		}
		_, found, err := read(src)
		met := false
		for _, f := range found {
			met = met || f.Code == c.Code && f.Severity == c.Severity && f.Pos.Line > 0
			if text := f.Text(locale.Chinese); strings.Contains(text, "yamldoc.") {
				t.Errorf("%s says %q", c.Code, text)
			}
		}
		if err != nil || !met {
			t.Errorf("%s: %v %v", c.Code, found, err)
		}
	}
}

func TestNearestKey(t *testing.T) {
	_, found, _ := read("titel: 记\nkind: shrot")
	if text := found[0].Text(locale.Chinese); !strings.Contains(text, "title") {
		t.Error(text)
	}
	if text := found[1].Text(locale.Chinese); !strings.Contains(text, "是不是想写 short") {
		t.Error(text)
	}
}

// TestHostile: each of these ends, without a file read or with findings, and
// says so in words.
func TestHostile(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for i := 'b'; i < 'k'; i++ {
		bomb += fmt.Sprintf("%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n", i, i, i-1, i-1, i-1, i-1, i-1, i-1, i-1)
	}
	for what, one := range map[string]struct{ src, key string }{
		"alias bomb":    {bomb, ""},
		"ten megabytes": {strings.Repeat("#", 10<<20), "yamldoc.too_large"},
		"GB18030":       {"title: \xb7\xbd\xb0\xb8", "yamldoc.gb18030"},
		"UTF-16":        {"\xff\xfet\x00i\x00", "yamldoc.binary"},
		"Latin":         {"title: \xff\xfe\xff", "yamldoc.not_utf8"},
		"workbook":      {"PK\x03\x04\x14", "yamldoc.office_file"},
		"list":          {"- a", "yamldoc.not_mapping"},
		"two":           {"title: a\n---\ntitle: b", "yamldoc.several_documents"},
		"unclosed":      {"title: [a", "yamldoc.syntax"},
		"blank":         {" \n", "yamldoc.empty_file"},
	} {
		_, found, err := read(one.src)
		if one.key == "" {
			if err != nil || len(found) == 0 {
				t.Errorf("%s: %v %v", what, found, err)
			}
			continue
		}
		if err == nil || problem.As(err).Key != one.key {
			t.Errorf("%s: %v", what, err)
		} else if text := locale.Error(locale.Chinese, err); strings.Contains(text, "{") || strings.Contains(text, "yamldoc.") {
			t.Errorf("%s says %q", what, text)
		}
	}
}

// FuzzParse: whatever the file holds, reading ends, and every finding has a
// place and a message.
func FuzzParse(f *testing.F) {
	for _, src := range []string{"title: 记\nlines: [一, {text: 二}]", "a: &a [*a]", "title: |\n  一\n  二\n", "{", "? [a]\n: b"} {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		_, found, err := read(string(src))
		if err != nil {
			if code := problem.CodeOf(err); code != problem.Unreadable && code != problem.TooLarge {
				t.Fatalf("error %v", err)
			}
			return
		}
		for _, one := range found {
			if text := one.Text(locale.Chinese); one.Pos.Line < 1 || one.Pos.Column < 1 || text == "" || !utf8.ValidString(text) {
				t.Errorf("%s at %v says %q", one.Code, one.Pos, text)
			}
		}
	})
}
