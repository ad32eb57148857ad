package view

import (
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
)

// UserList is the list of accounts.
type UserList struct {
	Rows  []UserRow
	Pager Pager
	Keep  bool
}

// UserRow is one account in the list.
type UserRow struct {
	Account, Name, Place string
	Roles                []Grant
	State                string // open, temporary, locked, disabled
	Last                 string // signed in
}

// Grant is a role with the names of what it reaches.
type Grant struct {
	Role  identity.Role
	Reach string
	Keep  bool // the actor may take it away
}

// UserNew is the form of a new account.
type UserNew struct {
	Form
	Units []Option
}

// UserPage is one account.
type UserPage struct {
	UserRow
	Form        // of what is known of the account
	Grant       Form
	Units       []Option
	Keep, Own   bool
	Version     int
	PasswordSet string
	DisabledOn  string
	LockedUntil string
	Sessions    []SessionRow
	NewPassword string // shown once
	SeenNow     *UserRow
	AreaText    string
	Helper      string // of the register of helpers, whom the account is
}

// SessionRow is one way in.
type SessionRow struct {
	ID                      id.ID
	Kind                    identity.Kind
	Label, Role, Made, Seen string
	Expires                 string
	Here                    bool // by which this page was asked for
}

// RoleTable says who may do what.
type RoleTable struct {
	Roles []identity.Role
	Rows  []RoleRow
}

// RoleRow is a permission with the roles that hold it.
type RoleRow struct {
	Name string
	May  []bool
}

// Me is one's own account.
type Me struct {
	UserRow
	Working  identity.Role
	Sessions []SessionRow
	Token    Form
	Secret   string // of a new token, shown once
	Today    day.Date
}

// roleOptions are the roles that can be granted.
func roleOptions(p Page) (options []Option) {
	for _, r := range identity.Granted {
		options = append(options, Option{string(r), r.Text(p.Lang)})
	}
	return options
}

// heldOptions are the roles that somebody holds.
func heldOptions(p Page, grants []Grant) (options []Option) {
	for _, g := range grants {
		options = append(options, Option{string(g.Role), g.Role.Text(p.Lang)})
	}
	return options
}

func userTone(state string) string {
	switch state {
	case "open":
		return "green"
	case "disabled":
		return ""
	}
	return "amber"
}
