package api

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/locale"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/server"
)

// call is one request of one token.
type call struct {
	*api
	route *route
	w     http.ResponseWriter
	r     *http.Request
	lang  locale.Lang
	desk  *app.Desk
	asked bytes.Buffer // what tells the request from another: method, address, body
}

func (c *call) ctx() context.Context { return c.r.Context() }

// serve answers a request of a route.
func (a *api) serve(r *route, w http.ResponseWriter, req *http.Request) {
	c := &call{api: a, route: r, w: w, r: req, lang: langOf(req)}
	server.Of(req.Context()).Route = req.Pattern
	if err := c.enter(); err != nil {
		c.fail(err)
		return
	}
	answer, err := r.answer(c)
	if err != nil {
		c.fail(err)
		return
	}
	c.show(answer)
}

// enter lets a token in whose role holds the route's permission.
func (c *call) enter() (err error) {
	scheme, secret, _ := strings.Cut(c.r.Header.Get("Authorization"), " ")
	if secret = strings.TrimSpace(secret); !strings.EqualFold(scheme, "Bearer") || secret == "" {
		c.w.Header().Set("WWW-Authenticate", `Bearer realm="songnuan"`)
		return problem.New(problem.SignedOut, "api.no_token")
	}
	if c.desk, err = c.App.TokenDesk(c.ctx(), personal.NewSecret(secret)); err != nil {
		if problem.Is(err, problem.SignedOut) {
			c.w.Header().Set("WWW-Authenticate", `Bearer realm="songnuan", error="invalid_token"`)
			return problem.Wrap(err, problem.SignedOut, "api.bad_token")
		}
		return err
	}
	server.Of(c.ctx()).User = c.desk.Actor().User
	if wait := c.limiter.take(string(c.desk.Actor().Session), c.Clock()); wait > 0 {
		c.w.Header().Set("Retry-After", fmt.Sprint(wait))
		return &refusal{status: http.StatusTooManyRequests, err: problem.New(problem.Conflict, "api.too_many", "count", c.PerMin)}
	}
	if c.route.permission == none {
		return nil
	}
	return c.desk.Actor().Must(c.route.permission)
}

// text is a message in the language of the request.
func (c *call) text(key string, pairs ...any) string {
	return locale.Text(c.lang, key, problem.Pairs(pairs...))
}

// created names where what was made is found.
func (c *call) created(format string, args ...any) {
	c.w.Header().Set("Location", Base+fmt.Sprintf(format, args...))
}

// show writes an answer.
func (c *call) show(answer any) {
	switch answer := answer.(type) {
	case *download:
		answer.send(c)
	case *kept:
		answer.send(c)
	default:
		body, err := encode(answer)
		if err != nil {
			c.fail(err)
			return
		}
		c.send(c.route.status, "application/json", body)
	}
}

func (c *call) send(status int, kind string, body []byte) {
	c.w.Header().Set("Content-Type", kind+"; charset=utf-8")
	c.w.WriteHeader(status)
	if _, err := c.w.Write(body); err != nil {
		c.Log.Debug("api: the answer was not taken", "route", c.r.Pattern, "error", err)
	}
}
