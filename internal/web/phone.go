package web

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/offline"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// phonesShown is how many phones or uploads stand on a page.
const phonesShown = 50

// phoneList shows the phones that visits are entered on.
func (v *visit) phoneList() error {
	before := id.ID(v.r.FormValue("before"))
	phones, next, err := v.desk.Phones(v.r.Context(), before, phonesShown)
	if err != nil {
		return err
	}
	l := view.PhoneList{CanKeep: v.can(identity.PhoneKeep)}
	for _, one := range phones {
		l.Rows = append(l.Rows, v.phoneRow(one))
	}
	if before != "" {
		l.Pager.First = "/phones"
	}
	if next != "" {
		l.Pager.Next = "/phones?before=" + string(next)
	}
	p := v.page("web.phones.title")
	p.Sub = p.T("web.phones.sub")
	return v.show(view.PhonesPage(p, l))
}

func (v *visit) phoneRow(p *offline.Phone) view.PhoneRow {
	r := view.PhoneRow{Phone: p, Tone: "green", State: v.say("web.phones.well")}
	var waits time.Duration
	if p.Oldest != "" {
		waits = v.App.Now().Time().Sub(p.Oldest.Time())
		r.Waits = p.Oldest.Time().In(day.Beijing).Format("2006-01-02 15:04")
	}
	switch {
	case p.Revoked != "":
		r.Tone, r.State = "", v.say("web.phones.revoked")
	case p.Overdue(v.App.Now()):
		r.Tone, r.State = "red", v.say("web.phones.overdue")
	case p.Unsent > 0 && waits > offline.Late:
		r.Tone, r.State = "amber", v.say("web.phones.late")
	case p.Unsent > 0:
		r.Tone, r.State = "blue", v.say("web.phones.waiting")
	}
	return r
}

func (v *visit) phoneRevoke() error {
	if err := v.desk.RevokePhone(v.r.Context(), id.ID(v.r.PathValue("phone"))); err != nil {
		return err
	}
	return v.done("/phones", "web.phones.revoke_done")
}

// uploadStates are the tabs of the list.
var uploadStates = []offline.UploadState{offline.SetBack, offline.Settled, offline.Held}

// uploadList shows what phones sent and somebody has to look at.
func (v *visit) uploadList() error {
	state := offline.UploadState(v.r.FormValue("state"))
	if state == "" {
		state = offline.SetBack
	}
	before := id.ID(v.r.FormValue("before"))
	rows, next, err := v.desk.PhoneUploads(v.r.Context(), state, before, phonesShown)
	if err != nil {
		return err
	}
	p := v.page("web.upload.title")
	p.Sub = p.T("web.upload.sub")
	p.Actions = view.Go("", "/uploads/file", p.T("web.upload.file_title"))
	l := view.UploadList{Rows: rows}
	for _, s := range uploadStates {
		l.Tabs = append(l.Tabs, view.Tab{Link: view.Link{Href: "/uploads?state=" + string(s), Text: p.T("web.upload.state." + string(s))}, Here: s == state})
	}
	if before != "" {
		l.Pager.First = "/uploads?state=" + string(state)
	}
	if next != "" {
		l.Pager.Next = "/uploads?state=" + string(state) + "&before=" + string(next)
	}
	return v.show(view.PhoneUploadsPage(p, l))
}

func (v *visit) uploadShow() error { return v.showPhoneUpload(view.Form{}, http.StatusOK) }

func (v *visit) showPhoneUpload(f view.Form, status int) error {
	u, err := v.desk.PhoneUpload(v.r.Context(), id.ID(v.r.PathValue("upload")))
	if err != nil {
		return err
	}
	s := view.UploadShow{Form: f, PhoneUploadView: u, Waits: u.State == offline.SetBack}
	if off := u.Drift.Abs(); off > offline.ClockOff {
		s.Off = v.say("web.upload.clock_ahead", "minutes", int(off/time.Minute))
		if u.Drift < 0 {
			s.Off = v.say("web.upload.clock_behind", "minutes", int(off/time.Minute))
		}
	}
	p := v.page("web.upload.one_title")
	p.Crumbs = []view.Link{{Href: "/uploads", Text: p.T("web.upload.title")}}
	return v.write(status, view.PhoneUploadPage(p, s))
}

// uploadSettle ends the looking at an upload, or tries it once more.
func (v *visit) uploadSettle() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	of := id.ID(v.r.PathValue("upload"))
	if form.Get("try") != "" {
		if err := v.desk.TryUpload(v.r.Context(), of); err != nil {
			return err
		}
		return v.done("/uploads/"+string(of), "web.upload.tried")
	}
	version, err := strconv.Atoi(form.Get("version"))
	if err != nil {
		return problem.New(problem.Conflict, "offline.upload_changed")
	}
	filed, err := v.desk.SettleUpload(v.r.Context(), of, app.SettleUploadOrder{Version: version, Take: form["take"]})
	if err != nil {
		f, err := v.wrong(form, err, nil)
		if err != nil {
			return err
		}
		return v.showPhoneUpload(f, http.StatusUnprocessableEntity)
	}
	if len(filed) > 0 {
		return v.done("/changes/"+string(filed[0]), "web.upload.settled_filed", "count", len(filed))
	}
	return v.done("/uploads", "web.upload.settled")
}

func (v *visit) uploadFileForm() error { return v.showUploadFile(view.Form{}, http.StatusOK) }

func (v *visit) showUploadFile(f view.Form, status int) error {
	p := v.page("web.upload.file_title")
	p.Sub = p.T("web.upload.file_sub")
	p.Crumbs = []view.Link{{Href: "/uploads", Text: p.T("web.upload.title")}}
	return v.write(status, view.PhoneFilePage(p, f))
}

// uploadFile takes in the file that a phone wrote.
func (v *visit) uploadFile() error {
	if _, err := v.multipart(offline.FileMost + formBytes); err != nil {
		return err
	}
	b, err := v.bring()
	if err != nil {
		f, err := v.wrong(url.Values{}, err, map[string]string{"offline.no_file": "file", "offline.file_cut": "file", "offline.file_missing": "file"})
		if err != nil {
			return err
		}
		return v.showUploadFile(f, http.StatusUnprocessableEntity)
	}
	if b.Broken > 0 {
		return v.done("/uploads", "web.upload.brought_broken", "entries", b.Entries, "photos", b.Photos, "aside", b.Aside, "broken", b.Broken)
	}
	return v.done("/uploads", "web.upload.brought", "entries", b.Entries, "photos", b.Photos, "aside", b.Aside)
}

func (v *visit) bring() (*app.BroughtFile, error) {
	if v.r.MultipartForm == nil || len(v.r.MultipartForm.File["file"]) == 0 {
		return nil, problem.New(problem.Invalid, "offline.file_missing")
	}
	part, err := v.r.MultipartForm.File["file"][0].Open()
	if err != nil {
		return nil, formProblem(err)
	}
	defer part.Close()
	return v.desk.BringPhoneFile(v.r.Context(), part)
}

// phoneTodos are the phones to ask after, and what they sent that waits for a look.
func phoneTodos(p view.Page, w *app.Workbench) (all []view.Todo) {
	for _, one := range w.Phones {
		what := p.T("web.phones.todo_silent", "name", one.Name, "count", one.Holds)
		if one.Unsent > 0 {
			what = p.T("web.phones.todo", "name", one.Name, "count", one.Unsent)
		}
		all = append(all, view.Todo{Tone: "red", What: what, To: "/phones", Do: p.T("web.phones.todo_do")})
	}
	if w.Uploads > 0 {
		all = append(all, view.Todo{Tone: "amber", What: p.T("web.upload.todo", "count", w.Uploads), To: "/uploads", Do: p.T("web.upload.todo_do")})
	}
	return all
}
