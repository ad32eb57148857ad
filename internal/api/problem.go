package api

import (
	"encoding/json"
	"errors"
	"net/http"

	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/server"
)

// problemShape is how every failure is told (RFC 9457).
type problemShape struct {
	Type     string       `json:"type"` // urn:songnuan:problem: and the kind of failure
	Title    string       `json:"title"`
	Status   int          `json:"status" min:"400" max:"599"`
	Detail   string       `json:"detail"`
	Code     string       `json:"code"`               // which message, for a program; it stays the same in every language
	Instance string       `json:"instance,omitempty"` // number of the request, under which the log has it
	Errors   []fieldError `json:"errors,omitempty"`
	Extra    any          `json:"extra,omitempty"` // what the route says besides: see there
}

// fieldError is what is wrong with one field of a request, or one row of a list.
type fieldError struct {
	Field   string `json:"field,omitempty"` // as a path: roles[0].areas[1]
	Row     int64  `json:"row,omitempty"`   // of a list, from 1
	Message string `json:"message"`
	key     string
}

// refusal is an error that says more of itself than its code.
type refusal struct {
	err    error
	status int // 0 goes by the code
	errors []fieldError
	extra  any
}

func (r *refusal) Error() string { return r.err.Error() }
func (r *refusal) Unwrap() error { return r.err }

// statuses is the one table of codes and statuses.
var statuses = map[problem.Code]int{
	problem.Invalid: http.StatusUnprocessableEntity, problem.Unreadable: http.StatusUnprocessableEntity,
	problem.TooLarge: http.StatusRequestEntityTooLarge, problem.NotFound: http.StatusNotFound, problem.Conflict: http.StatusConflict,
	problem.Forbidden: http.StatusForbidden, problem.SignedOut: http.StatusUnauthorized, problem.Stopped: http.StatusConflict,
	problem.Internal: http.StatusInternalServerError,
}

// problemOf puts an error into the form of its answer.
func problemOf(lang locale.Lang, err error) *problemShape {
	e := problem.As(err)
	p := &problemShape{Type: "urn:songnuan:problem:" + string(e.Code), Title: locale.Text(lang, "api.title."+string(e.Code), nil),
		Status: statuses[e.Code], Detail: locale.Text(lang, e.Key, e.Args), Code: e.Key}
	if p.Status == 0 {
		p.Status = http.StatusInternalServerError
	}
	if r, ok := errors.AsType[*refusal](err); ok {
		p.Errors, p.Extra = r.errors, r.extra
		if r.status != 0 {
			p.Status = r.status
		}
	}
	return p
}

// fail answers with an error.
func (c *call) fail(err error) {
	p := problemOf(c.lang, err)
	if p.Status >= http.StatusInternalServerError && c.r.Context().Err() == nil {
		c.Log.Error("api", "request", server.Of(c.r.Context()).ID, "route", c.r.Pattern, "error", err)
	}
	if number := server.Of(c.r.Context()).ID; number != "" {
		p.Instance = "urn:songnuan:request:" + number
	}
	body, err := json.Marshal(p)
	if err != nil {
		body = []byte("{}")
	}
	c.w.Header().Del("Location")
	c.w.Header().Del("ETag")
	c.send(p.Status, "application/problem+json", body)
}
