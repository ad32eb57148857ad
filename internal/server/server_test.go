package server_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"songnuan/internal/problem"
	"songnuan/internal/server"
)

// log is a log that can be read while others write it.
type log struct {
	sync.Mutex
	bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.Lock()
	defer l.Unlock()
	return l.Buffer.Write(p)
}

func (l *log) text() string {
	l.Lock()
	defer l.Unlock()
	return l.String()
}

// place is a server under test.
type place struct {
	url   string
	log   *log
	stop  func()
	ended chan error
}

func serve(t *testing.T, c server.Config) *place {
	t.Helper()
	p := &place{log: &log{}, ended: make(chan error, 1)}
	c.Log, c.Clock = slog.New(slog.NewTextHandler(p.log, nil)), time.Now //nolint:forbidigo // a server under test runs in real time
	if c.Metrics == nil {
		c.Metrics = server.NewMetrics("test", nil, func(context.Context) (server.Gauges, error) { return nil, nil })
	}
	listener, err := server.Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	s, err := server.New(c, listener)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	go func() { p.ended <- s.Run(ctx) }()
	p.url, p.stop = "http://"+listener.Addr().String(), stop
	t.Cleanup(stop)
	return p
}

func get(t *testing.T, url string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

// say answers; a client that is gone fails the test elsewhere.
func say(w io.Writer, what any) { _, _ = fmt.Fprint(w, what) }

// TestLogNamesNoOne: the log has the pattern and the number of a request, and
// nothing that a client sent.
func TestLogNamesNoOne(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /households/{number}", func(w http.ResponseWriter, r *http.Request) {
		p := server.Of(r.Context())
		p.Route, p.User = r.Pattern, "0199-user"
		say(w, p.ID)
	})
	mux.HandleFunc("GET /break", func(http.ResponseWriter, *http.Request) { panic("张三 441900199001011234") })
	p := serve(t, server.Config{Handler: mux})
	_, id := get(t, p.url+"/households/DB0001?name=%E5%BC%A0%E4%B8%89", "User-Agent", "Secret-Browser")
	response, body := get(t, p.url+"/break")
	if response.StatusCode != http.StatusInternalServerError || len(id) != 10 || !strings.HasPrefix(body, "500 ") {
		t.Errorf("%d %q, id %q", response.StatusCode, body, id)
	}
	p.stop()
	if err := <-p.ended; err != nil {
		t.Error(err)
	}
	text := p.log.text()
	for _, want := range []string{"id=" + id, `route="GET /households/{number}"`, "status=200", "user=0199-user", "msg=fault", "what=string", "id=" + strings.TrimSpace(strings.TrimPrefix(body, "500 "))} {
		if !strings.Contains(text, want) {
			t.Errorf("the log lacks %s:\n%s", want, text)
		}
	}
	for _, never := range []string{"DB0001", "张三", "E5%BC", "441900", "127.0.0.1", "Secret-Browser"} {
		if strings.Contains(text, never) {
			t.Errorf("the log has %s:\n%s", never, text)
		}
	}
}

// TestRequestUnderWayIsFinished: the server ends after it, and takes no other.
func TestRequestUnderWayIsFinished(t *testing.T) {
	inside, goOn := make(chan bool), make(chan bool)
	p := serve(t, server.Config{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		inside <- true
		<-goOn
		say(w, "saved")
	})})
	got := make(chan string)
	go func() {
		_, body := get(t, p.url)
		got <- body
	}()
	<-inside
	p.stop()
	for { // the listener closes while the request goes on
		c, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
		if err != nil {
			break
		}
		_ = c.Close()
	}
	close(goOn)
	if body := <-got; body != "saved" {
		t.Errorf("got %q", body)
	}
	if err := <-p.ended; err != nil {
		t.Error(err)
	}
}

func TestMetrics(t *testing.T) {
	m := server.NewMetrics("9", map[string]string{"sessions": "Open sessions."}, func(context.Context) (server.Gauges, error) {
		return server.Gauges{"sessions": {"visit": 3}, "unknown": {"x": 1}}, errors.New("half")
	})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /households/{number}", func(_ http.ResponseWriter, r *http.Request) { server.Of(r.Context()).Route = r.Pattern })
	p := serve(t, server.Config{Handler: mux, Metrics: m})
	counted := serve(t, server.Config{Handler: m.Handler()})
	get(t, p.url+"/households/DB0001")
	get(t, p.url+"/nowhere/DB0002")
	_, text := get(t, counted.url+"/metrics")
	for _, want := range []string{`songnuan_requests_total{method="GET",route="GET /households/{number}",status="200"} 1`,
		`songnuan_requests_total{method="GET",route="other",status="404"} 1`, `songnuan_sessions{kind="visit"} 3`, "songnuan_figures_failed 1", `songnuan_build{version="9"} 1`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(text, "DB000") {
		t.Error("the counts name a household")
	}
}

func TestHealth(t *testing.T) {
	for _, c := range []struct {
		err  error
		code int
		says string
	}{{nil, 200, `"database":"ok"`}, {problem.New(problem.Invalid, "sqldb.older_database"), 503, `"database":"failed"`}} {
		p := serve(t, server.Config{Handler: http.NotFoundHandler(), Health: &server.Health{Folder: t.TempDir(), Ready: func(context.Context) error { return c.err }}})
		if response, body := get(t, p.url+"/healthz"); response.StatusCode != c.code || !strings.Contains(body, c.says) || strings.Contains(body, "sqldb") {
			t.Errorf("%v: %d %s", c.err, response.StatusCode, body)
		}
	}
}

// TestGuard: an address that tries on and on must wait; another need not.
func TestGuard(t *testing.T) {
	now := time.Date(2027, 1, 25, 1, 0, 0, 0, time.UTC)
	guard := &server.Guard{Clock: func() time.Time { return now }, Guarded: func(r *http.Request) string {
		return map[string]string{"/sign-in": "sign-in", "/public": "public"}[r.URL.Path]
	}}
	p := serve(t, server.Config{BehindProxy: true, Guard: guard, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { say(w, server.Of(r.Context()).Secure) })})
	code := func(path, from string) int {
		response, _ := get(t, p.url+path, "X-Forwarded-For", "198.51.100.9, "+from)
		return response.StatusCode
	}
	passed := 0
	for code("/sign-in", "203.0.113.1") == http.StatusOK {
		if passed++; passed > 1000 {
			t.Fatal("never refused")
		}
	}
	response, _ := get(t, p.url+"/sign-in", "X-Forwarded-For", "203.0.113.1")
	if passed < 10 || response.Header.Get("Retry-After") == "" || code("/sign-in", "203.0.113.2") != 200 || code("/", "203.0.113.1") != 200 || code("/public", "203.0.113.1") != 200 {
		t.Errorf("%d passed, then %v", passed, response.Header)
	}
	now = now.Add(time.Minute)
	if code("/sign-in", "203.0.113.1") != http.StatusOK {
		t.Error("still refused after a minute")
	}
}

// TestForwarded: only a proxy that the keeper named is believed.
func TestForwarded(t *testing.T) {
	tell := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { say(w, server.Of(r.Context()).Secure) })
	for _, behind := range []bool{true, false} {
		p := serve(t, server.Config{Handler: tell, BehindProxy: behind})
		if _, body := get(t, p.url, "X-Forwarded-Proto", "https"); body != fmt.Sprint(behind) {
			t.Errorf("behind a proxy %v: secure %s", behind, body)
		}
	}
}

func TestListen(t *testing.T) {
	first, err := server.Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if _, err := server.Listen(first.Addr().String(), false); problem.CodeOf(err) != problem.Conflict {
		t.Errorf("a taken address: %v", err)
	}
	second, err := server.Listen(first.Addr().String(), true)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	for _, bad := range []string{"", "8090", "127.0.0.1:x", "127.0.0.1:70000", "host.invalid:8090"} {
		if _, err := server.Listen(bad, true); problem.CodeOf(err) != problem.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if server.Reaches(first.Addr()) || !server.Reaches(&net.TCPAddr{IP: net.IPv4zero}) || server.Address(&net.TCPAddr{IP: net.IPv4zero, Port: 8}) != "127.0.0.1:8" {
		t.Error("addresses are misread")
	}
}
