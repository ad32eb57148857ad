package app

import (
	"context"
	"strings"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/pairing"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// HelperName is who an account belongs to in the register of helpers: who keeps
// accounts is shown no more of it.
type HelperName struct {
	ID           id.ID  `json:"id"`
	Name         string `json:"name"`
	Organisation string `json:"organisation,omitempty"`
}

// TieHelper says which person of the register of helpers an account is: the one
// whose number or name is exactly text and who lies within the account's own
// place; nobody when text is empty. version is the account's as it was read.
// problem.Conflict when another account is that person, or somebody changed
// the account since.
func (d *Desk) TieHelper(ctx context.Context, account, text string, version int) error {
	if err := d.actor.Must(identity.UserKeep); err != nil {
		return err
	}
	return d.changeUser(ctx, "user.tie", account, func(tx *sqldb.Tx, u *identity.User) (any, error) {
		if version != 0 && u.Version != version {
			return nil, problem.New(problem.Conflict, "identity.user_changed")
		}
		u.Helper = ""
		if text = strings.TrimSpace(text); text != "" {
			h, err := d.helperNamed(ctx, tx, text, u)
			if err != nil {
				return nil, err
			}
			u.Helper = h.ID
		}
		return userDetail{Account: u.Account}, nil
	})
}

func (d *Desk) helperNamed(ctx context.Context, tx *sqldb.Tx, text string, u *identity.User) (*pairing.Helper, error) {
	scope := d.actor.Scope
	if u.Area != "" || u.Unit != "" {
		narrow, ok := scope.Within(u.Area, "")
		if !ok {
			return nil, problem.New(problem.Invalid, "identity.no_such_helper")
		}
		scope = narrow
	}
	found, err := d.store.HelpersNamed(ctx, tx, text, d.clock.Today(), scope, 2)
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return nil, problem.New(problem.Invalid, "identity.no_such_helper")
	case len(found) > 1:
		return nil, problem.New(problem.Invalid, "identity.several_helpers")
	}
	return found[0], nil
}

// TiedHelper is the person of the register of helpers that an account is; nil
// for none.
func (d *Desk) TiedHelper(ctx context.Context, account string) (tied *HelperName, err error) {
	if err := d.actor.Must(identity.UserSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		u, err := d.userOf(ctx, tx, account)
		if err != nil || u.Helper == "" {
			return err
		}
		h, err := d.store.Helper(ctx, tx, u.Helper, identity.Everything)
		if problem.Is(err, problem.NotFound) {
			return nil
		}
		if err == nil {
			tied = &HelperName{h.ID, h.Name, h.Organisation}
		}
		return err
	})
	return tied, err
}
