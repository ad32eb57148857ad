package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"songnuan/internal/identity"
	"songnuan/internal/locale"
)

// The shell comes to 90 KB at the most, compressed, with everything that a phone
// keeps of it.
func TestPhoneShellIsLight(t *testing.T) {
	s, err := loadShell("/icon.svg")
	if err != nil {
		t.Fatal(err)
	}
	total := zipped(t, s.worker)
	for _, data := range s.files {
		total += zipped(t, data)
	}
	t.Logf("%d bytes", total)
	if total > 90<<10 {
		t.Errorf("the shell is %d bytes compressed", total)
	}
}

// The phone's modules keep to what Chromium 94 knows, make no markup of texts,
// evaluate nothing, and load nothing from elsewhere.
func TestPhoneModulesArePlain(t *testing.T) {
	s, err := loadShell("/icon.svg")
	if err != nil {
		t.Fatal(err)
	}
	banned := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|\beval\(|new Function|structuredClone|\.findLast|\.toSorted|\.at\(-|Object\.groupBy|color-mix|:has\(|oklch|https?://[^"]`)
	for name, data := range s.files {
		if strings.HasPrefix(name, "words-") {
			continue
		}
		if found := banned.Find(data); found != nil {
			t.Errorf("%s uses %s", name, found)
		}
	}
}

// Every message that the modules name is there, and every one that is there is
// named.
func TestPhoneWordsAgree(t *testing.T) {
	s, err := loadShell("/icon.svg")
	if err != nil {
		t.Fatal(err)
	}
	words := phoneWordsIn(locale.Chinese)
	used := map[string]bool{}
	literal, prefix := regexp.MustCompile(`"([a-z]+\.[a-z_0-9]+|back)"`), regexp.MustCompile(`"([a-z]+\.[a-z_]*)" \+`)
	for name, data := range s.files {
		if !strings.HasSuffix(name, ".js") || strings.HasPrefix(name, "words-") || name == "table.js" {
			continue
		}
		for _, m := range prefix.FindAllSubmatch(data, -1) {
			for key := range words {
				used[key] = used[key] || strings.HasPrefix(key, string(m[1]))
			}
		}
		for _, m := range literal.FindAllSubmatch(data, -1) {
			key := string(m[1])
			if _, ok := words[key]; !ok && !strings.HasSuffix(key, ".js") && !strings.HasPrefix(key, "offline.") && !strings.HasSuffix(key, "_") {
				t.Errorf("%s names %q, which is no message", name, key)
			}
			used[key] = true
		}
	}
	for key := range words {
		if !used[key] {
			t.Errorf("no module names %q", key)
		}
	}
}

// Phones get their refusals in JSON, and keep their cookie through them.
func TestPhonesAreRefusedInJSON(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.user("li.shen", identity.TownReviewer, gaobu)
		for _, one := range []struct {
			who    *browser
			path   string
			status int
			key    string
		}{
			{o.browser(), "/m/sync/slice", http.StatusUnauthorized, "identity.signed_out"},
			{o.as("li.shen"), "/m/sync/slice", http.StatusForbidden, "identity.not_permitted"},
		} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, o.server.URL+one.path, strings.NewReader(`{}`))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Sec-Fetch-Site", "same-origin")
			got := one.who.do(req)
			if got.status != one.status || !strings.Contains(got.body, one.key) || got.header.Get("Set-Cookie") != "" {
				t.Errorf("%s: %d %s", one.path, got.status, got.body)
			}
		}
		shell := o.browser().get("/m/").want(t, http.StatusOK)
		for _, path := range []string{"/m/sw.js", "/m/manifest.webmanifest", shell.Find("script").AttrOr("src", "")} {
			o.browser().get(path).want(t, http.StatusOK)
		}
		o.browser().get("/m/app/000000000000/main.js").want(t, http.StatusNotFound)
	})
}
