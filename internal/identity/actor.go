// Package identity says who acts, what they may see and do, and what is
// written down about it: users, roles, permissions and scopes; passwords and
// sessions; the audit record.
package identity

import (
	"songnuan/internal/id"
	"songnuan/internal/problem"
)

// Actor is who acts: a user in one role, over that role's scope, or a person
// at the command line. No use case runs without one. An actor without a role
// holds no permission.
type Actor struct {
	Name    string // account, or the name given with --as
	Shown   string // what colleagues call the user; "" at the command line
	User    id.ID  // "" at the command line
	Session id.ID  // by which the user came
	Role    Role
	Scope   Scope
}

// AtCommandLine is the actor of a command: named, with every permission and
// without bounds.
func AtCommandLine(name string) Actor {
	return Actor{Name: name, Role: CommandLine, Scope: Everything}
}

// Can tells whether the actor holds a permission.
func (a Actor) Can(p Permission) bool { return a.Role.Can(p) }

// Must is problem.Forbidden when the actor lacks a permission; the message
// names the roles that hold it.
func (a Actor) Must(p Permission) error {
	if a.Can(p) {
		return nil
	}
	return problem.New(problem.Forbidden, "identity.not_permitted", "permission", p, "roles", RolesWith(p))
}
