package web

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/store"
)

// The places and people of the tests.
const (
	gaobu    = area.Code("441900129000")
	villageA = area.Code("441900129200") // 冼沙村
	villageB = area.Code("441900129201") // 卢溪村
)

var password = personal.NewSecret("correct horse battery")

// office is a server over a database of its own, at a time that the test sets.
type office struct {
	*app.App
	t       *testing.T
	machine *app.Desk // of the command line
	store   *store.Store
	now     time.Time
	server  *httptest.Server
	log     *bytes.Buffer
}

// eachOffice runs a test on both engines.
func eachOffice(t *testing.T, test func(o *office)) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) { test(newTestOffice(t, db)) })
}

func newTestOffice(t *testing.T, db *sqldb.DB) *office {
	t.Helper()
	sealer, err := personal.NewSealer(personal.NewKey(), personal.AES)
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, store: store.New(db, sealer), now: time.Date(2027, 1, 20, 1, 0, 0, 0, time.UTC), log: &bytes.Buffer{}}
	clock := day.Clock(func() time.Time { return o.now })
	o.App = app.New(app.Config{Store: o.store, Clock: clock, IDs: id.New, Calendar: day.DefaultCalendar()})
	o.machine = o.As(identity.AtCommandLine("测试"))
	if _, err := o.machine.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := o.machine.LoadSamples(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.restart()
	return o
}

// restart puts a new server over the same database at a new address.
func (o *office) restart() {
	o.t.Helper()
	handler, err := New(Config{App: o.App, Log: slog.New(slog.NewTextHandler(o.log, nil))})
	if err != nil {
		o.t.Fatal(err)
	}
	o.server = httptest.NewServer(handler)
	o.t.Cleanup(o.server.Close)
}

// user makes an account in a role over areas, everywhere when none is named.
func (o *office) user(account string, role identity.Role, areas ...area.Code) {
	o.t.Helper()
	order := app.NewUser{Account: account, Name: "同事" + account, Password: password, Lasting: true,
		Roles: []app.RoleOrder{{Role: role, Areas: areas, Everywhere: len(areas) == 0}}}
	if _, err := o.machine.AddUser(o.t.Context(), order); err != nil {
		o.t.Fatal(err)
	}
}

// imported enters a list of households: a heading and rows of CSV.
func (o *office) imported(where area.Code, lines ...string) *app.ImportReport {
	o.t.Helper()
	path := filepath.Join(o.t.TempDir(), "list.csv")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		o.t.Fatal(err)
	}
	report, err := o.machine.ImportHouseholds(o.t.Context(), app.ImportOrder{Path: path, Area: where}, func(app.Progress) {})
	if err != nil {
		o.t.Fatal(err)
	}
	return report
}

// browser is a person's: it keeps cookies and does not follow redirects.
type browser struct {
	*office
	client *http.Client
}

func (o *office) browser() *browser {
	jar, _ := cookiejar.New(nil)
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{o, &http.Client{Jar: jar, CheckRedirect: stay}}
}

// as is a browser in which somebody has signed in.
func (o *office) as(account string) *browser {
	o.t.Helper()
	b := o.browser()
	got := b.post("/sign-in", "account", account, "password", password.Clear())
	if got.status != http.StatusSeeOther {
		o.t.Fatalf("%s cannot sign in: %d %s", account, got.status, got.text(".note"))
	}
	return b
}

// page is what came back.
type page struct {
	*goquery.Document
	status int
	to     string // where the browser is sent
	body   string
	header http.Header
}

func (b *browser) get(path string) *page {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.server.URL+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(req)
}

// post sends a form of names and values in turn.
func (b *browser) post(path string, pairs ...string) *page {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return b.postForm(path, form)
}

func (b *browser) postForm(path string, form url.Values) *page {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(req)
}

func (b *browser) do(req *http.Request) *page {
	b.t.Helper()
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	return &page{doc, res.StatusCode, res.Header.Get("Location"), string(body), res.Header}
}

// text is the text of all that a selector finds, trimmed.
func (p *page) text(selector string) string { return strings.TrimSpace(p.Find(selector).Text()) }

// want fails the test when the status is another.
func (p *page) want(t *testing.T, status int) *page {
	t.Helper()
	if p.status != status {
		t.Fatalf("status %d, want %d: %s", p.status, status, p.text("main"))
	}
	return p
}

// wantText fails the test when a selector does not find a text.
func (p *page) wantText(t *testing.T, selector, text string) *page {
	t.Helper()
	if got := p.text(selector); !strings.Contains(got, text) {
		t.Errorf("%s says %q, want %q in it", selector, got, text)
	}
	return p
}

// filled is the form of a page as it would be sent, to change and post.
func (p *page) filled(selector string) url.Values {
	form := url.Values{}
	p.Find(selector).Find("input, textarea, select").Each(func(_ int, s *goquery.Selection) {
		name, ok := s.Attr("name")
		if !ok {
			return
		}
		switch kind, _ := s.Attr("type"); {
		case goquery.NodeName(s) == "select":
			s.Find("option[selected]").Each(func(_ int, o *goquery.Selection) { form.Add(name, o.AttrOr("value", o.Text())) })
		case goquery.NodeName(s) == "textarea":
			form.Add(name, s.Text())
		case kind == "checkbox" || kind == "radio":
			if _, on := s.Attr("checked"); on {
				form.Add(name, s.AttrOr("value", "on"))
			}
		case kind != "file" && kind != "submit":
			form.Add(name, s.AttrOr("value", ""))
		}
	})
	return form
}
