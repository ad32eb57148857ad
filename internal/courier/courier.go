// Package courier carries messages out of the office: by e-mail over SMTP, and to
// office messengers as signed webhooks. It knows nothing of what they say.
package courier

import (
	"context"
	"net/url"
	"strings"

	"songnuan/internal/problem"
)

// Message is one message. What is carried twice carries the same ID, so that its
// receiver can tell.
type Message struct {
	ID      string // letters, digits and hyphens
	To      string // address; a webhook needs none
	Subject string
	Text    string
	Body    []byte // JSON, of a webhook
}

// Courier carries a message: nil once its receiver has acknowledged it. Errors:
// Invalid; Passing tells what may be tried again from what will never be taken.
type Courier interface {
	Carry(ctx context.Context, m Message) error
}

// Passing tells whether a message that was not taken may be taken later.
func Passing(err error) bool { return err != nil && problem.As(err).Key == "courier.unreachable" }

// Security is how a mail server is spoken to.
type Security string

// The securities.
const (
	TLS      Security = "tls"      // from the first byte, usually port 465
	StartTLS Security = "starttls" // usually port 587
	Plain    Security = "plain"    // unencrypted, for a server on this machine
)

// Securities are all of them.
var Securities = []Security{TLS, StartTLS, Plain}

// Check says what is wrong with how mail is sent.
func (m *Mail) Check() error {
	m.Host, m.From, m.User = strings.TrimSpace(m.Host), strings.TrimSpace(m.From), strings.TrimSpace(m.User)
	switch {
	case m.Host == "" || strings.ContainsAny(m.Host, " /:\r\n"):
		return problem.New(problem.Invalid, "courier.no_host")
	case m.Port < 1 || m.Port > 65535:
		return problem.New(problem.Invalid, "courier.no_port")
	case m.Security != TLS && m.Security != StartTLS && m.Security != Plain:
		return problem.New(problem.Invalid, "courier.no_security")
	case m.Security == Plain && m.Password != "" && m.Host != "127.0.0.1" && m.Host != "localhost":
		return problem.New(problem.Invalid, "courier.password_in_clear")
	}
	_, err := Address(m.From)
	return err
}

// Check says what is wrong with where a webhook goes.
func (w *Webhook) Check() error {
	w.URL = strings.TrimSpace(w.URL)
	u, err := url.Parse(w.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil:
		return problem.New(problem.Invalid, "courier.no_url")
	case len(w.Secret) < secretLeast:
		return problem.New(problem.Invalid, "courier.secret_short", "least", secretLeast)
	}
	return nil
}

// secretLeast is how long a secret has to be, in bytes.
const secretLeast = 16
