package personal

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"songnuan/internal/problem"
)

// Key is the master key of 32 bytes from which every other key is derived.
// Without it the sealed fields of a database can't be read again. It prints as
// [key]; the bytes lie behind a function, since fmt follows a pointer in an
// unexported field when the verb does not fit it.
type Key struct{ bytes func() []byte }

const keyBytes = 32

func keyOfBytes(b []byte) Key { return Key{func() []byte { return b }} }

// NewKey makes a key from the machine's random source.
func NewKey() Key {
	b := make([]byte, keyBytes)
	rand.Read(b) // never fails, see crypto/rand
	return keyOfBytes(b)
}

// keyHead is the first line of a key file, with the version of its format.
const keyHead = "songnuan field key 1"

// Format keeps the key out of prints and logs, whatever the verb.
func (Key) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "[key]") }

// SaveKey writes a new key file that only its owner may read. The key must not
// lie with what it opens: path inside folder is refused, as is a path that
// exists. Errors: Invalid, Conflict.
func SaveKey(path, folder string, key Key) (err error) {
	if err := apart(path, folder); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return problem.Wrap(err, problem.Conflict, "personal.key_exists")
	}
	if err != nil {
		return problem.Wrap(err, problem.Invalid, "personal.key_cannot_write")
	}
	_, err = file.WriteString(keyHead + "\n" + base64.StdEncoding.EncodeToString(key.bytes()) + "\n")
	if err == nil {
		err = file.Sync()
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		os.Remove(path) // half a key must not stand in the way of the next try
		return problem.Wrap(err, problem.Invalid, "personal.key_cannot_write")
	}
	return nil
}

// LoadKey reads a key file. Errors: NotFound, Unreadable, and Invalid when it
// lies inside folder or others may read it.
func LoadKey(path, folder string) (Key, error) {
	if err := apart(path, folder); err != nil {
		return Key{}, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return Key{}, problem.Wrap(err, problem.NotFound, "personal.key_missing")
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return Key{}, problem.New(problem.Invalid, "personal.key_open_to_others")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return Key{}, problem.Wrap(err, problem.NotFound, "personal.key_missing")
	}
	return parseKey(string(data))
}

func parseKey(text string) (Key, error) {
	head, rest, _ := strings.Cut(text, "\n")
	if strings.TrimSpace(head) != keyHead {
		return Key{}, problem.New(problem.Unreadable, "personal.key_unreadable")
	}
	b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(rest))
	if err != nil || len(b) != keyBytes {
		return Key{}, problem.New(problem.Unreadable, "personal.key_unreadable")
	}
	return keyOfBytes(b), nil
}

// apart refuses a key inside the data folder, links followed. No folder, as
// with a database elsewhere, refuses nothing.
func apart(path, folder string) error {
	if folder == "" {
		return nil
	}
	relative, err := filepath.Rel(resolve(folder), filepath.Join(resolve(filepath.Dir(path)), filepath.Base(path)))
	if err == nil && relative != ".." && !strings.HasPrefix(relative, ".."+string(filepath.Separator)) {
		return problem.New(problem.Invalid, "personal.key_with_data")
	}
	return nil
}

// resolve follows links as far as the folder exists.
func resolve(folder string) string {
	absolute, err := filepath.Abs(folder)
	if err != nil {
		return folder
	}
	if real, err := filepath.EvalSymlinks(absolute); err == nil {
		return real
	}
	if parent := filepath.Dir(absolute); parent != absolute {
		return filepath.Join(resolve(parent), filepath.Base(absolute))
	}
	return absolute
}
