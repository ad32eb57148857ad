package sheet

import (
	"encoding/xml"
	"errors"
	"io"

	"songnuan/internal/problem"
)

// tokens reads XML as a flat stream with a limit for each token. Entities of
// a document's own are never expanded: encoding/xml refuses unknown ones.
type tokens struct {
	guard *guard
	xml   *xml.Decoder
}

func newTokens(r io.Reader) *tokens {
	g := newGuard(r)
	return &tokens{guard: g, xml: xml.NewDecoder(g)}
}

// next is RawToken with errors of this package; io.EOF passes.
func (t *tokens) next() (xml.Token, error) {
	t.guard.reset()
	token, err := t.xml.RawToken()
	switch {
	case err == nil:
		if _, ok := token.(xml.Directive); ok { // no office program writes a DOCTYPE
			return nil, problem.New(problem.Unreadable, "sheet.damaged")
		}
		return token, nil
	case errors.Is(err, io.EOF):
		return nil, io.EOF
	case errors.Is(err, errPieceTooLong):
		return nil, problem.Wrap(err, problem.TooLarge, "sheet.bomb")
	}
	return nil, problem.Wrap(err, problem.Unreadable, "sheet.damaged")
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}
