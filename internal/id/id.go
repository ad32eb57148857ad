// Package id makes and checks the keys of all records: UUIDv7 as 36 characters
// of text. They sort by time, and a phone may mint one, so that a repeated
// upload is the same row.
package id

import (
	"github.com/google/uuid"

	"songnuan/internal/problem"
)

// ID is a UUIDv7 in lower-case text form; "" is none.
type ID string

// Source makes ids. Tests set their own.
type Source func() ID

// New makes an id from the machine's clock and random source.
func New() ID { return ID(uuid.Must(uuid.NewV7()).String()) }

// Parse checks an id that came from outside.
func Parse(s string) (ID, error) {
	u, err := uuid.Parse(s)
	if err != nil || u.Version() != 7 || len(s) != 36 {
		return "", problem.Wrap(err, problem.Invalid, "id.invalid")
	}
	return ID(u.String()), nil
}

// Sequence is a Source for tests: the same ids in the same order.
func Sequence() Source {
	var n uint32
	return func() ID {
		n++
		u := uuid.UUID{6: 0x70, 8: 0x80}
		u[12], u[13], u[14], u[15] = byte(n>>24), byte(n>>16), byte(n>>8), byte(n)
		return ID(u.String())
	}
}
