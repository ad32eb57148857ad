package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

func (v *visit) settingList() error {
	return v.showSettings(view.Form{Values: url.Values{}, Wrong: map[string]string{}}, http.StatusOK)
}

func (v *visit) showSettings(f view.Form, status int) error {
	all, err := v.desk.Settings(v.r.Context())
	if err != nil {
		return err
	}
	l := view.SettingList{Form: f, Keep: v.can(identity.PlaceKeep) && v.desk.Actor().Scope.All}
	for _, s := range all {
		l.Rows = append(l.Rows, view.SettingRow{Name: s.Name, Title: v.say("setting.name." + s.Name), Value: s.Value, Actor: s.Actor, Recorded: app.ShownTime(s.Recorded)})
		if f.Values.Get("name") != s.Name {
			l.Form.Values.Set(s.Name, strconv.FormatInt(s.Value, 10))
		}
	}
	p := v.systemPage("web.setting.title")
	p.Sub = p.T("web.setting.hint")
	return v.write(status, view.SettingListPage(p, l))
}

func (v *visit) settingChange() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	name := form.Get("name")
	seen, badSeen := strconv.ParseInt(form.Get("seen"), 10, 64)
	value, bad := strconv.ParseInt(strings.TrimSpace(form.Get(name)), 10, 64)
	switch {
	case badSeen != nil:
		return noPage()
	case bad != nil:
		err = problem.New(problem.Invalid, "web.setting.no_number")
	default:
		err = v.desk.ChangeSetting(v.r.Context(), name, seen, value)
	}
	if err == nil {
		return v.done("/settings", "web.setting.changed")
	}
	f, err := v.wrong(form, err, map[string]string{"setting.out_of_range": name, "web.setting.no_number": name, "setting.changed": name})
	if err != nil {
		return err
	}
	return v.showSettings(f, http.StatusUnprocessableEntity)
}
