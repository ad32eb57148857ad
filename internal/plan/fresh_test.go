package plan

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"songnuan/internal/locale"
	"songnuan/internal/yamldoc"
)

var update = flag.Bool("update", false, "write docs/findings.md and docs/plan.schema.json anew")

// fresh compares a published file with what the program makes.
func fresh(t *testing.T, path string, want []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is stale: run go generate ./internal/plan", path)
	}
}

func TestPublishedFilesAreFresh(t *testing.T) {
	fresh(t, "../../docs/plan.schema.json", Schema())
	fresh(t, "../../docs/findings.md", FindingsDocument())
}

// TestEveryCodeHasMessageAndCase: a code is in the table, has its message, is
// made somewhere in the program, and if made here, a test brings it about.
func TestEveryCodeHasMessageAndCase(t *testing.T) {
	cases := readAll(t, "testdata/lint/*.yaml", "") + readAll(t, "*_test.go", "")
	own := strings.Replace(readAll(t, "*.go", "_test.go"), readAll(t, "code.go", ""), "", 1)
	others := readAll(t, "../[^p]*/*.go", "_test.go")
	seen := map[string]bool{}
	for _, c := range Codes {
		if seen[c.Code] {
			t.Errorf("%s stands twice in Codes", c.Code)
		}
		seen[c.Code] = true
		if slices.Contains(yamldoc.FormCodes, c) && !strings.Contains(own, `"`+c.Code+`"`) {
			continue // of package yamldoc, tested there and below
		}
		if !locale.Has(locale.Chinese, Book.Finding(c.Code, Pos{}, "").Message) {
			t.Errorf("%s has no message", c.Code)
		}
		if strings.Contains(others, `"`+c.Code+`"`) {
			continue // made and tested on another floor
		}
		if !strings.Contains(own, `"`+c.Code+`"`) {
			t.Errorf("%s is made nowhere", c.Code)
		}
		if !regexp.MustCompile(`\b` + c.Code + `\b`).MatchString(cases) {
			t.Errorf("%s has no test", c.Code)
		}
	}
	for _, m := range regexp.MustCompile(`(?:\.Add|NewFinding|\.say)\("([a-z_]+)"`).FindAllStringSubmatch(own, -1) {
		if !seen[m[1]] {
			t.Errorf("%s is made and not in Codes", m[1])
		}
	}
}

// readAll joins the files of a pattern, but those that end in without.
func readAll(t *testing.T, pattern, without string) string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no files, %v", pattern, err)
	}
	var all strings.Builder
	for _, file := range files {
		if without != "" && strings.HasSuffix(file, without) {
			continue
		}
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(src)
	}
	return all.String()
}

// TestEveryKeyHasWords walks the schema: an editor has something to show
// beside every key.
func TestEveryKeyHasWords(t *testing.T) {
	var walk func(path string, v any)
	walk = func(path string, v any) {
		m, ok := v.(map[string]any)
		if !ok {
			return
		}
		props, _ := m["properties"].(map[string]any)
		for key, value := range props {
			if value.(map[string]any)["description"] == nil {
				t.Errorf("%s.%s has no description", path, key)
			}
		}
		for key, value := range m {
			walk(path+"/"+key, value)
		}
		list, _ := m["anyOf"].([]any)
		for i, value := range list {
			walk(fmt.Sprintf("%s/%d", path, i), value)
		}
	}
	walk("", schemaValue(t))
}

func schemaValue(t *testing.T) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	if err := c.AddResource(SchemaID, schemaValue(t)); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile(SchemaID)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// TestShippedPlansFitTheSchema: what the program takes, editors take too.
func TestShippedPlansFitTheSchema(t *testing.T) {
	compiled := compiledSchema(t)
	files, err := filepath.Glob("../../plans/*.plan.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no plans", err)
	}
	for _, file := range files {
		if err := compiled.Validate(yamlValue(t, file)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func yamlValue(t *testing.T, file string) any {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := yaml.Unmarshal(src, &value); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestSchemaRefusesWhatTheReaderRefuses(t *testing.T) {
	compiled := compiledSchema(t)
	for _, src := range []string{
		"title: b", "format: 1\nplan: a\ntitle: b\ntitel: c", "format: 1\nplan: a\ntitle: b\nclasses: [{unit: family}]",
		"format: 1\nplan: a\ntitle: b\ncash: [{amount: {at_leats: 3}}]", "format: 1\nplan: a\ntitle: b\nduties: [{act: [a]}]",
	} {
		var value any
		if err := yaml.Unmarshal([]byte(src), &value); err != nil {
			t.Fatal(err)
		}
		if compiled.Validate(value) == nil {
			t.Errorf("the schema takes %q", src)
		}
	}
}
