package fund

import (
	"slices"
	"testing"

	"songnuan/internal/id"
)

func TestHold(t *testing.T) {
	must := Had{Due: "must", Clause: "cash.must", Fen: 20_000}
	city := Had{Due: "city", Clause: "cash.city", Fen: 40_000}
	both := []string{"cash.must", "cash.city", OtherAgency}
	for name, c := range map[string]struct {
		guard Guard
		all   []Had
		held  []id.ID
	}{
		"the higher stays":          {Guard{Kind: Exclude, Against: both, Keep: "higher"}, []Had{must, city}, []id.ID{"must"}},
		"what is out stays":         {Guard{Kind: Exclude, Against: both, Keep: "higher"}, []Had{{Due: "must", Clause: "cash.must", Fen: 20_000, Paid: true}, city}, []id.ID{"city"}},
		"another body's counts":     {Guard{Kind: Exclude, Against: both}, []Had{city, {Clause: OtherAgency, Fen: 1}}, []id.ID{"city"}},
		"a clause is kept":          {Guard{Kind: Exclude, Against: both, Keep: "cash.must"}, []Had{city, must}, []id.ID{"city"}},
		"two of one clause":         {Guard{Kind: Exclude, Against: both}, []Had{city, {Due: "son", Clause: "cash.city", Fen: 1}}, nil},
		"within the cap":            {Guard{Kind: Cap, Against: both, Cap: 60_000}, []Had{city, must}, nil},
		"over the cap":              {Guard{Kind: Cap, Against: both, Cap: 50_000, Keep: "higher"}, []Had{must, city}, []id.ID{"must"}},
		"they stack":                {Guard{Kind: Stack, Against: both}, []Had{must, city}, nil},
		"the guard looks elsewhere": {Guard{Kind: Exclude, Against: []string{"cash.other"}}, []Had{must, city}, nil},
	} {
		held := Hold([]Guard{c.guard}, c.all)
		var got []id.ID
		for due := range held {
			got = append(got, due)
		}
		if !slices.Equal(got, c.held) {
			t.Errorf("%s: held are %v", name, got)
		}
	}
	over := Hold([]Guard{{Kind: Cap, Against: both, Cap: 50_000, Keep: "higher"}}, []Had{must, city})
	if bans := over["must"]; len(bans) != 1 || bans[0].Excess != 10_000 {
		t.Errorf("over the cap: %+v", bans)
	}
}
