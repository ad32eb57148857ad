package web

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"songnuan/internal/identity"
	"songnuan/internal/report"
	"songnuan/internal/sqldb/dbtest"
)

// templates gives the text of every template by its name.
func templates(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	names, err := filepath.Glob("view/*.templ")
	if err != nil || len(names) == 0 {
		t.Fatalf("no templates: %v", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = string(text)
	}
	return all
}

func stylesheet(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("static/songnuan.css")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Every class that a template names has a rule.
func TestClassesHaveRules(t *testing.T) {
	rules := map[string]bool{}
	for _, m := range regexp.MustCompile(`\.([a-zA-Z][\w-]*)`).FindAllStringSubmatch(stylesheet(t)+report.Style, -1) {
		rules[m[1]] = true
	}
	plain := regexp.MustCompile(`\bclass="([^"]*)"`)
	listed := regexp.MustCompile(`\bclass=\{([^}]*)\}`)
	quoted := regexp.MustCompile(`"([^"]*)"`)
	for name, text := range templates(t) {
		var named []string
		for _, m := range plain.FindAllStringSubmatch(text, -1) {
			named = append(named, strings.Fields(m[1])...)
		}
		for _, m := range listed.FindAllStringSubmatch(text, -1) {
			if strings.Contains(m[1], "==") {
				continue // the quoted word may be what is compared
			}
			for _, q := range quoted.FindAllStringSubmatch(m[1], -1) {
				named = append(named, strings.Fields(q[1])...)
			}
		}
		for _, class := range named {
			if !rules[class] {
				t.Errorf("%s: class %q has no rule in songnuan.css or leaf.css", name, class)
			}
		}
	}
}

// The stylesheet keeps to what Chromium 94 knows, and loads nothing.
func TestStylesheetIsPlain(t *testing.T) {
	css := stylesheet(t)
	for _, word := range []string{"oklch", "color-mix", "light-dark", ":has(", "@layer", "@container", "@import", "http://", "https://", "dvh", "text-wrap", "inset:"} {
		if at := strings.Index(css, word); at >= 0 && !strings.Contains(css[max(0, at-12):at], "xmlns='") {
			t.Errorf("the stylesheet uses %s", word)
		}
	}
}

// Templates keep to the policy (no script or style of their own) and to the
// eight attributes of htmx that we allow.
func TestTemplatesKeepToThePolicy(t *testing.T) {
	allowed := []string{"hx-get", "hx-post", "hx-target", "hx-swap", "hx-trigger", "hx-push-url", "hx-indicator", "hx-confirm"}
	attribute := regexp.MustCompile(`\bhx-[a-z-]+`)
	banned := regexp.MustCompile(`(?i)\sstyle=|<style|\son(click|change|submit|load|input|error)=|javascript:|<script(?:[^>]*)>[^<]|templ\.Raw|@unsafe`)
	for name, text := range templates(t) {
		if m := banned.FindString(text); m != "" {
			t.Errorf("%s has %q", name, m)
		}
		for _, a := range attribute.FindAllString(text, -1) {
			if !slices.Contains(allowed, a) {
				t.Errorf("%s uses %s", name, a)
			}
		}
	}
}

// The first visit of an office page comes to 85 KB at the most, compressed.
func TestFirstVisitIsLight(t *testing.T) {
	o := newTestOffice(t, dbtest.SQLite(t))
	o.user("li.shen", identity.TownReviewer, gaobu)
	page := o.as("li.shen").get("/").want(t, http.StatusOK)
	total := zipped(t, []byte(page.body))
	err := fs.WalkDir(staticFiles, "static", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(page.body, d.Name()) {
			return err
		}
		data, err := staticFiles.ReadFile(path)
		total += zipped(t, data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes", total)
	if total > 85<<10 {
		t.Errorf("the first visit is %d bytes compressed", total)
	}
}

func zipped(t *testing.T, data []byte) int {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}
