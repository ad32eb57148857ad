package webtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"songnuan/internal/web"
)

// TestEveryPage opens a page of every route that links lead to, as each person
// who sees it, on an office screen and a phone: none scrolls sideways, none
// breaks the content policy, no script fails. Where SONGNUAN_SHOTS names a
// folder, it leaves pictures there in every size and mode.
func TestEveryPage(t *testing.T) {
	o := Demo(t)
	places := o.Crawl()
	folder := os.Getenv("SONGNUAN_SHOTS")
	pictured := map[string]bool{}
	reached := map[string]bool{}
	tabs, olds := map[string]*Tab{}, map[string]*Tab{}
	for _, p := range places {
		reached["GET "+p.Pattern] = true
		if p.Status >= 400 {
			t.Errorf("%s opens %s: %d", p.Account, p.Path, p.Status)
		}
		if !p.HTML || pictured[p.Pattern] {
			continue
		}
		tab := o.tabOf(tabs, Present, p.Account)
		for _, s := range sizes(folder != "") {
			tab.dress(p.Path, s)
			if by := tab.Overflows(); by > 0 && s.media == "" { // on paper, a landscape sheet is wider than an upright one
				t.Errorf("%s: %s is %d wider than a window of %d", p.Account, p.Path, by, s.width)
			}
			if folder != "" {
				name := fmt.Sprintf("%s-%s-%s.png", strings.Trim(strings.NewReplacer("/", "_", "{", "", "}", "", "$", "").Replace(p.Pattern), "_"), s.name, p.Account)
				if err := os.WriteFile(filepath.Join(folder, name), tab.Whole(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		if keyScreens[p.Pattern] {
			if by := o.tabOf(olds, Old, p.Account).Go(p.Path).Overflows(); by > 0 {
				t.Errorf("%s: %s is %d wider than the window of an old browser", p.Account, p.Path, by)
			}
		}
		pictured[p.Pattern] = true
	}
	for _, p := range web.Patterns() {
		if strings.HasPrefix(p.Pattern, "GET ") && !reached[p.Pattern] && !fragments[p.Pattern] && byForm[p.Pattern] == "" {
			t.Errorf("no link leads to %s", p.Pattern)
		}
	}
}

// tabOf is the tab of an account in a browser, opened when it is first wanted.
func (o *Office) tabOf(tabs map[string]*Tab, k Kind, account string) *Tab {
	tab := tabs[account]
	if tab == nil {
		tab = o.Browse(k)
		if tabs[account] = tab; account != "" {
			tab.SignIn(account)
		}
	}
	return tab
}

// keyScreens are opened in a browser of 2023 as well.
var keyScreens = map[string]bool{
	"GET /{$}": true, "GET /households": true, "GET /households/{number}": true, "GET /households/new": true, "GET /plans/{name}": true, "GET /campaigns/new": true,
	"GET /campaigns/{id}": true, "GET /campaigns/{id}/tasks": true, "GET /campaigns/{id}/board": true, "GET /campaigns/{id}/grid": true, "GET /campaigns/{id}/entries": true,
	"GET /campaigns/{id}/entries/{entry}": true, "GET /campaigns/{id}/roster": true, "GET /campaigns/{id}/certificates/{certificate}": true,
	"GET /imports/new": true, "GET /users": true, "GET /holidays": true, "GET /audit": true,
}

// fragments are parts of pages that scripts ask for.
var fragments = map[string]bool{"GET /households/counts": true, "GET /jobs/{id}/card": true, "GET /cases/counts": true}

// byForm are pages that no link of the demonstration leads to, with the reason.
var byForm = map[string]string{
	"GET /first/{link}": "a link of one's own", "GET /search": "a form", "GET /plans/{name}/versions": "a plan that was changed", "GET /profiles/{profile}/versions": "a profile that was changed", "GET /jobs/{id}/file": "work that wrote a file",
	"GET /imports/{id}/columns": "a list that was just sent", "GET /imports/{id}/duplicates": "a list with households on file", "GET /imports/{id}/result": "a list that has entered",
	"GET /imports/{id}/corrections": "the same", "GET /imports/{id}/row": "a row in hand",
	"GET /imports/{id}/fix": "a list that was just checked", "GET /imports/{id}/fixes": "the same", "GET /imports/{id}/undo": "a list that has entered",
	"GET /lists/never-helped": "an address that leads to the list", "GET /lists/unchanged": "the same", "GET /campaigns/{id}/start": "a draft of one's own",
	"GET /campaigns/{id}/tasks/{task}/files/{proof}": "a button", "GET /campaigns/{id}/corrections/{batch}": "answers that came back", "GET /campaigns/{id}/entries/{entry}/files/{step}": "a button",
	"GET /dues/{due}":     "a campaign that has reckoned what is due",
	"GET /visits/{visit}": "a visit that was entered", "GET /visits/{visit}/photos/{photo}": "the same",
	"GET /households/{number}/visit": "a household that is owed a visit", "GET /robots.txt": "for search engines", "GET /public": "the page for strangers, whose address an office gives out", "GET /public/notices/{number}": "the same, of a notice that hangs",
	"GET /public/notices/{number}/object": "the same", "GET /public/objection": "the same", "GET /notices/{id}": "a notice of one's own", "GET /notices/{id}/photo": "the same", "GET /notices/{id}/print": "the same",
	"GET /notices/{id}/file": "the same", "GET /objections/{objection}": "an objection that came",
	"GET /cases/{case}/edit":    "an application that is being filled in",
	"GET /cases/{case}/receipt": "an application that was just handed in",
	"GET /imports/{id}/check":   "a list that was just checked", "GET /imports/{id}/original": "a list that was sent in",
	"GET /changes/{change}/papers/{paper}": "a button", "GET /payments/{payment}/sheets/{digest}": "a sheet that was signed", "GET /payments/{payment}/cash": "a batch that is being handed out", "GET /payments/{payment}": "a batch of one's own",
	"GET /hazards/{hazard}/photos/{photo}": "a button", "GET /hazards/{hazard}/papers/{act}": "the same", "GET /cold-waves/{wave}": "a notice that was entered",
}
