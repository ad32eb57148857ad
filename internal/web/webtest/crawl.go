package webtest

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"songnuan/internal/demo/stage"
	"songnuan/internal/web"
)

// Place is one page of a walk: a place of each route, and who sees it.
type Place struct {
	Pattern string // path of the route
	Account string
	Path    string
	Status  int
	HTML    bool
}

// eachMost is how many pages of one route a walk opens as one person, to find
// what they lead to.
const eachMost = 6

// Crawl opens every page that links lead to, as each person of the
// demonstration, and gives one place for each route and person, in the order
// found.
func (o *Office) Crawl() (places []Place) {
	o.t.Helper()
	table := http.NewServeMux()
	for _, p := range web.Patterns() {
		if strings.HasPrefix(p.Pattern, "GET ") {
			table.HandleFunc(p.Pattern, func(http.ResponseWriter, *http.Request) {})
		}
	}
	places = append(places, Place{Pattern: "/sign-in", Path: "/sign-in", Status: http.StatusOK, HTML: true}, Place{Pattern: "/demo", Path: "/demo", Status: http.StatusOK, HTML: true})
	for _, l := range stage.Logins {
		places = append(places, o.crawlAs(table, l.Account)...)
	}
	return places
}

func (o *Office) crawlAs(table *http.ServeMux, account string) (places []Place) {
	o.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	form := url.Values{"account": {account}, "password": {stage.Password}}
	signed, err := client.PostForm(o.URL+"/sign-in", form)
	if err != nil || signed.StatusCode != http.StatusOK {
		o.t.Fatalf("%s cannot sign in: %v", account, err)
	}
	_ = signed.Body.Close() // only the cookie is wanted
	seen, count := map[string]bool{"/": true}, map[string]int{}
	for queue := []string{"/"}; len(queue) > 0; queue = queue[1:] {
		pattern := patternOf(table, queue[0])
		if pattern == "" || count[pattern] >= eachMost {
			continue
		}
		place, links := o.look(client, queue[0])
		if count[pattern]++; count[pattern] == 1 || places[indexOf(places, pattern)].Status >= 400 && place.Status < 400 {
			place.Pattern, place.Account = pattern, account
			if at := indexOf(places, pattern); at >= 0 {
				places[at] = place
			} else {
				places = append(places, place)
			}
		}
		for _, link := range links {
			if !seen[link] {
				seen[link] = true
				queue = append(queue, link)
			}
		}
	}
	return places
}

func indexOf(places []Place, pattern string) int {
	for i, p := range places {
		if p.Pattern == pattern {
			return i
		}
	}
	return -1
}

// patternOf is the path of the route that a path belongs to, "" for none.
func patternOf(table *http.ServeMux, path string) string {
	r, err := http.NewRequest(http.MethodGet, path, nil)
	if err != nil {
		return ""
	}
	_, pattern := table.Handler(r)
	return strings.TrimPrefix(pattern, "GET ")
}

// look opens a page and gives where it leads.
func (o *Office) look(client *http.Client, path string) (place Place, links []string) {
	o.t.Helper()
	response, err := client.Get(o.URL + path)
	if err != nil {
		o.t.Fatal(err)
	}
	defer response.Body.Close()
	place = Place{Path: path, Status: response.StatusCode, HTML: strings.HasPrefix(response.Header.Get("Content-Type"), "text/html") && response.Header.Get("Content-Disposition") == ""}
	if !place.HTML {
		return place, nil
	}
	doc, err := goquery.NewDocumentFromReader(response.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	doc.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
		to, err := response.Request.URL.Parse(a.AttrOr("href", ""))
		if err == nil && to.Host == response.Request.URL.Host && to.Fragment == "" {
			links = append(links, to.RequestURI())
		}
	})
	return place, links
}
