package plan

import (
	"slices"
	"strings"
	"testing"

	"songnuan/internal/day"
	"songnuan/internal/locale"
)

const underProcedure = `format: 1
plan: p
title: 试
area: "441900129000"
year: 2027
period: {from: 2027-01-01, to: 2027-02-05}
closes_on: 2027-02-05
classes: [{id: a, name: 甲, list: 名单, helped_when: [hand]}]
approval: {id: consent, profile: own}
notices: [{id: n, name: 公示, class: a, level: village, post: 2027-01-04, days: 7}]
`

// TestProcedureOfAPlan: the name is in the library, for applications in the
// plan's place on its days, and its notices are not shortened.
func TestProcedureOfAPlan(t *testing.T) {
	from, ok := day.New(2026, 1, 1)
	if !ok {
		t.Fatal("no day")
	}
	good := Procedure{ID: "own", Applied: true, Area: "441900129", Force: day.Period{From: from}, Notices: []ProcedureNotice{{Level: "village", Days: 7}}}
	with := func(change func(*Procedure)) []Procedure {
		p := good
		change(&p)
		return []Procedure{p}
	}
	mine := []string{"procedure_unknown", "procedure_elsewhere", "procedure_without_application", "procedure_not_in_force", "notice_shorter", "notice_without_step", "notice_blocks_all"}
	for name, c := range map[string]struct {
		text string
		all  []Procedure
		want string
	}{
		"fits":             {underProcedure, []Procedure{good}, ""},
		"one of two fits":  {underProcedure, append(with(func(p *Procedure) { p.Area = "152502" }), good), ""},
		"no library":       {underProcedure, nil, ""},
		"unknown":          {underProcedure, with(func(p *Procedure) { p.ID = "owm" }), "procedure_unknown"},
		"elsewhere":        {underProcedure, with(func(p *Procedure) { p.Area = "152502" }), "procedure_elsewhere"},
		"only re-checks":   {underProcedure, with(func(p *Procedure) { p.Applied = false }), "procedure_without_application"},
		"ends in between":  {underProcedure, with(func(p *Procedure) { p.Force.To = from.AddDays(370) }), "procedure_not_in_force"},
		"shorter":          {underProcedure, with(func(p *Procedure) { p.Notices = []ProcedureNotice{{Level: "village", Days: 9}} }), "notice_shorter"},
		"no such level":    {underProcedure, with(func(p *Procedure) { p.Notices = nil }), "notice_without_step"},
		"stops everything": {strings.Replace(underProcedure, "days: 7", "days: 7, objection: block_all", 1), []Procedure{good}, "notice_blocks_all"},
	} {
		_, found, err := Check([]byte(c.text), ReadOptions{Today: today(), Procedures: c.all})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range found {
			if slices.Contains(mine, f.Code) {
				got = append(got, f.Code)
				if text := f.Text(locale.Chinese); unmade.MatchString(text) {
					t.Errorf("%s: message %q", name, text)
				}
			}
			if f.Severity == Error || f.Code == "not_acted_on" {
				t.Errorf("%s: %s", name, f.Text(locale.Chinese))
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
}
