package plans

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"songnuan/internal/locale"
	"songnuan/internal/plan"
)

// papers says which part of testdata/source.txt each plan was written from.
var papers = map[string]int{"union-winter": 1, "gaobu-pairing": 2, "couplets": 3, "town-visits": 4}

// expected are the warnings that a plan has on purpose: each is a flaw of the
// paper that the linter is to find, or something nobody can know yet. Errors
// are never expected, and notes are not counted.
var expected = map[string][]string{
	"couplets": {
		"param_unsettled",
		"year_name_differs",      // 乙未 is 2015, the dates are of 2018
		"before_spring_festival", // 春节期间, but all days lie before it
	},
	"gaobu-pairing":  {"param_unsettled"},
	"rescue-winter":  {"param_unsettled"},
	"town-visits":    {"param_unsettled", "guard_not_reckoned"},                 // until entitlements hold double help
	"union-winter":   {"param_unsettled", "year_differs", "guard_not_reckoned"}, // 2015 money in a plan for 20xx
	"company-winter": {"holidays_missing", "guard_not_reckoned"},                // the holidays of 2027 are not published yet
	"school-winter":  {"holidays_missing", "guard_not_reckoned"},
}

func TestShippedPlansHaveOnlyExpectedFindings(t *testing.T) {
	for _, name := range List() {
		src, err := Open(name)
		if err != nil {
			t.Fatal(err)
		}
		check(t, name, src)
	}
	examples, err := filepath.Glob("../examples/*/*" + Suffix)
	if err != nil || len(examples) < 3 {
		t.Fatalf("examples: %v %v", examples, err)
	}
	for _, path := range examples {
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		check(t, strings.TrimSuffix(filepath.Base(path), Suffix), src)
	}
}

func check(t *testing.T, name string, src []byte) {
	t.Helper()
	_, found, err := plan.Check(src, plan.ReadOptions{Name: name + Suffix})
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	met := map[string]bool{}
	for _, f := range found {
		met[f.Code] = true
		if f.Severity == plan.Error || f.Severity == plan.Warning && !slices.Contains(expected[name], f.Code) {
			t.Errorf("%s:%d:%d: %s %s: %s", name, f.Pos.Line, f.Pos.Column, f.Severity, f.Code, f.Text(locale.Chinese))
		}
	}
	for _, code := range expected[name] {
		if !met[code] {
			t.Errorf("%s: %s is expected and was not found", name, code)
		}
	}
}

// TestEveryAnswerGivesAPlan: whichever reading a person chooses, the plan has
// no errors and nothing points at a clause that the reading leaves out.
func TestEveryAnswerGivesAPlan(t *testing.T) {
	for _, name := range List() {
		src, _ := Open(name)
		p, _, err := plan.Read(src, plan.ReadOptions{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		for _, param := range p.Params {
			for _, choice := range param.Choose {
				answer := map[string]string{param.ID: choice.Value}
				_, found, err := plan.Check(src, plan.ReadOptions{Name: name, Params: answer})
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range found {
					if f.Severity == plan.Error || f.Code == "ref_not_in_force" {
						t.Errorf("%s, %v: %s: %s", name, answer, f.Code, f.Text(locale.Chinese))
					}
				}
			}
		}
	}
}

func TestIDIsTheFileName(t *testing.T) {
	for _, name := range List() {
		src, _ := Open(name)
		p, _, err := plan.Read(src, plan.ReadOptions{Name: name})
		if err != nil || p.ID != name {
			t.Errorf("%s.plan.yaml calls itself %q (%v)", name, p.ID, err)
		}
	}
}

// TestThePaperIsWhole: the paper text and the remarks of a plan together are
// the text that it was written from.
func TestThePaperIsWhole(t *testing.T) {
	source, err := os.ReadFile("testdata/source.txt")
	if err != nil {
		t.Fatal(err)
	}
	parts := regexp.MustCompile(`救助站寒冬送温暖救助政策宣传活动方案 篇\d\n`).Split(string(source), -1)
	if len(parts) != 5 {
		t.Fatalf("%d parts", len(parts))
	}
	for name, part := range papers {
		d := readDocument(t, name)
		have := squeeze(d.text("paper") + strings.Join(d.remarks(), "\n"))
		for _, fragment := range fragments(parts[part]) {
			if !strings.Contains(have, fragment) {
				t.Errorf("%s does not hold %q", name, fragment)
			}
		}
	}
}

// TestEverySentenceBecomesSomething: each fragment of the paper stands in a
// clause's source or in a remark, and no source quotes what the paper does not
// say.
func TestEverySentenceBecomesSomething(t *testing.T) {
	for name := range papers {
		d := readDocument(t, name)
		paper := squeeze(d.text("paper"))
		covered := make([]bool, len(paper))
		quotes := slices.Concat(d.sources(), d.remarks())
		for _, quote := range d.sources() {
			if !strings.Contains(paper, squeeze(quote)) {
				t.Errorf("%s: the paper does not say %q", name, quote)
			}
		}
		for _, quote := range quotes {
			mark(covered, paper, squeeze(quote))
		}
		for _, fragment := range fragments(d.text("paper")) {
			if at := strings.Index(paper, fragment); slices.Contains(covered[at:at+len(fragment)], false) {
				t.Errorf("%s: nothing comes of %q", name, fragment)
			}
		}
	}
}

func mark(covered []bool, paper, quote string) {
	if quote == "" {
		return
	}
	for from := 0; ; {
		at := strings.Index(paper[from:], quote)
		if at < 0 {
			return
		}
		for i := range len(quote) {
			covered[from+at+i] = true
		}
		from += at + 1
	}
}

var (
	heading   = regexp.MustCompile(`(?m)^\s*[一二三四五]、[^。,;:]{2,12}$`)
	separator = regexp.MustCompile(`[,。;:、\n]|\d[.、]|\(\d\)|\([一二三四五]\)|[㈠㈡㈢]`)
)

// fragments are the parts of sentences between punctuation. Headings and words
// of under four characters (另外, 其中, 因此) are left out.
func fragments(text string) []string {
	text = strings.NewReplacer("\n资金保障", "资金保障").Replace(text)
	text = heading.ReplaceAllString(text, "")
	var all []string
	for _, fragment := range separator.Split(text, -1) {
		if fragment = squeeze(fragment); len([]rune(fragment)) >= 4 {
			all = append(all, fragment)
		}
	}
	return all
}

func squeeze(text string) string { return strings.Join(strings.Fields(text), "") }

type document struct{ root *yaml.Node }

func readDocument(t *testing.T, name string) document {
	t.Helper()
	src, err := Open(name)
	if err != nil {
		t.Fatal(err)
	}
	var node yaml.Node
	if err := yaml.Unmarshal(src, &node); err != nil {
		t.Fatal(err)
	}
	return document{node.Content[0]}
}

func (d document) text(key string) string {
	if n := valueOf(d.root, key); n != nil {
		return n.Value
	}
	return ""
}

func (d document) remarks() (all []string) {
	for _, remark := range valueOf(d.root, "remarks").Content {
		all = append(all, valueOf(remark, "text").Value)
	}
	return all
}

func (d document) sources() []string { return sourcesBelow(d.root) }

func sourcesBelow(n *yaml.Node) (all []string) {
	if n.Kind != yaml.MappingNode {
		for _, item := range n.Content {
			all = append(all, sourcesBelow(item)...)
		}
		return all
	}
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i].Value, n.Content[i+1]
		switch {
		case key == "source" && value.Kind == yaml.ScalarNode:
			all = append(all, value.Value)
		case key == "source":
			for _, item := range value.Content {
				all = append(all, item.Value)
			}
		default:
			all = append(all, sourcesBelow(value)...)
		}
	}
	return all
}

func valueOf(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}
