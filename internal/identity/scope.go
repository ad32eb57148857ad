package identity

import (
	"strings"

	"songnuan/internal/area"
)

// Scope is what an actor may see (范围): areas and units, each with all below
// it. A record is seen when its area lies in one of the areas AND its unit in
// one of the units; an empty list does not narrow. The zero Scope sees nothing:
// Everything is for an actor without bounds.
type Scope struct {
	All   bool
	Areas []area.Code
	Units []string // paths
}

// Everything is the scope without bounds.
var Everything = Scope{All: true}

// Sees tells whether a record of the area and unit lies in the scope.
func (s Scope) Sees(where area.Code, unit string) bool {
	if s.All {
		return true
	}
	if len(s.Areas) == 0 && len(s.Units) == 0 {
		return false
	}
	return (len(s.Areas) == 0 || anyArea(s.Areas, where)) && (len(s.Units) == 0 || anyUnit(s.Units, unit))
}

// SeesArea tells whether records of an area can lie in the scope at all, in
// whatever unit.
func (s Scope) SeesArea(where area.Code) bool {
	return s.All || len(s.Areas) > 0 && anyArea(s.Areas, where) || len(s.Areas) == 0 && len(s.Units) > 0
}

// SeesUnit tells whether records of a unit can lie in the scope at all, in
// whatever area.
func (s Scope) SeesUnit(unit string) bool {
	return s.All || len(s.Units) > 0 && anyUnit(s.Units, unit) || len(s.Units) == 0 && len(s.Areas) > 0
}

// Within is the scope narrowed to an area and a unit of a campaign or a query;
// "" does not narrow. ok is false when nothing is left.
func (s Scope) Within(where area.Code, unit string) (narrow Scope, ok bool) {
	if !s.All && len(s.Areas) == 0 && len(s.Units) == 0 {
		return Scope{}, false
	}
	if narrow.Areas, ok = narrowAreas(s.Areas, where); !ok {
		return Scope{}, false
	}
	narrow.Units, ok = narrowUnits(s.Units, unit)
	narrow.All = s.All && where == "" && unit == ""
	return narrow, ok
}

func anyArea(areas []area.Code, where area.Code) bool {
	for _, a := range areas {
		if a.Contains(where) {
			return true
		}
	}
	return false
}

func anyUnit(units []string, unit string) bool {
	for _, u := range units {
		if strings.HasPrefix(unit, u) {
			return true
		}
	}
	return false
}

func narrowAreas(areas []area.Code, where area.Code) ([]area.Code, bool) {
	if where == "" {
		return areas, true
	}
	if len(areas) == 0 || anyArea(areas, where) {
		return []area.Code{where}, true
	}
	var inside []area.Code
	for _, a := range areas {
		if where.Contains(a) {
			inside = append(inside, a)
		}
	}
	return inside, len(inside) > 0
}

func narrowUnits(units []string, unit string) ([]string, bool) {
	if unit == "" {
		return units, true
	}
	if len(units) == 0 || anyUnit(units, unit) {
		return []string{unit}, true
	}
	var inside []string
	for _, u := range units {
		if strings.HasPrefix(u, unit) {
			inside = append(inside, u)
		}
	}
	return inside, len(inside) > 0
}

// Covers tells whether everything that other sees lies in the scope too.
func (s Scope) Covers(other Scope) bool {
	switch {
	case s.All || other.seesNothing():
		return true
	case other.All || s.seesNothing():
		return false
	}
	for _, a := range other.Areas {
		if len(s.Areas) > 0 && !anyArea(s.Areas, a) {
			return false
		}
	}
	for _, u := range other.Units {
		if len(s.Units) > 0 && !anyUnit(s.Units, u) {
			return false
		}
	}
	return (len(s.Areas) == 0 || len(other.Areas) > 0) && (len(s.Units) == 0 || len(other.Units) > 0)
}

// CoversPlace tells whether everything in an area and a unit, each with all
// below it, lies in the scope; "" does not narrow.
func (s Scope) CoversPlace(where area.Code, unit string) bool {
	place, ok := Everything.Within(where, unit)
	return ok && s.Covers(place)
}

func (s Scope) seesNothing() bool { return !s.All && len(s.Areas) == 0 && len(s.Units) == 0 }
