package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/web/view"
)

func (v *visit) me() error {
	return v.showMe(view.Form{Values: url.Values{"days": {"90"}}}, "", http.StatusOK)
}

func (v *visit) showMe(token view.Form, secret string, status int) error {
	u, sessions, err := v.desk.Me(v.r.Context())
	if err != nil {
		return err
	}
	names, err := v.placeNames()
	if err != nil {
		return err
	}
	m := view.Me{UserRow: v.userRow(u, names), Working: v.desk.Actor().Role, Sessions: v.sessionRows(sessions), Token: token, Secret: secret}
	return v.write(status, view.MePage(v.page("web.user.me"), m))
}

func (v *visit) meRole() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	role, err := identity.ParseRole(form.Get("role"))
	if err != nil {
		return err
	}
	if err := v.desk.WorkAs(v.r.Context(), role); err != nil {
		return err
	}
	return v.done("/", "web.user.works_as", "role", role.Text(v.lang))
}

func (v *visit) meEndSession() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	if err := v.desk.EndMySession(v.r.Context(), id.ID(form.Get("session"))); err != nil {
		return err
	}
	return v.done("/me", "web.user.session_ended")
}

func (v *visit) meToken() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	secret, err := v.makeToken(form)
	if err == nil {
		return v.showMe(view.Form{Values: url.Values{"days": {"90"}}}, secret.Clear(), http.StatusOK)
	}
	f, err := v.wrong(form, mine(err), map[string]string{"identity.session_name": "label", "identity.token_long": "days", "identity.no_role": "role",
		"area.no_area": "area", "area.bad_code": "area", "web.area.no_such": "area", "web.area.several": "area", "app.outside_scope": "area", "app.no_unit": "unit"})
	if err != nil {
		return err
	}
	return v.showMe(f, "", http.StatusUnprocessableEntity)
}

// makeToken makes the token that was asked for, narrowed to a place where one is
// named.
func (v *visit) makeToken(form url.Values) (secret personal.Secret, err error) {
	order := app.TokenOrder{Label: form.Get("label"), Unit: strings.TrimSpace(form.Get("unit"))}
	order.Days, _ = strconv.Atoi(form.Get("days")) // no number is refused as 0 is
	if order.Role, err = identity.ParseRole(form.Get("role")); err != nil {
		return secret, err
	}
	if order.Area, err = v.areaOf(form.Get("area")); err != nil {
		return secret, err
	}
	secret, _, err = v.desk.MakeToken(v.r.Context(), order)
	return secret, err
}
