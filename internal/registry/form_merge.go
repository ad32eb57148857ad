package registry

import (
	"maps"
	"slices"
	"strings"

	"songnuan/internal/id"
)

// Collision is a field that two people gave different values since one state that
// both had seen. Base and Theirs are masked; Mine is as it was typed.
type Collision struct {
	At                 string // "phone", "member.2.phone", "category", "member.0" of a member that only theirs has
	Key                string // by which a choice names it: it holds ids instead of places
	Name               string // of the member, masked; "" is the household's
	Field              string // name of the field, "member" for a whole member
	Base, Theirs, Mine string
}

// Choice is whose value a field of a collision gets.
type Choice string

// The choices.
const (
	TakeMine   Choice = "mine"
	TakeTheirs Choice = "theirs"
)

// Rebase brings a form, begun on base, up to theirs, the file as another left it
// since. What only one of the two changed is taken over from there, and told in
// taken where it was the other; what both changed must be chosen, and is told in
// collisions, with mine left on the form.
func (f Form) Rebase(base, theirs *Household) (next Form, taken, collisions []Collision) {
	r := rebase{base: base, theirs: theirs}
	next = Form{Household: f.Household, Version: theirs.Version}
	next.Fields = r.fields("", "", "", f.Fields, base.formTexts(), theirs.formTexts())
	r.members(&f, &next)
	before, now := FormOf(base, Show{}), FormOf(theirs, Show{})
	next.Categories = r.terms("category", f.Categories, before.Categories, next.placed(now))
	next.Causes = r.terms("cause", f.Causes, before.Causes, now.Causes)
	return next, r.taken, r.collisions
}

type rebase struct {
	base, theirs      *Household
	taken, collisions []Collision
}

// fields settles one set of fields, in the order of the form.
func (r *rebase) fields(place, key, name string, mine map[string]string, base, theirs map[string]hidden) map[string]string {
	next := map[string]string{}
	names := FormFields
	if place != "" {
		names = FormMemberFields
	}
	for _, field := range names {
		b, t, m := base[field], theirs[field], mine[field]
		untouched := m == b.mask || m == b.clear
		c := Collision{At: place + field, Key: key + field, Name: name, Field: field, Base: b.mask, Theirs: t.mask, Mine: m}
		switch {
		case place != "" && theirs["relation"].clear == Head && (field == "phone" || field == "card"):
			next[field] = t.mask // the head's are the household's
		case t.clear == b.clear:
			next[field] = m
		case untouched:
			next[field] = t.mask
			r.taken = append(r.taken, c)
		case m == t.clear || m == t.mask:
			next[field] = t.mask
		default:
			next[field] = m
			r.collisions = append(r.collisions, c)
		}
	}
	return next
}

// members goes through mine in their order, and then through theirs that mine
// has not.
func (r *rebase) members(f, next *Form) {
	mine := map[id.ID]bool{}
	moved := map[int]int{} // places of members on the form, for its categories
	for i, m := range f.Members {
		mine[m.ID] = true
		base, theirs := r.base.memberByID(m.ID), r.theirs.memberByID(m.ID)
		switch {
		case m.ID == "" || base == nil:
			m.ID = ""
		case theirs == nil: // left the household meanwhile
			r.taken = append(r.taken, Collision{At: "member.0", Key: "member." + string(m.ID), Name: nameOf(base.Name).mask, Field: "member", Base: base.Relation, Mine: base.Relation})
			continue
		default:
			m.Fields = r.fields(at("member", len(next.Members), ""), "member."+string(m.ID)+".", nameOf(theirs.Name).mask, m.Fields, base.formTexts(), theirs.formTexts())
		}
		next.Members = append(next.Members, m)
		moved[i+1] = len(next.Members)
	}
	for i := range r.theirs.Members {
		t := &r.theirs.Members[i]
		if mine[t.ID] {
			continue
		}
		c := Collision{At: "member.0", Key: "member." + string(t.ID), Name: nameOf(t.Name).mask, Field: "member", Theirs: t.Relation}
		base := r.base.memberByID(t.ID)
		switch {
		case base == nil: // came meanwhile
			r.taken = append(r.taken, c)
			next.Members = append(next.Members, FormMember{t.ID, Show{}.shown(t.formTexts()), t.IDPending})
		case !sameTexts(base.formTexts(), t.formTexts()): // taken out here, changed there
			c.Base = base.Relation
			r.collisions = append(r.collisions, c)
		}
	}
	f.Categories = slices.Clone(f.Categories)
	for i := range f.Categories {
		f.Categories[i].Member = moved[f.Categories[i].Member]
	}
}

func sameTexts(a, b map[string]hidden) bool {
	for name, text := range a {
		if b[name] != text {
			return false
		}
	}
	return true
}

// terms settles a list of terms as one field.
func (r *rebase) terms(field string, mine, base, theirs []FormTerm) []FormTerm {
	c := Collision{At: field, Key: field, Field: field, Base: termsText(base), Theirs: termsText(theirs), Mine: termsText(mine)}
	switch {
	case c.Theirs == c.Base || c.Mine == c.Theirs:
		return mine
	case c.Mine == c.Base:
		r.taken = append(r.taken, c)
		return theirs
	}
	r.collisions = append(r.collisions, c)
	return mine
}

// termsText tells lists of terms apart, for people too.
func termsText(terms []FormTerm) string {
	var parts []string
	for _, t := range terms {
		if t.Name != "" {
			parts = append(parts, during(t.Name, t.From, t.To))
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, "、")
}

// Choose gives fields of the form the value that theirs, the file as it stands,
// has; choices are by Collision.Key. What was chosen as mine is on the form already.
func (f Form) Choose(theirs *Household, choices map[string]Choice) Form {
	fields := map[string]string{}
	maps.Copy(fields, f.Fields)
	own, standing := theirs.formTexts(), FormOf(theirs, Show{})
	for _, name := range FormFields {
		if choices[name] == TakeTheirs {
			fields[name] = own[name].mask
		}
	}
	f.Fields, f.Members = fields, slices.Clone(f.Members)
	for i := range f.Members {
		if m := theirs.memberByID(f.Members[i].ID); m != nil {
			f.Members[i].Fields = choose(f.Members[i].Fields, m, choices)
		}
	}
	for i := range theirs.Members {
		m := &theirs.Members[i]
		there := slices.ContainsFunc(f.Members, func(on FormMember) bool { return on.ID == m.ID })
		if choices["member."+string(m.ID)] == TakeTheirs && !there {
			f.Members = append(f.Members, FormMember{m.ID, Show{}.shown(m.formTexts()), m.IDPending})
		}
	}
	if choices["category"] == TakeTheirs {
		f.Categories = f.placed(standing)
	}
	if choices["cause"] == TakeTheirs {
		f.Causes = standing.Causes
	}
	return f
}

func choose(mine map[string]string, theirs *Member, choices map[string]Choice) map[string]string {
	fields := map[string]string{}
	texts := theirs.formTexts()
	for name, text := range mine {
		if fields[name] = text; choices["member."+string(theirs.ID)+"."+name] == TakeTheirs {
			fields[name] = texts[name].mask
		}
	}
	return fields
}

// placed are the categories of another form with the places that its members
// have on this one.
func (f Form) placed(other Form) (terms []FormTerm) {
	for _, t := range other.Categories {
		if t.Member > 0 && t.Member <= len(other.Members) {
			t.Member = 1 + slices.IndexFunc(f.Members, func(m FormMember) bool { return m.ID == other.Members[t.Member-1].ID })
		}
		terms = append(terms, t)
	}
	return terms
}
