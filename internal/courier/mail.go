package courier

import (
	"context"
	"errors"
	netmail "net/mail"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"songnuan/internal/problem"
)

// patience is how long one message may take.
const patience = 20 * time.Second

// Mail sends over an SMTP server.
type Mail struct {
	Host     string   `json:"host"`
	Port     int      `json:"port"`
	Security Security `json:"security"`
	User     string   `json:"user,omitempty"` // "" signs in nowhere
	Password string   `json:"password,omitempty"`
	From     string   `json:"from"`
}

// Address reads an e-mail address. problem.Invalid for what is none.
func Address(text string) (string, error) {
	text = strings.TrimSpace(text)
	a, err := netmail.ParseAddress(text)
	if err != nil || a.Address != text || len(text) > 254 || strings.ContainsAny(text, "\r\n\"") {
		return "", problem.New(problem.Invalid, "courier.no_address")
	}
	return text, nil
}

// Carry sends a message. Once the server has taken it, what goes wrong behind
// that is no error: it would be sent twice.
func (m *Mail) Carry(ctx context.Context, one Message) error {
	letter, err := m.letter(one)
	if err != nil {
		return err
	}
	client, err := m.client()
	if err != nil {
		return problem.Wrap(err, problem.Invalid, "courier.no_host")
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := client.DialWithContext(ctx); err != nil {
		return problem.Wrap(err, problem.Invalid, "courier.unreachable")
	}
	sent := client.Send(letter)
	ended := client.Close()
	var refused *mail.SendError
	switch {
	case sent == nil || letter.IsDelivered():
		return nil // whatever the goodbye came to
	case errors.As(sent, &refused) && !refused.IsTemp() && refused.ErrorCode() >= 500:
		return problem.Wrap(sent, problem.Invalid, "courier.refused")
	}
	return problem.Wrap(errors.Join(sent, ended), problem.Invalid, "courier.unreachable")
}

func (m *Mail) client() (*mail.Client, error) {
	options := []mail.Option{mail.WithPort(m.Port), mail.WithTimeout(patience), mail.WithHELO("songnuan")}
	switch m.Security {
	case TLS:
		options = append(options, mail.WithSSL())
	case StartTLS:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	default:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	}
	if m.User != "" {
		auth := mail.SMTPAuthAutoDiscover
		if m.Security == Plain {
			auth = mail.SMTPAuthPlainNoEnc // a server on this machine
		}
		options = append(options, mail.WithSMTPAuth(auth), mail.WithUsername(m.User), mail.WithPassword(m.Password))
	}
	return mail.NewClient(m.Host, options...)
}

func (m *Mail) letter(one Message) (*mail.Msg, error) {
	letter := mail.NewMsg()
	if err := letter.From(m.From); err != nil {
		return nil, problem.Wrap(err, problem.Invalid, "courier.no_address")
	}
	if err := letter.To(one.To); err != nil {
		return nil, problem.Wrap(err, problem.Invalid, "courier.no_address")
	}
	letter.Subject(strings.NewReplacer("\r", " ", "\n", " ").Replace(one.Subject))
	letter.SetMessageIDWithValue(one.ID + "@" + m.From[strings.LastIndexByte(m.From, '@')+1:])
	letter.SetGenHeader("Auto-Submitted", "auto-generated")
	letter.SetDate()
	letter.SetBodyString(mail.TypeTextPlain, one.Text)
	return letter, nil
}
