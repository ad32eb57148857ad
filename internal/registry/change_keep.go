package registry

import "slices"

// putBack gives a household back what the request does not touch.
func (w *carrying) putBack(next, rest *Household) {
	next.Number, next.Opened, next.Closed, next.CloseReason, next.Extra = rest.Number, rest.Opened, rest.Closed, rest.CloseReason, rest.Extra
	people := w.touches(AspectMembers)
	if !w.touches(AspectPlace) {
		next.Area, next.Unit = rest.Area, rest.Unit
	}
	if _, given := w.ask.Fields["address"]; !given {
		next.Address = rest.Address
	}
	if !w.touches(AspectHousing) && w.ask.Fields["housing"] == "" {
		next.Housing, next.HousingGrade = rest.Housing, rest.HousingGrade
	}
	if !w.touches(AspectIncome) {
		next.Income, next.RigidExpense = rest.Income, rest.RigidExpense
		if !people {
			next.IncomePerHead = rest.IncomePerHead
		}
	}
	if !w.touches(AspectContact) {
		next.Phone, next.Contact, next.ContactRelation = rest.Phone, rest.Contact, rest.ContactRelation
	}
	if !w.touches(AspectCard) {
		next.Card, next.CardHolder, next.CardBank = rest.Card, rest.CardHolder, rest.CardBank
	}
	if !people && !w.touches(AspectCovered) {
		next.Size, next.Covered = rest.Size, rest.Covered
	}
	if !w.touches(AspectCause) {
		next.Causes = rest.Causes
	}
	if !w.touches(AspectCategory) {
		next.Categories = rest.Categories
	}
	w.keepMembers(next, rest)
}

func (w *carrying) touches(a Aspect) bool { return slices.Contains(w.touched, a) }

// keepMembers gives the members back what the request does not touch. A head's
// phone and card are the household's, so they follow it only where the request
// is about them.
func (w *carrying) keepMembers(next, rest *Household) {
	for i := range next.Members {
		m := &next.Members[i]
		was := rest.memberByID(m.ID)
		if was == nil {
			continue
		}
		given := w.ask.Members[m.ID]
		if !w.touches(AspectIdentity) {
			m.Name, m.Sex, m.Birth, m.IDKind, m.IDNumber, m.IDPending = was.Name, was.Sex, was.Birth, was.IDKind, was.IDNumber, was.IDPending
		}
		if !w.touches(AspectPerson) {
			m.Health, m.Disability, m.DisabilityGrade, m.DisabilityCard = was.Health, was.Disability, was.DisabilityGrade, was.DisabilityCard
			m.School, m.Employment = was.School, was.Employment
		}
		if _, said := given["member_covered"]; !said {
			m.Covered = was.Covered
		}
		if _, said := given["member_income"]; !said {
			m.Income = was.Income
		}
		if _, said := given["phone"]; !said && (!m.IsHead() || !w.touches(AspectContact)) {
			m.Phone = was.Phone
		}
		if _, said := given["card"]; !said && (!m.IsHead() || !w.touches(AspectCard)) {
			m.Card = was.Card
		}
		m.Relation = was.Relation
	}
	if !w.touches(AspectIdentity) {
		next.Head = rest.Head
	}
}
