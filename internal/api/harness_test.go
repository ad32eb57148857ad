package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
	"songnuan/internal/walktest"
)

// desk is the interface over an office, with what tests ask of it.
type desk struct {
	*walktest.Office
	api *api
}

func newDesk(t testing.TB, db *sqldb.DB) *desk {
	t.Helper()
	o := walktest.New(t, db)
	return &desk{o, newAPI(Config{App: o.App, Clock: o.Clock, Version: "test", PerMin: 1 << 30, Log: slog.New(slog.DiscardHandler)})}
}

// answer is what came back.
type answer struct {
	*httptest.ResponseRecorder
	route *route // nil when none was met
}

func (a *answer) json(t testing.TB, into any) {
	t.Helper()
	if err := json.Unmarshal(a.Body.Bytes(), into); err != nil {
		t.Fatalf("%v in %s", err, a.Body)
	}
}

func (a *answer) want(t testing.TB, status int) *answer {
	t.Helper()
	if a.Code != status {
		t.Fatalf("%d instead of %d: %s", a.Code, status, a.Body)
	}
	return a
}

// asked is a request of a test.
type asked struct {
	method, path string
	body         any // marshalled, unless it is a string or bytes
	token        personal.Secret
	key          string // "" takes a new one for what writes, "-" none
	header       map[string]string
}

// ask sends a request and holds the answer against the document.
func (d *desk) ask(t testing.TB, q asked) *answer {
	t.Helper()
	var body []byte
	switch b := q.body.(type) {
	case nil:
	case string:
		body = []byte(b)
	case []byte:
		body = b
	default:
		var err error
		if body, err = json.Marshal(b); err != nil {
			t.Fatal(err)
		}
	}
	r := httptest.NewRequest(q.method, q.path, bytes.NewReader(body))
	if q.body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if !q.token.IsZero() {
		r.Header.Set("Authorization", "Bearer "+q.token.Clear())
	}
	if q.key == "" && q.method != http.MethodGet {
		q.key = fmt.Sprintf("key-%d", d.Serial())
	}
	if q.key != "" && q.key != "-" {
		r.Header.Set("Idempotency-Key", q.key)
	}
	for name, value := range q.header {
		r.Header.Set(name, value)
	}
	a := &answer{ResponseRecorder: httptest.NewRecorder()}
	_, pattern := d.api.mux.Handler(r)
	for _, one := range d.api.routes {
		if pattern == one.method+" "+Base+one.path {
			a.route = one
		}
	}
	d.api.ServeHTTP(a.ResponseRecorder, r)
	d.documented(t, q.method+" "+q.path, a)
	return a
}

// get reads as an actor.
func (d *desk) get(t testing.TB, who *walktest.Actor, path string) *answer {
	t.Helper()
	return d.ask(t, asked{method: http.MethodGet, path: Base + path, token: who.Token})
}

// post acts as an actor.
func (d *desk) post(t testing.TB, who *walktest.Actor, path string, body any) *answer {
	t.Helper()
	return d.ask(t, asked{method: http.MethodPost, path: Base + path, token: who.Token, body: body})
}

// as is the actor of a role at a standpoint.
func (d *desk) as(t testing.TB, role identity.Role, from string) *walktest.Actor {
	t.Helper()
	for _, a := range d.Actors {
		if a.Role == role && a.From.Name == from {
			return a
		}
	}
	t.Fatalf("no %s from %s", role, from)
	return nil
}

// contract is the document as a validator takes it. There, answers hold nothing
// that the document does not name.
var contract = sync.OnceValue(func() *jsonschema.Compiler {
	text, err := json.Marshal(newAPI(Config{Version: "test"}).document(locale.English))
	if err != nil {
		panic(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		panic(err)
	}
	closeAll(document)
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	c.AssertContent()
	if err := c.AddResource("openapi.json", document); err != nil {
		panic(err)
	}
	return c
})

// closeAll forbids, in every object schema, what it does not name.
func closeAll(node any) {
	switch node := node.(type) {
	case map[string]any:
		if node["type"] == "object" && node["properties"] != nil {
			node["additionalProperties"] = false
		}
		for _, child := range node {
			closeAll(child)
		}
	case []any:
		for _, child := range node {
			closeAll(child)
		}
	}
}

var compiledSchemas sync.Map

func schemaAt(t testing.TB, pointer string) *jsonschema.Schema {
	t.Helper()
	if s, ok := compiledSchemas.Load(pointer); ok {
		return s.(*jsonschema.Schema)
	}
	s, err := contract().Compile("openapi.json#" + pointer)
	if err != nil {
		t.Fatal(err)
	}
	compiledSchemas.Store(pointer, s)
	return s
}

func escaped(path string) string {
	return strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(path)
}

// documented fails the test unless an answer is one that the document gives.
func (d *desk) documented(t testing.TB, what string, a *answer) {
	t.Helper()
	kind, _, _ := strings.Cut(a.Header().Get("Content-Type"), ";")
	var pointer string
	switch {
	case a.route == nil || kind == "application/problem+json":
		pointer = "/components/responses/Problem/content/application~1problem+json/schema"
		if a.route == nil && kind != "application/problem+json" {
			t.Errorf("%s: no route, and %s", what, kind)
			return
		}
	case kind != "application/json":
		return // a file
	default:
		pointer = fmt.Sprintf("/paths/%s/%s/responses/%d/content/application~1json/schema", escaped(a.route.path), strings.ToLower(a.route.method), a.Code)
	}
	if a.route != nil && !d.statusKnown(a.route, a.Code) {
		t.Errorf("%s: the document knows no %d", what, a.Code)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(a.Body.Bytes()))
	if err != nil {
		t.Errorf("%s: %v in %s", what, err, a.Body)
		return
	}
	if err := schemaAt(t, pointer).Validate(value); err != nil {
		t.Errorf("%s: %v\n%s", what, err, a.Body)
	}
}

var known200 = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for path, item := range newAPI(Config{}).document(locale.English)["paths"].(object) {
		for method, op := range item.(object) {
			for status := range op.(object)["responses"].(object) {
				all[strings.ToUpper(method)+" "+path+" "+status] = true
			}
		}
	}
	return all
})

func (d *desk) statusKnown(r *route, status int) bool {
	return known200()[fmt.Sprintf("%s %s %d", r.method, r.path, status)]
}
