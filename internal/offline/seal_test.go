package offline

import (
	"bytes"
	"testing"
)

func TestEnvelopes(t *testing.T) {
	key, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ReadKey(key.Private())
	if err != nil || again.ID != key.ID {
		t.Fatalf("%v, %v", again, err)
	}
	envelope, err := Seal(key.Public(), []byte("走访"), "text:1")
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := again.Open(envelope, "text:1"); err != nil || string(plain) != "走访" {
		t.Errorf("%s, %v", plain, err)
	}
	if _, err := key.Open(envelope, "text:2"); err == nil {
		t.Error("an envelope opens under another name")
	}
	for at := range envelope {
		changed := bytes.Clone(envelope)
		changed[at] ^= 1
		if _, err := key.Open(changed, "text:1"); err == nil {
			t.Fatalf("it opens with byte %d changed", at)
		}
	}
	other, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Open(envelope, "text:1"); err == nil {
		t.Error("another key opens it")
	}
	for n := range envelope {
		if _, err := key.Open(envelope[:n], "text:1"); err == nil {
			t.Fatalf("%d bytes of it open", n)
		}
	}
}
