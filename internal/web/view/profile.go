package view

import (
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/casework"
)

// ProfileList is the library of procedure profiles.
type ProfileList struct {
	app.ProfilePage
	Keep  bool // the person may upload and copy
	Kinds []Option
	Form  Form // what is looked for
	Pager Pager
}

// ProfileDoc is a profile as a readable document, beside what the check found.
type ProfileDoc struct {
	*app.ProfileView
	Doc      *casework.ProfileDocument
	Findings []Finding // the worst first
	Tabs     []Tab
	Copy     bool
}

// Of are the findings about a step, a condition or a class.
func (d *ProfileDoc) Of(ref string) (all []Finding) {
	for _, f := range d.Findings {
		if f.Clause == ref {
			all = append(all, f)
		}
	}
	return all
}

// profileTone is the colour of a profile's state.
func profileTone(s app.ProfileState) string {
	switch s {
	case app.ProfileInForce:
		return "green"
	case app.ProfileAhead:
		return "blue"
	case app.ProfileUnsound:
		return "red"
	}
	return ""
}

// kindNames are the kinds of a profile, by name.
func kindNames(p Page, l app.ProfileLine) []string {
	names := make([]string, len(l.Kinds))
	for i, k := range l.Kinds {
		names[i] = k.Text(p.Lang)
	}
	return names
}

// ProfileText is a profile's file.
type ProfileText struct {
	*app.ProfileView
	Tabs     []Tab
	Lines    []PlanTextLine
	Form     Form // of editing it
	Edit     bool
	Stale    bool // somebody saved a version meanwhile
	Changes  []casework.ProfileChange
	Findings []Finding
}

// ProfileVersions are the versions of a profile, and two of them side by side.
type ProfileVersions struct {
	*app.ProfileView
	Tabs     []Tab
	All      []casework.ProfileRevision
	Form     Form // before and after
	Compared bool
	Changes  []casework.ProfileChange
	Before   string // which versions these are
	After    string
	Pager    Pager
}

// ProfileUpload is the form by which a profile comes in.
type ProfileUpload struct{ Form }

// said names where a change stands: heading, item and label.
func said(c casework.ProfileChange) string {
	var parts []string
	for _, part := range []string{c.Part, c.Item, c.Label} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " · ")
}
