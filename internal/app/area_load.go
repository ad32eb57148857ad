package app

import (
	"iter"

	"songnuan/internal/area"
	"songnuan/internal/problem"
)

// areaLoad sorts the rows of a file of areas while it is loaded.
type areaLoad struct {
	*Desk
	names          map[area.Code]string // in the file so far
	faults         []AreaFault
	wrong, renamed int64
}

// sound gives the rows that can be taken.
func (l *areaLoad) sound(rows iter.Seq2[area.Row, error]) iter.Seq2[area.Area, error] {
	return func(yield func(area.Area, error) bool) {
		for row, err := range rows {
			if err != nil {
				yield(area.Area{}, err)
				return
			}
			if err := l.judge(row); err != nil {
				l.wrong++
				l.note(AreaFault{Line: row.Line, Code: string(row.Area.Code), Err: err})
				continue
			}
			if !yield(row.Area, nil) {
				return
			}
		}
	}
}

func (l *areaLoad) note(f AreaFault) {
	if len(l.faults) < faultsShown {
		l.faults = append(l.faults, f)
	}
}

// judge is what is wrong with a row.
func (l *areaLoad) judge(row area.Row) error {
	a := row.Area
	if row.Err != nil {
		return row.Err
	}
	if err := area.CheckName(a.Name); err != nil {
		return err
	}
	if first, twice := l.names[a.Code]; twice && first != a.Name {
		return problem.New(problem.Conflict, "area.twice", "code", a.Code.Short(), "first", first, "second", a.Name)
	}
	l.names[a.Code] = a.Name
	if !l.actor.Scope.CoversPlace(a.Code, "") {
		return problem.New(problem.Forbidden, "area.outside", "code", a.Code.Short())
	}
	if a.Successor == a.Code {
		return problem.New(problem.Invalid, "area.successor", "code", a.Code.Short())
	}
	return nil
}

// named notes an area on record that the file gives another name.
func (l *areaLoad) named(a area.Area, was string) {
	l.renamed++
	l.note(AreaFault{Code: string(a.Code), Was: was, Renamed: a.Name})
}
