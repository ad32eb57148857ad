package identity

import (
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"songnuan/internal/personal"
	"songnuan/internal/problem"
)

// The length of a password in characters. The upper bound keeps a request from
// hashing a book.
const (
	passwordLeast = 10
	passwordMost  = 128
)

// cost is argon2id's, stored with every hash so that it can grow.
type cost struct {
	memory uint32 // KiB
	time   uint32
	lanes  uint8
}

// present is what new hashes cost: the second of OWASP's equal choices, the
// one that needs least memory when a whole office signs in at half past eight.
var present = cost{memory: 19 * 1024, time: 2, lanes: 1}

const (
	saltBytes = 16
	hashBytes = 32
)

// hashing bounds how many passwords are hashed at once, 19 MiB each.
var hashing = make(chan struct{}, 4)

// HashPassword gives the argon2id hash of a password as one text with its
// parameters and salt, in the form of the PHC strings.
func HashPassword(password personal.Secret, random io.Reader) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", err
	}
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, present.memory, present.time, present.lanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(present.key(password, salt))), nil
}

func (c cost) key(password personal.Secret, salt []byte) []byte {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(canonical(password)), salt, c.time, c.memory, c.lanes, hashBytes)
}

// canonical is the password as it is hashed: full-width letters and digits are
// what an input method left on makes of the same keys.
func canonical(password personal.Secret) string { return norm.NFKC.String(password.Clear()) }

// nobody is the hash that a password is checked against where there is no
// account, so that the answer takes as long.
var nobody = sync.OnceValue(func() string {
	hash, _ := HashPassword(personal.NewSecret("nobody has this password"), strings.NewReader(strings.Repeat("\x00", saltBytes)))
	return hash
})

// CheckPassword tells whether a password has the hash; "" is the hash of an
// account that can't be signed in to, or of none. dated tells that the hash
// costs less than a new one would: it should be made anew now.
func CheckPassword(hash string, password personal.Secret) (right, dated bool) {
	made, salt, key, err := parseHash(hash)
	if err != nil {
		made, salt, _, _ = parseHash(nobody())
		made.key(password, salt)
		return false, false
	}
	return subtle.ConstantTimeCompare(made.key(password, salt), key) == 1, made != present
}

func parseHash(hash string) (c cost, salt, key []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, errNoHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.lanes); err != nil {
		return c, nil, nil, errNoHash
	}
	const mostMemory, mostTime = 1 << 20, 16 // a hash that costs more was not made here
	if c.memory == 0 || c.memory > mostMemory || c.time == 0 || c.time > mostTime || c.lanes == 0 {
		return c, nil, nil, errNoHash
	}
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	key, keyErr := base64.RawStdEncoding.DecodeString(parts[5])
	if saltErr != nil || keyErr != nil || len(key) != hashBytes {
		return c, nil, nil, errNoHash
	}
	return c, salt, key, nil
}

var errNoHash = problem.New(problem.Internal, "problem.internal")

// common are passwords of ten characters and more that are tried first.
//
//go:embed common.txt
var common string

// CheckPolicy refuses a password that is short, too long, common, or little
// more than the account's name.
func CheckPolicy(password personal.Secret, account string) error {
	text := canonical(password)
	n, low := utf8.RuneCountInString(text), strings.ToLower(text)
	switch {
	case n < passwordLeast:
		return problem.New(problem.Invalid, "identity.password_short", "least", passwordLeast)
	case n > passwordMost:
		return problem.New(problem.Invalid, "identity.password_long", "most", passwordMost)
	case mostlyAccount(low, account):
		return problem.New(problem.Invalid, "identity.password_account")
	case isCommon(low):
		return problem.New(problem.Invalid, "identity.password_common")
	}
	return nil
}

// mostlyAccount: beside the account's name fewer than six characters are left.
func mostlyAccount(low, account string) bool {
	rest := strings.ReplaceAll(low, account, "")
	return account != "" && len(rest) < len(low) && utf8.RuneCountInString(rest) < 6
}

// isCommon: in the list, of fewer than four different characters, or one run
// along the alphabet or the digits.
func isCommon(low string) bool {
	different := map[rune]bool{}
	for _, r := range low {
		different[r] = true
	}
	return len(different) < 4 || isRun(low) || slices.Contains(strings.Fields(common), low)
}

// isRun: each character follows the one before, 0123456789 or 9876543210;
// after 9 comes 0.
func isRun(low string) bool {
	r := []rune(low)
	for _, step := range []rune{1, -1} {
		run := true
		for i := 1; i < len(r); i++ {
			next := r[i-1] + step
			wraps := r[i-1] == '9' && step == 1 && r[i] == '0' || r[i-1] == '0' && step == -1 && r[i] == '9'
			run = run && (r[i] == next || wraps)
		}
		if run {
			return true
		}
	}
	return false
}
