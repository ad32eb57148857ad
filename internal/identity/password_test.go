package identity

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"songnuan/internal/personal"
	"songnuan/internal/problem"
)

func TestPasswordPolicy(t *testing.T) {
	for password, want := range map[string]string{
		"":                          "identity.password_short",
		"nine char":                 "identity.password_short",
		"九个字也算太短的":                  "identity.password_short",
		"十个汉字就可以作密码了吧":              "",
		"correct horse":             "",
		"wang.fang.9":               "identity.password_account",
		"WANG.FANG12345":            "identity.password_account",
		"wang.fang and her bicycle": "",
		"1234567890":                "identity.password_common",
		"１２３４５６７８９０":                "identity.password_common", // typed with the input method on
		"0987654321":                "identity.password_common",
		"abcdefghijkl":              "identity.password_common",
		"aaaaaaabbbbb":              "identity.password_common",
		"Password123":               "identity.password_common",
		"woaini1314520":             "identity.password_common",
		strings.Repeat("ab1c", 32):  "",
		strings.Repeat("ab1c", 33):  "identity.password_long",
		strings.Repeat("字典里的词", 26): "identity.password_long",
	} {
		err := CheckPolicy(personal.NewSecret(password), "wang.fang")
		if got := keyOf(err); got != want {
			t.Errorf("%q: %q, want %q", password, got, want)
		}
		if err != nil && password != "" && strings.Contains(err.Error(), password) {
			t.Errorf("the error holds the password: %v", err)
		}
	}
}

func keyOf(err error) string {
	if err == nil {
		return ""
	}
	return problem.As(err).Key
}

func TestCommonPasswordsAreInTheirOneForm(t *testing.T) {
	for word := range strings.FieldsSeq(common) {
		if word != strings.ToLower(word) || len(word) < passwordLeast {
			t.Errorf("%q is never met", word)
		}
	}
}

func TestPasswordHash(t *testing.T) {
	password := personal.NewSecret("correct horse 电池")
	hash, err := HashPassword(password, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("parameters of %s", hash)
	}
	again, _ := HashPassword(password, rand.Reader)
	if again == hash {
		t.Error("two hashes have the same salt")
	}
	for _, c := range []struct {
		name, hash, password string
		right, dated         bool
	}{
		{"right", hash, "correct horse 电池", true, false},
		{"full width", hash, "ｃorrect horse 电池", true, false},
		{"wrong", hash, "correct horse 电地", false, false},
		{"empty", hash, "", false, false},
		{"no account", "", "correct horse 电池", false, false},
		{"cut", hash[:len(hash)-8], "correct horse 电池", false, false},
		{"weaker", cheap(password), "correct horse 电池", true, true},
		{"without cost", strings.Replace(hash, "m=19456", "m=0", 1), "correct horse 电池", false, false},
		{"too dear", strings.Replace(hash, "m=19456", "m=4294967295", 1), "correct horse 电池", false, false},
	} {
		if right, dated := CheckPassword(c.hash, personal.NewSecret(c.password)); right != c.right || dated != c.dated {
			t.Errorf("%s: right %v, dated %v", c.name, right, dated)
		}
	}
}

// cheap is a hash as an older version might have made it.
func cheap(password personal.Secret) string {
	was := present
	defer func() { present = was }()
	present = cost{memory: 64, time: 1, lanes: 1}
	hash, _ := HashPassword(password, rand.Reader)
	return hash
}

func TestPasswordsAndTokensAreNeverPrinted(t *testing.T) {
	session, secret, err := NewSession(Visit, "", "", VisitLong, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if text := fmt.Sprintf(form, secret); strings.Contains(text, secret.Clear()) || len(text) > 5 {
			t.Errorf("%s shows %s", form, text)
		}
		if text := fmt.Sprintf(form, session); strings.Contains(text, secret.Clear()) {
			t.Errorf("%s of the session shows %s", form, text)
		}
	}
}

func FuzzParseHash(f *testing.F) {
	f.Add("$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0$YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE")
	f.Add("$argon2id$v=19$m=,t=,p=$$")
	f.Fuzz(func(t *testing.T, hash string) {
		c, _, key, err := parseHash(hash)
		if err == nil && (c.memory > 1<<20 || c.time == 0 || c.lanes == 0 || len(key) != hashBytes) {
			t.Errorf("%q was read as %+v", hash, c)
		}
	})
}

func TestPropertyAccountHasOneForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[A-Za-zＡ-Ｚ0-9一-龥 ._-]{0,34}`).Draw(t, "text")
		account, err := ParseAccount(text)
		if err != nil {
			return
		}
		if again, err := ParseAccount(account); err != nil || again != account {
			t.Fatalf("%q, read again: %q, %v", account, again, err)
		}
	})
}
