package api

import (
	"context"
	"encoding/json"
	"net/http"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/problem"
)

// kept is the answer to a write as it is kept beside its key.
type kept struct {
	Status   int             `json:"status"`
	Location string          `json:"location,omitempty"`
	ETag     string          `json:"etag,omitempty"`
	Problem  bool            `json:"problem,omitempty"`
	Body     json.RawMessage `json:"body"`
	again    bool            // it was asked before
}

// doneShape tells what a request did whose answer was lost.
type doneShape struct {
	Act     string      `json:"act"`
	Noun    string      `json:"noun"`
	Subject string      `json:"subject"` // id of what it was done to
	At      day.Instant `json:"at"`
}

// once does what a write asks for unless it was done before under its key. The
// answer is kept, so that asking again gives it again.
func (c *call) once(do func() (any, error)) (any, error) {
	if c.route.kind != writes {
		return do()
	}
	key := c.r.Header.Get("Idempotency-Key")
	if key == "" {
		return nil, &refusal{status: http.StatusBadRequest, err: problem.New(problem.Invalid, "api.no_key")}
	}
	desk, done, err := c.desk.Once(c.ctx(), app.Asked{Key: key, What: c.asked.String()})
	switch {
	case err != nil:
		return nil, err
	case done != nil:
		return again(done)
	}
	c.desk = desk
	answer, err := do()
	one, err := c.keep(answer, err)
	if err != nil {
		return nil, err
	}
	return one, nil
}

// again is the answer to a request that was carried out before.
func again(done *app.Done) (any, error) {
	if done.Answer == nil {
		return nil, &refusal{err: problem.New(problem.Conflict, "api.answer_lost", "act", done.Act), extra: doneShape{done.Act, done.Noun, done.Subject, done.At}}
	}
	one := &kept{again: true}
	return one, json.Unmarshal(done.Answer, one)
}

// keep keeps the answer to what was done. That it cannot be kept is no reason to
// hide it: what was done is done.
func (c *call) keep(answer any, failed error) (*kept, error) {
	one := &kept{Status: c.route.status, Location: c.w.Header().Get("Location"), ETag: c.w.Header().Get("ETag")}
	if failed != nil {
		p := problemOf(c.lang, failed)
		if p.Status >= http.StatusInternalServerError {
			return nil, failed
		}
		one = &kept{Status: p.Status, Problem: true}
		answer = p
	}
	var err error
	if one.Body, err = encode(answer); err != nil {
		return nil, err
	}
	body, err := json.Marshal(one)
	if err != nil {
		return nil, err
	}
	if err := c.desk.KeepAnswer(context.WithoutCancel(c.ctx()), body); err != nil {
		c.Log.Error("api: an answer is not kept", "route", c.r.Pattern, "error", err)
	}
	return one, nil
}

func (k *kept) send(c *call) {
	c.w.Header().Del("Location")
	c.w.Header().Del("ETag")
	if k.again {
		c.w.Header().Set("Idempotency-Replayed", "true")
	}
	if k.Location != "" {
		c.w.Header().Set("Location", k.Location)
	}
	if k.ETag != "" {
		c.w.Header().Set("ETag", k.ETag)
	}
	kind := "application/json"
	if k.Problem {
		kind = "application/problem+json"
	}
	c.send(k.Status, kind, k.Body)
}
