package web

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/offline"
	"songnuan/internal/problem"
)

// What a message of a phone may weigh, in bytes.
const (
	syncBytes  = 256 << 10 // digests of some thousand households
	entryBytes = offline.TextMost*4/3 + 8<<10
)

// phonePath is where phones speak JSON; everything else at /m/ is the shell.
const phonePath = "/m/sync/"

// answer writes JSON.
func (v *visit) answer(status int, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	v.w.WriteHeader(status)
	_, _ = v.w.Write(body) // a phone that went away asks again
	return nil
}

// phoneTrouble tells a phone what went wrong; what is ours is logged.
func (v *visit) phoneTrouble(err error) {
	e := problem.As(err)
	status, ok := statuses[e.Code]
	if !ok {
		status = http.StatusInternalServerError
	}
	if status >= 500 {
		v.Log.Error("request failed", "request", v.number, "route", v.r.Pattern, "err", err)
	}
	_ = v.answer(status, map[string]string{"code": string(e.Code), "key": e.Key, "message": v.text(err)})
}

// message reads a message in JSON. A form of another site's page can't send one
// without asking the browser first, which the guard of all writes refuses too.
func (v *visit) message(into any, most int64) error {
	if kind := v.r.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/json") {
		return problem.New(problem.Unreadable, "offline.text_broken")
	}
	body, err := io.ReadAll(http.MaxBytesReader(v.w, v.r.Body, most))
	if err != nil {
		return formProblem(err)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return problem.Wrap(err, problem.Unreadable, "offline.text_broken")
	}
	return nil
}

// phoneRegister ties a phone to who is signed in.
func (v *visit) phoneRegister() error {
	var order struct {
		Phone id.ID  `json:"phone"`
		Label string `json:"label"`
	}
	if err := v.message(&order, syncBytes); err != nil {
		return err
	}
	card, err := v.desk.RegisterPhone(v.r.Context(), order.Phone, browserName(order.Label))
	if err != nil {
		return err
	}
	return v.answer(http.StatusOK, card)
}

// browserName is what of a user agent tells people which phone it is.
func browserName(agent string) string {
	from, to := strings.IndexByte(agent, '('), strings.IndexByte(agent, ')')
	if from >= 0 && to > from {
		return strings.TrimPrefix(agent[from+1:to], "Linux; ")
	}
	return agent
}

// phoneSlice gives a phone what it may hold and does not have yet.
func (v *visit) phoneSlice() error {
	var order app.SliceOrder
	if err := v.message(&order, syncBytes); err != nil {
		return err
	}
	slice, err := v.desk.PhoneSlice(v.r.Context(), order)
	if err != nil {
		return err
	}
	return v.answer(http.StatusOK, slice)
}

// phoneEntry takes the text of an entry.
func (v *visit) phoneEntry() error {
	var order struct {
		Phone    id.ID  `json:"phone"`
		Clock    string `json:"clock"`
		Unsent   int    `json:"unsent"`
		Envelope []byte `json:"envelope"`
	}
	if err := v.message(&order, entryBytes); err != nil {
		return err
	}
	answer, err := v.desk.PutUpload(v.r.Context(), app.EntryOrder{Phone: order.Phone, Entry: id.ID(v.r.PathValue("entry")), Envelope: order.Envelope, Clock: order.Clock, Unsent: order.Unsent})
	if err != nil {
		return err
	}
	return v.answer(http.StatusOK, answer)
}

// phonePiece takes a piece of a photo.
func (v *visit) phonePiece() error {
	body, err := io.ReadAll(http.MaxBytesReader(v.w, v.r.Body, offline.PieceBytes))
	if err != nil {
		return formProblem(err)
	}
	q := v.r.URL.Query()
	size, err1 := strconv.ParseInt(q.Get("size"), 10, 64)
	offset, err2 := strconv.ParseInt(q.Get("offset"), 10, 64)
	if err1 != nil || err2 != nil {
		return problem.New(problem.Invalid, "offline.piece_wrong")
	}
	answer, err := v.desk.PutPiece(v.r.Context(), app.PieceOrder{Phone: id.ID(q.Get("phone")), Entry: id.ID(v.r.PathValue("entry")), Photo: id.ID(v.r.PathValue("photo")),
		Size: size, Digest: q.Get("digest"), Offset: offset, Body: body})
	if err != nil {
		return err
	}
	return v.answer(http.StatusOK, answer)
}
