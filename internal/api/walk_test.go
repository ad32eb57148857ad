package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/walktest"
)

// sample is how the walk calls a route: the address, with what is behind it made
// anew where the route changes it, and the body.
type walkSample struct {
	do      func(t testing.TB, d *desk) (path string, body any)
	own     func(t testing.TB, d *desk, who *walktest.Actor) (path string, body any) // do, where the thing must be the actor's own
	clear   bool                                                                     // shows clear data
	public  bool                                                                     // names of villages
	header  map[string]string
	version func(testing.TB, *desk) int64 // of If-Match, where it goes on with each call
	figures string                        // what its figures are, where they count no people
}

func (s *walkSample) headers(t testing.TB, d *desk) map[string]string {
	if s.version == nil {
		return s.header
	}
	return map[string]string{"If-Match": fmt.Sprintf(`"%d"`, s.version(t, d))}
}

func at1(path string) walkSample {
	return walkSample{do: func(testing.TB, *desk) (string, any) { return path, nil }}
}

func with(path string, body any) walkSample {
	return walkSample{do: func(testing.TB, *desk) (string, any) { return path, body }}
}

// on is a route of a campaign.
func on(which func(testing.TB, *desk) any, rest string, body any) walkSample {
	return walkSample{do: func(t testing.TB, d *desk) (string, any) {
		return fmt.Sprintf("/campaigns/%v%s", which(t, d), rest), body
	}}
}

func draft(t testing.TB, d *desk) any     { return d.Open(t, walktest.Plan) }
func unsettled(t testing.TB, d *desk) any { return d.Open(t, walktest.Unsettled) }
func active(_ testing.TB, d *desk) any    { return d.Active }
func done(t testing.TB, d *desk) any      { return d.Activated(t, walktest.Nobody) }

// certified is a campaign of which something was certified.
func certified(t testing.TB, d *desk) any {
	if _, err := d.Machine.Certify(t.Context(), app.CertifyOrder{Campaign: d.Active}); err != nil {
		t.Fatal(err)
	}
	return d.Active
}

// TestEveryRouteKeepsToRoleAndScope calls every route as every role from every
// standpoint.
func TestEveryRouteKeepsToRoleAndScope(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDesk(t, db)
		for _, r := range d.api.routes {
			s, ok := samples[r.name]
			if !ok {
				t.Errorf("%s has no sample in the walk", r.name)
				continue
			}
			seen := 0
			path, body := s.do(t, d)
			for _, who := range d.Actors {
				if r.permission == none || who.Role.Can(r.permission) { // who may not changes nothing
					path, body = s.do(t, d)
					if s.own != nil {
						path, body = s.own(t, d, who)
					}
				}
				a := d.ask(t, asked{method: r.method, path: Base + path, token: d.Fresh(t, who).Token, body: body, header: s.headers(t, d)})
				if a.route != r {
					t.Fatalf("%s: %s is answered by another route", r.name, path)
				}
				if a.Code < 300 {
					seen++
				}
				d.Judge(t, who, &walktest.Shown{What: r.name, Permission: r.permission, Status: a.Code, Body: shown(a), Clear: s.clear, Public: s.public, Numbers: s.figures == ""})
			}
			if seen == 0 {
				t.Errorf("%s was never answered", r.name)
			}
		}
	})
}

// shown is all that an answer tells, signs as they are.
func shown(a *answer) string {
	var value any
	if json.Unmarshal(a.Body.Bytes(), &value) != nil {
		return a.Body.String()
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(value) != nil {
		return a.Body.String()
	}
	return b.String() + fmt.Sprint(a.Header())
}

func TestWhoSeesHowMuch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDesk(t, db)
		for from, want := range map[string]int64{"everywhere": 18, "town": 18, "village A": 7, "village B": 11, "elsewhere": 0} {
			who := d.as(t, "auditor", from)
			a := d.get(t, who, fmt.Sprintf("/campaigns/%s/board", d.Active))
			var board boardShape
			if a.Code == http.StatusOK {
				a.json(t, &board)
			}
			if got := board.Total.Total().Entries; got != want {
				t.Errorf("%s sees %d entries instead of %d", from, got, want)
			}
			n := int64(0)
			for _, state := range []string{"open", "refused"} {
				var lines struct{ Items []json.RawMessage }
				if a := d.get(t, who, fmt.Sprintf("/campaigns/%s/entries?state=%s&limit=500", d.Active, state)); a.Code == http.StatusOK {
					a.json(t, &lines)
				}
				n += int64(len(lines.Items))
			}
			if n != want {
				t.Errorf("%s is shown %d entries instead of %d", from, n, want)
			}
		}
	})
}
