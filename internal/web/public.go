package web

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// The pages for strangers. They need no account, no cookie and no script, show
// what hangs on the wall, and are kept from search engines.

// publicPage heads a page for strangers. Size and language stand in its
// address, or come with its form.
func (v *visit) publicPage(titleKey string) view.PublicPage {
	h := v.w.Header()
	h.Set("X-Robots-Tag", "noindex, nofollow, noarchive")
	h.Set("Cache-Control", "no-store") // a list that was taken down stays in no cache
	asked := v.r.URL.Query()
	if v.r.PostForm != nil {
		asked = v.r.PostForm
	}
	if v.lang = locale.Chinese; asked.Get("lang") == string(locale.English) {
		v.lang = locale.English
	}
	p := view.PublicPage{Page: view.Page{Lang: v.lang, Title: v.say(titleKey), Path: v.r.URL.Path, Query: v.r.URL.RawQuery, Org: v.org(), Demo: v.Demo, Assets: v.assets.path}}
	if size := asked.Get("size"); size == "large" || size == "larger" {
		p.Size = size
	}
	if v.r.Method == http.MethodPost { // the sizes of an answered form are those of a page to go to
		p.Query = url.Values{"size": asked["size"], "lang": asked["lang"]}.Encode()
	}
	return p
}

// publicTrouble says kindly what is not there; anything else is trouble as
// everywhere.
func (v *visit) publicTrouble(err error) error {
	if !problem.Is(err, problem.NotFound) {
		return err
	}
	status, title := http.StatusNotFound, "web.public.not_there"
	if problem.As(err).Key == "casework.notice_gone" {
		status, title = http.StatusGone, "web.public.gone"
	}
	p := v.publicPage(title)
	return v.write(status, view.PublicGonePage(p, v.text(err)))
}

// publicList lists what hangs today.
func (v *visit) publicList() error {
	p := v.publicPage("web.public.title")
	q := v.r.URL.Query()
	wanted := app.PublicWanted{After: q.Get("after")}
	form := view.Form{Values: q, Wrong: map[string]string{}}
	var err error
	if code := q.Get("village"); code != "" {
		if wanted.Village, err = area.Parse(code); err != nil {
			form.Wrong["village"] = v.text(err)
		}
	}
	if wanted.From, err = dayOf(q.Get("from")); err != nil {
		form.Wrong["from"] = v.text(err)
	}
	list, err := v.App.PublicNotices(v.r.Context(), wanted)
	if err != nil {
		return err
	}
	return v.show(view.PublicListPage(p, view.PublicList{PublicList: list, Form: form}))
}

// publicNotice is one notice as it hangs.
func (v *visit) publicNotice() error {
	p := v.publicPage("web.public.title")
	n, err := v.App.PublicNotice(v.r.Context(), v.r.PathValue("number"), serialOf(v.r.URL.Query().Get("after")))
	if err != nil {
		return v.publicTrouble(err)
	}
	p.Title = n.Title
	return v.show(view.PublicNoticePage(p, n))
}

// serialOf reads the serial of a row; anything else is none.
func serialOf(text string) int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// rowOf reads the row that an objection is against, 0 for the whole notice.
func rowOf(text string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 {
		return 0, problem.New(problem.Invalid, "casework.no_row")
	}
	return n, nil
}

// publicObjectForm asks for an objection.
func (v *visit) publicObjectForm() error {
	return v.showPublicObject(view.Form{Values: url.Values{"row": {v.r.URL.Query().Get("row")}}}, http.StatusOK)
}

func (v *visit) showPublicObject(form view.Form, status int) error {
	p := v.publicPage("web.public.object")
	n, err := v.App.PublicNotice(v.r.Context(), v.r.PathValue("number"), 0)
	if err != nil {
		return v.publicTrouble(err)
	}
	if form.Value("form") == "" {
		form.Values.Set("form", v.formKey())
	}
	o := view.PublicObject{PublicNotice: n, Form: form, Rows: []view.Option{{Value: "0", Text: p.T("web.public.whole")}}}
	for _, r := range n.Rows {
		o.Rows = append(o.Rows, view.Option{Value: strconv.Itoa(r.Serial), Text: rowOption(p, n.Fields, r)})
	}
	return v.write(status, view.PublicObjectPage(p, o))
}

// rowOption names a row as it hangs: its number, masked name and village.
func rowOption(p view.PublicPage, fields []string, r app.PublicRow) string {
	parts := []string{p.T("web.public.row", "n", r.Serial)}
	for i, f := range fields {
		if (f == "name" || f == "village" || f == "group") && i < len(r.Cells) && r.Cells[i] != "" {
			parts = append(parts, r.Cells[i])
		}
	}
	return strings.Join(parts, " ")
}

// publicFields are the fields that an objection's errors belong to.
var publicFields = map[string]string{
	"casework.objection_short": "text", "casework.objection_long": "text", "casework.contact_long": "contact",
	"casework.row_gone": "row", "casework.no_row": "row",
}

// publicObject takes an objection and answers with its receipt. The receipt
// number stands in no address: whoever has it reads the answer.
func (v *visit) publicObject() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	p := v.publicPage("web.public.receipt_title")
	n, err := v.App.PublicNotice(v.r.Context(), v.r.PathValue("number"), 0)
	if err != nil {
		return v.publicTrouble(err)
	}
	order := app.ObjectionOrder{Name: form.Get("name"), Contact: form.Get("contact"), Text: form.Get("text"), Form: form.Get("form")}
	if len(order.Form) < 20 { // not one that this page made
		order.Form = ""
	}
	var o *casework.Objection
	if order.Serial, err = rowOf(form.Get("row")); err == nil {
		o, err = v.App.PublicObject(v.r.Context(), n.Number, order)
	}
	if err == nil {
		return v.show(view.PublicReceiptPage(p, o, n.Title, n.Number, n.Phone))
	}
	if problem.As(err).Key == "casework.notice_gone" {
		return v.publicTrouble(err)
	}
	if problem.Is(err, problem.NotFound) {
		err = problem.Wrap(err, problem.Conflict, problem.As(err).Key)
	}
	wrong, err := v.wrong(form, err, publicFields)
	if err != nil {
		return err
	}
	return v.showPublicObject(wrong, http.StatusUnprocessableEntity)
}

// publicLookUp asks for a receipt number.
func (v *visit) publicLookUp() error {
	return v.show(view.PublicLookUpPage(v.publicPage("web.public.look_up"), view.Form{Values: url.Values{}}, nil))
}

// publicAnswer tells who holds a receipt how the objection stands.
func (v *visit) publicAnswer() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	p := v.publicPage("web.public.look_up")
	answer, err := v.App.PublicObjection(v.r.Context(), form.Get("receipt"))
	if err == nil {
		return v.show(view.PublicLookUpPage(p, view.Form{Values: form}, answer))
	}
	if !problem.Is(err, problem.NotFound) {
		return err
	}
	f := view.Form{Values: form, Wrong: map[string]string{"receipt": v.text(err)}}
	return v.again(view.PublicLookUpPage(p, f, nil))
}

// robots keeps search engines out of everything.
func (v *visit) robots() error {
	v.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(v.w, "User-agent: *\nDisallow: /\n")
	return err
}
