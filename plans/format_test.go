package plans

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"songnuan/internal/locale"
	"songnuan/internal/plan"
)

const formatDoc = "../docs/plan-format.md"

// example is one yaml block of the document; kind is the word after yaml.
type example struct {
	kind, text, heading string
	line                int
}

var block = regexp.MustCompile("(?ms)^```yaml ?(\\w*)\n(.*?)^```$")

func formatExamples(t *testing.T) (base string, all []example) {
	t.Helper()
	doc, err := os.ReadFile(formatDoc)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range block.FindAllSubmatchIndex(doc, -1) {
		e := example{kind: string(doc[m[2]:m[3]]), text: string(doc[m[4]:m[5]]), line: strings.Count(string(doc[:m[4]]), "\n") + 1}
		if at := strings.LastIndex(string(doc[:m[0]]), "\n#"); at >= 0 {
			e.heading, _, _ = strings.Cut(strings.TrimLeft(string(doc[at:]), "\n# "), "\n")
		}
		if e.kind == "base" {
			base = e.text
		}
		all = append(all, e)
	}
	if base == "" || len(all) < 24 {
		t.Fatalf("%d examples, draft of %d bytes", len(all), len(base))
	}
	return base, all
}

// TestTheDocumentsExamplesAreRead puts each example after the document's draft
// and checks it as a user's plan is checked. An example has no errors.
func TestTheDocumentsExamplesAreRead(t *testing.T) {
	base, all := formatExamples(t)
	for _, e := range all {
		src := e.text
		switch {
		case e.kind == "" && !strings.Contains(e.text, "format:"):
			src = onto(t, base, e.text)
		}
		open := func(string) ([]byte, error) { return []byte(base), nil }
		_, found, err := plan.Check([]byte(src), plan.ReadOptions{Name: "example-in-document.plan.yaml", Open: open})
		if err != nil {
			t.Errorf("line %d: %v", e.line, err)
		}
		for _, f := range found {
			if f.Severity == plan.Error {
				t.Errorf("line %d, %s: %s: %s\n%s", e.line, f.Clause, f.Code, f.Text(locale.Chinese), src)
			}
		}
	}
}

// TestTheFirstPlanIsTheDocuments: the ten lines of the document are the file.
func TestTheFirstPlanIsTheDocuments(t *testing.T) {
	_, all := formatExamples(t)
	first, err := os.ReadFile("../examples/first/first.plan.yaml")
	if err != nil || string(first) != all[0].text {
		t.Errorf("examples/first/first.plan.yaml is not the first example of %s (%v)", formatDoc, err)
	}
	if lines := strings.Count(all[0].text, "\n"); lines > 10 {
		t.Errorf("the first plan has %d lines", lines)
	}
}

// kinds are the clause kinds that the format must have a place for, by the
// words that their headings in the document hold.
var kinds = []string{"target class", "cash benefit", "quota", "visit duty", "staff role", "goods benefit", "budget total", "approval step", "report up",
	"funding source", "period, deadline, phase", "inspection", "payment method", "event agenda", "publicity", "public notice", "allocation",
	"stock to make or buy", "pairing", "anti-duplicate", "trigger", "Hard and soft"}

func TestEveryClauseKindHasAnExample(t *testing.T) {
	_, all := formatExamples(t)
	for _, kind := range kinds {
		found := false
		for _, e := range all {
			found = found || strings.Contains(e.heading, kind)
		}
		if !found {
			t.Errorf("%s has no worked example for %s", formatDoc, kind)
		}
	}
}

// onto puts the example's sections after the draft's. A clause of the same id
// takes the place of the draft's.
func onto(t *testing.T, base, text string) string {
	t.Helper()
	var whole, part yaml.Node
	for src, node := range map[string]*yaml.Node{base: &whole, text: &part} {
		if err := yaml.Unmarshal([]byte(src), node); err != nil {
			t.Fatal(fmt.Errorf("%w in\n%s", err, src))
		}
	}
	into, from := whole.Content[0], part.Content[0]
	for i := 0; i < len(from.Content); i += 2 {
		key, value := from.Content[i], from.Content[i+1]
		if old := valueOf(into, key.Value); old != nil && old.Kind == yaml.SequenceNode && value.Kind == yaml.SequenceNode {
			old.Content = append(without(old.Content, value.Content), value.Content...)
			continue
		}
		into.Content = append(into.Content, key, value)
	}
	out, err := yaml.Marshal(&whole)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func without(clauses, newer []*yaml.Node) (kept []*yaml.Node) {
	taken := map[string]bool{}
	for _, c := range newer {
		if id := valueOf(c, "id"); id != nil {
			taken[id.Value] = true
		}
	}
	for _, c := range clauses {
		if id := valueOf(c, "id"); id == nil || !taken[id.Value] {
			kept = append(kept, c)
		}
	}
	return kept
}
