package web

import (
	"net/http"
	"net/url"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// usersShown is how many accounts a page lists.
const usersShown = 50

func (v *visit) userList() error {
	after := v.r.URL.Query().Get("after")
	users, err := v.desk.Users(v.r.Context(), after, usersShown+1)
	if err != nil {
		return err
	}
	l := view.UserList{Keep: v.can(identity.UserKeep)}
	if after != "" {
		l.Pager.First = "/users"
	}
	if len(users) > usersShown {
		users = users[:usersShown]
		l.Pager.Next = view.With("/users", "", "after", users[usersShown-1].Account)
	}
	names, err := v.placeNames()
	if err != nil {
		return err
	}
	for _, u := range users {
		l.Rows = append(l.Rows, v.userRow(u, names))
	}
	p := v.systemPage("web.user.title")
	p.Sub = p.T("web.user.hint")
	p.Actions = view.UserListActions(p, l.Keep)
	return v.show(view.UserListPage(p, l))
}

// systemPage is a page of the menu's system group.
func (v *visit) systemPage(titleKey string, above ...view.Link) view.Page {
	p := v.page(titleKey)
	p.Crumbs = append([]view.Link{{Text: p.T("web.nav.system")}}, above...)
	return p
}

func (v *visit) userRow(u *identity.User, names *placeNames) view.UserRow {
	row := view.UserRow{Account: u.Account, Name: u.Name, Place: names.place(u.Area, u.Unit), State: "open", Last: app.ShownTime(u.LastSignIn)}
	for _, g := range u.Grants {
		row.Roles = append(row.Roles, view.Grant{Role: g.Role, Reach: names.reach(g.Scope), Keep: v.can(identity.UserKeep) && u.ID != v.desk.Actor().User})
	}
	switch {
	case u.Disabled != "":
		row.State = "disabled"
	case v.now() < u.LockedUntil:
		row.State = "locked"
	case u.Temporary:
		row.State = "temporary"
	}
	return row
}

func (v *visit) userNew() error {
	return v.showUserNew(view.Form{Values: url.Values{}}, http.StatusOK)
}

func (v *visit) showUserNew(f view.Form, status int) error {
	units, err := v.unitOptions()
	if err != nil {
		return err
	}
	p := v.systemPage("web.user.new", view.Link{Href: "/users", Text: v.say("web.user.title")})
	return v.write(status, view.UserNewPage(p, view.UserNew{Form: f, Units: units}))
}

// unitOptions are the open units for choosing one or none.
func (v *visit) unitOptions() ([]view.Option, error) {
	units, err := v.desk.Units(v.r.Context())
	options := []view.Option{{Text: v.say("web.user.no_unit")}}
	for _, u := range units {
		if u.Closed == "" {
			options = append(options, view.Option{Value: u.Name, Text: strings.Repeat("　", u.Depth()) + u.Name})
		}
	}
	return options, err
}

func (v *visit) userCreate() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	u, password, err := v.addUser(form)
	if err == nil {
		p := v.systemPage("web.user.secret_title", view.Link{Href: "/users", Text: v.say("web.user.title")})
		return v.show(view.UserSecretPage(p, view.UserRow{Account: u.Account, Name: u.Name}, password))
	}
	f, err := v.wrong(form, mine(err), userFields)
	if err != nil {
		return err
	}
	return v.showUserNew(f, http.StatusUnprocessableEntity)
}

// userFields is which field an error belongs to.
var userFields = map[string]string{
	"identity.bad_account": "account", "identity.taken": "account", "identity.bad_name": "name", "app.no_unit": "unit",
	"area.bad_code": "area", "web.area.no_such": "area", "web.area.several": "area", "identity.no_role": "role", "identity.role_alone": "role", "identity.empty_scope": "role",
}

// mine makes what a person can put right out of a refusal because of what was
// typed: a place beyond one's own, a name that is not there.
func mine(err error) error {
	switch e := problem.As(err); e.Key {
	case "app.outside_scope", "app.no_unit", "area.no_area":
		return problem.New(problem.Invalid, e.Key, pairsOf(e.Args)...)
	}
	return err
}

func pairsOf(args problem.Args) (pairs []any) {
	for name, value := range args {
		pairs = append(pairs, name, value)
	}
	return pairs
}

func (v *visit) addUser(form url.Values) (*identity.User, string, error) {
	where, err := v.areaOf(form.Get("area"))
	if err != nil {
		return nil, "", err
	}
	password, err := v.App.RandomPassword()
	if err != nil {
		return nil, "", err
	}
	order := app.NewUser{Account: form.Get("account"), Name: form.Get("name"), Area: where, Unit: form.Get("unit"), Password: password}
	if form.Get("role") != "" {
		role, err := identity.ParseRole(form.Get("role"))
		if err != nil {
			return nil, "", err
		}
		order.Roles = []app.RoleOrder{{Role: role}}
	}
	u, err := v.desk.AddUser(v.r.Context(), order)
	return u, password.Clear(), err
}

func (v *visit) roleTable() error {
	t := view.RoleTable{Roles: identity.Granted}
	for _, permission := range identity.Permissions() {
		row := view.RoleRow{Name: permission.Text(v.lang)}
		for _, role := range t.Roles {
			row.May = append(row.May, role.Can(permission))
		}
		t.Rows = append(t.Rows, row)
	}
	p := v.systemPage("web.user.table")
	p.Sub = p.T("web.user.table_hint")
	return v.show(view.RoleTablePage(p, t))
}
