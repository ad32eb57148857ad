package store

import (
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/money"
	"songnuan/internal/sqldb"
	"songnuan/internal/visit"
)

// VisitLine is an entry on a list: nothing of what was answered.
type VisitLine struct {
	ID        id.ID
	Number    string
	Household id.ID
	File      string // number of the household
	Head      string
	Area      area.Code
	Unit      string
	Day       day.Date
	Act       string
	Way       visit.Way
	Own       money.Fen
	Aid       money.Fen
	Met       bool
	Signed    bool
	State     visit.State
	Flags     int64 // open
	Photos    int64
}

func scanVisitLine(row *sqldb.Row) (l VisitLine, err error) {
	var on string
	var met, signed int64
	err = row.Scan(&l.ID, &l.Number, &l.Household, &l.File, &l.Head, &l.Area, &l.Unit, &on, &l.Act, &l.Way, &l.Own, &l.Aid, &met, &signed, &l.State, &l.Flags, &l.Photos)
	l.Day, l.Met, l.Signed = dateOf(&on), met == 1, signed == 1
	return l, err
}
