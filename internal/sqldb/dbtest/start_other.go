//go:build !unix

package dbtest

import (
	"context"
	"errors"
)

// Start cannot start a server on this system.
func Start(context.Context) (url string, stop func() error, err error) {
	return "", nil, errors.New("set " + Env + " to the URL of a PostgreSQL server of version 15 or newer with the right to create databases")
}
