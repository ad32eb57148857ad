package identity

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/problem"
)

// User is a person with an account. The password's hash is not in it: the
// store gives it to who checks a password, and to nobody else.
type User struct {
	ID      id.ID
	Account string    // unique, see ParseAccount
	Name    string    // shown to colleagues
	Area    area.Code // where the person sits; who administers that place administers the account
	Unit    string    // path
	Helper  id.ID     // the person of the register of helpers that the user is; "" for none
	Grants  []Grant   // in the order of Granted

	Temporary   bool // the password was set by another: until it is changed the user acts in no role
	Failures    int  // wrong passwords since the last right one
	LockedUntil day.Instant
	LastSignIn  day.Instant
	PasswordSet day.Instant
	Disabled    day.Instant // since when
	Recorded    day.Instant
	Version     int
}

// Grant is a role held over a scope.
type Grant struct {
	Role  Role
	Scope Scope
}

var accountShape = regexp.MustCompile(`^[a-z0-9\p{Han}][a-z0-9._\p{Han}-]{1,31}$`)

// ParseAccount puts an account name in its one form: 2 to 32 lower-case
// letters, digits, Chinese characters, dots, hyphens and underscores.
func ParseAccount(text string) (string, error) {
	account := strings.ToLower(norm.NFKC.String(strings.TrimSpace(text)))
	if !accountShape.MatchString(account) {
		return "", problem.New(problem.Invalid, "identity.bad_account")
	}
	return account, nil
}

// CheckName checks a name to be shown: 1 to 40 characters.
func CheckName(name string) error {
	if n := utf8.RuneCountInString(strings.TrimSpace(name)); n == 0 || n > 40 {
		return problem.New(problem.Invalid, "identity.bad_name")
	}
	return nil
}

// Grant gives the user a role over a scope, in place of the scope it may have
// held it over.
func (u *User) Grant(g Grant) error {
	if !slices.Contains(Granted, g.Role) {
		return problem.New(problem.Invalid, "identity.no_role", "role", clip(string(g.Role)), "roles", Granted)
	}
	if g.Scope.seesNothing() {
		return problem.New(problem.Invalid, "identity.empty_scope", "role", g.Role)
	}
	for _, held := range u.Grants {
		if held.Role.Against(g.Role) {
			return problem.New(problem.Conflict, "identity.role_alone", "role", g.Role, "held", held.Role)
		}
	}
	u.Withdraw(g.Role)
	u.Grants = append(u.Grants, g)
	slices.SortFunc(u.Grants, func(a, b Grant) int { return slices.Index(Granted, a.Role) - slices.Index(Granted, b.Role) })
	return nil
}

// Withdraw takes a role away; held tells whether the user had it.
func (u *User) Withdraw(role Role) (held bool) {
	before := len(u.Grants)
	u.Grants = slices.DeleteFunc(u.Grants, func(g Grant) bool { return g.Role == role })
	return len(u.Grants) < before
}

// Held is the scope over which the user holds a role.
func (u *User) Held(role Role) (Scope, bool) {
	for _, g := range u.Grants {
		if g.Role == role {
			return g.Scope, true
		}
	}
	return Scope{}, false
}

// KeptBy tells whether a scope covers the user: the place where it sits and
// all that it may reach. Who keeps less of it could else take a wider account
// over by setting its password.
func (u *User) KeptBy(s Scope) bool {
	if !s.CoversPlace(u.Area, u.Unit) {
		return false
	}
	return !slices.ContainsFunc(u.Grants, func(g Grant) bool { return !s.Covers(g.Scope) })
}

// Wrong passwords: how many are free, how long the first further one locks the
// account, and the longest lock. Each one more doubles it.
const (
	freeFailures = 5
	firstLock    = time.Minute
	longestLock  = time.Hour
)

// Try counts an attempt to sign in, before its password is looked at: of many
// at once only the free ones are. problem.Forbidden while the account is
// locked; such an attempt is not counted.
func (u *User) Try(now day.Instant) error {
	if now < u.LockedUntil {
		minutes := int(u.LockedUntil.Time().Sub(now.Time()).Minutes()) + 1
		return problem.New(problem.Forbidden, "identity.locked", "minutes", minutes)
	}
	u.Failures++
	if lock := lockFor(u.Failures); lock > 0 {
		u.LockedUntil = day.At(now.Time().Add(lock))
	}
	return nil
}

func lockFor(failures int) time.Duration {
	if failures < freeFailures {
		return 0
	}
	return min(firstLock<<min(failures-freeFailures, 16), longestLock)
}

// Right forgets the failures after the right password, or a new one. signedIn
// is when the user signed in last.
func (u *User) Right(signedIn day.Instant) {
	u.Failures, u.LockedUntil, u.LastSignIn = 0, "", signedIn
}
