package registry

import (
	"maps"

	"songnuan/internal/intake"
)

// Fields is which fields a list can say anything about: those it has columns
// for. An imported list changes these and leaves all others as they are.
type Fields struct {
	set     [fieldExtra + 1]bool
	members bool // the list names members, so its members are all there are
}

// FieldsOf the mapping.
func FieldsOf(m intake.Mapping) Fields {
	var f Fields
	for _, c := range m.Columns {
		switch c.Field {
		case intake.Ignore:
		case "":
			f.set[fieldExtra] = true
		default:
			f.set[byName[c.Field]] = true
		}
	}
	f.members = f.set[fieldRelation] || f.set[fieldName] && f.set[fieldHead] // numbers and names alone may be heads only
	return f
}

func (f Fields) any(fields ...field) bool {
	for _, one := range fields {
		if f.set[one] {
			return true
		}
	}
	return false
}

// Merge is what the household is after the list: old with new's word on the
// fields that the list has. Id, version and batch are old's; members keep their
// ids. In a list of members, who is not listed any more has left the
// household; a list of heads says nothing of the others.
func Merge(old, new *Household, f Fields) *Household {
	h := *old
	f.mergePlace(&h, new)
	f.mergeMoney(&h, new)
	f.mergeContact(&h, new)
	f.mergeFile(&h, new)
	h.Members = f.mergeMembers(old.Members, new.Members)
	if f.members {
		renumber(h.Members)
	}
	if f.any(fieldCategory) {
		h.Categories = mergeCategories(old, new, h.Members)
	} else {
		h.Categories = keptCategories(old, h.Members)
	}
	if f.any(fieldCause, fieldSecondCause) {
		h.Causes = new.Causes
	}
	if len(new.Extra) > 0 {
		h.Extra = maps.Clone(old.Extra)
		if h.Extra == nil {
			h.Extra = map[string]string{}
		}
		maps.Copy(h.Extra, new.Extra)
	}
	return &h
}

func (f Fields) mergePlace(h *Household, new *Household) {
	if f.set[fieldNumber] && new.Number != "" {
		h.Number = new.Number
	}
	if f.set[fieldVillage] || h.Area == "" {
		h.Area = new.Area
	}
	if f.set[fieldUnit] || h.Unit == "" {
		h.Unit = new.Unit
	}
	if new.Head != "" {
		h.Head = new.Head
	}
	if f.any(fieldAddress, fieldGroup) {
		h.Address = new.Address
	}
	if f.set[fieldHousing] {
		h.Housing = new.Housing
	}
	if f.set[fieldHousingGrade] {
		h.HousingGrade = new.HousingGrade
	}
}

func (f Fields) mergeMoney(h *Household, new *Household) {
	if f.set[fieldSize] || f.members {
		h.Size = new.Size
	}
	if f.any(fieldCovered, fieldMemberCovered) {
		h.Covered = new.Covered
	}
	h.Covered = min(h.Covered, h.Size)
	if f.any(fieldIncome, fieldIncomeMonth) {
		h.Income = new.Income
	}
	if f.any(fieldPerHeadMonth, fieldPerHeadYear, fieldIncome, fieldIncomeMonth) {
		h.IncomePerHead = new.IncomePerHead
	}
	if f.any(fieldRigidExpense, fieldRigidExpenseMonth) {
		h.RigidExpense = new.RigidExpense
	}
}

func (f Fields) mergeContact(h *Household, new *Household) {
	if f.set[fieldPhone] {
		h.Phone = new.Phone
	}
	if f.any(fieldContact, fieldPhone) && (f.set[fieldContact] || new.Contact != "") {
		h.Contact = new.Contact
	}
	if f.any(fieldContactRelation, fieldPhone) && (f.set[fieldContactRelation] || new.ContactRelation != "") {
		h.ContactRelation = new.ContactRelation
	}
	if f.set[fieldCard] {
		h.Card = new.Card
	}
	if f.set[fieldCardHolder] {
		h.CardHolder = new.CardHolder
	}
	if f.set[fieldCardBank] {
		h.CardBank = new.CardBank
	}
}

func (f Fields) mergeFile(h *Household, new *Household) {
	if f.set[fieldOpened] {
		h.Opened = new.Opened
	}
	if f.set[fieldClosed] {
		h.Closed = new.Closed
	}
	if f.set[fieldCloseReason] {
		h.CloseReason = new.CloseReason
	}
}

func (f Fields) mergeMembers(old, new []Member) []Member {
	var merged []Member
	listed := make([]bool, len(old))
	for i := range new {
		m := new[i]
		if j := findMember(old, &m); j >= 0 && !listed[j] {
			listed[j] = true
			m = f.mergeMember(old[j], m)
		}
		merged = append(merged, m)
	}
	if f.members {
		return merged
	}
	return keepUnlisted(merged, old, listed)
}

// keepUnlisted puts the members that a list of heads did not name behind the
// ones it named.
func keepUnlisted(merged, old []Member, listed []bool) []Member {
	if len(merged) == 0 {
		return old
	}
	for j := range old {
		if !listed[j] {
			m := old[j]
			if m.IsHead() { // another head now
				m.Relation = ""
			}
			merged = append(merged, m)
		}
	}
	renumber(merged)
	return merged
}

func renumber(members []Member) {
	for i := range members {
		members[i].Seq = i + 1
	}
}

func (f Fields) mergeMember(old, new Member) Member {
	m := old
	m.Name = new.Name
	if new.Relation != "" {
		m.Relation = new.Relation
	}
	if !new.IDNumber.IsZero() {
		m.IDNumber, m.IDKind, m.IDPending = new.IDNumber, new.IDKind, new.IDPending
		m.Sex, m.Birth = new.Sex, new.Birth
	} else if old.IDNumber.IsZero() {
		f.mergeIdentity(&m, new)
	}
	f.mergeHealth(&m, new)
	if f.any(fieldCovered, fieldMemberCovered) {
		m.Covered = new.Covered
	}
	if f.any(fieldMemberIncome, fieldMemberIncomeMonth) {
		m.Income = new.Income
	}
	if f.set[fieldPhone] {
		m.Phone = new.Phone
	}
	if f.set[fieldCard] {
		m.Card = new.Card
	}
	return m
}

// mergeIdentity of a member without an ID number.
func (f Fields) mergeIdentity(m *Member, new Member) {
	if f.set[fieldSex] {
		m.Sex = new.Sex
	}
	if f.set[fieldBirth] || f.set[fieldAge] && m.Birth.IsZero() {
		m.Birth, m.IDPending = new.Birth, new.IDPending
	}
	if f.set[fieldIDKind] {
		m.IDKind = new.IDKind
	}
}

func (f Fields) mergeHealth(m *Member, new Member) {
	if f.set[fieldHealth] {
		m.Health = new.Health
	}
	if f.any(fieldDisability, fieldDisabilityCard) {
		m.Disability = new.Disability
	}
	if f.any(fieldDisabilityGrade, fieldDisability, fieldDisabilityCard) {
		m.DisabilityGrade = new.DisabilityGrade
	}
	if f.set[fieldDisabilityCard] {
		m.DisabilityCard = new.DisabilityCard
	}
	if f.set[fieldSchool] {
		m.School = new.School
	}
	if f.set[fieldEmployment] {
		m.Employment = new.Employment
	}
}

// mergeCategories: the list's word on the household and on the members it
// names; a category that both know keeps its dates.
func mergeCategories(old, new *Household, members []Member) []Category {
	var merged []Category
	for _, c := range new.Categories {
		if c.Member > 0 {
			c.Member = seqOf(members, &new.Members[c.Member-1])
		}
		if known, ok := findCategory(old, &c, members); ok {
			c.From, c.To = known.From, known.To
		}
		merged = append(merged, c)
	}
	for _, c := range keptCategories(old, members) {
		if c.Member > 0 && findMember(new.Members, &members[c.Member-1]) < 0 {
			merged = append(merged, c)
		}
	}
	return merged
}

// keptCategories are old's under the new numbers of its members, without those
// of members who left.
func keptCategories(old *Household, members []Member) []Category {
	var kept []Category
	for _, c := range old.Categories {
		if c.Member > 0 {
			if c.Member > len(old.Members) {
				continue
			}
			if c.Member = seqOf(members, &old.Members[c.Member-1]); c.Member == 0 {
				continue
			}
		}
		kept = append(kept, c)
	}
	return kept
}

func findCategory(old *Household, c *Category, members []Member) (Category, bool) {
	for _, known := range keptCategories(old, members) {
		if known.Name == c.Name && known.Member == c.Member {
			return known, true
		}
	}
	return Category{}, false
}

// seqOf is the number of the same person among the members, 0 when he is not
// there.
func seqOf(members []Member, m *Member) int { return findMember(members, m) + 1 }
