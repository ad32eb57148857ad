package store

import (
	"strings"

	"songnuan/internal/identity"
)

// scopeWhere is the condition that keeps the rows of a table with the columns
// area and unit within the scope. Every read of households, helpers and
// entries carries it.
func scopeWhere(alias string, s identity.Scope) (where string, args []any) {
	if s.All {
		return "1 = 1", nil
	}
	if len(s.Areas) == 0 && len(s.Units) == 0 {
		return "1 = 0", nil
	}
	var all []string
	for _, tree := range []struct {
		column string
		ranges [][2]string
	}{{alias + ".area", areaRanges(s)}, {alias + ".unit", unitRanges(s)}} {
		if len(tree.ranges) == 0 {
			continue
		}
		var some []string
		for _, r := range tree.ranges {
			some = append(some, tree.column+" >= ? AND "+tree.column+" < ?")
			args = append(args, r[0], r[1])
		}
		all = append(all, "("+strings.Join(some, " OR ")+")")
	}
	return strings.Join(all, " AND "), args
}

func areaRanges(s identity.Scope) (ranges [][2]string) {
	for _, a := range s.Areas {
		lo, hi := a.Range()
		ranges = append(ranges, [2]string{string(lo), string(hi)})
	}
	return ranges
}

func unitRanges(s identity.Scope) (ranges [][2]string) {
	for _, u := range s.Units {
		ranges = append(ranges, [2]string{u, u + "~"})
	}
	return ranges
}
