package area

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"songnuan/internal/problem"
)

func keyOf(err error) string {
	if e, ok := errors.AsType[*problem.Error](err); ok {
		return e.Key
	}
	return fmt.Sprint(err)
}

func code(t testing.TB, text string) Code {
	t.Helper()
	c, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCodes(t *testing.T) {
	for _, c := range []struct {
		text, parent string
		level        Level
	}{
		{"44", "", Province},
		{"4419", "44", Prefecture},
		{"441900", "44", Prefecture},
		{"441900129", "4419", Township},
		{" 441900129200 ", "441900129", Village},
		{"152502", "1525", County},
		{"152502200", "152502", Township},
	} {
		got := code(t, c.text)
		if got.Level() != c.level || got.Parent().Short() != c.parent || len(got) != 12 {
			t.Errorf("%s: level %d, parent %s", c.text, got.Level(), got.Parent())
		}
		if again := code(t, got.Short()); again != got {
			t.Errorf("%s is short for %s", got.Short(), again)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{"", "4", "441", "44190012", "4419001292000", "44190012920x", "００", "00", "001234"} {
		if got, err := Parse(text); keyOf(err) != "area.bad_code" {
			t.Errorf("Parse(%q) = %s, %v", text, got, err)
		}
	}
	if _, err := Parse("11010519491231002X"); strings.Contains(err.Error(), "19491231") {
		t.Errorf("the error holds an ID number: %v", err)
	}
}

func genCode(t *rapid.T, label string) Code {
	part := func(digits string) string { return rapid.SampledFrom(strings.Fields(digits)).Draw(t, label) }
	return Code(part("15 44") + part("00 19 25") + part("00 02") + part("000 129 200") + part("000 001 200"))
}

// TestRangeIsContains: the bounds for the database pick what Contains picks,
// skipped levels too.
func TestRangeIsContains(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := genCode(t, "a"), genCode(t, "b")
		lo, hi := a.Range()
		if inside := b >= lo && b < hi; inside != a.Contains(b) {
			t.Fatalf("%s in %s..%s: %v, Contains says %v", b, lo, hi, inside, a.Contains(b))
		}
		if parent := a.Parent(); parent != "" && (!parent.Contains(a) || parent.Level() >= a.Level()) {
			t.Fatalf("%s has parent %s", a, parent)
		}
	})
	lo, hi := Code("").Range()
	if c := Code("441900129200"); c < lo || c >= hi || !Code("").Contains(c) {
		t.Error("everywhere leaves a place out")
	}
	if Code("").Level() != 0 || Code("").Parent() != "" {
		t.Error("everywhere has a level or a parent")
	}
}

func FuzzParse(f *testing.F) {
	f.Add("441900129")
	f.Add("００")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse(text)
		if err != nil {
			return
		}
		if again, err := Parse(c.Short()); err != nil || again != c || c.Level() < Province || c.Level() > Village {
			t.Errorf("%q reads as %s and again as %s, %v", text, c, again, err)
		}
	})
}

func TestUp(t *testing.T) {
	for _, c := range []struct {
		code  Code
		level Level
		want  Code
	}{
		{"441900129201", Township, "441900129000"},
		{"441900129201", Prefecture, "441900000000"},
		{"441900129000", Village, "441900129000"},
		{"152502003002", County, "152502000000"},
	} {
		if got := c.code.Up(c.level); got != c.want {
			t.Errorf("%s up to %d: %s, want %s", c.code, c.level, got, c.want)
		}
	}
}
