package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/web/view"
)

// profilesShown is how many of the office's own profiles a page holds.
const profilesShown = 50

func (v *visit) profileList() error {
	q := v.r.URL.Query()
	page, err := v.desk.Profiles(v.r.Context(), q.Get("after"), profilesShown)
	if err != nil {
		return err
	}
	p := v.page("web.profile.title")
	p.Sub = p.T("web.profile.hint")
	l := view.ProfileList{ProfilePage: *page, Keep: v.can(identity.ProfileKeep), Form: view.Form{Values: q}}
	if kind := casework.Kind(q.Get("kind")); kind != "" {
		other := func(line app.ProfileLine) bool { return !slices.Contains(line.Kinds, kind) }
		l.Own, l.Shipped = slices.DeleteFunc(l.Own, other), slices.DeleteFunc(l.Shipped, other)
	}
	l.Kinds = []view.Option{{Text: p.T("web.profile.every_kind")}}
	for _, k := range casework.Kinds {
		l.Kinds = append(l.Kinds, view.Option{Value: string(k), Text: k.Text(v.lang)})
	}
	if q.Get("after") != "" {
		l.Pager.First = "/profiles"
	}
	if page.Next != "" {
		l.Pager.Next = view.With("/profiles", v.r.URL.RawQuery, "after", page.Next)
	}
	if l.Keep {
		p.Actions = view.ProfileListActions(p)
	}
	return v.show(view.ProfileListPage(p, l))
}

// profileAsked gives the profile of the address, in the version that it asks for.
func (v *visit) profileAsked() (*app.ProfileView, error) {
	version, _ := strconv.ParseInt(v.r.URL.Query().Get("version"), 10, 64) // what is no number is the latest
	return v.desk.ProfileOf(v.r.Context(), v.r.PathValue("profile"), max(version, 0))
}

// profilePage is the page around a profile, with its tabs.
func (v *visit) profilePage(of *app.ProfileView, here string) (view.Page, []view.Tab) {
	p := v.page("web.profile.title")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.system")}, {Href: "/profiles", Text: p.T("web.profile.title")}}
	p.Title = of.Title
	var tabs []view.Tab
	for _, tab := range []string{"", "text", "versions"} {
		if tab == "versions" && of.Shipped {
			continue
		}
		path, key := "/profiles/"+of.Ref, "document"
		if tab != "" {
			path, key = path+"/"+tab, tab
		}
		if of.Version != of.Latest && tab != "versions" {
			path += "?version=" + strconv.FormatInt(of.Version, 10)
		}
		tabs = append(tabs, view.Tab{Link: view.Link{Href: path, Text: p.T("web.profile.tab." + key)}, Here: tab == here})
	}
	return p, tabs
}

func (v *visit) profileShow() error {
	of, err := v.profileAsked()
	if err != nil {
		return err
	}
	p, tabs := v.profilePage(of, "")
	d := view.ProfileDoc{ProfileView: of, Tabs: tabs, Doc: v.profileDocument(of), Findings: v.findings(of.Findings), Copy: v.can(identity.ProfileKeep)}
	p.Actions = view.ProfileActions(p, d)
	return v.show(view.ProfilePage(p, d))
}

// profileDocument is the document with the area's name beside its code.
func (v *visit) profileDocument(of *app.ProfileView) *casework.ProfileDocument {
	doc := of.Profile.Document(v.lang)
	for i := range doc.Head {
		if code := of.Area.Short(); of.Area != "" && of.Place != "" && doc.Head[i].Text == code {
			doc.Head[i].Text = of.Place + " " + code
		}
	}
	return doc
}

func (v *visit) profilePrint() error {
	of, err := v.profileAsked()
	if err != nil {
		return err
	}
	p := v.page("web.profile.title")
	p.Title = of.Title
	return v.show(view.ProfilePrintPage(p, view.ProfileDoc{ProfileView: of, Doc: v.profileDocument(of)}))
}

func (v *visit) profileCopy() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(form.Get("version"), 10, 64)
	made, err := v.desk.CopyProfile(v.r.Context(), form.Get("profile"), max(version, 0))
	if err != nil {
		return err
	}
	return v.done("/profiles/"+url.PathEscape(made.Ref)+"/text?edit=1", "web.profile.copied", "name", made.Name)
}

func (v *visit) profileText() error {
	of, err := v.profileAsked()
	if err != nil {
		return err
	}
	edit := of.Keep && of.Version == of.Latest && v.r.URL.Query().Get("edit") != ""
	form := view.Form{Values: url.Values{"text": {string(of.Text)}, "seen": {strconv.FormatInt(of.Version, 10)}}}
	return v.showProfileText(of, view.ProfileText{Form: form, Edit: edit}, http.StatusOK)
}

func (v *visit) showProfileText(of *app.ProfileView, t view.ProfileText, status int) error {
	p, tabs := v.profilePage(of, "text")
	t.ProfileView, t.Tabs, t.Findings = of, tabs, v.findings(of.Findings)
	if !t.Edit {
		t.Lines = linesOf(string(of.Text), t.Findings)
	}
	return v.write(status, view.ProfileTextPage(p, t))
}

// profileSave keeps what was edited. What can't be read comes back as it was
// typed, with the line; so does what somebody else has overtaken, beside what
// they changed.
func (v *visit) profileSave() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	of, err := v.desk.ProfileOf(v.r.Context(), v.r.PathValue("profile"), 0)
	if err != nil {
		return err
	}
	order := app.ProfileOrder{Profile: "shipped", Text: []byte(form.Get("text")), Note: form.Get("note")}
	order.Seen, _ = strconv.ParseInt(form.Get("seen"), 10, 64)
	if !of.Shipped {
		order.Profile = id.ID(of.Ref)
	}
	kept, err := v.desk.SaveProfile(v.r.Context(), order)
	if err == nil {
		return v.done("/profiles/"+kept.Ref+"/text", "web.profile.saved", "version", kept.Version, "errors", kept.Errors, "warnings", kept.Warnings)
	}
	f, err := v.wrong(form, err, map[string]string{"plan.note_too_long": "note"})
	if err != nil {
		return err
	}
	t := view.ProfileText{Form: f, Edit: true}
	v.profileOvertaken(of, order.Seen, &t)
	return v.showProfileText(of, t, http.StatusUnprocessableEntity)
}

// profileOvertaken tells what somebody saved since; the next try is then over
// theirs.
func (v *visit) profileOvertaken(of *app.ProfileView, seen int64, t *view.ProfileText) {
	if of.Shipped || seen == of.Latest || seen <= 0 {
		return
	}
	c, err := v.desk.CompareProfiles(v.r.Context(), app.ProfileSide{Ref: of.Ref, Version: seen}, app.ProfileSide{Ref: of.Ref}, v.lang)
	if err != nil {
		return
	}
	t.Form.Values.Set("seen", strconv.FormatInt(of.Latest, 10))
	t.Stale, t.Changes = true, c.Changes
}

func (v *visit) profileNew() error {
	return v.showProfileUpload(view.Form{Values: url.Values{}}, http.StatusOK)
}

func (v *visit) showProfileUpload(f view.Form, status int) error {
	p := v.page("web.profile.upload")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.system")}, {Href: "/profiles", Text: p.T("web.profile.title")}}
	return v.write(status, view.ProfileUploadPage(p, view.ProfileUpload{Form: f}))
}

// profileUpload takes a profile in: the file, or else the text that was pasted.
func (v *visit) profileUpload() error {
	form, text, err := v.uploaded()
	if err == nil {
		var kept *app.ProfileView
		if kept, err = v.desk.SaveProfile(v.r.Context(), app.ProfileOrder{Text: text, Note: form.Get("note")}); err == nil {
			return v.done("/profiles/"+kept.Ref, "web.profile.uploaded", "name", kept.Name)
		}
	}
	f, err := v.wrong(form, err, map[string]string{"plan.note_too_long": "note"})
	if err != nil {
		return err
	}
	return v.showProfileUpload(f, http.StatusUnprocessableEntity)
}

func (v *visit) profileVersions() error {
	of, err := v.profileAsked()
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	below, _ := strconv.ParseInt(q.Get("below"), 10, 64)
	all, err := v.desk.ProfileVersions(v.r.Context(), of.Ref, max(below, 0), versionsShown+1)
	if err != nil {
		return err
	}
	p, tabs := v.profilePage(of, "versions")
	s := view.ProfileVersions{ProfileView: of, Tabs: tabs, All: all, Form: view.Form{Values: q}}
	if len(all) > versionsShown {
		s.All = all[:versionsShown]
		s.Pager.Next = view.With(p.Path, "", "below", strconv.FormatInt(s.All[versionsShown-1].Version, 10))
	}
	if below > 0 {
		s.Pager.First = p.Path
	}
	if q.Get("before") == "" && len(s.All) > 1 {
		s.Form.Values = url.Values{"before": {strconv.FormatInt(s.All[1].Version, 10)}, "after": {strconv.FormatInt(s.All[0].Version, 10)}}
	}
	if err := v.comparedProfiles(of, q, &s); err != nil {
		return err
	}
	return v.show(view.ProfileVersionsPage(p, s))
}

// comparedProfiles compares the two versions that were asked for; a copy's own
// is also compared with what it was copied from.
func (v *visit) comparedProfiles(of *app.ProfileView, q url.Values, s *view.ProfileVersions) error {
	if q.Get("before") == "" || q.Get("before") != "origin" && q.Get("after") == "" {
		return nil
	}
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64)
	after, _ := strconv.ParseInt(q.Get("after"), 10, 64)
	side := app.ProfileSide{Ref: of.Ref, Version: max(before, 0)}
	s.Before = v.say("web.plan.version_n", "version", before)
	if q.Get("before") == "origin" {
		side = app.ProfileSide{Ref: of.Origin}
		s.Before = v.say("web.plan.comes_with")
	}
	c, err := v.desk.CompareProfiles(v.r.Context(), side, app.ProfileSide{Ref: of.Ref, Version: max(after, 0)}, v.lang)
	if err != nil {
		return err
	}
	s.Compared, s.Changes, s.After = true, c.Changes, v.say("web.plan.version_n", "version", c.After.Version)
	return nil
}
