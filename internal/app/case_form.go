package app

import (
	"context"
	"maps"
	"slices"

	"songnuan/internal/casework"
	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// hiddenFields are those of a form whose texts name a person.
var hiddenFields = []string{"name", "birth", "id_number", "disability_card", "phone", "card", "contact", "card_holder", "address", registry.FormNote}

// maskedForm is a form as typed, with masks for what names a person: it could
// not be read, so the masks of its household are not known.
func maskedForm(typed registry.Form) registry.Form {
	hide := func(fields map[string]string) map[string]string {
		shown := maps.Clone(fields)
		for _, name := range hiddenFields {
			if text := shown[name]; text != "" {
				shown[name] = maskedText(name, text)
			}
		}
		return shown
	}
	return eachFields(typed, func(_ int, fields map[string]string) map[string]string { return hide(fields) })
}

func maskedText(name, text string) string {
	switch name {
	case "birth":
		return text[:min(len(text), len("2006"))] + "****"
	case registry.FormNote:
		return ""
	case "id_number", "disability_card", "phone", "card":
		return hiddenNumber(text)
	}
	return maskedCell(name, text)
}

// hiddenNumber shows the ends of a number that may be wrong.
func hiddenNumber(text string) string {
	r := []rune(text)
	for i := range r {
		if i >= 3 && i < len(r)-2 {
			r[i] = '*'
		}
	}
	return string(r)
}

// unmaskedForm is a form with the texts of the one typed before in place of the
// masks that came back.
func unmaskedForm(f, typed registry.Form) registry.Form {
	return eachFields(f, func(member int, fields map[string]string) map[string]string {
		before := typed.Fields
		if member >= 0 {
			if member >= len(typed.Members) {
				return fields
			}
			before = typed.Members[member].Fields
		}
		clear := maps.Clone(fields)
		for _, name := range hiddenFields {
			if was := before[name]; was != "" && clear[name] == maskedText(name, was) {
				clear[name] = was
			}
		}
		return clear
	})
}

// eachFields gives the form with its fields put through a function: -1 is the
// household, else the place of the member.
func eachFields(f registry.Form, through func(member int, fields map[string]string) map[string]string) registry.Form {
	f.Fields = through(-1, f.Fields)
	f.Members = slices.Clone(f.Members)
	for i := range f.Members {
		f.Members[i].Fields = through(i, f.Members[i].Fields)
	}
	return f
}

// caseForm is a household of a case on its way in.
type caseForm struct {
	*Desk
	tx     *sqldb.Tx
	places *places
	form   registry.Form
	faults registry.Faults
}

// read makes a household of the form over what is known of it: the state before,
// or the file that the case is about. It is nil while something is wrong.
func (f *caseForm) read(ctx context.Context, before *store.CaseHousehold, file *registry.Household) (*registry.Household, error) {
	base := file
	switch {
	case before != nil && before.Household != nil:
		base = before.Household
	case before != nil:
		f.form = unmaskedForm(f.form, before.Form)
	}
	if base != nil {
		f.form.Household = base.ID
	}
	h, faults := f.form.Read(base, registry.FormOptions{Today: f.clock.Today(), Place: f.places.find, NewID: f.ids})
	f.faults = append(f.faults, faults...)
	if h == nil {
		return nil, nil
	}
	if h.Number == "" {
		h.MakeNumber(f.store.ContentDigest)
	}
	return h, f.fits(ctx, h)
}

// fits holds the household against the scope and the units.
func (f *caseForm) fits(ctx context.Context, h *registry.Household) error {
	e := &editing{Desk: f.Desk, tx: f.tx}
	unit, err := e.unitKnown(ctx, h.Unit)
	switch {
	case err != nil:
		return err
	case !unit:
		f.faults.Refuse("unit", "registry.unit_unknown")
	case !f.actor.Scope.Sees(h.Area, h.Unit):
		f.faults.Refuse("village", "app.outside_scope")
	}
	return nil
}

// hints tell of other files that hold one of the members: the household may have
// one already. They warn; who decides looks into it.
func (f *caseForm) hints(ctx context.Context, h *registry.Household) error {
	known, err := f.store.FindExisting(ctx, f.tx, []*store.Prepared{f.store.Prepare(h, f.clock.Now())})
	if err != nil {
		return err
	}
	for _, k := range known[0] {
		if k.ID == h.ID || k.Shared == 0 {
			continue
		}
		e := &editing{Desk: f.Desk, tx: f.tx, places: f.places, SavedHousehold: &SavedHousehold{}}
		if err := e.taken(ctx, &k, h); err != nil {
			return err
		}
		for _, one := range e.Faults {
			one.Severity = intake.Warning
			f.faults = append(f.faults, one)
		}
	}
	return nil
}

// minor refuses an applicant under age, or asks for a guardian, as the procedure
// says.
func (f *caseForm) minor(p *casework.Profile, h *registry.Household, applicant int, agent string) {
	if p.Apply.Adult == 0 || applicant < 0 || applicant >= len(h.Members) {
		return
	}
	m := &h.Members[applicant]
	if m.Birth.IsZero() || m.Birth.Age(f.clock.Today()) >= p.Apply.Adult {
		return
	}
	at := "applicant"
	switch {
	case p.Apply.Minor == "refuse":
		f.faults.Refuse(at, "casework.minor_applicant", "adult", p.Apply.Adult)
	case agent == "":
		f.faults.Refuse("agent", "casework.minor_guardian", "adult", p.Apply.Adult)
	}
}

// free refuses a household that applies already for the same, that has it, or
// that had it within the time in which the procedure grants it once. It is told
// at the number by which it is known.
func (f *caseForm) free(ctx context.Context, p *casework.Profile, c *casework.Case, numbers []personal.ID) error {
	known, err := (&acquainting{Desk: f.Desk, tx: f.tx, c: c, profile: p}).all(ctx, numbers)
	if err != nil {
		return err
	}
	var refused error
	for i := range known {
		k := &known[i]
		if !k.Refuses() {
			continue // what else is on file warns, see hints
		}
		if k.Member > 0 {
			f.faults.RefuseFor(k.at(), k.Why)
		}
		if refused == nil {
			refused = k.Why
		}
	}
	return refused
}

// fileOf is the file that a case is about, nil for none.
func (d *Desk) fileOf(ctx context.Context, tx *sqldb.Tx, number string) (*registry.Household, error) {
	if number == "" {
		return nil, nil
	}
	of, err := d.householdOf(ctx, tx, number)
	if err != nil {
		return nil, err
	}
	return d.store.Household(ctx, tx, of, d.actor.Scope)
}

// declaredOf gives the household as declared, with its form.
func (d *Desk) declaredOf(ctx context.Context, tx *sqldb.Tx, c *casework.Case) (*store.CaseHousehold, error) {
	h, err := d.store.CaseHousehold(ctx, tx, c.ID, casework.Declared, identity.Everything)
	if err == nil && h == nil {
		err = problem.New(problem.NotFound, "casework.no_case")
	}
	return h, err
}
