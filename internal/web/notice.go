package web

import (
	"net/http"
	"net/url"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

const noticesShown = 50

// noticeTabs are the lists by state.
var noticeTabs = []casework.NoticeState{casework.NoticePosted, casework.NoticeDraft, casework.NoticeEnded, casework.NoticeCancelled}

// noticeList lists notices by state, with filters.
func (v *visit) noticeList() error {
	q := v.r.URL.Query()
	if q.Get("state") == "" {
		q.Set("state", string(casework.NoticePosted))
	}
	form := view.Form{Values: q, Wrong: map[string]string{}}
	wanted := app.NoticesWanted{State: casework.NoticeState(q.Get("state")), Kind: casework.Kind(q.Get("kind")), After: q.Get("after"), Limit: noticesShown}
	var err error
	if wanted.Area, err = v.areaOf(q.Get("area")); err != nil {
		form.Wrong["area"] = v.text(err)
	}
	if wanted.From, err = dayOf(q.Get("from")); err != nil {
		form.Wrong["from"] = v.text(err)
	}
	list, err := v.desk.Notices(v.r.Context(), wanted)
	if err != nil {
		return err
	}
	p := v.page("web.notice.title")
	p.Sub = p.T("web.notice.hint")
	l := view.NoticeList{NoticeList: list, Form: form, MayPost: v.can(identity.NoticePost), Kinds: []view.Option{{Text: p.T("web.notice.every_kind")}}}
	p.Actions = view.NoticeActions(p, l.MayPost)
	for _, s := range noticeTabs {
		l.Tabs = append(l.Tabs, view.Tab{Link: view.Link{Href: "/notices?state=" + string(s), Text: p.Show(s)}, Here: wanted.State == s, N: strconv.FormatInt(list.Counts[s], 10)})
	}
	for _, k := range casework.Kinds {
		l.Kinds = append(l.Kinds, view.Option{Value: string(k), Text: p.Show(k)})
	}
	if list.Next != "" {
		l.Pager.Next = view.With("/notices", q.Encode(), "after", list.Next)
	}
	if wanted.After != "" {
		l.Pager.First = view.With("/notices", q.Encode(), "after", "")
	}
	return v.show(view.NoticeListPage(p, l))
}

// noticeNew lists what waits for a notice.
func (v *visit) noticeNew() error {
	waits, err := v.desk.WaitingNotices(v.r.Context())
	if err != nil {
		return err
	}
	p := v.page("web.notice.new")
	p.Crumbs = []view.Link{{Href: "/notices", Text: p.T("web.notice.title")}}
	p.Sub = p.T("web.notice.new_hint")
	return v.show(view.NoticeNewPage(p, view.NoticeWaits{Waits: waits, Key: v.formKey()}))
}

// noticeDraft draws a list up.
func (v *visit) noticeDraft() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	where, err := area.Parse(form.Get("area"))
	if err != nil {
		return err
	}
	kind, err := casework.ParseKind(form.Get("kind"))
	if err != nil {
		return err
	}
	n, err := v.desk.DraftNotice(v.r.Context(), app.NoticeOrder{Area: where, Unit: form.Get("unit"), Kind: kind, Digest: form.Get("digest"), Step: form.Get("step"), Form: form.Get("form")})
	if err != nil {
		return err
	}
	return v.goTo("/notices/" + string(n.ID))
}

func (v *visit) noticeID() (id.ID, error) { return v.idOf("id", "casework.no_notice") }

// noticeForms are the forms of a notice's page, as they were typed where one
// was refused.
type noticeForms struct{ edit, photo, cancel, take view.Form }

func (v *visit) noticeShow() error { return v.showNotice(noticeForms{}, http.StatusOK) }

func (v *visit) showNotice(f noticeForms, status int) error {
	of, err := v.noticeID()
	if err != nil {
		return err
	}
	shown, err := v.desk.Notice(v.r.Context(), of, serialOf(v.r.URL.Query().Get("after")))
	if err != nil {
		return err
	}
	p := v.page("web.notice.title")
	p.Crumbs = []view.Link{{Href: "/notices", Text: p.T("web.notice.title")}}
	p.Title, p.Sub = shown.Title, shown.Number
	n := view.Notice{NoticeView: shown, Cases: v.can(identity.CaseSee), Edit: f.edit, Photo: f.photo, Cancel: f.cancel, Take: f.take, Public: "/public/notices/" + shown.Number}
	if n.Edit.Values == nil {
		t := shown.NoticeText
		n.Edit.Values = url.Values{"title": {t.Title}, "basis": {t.Basis}, "office": {t.Office}, "phone": {t.Phone}, "address": {t.Address}, "board": {t.Board}}
	}
	if n.Take.Values == nil {
		n.Take.Values = url.Values{}
	}
	if n.Take.Value("form") == "" {
		n.Take.Values.Set("form", v.formKey())
	}
	p.Actions = view.NoticePageActions(p, n)
	return v.write(status, view.NoticePage(p, n))
}

// noticeDone ends a change of a notice: on to a page, or again with what was
// typed.
func (v *visit) noticeDone(err error, form url.Values, fields map[string]string, again func(view.Form) noticeForms, to, told string) error {
	if err == nil {
		return v.done(to, told)
	}
	status := http.StatusUnprocessableEntity
	if problem.Is(err, problem.Conflict) {
		status = http.StatusConflict
	}
	if problem.As(err).Key == "casework.no_row" {
		err = problem.Wrap(err, problem.Invalid, "casework.no_row")
	}
	wrong, err := v.wrongIn(form, err, fields)
	if err != nil {
		return err
	}
	return v.showNotice(again(wrong), status)
}

var noticeEditFields = map[string]string{
	"casework.notice_title": "title", "casework.notice_basis": "basis", "casework.notice_office": "office", "casework.notice_phone": "phone",
	"casework.notice_address": "address", "casework.notice_board": "board",
}

// noticeEdit settles a draft.
func (v *visit) noticeEdit() error {
	of, err := v.noticeID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	edit := app.NoticeEdit{Texts: casework.NoticeText{Title: form.Get("title"), Basis: form.Get("basis"), Office: form.Get("office"), Phone: form.Get("phone"),
		Address: form.Get("address"), Board: form.Get("board")}, Keep: []int{}, First: serialOf(form.Get("first")), Last: serialOf(form.Get("last"))}
	for _, serial := range form["keep"] {
		edit.Keep = append(edit.Keep, serialOf(serial))
	}
	if edit.Seen, err = seenOf(form); err == nil {
		_, err = v.desk.EditNotice(v.r.Context(), of, edit)
	}
	return v.noticeDone(err, form, noticeEditFields, func(f view.Form) noticeForms { return noticeForms{edit: f} }, "/notices/"+string(of), "web.notice.saved")
}

var noticePhotoFields = map[string]string{"casework.photo_missing": "photo", "casework.photo_type": "photo", "blob.": "photo"}

// noticePost posts a draft.
func (v *visit) noticePost() error {
	return v.noticeWithPhoto("web.notice.posted_told", func(order app.NoticePosting) error {
		_, err := v.desk.PostNotice(v.r.Context(), order)
		return err
	})
}

// noticePhotograph keeps the photo of the board.
func (v *visit) noticePhotograph() error {
	return v.noticeWithPhoto("web.notice.photo_told", func(order app.NoticePosting) error {
		_, err := v.desk.PhotoNotice(v.r.Context(), order)
		return err
	})
}

func (v *visit) noticeWithPhoto(told string, do func(app.NoticePosting) error) error {
	of, err := v.noticeID()
	if err != nil {
		return err
	}
	form, err := v.multipart(formFiles)
	if err != nil {
		return err
	}
	order := app.NoticePosting{Notice: of}
	if order.Seen, err = seenOf(form); err != nil {
		return err
	}
	files, err := v.attached("photo")
	if err == nil {
		order.Photo = first(files)
		err = do(order)
	}
	return v.noticeDone(err, form, noticePhotoFields, func(f view.Form) noticeForms { return noticeForms{photo: f} }, "/notices/"+string(of), told)
}

// noticePhoto shows the photo of the board.
func (v *visit) noticePhoto() error {
	of, err := v.noticeID()
	if err != nil {
		return err
	}
	file, err := v.desk.NoticePhoto(v.r.Context(), of)
	if err != nil {
		return err
	}
	return v.file(file)
}

// noticeDrop takes a draft away.
func (v *visit) noticeDrop() error {
	of, err := v.noticeID()
	if err != nil {
		return err
	}
	if err := v.desk.DropNotice(v.r.Context(), of); err != nil {
		return err
	}
	return v.done("/notices?state=draft", "web.notice.dropped")
}

// noticeCancel takes a notice down.
func (v *visit) noticeCancel() error {
	of, err := v.noticeID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	order, to := app.NoticeCancel{Notice: of, Reason: form.Get("reason"), Anew: form.Get("anew") != ""}, "/notices/"+string(of)
	if order.Seen, err = seenOf(form); err == nil {
		var anew *casework.Notice
		if anew, err = v.desk.CancelNotice(v.r.Context(), order); anew != nil {
			to = "/notices/" + string(anew.ID)
		}
	}
	return v.noticeDone(err, form, map[string]string{"casework.cancel_reason": "reason"}, func(f view.Form) noticeForms { return noticeForms{cancel: f} }, to, "web.notice.cancelled_told")
}

// noticePrint is the notice alone, for the browser's own print.
func (v *visit) noticePrint() error {
	of, err := v.noticeID()
	if err != nil {
		return err
	}
	shown, err := v.desk.NoticeWhole(v.r.Context(), of)
	if err != nil {
		return err
	}
	p := v.page("web.notice.print")
	p.Title = shown.Title
	return v.show(view.NoticePrintPage(p, view.Notice{NoticeView: shown}))
}

// noticeFile is the notice as a document to print.
func (v *visit) noticeFile() error {
	of, err := v.noticeID()
	if err != nil {
		return err
	}
	document, n, err := v.desk.PrintNotice(v.r.Context(), of, v.r.URL.Query().Get("paper"))
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `inline; filename="`+n.FileName()+`"`)
	_, _ = v.w.Write(document) // who went away meanwhile needs no answer
	return nil
}
