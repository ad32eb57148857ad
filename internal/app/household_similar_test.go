package app_test

import (
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/identity"
	"songnuan/internal/likeness"
)

// TestEntryIsHeldAgainstTheVillage: another sign of the same sound and the same
// birth are told with what speaks for it; a stranger is not, and what lies
// elsewhere only by its number.
func TestEntryIsHeldAgainstTheVillage(t *testing.T) {
	eachTown(t, func(t *testing.T, _ *door, town *app.Desk) {
		ask := func(desk *app.Desk, p app.SimilarPerson) []app.SimilarHousehold {
			t.Helper()
			found, err := desk.SimilarHouseholds(t.Context(), app.SimilarOrder{Area: villageA, Persons: []app.SimilarPerson{p}})
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		found := ask(town, app.SimilarPerson{Name: "麦桂澜", Birth: "1960-01-02"}) // 麦桂兰 by sound
		if len(found) != 1 || found[0].Number != "D3" || found[0].Score < 50 || len(found[0].Reasons) < 2 || found[0].Verdict == "" {
			t.Errorf("%+v", found)
		}
		for _, f := range ask(town, app.SimilarPerson{Name: "冼福根", Birth: "1950-03-04"}) {
			if f.Verdict != likeness.Same || strings.Contains(f.Head, "福") {
				t.Errorf("%+v", f)
			}
		}
		if found := ask(town, app.SimilarPerson{Name: "陌生人", Birth: "1999-09-09"}); len(found) != 0 {
			t.Errorf("a stranger is like %+v", found)
		}
		far := town.As(identity.Actor{Name: "外地", Role: identity.TownReviewer, Scope: standpoints[len(standpoints)-1].scope})
		if found := ask(far, app.SimilarPerson{Name: "麦桂兰", Birth: "1960-01-02"}); len(found) != 0 {
			t.Errorf("a name tells of another place: %+v", found)
		}
	})
}
