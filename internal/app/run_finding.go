package app

import (
	"fmt"
	"strconv"

	"songnuan/internal/locale"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
)

// rosterFindings compares what the paper expects with what the lists gave, and
// names the classes in which somebody must look.
func rosterFindings(p *plan.Plan, s *Summary) (all []plan.Finding) {
	for i := range p.Classes {
		class, roster := &p.Classes[i], &s.Roster[i]
		ref := "classes." + class.ID
		if class.Unit != "person" && misses(class.Expect.Households, roster.Entries) {
			all = append(all, differs(class, ref, plan.Households, class.Expect.Households, roster.Entries))
		}
		if misses(class.Expect.Persons, roster.Persons) {
			all = append(all, differs(class, ref, plan.Persons, class.Expect.Persons, roster.Persons))
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

func differs(class *plan.Class, ref string, of plan.What, expected plan.Count, got int64) plan.Finding {
	return plan.NewFinding("roster_differs", class.Keys.At("expect", -1, class.Pos), ref,
		"name", firstOf(class.Name, class.ID), "of", plan.Word(of), "expected", statedCount(expected), "got", got)
}

// statedCount is a count as the paper says it.
type statedCount plan.Count

// Text is 269, 约100, 不少于3, 1–2 or ≤5.
func (c statedCount) Text(lang locale.Lang) string {
	switch {
	case c.Fixed != nil:
		return strconv.FormatInt(*c.Fixed, 10)
	case c.About != nil:
		return locale.Text(lang, "plan.word.about", problem.Args{"n": *c.About})
	case c.Min != nil && c.Max != nil:
		return fmt.Sprintf("%d–%d", *c.Min, *c.Max)
	case c.Min != nil:
		return locale.Text(lang, "plan.word.at_least", problem.Args{"n": *c.Min})
	}
	return fmt.Sprintf("≤%d", *c.Max)
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
