package view

import (
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/identity"
)

// AreaTree is a part of the area tree.
type AreaTree struct {
	*app.AreaPage
	Path  []Link // above the rows
	Found string // what was sought; the rows are what was found
	Pager Pager
	Keep  bool
	Today string
	Here  string // code of the area shown, "" at the top
}

// AreaShow is one area.
type AreaShow struct {
	area.Area
	Parent, Successor string // names
	Children          int64
	Withdrawn         bool
	Keep              bool
	Rename, Withdraw  Form
	Today             string
}

// AreaNew is the form of a new area.
type AreaNew struct {
	Form
	Above string
}

// AreaImport is the upload of a tree and what came of it.
type AreaImport struct {
	Form
	Report *app.AreaReport
	Faults []AreaFault
}

// AreaFault is a row of the file in words.
type AreaFault struct {
	Line int
	Code string
	Text string
}

// UnitTree is all units.
type UnitTree struct {
	Rows           []UnitRow
	New            Form
	Keep           bool
	Kinds, Parents []Option
}

// UnitRow is one unit of the tree.
type UnitRow struct {
	identity.Unit
	Where string
	Keep  bool
}

// UnitShow is one unit with what can be done to it.
type UnitShow struct {
	UnitRow
	Edit, Close Form
	Kinds       []Option
	Above       string
	Today       string
}

// indent is the class of a unit's place in the tree.
func indent(depth int) string {
	switch {
	case depth <= 0:
		return ""
	case depth == 1:
		return "indent-1"
	case depth == 2:
		return "indent-2"
	}
	return "indent-3"
}

// withdrawnOn tells whether an area has ended by a day.
func withdrawnOn(a area.Area, today string) bool { return a.ValidTo != "" && a.ValidTo < today }

func emptyAreas(p Page, t AreaTree) string {
	switch {
	case t.Found != "":
		return p.T("web.area.not_found")
	case t.Here != "":
		return p.T("web.area.nothing_below")
	}
	return p.T("web.area.none")
}

func levelName(p Page, a area.Area) string {
	if a.LocalLevel != "" {
		return a.LocalLevel
	}
	return p.T("web.area.level." + strconv.Itoa(int(a.Code.Level())))
}

func kindName(p Page, kind string) string {
	if kind == "" {
		return ""
	}
	return p.T("unit.kind." + kind)
}
