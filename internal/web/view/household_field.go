package view

import "strconv"

// field is a field of the form by its name.
func (f HouseholdForm) field(name, label string) Field {
	out := Field{Form: f.Form, Name: name, Label: label, Options: f.Options[baseName(name)], Most: 200}
	if out.Options != nil {
		out.Kind = "select"
	}
	out.Required = baseName(name) == "village" || baseName(name) == "name" && len(f.Members) > 0 && name == "member.1.name"
	return out
}

func (f HouseholdForm) hinted(name, label, hint string) Field {
	out := f.field(name, label)
	out.Hint = hint
	return out
}

func (f HouseholdForm) dated(name, label string) Field {
	out := f.field(name, label)
	out.Kind = "date"
	return out
}

// term is a select of categories or causes.
func (f HouseholdForm) term(group string, place int, label string) Field {
	return Field{Form: f.Form, Name: group + "." + strconv.Itoa(place) + ".name", Label: label, Kind: "select", Options: f.Options[group]}
}

// ofMember is whose category it is.
func (f HouseholdForm) ofMember(p Page, place int) Field {
	options := []Option{{"0", p.T("web.household.whole")}}
	for _, m := range f.Members {
		options = append(options, Option{strconv.Itoa(m.Place), m.Title})
	}
	return Field{Form: f.Form, Name: "category." + strconv.Itoa(place) + ".member", Label: p.T("web.household.whose"), Kind: "select", Options: options}
}

func (f HouseholdForm) note(p Page) Field {
	out := f.hinted("note", p.T("web.household.field.note"), p.T("web.household.note_hint"))
	out.Kind, out.Across, out.Most = "textarea", true, 2000
	return out
}

func baseName(name string) string {
	for i := len(name) - 1; i >= 0; i-- {
		if name[i] == '.' {
			return name[i+1:]
		}
	}
	return name
}
