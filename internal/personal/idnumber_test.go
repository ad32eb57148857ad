package personal

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

func TestParseID(t *testing.T) {
	for _, c := range []struct {
		name, text, clear, birth, area string
		sex                            Sex
		converted                      bool
	}{
		{"woman", "11010519491231002X", "11010519491231002X", "1949-12-31", "110105", Female, false},
		{"man", "440524188001010014", "440524188001010014", "1880-01-01", "440524", Male, false},
		{"small x, spaces", " 110105 19491231 002x ", "11010519491231002X", "1949-12-31", "110105", Female, false},
		{"full width", "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", "1949-12-31", "110105", Female, false},
		{"apostrophe, cross, mark unseen", "'11010519491231002×\u200b", "11010519491231002X", "1949-12-31", "110105", Female, false},
		{"15 digits", "110105491231002", "11010519491231002X", "1949-12-31", "110105", Female, true},
		{"Hong Kong resident", withCheck("81000019900307123"), withCheck("81000019900307123"), "1990-03-07", "", Male, false},
		{"foreigner", withCheck("91115619810321002"), withCheck("91115619810321002"), "1981-03-21", "", Female, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			id, err := ParseID(c.text)
			if err != nil {
				t.Fatal(err)
			}
			if id.Clear() != c.clear || id.Birth() != c.birth || id.Area() != c.area || id.Sex() != c.sex || id.Converted() != c.converted {
				t.Errorf("%s %s %s %d %v", id.Clear(), id.Birth(), id.Area(), id.Sex(), id.Converted())
			}
		})
	}
}

func withCheck(s string) string { return s + string(checkOf(s)) }

func TestParseIDRefuses(t *testing.T) {
	for text, key := range map[string]string{
		"":                             "personal.id_missing",
		" 　":                           "personal.id_missing",
		"4.4190019491231E+17":          "personal.id_ruined",
		"4.419E+17":                    "personal.id_ruined",
		"441900194912310000":           "personal.id_ruined",
		"1101051949123100":             "personal.id_length",
		"110105194912310021":           "personal.id_check",
		"11010519491231A02X":           "personal.id_character",
		"1101051949123100X2":           "personal.id_character",
		withCheck("11010519490231002"): "personal.id_birth",
		withCheck("99010517490231002"): "personal.id_birth",
		withCheck("00010519490228002"): "personal.id_area",
		"110105490231002":              "personal.id_birth",
		"一二三四五六":                       "personal.id_length",
		"11010519491231002X 见户口本":      "personal.id_length",
	} {
		id, err := ParseID(text)
		if keyOf(err) != key {
			t.Errorf("ParseID(%q) = %v, %v; want %s", text, id, err, key)
		}
		if digits := cleanNumber(text); len(digits) > 8 && err != nil && strings.Contains(err.Error(), digits) {
			t.Errorf("the error holds the number: %v", err)
		}
	}
}

// TestOneWrongDigitIsFound: MOD 11-2 finds every single error and every swap of
// neighbours.
func TestOneWrongDigitIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := []byte(withCheck(fmt.Sprintf("441900%04d%02d%02d%03d", rapid.IntRange(1900, 2026).Draw(t, "year"),
			rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day"), rapid.IntRange(0, 999).Draw(t, "sequence"))))
		if _, err := ParseID(string(s)); err != nil {
			t.Fatal(err)
		}
		i := rapid.IntRange(0, 16).Draw(t, "position")
		wrong := byte('0' + rapid.IntRange(0, 9).Draw(t, "digit"))
		if rapid.Bool().Draw(t, "swap") && i < 16 {
			wrong, s[i+1] = s[i+1], s[i]
		}
		same := s[i] == wrong
		s[i] = wrong
		if _, err := ParseID(string(s)); (err == nil) != same {
			t.Fatalf("changed %v, error %v", !same, err)
		}
	})
}

func FuzzParseID(f *testing.F) {
	for _, s := range []string{"11010519491231002X", "110105491231002", "4.4E+17", "９1115619810321002", "\u200b", "441900194912310000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, err := ParseID(text)
		if err != nil {
			if !problem.Is(err, problem.Invalid) || !id.IsZero() {
				t.Errorf("%v with %v", id, err)
			}
			return
		}
		again, err := ParseID(id.Clear())
		if err != nil || again.Clear() != id.Clear() || len(id.Clear()) != 18 {
			t.Errorf("%s reads back as %s, %v", id.Clear(), again.Clear(), err)
		}
	})
}

func TestRuined(t *testing.T) {
	for s, want := range map[string]bool{"441900194912310000": true, "6222021234567890000": true, "441900194912310001": false, "441900194912310": false, "": false} {
		if Ruined(s) != want {
			t.Errorf("Ruined(%s) = %v", s, !want)
		}
	}
}
