package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/demo/stage"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/sqldb/dbtest"
)

var founding = []string{"office", "高埗镇社会事务办公室", "area", "441900129", "area_name", "高埗镇", "account", "guanli", "name", "管理员",
	"password", "correct horse battery", "again", "correct horse battery"}

// changed is the founding with one field otherwise.
func changed(name, value string) []string {
	pairs := append([]string{}, founding...)
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i] == name {
			pairs[i+1] = value
		}
	}
	return pairs
}

func TestFirstRun(t *testing.T) {
	eachOffice(t, func(o *office) {
		link, err := o.machine.FirstLink(o.t.Context())
		if err != nil {
			o.t.Fatal(err)
		}
		path := "/first/" + url.PathEscape(link.Clear())
		b := o.browser()
		if page := b.get(path).want(o.t, http.StatusOK); page.Find("form[action$='/demo']").Length() != 0 {
			o.t.Error("offers a demonstration that it has not")
		}
		b.post(path+"/demo").want(o.t, http.StatusNotFound)
		for name, bad := range map[string][2]string{"office": {"", "单位名称"}, "area": {"12345", "区划代码"}, "area_name": {"", "区域名称"}, "account": {"A B", "账号名不合要求"},
			"name": {"", "请填写姓名"}, "password": {"short", "不一样"}, "again": {"correct horse", "不一样"}} {
			page := b.post(path, changed(name, bad[0])...).want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".note.bad", bad[1])
			if got := page.Find("input[name=area_name]").AttrOr("value", ""); name != "area_name" && got != "高埗镇" {
				o.t.Errorf("with a bad %s the form has lost %q", name, got)
			}
			if page.Find("input[name=password]").AttrOr("value", "") != "" {
				o.t.Error("a password comes back")
			}
		}
		b.post("/first/"+"nonsense", founding...).want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".note.bad", "链接")
		if got := b.post(path, founding...).want(o.t, http.StatusSeeOther); got.to != "/" {
			o.t.Errorf("sent to %s", got.to)
		}
		b.get("/").want(o.t, http.StatusOK).wantText(o.t, ".org", "高埗镇社会事务办公室").wantText(o.t, ".who", identity.Administrator.Text("zh-CN"))
		o.browser().post(path, founding...).want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".note.bad", "链接")
		o.restart()
		o.browser().get("/sign-in").wantText(o.t, ".org", "高埗镇社会事务办公室")
		if strings.Contains(o.log.String(), link.Clear()) {
			o.t.Error("the link is in the log")
		}
	})
}

// TestTrial: only who holds the link may turn to a made-up office, and whoever
// looks at that may end it.
func TestTrial(t *testing.T) {
	o := newTestOffice(t, dbtest.SQLite(t))
	begun, ended := 0, 0
	handler, err := New(Config{App: o.App, Trial: &Trial{Begin: func(context.Context) error { begun++; return nil }, End: func() string { ended++; return "/first/again" }}})
	if err != nil {
		t.Fatal(err)
	}
	o.server = httptest.NewServer(handler)
	t.Cleanup(o.server.Close)
	link, err := o.machine.FirstLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b := o.browser()
	b.post("/first/nonsense/demo").want(t, http.StatusUnprocessableEntity)
	if got := b.post("/first/"+link.Clear()+"/demo").want(t, http.StatusSeeOther); got.to != "/demo" || begun != 1 {
		t.Errorf("sent to %s, begun %d", got.to, begun)
	}
	if got := b.post("/demo/end").want(t, http.StatusSeeOther); got.to != "/first/again" || ended != 1 {
		t.Errorf("sent to %s, ended %d", got.to, ended)
	}
}

// TestSwitch: in a demonstration one becomes any of its people at a click, and
// none else; in a real office there is no such thing.
func TestSwitch(t *testing.T) {
	real := newTestOffice(t, dbtest.SQLite(t))
	real.browser().get("/demo").want(t, http.StatusNotFound)
	real.browser().post("/demo", "account", "zhen").want(t, http.StatusNotFound)

	o := newDemoOffice(t)
	b := o.browser()
	if n := b.get("/demo").want(t, http.StatusOK).Find("input[name=account]").Length(); n != len(stage.Logins) {
		t.Errorf("%d people", n)
	}
	b.post("/demo", "account", "cun201").want(t, http.StatusNotFound)
	for _, l := range stage.Logins {
		b.post("/demo", "account", l.Account).want(t, http.StatusSeeOther)
		b.get("/").want(t, http.StatusOK).wantText(t, ".who", l.Role.Text("zh-CN")).wantText(t, ".ribbon", "换个身份看看")
	}
}

// newDemoOffice is an office with the demonstration's people and nothing else.
func newDemoOffice(t *testing.T) *office {
	t.Helper()
	o := newTestOffice(t, dbtest.SQLite(t))
	o.now = time.Date(2027, 1, 26, 1, 30, 0, 0, time.UTC)
	for _, l := range stage.Logins {
		order := app.NewUser{Account: l.Account, Name: l.Account, Password: personal.NewSecret(stage.Password), Lasting: true, Roles: []app.RoleOrder{{Role: l.Role, Everywhere: true}}}
		if _, err := o.machine.AddUser(t.Context(), order); err != nil {
			t.Fatal(err)
		}
	}
	handler, err := New(Config{App: o.App, Demo: true, Switch: true})
	if err != nil {
		t.Fatal(err)
	}
	o.server = httptest.NewServer(handler)
	t.Cleanup(o.server.Close)
	return o
}
