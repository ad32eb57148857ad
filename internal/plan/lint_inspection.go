package plan

import (
	"slices"

	"songnuan/internal/term"
)

// inspections: what is looked for and how it is graded are words that the check
// list and the board know.
func (l *linter) inspections() {
	for i := range l.plan.Inspection {
		in := &l.plan.Inspection[i]
		label := "inspections." + in.ID
		for n, what := range in.Check {
			if _, known := term.Canonical(term.HazardKind, what); !known {
				l.Add("check_unknown", in.Keys.At("check", n, in.Pos), label, "name", in.label(), "text", clip(what))
			}
		}
		for n, grade := range in.Grades {
			if _, known := term.Canonical(term.HousingGrade, grade); !known {
				l.Add("grade_unknown", in.Keys.At("grades", n, in.Pos), label, "name", in.label(), "grade", clip(grade))
			}
		}
		for n, grade := range in.Grave {
			_, known := term.Canonical(term.HousingGrade, grade)
			if !known || len(in.Grades) > 0 && !slices.Contains(in.Grades, grade) {
				l.Add("grade_unknown", in.Keys.At("grave", n, in.Pos), label, "name", in.label(), "grade", clip(grade))
			}
		}
		if days, _ := in.Days.Planned(); days > 0 && in.Order == "" {
			l.say("days_without_order", "inspections", &in.Clause, "days")
		}
	}
}
