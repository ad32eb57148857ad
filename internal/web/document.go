package web

import (
	"bytes"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/report"
	"songnuan/internal/web/view"
)

// documentList offers the documents of a case, of a household, or blank.
func (v *visit) documentList() error {
	q := v.r.URL.Query()
	l := view.DocumentList{Case: q.Get("case"), Number: q.Get("number"), Form: view.Form{Values: q, Wrong: map[string]string{}}}
	for _, name := range report.Documents {
		l.Lines = append(l.Lines, view.DocumentLine{Name: string(name), Title: name.Text(v.lang), When: v.say("web.document.when." + string(name)), Href: documentPath(string(name), "", q)})
	}
	p := v.page("web.document.title")
	p.Sub = p.T("web.document.hint")
	if l.Case != "" {
		p.Crumbs = []view.Link{{Href: "/cases/" + l.Case, Text: l.Case}}
	}
	if l.Number != "" {
		p.Crumbs = []view.Link{{Href: "/households/" + url.PathEscape(l.Number), Text: l.Number}}
	}
	return v.show(view.DocumentListPage(p, l))
}

// documentPath is the address of a document, of the case or household that q
// names.
func documentPath(name, more string, q url.Values) string {
	path := "/documents/" + name + more
	kept := url.Values{}
	for _, key := range []string{"case", "number"} {
		if q.Get(key) != "" {
			kept.Set(key, q.Get(key))
		}
	}
	if len(kept) > 0 {
		path += "?" + kept.Encode()
	}
	return path
}

func (v *visit) documentAsked(q url.Values) app.DocumentOrder {
	return app.DocumentOrder{Name: v.r.PathValue("name"), Case: strings.TrimSpace(q.Get("case")), Number: strings.TrimSpace(q.Get("number")), Lang: v.lang}
}

// documentPage shows a document as it will be printed.
func (v *visit) documentPage() error {
	return v.showDocument(v.r.URL.Query(), view.Form{Values: url.Values{}}, http.StatusOK)
}

func (v *visit) showDocument(q url.Values, f view.Form, status int) error {
	order := v.documentAsked(q)
	doc, err := v.desk.PreviewDocument(v.r.Context(), order)
	if err != nil {
		return err
	}
	p := v.page("web.document.title")
	p.Title = report.DocumentName(order.Name).Text(v.lang)
	p.Crumbs = []view.Link{{Href: documentList(q), Text: p.T("web.document.title")}}
	p.Styles = []string{report.StyleFile}
	d := view.Document{Document: doc, Name: order.Name, Case: order.Case, Number: order.Number, Form: f, Of: order.Case != "" || order.Number != "",
		MayUnmask: v.can(identity.PersonalUnmask), MayCards: v.can(identity.CardUnmask) && order.Name == "worker_file"}
	return v.write(status, view.DocumentPage(p, d))
}

func documentList(q url.Values) string {
	return strings.TrimSuffix(documentPath("", "", q), "/")
}

// documentTake gives a document as PDF; in the clear with a reason.
func (v *visit) documentTake() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	order := v.documentAsked(form)
	order.Unmask, order.Cards, order.Reason = form.Get("unmask") != "", form.Get("cards") != "", form.Get("reason")
	var body bytes.Buffer
	if err := v.desk.PrintDocument(v.r.Context(), order, &body); err != nil {
		if problem.As(err).Key == "registry.reason_length" {
			return v.showDocument(form, view.Form{Values: form, Wrong: map[string]string{"reason": locale.Error(v.lang, err)}}, http.StatusUnprocessableEntity)
		}
		return err
	}
	name := report.DocumentName(order.Name).Text(v.lang) + ".pdf"
	v.w.Header().Set("Content-Type", "application/pdf")
	v.w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	if _, err := body.WriteTo(v.w); err != nil {
		v.Log.Warn("file not sent whole", "request", v.number, "route", v.r.Pattern)
	}
	return nil
}
