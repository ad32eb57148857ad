package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/walktest"
)

// nasty are values that no field takes, or that a field may take amiss.
var nasty = []any{
	nil, true, -1, 1.5, 1e300, json.Number("99999999999999999999"), json.Number("-9223372036854775808"), "", " ", "\x00", "a\x00b", "\u202e", "' OR 1=1 --", "<script>alert(1)</script>",
	"%s%n", "{name}", "../../etc/passwd", strings.Repeat("长", 5000), []any{}, []any{nil}, []any{[]any{}}, object{}, object{"a": object{}},
	"2027-02-30", "0000-00-00", "9999-12-31", "441900129000", "00000000-0000-7000-8000-000000000000", "😀", "0", "-0",
}

// broken are bodies that are no JSON of an object.
var broken = []string{
	"", " ", "{", "}", "[]", "null", "true", `"x"`, "1", "{}{}", `{"a":1,}`, `{"a":1,"a":2}`, `{"Name":1,"name":2}`, "\xff\xfe", "\x00",
	strings.Repeat("[", 100000), strings.Repeat(`{"a":`, 50) + "1" + strings.Repeat("}", 50), `{"__proto__":{}}`,
}

// TestBadBodiesAreRefused sends every route that takes a body what it does not
// take: the answer is a problem of the 400s, and never one of the 500s.
func TestBadBodiesAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDesk(t, db)
		random := rand.New(rand.NewPCG(1, 2))
		for _, r := range d.api.routes {
			if r.method == http.MethodGet || r.file {
				continue
			}
			who := d.able(t, r)
			path, body := samples[r.name].do(t, d)
			for _, text := range broken {
				if body == nil && strings.TrimSpace(text) == "" {
					continue // takes none
				}
				d.refused(t, who, r, path, text, false)
			}
			if body == nil {
				continue
			}
			for _, one := range mutations(random, body) {
				d.refused(t, who, r, path, one, true)
			}
			unknown := body.(object)
			unknown["nobody_knows_this"] = 1
			d.refused(t, who, r, path, unknown, false)
			delete(unknown, "nobody_knows_this")
		}
	})
}

// refused sends a body. may tells that it can be right by chance.
func (d *desk) refused(t *testing.T, who *walktest.Actor, r *route, path string, body any, may bool) {
	t.Helper()
	a := d.ask(t, asked{method: r.method, path: Base + path, token: d.Fresh(t, who).Token, body: body, header: headersOf(t, d, r)})
	if a.Code < 400 && may {
		return
	}
	if a.Code < 400 || a.Code >= 500 || !strings.HasPrefix(a.Header().Get("Content-Type"), "application/problem+json") {
		t.Errorf("%s: %d for %.200v: %s", r.name, a.Code, body, a.Body)
	}
}

// mutations are a good body with one field turned bad, each field in turn.
func mutations(random *rand.Rand, body any) (all []any) {
	good := body.(object)
	for key := range good {
		for _, value := range nasty {
			all = append(all, replaced(good, key, value))
		}
		without := replaced(good, key, nil)
		delete(without, key)
		all = append(all, without)
	}
	for range 20 { // bytes of it turned at random
		text, err := json.Marshal(good)
		if err != nil || len(text) < 4 {
			break
		}
		text = bytes.Clone(text)
		for range 1 + random.IntN(3) {
			text[random.IntN(len(text))] = byte(random.IntN(256))
		}
		all = append(all, text)
	}
	return all
}

func replaced(good object, key string, value any) object {
	other := object{}
	maps.Copy(other, good)
	other[key] = value
	return other
}

// able is somebody who may call the route everywhere.
func (d *desk) able(t *testing.T, r *route) *walktest.Actor {
	t.Helper()
	for _, who := range d.Actors {
		if who.From.Name == "everywhere" && (r.permission == none || who.Role.Can(r.permission)) {
			return who
		}
	}
	t.Fatalf("nobody may call %s", r.name)
	return nil
}

func TestBadAddressesAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDesk(t, db)
		for _, r := range d.api.routes {
			who := d.able(t, r)
			path, body := samples[r.name].do(t, d)
			plain, _, _ := strings.Cut(path, "?")
			for _, query := range []string{"nobody=1", "after=%00", "after=%FF", "after=x", "after=%7B%7D", "limit=0", "limit=501", "limit=x", "limit=1&limit=2", "area=1", "unit=x", "state=none", "on=x"} {
				a := d.ask(t, asked{method: r.method, path: Base + plain + "?" + query, token: d.Fresh(t, who).Token, body: body, header: headersOf(t, d, r)})
				name, _, _ := strings.Cut(query, "=")
				if a.Code >= 500 || a.Code < 400 && !strings.Contains(query, "after=x") && !strings.Contains(query, "after=%7B") || a.Code < 400 && !takes(r, name) {
					t.Errorf("%s?%s: %d %s", r.name, query, a.Code, a.Body)
				}
			}
			for i, part := range strings.Split(plain, "/") {
				if part == "" || strings.Split(r.path, "/")[i] == part {
					continue
				}
				for _, bad := range []string{"%00", "%FF", strings.Repeat("9", 300), "'", "..%2F..", "%E2%80%AE", "00000000-0000-7000-8000-000000000000"} {
					parts := strings.Split(plain, "/")
					parts[i] = bad
					a := d.ask(t, asked{method: r.method, path: Base + strings.Join(parts, "/"), token: d.Fresh(t, who).Token, body: body, header: headersOf(t, d, r)})
					if a.Code < 400 || a.Code >= 500 {
						t.Errorf("%s with %s: %d %s", r.name, bad, a.Code, a.Body)
					}
				}
			}
		}
	})
}

func takes(r *route, query string) bool {
	for _, f := range fields(r.in) {
		if f.Tag.Get("query") == query {
			return true
		}
	}
	return false
}

func TestEveryFieldThatIsWrongIsNamed(t *testing.T) {
	d := newDesk(t, dbtest.SQLite(t))
	admin := d.as(t, identity.Administrator, "everywhere")
	a := d.post(t, admin, "/users", `{"account":"x","name":"","area":"44","roles":[{"role":"king"},{"areas":["1"]}],"passwort":"1"}`).want(t, http.StatusUnprocessableEntity)
	var p problemShape
	a.json(t, &p)
	got := map[string]bool{}
	for _, e := range p.Errors {
		got[e.Field] = true
		if e.Message == "" || strings.HasPrefix(e.Message, "api.") {
			t.Errorf("%+v", e)
		}
	}
	for _, field := range []string{"account", "name", "area", "roles[0].role", "roles[1].role", "roles[1].areas[0]", "password", "passwort"} {
		if !got[field] {
			t.Errorf("%s is not named in %s", field, a.Body)
		}
	}
	d.ask(t, asked{method: http.MethodPost, path: Base + "/users", token: admin.Token, body: "{}", header: map[string]string{"Content-Type": "text/plain"}}).want(t, http.StatusUnsupportedMediaType)
	d.post(t, admin, "/users", fmt.Sprintf(`{"name":%q}`, strings.Repeat("x", bodyMost))).want(t, http.StatusRequestEntityTooLarge)
}

func headersOf(t *testing.T, d *desk, r *route) map[string]string {
	t.Helper()
	s := samples[r.name]
	return s.headers(t, d)
}
