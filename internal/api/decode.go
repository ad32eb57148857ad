package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"songnuan/internal/problem"
)

// schemasOf are the schemas of all requests, made when first asked for.
var requestSchemas = struct {
	sync.Mutex
	*schemas
}{schemas: newSchemas()}

func requestSchema(t reflect.Type) *schema {
	requestSchemas.Lock()
	defer requestSchemas.Unlock()
	return requestSchemas.of(t)
}

func requestField(f reflect.StructField) *schema {
	requestSchemas.Lock()
	defer requestSchemas.Unlock()
	return requestSchemas.field(f)
}

// decode reads a request into the struct that its route takes, and refuses
// whatever the route does not know.
func (c *call) decode(into reflect.Value) error {
	fmt.Fprintf(&c.asked, "%s %s?%s\n%s\n", c.r.Method, c.r.URL.EscapedPath(), c.r.URL.RawQuery, c.r.Header.Get("If-Match"))
	found := &checker{lang: c.lang}
	queries := map[string]bool{}
	var body *reflect.StructField
	for _, f := range fields(into.Type()) {
		switch {
		case f.Tag.Get("path") != "":
			if c.text1(found, f, into, c.r.PathValue(f.Tag.Get("path"))); len(found.found) > 0 {
				return problem.New(problem.NotFound, "api.nowhere") // there can be nothing of that name
			}
		case f.Tag.Get("query") != "":
			queries[f.Tag.Get("query")] = true
			c.query(found, f, into)
		case f.Tag.Get("header") != "":
			text := c.r.Header.Get(f.Tag.Get("header"))
			if text == "" && f.Tag.Get("required") != "" {
				return &refusal{status: http.StatusPreconditionRequired, err: problem.New(problem.Invalid, "api.no_version")}
			}
			c.text1(found, f, into, text)
		case f.Name == "Body":
			body = &f
		}
	}
	for name := range c.r.URL.Query() {
		if !queries[name] {
			found.wrong(clipped(name), "api.check.unknown_query")
		}
	}
	if err := c.body(found, body, into); err != nil {
		return err
	}
	if len(found.found) > 0 {
		return &refusal{err: problem.New(problem.Invalid, "api.fields", "count", len(found.found)), errors: found.found}
	}
	return nil
}

// query reads one parameter of the address.
func (c *call) query(found *checker, f reflect.StructField, into reflect.Value) {
	name := f.Tag.Get("query")
	switch texts := c.r.URL.Query()[name]; {
	case len(texts) > 1:
		found.wrong(name, "api.check.once")
	case len(texts) == 1 && texts[0] != "":
		c.text1(found, f, into, texts[0])
	case f.Tag.Get("default") != "":
		c.text1(found, f, into, f.Tag.Get("default"))
	}
}

// text1 sets a field from the text of a parameter.
func (c *call) text1(found *checker, f reflect.StructField, into reflect.Value, text string) {
	name := f.Tag.Get("path") + f.Tag.Get("query") + f.Tag.Get("header")
	s := requestField(f)
	var value any = text
	switch s.kind {
	case "integer", "number":
		value = json.Number(text)
		if _, err := strconv.ParseFloat(text, 64); err != nil {
			value = text
		}
	case "boolean":
		if b, err := strconv.ParseBool(text); err == nil {
			value = b
		}
	}
	before := len(found.found)
	found.check(name, s, value)
	if len(found.found) > before {
		return
	}
	encoded, err := json.Marshal(value)
	if err == nil {
		err = json.Unmarshal(encoded, into.FieldByIndex(f.Index).Addr().Interface())
	}
	if err != nil {
		found.wrong(name, "api.check."+s.kind)
	}
}

// body reads the body of a request.
func (c *call) body(found *checker, f *reflect.StructField, into reflect.Value) error {
	if c.route.file { // the handler takes it as it comes, so its length and the digest that is told stand for it
		fmt.Fprintf(&c.asked, "%d %s %s", c.r.ContentLength, c.r.Header.Get("Content-Digest"), c.r.Header.Get("Content-Disposition"))
		return nil
	}
	text, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, c.route.most))
	if err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return problem.New(problem.TooLarge, "api.body_large", "most", c.route.most)
		}
		return &refusal{status: http.StatusBadRequest, err: problem.Wrap(err, problem.Unreadable, "api.body_broken")}
	}
	c.asked.Write(text)
	if f == nil {
		if empty := bytes.TrimSpace(text); len(empty) > 0 && string(empty) != "{}" {
			found.wrong("", "api.check.no_body")
		}
		return nil
	}
	if kind, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return &refusal{status: http.StatusUnsupportedMediaType, err: problem.New(problem.Unreadable, "api.content_type")}
	}
	value, err := parse(text)
	if err != nil {
		return &refusal{status: http.StatusBadRequest, err: problem.Wrap(err, problem.Unreadable, "api.not_json")}
	}
	before := len(found.found)
	found.check("", requestSchema(f.Type), value)
	if len(found.found) > before {
		return nil
	}
	if err := json.Unmarshal(text, into.FieldByIndex(f.Index).Addr().Interface()); err != nil {
		return problem.Wrap(err, problem.Invalid, "api.not_json")
	}
	return nil
}

// deepest is how far values may lie within one another.
const deepest = 32

var errJSON = errors.New("no JSON of one value, each key once")

// parse reads one JSON value, numbers as they are written. Unlike encoding/json
// it refuses a key that stands twice: which one counts, readers decide
// differently.
func parse(text []byte) (any, error) {
	if !json.Valid(text) {
		return nil, errJSON
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return parseValue(d, 0)
}

func parseValue(d *json.Decoder, depth int) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	if depth > deepest {
		return nil, errJSON
	}
	switch token {
	case json.Delim('{'):
		return parseObject(d, depth)
	case json.Delim('['):
		items := []any{}
		for d.More() {
			item, err := parseValue(d, depth+1)
			if err != nil {
				return nil, err
			}
			items = append(items, item)
		}
		_, err := d.Token()
		return items, err
	}
	return token, nil
}

func parseObject(d *json.Decoder, depth int) (any, error) {
	object, folded := map[string]any{}, map[string]bool{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		key, _ := token.(string)
		if folded[strings.ToLower(key)] { // encoding/json matches keys whatever their case
			return nil, errJSON
		}
		folded[strings.ToLower(key)] = true
		if object[key], err = parseValue(d, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return object, err
}
