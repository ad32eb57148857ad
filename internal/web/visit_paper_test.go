package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestAPaperSheetIsKeyedInOnce: it is printed with the questions of the form, keyed
// in under its number however that is typed; the second who keys it in is told who
// did and when.
func TestAPaperSheetIsKeyedInOnce(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		clerk, reviewer, home := changer(o)
		form := clerk.get(home+"/visit").want(t, http.StatusOK).filled("#print")
		sheet := clerk.postForm("/visits/sheets", form).want(t, http.StatusOK).wantText(t, ".visit-paper", "没有见到")
		number := strings.TrimSpace(sheet.text(".paper-number"))
		if !strings.HasPrefix(number, "S-") {
			t.Fatalf("the sheet's number is %q", number)
		}
		clerk.get("/visits/key?number=S-1234").want(t, http.StatusUnprocessableEntity).wantText(t, "#key .wrong", "编号")
		typed := strings.ToLower(strings.ReplaceAll(number, "-", " "))
		to := clerk.get("/visits/key?number="+url.QueryEscape(typed)).want(t, http.StatusSeeOther).header.Get("Location")
		key := clerk.get(to).want(t, http.StatusOK).wantText(t, ".note", number).filled("#visit")
		if key.Get("visitor.0") != "" {
			t.Error("who keys in is taken for who came")
		}
		key.Set("visitor.0", "莫主任")
		key.Set("q.met", "没有见到")
		key.Set("q.not_met", "外出")
		path := to[:strings.IndexByte(to, '?')]
		clerk.postForm(path, key).want(t, http.StatusUnprocessableEntity) // the day is missing
		key.Set("on", o.machine.Today().String())
		visit := clerk.postForm(path, key).want(t, http.StatusSeeOther).header.Get("Location")
		clerk.get(visit).want(t, http.StatusOK).wantText(t, "main", "纸质表录入")
		clerk.postForm(path, key).want(t, http.StatusConflict)
		clerk.get("/visits/key?number="+number).want(t, http.StatusConflict).wantText(t, "#key .wrong", "录入，回执 V-")
		reviewer.post(visit, "do", "annul", "reason", "录错户").want(t, http.StatusSeeOther)
		clerk.get("/visits/key?number="+number).want(t, http.StatusSeeOther) // its number is free again
	})
}
