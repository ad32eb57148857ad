package registry

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/intake"
	"songnuan/internal/money"
)

// Difference is one thing that differs between two versions of a household. Old
// and New are as people read them, personal numbers masked.
type Difference struct {
	Field  string `json:"field"`            // name of a field of the list, or extra
	Member string `json:"member,omitempty"` // masked name; "" is the household
	Old    string `json:"old"`
	New    string `json:"new"`
}

// Diff lists what changed from old to new: the household's fields first, then
// each member's. Members are the same person when their ids are, or their ID
// numbers, or their names where one has no number.
func Diff(old, new *Household) []Difference {
	d := differ{}
	d.household(old, new)
	gone := make([]bool, len(old.Members))
	for i := range gone {
		gone[i] = true
	}
	for i := range new.Members {
		m := &new.Members[i]
		if j := samePlace(old.Members, m); j >= 0 && gone[j] {
			gone[j] = false
			d.member(old, new, &old.Members[j], m)
			continue
		}
		d.add("member", intake.Masked(m.Name), "", m.Relation)
	}
	for i := range old.Members {
		if gone[i] {
			d.add("member", intake.Masked(old.Members[i].Name), old.Members[i].Relation, "")
		}
	}
	return d.changes
}

type differ struct{ changes []Difference }

func (d *differ) add(field, member, old, new string) {
	d.changes = append(d.changes, Difference{field, member, old, new})
}

func (d *differ) text(field, member, old, new string) {
	if old != new {
		d.add(field, member, old, new)
	}
}

// secret compares what is hidden and shows the masks.
func (d *differ) secret(field, member string, old, new interface {
	Clear() string
	String() string
}) {
	if old.Clear() != new.Clear() {
		d.add(field, member, old.String(), new.String())
	}
}

func (d *differ) household(old, new *Household) {
	d.text("number", "", old.Number, new.Number)
	d.text("village", "", string(old.Area), string(new.Area))
	d.text("unit", "", old.Unit, new.Unit)
	if old.Head != new.Head {
		d.add("head", "", intake.Masked(old.Head), intake.Masked(new.Head))
	}
	d.text("size", "", strconv.Itoa(old.Size), strconv.Itoa(new.Size))
	d.text("covered", "", strconv.Itoa(old.Covered), strconv.Itoa(new.Covered))
	d.text("income", "", yuan(old.Income), yuan(new.Income))
	d.text("per_head_month", "", yuan(old.IncomePerHead), yuan(new.IncomePerHead))
	d.text("rigid_expense", "", yuan(old.RigidExpense), yuan(new.RigidExpense))
	d.text("address", "", old.Address, new.Address)
	d.text("housing", "", old.Housing, new.Housing)
	d.text("housing_grade", "", old.HousingGrade, new.HousingGrade)
	d.secret("phone", "", old.Phone, new.Phone)
	d.text("contact", "", old.Contact, new.Contact)
	d.text("contact_relation", "", old.ContactRelation, new.ContactRelation)
	d.secret("card", "", old.Card, new.Card)
	d.text("card_holder", "", intake.Masked(old.CardHolder), intake.Masked(new.CardHolder))
	d.text("card_bank", "", old.CardBank, new.CardBank)
	d.text("opened", "", old.Opened.String(), new.Opened.String())
	d.text("closed", "", old.Closed.String(), new.Closed.String())
	d.text("close_reason", "", old.CloseReason, new.CloseReason)
	d.text("category", "", categoriesOf(old, 0), categoriesOf(new, 0))
	d.text("cause", "", causesOf(old), causesOf(new))
	d.text("extra", "", extrasOf(old), extrasOf(new))
}

func (d *differ) member(old, new *Household, a, b *Member) {
	name := intake.Masked(b.Name)
	d.text("name", name, intake.Masked(a.Name), name)
	d.text("relation", name, a.Relation, b.Relation)
	d.text("sex", name, a.Sex, b.Sex)
	d.text("birth", name, a.Birth.String(), b.Birth.String())
	d.text("id_kind", name, a.IDKind, b.IDKind)
	d.secret("id_number", name, a.IDNumber, b.IDNumber)
	d.text("id_pending", name, strconv.FormatBool(a.IDPending), strconv.FormatBool(b.IDPending))
	d.text("health", name, a.Health, b.Health)
	d.text("disability", name, a.Disability, b.Disability)
	d.text("disability_grade", name, strconv.Itoa(a.DisabilityGrade), strconv.Itoa(b.DisabilityGrade))
	d.secret("disability_card", name, a.DisabilityCard, b.DisabilityCard)
	d.text("school", name, a.School, b.School)
	d.text("employment", name, a.Employment, b.Employment)
	d.text("member_covered", name, strconv.FormatBool(a.Covered), strconv.FormatBool(b.Covered))
	d.text("member_income", name, yuan(a.Income), yuan(b.Income))
	d.secret("phone", name, a.Phone, b.Phone)
	d.secret("card", name, a.Card, b.Card)
	d.text("category", name, categoriesOf(old, a.Seq), categoriesOf(new, b.Seq))
}

// samePlace is the index of the member with the same id, or else of the same
// person: a corrected number makes nobody another.
func samePlace(members []Member, m *Member) int {
	if i := slices.IndexFunc(members, func(known Member) bool { return m.ID != "" && known.ID == m.ID }); i >= 0 {
		return i
	}
	return findMember(members, m)
}

// findMember is the index of the same person, -1 when there is none.
func findMember(members []Member, m *Member) int {
	for i := range members {
		if known := &members[i]; !m.IDNumber.IsZero() && known.IDNumber.Secret == m.IDNumber.Secret {
			return i
		}
	}
	for i := range members {
		if known := &members[i]; known.Name == m.Name && (m.IDNumber.IsZero() || known.IDNumber.IsZero()) {
			return i
		}
	}
	return -1
}

func yuan(amount *money.Fen) string {
	if amount == nil {
		return ""
	}
	return amount.Yuan()
}

func categoriesOf(h *Household, seq int) string {
	var names []string
	for _, c := range h.Categories {
		if c.Member == seq {
			names = append(names, during(c.Name, c.From.String(), c.To.String()))
		}
	}
	slices.Sort(names)
	return strings.Join(names, "、")
}

func causesOf(h *Household) string {
	var main, others []string
	for _, c := range h.Causes {
		name := during(c.Name, c.From.String(), c.To.String())
		if c.Main {
			main = append(main, name)
		} else {
			others = append(others, name)
		}
	}
	slices.Sort(others)
	return strings.Join(append(main, others...), "、")
}

// during is a name with the time it holds, where that is known.
func during(name, from, to string) string {
	if from == "" && to == "" {
		return name
	}
	return fmt.Sprintf("%s(%s—%s)", name, from, to)
}

// extrasOf names the extras that are filled; their texts may hold anything and
// stay out.
func extrasOf(h *Household) string {
	var lines []string
	for _, key := range slices.Sorted(maps.Keys(h.Extra)) {
		lines = append(lines, fmt.Sprintf("%s(%d字)", key, len([]rune(h.Extra[key]))))
	}
	return strings.Join(lines, "、")
}
