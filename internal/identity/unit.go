package identity

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"songnuan/internal/area"
	"songnuan/internal/problem"
)

// Unit is an office, union, company or association. Units form a tree beside
// the tree of areas.
type Unit struct {
	Path   string    // chain of ordinals from the root, "0001.0004."
	Name   string    // unique
	Kind   string    // one of UnitKinds, "" is unknown
	Area   area.Code // where it sits, "" is unknown
	Closed string    // last day, "" is open; its records stay
}

// UnitKinds are what a unit can be.
var UnitKinds = []string{"office", "union", "company", "association", "other"}

// Check refuses a name that is empty, too long or holds control characters, and
// a kind that is none.
func (u Unit) Check() error {
	if n := utf8.RuneCountInString(strings.TrimSpace(u.Name)); n == 0 || n > unitNameMost || strings.ContainsFunc(u.Name, unicode.IsControl) {
		return problem.New(problem.Invalid, "identity.unit_name", "most", unitNameMost)
	}
	if u.Kind != "" && !slices.Contains(UnitKinds, u.Kind) {
		return problem.New(problem.Invalid, "identity.unit_kind")
	}
	return nil
}

// unitNameMost is how long the name of a unit may be, in characters.
const unitNameMost = 60

// Parent is the path of the unit above, "" at the root.
func (u Unit) Parent() string { return u.Path[:max(0, len(u.Path)-PathStep)] }

// Depth counts the units above.
func (u Unit) Depth() int { return len(u.Path)/PathStep - 1 }

// PathStep is how many characters one level adds to a path.
const PathStep = 5

// NextPath is the path after last below parent; last nil makes the first.
// A unit has at most 9,999 units directly below it.
func NextPath(parent string, last *string) (string, error) {
	n := 0
	if last != nil && len(*last) == len(parent)+PathStep {
		var err error
		if n, err = strconv.Atoi((*last)[len(parent) : len(parent)+PathStep-1]); err != nil {
			return "", problem.Wrap(err, problem.Internal, "problem.internal")
		}
	}
	if n >= 9999 {
		return "", problem.New(problem.TooLarge, "identity.too_many_units")
	}
	return fmt.Sprintf("%s%04d.", parent, n+1), nil
}
