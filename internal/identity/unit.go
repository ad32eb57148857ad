package identity

import (
	"fmt"
	"strconv"

	"songnuan/internal/area"
	"songnuan/internal/problem"
)

// Unit is an office, union, company or association. Units form a tree beside
// the tree of areas.
type Unit struct {
	Path string // chain of ordinals from the root, "0001.0004."
	Name string // unique
	Kind string
	Area area.Code // where it sits, "" is unknown
}

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
