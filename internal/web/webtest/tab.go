package webtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"songnuan/internal/demo/stage"
)

// patience is how long a tab waits for what is to appear.
const patience = 15 * time.Second

// Tab is a person's browser with cookies of its own. What goes wrong in it that
// the person would not see, an error of a script, a breach of the content
// policy, a request to another host, fails the test when it ends.
type Tab struct {
	t      testing.TB
	ctx    context.Context
	origin string

	mu            sync.Mutex
	faults        []string
	begun, loaded int // navigations
}

// Browse opens a tab on the office.
func (o *Office) Browse(k Kind) *Tab {
	o.t.Helper()
	ctx, cancel := chromedp.NewContext(start(o.t, k), chromedp.WithNewBrowserContext())
	tab := &Tab{t: o.t, ctx: ctx, origin: o.URL}
	err := chromedp.Listen(ctx, tab.hear)
	if err == nil {
		_, err = chromedp.Call(ctx, network.Enable, network.EnableParams{})
	}
	if err == nil {
		_, err = chromedp.Call(ctx, cdplog.Enable, cdp.Empty{})
	}
	if err == nil {
		_, err = chromedp.Call(ctx, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Shanghai"})
	}
	if err != nil {
		o.t.Fatal(err)
	}
	tab.Size(1440, 1000)
	o.t.Cleanup(func() {
		tab.mu.Lock()
		defer tab.mu.Unlock()
		for _, fault := range tab.faults {
			o.t.Error(fault)
		}
		cancel()
	})
	return tab
}

// hear writes down what nobody would see.
func (p *Tab) hear(event any) {
	fault := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		fault = "script: " + e.ExceptionDetails.Text + " " + e.ExceptionDetails.URL
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			fault = fmt.Sprintf("console: %s", e.Args[0].Value)
		}
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.EntryLevelError && e.Entry.Source != cdplog.EntrySourceNetwork { // a page that says 404 or 422 is a page
			fault = fmt.Sprintf("%s: %s (%s)", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		if url := e.Request.URL; !strings.HasPrefix(url, p.origin+"/") && !strings.HasPrefix(url, "data:") && !strings.HasPrefix(url, "blob:") && !strings.HasPrefix(url, "about:") {
			fault = "a request to another host: " + url
		}
	case *page.EventFrameStartedLoading:
		p.count(&p.begun)
	case *page.EventLoadEventFired:
		p.count(&p.loaded)
	case *network.EventResponseReceived:
		if strings.HasPrefix(e.Response.URL, p.origin+"/static/") && e.Response.Status >= 400 || e.Response.Status >= 500 {
			fault = fmt.Sprintf("%d %s", e.Response.Status, e.Response.URL)
		}
	}
	if fault != "" {
		p.mu.Lock()
		p.faults = append(p.faults, fault)
		p.mu.Unlock()
	}
}

func (p *Tab) count(what *int) {
	p.mu.Lock()
	*what++
	p.mu.Unlock()
}

func (p *Tab) counted() (begun, loaded int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.begun, p.loaded
}

// do runs actions within the tab's patience; what was wanted is told when they
// fail, with the page as it stood.
func (p *Tab) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.t.Fatalf("%s: %v\nat %s\n%s%s", what, err, p.Path(), p.said(), p.picture())
	}
}

// said is the text of the page, for a test that fails.
func (p *Tab) said() string {
	ctx, cancel := context.WithTimeout(p.ctx, time.Second)
	defer cancel()
	text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body ? document.body.innerText.slice(0, 3000) : ""`)) // it is only told
	return text
}

// picture keeps a screenshot where SONGNUAN_TEST_SHOTS names a folder.
func (p *Tab) picture() string {
	folder := os.Getenv("SONGNUAN_TEST_SHOTS")
	if folder == "" {
		return ""
	}
	path := filepath.Join(folder, strings.NewReplacer("/", "_", " ", "_").Replace(p.t.Name())+".png")
	if err := os.WriteFile(path, p.Shot(), 0o600); err != nil {
		return "\n" + err.Error()
	}
	return "\nsee " + path
}

// Size sets the window, in CSS pixels.
func (p *Tab) Size(width, height int64) {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1, Mobile: width < 600})
	if err != nil {
		p.t.Fatal(err)
	}
}

// Go opens a path of the office, or an address.
func (p *Tab) Go(path string) *Tab {
	p.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = p.origin + path
	}
	p.do("going to "+path, chromedp.Navigate(path))
	p.whole()
	return p
}

// whole waits until the document is there: a page that was being left may have
// told that it is loaded.
func (p *Tab) whole() {
	p.t.Helper()
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(p.ctx, patience)
		there, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`!!document.documentElement && !!document.body && document.readyState === "complete"`))
		cancel()
		if there && err == nil {
			return
		}
	}
	p.t.Fatalf("no document at %s%s", p.Path(), p.picture())
}

// Path is where the tab is, without the host.
func (p *Tab) Path() string {
	ctx, cancel := context.WithTimeout(p.ctx, 3*time.Second)
	defer cancel()
	at, _ := chromedp.Run(ctx, chromedp.Location()) // "" tells enough
	return strings.TrimPrefix(at, p.origin)
}

// Status is the HTTP status of a path, with the person's cookies.
func (p *Tab) Status(path string) int {
	p.t.Helper()
	return Value[int](p, fmt.Sprintf(`fetch(%q).then(r => r.status)`, path))
}

// Value evaluates an expression of the page's own language, and waits for what
// it promises.
func Value[T any](p *Tab, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v\nat %s\n%s%s", expression, err, p.Path(), p.said(), p.picture())
	}
	return value
}

// Fill puts a text into a field.
func (p *Tab) Fill(selector, text string) *Tab {
	p.t.Helper()
	p.do("looking for "+selector, chromedp.WaitVisible(chromedp.CSS(selector)))
	Value[string](p, fmt.Sprintf(`document.querySelector(%q).value = ""`, selector))
	p.do("filling "+selector, chromedp.SendKeys(chromedp.CSS(selector), text))
	return p
}

// Choose chooses an option of a select by its value, or sets a date field.
func (p *Tab) Choose(selector, value string) *Tab {
	p.t.Helper()
	p.do("looking for "+selector, chromedp.WaitVisible(chromedp.CSS(selector)))
	chosen := Value[string](p, fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.value = %q; e.dispatchEvent(new Event("change", {bubbles: true})); return e.value })()`, selector, value))
	if chosen != value {
		p.t.Fatalf("%s has no %q", selector, value)
	}
	return p
}

// Upload puts a file into a field.
func (p *Tab) Upload(selector, path string) *Tab {
	p.t.Helper()
	p.do("choosing the file "+path, chromedp.SetUploadFiles(chromedp.CSS(selector), []string{path}))
	return p
}

// Click clicks what a selector finds and does not wait for anything.
func (p *Tab) Click(selector string) *Tab {
	p.t.Helper()
	p.do("clicking "+selector, chromedp.ScrollIntoView(chromedp.CSS(selector)), chromedp.Click(chromedp.CSS(selector)))
	return p
}

// Press clicks the link or button with a text, the first that can be seen, and
// waits for the page that comes.
func (p *Tab) Press(text string) *Tab {
	p.t.Helper()
	found := false
	mark := fmt.Sprintf(`(() => { for (const e of document.querySelectorAll("a, button, summary, input[type=submit], label"))
		{ if ((e.innerText || e.value || "").replace(/\s+/g, " ").trim() === %q && e.offsetParent !== null && !e.disabled)
			{ document.querySelectorAll("[data-pressed]").forEach(o => o.removeAttribute("data-pressed")); e.setAttribute("data-pressed", ""); return true } } return false })()`, text)
	for until := time.Now().Add(patience); !found && time.Now().Before(until); {
		if found = Value[bool](p, mark); !found {
			time.Sleep(50 * time.Millisecond)
		}
	}
	if !found {
		p.t.Fatalf("nothing to press says %q at %s:\n%s%s", text, p.Path(), p.said(), p.picture())
	}
	return p.Follow("[data-pressed]")
}

// Follow clicks what a selector finds; where that leads to another page, it
// waits for it.
func (p *Tab) Follow(selector string) *Tab {
	p.t.Helper()
	begun, loaded := p.counted()
	p.Click(selector)
	for until := time.Now().Add(400 * time.Millisecond); time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
		if now, _ := p.counted(); now > begun {
			break
		}
	}
	if now, _ := p.counted(); now == begun {
		return p // it changed the page in place
	}
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
		if _, now := p.counted(); now > loaded {
			p.whole()
			return p
		}
	}
	p.t.Fatalf("no page came after %s\n%s", selector, p.said())
	return p
}

// See waits until the page says a text.
func (p *Tab) See(text string) *Tab {
	p.t.Helper()
	said := fmt.Sprintf(`!!document.body && document.body.innerText.replace(/\s+/g, " ").includes(%q)`, text)
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(p.ctx, patience)
		seen, err := chromedp.Run(ctx, chromedp.Evaluate[bool](said)) // fails while one page goes and another comes
		cancel()
		if seen && err == nil {
			return p
		}
	}
	p.t.Fatalf("the page at %s does not say %q:\n%s%s", p.Path(), text, p.said(), p.picture())
	return p
}

// Unseen fails the test when the page says a text.
func (p *Tab) Unseen(text string) *Tab {
	p.t.Helper()
	if strings.Contains(p.Text("body"), text) {
		p.t.Errorf("the page at %s says %q", p.Path(), text)
	}
	return p
}

// Text is the text of what a selector finds first; "" when nothing.
func (p *Tab) Text(selector string) string {
	p.t.Helper()
	return Value[string](p, fmt.Sprintf(`(document.querySelector(%q) || {innerText: ""}).innerText`, selector))
}

// SignIn signs a person in with the demonstration's password.
func (p *Tab) SignIn(account string) *Tab {
	p.t.Helper()
	p.Go("/sign-in").Fill("input[name=account]", account).Fill("input[name=password]", stage.Password)
	p.Follow("form[action='/sign-in'] button[type=submit], main form button")
	if at := p.Path(); strings.HasPrefix(at, "/sign-in") {
		p.t.Fatalf("%s cannot sign in:\n%s", account, p.said())
	}
	return p
}

// Shot is a picture of the window.
func (p *Tab) Shot() []byte {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Error(err)
	}
	return png
}

// Overflows tells by how many pixels the page is wider than its window.
func (p *Tab) Overflows() int {
	p.t.Helper()
	return Value[int](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`)
}

// Until opens a path again and again until the page says a text: what is done in
// the background takes its time.
func (p *Tab) Until(path, text string) *Tab {
	p.t.Helper()
	for until := time.Now().Add(4 * patience); time.Now().Before(until); time.Sleep(200 * time.Millisecond) {
		if p.Go(path); strings.Contains(strings.Join(strings.Fields(p.Text("body")), " "), text) {
			return p
		}
	}
	p.t.Fatalf("%s never says %q:\n%s%s", path, text, p.said(), p.picture())
	return p
}

// Links are the paths that links on the page lead to and that have a part.
func (p *Tab) Links(part string) []string {
	p.t.Helper()
	return Value[[]string](p, fmt.Sprintf(`[...new Set([...document.querySelectorAll("main a[href]")].map(a => a.getAttribute("href")).filter(h => h.includes(%q)))]`, part))
}
