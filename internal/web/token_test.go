package web

import (
	"net/http"
	"testing"

	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
)

func TestATokenIsShownOnceNarrowedAndRevoked(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.user("li.na", identity.TownReviewer, gaobu)
		b := o.as("li.na")
		refused := b.post("/me/tokens", "label", "县报表", "role", "town_reviewer", "days", "30", "area", "没有这个村").want(t, http.StatusUnprocessableEntity)
		if refused.Find("input[name=label]").AttrOr("value", "") != "县报表" || refused.Find(".field.is-wrong input[name=area]").Length() != 1 {
			t.Errorf("the form comes back as %s", refused.text("main"))
		}
		b.post("/me/tokens", "label", "县报表", "role", "town_reviewer", "days", "30", "area", "152502001001").want(t, http.StatusUnprocessableEntity)
		made := b.post("/me/tokens", "label", "县报表", "role", "town_reviewer", "days", "30", "area", string(villageA)).want(t, http.StatusOK)
		secret := personal.NewSecret(made.text("#secret"))
		desk, err := o.TokenDesk(t.Context(), secret)
		if err != nil {
			t.Fatal(err)
		}
		if scope := desk.Actor().Scope; len(scope.Areas) != 1 || scope.Areas[0] != villageA {
			t.Errorf("it reaches %+v", scope)
		}
		if again := b.get("/me"); again.Find("#secret").Length() > 0 {
			t.Error("it is shown a second time")
		}
		b.post("/me/sessions", "session", string(desk.Actor().Session)).want(t, http.StatusSeeOther)
		if _, err := o.TokenDesk(t.Context(), secret); !problem.Is(err, problem.SignedOut) {
			t.Errorf("after it was revoked: %v", err)
		}
	})
}
