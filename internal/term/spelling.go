package term

import (
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"songnuan/internal/problem"
)

// Spelling is how an office's own lists write a term.
type Spelling struct {
	List string
	Text string
	Name string // canonical
}

// extended are the lists with the office's spellings; nil without any. One
// program serves one database, so there is one of it.
var extended atomic.Pointer[map[string]*list]

// Use puts the office's spellings beside those of the program, in place of the
// ones before. They can only add to what is read, never change it: one that by
// now names another term is left out and given back. What is being read goes on
// with them from the next cell.
func Use(spellings []Spelling) (left []Spelling) {
	if len(spellings) == 0 {
		extended.Store(nil)
		return nil
	}
	all := maps.Clone(shipped())
	for _, s := range spellings {
		base := shipped()[s.List]
		if base == nil {
			left = append(left, s)
			continue
		}
		l := all[s.List]
		if l == base {
			l = base.clone()
			all[s.List] = l
		}
		t := base.byText[s.Name]
		if t == nil || t.Name != s.Name || l.add(s.Text, t) != nil {
			left = append(left, s)
		}
	}
	extended.Store(&all)
	return left
}

func (l *list) clone() *list {
	own := *l
	own.byText, own.ordered = maps.Clone(l.byText), slices.Clone(l.ordered)
	return &own
}

// spellingMost is how long a spelling may be, in characters.
const spellingMost = 40

// Check tells whether a spelling may be added: the list and the term are there,
// and nothing of the list is written so yet.
func (s Spelling) Check() error {
	l := shipped()[s.List]
	if l == nil {
		return problem.New(problem.NotFound, "term.no_list")
	}
	t := l.byText[s.Name]
	if t == nil || t.Name != s.Name {
		return problem.New(problem.Invalid, "term.no_term")
	}
	n := utf8.RuneCountInString(s.Text)
	if n == 0 || n > spellingMost || normal(s.Text) == "" || strings.ContainsFunc(s.Text, unicode.IsControl) {
		return problem.New(problem.Invalid, "term.bad_spelling", "most", spellingMost)
	}
	if !strings.ContainsFunc(s.Text, unicode.IsLetter) { // 1 and 2 are codes
		return problem.New(problem.Invalid, "term.spelling_number")
	}
	if known := find(s.List, s.Text); known != nil {
		return problem.New(problem.Conflict, "term.spelling_known", "name", known.Name)
	}
	return nil
}

// Lists are the names of all lists, in the order they are shown.
func Lists() []string {
	return []string{Category, Cause, Relation, Sex, IDKind, Health, Disability, School, Employment, Marital, Political, Education, Housing, HousingGrade, HelperKind, CloseReason, Kin, HazardKind, DemandKind}
}

// Terms are the entries of a list in their order, with the shipped spellings.
// The slice is shared and must not be changed.
func Terms(list string) []Term {
	if l := shipped()[list]; l != nil {
		return l.Terms
	}
	return nil
}
