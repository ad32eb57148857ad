// Package term holds the office's dictionaries (词表): for each list the names
// that are kept, their codes in national standards, and the other spellings
// that lists and papers use. They are data, in terms.yaml.
package term

import (
	_ "embed"
	"fmt"
	"sync"

	"go.yaml.in/yaml/v3"
)

// The lists.
const (
	Category     = "category"      // hardship categories and other groups that plans cover
	Cause        = "cause"         // 致困原因
	Housing      = "housing"       // kind of dwelling
	HousingGrade = "housing_grade" // 危房等级
	Health       = "health"        // GB/T 2261.3
	Relation     = "relation"      // to the head of household, GB/T 4761
	Sex          = "sex"           // GB/T 2261.1
	Disability   = "disability"    // GB/T 26341
	IDKind       = "id_kind"       // kind of identity paper
	School       = "school"        // stage a pupil or student is at
	Employment   = "employment"    // work situation
	Marital      = "marital"       // GB/T 2261.2
	Political    = "political"     // GB/T 4762
	Education    = "education"     // GB/T 4658
	HelperKind   = "helper_kind"   // whence a helper comes
	CloseReason  = "close_reason"  // why a file is closed
	Kin          = "kin"           // a relative to a member of staff, 近亲属备案
	HazardKind   = "hazard_kind"   // 隐患
	DemandKind   = "demand_kind"   // 诉求和矛盾纠纷
)

// Term is one entry of a list.
type Term struct {
	Name   string   `yaml:"name"`   // canonical, Chinese
	Code   string   `yaml:"code"`   // in the list's standard, "" when it has none
	En     string   `yaml:"en"`     // English name
	Same   []string `yaml:"same"`   // other spellings
	Person bool     `yaml:"person"` // said of one person, not of a household
	Under  []string `yaml:"under"`  // wider terms of the same list that it implies, all of them
}

type list struct {
	Source string `yaml:"source"`
	Terms  []Term `yaml:"terms"`

	names   []string
	byText  map[string]*Term // by every spelling as listed and as normalised
	ordered []string         // normalised spellings in listed order, for suggestions
}

//go:embed terms.yaml
var data []byte

var shipped = sync.OnceValue(func() map[string]*list {
	all, err := parse(data)
	if err != nil {
		panic(err) // embedded at build time and covered by a test
	}
	return all
})

// lists are the shipped lists with the office's own spellings, if it has any.
func lists() map[string]*list {
	if own := extended.Load(); own != nil {
		return *own
	}
	return shipped()
}

func parse(data []byte) (map[string]*list, error) {
	var all map[string]*list
	if err := yaml.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("terms.yaml: %w", err)
	}
	for name, l := range all {
		if err := l.index(); err != nil {
			return nil, fmt.Errorf("terms.yaml: %s: %w", name, err)
		}
	}
	return all, nil
}

// index refuses a spelling that names two terms: which of them a cell meant
// would depend on the order of the file.
func (l *list) index() error {
	l.byText = map[string]*Term{}
	for i := range l.Terms {
		t := &l.Terms[i]
		l.names = append(l.names, t.Name)
		for _, text := range append([]string{t.Name, t.Code}, t.Same...) {
			if err := l.add(text, t); err != nil {
				return err
			}
		}
	}
	for _, t := range l.Terms {
		for _, wider := range t.Under {
			if w := l.byText[wider]; w == nil || w.Name != wider {
				return fmt.Errorf("%s is under %s, which is no term", t.Name, wider)
			}
		}
	}
	return nil
}

func (l *list) add(text string, t *Term) error {
	if text == "" {
		return nil
	}
	for _, key := range []string{text, normal(text)} {
		if other := l.byText[key]; other != nil && other != t {
			return fmt.Errorf("%s names both %s and %s", text, other.Name, t.Name)
		}
		l.byText[key] = t
	}
	l.ordered = append(l.ordered, normal(text))
	return nil
}

func find(name, text string) *Term {
	l := lists()[name]
	if l == nil {
		return nil
	}
	if t := l.byText[text]; t != nil {
		return t
	}
	return l.byText[normal(text)]
}

// Canonical is the name that is kept for a spelling or a code of the list.
// A hit on a listed spelling allocates nothing: it is asked for every cell.
func Canonical(list, text string) (name string, ok bool) {
	if t := find(list, text); t != nil {
		return t.Name, true
	}
	return "", false
}

// Names are the canonical names of the list in their listed order. The slice
// is shared and must not be changed.
func Names(list string) []string {
	if l := lists()[list]; l != nil {
		return l.names
	}
	return nil
}

// English is the English name of a canonical name, or the name itself.
func English(list, name string) string {
	if t := find(list, name); t != nil && t.En != "" {
		return t.En
	}
	return name
}

// Code is the code of a canonical name in the list's standard, "" when it has
// none.
func Code(list, name string) string {
	if t := find(list, name); t != nil {
		return t.Code
	}
	return ""
}

// Under are the wider terms that a canonical name implies: a 困难劳模 is a
// 劳动模范. The slice is shared and must not be changed.
func Under(list, name string) []string {
	if t := find(list, name); t != nil {
		return t.Under
	}
	return nil
}

// OfPerson tells whether a category is said of one person (劳动模范, 残疾人) and
// not of a household (低保对象).
func OfPerson(list, name string) bool {
	t := find(list, name)
	return t != nil && t.Person
}

// Source says whence the list comes: a standard, a law, or the forms in use.
func Source(list string) string {
	if l := lists()[list]; l != nil {
		return l.Source
	}
	return ""
}
