package web

import (
	"net/http"
	"net/url"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// objectionList is the inbox.
func (v *visit) objectionList() error {
	q := v.r.URL.Query()
	wanted := app.ObjectionsWanted{State: casework.ObjectionState(q.Get("state")), Late: q.Get("late") != "", After: q.Get("after"), Limit: noticesShown}
	if !q.Has("state") && !wanted.Late {
		wanted.State = casework.ObjectionOpen
	}
	lines, next, err := v.desk.Objections(v.r.Context(), wanted)
	if err != nil {
		return err
	}
	p := v.page("web.notice.objections")
	p.Crumbs = []view.Link{{Href: "/notices", Text: p.T("web.notice.title")}}
	l := view.ObjectionList{Lines: lines}
	tab := func(to, text string, here bool) {
		l.Tabs = append(l.Tabs, view.Tab{Link: view.Link{Href: to, Text: text}, Here: here})
	}
	for _, s := range casework.ObjectionStates {
		tab("/objections?state="+string(s), p.Show(s), !wanted.Late && wanted.State == s)
	}
	tab("/objections?late=yes", p.T("web.notice.objection.late"), wanted.Late)
	if next != "" {
		l.Pager.Next = view.With("/objections", q.Encode(), "after", next)
	}
	if wanted.After != "" {
		l.Pager.First = view.With("/objections", q.Encode(), "after", "")
	}
	return v.show(view.ObjectionListPage(p, l))
}

func (v *visit) objectionID() (id.ID, error) { return v.idOf("objection", "casework.no_objection") }

func (v *visit) objectionShow() error {
	return v.showObjection(view.Objection{}, http.StatusOK)
}

func (v *visit) showObjection(o view.Objection, status int) error {
	of, err := v.objectionID()
	if err != nil {
		return err
	}
	if o.ObjectionView, err = v.desk.Objection(v.r.Context(), of); err != nil {
		return err
	}
	p := v.page("web.notice.objection.one")
	p.Crumbs = []view.Link{{Href: "/notices", Text: p.T("web.notice.title")}, {Href: "/objections", Text: p.T("web.notice.objections")}}
	return v.write(status, view.ObjectionPage(p, o))
}

// objectionReveal shows who objected; it is recorded.
func (v *visit) objectionReveal() error {
	of, err := v.objectionID()
	if err != nil {
		return err
	}
	o := view.Objection{Shown: true}
	if o.Name, o.Contact, err = v.desk.RevealObjection(v.r.Context(), of); err != nil {
		return err
	}
	return v.showObjection(o, http.StatusOK)
}

var objectionFields = map[string]string{
	"casework.answer_reason": "reason", "casework.looked_missing": "looked", "casework.checked_before": "looked", "casework.recused": "looked", "web.notice.objection.no_outcome": "outcome",
}

// objectionSettle answers an objection.
func (v *visit) objectionSettle() error {
	of, err := v.objectionID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	answer := app.ObjectionAnswer{Objection: of, Reason: form.Get("reason"), Looked: namesIn(form.Get("looked")), Upheld: form.Get("outcome") == string(casework.ObjectionUpheld)}
	if answer.Seen, err = seenOf(form); err != nil {
		return err
	}
	if !answer.Upheld && form.Get("outcome") != string(casework.ObjectionDismissed) {
		err = problem.New(problem.Invalid, "web.notice.objection.no_outcome")
	}
	to := "/objections/" + string(of)
	if err == nil {
		var follows *casework.Notice
		if follows, err = v.desk.SettleObjection(v.r.Context(), answer); follows != nil {
			to = "/notices/" + string(follows.ID)
		}
	}
	if err == nil {
		return v.done(to, "web.notice.objection.settled_told")
	}
	return v.objectionAgain(form, err)
}

func (v *visit) objectionAgain(form url.Values, err error) error {
	status := http.StatusUnprocessableEntity
	switch e := problem.As(err); {
	case problem.Is(err, problem.Conflict):
		status = http.StatusConflict
	case e.Key == "casework.checked_before", e.Key == "casework.recused": // the person may name others
		err = problem.Wrap(err, problem.Invalid, e.Key)
	}
	wrong, err := v.wrongIn(form, err, objectionFields)
	if err != nil {
		return err
	}
	return v.showObjection(view.Objection{Form: wrong}, status)
}

// namesIn cuts a line of names.
func namesIn(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、,，;；/ \n\t\u3000", r) })
}

// objectionTake takes an objection at the counter and shows its receipt.
func (v *visit) objectionTake() error {
	of, err := v.noticeID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	order := app.ObjectionOrder{Notice: of, Name: form.Get("name"), Contact: form.Get("contact"), Text: form.Get("text"), Form: form.Get("form")}
	var o *casework.Objection
	if order.Serial, err = rowOf(form.Get("row")); err == nil {
		o, err = v.desk.TakeObjection(v.r.Context(), order)
	}
	if err != nil {
		return v.noticeDone(err, form, publicFields, func(f view.Form) noticeForms { return noticeForms{take: f} }, "", "")
	}
	n, err := v.desk.Notice(v.r.Context(), of, 0)
	if err != nil {
		return err
	}
	p := v.page("web.public.receipt_title")
	p.Crumbs = []view.Link{{Href: "/notices", Text: p.T("web.notice.title")}, {Href: "/notices/" + string(of), Text: n.Title}}
	return v.show(view.ObjectionReceiptPage(p, o, n.Title, n.Number, n.Phone))
}
