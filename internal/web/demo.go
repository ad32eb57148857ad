package web

import (
	"songnuan/internal/demo/stage"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// demoSwitch shows the accounts of a demonstration, each to look with at a
// click.
func (v *visit) demoSwitch() error {
	if !v.Switch {
		return problem.New(problem.NotFound, "web.trouble.no_page")
	}
	if desk, err := v.App.DeskOf(v.r.Context(), v.sessionSecret()); err == nil {
		v.desk = desk
	}
	return v.show(view.DemoPage(v.page("web.demo.title"), v.faces(), v.Trial != nil && v.Trial.End != nil))
}

// faces are the accounts of the demonstration.
func (v *visit) faces() (faces []view.Face) {
	for _, l := range stage.Logins {
		f := view.Face{Account: l.Account, Role: l.Role.Text(v.lang), Place: l.Place, About: "web.demo.about." + string(l.Role)}
		if v.desk != nil {
			f.Here = v.desk.Actor().Name == l.Account
		}
		faces = append(faces, f)
	}
	return faces
}

// demoBecome signs in as one of the demonstration's people.
func (v *visit) demoBecome() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	account := form.Get("account")
	if !v.Switch || !stage.Shows(account) {
		return problem.New(problem.NotFound, "web.trouble.no_page")
	}
	in, err := v.App.SignIn(v.r.Context(), account, personal.NewSecret(stage.Password), v.r.UserAgent())
	if err != nil {
		return err
	}
	v.setCookie(v.sessionName(), in.Secret.Clear(), 0)
	return v.goTo("/")
}
