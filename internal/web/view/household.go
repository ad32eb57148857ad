package view

import (
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/money"
)

// HouseholdList is the list of households under a filter.
type HouseholdList struct {
	Filter                                     Form
	Villages, Units, Categories, Causes, Lacks []Option
	Imports                                    []Option // none where the person sees no imports
	More                                       bool     // the further filters are open
	Tabs                                       []Tab
	Counts                                     string // address of the counts, "" when they are here
	Total                                      string
	Columns                                    []HouseholdColumn
	Rows                                       []HouseholdRow
	Dense                                      bool
	Pager                                      Pager
	Named                                      []string // the filters that are set, in words
	Clear                                      string
	Query                                      string // what was asked, for the actions
	All                                        bool   // everything that the filter leaves is meant, not what is ticked
	AllHref, OneHref                           string
	CanKeep, CanExport, CanImport              bool
	Choosable                                  []HouseholdColumn // columns that can be shown or not
}

// HouseholdColumn is a column of the list.
type HouseholdColumn struct {
	Key, Title string
	Shown      bool
	SortHref   string // "" when it has no order
	Sorted     string // ascending, descending or ""
	Number     bool
}

// HouseholdRow is one line of the list, masked.
type HouseholdRow struct {
	ID, Number, Href, Head string
	Cells                  map[string]HouseholdCell // by key of the column
}

// HouseholdCell is a text, or badges.
type HouseholdCell struct {
	Text   string
	Badges []HouseholdBadge
	Quiet  bool
}

// HouseholdBadge is a word on a tint.
type HouseholdBadge struct{ Tone, Text string }

// HouseholdPage is one file.
type HouseholdPage struct {
	*app.HouseholdView
	Tabs                         []Tab
	Tab                          string
	Base                         string // address of the page
	State                        HouseholdBadge
	Badges                       []HouseholdBadge
	CanKeep, CanReveal, CanCards bool
	Reveal, Close, Reopen        Form
	RevealReasons, CloseReasons  []Option
	Events                       []HouseholdEvent
	NextEvents                   string
	Help                         []HouseholdEvent
	Files                        []HouseholdEvent
	MemberCategories             map[int]string // by Seq
	OwnCategories                []string
	Grants                       []app.GrantView
	Suspects                     []Link                // files that may be the same household
	CanAsk                       bool                  // for a change
	Asked                        []HouseholdOpenChange // that have not ended
	Hazards                      []HouseholdHazard     // not cleared
	CanInspect                   bool
	CanTake                      bool
}

// HouseholdEvent is one thing that happened, in words.
type HouseholdEvent struct {
	When, What, Who, Note string
	Look                  bool
	Changes               []HouseholdChange
	Record                string
	FileHref              string // where an attachment is opened
	State                 HouseholdBadge
	Title                 string
	To                    Link // a change request
}

// HouseholdChange is one field before and after, masked.
type HouseholdChange struct{ Field, Old, New string }

// HouseholdForm is the form of a file, new or as it stands.
type HouseholdForm struct {
	Form
	Action     string
	Back       string
	New        bool
	Members    []HouseholdFormMember
	Categories []int // places, from 1
	Causes     []int
	Options    map[string][]Option // by name of the field
	Faults     []HouseholdFault
	Doubtful   bool // nothing is wrong, but the warnings have not been accepted
	Taken      []HouseholdChoice
	Collisions []HouseholdChoice
	Similar    []HouseholdSimilar
	Asked      []HouseholdOpenChange // change requests of the file that have not ended
	Hidden     []Option              // of the page of collisions: all that was typed
}

// HouseholdFormMember is one person on the form.
type HouseholdFormMember struct {
	Place   int
	Prefix  string // "member.2."
	Title   string
	Pending bool // the number is still to be confirmed
	Alone   bool // nobody else is on the form
}

// HouseholdFault is something wrong or doubtful at a field.
type HouseholdFault struct {
	ID, Label, Text string
	Warning         bool
}

// HouseholdChoice is a field that two have changed.
type HouseholdChoice struct {
	Name, Label, Base, Theirs, Mine string
	Chosen                          string
}

// HouseholdSimilar is a file that may be of the same household.
type HouseholdSimilar struct{ Text, Href string }

// HouseholdSearch is what a search over everything found.
type HouseholdSearch struct {
	Text  string
	Found []HouseholdFound
	Pager Pager
}

// HouseholdFound is one household found.
type HouseholdFound struct{ Number, Href, Head, Village, By, State string }

// CategoryTone is the tint of a category: life-long care in violet, allowances in blue, persons in
// teal.
func CategoryTone(name string, ofPerson bool) string {
	switch {
	case ofPerson:
		return "teal"
	case name == "特困人员":
		return "violet"
	}
	return "blue"
}

// listed joins texts as a sentence lists them.
func listed(p Page, texts []string) string { return strings.Join(texts, p.T("web.household.comma")) }

func yesNo(p Page, yes bool) string {
	if yes {
		return p.T("web.household.yes")
	}
	return p.T("web.household.no")
}

func yuanOf(p Page, fen *money.Fen) string {
	if fen == nil {
		return p.T("web.household.unknown")
	}
	return p.T("web.household.yuan", "amount", fen.Yuan())
}

func disabilityOf(p Page, kind string, grade int) string {
	if grade == 0 {
		return kind
	}
	return p.T("web.household.disability", "kind", kind, "grade", grade)
}

// causesOf are the causes, the main one first.
func causesOf(p Page, h HouseholdPage) string {
	var names []string
	for _, c := range h.Causes {
		names = append(names, c.Name)
	}
	return listed(p, names)
}
