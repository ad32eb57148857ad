package view

import (
	"songnuan/internal/app"
	"songnuan/internal/area"
)

// StandardList is the regional lines of a part of the tree.
type StandardList struct {
	Filter      Form
	Rows        []StandardRow
	Withdrawn   []WithdrawnRow
	Kinds       []Option
	New, Upload Form
	Keep        bool
	Loaded      *app.AreaReport
}

// StandardRow is one line.
type StandardRow struct {
	area.Standard
	Where, Kind, Ends, State, Tone string
	Actor, Recorded                string
	Replaced                       bool   // ends where the next one begins
	Take                           string // where it is withdrawn
}

// WithdrawnRow is a line that was taken back.
type WithdrawnRow struct {
	StandardRow
	Reason, By, At string
}

// StandardWithdraw asks why a line is taken back.
type StandardWithdraw struct {
	Form
	StandardRow
}
