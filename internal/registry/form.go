package registry

import (
	"slices"
	"strconv"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/intake"
	"songnuan/internal/money"
	"songnuan/internal/personal"
)

// Form is a household as a person types it: texts by the names of the list's
// fields, so that a form is read by the readers of lists. What is personal
// stands in it as its mask; a mask that comes back as it was means that nobody
// touched the field.
type Form struct {
	Household id.ID // "" opens a new file
	Version   int   // that the person has seen
	Fields    map[string]string
	Members   []FormMember // the first is the head unless another's relation says so
	// Categories and causes, the main one first.
	Categories []FormTerm
	Causes     []FormTerm
}

// FormMember is one person on a form.
type FormMember struct {
	ID      id.ID // "" is new
	Fields  map[string]string
	Pending bool // the number or the birth is still to be confirmed
}

// FormTerm is a category or a cause on a form.
type FormTerm struct {
	Name     string
	Member   int // place on the form, from 1; 0 is the whole household
	From, To string
}

// FormNote is the field whose text is put under the office's own column of
// remarks. It only adds: what stands there is not on the form.
const FormNote = "note"

// FormConfirmed is the field that says that a member's number was compared with
// the paper.
const FormConfirmed = "confirmed"

// FormFields are the household's fields on a form; FormMemberFields are a
// member's. The head's phone and card are the household's.
var (
	FormFields = []string{"number", "village", "unit", "size", "covered", "income", "per_head_month", "rigid_expense",
		"address", "housing", "housing_grade", "phone", "contact", "contact_relation", "card", "card_holder", "card_bank", "opened", FormNote}
	FormMemberFields = []string{"name", "relation", "sex", "birth", "id_kind", "id_number", FormConfirmed, "health", "disability", "disability_grade",
		"disability_card", "school", "employment", "member_covered", "member_income", "phone", "card"}
)

// remarks is the office's own column that a form's note goes to.
const remarks = "备注"

// Show is how much of a household stands on its form in the clear.
type Show struct{ Personal, Cards bool }

// hidden is a text with its mask.
type hidden struct{ clear, mask string }

func plain(text string) hidden { return hidden{text, text} }

func secret(v interface {
	Clear() string
	String() string
}) hidden {
	return hidden{v.Clear(), v.String()}
}

func nameOf(text string) hidden { return hidden{text, intake.Masked(text)} }

func birthOf(b day.Date) hidden {
	if b.IsZero() {
		return hidden{}
	}
	return hidden{b.String(), b.String()[:len("2006")] + "-**-**"}
}

// formTexts are the household's fields as a form has them.
func (h *Household) formTexts() map[string]hidden {
	return map[string]hidden{
		"number": plain(h.Number), "village": plain(string(h.Area)), "unit": plain(h.Unit), "size": count(h.Size), "covered": count(h.Covered),
		"income": amount(h.Income), "per_head_month": amount(h.IncomePerHead), "rigid_expense": amount(h.RigidExpense),
		"address": secret(personal.NewAddress(h.Address)), "housing": plain(h.Housing), "housing_grade": plain(h.HousingGrade),
		"phone": secret(h.Phone), "contact": nameOf(h.Contact), "contact_relation": plain(h.ContactRelation),
		"card": secret(h.Card), "card_holder": nameOf(h.CardHolder), "card_bank": plain(h.CardBank), "opened": plain(h.Opened.String()), FormNote: {},
	}
}

// formTexts are the member's fields as a form has them.
func (m *Member) formTexts() map[string]hidden {
	covered := "否"
	if m.Covered {
		covered = "是"
	}
	return map[string]hidden{
		"name": nameOf(m.Name), "relation": plain(m.Relation), "sex": plain(m.Sex), "birth": birthOf(m.Birth), "id_kind": plain(m.IDKind),
		"id_number": secret(m.IDNumber), FormConfirmed: {}, "health": plain(m.Health), "disability": plain(m.Disability), "disability_grade": count(m.DisabilityGrade),
		"disability_card": secret(m.DisabilityCard), "school": plain(m.School), "employment": plain(m.Employment), "member_covered": plain(covered),
		"member_income": amount(m.Income), "phone": secret(m.Phone), "card": secret(m.Card),
	}
}

func count(n int) hidden {
	if n == 0 {
		return hidden{}
	}
	return plain(strconv.Itoa(n))
}

func amount(fen *money.Fen) hidden { return plain(yuan(fen)) }

// shown chooses between the text and its mask.
func (s Show) shown(texts map[string]hidden) map[string]string {
	fields := make(map[string]string, len(texts))
	for name, text := range texts {
		fields[name] = text.mask
		if s.Personal && name != "card" || s.Cards && name == "card" {
			fields[name] = text.clear
		}
	}
	return fields
}

// NewForm is an empty form for a household in a village and a unit.
func NewForm(village area.Code, unit string, today day.Date) Form {
	return Form{Fields: map[string]string{"village": string(village), "unit": unit, "opened": today.String()},
		Members: []FormMember{{Fields: map[string]string{"relation": Head, "member_covered": "是"}}}}
}

// FormOf is the form of a household as it stands.
func FormOf(h *Household, show Show) Form {
	f := Form{Household: h.ID, Version: h.Version, Fields: show.shown(h.formTexts())}
	for i := range h.Members {
		f.Members = append(f.Members, FormMember{h.Members[i].ID, show.shown(h.Members[i].formTexts()), h.Members[i].IDPending})
	}
	categories := slices.Clone(h.Categories)
	slices.SortStableFunc(categories, func(a, b Category) int { return mainFirst(a.Main, b.Main) })
	for _, c := range categories {
		f.Categories = append(f.Categories, FormTerm{c.Name, c.Member, c.From.String(), c.To.String()})
	}
	causes := slices.Clone(h.Causes)
	slices.SortStableFunc(causes, func(a, b Cause) int { return mainFirst(a.Main, b.Main) })
	for _, c := range causes {
		f.Causes = append(f.Causes, FormTerm{Name: c.Name, From: c.From.String(), To: c.To.String()})
	}
	return f
}

func mainFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// Blank tells whether nothing was typed about the member.
func (m *FormMember) Blank() bool {
	for name, text := range m.Fields {
		if text != "" && name != "member_covered" && name != "relation" && name != "id_kind" {
			return false
		}
	}
	return true
}

// resolved is the form with the clear texts of base in place of the masks that
// came back.
func (f Form) resolved(base *Household) Form {
	if base == nil {
		return f
	}
	f.Fields = cleared(f.Fields, base.formTexts())
	f.Members = slices.Clone(f.Members)
	for i := range f.Members {
		if m := base.memberByID(f.Members[i].ID); m != nil {
			f.Members[i].Fields = cleared(f.Members[i].Fields, m.formTexts())
		}
	}
	return f
}

func cleared(fields map[string]string, texts map[string]hidden) map[string]string {
	clear := make(map[string]string, len(fields))
	for name, text := range fields {
		clear[name] = text
		if known := texts[name]; text != "" && text == known.mask {
			clear[name] = known.clear
		}
	}
	return clear
}

func (h *Household) memberByID(of id.ID) *Member {
	for i := range h.Members {
		if of != "" && h.Members[i].ID == of {
			return &h.Members[i]
		}
	}
	return nil
}
