package personal

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func sealer(t testing.TB, key Key, algorithm Algorithm) *Sealer {
	t.Helper()
	s, err := NewSealer(key, algorithm)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSealOpens(t *testing.T) {
	key := NewKey()
	sealers := []*Sealer{sealer(t, key, AES), sealer(t, key, SM4)}
	stranger := sealer(t, NewKey(), AES)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		purpose := Purpose(rapid.IntRange(0, int(purposes)-1).Draw(t, "purpose"))
		which := rapid.IntRange(0, 1).Draw(t, "algorithm")
		sealed := sealers[which].Seal(purpose, text)
		if sealed[0] != byte(which+1) || len(text) > 8 && bytes.Contains(sealed, []byte(text)) {
			t.Fatalf("sealed as %x", sealed)
		}
		if got, err := sealers[1-which].Open(purpose, sealed); err != nil || got != text {
			t.Fatalf("opened as %q, %v", got, err)
		}
		if bytes.Equal(sealed, sealers[which].Seal(purpose, text)) {
			t.Fatal("sealed twice to the same bytes")
		}
		for name, open := range map[string]func() (string, error){
			"other key":     func() (string, error) { return stranger.Open(purpose, sealed) },
			"other purpose": func() (string, error) { return sealers[0].Open((purpose+1)%purposes, sealed) },
			"changed": func() (string, error) {
				changed := bytes.Clone(sealed)
				changed[rapid.IntRange(0, len(changed)-1).Draw(t, "at")] ^= 1
				return sealers[0].Open(purpose, changed)
			},
			"cut": func() (string, error) {
				return sealers[0].Open(purpose, sealed[:rapid.IntRange(0, len(sealed)-1).Draw(t, "cut")])
			},
		} {
			if _, err := open(); keyOf(err) != "personal.seal_broken" {
				t.Fatalf("%s: %v", name, err)
			}
		}
	})
}

func TestDigests(t *testing.T) {
	key := NewKey()
	s, same, other := sealer(t, key, AES), sealer(t, key, SM4), sealer(t, NewKey(), AES)
	id := "11010519491231002X"
	if d := s.Digest(ForID, id); len(d) != 22 || d != same.Digest(ForID, id) {
		t.Errorf("digest %s differs under one key", d)
	}
	seen := map[string]string{}
	for name, d := range map[string]string{
		"id": s.Digest(ForID, id), "phone": s.Digest(ForPhone, id), "other key": other.Digest(ForID, id), "last four": s.DigestLast4(ForID, id), "whole of 002X": s.Digest(ForID, "002X"),
	} {
		if twin, ok := seen[d]; ok {
			t.Errorf("%s and %s have one digest", name, twin)
		}
		seen[d] = name
	}
	if s.DigestLast4(ForID, id) != s.DigestLast4(ForID, "002X") {
		t.Error("the last four alone do not find the number")
	}
}

// TestDigestsDoNotMixUnderLoad is for the race detector and the pool.
func TestDigestsDoNotMixUnderLoad(t *testing.T) {
	s := sealer(t, NewKey(), SM4)
	want := s.Digest(ForPhone, "13800005678")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 500 {
				s.Digest(ForID, "11010519491231002X")
				if got := s.Digest(ForPhone, "13800005678"); got != want {
					t.Errorf("digest %s", got)
				}
				if text, err := s.Open(ForID, s.Seal(ForID, "x")); err != nil || text != "x" {
					t.Errorf("opened %q, %v", text, err)
				}
			}
		})
	}
	group.Wait()
}

func TestKeyFile(t *testing.T) {
	root := t.TempDir()
	data := filepath.Join(root, "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(root, "field.key")
	key := NewKey()
	if err := SaveKey(path, data, key); err != nil {
		t.Fatal(err)
	}
	loaded, err := LoadKey(path, data)
	if err != nil || !bytes.Equal(loaded.bytes(), key.bytes()) {
		t.Fatalf("loaded another key, %v", err)
	}
	if err := SaveKey(path, data, NewKey()); keyOf(err) != "personal.key_exists" {
		t.Errorf("overwrote: %v", err)
	}
	link := filepath.Join(root, "link")
	if err := os.Symlink(data, link); err != nil {
		t.Fatal(err)
	}
	for _, inside := range []string{filepath.Join(data, "k"), filepath.Join(data, "sub", "k"), filepath.Join(link, "k"), filepath.Join(root, "x", "..", "data", "k")} {
		if err := SaveKey(inside, data, key); keyOf(err) != "personal.key_with_data" {
			t.Errorf("%s: %v", inside, err)
		}
	}
	if err := SaveKey(filepath.Join(root, "none", "k"), data, key); keyOf(err) != "personal.key_cannot_write" {
		t.Errorf("missing folder: %v", err)
	}
	if _, err := LoadKey(filepath.Join(root, "none"), data); keyOf(err) != "personal.key_missing" {
		t.Errorf("missing: %v", err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadKey(path, data); keyOf(err) != "personal.key_open_to_others" {
		t.Errorf("open to others: %v", err)
	}
	for _, body := range []string{"", "songnuan field key 2\nAAAA\n", keyHead + "\nAAAA\n", keyHead + "\n%%\n"} {
		bad := filepath.Join(t.TempDir(), "k")
		if err := os.WriteFile(bad, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadKey(bad, data); keyOf(err) != "personal.key_unreadable" {
			t.Errorf("%q: %v", body, err)
		}
	}
}

func BenchmarkSealDigest(b *testing.B) {
	for name, algorithm := range map[string]Algorithm{"aes": AES, "sm4": SM4} {
		b.Run(name, func(b *testing.B) {
			s := sealer(b, NewKey(), algorithm)
			b.ReportAllocs()
			for b.Loop() {
				s.Seal(ForID, "11010519491231002X")
				s.Digest(ForID, "11010519491231002X")
			}
		})
	}
}

func BenchmarkParseID(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseID("11010519491231002X"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTokens(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Tokens("张三丰")
	}
}

// Each purpose has a key of its own: a name that is missing or stands twice
// would let what was sealed for one be opened as another.
func TestEveryPurposeHasAName(t *testing.T) {
	seen := map[string]bool{}
	for purpose, name := range purposeNames {
		if name == "" || seen[name] {
			t.Errorf("purpose %d is called %q", purpose, name)
		}
		seen[name] = true
	}
}
