package api

import (
	"net/http"
	"strings"
	"testing"

	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

func TestOnlyATokenOpensTheInterface(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDesk(t, db)
		clerk := d.as(t, identity.VillageClerk, "village A")
		d.get(t, clerk, "/me").want(t, http.StatusOK)
		cases := map[string]map[string]string{
			"nothing":           {},
			"a cookie":          {"Cookie": "session=" + clerk.Token.Clear()},
			"a browser's visit": {"Authorization": "Bearer " + clerk.Visit.Clear()},
			"another scheme":    {"Authorization": "Basic " + clerk.Token.Clear()},
			"no secret":         {"Authorization": "Bearer "},
			"a guess":           {"Authorization": "Bearer " + strings.Repeat("A", 43)},
		}
		for name, header := range cases {
			for _, path := range []string{"/me", "/users", "/households/QA01"} {
				a := d.ask(t, asked{method: http.MethodGet, path: Base + path, header: header}).want(t, http.StatusUnauthorized)
				if !strings.HasPrefix(a.Header().Get("WWW-Authenticate"), "Bearer realm=") || !strings.HasPrefix(a.Header().Get("Content-Type"), "application/problem+json") {
					t.Errorf("%s: %v", name, a.Header())
				}
			}
		}
		d.Revoke(t, clerk.Token)
		d.get(t, clerk, "/me").want(t, http.StatusUnauthorized)
	})
}

func TestATokenIsNarrowerThanItsUser(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDesk(t, db)
		reviewer := d.as(t, identity.TownReviewer, "town")
		narrow := d.Token(t, reviewer, "441900129200")
		as := *reviewer
		as.Token = narrow
		d.get(t, &as, "/households/QA01").want(t, http.StatusOK)
		d.get(t, &as, "/households/QB01").want(t, http.StatusNotFound)
		var me meShape
		d.get(t, &as, "/me").json(t, &me)
		if me.Role != identity.TownReviewer || len(me.Scope.Areas) != 1 || me.Scope.Areas[0] != "441900129200" || me.Token == nil {
			t.Errorf("%+v", me)
		}
		d.ask(t, asked{method: http.MethodDelete, path: Base + "/me/token", token: narrow}).want(t, http.StatusOK)
		d.get(t, &as, "/me").want(t, http.StatusUnauthorized)
		d.get(t, reviewer, "/me").want(t, http.StatusOK)
	})
}

func TestATokenThatAsksTooOftenWaits(t *testing.T) {
	d := newDesk(t, dbtest.SQLite(t))
	d.api = newAPI(Config{App: d.App, Clock: d.Clock, Version: "test", PerMin: 60})
	clerk, other := d.as(t, identity.VillageClerk, "village A"), d.as(t, identity.VillageClerk, "village B")
	status := 0
	for range 50 { // ten at once, one a second
		a := d.get(t, clerk, "/version")
		if status = a.Code; status == http.StatusTooManyRequests {
			if a.Header().Get("Retry-After") != "1" {
				t.Errorf("%v", a.Header())
			}
			break
		}
	}
	if status != http.StatusTooManyRequests {
		t.Error("nobody waits")
	}
	d.get(t, other, "/version").want(t, http.StatusOK)
	if wait := newLimiter(60).take("x", d.Clock()); wait != 0 {
		t.Errorf("the first waits %d", wait)
	}
}

func TestFailuresAreToldInTheReadersLanguage(t *testing.T) {
	d := newDesk(t, dbtest.SQLite(t))
	clerk := d.as(t, identity.VillageClerk, "village A")
	for lang, want := range map[string]string{"": "没有权限", "zh-CN,zh;q=0.9,en;q=0.8": "没有权限", "en-US": "Not permitted", "fr, en": "Not permitted"} {
		var p problemShape
		d.ask(t, asked{method: http.MethodGet, path: Base + "/users", token: clerk.Token, header: map[string]string{"Accept-Language": lang}}).want(t, http.StatusForbidden).json(t, &p)
		if p.Title != want || p.Code != "identity.not_permitted" || p.Status != 403 || p.Type != "urn:songnuan:problem:forbidden" {
			t.Errorf("%q: %+v", lang, p)
		}
	}
}

func TestWhatIsNowhereAndWhatTakesAnotherMethod(t *testing.T) {
	d := newDesk(t, dbtest.SQLite(t))
	clerk := d.as(t, identity.VillageClerk, "village A")
	d.get(t, clerk, "/nothing").want(t, http.StatusNotFound)
	d.ask(t, asked{method: http.MethodGet, path: "/api/", token: clerk.Token}).want(t, http.StatusNotFound)
	a := d.ask(t, asked{method: http.MethodPut, path: Base + "/users", token: clerk.Token}).want(t, http.StatusMethodNotAllowed)
	if a.Header().Get("Allow") != "GET, POST" {
		t.Errorf("Allow: %s", a.Header().Get("Allow"))
	}
	d.get(t, clerk, "/campaigns/no-id").want(t, http.StatusNotFound)
}
