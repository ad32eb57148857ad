package store

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/money"
	"songnuan/internal/rule"
	"songnuan/internal/sqldb"
)

// lines are the regional standards of a day by kind and area.
type lines map[string]map[area.Code]area.Standard

// linesOf keeps, of two standards in force in one area, the later.
func linesOf(standards []area.Standard) lines {
	all := lines{}
	for _, s := range standards {
		if all[s.Kind] == nil {
			all[s.Kind] = map[area.Code]area.Standard{}
		}
		if was, ok := all[s.Kind][s.Area]; !ok || s.From > was.From {
			all[s.Kind][s.Area] = s
		}
	}
	return all
}

// nearest is the line of the area itself or of the nearest area above. The
// code may also be a border, the end of an area's range.
func (l lines) nearest(kind string, code area.Code) (money.Fen, bool) {
	for _, digits := range []int{12, 9, 6, 4, 2, 0} {
		if digits > len(code) {
			continue
		}
		above := code[:digits]
		if digits > 0 {
			above += area.Code(strings.Repeat("0", 12-digits))
		}
		if s, ok := l[kind][above]; ok && inRange(above, code) {
			return s.Amount, true
		}
	}
	return 0, false
}

func inRange(above, code area.Code) bool {
	lo, hi := above.Range()
	return code >= lo && code < hi
}

// at gives all lines of an area, as a rule wants them.
func (l lines) at(code string) rule.Area {
	a := rule.Area{Code: code, Lines: map[string]money.Fen{}}
	for kind := range l {
		if amount, ok := l.nearest(kind, area.Code(code)); ok {
			a.Lines[kind] = amount
		}
	}
	return a
}

// step is a border in the order of codes: from here to the next one the line
// is amount, nil for none.
type step struct {
	from   string
	amount *money.Fen
}

func (l lines) steps(kind string) []step {
	var borders []string
	for code := range l[kind] {
		lo, hi := code.Range()
		borders = append(borders, string(lo), string(hi))
	}
	slices.Sort(borders)
	var steps []step
	for _, from := range slices.Compact(borders) {
		s := step{from: from}
		if amount, ok := l.nearest(kind, area.Code(from)); ok {
			s.amount = &amount
		}
		steps = append(steps, s)
	}
	return steps
}

// line finds a household's line by a binary tree of comparisons: a dozen for
// the lines of all counties of a nation.
func (tr *translator) line(kind string) fragment {
	steps := linesOf(tr.env.standards).steps(kind)
	if len(steps) == 0 {
		return nullNumber
	}
	return sqlf("CAST(@ AS BIGINT)", lineTree(steps, nil)).orNull()
}

func lineTree(steps []step, before *money.Fen) fragment {
	if len(steps) == 0 {
		if before == nil {
			return column("NULL")
		}
		return column(strconv.FormatInt(int64(*before), 10))
	}
	middle := len(steps) / 2
	border := "'" + strings.ReplaceAll(steps[middle].from, "'", "''") + "'"
	return sqlf("CASE WHEN h.area < "+border+" THEN @ ELSE @ END",
		lineTree(steps[:middle], before), lineTree(steps[middle+1:], steps[middle].amount))
}

// LinesAt gives the lines of an area on a day, as a rule wants them.
func (s *Store) LinesAt(ctx context.Context, tx *sqldb.Tx, where area.Code, on string) (rule.Area, error) {
	all, err := s.Standards(ctx, tx, on)
	return linesOf(all).at(string(where)), err
}
