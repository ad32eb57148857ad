package store

import (
	"context"
	"errors"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const userColumns = `id, account, name, area, unit, temporary, failures, locked_until, last_sign_in, password_set, disabled, recorded, helper, version`

func userValues(u *identity.User) []any {
	return []any{string(u.ID), u.Account, u.Name, string(u.Area), u.Unit, flag(u.Temporary), u.Failures, string(u.LockedUntil),
		string(u.LastSignIn), string(u.PasswordSet), string(u.Disabled), string(u.Recorded), string(u.Helper), u.Version}
}

func scanUser(row *sqldb.Row) (u *identity.User, err error) {
	u = &identity.User{}
	var temporary int64
	err = row.Scan(&u.ID, &u.Account, &u.Name, &u.Area, &u.Unit, &temporary, &u.Failures, &u.LockedUntil,
		&u.LastSignIn, &u.PasswordSet, &u.Disabled, &u.Recorded, &u.Helper, &u.Version)
	u.Temporary = temporary == 1
	return u, err
}

// AddUser writes a new user with the hash of the password, "" for none.
// problem.Conflict when the account name is taken.
func (s *Store) AddUser(ctx context.Context, tx *sqldb.Tx, u *identity.User, hash string) error {
	_, err := tx.Exec(ctx, `INSERT INTO account (`+userColumns+`, password) VALUES (`+sqldb.Marks(15)+`)`, append(userValues(u), hash)...)
	if _, taken := sqldb.IsUnique(err); taken {
		return problem.Wrap(err, problem.Conflict, "identity.taken", "account", u.Account)
	}
	if err != nil {
		return err
	}
	return s.putGrants(ctx, tx, u)
}

// SaveUser writes a user over the version that the caller has read, grants and
// all; the password and the attempts to sign in stay as they are.
// problem.Conflict when somebody changed the user since.
func (s *Store) SaveUser(ctx context.Context, tx *sqldb.Tx, u *identity.User) error {
	rows, err := tx.Exec(ctx, `UPDATE account SET name = ?, area = ?, unit = ?, temporary = ?, password_set = ?, disabled = ?, recorded = ?, helper = ?,
		version = version + 1 WHERE id = ? AND version = ?`,
		u.Name, string(u.Area), u.Unit, flag(u.Temporary), string(u.PasswordSet), string(u.Disabled), string(u.Recorded), string(u.Helper), string(u.ID), u.Version)
	if _, taken := sqldb.IsUnique(err); taken {
		return problem.Wrap(err, problem.Conflict, "identity.helper_taken")
	}
	if err != nil {
		return err
	}
	if rows == 0 {
		return problem.New(problem.Conflict, "identity.user_changed")
	}
	u.Version++
	if _, err := tx.Exec(ctx, `DELETE FROM account_role WHERE account = ?`, string(u.ID)); err != nil {
		return err
	}
	return s.putGrants(ctx, tx, u)
}

// SetPasswordHash puts the hash of a password in place of the one before.
func (s *Store) SetPasswordHash(ctx context.Context, tx *sqldb.Tx, of id.ID, hash string) error {
	_, err := tx.Exec(ctx, `UPDATE account SET password = ? WHERE id = ?`, hash, string(of))
	return err
}

// PasswordHash is the hash of a user's password.
func (s *Store) PasswordHash(ctx context.Context, tx *sqldb.Tx, of id.ID) (hash string, err error) {
	err = tx.Row(ctx, `SELECT password FROM account WHERE id = ?`, string(of)).Scan(&hash)
	return hash, err
}

// CountAttempt writes down what an attempt to sign in changed of a user. It
// is no new version, so that it never disturbs who edits the user.
func (s *Store) CountAttempt(ctx context.Context, tx *sqldb.Tx, u *identity.User) error {
	_, err := tx.Exec(ctx, `UPDATE account SET failures = ?, locked_until = ?, last_sign_in = ? WHERE id = ?`,
		u.Failures, string(u.LockedUntil), string(u.LastSignIn), string(u.ID))
	return err
}

func (s *Store) putGrants(ctx context.Context, tx *sqldb.Tx, u *identity.User) error {
	for _, g := range u.Grants {
		if _, err := tx.Exec(ctx, `INSERT INTO account_role (account, role, everywhere) VALUES (?, ?, ?)`,
			string(u.ID), string(g.Role), flag(g.Scope.All)); err != nil {
			return err
		}
		for _, code := range g.Scope.Areas {
			if err := putPlace(ctx, tx, u.ID, g.Role, "area", string(code)); err != nil {
				return err
			}
		}
		for _, path := range g.Scope.Units {
			if err := putPlace(ctx, tx, u.ID, g.Role, "unit", path); err != nil {
				return err
			}
		}
	}
	return nil
}

func putPlace(ctx context.Context, tx *sqldb.Tx, of id.ID, role identity.Role, tree, place string) error {
	_, err := tx.Exec(ctx, `INSERT INTO account_place (account, role, tree, place) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		string(of), string(role), tree, place)
	return err
}

// User gives a user who sits within the scope. problem.NotFound when there is
// none.
func (s *Store) User(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope) (*identity.User, error) {
	return s.oneUser(ctx, tx, `u.id = ?`, string(of), scope)
}

// UserByAccount is User by the account name in its one form.
func (s *Store) UserByAccount(ctx context.Context, tx *sqldb.Tx, account string, scope identity.Scope) (*identity.User, error) {
	return s.oneUser(ctx, tx, `u.account = ?`, account, scope)
}

func (s *Store) oneUser(ctx context.Context, tx *sqldb.Tx, condition, value string, scope identity.Scope) (*identity.User, error) {
	where, args := scopeWhere("u", scope)
	found, err := sqldb.Collect(tx.Query(ctx, `SELECT `+userColumns+` FROM account u WHERE `+condition+` AND `+where,
		append([]any{value}, args...)...), scanUser)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, problem.New(problem.NotFound, "identity.no_user")
	}
	return found[0], s.loadGrants(ctx, tx, found)
}

// Users gives the users who sit within the scope in the order of their account
// names, at most limit after the one named.
func (s *Store) Users(ctx context.Context, tx *sqldb.Tx, scope identity.Scope, after string, limit int) ([]*identity.User, error) {
	where, args := scopeWhere("u", scope)
	users, err := sqldb.Collect(tx.Query(ctx, `SELECT `+userColumns+` FROM account u WHERE u.account > ? AND `+where+`
		ORDER BY u.account LIMIT ?`, append(append([]any{after}, args...), limit)...), scanUser)
	if err != nil {
		return nil, err
	}
	return users, s.loadGrants(ctx, tx, users)
}

// loadGrants reads the roles of some users, in the order they are shown.
func (s *Store) loadGrants(ctx context.Context, tx *sqldb.Tx, users []*identity.User) error {
	if len(users) == 0 {
		return nil
	}
	byID, ids := map[id.ID]*identity.User{}, make([]any, len(users))
	for i, u := range users {
		byID[u.ID], ids[i] = u, string(u.ID)
	}
	scopes := map[string]*identity.Scope{}
	for row, err := range tx.Query(ctx, `SELECT r.account, r.role, r.everywhere, COALESCE(p.tree, ''), COALESCE(p.place, '')
		FROM account_role r LEFT JOIN account_place p ON p.account = r.account AND p.role = r.role
		WHERE r.account IN (`+sqldb.Marks(len(ids))+`) ORDER BY r.account, r.role, p.tree, p.place`, ids...) {
		if err != nil {
			return err
		}
		var of id.ID
		var role, tree, place string
		var everywhere int64
		if err := row.Scan(&of, &role, &everywhere, &tree, &place); err != nil {
			return err
		}
		key := string(of) + role
		if scopes[key] == nil {
			scopes[key] = &identity.Scope{All: everywhere == 1}
		}
		switch tree {
		case "area":
			scopes[key].Areas = append(scopes[key].Areas, area.Code(place))
		case "unit":
			scopes[key].Units = append(scopes[key].Units, place)
		}
	}
	for _, u := range byID {
		for _, role := range identity.Granted {
			if scope := scopes[string(u.ID)+string(role)]; scope != nil {
				u.Grants = append(u.Grants, identity.Grant{Role: role, Scope: *scope})
			}
		}
	}
	return nil
}

// HasRole tells whether anybody who is not disabled holds a role.
func (s *Store) HasRole(ctx context.Context, tx *sqldb.Tx, role identity.Role) (bool, error) {
	var one int64
	err := tx.Row(ctx, `SELECT 1 FROM account_role r JOIN account u ON u.id = r.account WHERE r.role = ? AND u.disabled = '' LIMIT 1`, string(role)).Scan(&one)
	if errors.Is(err, sqldb.ErrNoRow) {
		return false, nil
	}
	return err == nil, err
}

// Stranger gives the attempts to sign in to an account that is not there, by
// the name that was typed.
func (s *Store) Stranger(ctx context.Context, tx *sqldb.Tx, account string) (*identity.User, error) {
	u := &identity.User{Account: account}
	err := tx.Row(ctx, `SELECT failures, locked_until FROM stranger WHERE account = ?`, s.ContentDigest("account "+account)).Scan(&u.Failures, &u.LockedUntil)
	if errors.Is(err, sqldb.ErrNoRow) {
		err = nil
	}
	return u, err
}

// CountStranger is CountAttempt for an account that is not there; attempts of
// before forgotten are dropped.
func (s *Store) CountStranger(ctx context.Context, tx *sqldb.Tx, u *identity.User, now, forgotten day.Instant) error {
	if _, err := tx.Exec(ctx, `INSERT INTO stranger (account, failures, locked_until, seen) VALUES (?, ?, ?, ?)
		ON CONFLICT (account) DO UPDATE SET failures = excluded.failures, locked_until = excluded.locked_until, seen = excluded.seen`,
		s.ContentDigest("account "+u.Account), u.Failures, string(u.LockedUntil), string(now)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM stranger WHERE seen < ?`, string(forgotten))
	return err
}
