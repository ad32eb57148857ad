package personal

import "testing"

func TestCards(t *testing.T) {
	for _, c := range []struct {
		text, clear, key string
		doubtful         bool
	}{
		{"6222 0200 0000 0000 008", "6222020000000000008", "", !luhn("6222020000000000008")},
		{"4111-1111-1111-1111", "4111111111111111", "", false},
		{"4111111111111112", "4111111111111112", "", true},
		{"123456789012", "123456789012", "", true},
		{"6.22202E+18", "", "personal.card_ruined", false},
		{"12345", "", "personal.card_digits", false},
		{"", "", "personal.card_missing", false},
	} {
		card, err := ParseCard(c.text)
		if c.key != "" {
			if keyOf(err) != c.key {
				t.Errorf("%q: %v", c.text, err)
			}
			continue
		}
		if err != nil || card.Clear() != c.clear || card.Doubtful() != c.doubtful {
			t.Errorf("%q: %s, doubtful %v, %v", c.text, card.Clear(), card.Doubtful(), err)
		}
	}
}

func TestDisabilityCard(t *testing.T) {
	for text, want := range map[string][2]int{"11010519491231002X43": {4, 3}, "11010519491231002x11B1": {1, 1}, "11010519491231002X742": {7, 4}} {
		card, err := ParseDisabilityCard(text)
		if err != nil || card.Class != want[0] || card.Grade != want[1] || card.ID.Clear() != "11010519491231002X" {
			t.Errorf("%s: class %d, grade %d, %v", text, card.Class, card.Grade, err)
		}
	}
	for text, key := range map[string]string{
		"11010519491231002X":      "personal.disability_form",
		"11010519491231002X83":    "personal.disability_class",
		"11010519491231002X45":    "personal.disability_class",
		"11010519491231002143":    "personal.id_check",
		"11010519491231002X43123": "personal.disability_form",
	} {
		if _, err := ParseDisabilityCard(text); keyOf(err) != key {
			t.Errorf("%s: %v, want %s", text, err, key)
		}
	}
}

func TestCreditCode(t *testing.T) {
	if got, err := ParseCreditCode(" 91330106673959654p"); err != nil || got != "91330106673959654P" {
		t.Errorf("%s, %v", got, err)
	}
	for text, key := range map[string]string{"91330106673959654A": "personal.credit_check", "9133010667395965": "personal.credit_form", "9133010667395965IO": "personal.credit_form"} {
		if _, err := ParseCreditCode(text); keyOf(err) != key {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestPhones(t *testing.T) {
	for text, want := range map[string]string{
		"13800005678":         "13800005678",
		"138-0000-5678":       "13800005678",
		"+86 138 0000 5678":   "13800005678",
		"008613800005678":     "13800005678",
		"１３８００００５６７８":         "13800005678",
		"0769-22223333":       "0769-22223333",
		"(0769)22223333":      "0769-22223333",
		"076922223333":        "0769-22223333",
		"010-62223333":        "010-62223333",
		"0769-2222333转801":    "0769-2222333-801",
		"+86-769-22223333":    "",
		"22223333":            "22223333",
		"400-800-1234":        "4008001234",
		"12345":               "",
		"12800005678":         "",
		"13800005678/1390000": "",
		"无":                   "",
	} {
		phone, err := ParsePhone(text)
		if phone.Clear() != want || (err == nil) != (want != "") {
			t.Errorf("%s: %s, %v", text, phone.Clear(), err)
		}
	}
	if p, _ := ParsePhone("13800005678"); !p.Mobile() {
		t.Error("a mobile number is none")
	}
	if p, _ := ParsePhone("0769-22223333"); p.Mobile() {
		t.Error("a landline is a mobile")
	}
}
