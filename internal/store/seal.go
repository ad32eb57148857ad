package store

import (
	"encoding/json"
	"fmt"
	"strings"

	"songnuan/internal/personal"
)

// between separates the sealed values of one row; no value holds it.
const between = "\x1f"

// seal encrypts the values of a row together; nil when all are empty.
func (s *Store) seal(purpose personal.Purpose, values ...string) any {
	joined := strings.Join(values, between)
	if len(joined) == len(values)-1 {
		return nil
	}
	return s.sealer.Seal(purpose, joined)
}

// unseal gives the n values of a row back.
func (s *Store) unseal(purpose personal.Purpose, sealed []byte, n int) ([]string, error) {
	if sealed == nil {
		return make([]string, n), nil
	}
	joined, err := s.sealer.Open(purpose, sealed)
	if err != nil {
		return nil, err
	}
	values := strings.Split(joined, between)
	if len(values) != n {
		return nil, fmt.Errorf("sealed field %d holds %d values, %d expected", purpose, len(values), n)
	}
	return values, nil
}

// digest is the keyed digest of a value, "" of none.
func (s *Store) digest(purpose personal.Purpose, value string) string {
	if value == "" {
		return ""
	}
	return s.sealer.Digest(purpose, value)
}

func extraText(extra map[string]string) string {
	if len(extra) == 0 {
		return ""
	}
	body, err := json.Marshal(extra)
	if err != nil {
		return ""
	}
	return string(body)
}

func extraOf(body string) map[string]string {
	if body == "" {
		return nil
	}
	var extra map[string]string
	if err := json.Unmarshal([]byte(body), &extra); err != nil {
		return nil
	}
	return extra
}

// restore reads a value that was checked before it was sealed.
func restore[T any](into *T, parse func(string) (T, error), clear string) (err error) {
	if clear != "" {
		*into, err = parse(clear)
	}
	return err
}
