package courier

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strconv"

	"songnuan/internal/day"
	"songnuan/internal/problem"
)

// Webhook posts messages to an address of an office messenger.
type Webhook struct {
	URL    string `json:"url"`
	Secret string `json:"secret"`

	Clock day.Clock `json:"-"` // tells when a message was signed
}

// The headers that a receiver checks. The signature is over the time, a dot and
// the body: an old message can't be sent again as a new one.
const (
	HeaderKey       = "Idempotency-Key"
	HeaderTime      = "X-Songnuan-Time" // seconds since 1970
	HeaderSignature = "X-Songnuan-Signature"
)

// Sign is the signature of a body at a time: sha256= and HMAC-SHA-256 in
// hexadecimal digits.
func Sign(secret, at string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(at + "."))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// Carry posts a message; 2xx acknowledges it. It follows nobody elsewhere.
func (w *Webhook) Carry(ctx context.Context, one Message) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL, bytes.NewReader(one.Body))
	if err != nil {
		return problem.Wrap(err, problem.Invalid, "courier.no_url")
	}
	at := strconv.FormatInt(w.Clock.Now().Time().Unix(), 10)
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set(HeaderKey, one.ID)
	r.Header.Set(HeaderTime, at)
	r.Header.Set(HeaderSignature, Sign(w.Secret, at, one.Body))
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		return problem.Wrap(err, problem.Invalid, "courier.unreachable")
	}
	const read = 1 << 16
	_, err = io.Copy(io.Discard, io.LimitReader(answer.Body, read)) // so that the connection can be used again
	err = errors.Join(err, answer.Body.Close())
	switch code := answer.StatusCode; {
	case code >= 200 && code < 300:
		return nil
	case code == http.StatusTooManyRequests || code == http.StatusRequestTimeout || code >= 500:
		return problem.Wrap(errors.Join(errors.New(answer.Status), err), problem.Invalid, "courier.unreachable")
	default:
		return problem.Wrap(errors.New(answer.Status), problem.Invalid, "courier.refused")
	}
}
