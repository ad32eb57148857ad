package web

import (
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"songnuan/internal/app"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/server"
	"songnuan/internal/web/view"
)

// formBytes bounds a form without files.
const formBytes = 2 << 20

// visit is one request of one person.
type visit struct {
	*Server
	w      http.ResponseWriter
	r      *http.Request
	desk   *app.Desk // nil when nobody is signed in
	lang   locale.Lang
	number string // of the request, for the log and the reader
}

func (s *Server) visit(w http.ResponseWriter, r *http.Request) *visit {
	passage := server.Of(r.Context())
	passage.Route = r.Pattern
	if passage.ID == "" { // no server around it, as in tests
		number := make([]byte, 5)
		_, _ = io.ReadFull(s.Random, number) // a number that repeats is only less use
		passage.ID = hex.EncodeToString(number)
	}
	return &visit{Server: s, w: w, r: r, lang: langOf(r), number: passage.ID}
}

// open answers without asking who is there.
func (s *Server) open(o openRoute) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(w, r)
		v.finish(o.Do(v))
	})
}

// desk answers who is signed in and holds the route's permission.
func (s *Server) desk(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(w, r)
		w.Header().Set("Cache-Control", "no-store") // personal data stays out of shared caches and of the way back after signing out
		v.finish(v.sit(rt))
	})
}

// sit brings the person to a desk and checks the permission.
func (v *visit) sit(rt route) error {
	desk, err := v.App.DeskOf(v.r.Context(), v.sessionSecret())
	if err != nil {
		return err
	}
	v.desk = desk
	actor := desk.Actor()
	server.Of(v.r.Context()).User = actor.User
	if actor.Role == "" && !strings.HasPrefix(v.r.URL.Path, "/me") && v.r.URL.Path != "/sign-out" {
		return v.rolelessAt()
	}
	if rt.Needs != "" {
		if err := actor.Must(rt.Needs); err != nil {
			return err
		}
	}
	return rt.Do(v)
}

// rolelessAt sends who has a temporary password to change it; who has no role
// is told so.
func (v *visit) rolelessAt() error {
	me, _, err := v.desk.Me(v.r.Context())
	if err != nil {
		return err
	}
	if me.Temporary {
		return v.goTo("/me/password")
	}
	return problem.New(problem.Forbidden, "web.trouble.no_role")
}

// finish turns an error into its page.
func (v *visit) finish(err error) {
	if err == nil {
		return
	}
	if strings.HasPrefix(v.r.URL.Path, phonePath) {
		v.phoneTrouble(err)
		return
	}
	if problem.Is(err, problem.SignedOut) && v.desk == nil {
		v.askWho(err)
		return
	}
	v.trouble(err)
}

// page is a page with everything around its content.
func (v *visit) page(titleKey string, pairs ...any) view.Page {
	p := view.Page{
		Lang: v.lang, Title: locale.Text(v.lang, titleKey, problem.Pairs(pairs...)), Path: v.r.URL.Path, Query: v.r.URL.RawQuery,
		Org: v.org(), Size: sizeOf(v.r), Contrast: contrastOf(v.r), Demo: v.Demo, Switch: v.Switch, Assets: v.assets.path, Flash: v.flash(),
	}
	if v.desk != nil {
		a := v.desk.Actor()
		p.Nav, p.CanSeek = nav(a, v.lang, v.r.URL.Path), v.canSeek(a)
		p.Who = a.Shown
		if a.Role != "" {
			p.Who += " · " + a.Role.Text(v.lang)
		}
	}
	return p
}

func (v *visit) canSeek(a identity.Actor) bool {
	return a.Can(identity.HouseholdSee)
}

func (v *visit) org() string {
	if v.Org != "" {
		return v.Org
	}
	if name := v.named.Load(); name != nil && *name != "" {
		return *name
	}
	return locale.Text(v.lang, "web.page.product", nil)
}

// show answers with a page.
func (v *visit) show(c templ.Component) error { return v.write(http.StatusOK, c) }

// again answers with a form that was refused, for the person to put right.
func (v *visit) again(c templ.Component) error { return v.write(http.StatusUnprocessableEntity, c) }

func (v *visit) write(status int, c templ.Component) error {
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	if err := c.Render(v.r.Context(), v.w); err != nil {
		v.Log.Warn("page not sent whole", "request", v.number, "route", v.r.Pattern)
	}
	return nil
}

// goTo sends the browser to another page of the office.
func (v *visit) goTo(path string) error {
	http.Redirect(v.w, v.r, local(path), http.StatusSeeOther)
	return nil
}

// done sends the browser on and tells there, once, what was done. The
// arguments hold no personal data: they travel in a cookie.
func (v *visit) done(path, key string, pairs ...any) error {
	v.setFlash(view.Flash{Text: locale.Text(v.lang, key, problem.Pairs(pairs...))})
	return v.goTo(path)
}

// form gives what was sent. problem.TooLarge over 2 MB.
func (v *visit) form() (url.Values, error) {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, formBytes)
	if err := v.r.ParseForm(); err != nil {
		return nil, formProblem(err)
	}
	return v.r.PostForm, nil
}

func formProblem(err error) error {
	if over, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return problem.Wrap(err, problem.TooLarge, "web.trouble.form_large", "most", over.Limit>>20)
	}
	return problem.Wrap(err, problem.Unreadable, "web.trouble.form_unreadable")
}

// wrong is a form that was refused: the error belongs to the field that its
// key is listed for, else to the form as a whole. Errors that are not the
// person's to put right are given back.
func (v *visit) wrong(values url.Values, err error, fields map[string]string) (view.Form, error) {
	f := view.Form{Values: values, Wrong: map[string]string{}}
	e := problem.As(err)
	switch e.Code {
	case problem.Invalid, problem.Unreadable, problem.Conflict, problem.TooLarge, problem.SignedOut:
		f.Wrong[fields[e.Key]] = locale.Error(v.lang, err)
		return f, nil
	}
	return f, err
}
