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

// sealJSON encrypts a value as JSON. The value must spell its secrets out,
// since they marshal as their masks.
func (s *Store) sealJSON(purpose personal.Purpose, value any) ([]byte, error) {
	body, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return s.sealer.Seal(purpose, string(body)), nil
}

func (s *Store) unsealJSON(purpose personal.Purpose, sealed []byte, into any) error {
	body, err := s.sealer.Open(purpose, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(body), into)
}

// digest is the keyed digest of a value for a column; nil of none.
func (s *Store) digest(purpose personal.Purpose, value string) any {
	if value == "" {
		return nil
	}
	return s.sealer.Digest(purpose, value)
}

// last4 is the keyed digest of an ID number's last four characters; nil of
// none.
func (s *Store) last4(number string) any {
	if len(number) < 4 {
		return nil
	}
	return s.sealer.DigestLast4(personal.ForID, number)
}

// ContentDigest is a keyed digest of 22 characters: equal for equal texts, and
// without the field key it tells nothing of them.
func (s *Store) ContentDigest(plain string) string {
	return s.sealer.Digest(personal.ForContent, plain)
}

// sealExtra encrypts an office's own columns, since nobody knows what they
// hold; nil when there are none.
func (s *Store) sealExtra(extra map[string]string) any {
	if len(extra) == 0 {
		return nil
	}
	sealed, err := s.sealJSON(personal.ForHousehold, extra)
	if err != nil { // a map of strings always marshals
		return nil
	}
	return sealed
}

func (s *Store) extraOf(sealed []byte) (extra map[string]string, err error) {
	if len(sealed) == 0 {
		return nil, nil
	}
	err = s.unsealJSON(personal.ForHousehold, sealed, &extra)
	return extra, err
}

// restore reads a value that was checked before it was sealed.
func restore[T any](into *T, parse func(string) (T, error), clear string) (err error) {
	if clear != "" {
		*into, err = parse(clear)
	}
	return err
}
