package sqldb

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRebind(t *testing.T) {
	for query, want := range map[string]string{
		"":                                    "",
		"SELECT 1":                            "SELECT 1",
		"a = ? AND b IN (?,?)":                "a = $1 AND b IN ($2,$3)",
		"a = '?' AND b = ?":                   "a = '?' AND b = $1",
		"a = 'it''s ?' AND b = ?":             "a = 'it''s ?' AND b = $1",
		`"wh?t" = ? -- why?` + "\n AND c = ?": `"wh?t" = $1 -- why?` + "\n AND c = $2",
		"/* ? */ ? /* ?":                      "/* ? */ $1 /* ?",
		"名 = ? -- ?":                          "名 = $1 -- ?",
		"a = 'unclosed ?":                     "a = 'unclosed ?",
		"a - ? / ?":                           "a - $1 / $2",
	} {
		if got := rebind(query); got != want {
			t.Errorf("rebind(%q) = %q, want %q", query, got, want)
		}
	}
}

// Whatever stands in a string stays, and every placeholder outside counts.
func TestRebindKeepsStrings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var query, want strings.Builder
		for i, text := range rapid.SliceOf(rapid.String()).Draw(t, "texts") {
			text = "'" + strings.ReplaceAll(text, "'", "''") + "'"
			fmt.Fprintf(&query, "%s = ? ", text)
			fmt.Fprintf(&want, "%s = $%d ", text, i+1)
		}
		if got := rebind(query.String()); got != want.String() {
			t.Errorf("rebind(%q) = %q, want %q", query.String(), got, want.String())
		}
	})
}

func TestRebinderForgets(t *testing.T) {
	r := newRebinder()
	for i := range 3 * rebinderKeeps {
		query := strings.Repeat("?", i%7) + strings.Repeat(" ", i)
		if got, want := r.rebind(query), rebind(query); got != want {
			t.Fatalf("%q, want %q", got, want)
		}
	}
	if len(r.done) > rebinderKeeps {
		t.Errorf("keeps %d texts", len(r.done))
	}
}

func TestMarks(t *testing.T) {
	for n, want := range []string{"", "?", "?, ?"} {
		if got := Marks(n); got != want {
			t.Errorf("Marks(%d) = %q", n, got)
		}
	}
}
