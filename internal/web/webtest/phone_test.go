package webtest

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/demo/stage"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/offline"
	"songnuan/internal/pairing"
	"songnuan/internal/personal"
	"songnuan/internal/plan"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/store"
	"songnuan/internal/web"
)

//go:embed testdata/phone_drive.js
var phoneDrive string

func init() {
	maps.Copy(byForm, map[string]string{
		"GET /m/sw.js": "the phone's browser asks", "GET /m/manifest.webmanifest": "the same", "GET /m/app/{digest}/{file}": "the same", "GET /m/{$}": "an address that helpers get",
		"GET /uploads/{upload}": "a phone that sent something to look at",
	})
}

const phonePlan = `
format: 1
plan: lane
title: 入户走访
area: "441900129000"
year: 2027
period: {from: 2027-01-01, to: 2027-02-05}
classes: [{id: all, name: 全部, who: household.income_per_head < yuan(1000), helped_when: [hand]}]
`

// field is an office with a helper and so many households paired with him, behind a
// bad network.
type field struct {
	*Office
	store   *store.Store
	address string
	handler http.Handler
	stop    func()
	net     *badNet
}

// badNet is what lies between the phone and the office: it cuts answers off and
// brings messages twice, after the moment that dice choose.
type badNet struct {
	mu    sync.Mutex
	dice  *rand.Rand
	bad   bool
	to    http.Handler
	taken int // messages that the office got
	onGot func(n int)
}

func (b *badNet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	bad, luck := b.bad && strings.HasPrefix(r.URL.Path, "/m/sync/"), b.dice.IntN(8)
	b.mu.Unlock()
	switch {
	case bad && luck == 0: // it never gets there
		panic(http.ErrAbortHandler)
	case bad && luck == 1: // it gets there, the answer does not come back
		b.to.ServeHTTP(nowhere{http.Header{}}, r)
		b.count()
		panic(http.ErrAbortHandler)
	}
	b.to.ServeHTTP(w, r)
	b.count()
}

func (b *badNet) count() {
	b.mu.Lock()
	b.taken++
	n, got := b.taken, b.onGot
	b.mu.Unlock()
	if got != nil {
		got(n)
	}
}

// nowhere is where answers go that get lost.
type nowhere struct{ header http.Header }

func (n nowhere) Header() http.Header            { return n.header }
func (n nowhere) Write(body []byte) (int, error) { return len(body), nil }
func (n nowhere) WriteHeader(int)                {}

func newField(t *testing.T, households int, seed uint64) *field {
	t.Helper()
	db := dbtest.SQLite(t)
	sealer, err := personal.NewSealer(personal.NewKey(), personal.AES)
	if err != nil {
		t.Fatal(err)
	}
	f := &field{store: store.New(db, sealer), net: &badNet{dice: rand.New(rand.NewPCG(seed, 9))}} //nolint:gosec // the same network each time
	a := app.New(app.Config{Store: f.store, Clock: time.Now, IDs: id.New})
	f.Office = &Office{App: a, t: t, Machine: a.As(identity.AtCommandLine("测试"))}
	for _, err := range []error{migrated(t, f.Machine), f.lay(t, households)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	pages, err := web.New(web.Config{App: a, Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		t.Fatal(err)
	}
	f.net.to, f.handler = pages, f.net
	f.start()
	t.Cleanup(func() { f.stop() })
	return f
}

func migrated(t *testing.T, machine *app.Desk) error {
	_, err := machine.Migrate(t.Context())
	if err == nil {
		_, err = machine.LoadSamples(t.Context())
	}
	return err
}

// lay enters the households, a helper with an account, and their pairs.
func (f *field) lay(t *testing.T, households int) error {
	ctx := t.Context()
	var list strings.Builder
	list.WriteString("户号,村,户主,家庭人口,家庭月人均收入\n")
	for i := range households {
		fmt.Fprintf(&list, "T%03d,冼沙村,莫%c%c,2,500\n", i, []rune("伟芳娜敏静丽强磊军洋")[i%10], []rune("春夏秋冬东西南北中发")[i/10%10])
	}
	path := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(path, []byte(list.String()), 0o600); err != nil {
		return err
	}
	if _, err := f.Machine.ImportHouseholds(ctx, app.ImportOrder{Path: path, Area: town}, nil); err != nil {
		return err
	}
	p, found, err := plan.Read([]byte(phonePlan), plan.ReadOptions{Name: "t.plan.yaml", Today: f.Now().Date(), Calendar: day.DefaultCalendar()})
	if err != nil || plan.HasErrors(found) {
		return fmt.Errorf("%+v, %w", found, err)
	}
	c, err := f.Machine.OpenCampaign(ctx, app.CampaignOrder{Plan: p, Text: []byte(phonePlan), AsOf: f.Now().Date()})
	if err != nil {
		return err
	}
	phone, err := personal.ParsePhone("13800138124")
	if err != nil {
		return err
	}
	helper := &pairing.Helper{ID: id.New(), Number: "H-1", Name: "东方帮扶", Area: town, Capacity: households, Opened: f.Now().Date().AddDays(-1), Phone: phone, Version: 1}
	f.User("bangfu", app.RoleOrder{Role: identity.Helper, Areas: []area.Code{town}})
	f.User("shenhe", app.RoleOrder{Role: identity.TownReviewer, Areas: []area.Code{town}})
	err = f.store.Write(ctx, func(tx *sqldb.Tx) error {
		if err := f.store.AddHelpers(ctx, tx, []*store.PreparedHelper{f.store.PrepareHelper(helper, f.Now())}); err != nil {
			return err
		}
		var pairs []*pairing.Pair
		for i := range households {
			h, err := f.store.FileOf(ctx, tx, fmt.Sprintf("T%03d", i), "", identity.Everything)
			if err != nil {
				return err
			}
			pairs = append(pairs, &pairing.Pair{ID: id.New(), Household: h.ID, Helper: helper.ID, Campaign: c.ID, Clause: "c", From: f.Now().Date().AddDays(-1), State: pairing.Standing, How: pairing.ByHand, Recorded: f.Now(), Version: 1})
		}
		return f.store.AddPairs(ctx, tx, pairs)
	})
	if err != nil {
		return err
	}
	return f.Machine.TieHelper(ctx, "bangfu", "H-1", 0)
}

// start serves at the address that phones know.
func (f *field) start() {
	address := f.address
	if address == "" {
		address = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", address)
	for until := time.Now().Add(patience); err != nil && time.Now().Before(until); {
		time.Sleep(20 * time.Millisecond)
		listener, err = net.Listen("tcp", address)
	}
	if err != nil {
		f.t.Fatal(err)
	}
	f.address = listener.Addr().String()
	f.URL = "http://" + f.address
	s := &http.Server{Handler: f.handler, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)} //nolint:gosec // of a test
	go func() {
		if err := s.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			f.t.Error(err)
		}
	}()
	f.stop = func() { _ = s.Close() } // whoever is in the middle of it is cut off
}

// handset is a browser with a disk of its own, which can be killed.
type handset struct {
	*Tab
	folder string
	office *field
	ahead  time.Duration // of its clock
}

func (f *field) handset(k Kind, ahead time.Duration) *handset {
	h := &handset{folder: f.t.TempDir(), office: f, ahead: ahead}
	h.open(k)
	return h
}

// open starts the browser anew over the same disk.
func (h *handset) open(k Kind) {
	f := h.office
	f.t.Helper()
	path, err := k.path()
	if err != nil {
		f.t.Fatal(err)
	}
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.Headless, chromedp.DisableGPU, chromedp.UserDataDir(h.folder),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("lang", "zh-CN"), chromedp.Flag("accept-lang", "zh-CN")}
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ := chromedp.NewContext(allocator, chromedp.WithErrorf(func(string, ...any) {}))
	f.t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil {
		f.t.Fatal(err)
	}
	h.Tab = &Tab{t: f.t, ctx: ctx, origin: f.URL}
	if err := chromedp.Listen(ctx, h.hear); err != nil {
		f.t.Fatal(err)
	}
	wrong := fmt.Sprintf(`(() => { const Right = Date, ahead = %d; globalThis.Date = class extends Right { constructor(...a) { if (a.length) super(...a); else super(Right.now() + ahead); } static now() { return Right.now() + ahead; } }; })()`, h.ahead.Milliseconds())
	if _, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: wrong}); err != nil {
		f.t.Fatal(err)
	}
	h.Size(390, 844)
}

// kill ends the browser as a phone ends whose battery is empty.
func (h *handset) kill() {
	h.office.t.Helper()
	if err := chromedp.FromContext(h.ctx).Browser.Process().Kill(); err != nil {
		h.office.t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond)
	for _, lock := range []string{"SingletonLock", "SingletonCookie", "SingletonSocket"} {
		_ = os.Remove(filepath.Join(h.folder, lock)) // a phone has none
	}
}

// drive runs a step of testdata/phone_drive.js.
func (h *handset) drive(step string) {
	h.office.t.Helper()
	if !Value[bool](h.Tab, `!!window.drive`) {
		Value[bool](h.Tab, phoneDrive)
	}
	Value[bool](h.Tab, `drive.`+step+`.then(() => true)`)
}

// unlock opens the page from the phone's own disk.
func (h *handset) unlock() {
	h.Go("/m/")
	h.drive(`pin("481592")`)
}

// delivered waits until the outbox is empty, pressing the button as a person does.
func (h *handset) delivered(n int) {
	h.office.t.Helper()
	var states []string
	for until := time.Now().Add(90 * time.Second); time.Now().Before(until); time.Sleep(300 * time.Millisecond) {
		h.drive(`send()`)
		states = Value[[]string](h.Tab, `drive.states()`)
		done := 0
		for _, s := range states {
			if s == string(offline.Delivered) {
				done++
			}
		}
		if done == n {
			return
		}
	}
	h.office.t.Fatalf("not all are delivered: %v\n%s", states, h.said())
}

// TestSoakPhone is a day in the lanes: visits entered without a network on a phone
// whose clock is wrong and whose battery dies twice, sent over a bad network to an
// office that restarts in the middle of it. All of them arrive, once.
func TestSoakPhone(t *testing.T) {
	for round := range dbtest.Rounds(1, 20) {
		t.Run(fmt.Sprint(round), func(t *testing.T) { phoneDay(t, 30, uint64(round)) })
	}
}

func phoneDay(t *testing.T, visits int, seed uint64) {
	f := newField(t, visits, seed)
	h := f.handset(Present, 47*time.Minute)
	h.SignIn("bangfu")
	h.unlock()
	Value[bool](h.Tab, `navigator.serviceWorker.ready.then(() => true)`)
	all := Value[[]string](h.Tab, fmt.Sprintf(`drive.households(%d)`, visits))
	if len(all) != visits {
		t.Fatalf("%d households on the phone: %q\n%s", len(all), all, h.said())
	}
	if weight := Value[int](h.Tab, `drive.weigh()`); weight > 300<<10 {
		t.Errorf("%d households are %d bytes", visits, weight)
	}
	f.stop() // the helper walks into the lane
	for i, household := range all {
		if i == visits/3 || i == 2*visits/3 {
			h.kill()
			h.open(Present)
			h.unlock()
		}
		noted := ""
		if i%10 == 4 {
			noted = fmt.Sprintf("莫新%d", i)
		}
		h.drive(fmt.Sprintf(`enter(%q, %d, %t, %q)`, household, i, i%3 == 0, noted))
	}
	h.See(fmt.Sprintf("没有网络，照常填写，%d 条待上传", visits))
	f.net.mu.Lock()
	f.net.bad = true
	f.net.onGot = func(n int) {
		if n == visits { // in the middle of it
			go func() { f.stop(); f.start() }()
		}
	}
	f.net.mu.Unlock()
	f.start()
	h.Go("/sign-in?next=/m/")
	h.Fill("input[name=account]", "bangfu").Fill("input[name=password]", stage.Password).Follow("main form button[type=submit]")
	h.drive(`pin("481592")`)
	h.delivered(visits)
	f.arrived(visits)
}

// arrived holds what the office has against what was entered.
func (f *field) arrived(visits int) {
	f.t.Helper()
	ctx := f.t.Context()
	taken, photos, aside := 0, 0, 0
	err := f.store.Read(ctx, func(tx *sqldb.Tx) error {
		seen := map[id.ID]bool{}
		for _, state := range []offline.UploadState{offline.Taken, offline.SetBack} {
			all, err := f.store.Uploads(ctx, tx, state, identity.Everything, "", 1000)
			if err != nil {
				return err
			}
			for _, u := range all {
				v, err := f.store.Visit(ctx, tx, u.ID, identity.Everything)
				if err != nil {
					return err
				}
				if seen[v.Household] || v.Number != u.Receipt || u.Drift < 46*time.Minute {
					f.t.Errorf("%s: %s, %s, clock %s", u.ID, v.Number, u.Receipt, u.Drift)
				}
				seen[v.Household] = true
				taken++
				if u.State == offline.SetBack {
					aside++
				}
				here, err := f.store.VisitPhotoIDs(ctx, tx, u.ID)
				if err != nil {
					return err
				}
				photos += len(here)
			}
		}
		return nil
	})
	if err != nil {
		f.t.Fatal(err)
	}
	if want := visits + (visits+2)/3; taken != visits || photos != want || aside != visits/10 {
		f.t.Errorf("%d visits, %d photos of %d, %d to look at", taken, photos, want, aside)
	}
	tab := f.Browse(Present).SignIn("shenhe")
	tab.Go("/uploads").See("情况有变").Follow("table a").See("莫新").See("采用")
}
