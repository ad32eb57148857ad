package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"songnuan/internal/identity"
	"songnuan/internal/locale"
)

// operations are those of the document, "GET /path" each.
func operations(t *testing.T, document object) map[string]object {
	t.Helper()
	all := map[string]object{}
	for path, item := range document["paths"].(object) {
		for method, op := range item.(object) {
			all[strings.ToUpper(method)+" "+path] = op.(object)
		}
	}
	return all
}

func TestTheDocumentHasEveryRouteAndNoOther(t *testing.T) {
	a := newAPI(Config{Version: "test"})
	ops := operations(t, a.document(locale.Chinese))
	if len(ops) != len(a.routes) {
		t.Errorf("%d operations for %d routes", len(ops), len(a.routes))
	}
	names := map[string]bool{}
	for _, r := range a.routes {
		op := ops[r.method+" "+r.path]
		if op == nil || op["operationId"] != r.name {
			t.Errorf("%s is not in the document: %v", r.name, op)
			continue
		}
		if names[r.name] {
			t.Errorf("%s names two routes", r.name)
		}
		names[r.name] = true
		// What the document tells is what the mux answers.
		path := regexp.MustCompile(`\{[a-z]+\}`).ReplaceAllString(r.path, "x")
		if _, pattern := a.mux.Handler(httptest.NewRequest(r.method, Base+path, nil)); pattern != r.method+" "+Base+r.path {
			t.Errorf("%s is answered by %s", r.name, pattern)
		}
		if r.kind == reads != (r.method == http.MethodGet) {
			t.Errorf("%s: %s, and kind %d", r.name, r.method, r.kind)
		}
		var inPath []string
		for _, p := range op["parameters"].([]any) {
			if p.(object)["in"] == "path" {
				inPath = append(inPath, "{"+p.(object)["name"].(string)+"}")
			}
		}
		want := regexp.MustCompile(`\{[a-z]+\}`).FindAllString(r.path, -1)
		slices.Sort(inPath)
		slices.Sort(want)
		if !slices.Equal(inPath, want) {
			t.Errorf("%s: %v in the address, %v in the document", r.name, want, inPath)
		}
	}
}

func TestTheDocumentSaysWhoMay(t *testing.T) {
	a := newAPI(Config{})
	for _, r := range a.routes {
		op := a.document(locale.English)["paths"].(object)[r.path].(object)[strings.ToLower(r.method)].(object)
		if r.permission == none {
			continue
		}
		if op["x-permission"] != r.permission || len(op["x-roles"].(identity.Roles)) == 0 {
			t.Errorf("%s: %v", r.name, op)
		}
	}
}

// TestTheDocumentIsOpenAPI holds the document against the rules of OpenAPI 3.1
// that a reader of it rests on: every text is there, every reference leads
// somewhere, every example is one of its schema.
func TestTheDocumentIsOpenAPI(t *testing.T) {
	for _, lang := range []locale.Lang{locale.Chinese, locale.English} {
		document := newAPI(Config{Version: "test"}).document(lang)
		text, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		if missing := regexp.MustCompile(`"api\.[a-z_.]+"`).FindAllString(string(text), -1); len(missing) > 0 {
			slices.Sort(missing)
			t.Errorf("%s: texts are missing: %v", lang, slices.Compact(missing))
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, ref := range regexp.MustCompile(`"\$ref":"#/components/([a-z]+)/([A-Za-z]+)"`).FindAllStringSubmatch(string(text), -1) {
			if document["components"].(object)[ref[1]].(object)[ref[2]] == nil {
				t.Errorf("%s leads nowhere", ref[0])
			}
		}
		c := jsonschema.NewCompiler()
		c.DefaultDraft(jsonschema.Draft2020)
		c.AssertFormat()
		c.AssertContent()
		if err := c.AddResource("openapi.json", value); err != nil {
			t.Fatal(err)
		}
		examples(t, c, value, "#")
	}
}

// examples holds each example beside a schema against it.
func examples(t *testing.T, c *jsonschema.Compiler, node any, at string) {
	t.Helper()
	switch node := node.(type) {
	case map[string]any:
		if example, ok := node["example"]; ok && node["schema"] != nil {
			s, err := c.Compile("openapi.json" + at + "/schema")
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Validate(example); err != nil {
				t.Errorf("%s: %v", at, err)
			}
		}
		for key, child := range node {
			examples(t, c, child, at+"/"+escaped(key))
		}
	case []any:
		for i, child := range node {
			examples(t, c, child, fmt.Sprintf("%s/%d", at, i))
		}
	}
}

func TestTheDocumentIsServedToAnybody(t *testing.T) {
	a := newAPI(Config{Version: "test"})
	w := httptest.NewRecorder()
	a.ServeHTTP(w, httptest.NewRequest(http.MethodGet, Base+"/openapi.json", nil))
	var document struct {
		OpenAPI string `json:"openapi"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &document); err != nil || document.OpenAPI != "3.1.0" {
		t.Errorf("%v, %d: %.200s", err, w.Code, w.Body)
	}
	w = httptest.NewRecorder()
	a.ServeHTTP(w, httptest.NewRequest(http.MethodGet, Base+"/docs", nil))
	page, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if rows := page.Find("tbody tr"); rows.Length() != len(a.routes) || page.Find("script,style,[style]").Length() > 0 {
		t.Errorf("%d rows for %d routes", rows.Length(), len(a.routes))
	}
}
