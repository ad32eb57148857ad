package web

import (
	"context"
	"net/http"
	"net/url"
	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/web/view"
	"strconv"
	"strings"
)

func (v *visit) userShow() error {
	return v.showUser(view.Form{}, view.Form{Values: url.Values{}}, http.StatusOK)
}

func (v *visit) showUser(data, grant view.Form, status int) error {
	u, sessions, err := v.desk.User(v.r.Context(), v.r.PathValue("account"))
	if err != nil {
		return err
	}
	names, err := v.placeNames()
	if err != nil {
		return err
	}
	page := view.UserPage{UserRow: v.userRow(u, names), Form: data, Grant: grant, Version: u.Version, PasswordSet: app.ShownTime(u.PasswordSet),
		Keep: v.can(identity.UserKeep), Own: u.ID == v.desk.Actor().User, DisabledOn: app.ShownTime(u.Disabled), AreaText: names.area(u.Area)}
	if page.State == "locked" {
		page.LockedUntil = app.ShownTime(u.LockedUntil)
	}
	if data.Values == nil {
		page.Form.Values = url.Values{"name": {u.Name}, "area": {string(u.Area)}, "unit": {names.unit(u.Unit)}}
	}
	if page.Units, err = v.unitOptions(); err != nil {
		return err
	}
	page.Sessions = v.sessionRows(sessions)
	if tied, err := v.desk.TiedHelper(v.r.Context(), u.Account); err != nil {
		return err
	} else if tied != nil {
		page.Helper = strings.TrimSpace(tied.Name + "　" + tied.Organisation)
	}
	p := v.systemPage("web.user.title", view.Link{Href: "/users", Text: v.say("web.user.title")})
	p.Title = u.Name
	return v.write(status, view.UserShowPage(p, page))
}

func (v *visit) sessionRows(sessions []*identity.Session) (rows []view.SessionRow) {
	for _, s := range sessions {
		row := view.SessionRow{ID: s.ID, Kind: s.Kind, Label: s.Label, Made: app.ShownTime(s.Made), Seen: app.ShownTime(s.Seen), Expires: app.ShownTime(s.Expires),
			Here: s.ID == v.desk.Actor().Session}
		if s.Role != "" {
			row.Role = s.Role.Text(v.lang)
		}
		rows = append(rows, row)
	}
	return rows
}

func (v *visit) userEdit() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	account := v.r.PathValue("account")
	version, _ := strconv.Atoi(form.Get("version")) // no number is no version: somebody changed it since
	where, err := v.areaOf(form.Get("area"))
	if err == nil {
		err = v.desk.EditUser(v.r.Context(), account, app.UserEdit{Name: form.Get("name"), Area: where, Unit: form.Get("unit"), Version: version})
	}
	if err == nil {
		return v.done("/users/"+account, "web.user.saved")
	}
	f, err := v.wrong(form, mine(err), userFields)
	if err != nil {
		return err
	}
	return v.showUser(f, view.Form{Values: url.Values{}}, http.StatusUnprocessableEntity)
}

func (v *visit) userGrant() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	account := v.r.PathValue("account")
	order, err := v.roleOrder(form)
	if err == nil {
		err = v.desk.GrantRole(v.r.Context(), account, order)
	}
	if err == nil {
		return v.done("/users/"+account, "web.user.granted")
	}
	f, err := v.wrong(form, mine(err), map[string]string{"identity.no_role": "role", "identity.role_alone": "role", "identity.empty_scope": "areas",
		"area.bad_code": "areas", "web.area.no_such": "areas", "web.area.several": "areas", "app.outside_scope": "areas", "app.no_unit": "units"})
	if err != nil {
		return err
	}
	return v.showUser(view.Form{}, f, http.StatusUnprocessableEntity)
}

func (v *visit) roleOrder(form url.Values) (order app.RoleOrder, err error) {
	if order.Role, err = identity.ParseRole(form.Get("role")); err != nil {
		return order, err
	}
	order.Version, _ = strconv.Atoi(form.Get("version"))
	if order.Version == 0 {
		order.Version = -1 // no version was ever that
	}
	order.Everywhere = form.Get("everywhere") != ""
	for _, text := range strings.FieldsFunc(form.Get("areas"), func(r rune) bool { return strings.ContainsRune(",，、;； \n", r) }) {
		code, err := v.areaOf(text)
		if err != nil {
			return order, err
		}
		order.Areas = append(order.Areas, code)
	}
	if unit := form.Get("units"); unit != "" {
		order.Units = []string{unit}
	}
	return order, nil
}

// userAct does one thing to an account and comes back to its page.
func (v *visit) userAct(key string, do func(ctx context.Context, account string, form url.Values) error) error {
	form, err := v.form()
	if err != nil {
		return err
	}
	account := v.r.PathValue("account")
	if err = do(v.r.Context(), account, form); err == nil {
		return v.done("/users/"+account, key)
	}
	f, err := v.wrong(url.Values{}, err, nil)
	if err != nil {
		return err
	}
	return v.showUser(view.Form{}, f, http.StatusUnprocessableEntity)
}

func (v *visit) userWithdraw() error {
	return v.userAct("web.user.withdrawn", func(ctx context.Context, account string, form url.Values) error {
		role, err := identity.ParseRole(form.Get("role"))
		if err != nil {
			return err
		}
		return v.desk.WithdrawRole(ctx, account, role)
	})
}

func (v *visit) userDisable() error {
	return v.userAct("web.user.disabled", func(ctx context.Context, account string, _ url.Values) error { return v.desk.Disable(ctx, account) })
}

func (v *visit) userEnable() error {
	return v.userAct("web.user.enabled", func(ctx context.Context, account string, _ url.Values) error { return v.desk.Enable(ctx, account) })
}

func (v *visit) userEndSession() error {
	return v.userAct("web.user.session_ended", func(ctx context.Context, account string, form url.Values) error {
		return v.desk.EndSession(ctx, account, id.ID(form.Get("session")))
	})
}

func (v *visit) userTie() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	account := v.r.PathValue("account")
	version, _ := strconv.Atoi(form.Get("version"))
	if version == 0 {
		version = -1 // no version was ever that
	}
	if err = v.desk.TieHelper(v.r.Context(), account, form.Get("helper"), version); err == nil {
		return v.done("/users/"+account, "web.user.tied")
	}
	f, err := v.wrong(form, err, map[string]string{"identity.no_such_helper": "helper", "identity.several_helpers": "helper", "identity.helper_taken": "helper"})
	if err != nil {
		return err
	}
	return v.showUser(view.Form{}, f, http.StatusUnprocessableEntity)
}

func (v *visit) userPassword() error {
	account := v.r.PathValue("account")
	password, err := v.desk.ResetPassword(v.r.Context(), account)
	if err != nil {
		f, err := v.wrong(url.Values{}, err, nil)
		if err != nil {
			return err
		}
		return v.showUser(view.Form{}, f, http.StatusUnprocessableEntity)
	}
	u, _, err := v.desk.User(v.r.Context(), account)
	if err != nil {
		return err
	}
	p := v.systemPage("web.user.secret_title", view.Link{Href: "/users", Text: v.say("web.user.title")})
	return v.show(view.UserSecretPage(p, view.UserRow{Account: u.Account, Name: u.Name}, password.Clear()))
}
