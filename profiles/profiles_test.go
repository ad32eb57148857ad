package profiles

import (
	"slices"
	"testing"

	"songnuan/internal/casework"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/yamldoc"
)

// expected are the warnings that a profile has on purpose. Errors are never
// expected, and notes are not counted.
var expected = map[string][]string{
	"gaobu-filing":  {"same_hands"},     // the town's office examines and agrees; two people of it
	"needy-worker":  {"same_hands"},     // the union has one role
	"review":        {"notice_missing"}, // what has not changed is not posted again
	"strict-county": {"same_hands"},     // decided twice, before and after the second notice
}

func options() casework.ProfileOptions {
	o := casework.ProfileOptions{Units: identity.UnitKinds}
	for _, r := range identity.Granted {
		o.Roles = append(o.Roles, string(r))
	}
	return o
}

func TestShippedProfilesHaveOnlyExpectedFindings(t *testing.T) {
	for _, name := range List() {
		src, err := Open(name)
		if err != nil {
			t.Fatal(err)
		}
		p, found, err := casework.CheckProfile(src, options())
		if err != nil {
			t.Errorf("%s: %s", name, locale.Error(locale.Chinese, err))
			continue
		}
		if p.ID != name {
			t.Errorf("%s calls itself %s", name, p.ID)
		}
		met := map[string]bool{}
		for _, f := range found {
			met[f.Code] = true
			if f.Severity == yamldoc.Error || f.Severity == yamldoc.Warning && !slices.Contains(expected[name], f.Code) {
				t.Errorf("%s:%d:%d %s %s", name, f.Pos.Line, f.Pos.Column, f.Code, f.Text(locale.Chinese))
			}
		}
		for _, code := range expected[name] {
			if !met[code] {
				t.Errorf("%s: %s is expected and was not found", name, code)
			}
		}
	}
}
