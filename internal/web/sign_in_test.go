package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/identity"
)

func TestSignIn(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.user("li.shen", identity.TownReviewer, gaobu)
		b := o.browser()
		b.get("/").want(o.t, http.StatusUnauthorized).wantText(o.t, "h1", "登录")
		b.post("/sign-in", "account", "li.shen", "password", "wrong one here").want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".note.bad", "账号或密码不对")
		got := b.post("/sign-in", "account", "li.shen", "password", password.Clear(), "next", "//evil.example/x").want(o.t, http.StatusSeeOther)
		if got.to != "/" {
			o.t.Errorf("sent on to %q", got.to)
		}
		b.get("/").want(o.t, http.StatusOK).wantText(o.t, ".top .who", "同事li.shen · ")
		b.post("/sign-out").want(o.t, http.StatusSeeOther)
		b.get("/").want(o.t, http.StatusUnauthorized)
	})
}

// A session that ran out in the middle of a form: what was typed waits behind
// the sign-in.
func TestTypedIsKept(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.user("li.shen", identity.TownReviewer, gaobu)
		b := o.as("li.shen")
		o.now = o.now.Add(time.Hour)
		b.post("/anything?x=1", "note", "x").want(o.t, http.StatusNotFound)
		routes = append(routes, route{"POST /typed", "", func(v *visit) error { return v.goTo("/typed") }})
		defer func() { routes = routes[:len(routes)-1] }()
		o.restart()
		got := b.post("/typed?x=1", "note", "写了很久<b>的字</b>", "note", "第二行").want(o.t, http.StatusUnauthorized).wantText(o.t, ".note.warn", "刚才填的内容还在")
		form := got.filled("main form")
		form.Set("account", "li.shen")
		form.Set("password", password.Clear())
		ready := b.postForm("/sign-in", form).want(o.t, http.StatusOK).wantText(o.t, "main", "还没有提交")
		action, _ := ready.Find("main form").Attr("action")
		kept := ready.filled("main form")
		if action != "/typed?x=1" || strings.Join(kept["note"], "|") != "写了很久<b>的字</b>|第二行" {
			o.t.Errorf("kept %q for %s", kept, action)
		}
		b.postForm(action, kept).want(o.t, http.StatusSeeOther)
	})
}

// A write sent by another site's page is refused before anything is read.
func TestCrossOrigin(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.user("li.shen", identity.TownReviewer, gaobu)
		b := o.as("li.shen")
		for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
			req, err := http.NewRequestWithContext(o.t.Context(), http.MethodPost, o.server.URL+"/sign-out", strings.NewReader(url.Values{}.Encode()))
			if err != nil {
				o.t.Fatal(err)
			}
			req.Header.Set(name, value)
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			b.do(req).want(o.t, http.StatusForbidden)
		}
		b.get("/").want(o.t, http.StatusOK)
	})
}

func TestTemporaryPassword(t *testing.T) {
	eachOffice(t, func(o *office) {
		order := app.NewUser{Account: "new.one", Name: "新同事", Password: password, Roles: []app.RoleOrder{{Role: identity.AreaLeader, Everywhere: true}}}
		if _, err := o.machine.AddUser(o.t.Context(), order); err != nil {
			o.t.Fatal(err)
		}
		b := o.as("new.one")
		if got := b.get("/").want(o.t, http.StatusSeeOther); got.to != "/me/password" {
			o.t.Errorf("sent to %s", got.to)
		}
		b.get("/me/password").want(o.t, http.StatusOK).wantText(o.t, ".note.warn", "临时密码")
		b.post("/me/password", "present", password.Clear(), "next", "another good one", "again", "another god one").want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".wrong", "不一样")
		b.post("/me/password", "present", "no idea at all", "next", "another good one", "again", "another good one").want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".wrong", "现在的密码不对")
		b.post("/me/password", "present", password.Clear(), "next", "another good one", "again", "another good one").want(o.t, http.StatusSeeOther)
		b.get("/").want(o.t, http.StatusOK).wantText(o.t, ".note", "密码已经修改")
	})
}

func TestHeadersAndModes(t *testing.T) {
	eachOffice(t, func(o *office) {
		b := o.browser()
		got := b.get("/sign-in").want(o.t, http.StatusOK)
		for name, part := range map[string]string{"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin"} {
			if !strings.Contains(got.header.Get(name), part) {
				o.t.Errorf("%s is %q", name, got.header.Get(name))
			}
		}
		b.post("/mode", "size", "larger", "back", "/sign-in").want(o.t, http.StatusSeeOther)
		b.post("/mode", "contrast", "on", "back", "https://evil.example/").want(o.t, http.StatusSeeOther)
		b.post("/mode", "lang", "en").want(o.t, http.StatusSeeOther)
		page := b.get("/sign-in").wantText(o.t, "h1", "Sign in")
		if class, _ := page.Find("html").Attr("class"); class != "larger contrast" {
			o.t.Errorf("the document's classes are %q", class)
		}
		if lang, _ := page.Find("html").Attr("lang"); lang != "en" {
			o.t.Errorf("the document's language is %q", lang)
		}
	})
}
