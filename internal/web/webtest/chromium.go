// Package webtest tries the office in a real browser: it starts the server that
// people start, over data of its own, and drives headless Chromium through it.
// A test fails where Chromium is missing; scripts/test-setup fetches it.
package webtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// Kind is a browser to try.
type Kind int

// The browsers: the present one, and one of the age that offices run.
const (
	Present Kind = iota
	Old          // Chromium 110, the newest kernel of browsers on many office machines
)

// named are the variables that name a browser.
var named = map[Kind]string{Present: "SONGNUAN_TEST_CHROMIUM", Old: "SONGNUAN_TEST_CHROMIUM_OLD"}

// path finds the program of a browser.
func (k Kind) path() (string, error) {
	if path := os.Getenv(named[k]); path != "" {
		return path, nil
	}
	if k == Old {
		cache, err := os.UserCacheDir()
		path := filepath.Join(cache, "songnuan", "chromium-110", "chromium")
		if _, missing := os.Stat(path); err != nil || missing != nil {
			return "", fmt.Errorf("no Chromium 110 at %s: run scripts/test-setup, or name one in %s", path, named[k])
		}
		return path, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
		"/Applications/Chromium.app/Contents/MacOS/Chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("no Chromium: run scripts/test-setup, or name one in %s", named[k])
}

// running are the browsers of this process, one of each kind, which end with it.
var running struct {
	sync.Mutex
	contexts map[Kind]context.Context
}

// start gives a browser that runs, in which tabs can be opened.
func start(t testing.TB, k Kind) context.Context {
	t.Helper()
	running.Lock()
	defer running.Unlock()
	if ctx, ok := running.contexts[k]; ok {
		return ctx
	}
	path, err := k.path()
	if err != nil {
		t.Fatal(err)
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.Headless, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-extensions", true), chromedp.Flag("disable-default-apps", true), chromedp.Flag("no-pings", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", true), chromedp.Flag("font-render-hinting", "none"),
		chromedp.Flag("disable-features", "Translate,OptimizationHints,MediaRouter,InterestFeedContentSuggestions"),
		chromedp.Flag("force-color-profile", "srgb"), chromedp.Flag("lang", "zh-CN"), chromedp.Flag("accept-lang", "zh-CN"),
	}
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium's sandbox refuses root
	}
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
	silent := chromedp.WithErrorf(func(string, ...any) {}) // an old browser sends what the protocol no longer has
	ctx, _ := chromedp.NewContext(allocator, silent)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("starting %s: %v", path, err)
	}
	if running.contexts == nil {
		running.contexts = map[Kind]context.Context{}
	}
	running.contexts[k] = ctx
	return ctx
}

// Stop ends the browsers of this process; TestMain calls it last.
func Stop() {
	running.Lock()
	defer running.Unlock()
	for _, ctx := range running.contexts {
		_ = chromedp.Cancel(ctx) // it ends with this process anyway
	}
}
