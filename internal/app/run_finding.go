package app

import "songnuan/internal/plan"

// rosterFindings compares what the paper expects with what the lists gave, and
// names the classes in which somebody must look.
func rosterFindings(p *plan.Plan, s *Summary) (all []plan.Finding) {
	for i := range p.Classes {
		class, roster := &p.Classes[i], &s.Roster[i]
		ref := "classes." + class.ID
		for _, one := range []struct {
			expect plan.Count
			got    int64
			of     plan.What
		}{{class.Expect.Households, roster.Households, plan.Households}, {class.Expect.Persons, roster.Persons, plan.Persons}} {
			if misses(one.expect, one.got) {
				all = append(all, plan.NewFinding("roster_differs", class.Expect.Pos, ref,
					"name", roster.Name, "of", plan.Word(one.of), "expected", one.expect, "got", one.got))
			}
		}
		if roster.Undecided > 0 {
			all = append(all, plan.NewFinding("roster_undecided", class.Pos, ref, "name", roster.Name, "count", roster.Undecided))
		}
		if class.All && roster.OverQuota > 0 {
			all = append(all, plan.NewFinding("roster_over_quota", class.Pos, ref, "name", roster.Name, "count", roster.OverQuota))
		}
	}
	if s.Rows.Wrong > 0 {
		all = append(all, plan.NewFinding("rows_wrong", plan.Pos{}, "", "count", s.Rows.Wrong))
	}
	return all
}

// misses tells whether a number is off what the paper states: an exact figure
// by anything, 约 by more than a tenth, a range by lying outside.
func misses(stated plan.Count, got int64) bool {
	switch {
	case stated.Fixed != nil:
		return got != *stated.Fixed
	case stated.About != nil:
		return 10*max(got-*stated.About, *stated.About-got) > *stated.About
	}
	return stated.Min != nil && got < *stated.Min || stated.Max != nil && got > *stated.Max
}
