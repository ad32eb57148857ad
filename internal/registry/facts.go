package registry

import (
	"songnuan/internal/day"
	"songnuan/internal/rule"
)

// Facts are the household as a rule sees it on a day, as the store gives them
// of a household in its tables. unit is the name of its unit.
func (h *Household) Facts(on day.Date, unit string) rule.Household {
	f := rule.Household{Number: h.Number, Area: string(h.Area), Unit: h.Unit, UnitName: unit, Size: int64(h.Size), Covered: int64(h.Covered),
		Income: h.Income, IncomePerHead: h.IncomePerHead, RigidExpense: h.RigidExpense, Housing: h.Housing, HousingGrade: h.HousingGrade,
		Opened: h.Opened.String(), Extra: h.Extra}
	for i := range h.Members {
		f.Members = append(f.Members, h.Members[i].facts(on))
	}
	for _, c := range h.Categories {
		if !holds(c.From, c.To, on) {
			continue
		}
		f.Categories = append(f.Categories, c.Name)
		if c.Main && f.MainCategory == "" {
			f.MainCategory = c.Name
		}
		for i := range h.Members {
			if c.Member > 0 && h.Members[i].Seq == c.Member {
				f.Members[i].Categories = append(f.Members[i].Categories, c.Name)
			}
		}
	}
	for _, c := range h.Causes {
		if holds(c.From, c.To, on) {
			f.Causes = append(f.Causes, c.Name)
			if c.Main && f.MainCause == "" {
				f.MainCause = c.Name
			}
		}
	}
	f.Categories, f.Causes = rule.Names(f.Categories), rule.Names(f.Causes)
	for i := range f.Members {
		f.Members[i].Categories = rule.Names(f.Members[i].Categories)
	}
	return f
}

func holds(from, to, on day.Date) bool {
	return !from.After(on) && (to.IsZero() || !to.Before(on))
}

func (m *Member) facts(on day.Date) rule.Person {
	p := rule.Person{Age: rule.Age(m.Birth.String(), on.String()), Birth: m.Birth.String(), Sex: m.Sex, Relation: m.Relation, Health: m.Health, Disability: m.Disability,
		School: m.School, Employment: m.Employment, Covered: m.Covered, Income: m.Income, Head: m.IsHead()}
	if m.DisabilityGrade > 0 {
		grade := int64(m.DisabilityGrade)
		p.DisabilityGrade = &grade
	}
	return p
}
