package app

import (
	"context"
	"encoding/base32"
	"io"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// UserEdit changes what is known of an account besides its roles.
type UserEdit struct {
	Name    string
	Area    area.Code
	Unit    string // name
	Version int    // of the account as it was read
}

// EditUser changes name and place of an account. problem.Conflict when somebody
// changed it since it was read.
func (d *Desk) EditUser(ctx context.Context, account string, edit UserEdit) error {
	if err := d.actor.Must(identity.UserKeep); err != nil {
		return err
	}
	if err := identity.CheckName(edit.Name); err != nil {
		return err
	}
	return d.changeUser(ctx, "user.edit", account, func(tx *sqldb.Tx, u *identity.User) (any, error) {
		if u.Version != edit.Version {
			return nil, problem.New(problem.Conflict, "identity.user_changed")
		}
		paths, err := d.unitPaths(ctx, tx, edit.Unit)
		if err != nil {
			return nil, err
		}
		u.Name, u.Area, u.Unit = strings.TrimSpace(edit.Name), edit.Area, ""
		for _, path := range paths {
			u.Unit = path
		}
		return userDetail{Account: u.Account}, nil
	})
}

// passwordAlphabet are 32 signs without 0, 1, l and o, which are taken for one
// another.
const passwordAlphabet = "abcdefghijkmnpqrstuvwxyz23456789"

// RandomPassword makes a password of four groups of four, 80 random bits.
func (a *App) RandomPassword() (personal.Secret, error) {
	random := make([]byte, 10)
	if _, err := io.ReadFull(a.random, random); err != nil {
		return personal.Secret{}, err
	}
	text := base32.NewEncoding(passwordAlphabet).EncodeToString(random)
	return personal.NewSecret(text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]), nil
}

// ResetPassword gives an account a random password, which is shown this once and
// must be changed at the next sign-in; see SetPassword.
func (d *Desk) ResetPassword(ctx context.Context, account string) (personal.Secret, error) {
	password, err := d.RandomPassword()
	if err != nil {
		return password, err
	}
	if err := d.SetPassword(ctx, account, password); err != nil {
		return personal.Secret{}, err
	}
	return password, nil
}
