package api

import (
	"testing"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/likeness"
	"songnuan/internal/sqldb"
)

// duplicate is a pair of new files of the first village that may be one.
func (d *desk) duplicate(t testing.TB) (x *likeness.Suspect) {
	t.Helper()
	var of [2]id.ID
	for i := range of {
		h, err := d.Machine.Household(t.Context(), d.household(t), day.Date{})
		if err != nil {
			t.Fatal(err)
		}
		of[i] = h.ID
	}
	x = &likeness.Suspect{A: min(of[0], of[1]), B: max(of[0], of[1]), Score: 80, Verdict: likeness.Likely,
		Pairs: []likeness.MemberPair{{Score: 80, Verdict: likeness.Likely, Reasons: []likeness.Reason{{Key: "likeness.name_homophone"}}}}}
	err := d.Store.Write(t.Context(), func(tx *sqldb.Tx) error {
		if _, err := d.Store.PutSuspects(t.Context(), tx, []*likeness.Suspect{x}, id.New, d.App.Now()); err != nil {
			return err
		}
		all, err := d.Store.SuspectsOf(t.Context(), tx, x.A, identity.Everything)
		if err == nil {
			x = all[0]
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return x
}
