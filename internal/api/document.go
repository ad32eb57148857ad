package api

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/identity"
	"songnuan/internal/locale"
)

// object is a JSON object of the document.
type object = map[string]any

// document makes the OpenAPI 3.1 document of the routes, from the types that
// they take and give.
type document struct {
	*api
	lang      locale.Lang
	requests  *schemas // closed: what they do not name is refused
	responses *schemas // open: names may be added
}

func (a *api) document(lang locale.Lang) object {
	d := &document{a, lang, newSchemas(), newSchemas()}
	paths := object{}
	for _, r := range a.routes {
		item, _ := paths[r.path].(object)
		if item == nil {
			item = object{}
			paths[r.path] = item
		}
		item[strings.ToLower(r.method)] = d.operation(r)
	}
	problemSchema := d.schema(d.responses.of(reflect.TypeFor[problemShape]()), false)
	return object{
		"openapi":           "3.1.0",
		"jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
		"info":              object{"title": d.text("api.document.title"), "version": a.Version, "description": d.text("api.document.about")},
		"servers":           []any{object{"url": Base}},
		"security":          []any{object{"token": []any{}}},
		"paths":             paths,
		"components": object{
			"schemas":         d.components(),
			"securitySchemes": object{"token": object{"type": "http", "scheme": "bearer", "description": d.text("api.document.token")}},
			"responses": object{"Problem": object{"description": d.text("api.document.problem"),
				"content": object{"application/problem+json": object{"schema": problemSchema}}}},
		},
	}
}

func (d *document) text(key string) string { return locale.Text(d.lang, key, nil) }

// operation tells one route.
func (d *document) operation(r *route) object {
	op := object{
		"operationId": r.name,
		"summary":     d.text("api.route." + r.name),
		"tags":        []any{strings.Split(r.path, "/")[1]},
		"responses":   d.answers(r),
	}
	if r.permission == none {
		op["x-permission"] = nil
	} else {
		op["x-permission"] = r.permission
		op["x-permission-name"] = r.permission.Text(d.lang)
		op["x-roles"] = identity.RolesWith(r.permission)
		op["x-scope"] = "area-and-unit"
	}
	op["x-idempotent"] = r.kind != writes
	parameters := []any{}
	if r.kind == writes {
		parameters = append(parameters, object{"name": "Idempotency-Key", "in": "header", "required": true, "description": d.text("api.document.key"),
			"schema": object{"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$"}, "example": "7d1f0c52-open-2027"})
	}
	for _, f := range fields(r.in) {
		if f.Name == "Body" {
			op["requestBody"] = d.body(f.Type)
		} else if in, name := placeOf(f); in != "" {
			parameters = append(parameters, d.parameter(f, in, name))
		}
	}
	if r.file {
		op["requestBody"] = object{"required": true, "content": object{"application/octet-stream": object{"schema": object{"type": "string", "format": "binary"}}}}
	}
	op["parameters"] = parameters
	return op
}

// placeOf tells where a field comes from.
func placeOf(f reflect.StructField) (in, name string) {
	for _, in := range []string{"path", "query", "header"} {
		if name := f.Tag.Get(in); name != "" {
			return in, name
		}
	}
	return "", ""
}

func (d *document) parameter(f reflect.StructField, in, name string) object {
	s := d.requests.field(f)
	shape := d.schema(s, true)
	if otherwise := f.Tag.Get("default"); otherwise != "" {
		shape["default"] = sampleOf(s, otherwise)
	}
	return object{"name": name, "in": in, "required": in == "path" || f.Tag.Get("required") != "", "schema": shape, "description": d.text("api.field." + strings.ToLower(strings.ReplaceAll(name, "-", "_")))}
}

func (d *document) body(t reflect.Type) object {
	s := d.requests.of(t)
	return object{"required": true, "content": object{"application/json": object{"schema": d.schema(s, true), "example": sample(s, 0)}}}
}

// answers are what a route answers, by status.
func (d *document) answers(r *route) object {
	good := object{"description": http.StatusText(r.status)}
	if r.out == reflect.TypeFor[*download]() {
		good["content"] = object{"application/octet-stream": object{"schema": object{"type": "string", "format": "binary"}}}
	} else {
		s := d.responses.of(r.out)
		good["content"] = object{"application/json": object{"schema": d.schema(s, false), "example": sample(s, 0)}}
	}
	all := object{strconv.Itoa(r.status): good}
	for _, status := range d.failures(r) {
		all[strconv.Itoa(status)] = object{"$ref": "#/components/responses/Problem"}
	}
	return all
}

// failures are the statuses with which a route may refuse.
func (d *document) failures(r *route) []int {
	all := []int{http.StatusUnauthorized, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusNotFound, http.StatusConflict, http.StatusForbidden}
	if r.method != http.MethodGet {
		all = append(all, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	if slices.ContainsFunc(fields(r.in), func(f reflect.StructField) bool { return f.Tag.Get("header") == "If-Match" }) {
		all = append(all, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	}
	return all
}

// components are the schemas that have a name.
func (d *document) components() object {
	all := object{}
	for _, of := range []*schemas{d.responses, d.requests} {
		for _, s := range of.byType {
			if s.name != "" {
				all[s.name] = d.whole(s, of == d.requests)
			}
		}
	}
	return all
}

// openapi answers with the document, whoever asks: it holds no secret.
func (a *api) openapi(w http.ResponseWriter, r *http.Request) {
	c := &call{api: a, w: w, r: r, lang: langOf(r)}
	body, err := json.Marshal(a.document(c.lang))
	if err != nil {
		c.fail(err)
		return
	}
	c.send(http.StatusOK, "application/json", body)
}
