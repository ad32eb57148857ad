package walktest

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"songnuan/internal/identity"
)

// Shown is an answer to an actor, and what it may hold.
type Shown struct {
	What       string // route, for the message
	Permission identity.Permission
	Status     int
	Body       string
	Clear      bool // the route shows clear data to who may see it
	Public     bool // names of villages are no secret here: the tree of areas
	Numbers    bool // counts can be told from other figures, as in JSON
}

// Judge fails the test on every mark of a place that the actor may not see: a
// household's number, a surname through its mask, a village, an account, a
// count; on whatever an actor without the permission is shown; and on clear
// data where none was asked for.
func (o *Office) Judge(t testing.TB, a *Actor, s *Shown) {
	t.Helper()
	what := s.What + " as " + string(a.Role) + " from " + a.From.Name
	may := s.Permission == "" || a.Role.Can(s.Permission)
	if !may && s.Status != http.StatusForbidden {
		t.Errorf("%s: not permitted, and answered %d", what, s.Status)
	}
	if s.Status >= http.StatusInternalServerError {
		t.Errorf("%s: %d %s", what, s.Status, s.Body)
	}
	for _, p := range o.Places {
		if may && strings.Contains(a.From.Sees, p.Letter[1:]) {
			continue
		}
		for _, mark := range p.marks(s.Public) {
			if strings.Contains(s.Body, mark) {
				t.Errorf("%s: shows %s of %s\n%.600s", what, mark, p.Name, s.Body)
				break
			}
		}
	}
	for _, p := range o.Places {
		for _, secret := range p.Secrets {
			if !(s.Clear && may) && strings.Contains(s.Body, secret) {
				t.Errorf("%s: shows clear data of %s", what, p.Name)
				break
			}
		}
	}
	if s.Numbers {
		o.counts(t, what, a, may, s.Body)
	}
}

// marks are what stands nowhere but in the records of a place.
func (p *Place) marks(public bool) []string {
	all := append([]string{p.Surname, p.Account, string(p.Imported)}, p.Numbers...)
	if !public {
		all = append(all, p.Name)
	}
	return all
}

var figure = regexp.MustCompile(`"([a-z_]+)":\s?(\d+)[,}\]]`)

// notCounts are figures of JSON that count nothing.
var notCounts = map[string]bool{"status": true, "seq": true, "version": true, "line": true, "column": true, "row": true, "born_in": true, "year": true}

// counts fails on a figure that only who sees more can come to: so many
// households, or so many times 400 yuan.
func (o *Office) counts(t testing.TB, what string, a *Actor, may bool, body string) {
	t.Helper()
	for n := range o.beyond(a, may) {
		for _, m := range figure.FindAllStringSubmatch(body, -1) {
			if value, err := strconv.Atoi(m[2]); err == nil && !notCounts[m[1]] && (value == n || value == n*40000) {
				t.Errorf("%s: %s of %d lies beyond the scope\n%.600s", what, m[1], n, body)
			}
		}
	}
}

// beyond are the sums of places of which the actor does not see all.
func (o *Office) beyond(a *Actor, may bool) map[int]bool {
	all := map[int]bool{}
	for set := 1; set < 1<<len(o.Places); set++ {
		sum, hidden := 0, false
		for i, p := range o.Places {
			if set&(1<<i) != 0 {
				sum += p.Count
				hidden = hidden || !may || !strings.Contains(a.From.Sees, p.Letter[1:])
			}
		}
		if hidden {
			all[sum] = true
		}
	}
	return all
}
