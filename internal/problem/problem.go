// Package problem is the one error type of the house: a code that decides the
// exit status or HTTP status, a message key that is translated at the edge,
// and named arguments. The text of foreign errors stays inside and never
// reaches a user.
package problem

import (
	"errors"
	"fmt"
)

// Code says what kind of failure this is.
type Code string

// The codes. Each maps to one exit status (cli) and one HTTP status (web, api).
const (
	Invalid    Code = "invalid"    // the input breaks a rule; the message says which and what to do
	Unreadable Code = "unreadable" // the input is no such thing at all: not YAML, not a workbook
	TooLarge   Code = "too_large"  // the input is over a stated limit
	NotFound   Code = "not_found"  // nothing there, or nothing within the actor's scope
	Conflict   Code = "conflict"   // somebody else changed or holds it
	Forbidden  Code = "forbidden"  // the actor lacks the permission
	SignedOut  Code = "signed_out" // nobody is signed in, or no longer
	Stopped    Code = "stopped"    // stopped by the user; can be continued
	Internal   Code = "internal"   // our fault or the machine's
)

// Args are the named arguments of a message, {name} in its text.
type Args map[string]any

// Error is what every use case returns when it fails.
type Error struct {
	Code Code
	Key  string // message key in package locale, for example "import.no_header"
	Args Args
	Err  error // the cause, for the log; never shown
}

// New makes an error. The rest are name, value pairs for the message.
func New(code Code, key string, pairs ...any) *Error {
	return &Error{Code: code, Key: key, Args: Pairs(pairs...)}
}

// Wrap is New with a cause kept for the log.
func Wrap(err error, code Code, key string, pairs ...any) *Error {
	return &Error{Code: code, Key: key, Args: Pairs(pairs...), Err: err}
}

// Pairs builds Args from name, value pairs. An odd or misnamed list is a
// programming error and shows up under the name "!".
func Pairs(pairs ...any) Args {
	if len(pairs) == 0 {
		return nil
	}
	args := make(Args, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok || i+1 == len(pairs) {
			args["!"] = pairs[i]
			continue
		}
		args[name] = pairs[i+1]
	}
	return args
}

// Error is for logs and tests; users see the translated message.
func (e *Error) Error() string {
	s := string(e.Code) + ": " + e.Key
	if len(e.Args) > 0 {
		s += fmt.Sprintf(" %v", map[string]any(e.Args))
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// As finds the first Error in the chain; any other error is Internal.
func As(err error) *Error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Code: Internal, Key: "problem.internal", Err: err}
}

// CodeOf is the code of err, "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	return As(err).Code
}

// Is tells whether err carries the code.
func Is(err error, code Code) bool { return CodeOf(err) == code }

// Doing wraps err with what was being done; nil stays nil.
func Doing(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf(format+": %w", append(args, *err)...)
	}
}
