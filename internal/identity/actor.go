// Package identity says who acts, what they may see, and what is written down
// about it: actors, scopes and the audit record.
package identity

// Actor is who acts. No use case runs without one; work from the command line
// has a named actor too.
type Actor struct {
	Name  string // account, or the name given with --as
	Scope Scope
}
