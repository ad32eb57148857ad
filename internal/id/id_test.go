package id

import "testing"

func TestNewParsesAndSorts(t *testing.T) {
	last := ID("")
	for range 1000 {
		next := New()
		if _, err := Parse(string(next)); err != nil {
			t.Fatal(err)
		}
		if next <= last {
			t.Fatalf("%s after %s", next, last)
		}
		last = next
	}
}

func TestParseRefuses(t *testing.T) {
	for _, s := range []string{"", "1", "00000000-0000-4000-8000-000000000000", "{01890a5d-ac96-774b-bcce-b302099a8057}"} {
		if got, err := Parse(s); err == nil {
			t.Errorf("Parse(%q) = %s", s, got)
		}
	}
}

func TestSequenceRepeats(t *testing.T) {
	a, b := Sequence(), Sequence()
	for range 300 {
		if x, y := a(), b(); x != y {
			t.Fatalf("%s and %s", x, y)
		}
	}
	if _, err := Parse(string(a())); err != nil {
		t.Error(err)
	}
}
