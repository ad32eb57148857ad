package web

import (
	"bytes"
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// Trial lets who holds the first link look around in a made-up office before
// there is a real one.
type Trial struct {
	Begin func(ctx context.Context) error // serves the made-up office from now on
	End   func() string                   // clears it away, and gives the path to go on at
}

// firstForm asks how to begin. The link is looked at when the form is sent; a
// look at the page tells nobody whether it is good.
func (v *visit) firstForm() error {
	return v.show(view.FirstPage(v.page("web.first.title"), v.first(view.Form{})))
}

func (v *visit) first(f view.Form) view.First {
	return view.First{Form: f, Path: "/first/" + url.PathEscape(v.r.PathValue("link")), CanTry: v.Trial != nil && v.Trial.Begin != nil, Secure: v.Secure}
}

// foundOffice makes the office and its first administrator, and signs him or her in.
func (v *visit) foundOffice() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	order, place, err := v.founding(form)
	if err != nil {
		return v.foundAgain(form, err)
	}
	ctx, password := v.r.Context(), personal.NewSecret(form.Get("password"))
	u, err := v.App.UseFirstLink(ctx, personal.NewSecret(v.r.PathValue("link")), app.NewUser{Account: form.Get("account"), Name: strings.TrimSpace(form.Get("name")), Password: password})
	if err != nil {
		return v.foundAgain(form, err)
	}
	in, err := v.App.SignIn(ctx, u.Account, password, v.r.UserAgent())
	if err != nil {
		return err
	}
	v.setCookie(v.sessionName(), in.Secret.Clear(), 0)
	if v.desk, err = v.App.DeskOf(ctx, in.Secret); err != nil {
		return err
	}
	var table bytes.Buffer
	if err := csv.NewWriter(&table).WriteAll([][]string{{"code", "name"}, {string(place.Code), place.Name}}); err != nil {
		return err
	}
	if _, _, err := v.desk.LoadAreas(ctx, &table, nil); err != nil {
		return err
	}
	if err := v.desk.NameOffice(ctx, order); err != nil {
		return err
	}
	v.named.Store(&order.Name)
	return v.done("/", "web.first.done")
}

// founding reads what the office is; the errors are those of its fields.
func (v *visit) founding(form url.Values) (o app.Office, place area.Area, err error) {
	o.Name = strings.TrimSpace(form.Get("office"))
	if n := len([]rune(o.Name)); n == 0 || n > 40 {
		return o, place, problem.New(problem.Invalid, "web.first.no_office")
	}
	if o.Area, err = area.Parse(strings.TrimSpace(form.Get("area"))); err != nil {
		return o, place, err
	}
	place = area.Area{Code: o.Area, Name: strings.TrimSpace(form.Get("area_name"))}
	switch {
	case place.Name == "":
		return o, place, problem.New(problem.Invalid, "web.first.no_area_name")
	case form.Get("password") != form.Get("again"):
		return o, place, problem.New(problem.Invalid, "web.sign.password_differ")
	}
	return o, place, nil
}

// firstFields tell to which field an error belongs.
var firstFields = map[string]string{
	"web.first.no_office": "office", "area.bad_code": "area", "web.first.no_area_name": "area_name", "web.sign.password_differ": "again",
	"identity.bad_account": "account", "identity.bad_name": "name",
	"identity.password_short": "password", "identity.password_long": "password", "identity.password_common": "password", "identity.password_account": "password",
}

func (v *visit) foundAgain(form url.Values, err error) error {
	f, err := v.wrong(form, err, firstFields)
	if err != nil {
		return err
	}
	return v.again(view.FirstPage(v.page("web.first.title"), v.first(f)))
}

// tryOut turns to a made-up office. Only who holds the first link may.
func (v *visit) tryOut() error {
	if v.Trial == nil || v.Trial.Begin == nil {
		return problem.New(problem.NotFound, "web.trouble.no_page")
	}
	if err := v.App.CheckFirstLink(v.r.Context(), personal.NewSecret(v.r.PathValue("link"))); err != nil {
		return v.foundAgain(url.Values{}, err)
	}
	if err := v.Trial.Begin(v.r.Context()); err != nil {
		return err
	}
	return v.goTo("/demo")
}

// endTrial clears the made-up office away.
func (v *visit) endTrial() error {
	if v.Trial == nil || v.Trial.End == nil {
		return problem.New(problem.NotFound, "web.trouble.no_page")
	}
	v.setCookie(v.sessionName(), "", -1)
	http.Redirect(v.w, v.r, local(v.Trial.End()), http.StatusSeeOther)
	return nil
}
