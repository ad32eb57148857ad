package app

import (
	"cmp"
	"slices"
	"strings"

	"songnuan/internal/registry"
)

// touchedFields are the names of the fields of touches: of a member's field the
// field, of a person who is wanted "person".
func touchedFields(touches []registry.Touch) (fields []string) {
	for _, t := range touches {
		parts := strings.Split(t.Key, ".")
		name := parts[0]
		if len(parts) == 3 {
			name = parts[2]
		}
		if !slices.Contains(fields, name) {
			fields = append(fields, name)
		}
	}
	return fields
}

func sortConflicts(all []ChangeConflict) {
	slices.SortFunc(all, func(a, b ChangeConflict) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Village, b.Village))
	})
}

// numbersOf names the requests in the way, by number or, where that is not to be
// told, by village.
func numbersOf(all []ChangeConflict) string {
	var names []string
	for _, c := range all {
		if name := cmp.Or(c.Number, c.Village); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, "、")
}
