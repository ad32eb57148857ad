package web

import (
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

func (v *visit) signInForm() error {
	return v.show(view.SignInPage(v.page("web.sign.title"), view.SignIn{Next: local(v.r.FormValue("next"))}))
}

func (v *visit) signIn() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	in, err := v.App.SignIn(v.r.Context(), form.Get("account"), personal.NewSecret(form.Get("password")), v.r.UserAgent())
	replay := replayOf(form)
	if err != nil {
		return v.signInRefused(form, replay, err)
	}
	v.setCookie(v.sessionName(), in.Secret.Clear(), 0)
	if replay.Path == "" {
		return v.goTo(form.Get("next"))
	}
	return v.replay(in, replay)
}

// replay offers the form that waited, now that somebody has signed in.
func (v *visit) replay(in *app.SignedIn, replay view.Replay) (err error) {
	if v.desk, err = v.App.DeskOf(v.r.Context(), in.Secret); err != nil {
		return err
	}
	return v.show(view.ReplayPage(v.page("web.sign.replay_title"), replay))
}

func (v *visit) signInRefused(form url.Values, replay view.Replay, err error) error {
	if problem.Is(err, problem.Internal) {
		return err
	}
	f := view.Form{Values: url.Values{"account": form["account"]}, Wrong: map[string]string{"": v.text(err)}}
	return v.again(view.SignInPage(v.page("web.sign.title"), view.SignIn{Form: f, Next: local(form.Get("next")), Replay: replay}))
}

// replayOf reads the form that waits out of the sign-in's.
func replayOf(form url.Values) view.Replay {
	r := view.Replay{}
	if form.Get(view.ReplayPath) == "" {
		return r
	}
	r.Path = local(form.Get(view.ReplayPath))
	for _, name := range fieldNames(form) {
		if field := view.ReplayField(name); field != "" {
			for _, value := range form[name] {
				r.Fields = append(r.Fields, view.Option{Value: field, Text: value})
			}
		}
	}
	return r
}

func fieldNames(form url.Values) []string {
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// askWho asks who is there. What a form held when the session had run out goes
// along in the page, so that nothing typed is lost; files do not.
func (v *visit) askWho(err error) {
	if v.r.Header.Get("HX-Request") != "" {
		v.w.Header().Set("HX-Redirect", "/sign-in")
		v.w.WriteHeader(http.StatusUnauthorized)
		return
	}
	s := view.SignIn{Next: "/"}
	if v.r.Method == http.MethodGet {
		s.Next = v.r.URL.RequestURI()
		if s.Next == "/" {
			err = nil // who opens the address has not been signed out
		}
	} else {
		s.Replay = v.keepTyped()
	}
	if err != nil && v.sessionSecret().Clear() != "" {
		s.Wrong = map[string]string{"": v.text(err)}
	}
	v.setCookie(v.sessionName(), "", -1)
	_ = v.write(http.StatusUnauthorized, view.SignInPage(v.page("web.sign.title"), s))
}

// keepTyped reads the fields of a form that nobody signed in has sent. Only
// who typed it gets it back.
func (v *visit) keepTyped() view.Replay {
	kind, _, _ := mime.ParseMediaType(v.r.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		v.r.Body = http.MaxBytesReader(v.w, v.r.Body, formBytes)
		if v.r.ParseMultipartForm(formBytes) != nil {
			return view.Replay{}
		}
	} else if _, err := v.form(); err != nil {
		return view.Replay{}
	}
	if v.r.URL.Path == "/sign-out" || strings.HasPrefix(v.r.URL.Path, "/me/password") {
		return view.Replay{}
	}
	r := view.Replay{Path: v.r.URL.RequestURI()}
	for _, name := range fieldNames(v.r.PostForm) {
		for _, value := range v.r.PostForm[name] {
			r.Fields = append(r.Fields, view.Option{Value: name, Text: value})
		}
	}
	return r
}

func (v *visit) signOut() error {
	if err := v.desk.SignOut(v.r.Context()); err != nil && !problem.Is(err, problem.NotFound) {
		return err
	}
	v.setCookie(v.sessionName(), "", -1)
	return v.done("/sign-in", "web.sign.out_done")
}

func (v *visit) passwordForm() error { return v.showPassword(view.Form{}, http.StatusOK) }

func (v *visit) showPassword(f view.Form, status int) error {
	me, _, err := v.desk.Me(v.r.Context())
	if err != nil {
		return err
	}
	return v.write(status, view.PasswordPage(v.page("web.sign.password_title"), f, me.Temporary))
}

func (v *visit) changePassword() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	err = problem.New(problem.Invalid, "web.sign.password_differ")
	if form.Get("next") == form.Get("again") {
		err = v.changeTo(form)
	}
	if err == nil {
		return v.done("/", "web.sign.password_done")
	}
	f, err := v.wrong(url.Values{}, err, map[string]string{
		"web.sign.password_differ": "again", "web.sign.password_not_it": "present", "identity.password_same": "next",
		"identity.password_short": "next", "identity.password_common": "next", "identity.password_long": "next", "identity.password_account": "next",
	})
	if err != nil {
		return err
	}
	return v.showPassword(f, http.StatusUnprocessableEntity)
}

func (v *visit) changeTo(form url.Values) error {
	err := v.desk.ChangePassword(v.r.Context(), personal.NewSecret(form.Get("present")), personal.NewSecret(form.Get("next")))
	if problem.Is(err, problem.SignedOut) { // of the password typed, not of the session: that was just good
		return problem.Wrap(err, problem.Invalid, "web.sign.password_not_it")
	}
	return err
}
