package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// publicMost is what a stranger's first visit may weigh, compressed: many open
// the page on an old phone at the edge of the network.
const publicMost = 45 << 10

// TestAStrangersFirstVisitIsLight weighs each page for strangers with all that
// it loads; none loads a script.
func TestAStrangersFirstVisitIsLight(t *testing.T) {
	eachOffice(t, func(o *office) {
		stranger := o.browser()
		for _, path := range []string{"/public", "/public/objection"} {
			page := stranger.get(path).want(t, http.StatusOK)
			total := zipped(t, []byte(page.body))
			page.Find("link[rel=stylesheet], link[rel=icon], img, script").Each(func(_ int, s *goquery.Selection) {
				at := s.AttrOr("href", s.AttrOr("src", ""))
				if goquery.NodeName(s) == "script" {
					t.Errorf("%s loads a script %s", path, at)
				}
				part := stranger.get(at).want(t, http.StatusOK)
				total += zipped(t, []byte(part.body))
			})
			t.Logf("%s: %d bytes", path, total)
			if total > publicMost {
				t.Errorf("the first visit to %s is %d bytes compressed", path, total)
			}
			if robots := page.Find("meta[name=robots]").AttrOr("content", ""); !strings.Contains(robots, "noindex") {
				t.Errorf("%s may be indexed: %q", path, robots)
			}
		}
	})
}
