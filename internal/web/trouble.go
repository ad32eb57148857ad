package web

import (
	"net/http"

	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// statuses is the one table from problem codes to HTTP.
var statuses = map[problem.Code]int{
	problem.Invalid:    http.StatusUnprocessableEntity,
	problem.Unreadable: http.StatusUnprocessableEntity,
	problem.TooLarge:   http.StatusRequestEntityTooLarge,
	problem.NotFound:   http.StatusNotFound,
	problem.Conflict:   http.StatusConflict,
	problem.Forbidden:  http.StatusForbidden,
	problem.SignedOut:  http.StatusUnauthorized,
	problem.Stopped:    http.StatusConflict,
	problem.Internal:   http.StatusInternalServerError,
}

// text is what an error tells the person.
func (v *visit) text(err error) string { return locale.Error(v.lang, err) }

// trouble answers with the page of an error. What is ours to put right is
// logged with its cause, under the number that the page shows.
func (v *visit) trouble(err error) {
	status, ok := statuses[problem.As(err).Code]
	if !ok {
		status = http.StatusInternalServerError
	}
	if status >= 500 {
		v.Log.Error("request failed", "request", v.number, "route", v.r.Pattern, "err", err)
	}
	t := view.Trouble{Status: status, Text: v.text(err), Request: v.number}
	_ = v.write(status, view.TroublePage(v.page(titleOf(status)), t))
}

func titleOf(status int) string {
	switch {
	case status == http.StatusNotFound:
		return "web.trouble.not_found"
	case status == http.StatusForbidden:
		return "web.trouble.forbidden"
	case status == http.StatusConflict:
		return "web.trouble.conflict"
	case status >= 500:
		return "web.trouble.ours"
	}
	return "web.trouble.refused"
}

// nowhere answers for every address that is none. Who is signed in keeps the
// menu.
func (v *visit) nowhere() error {
	if desk, err := v.App.DeskOf(v.r.Context(), v.sessionSecret()); err == nil {
		v.desk = desk
	}
	return problem.New(problem.NotFound, "web.trouble.no_page")
}

func (v *visit) crossOrigin() error {
	return problem.New(problem.Forbidden, "web.trouble.cross_origin")
}
