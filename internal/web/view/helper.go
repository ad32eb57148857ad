package view

import (
	"strconv"

	"songnuan/internal/app"
)

// HelperList is a page of the register of helpers.
type HelperList struct {
	Rows   []app.HelperLine
	Form   Form // the filters
	Kinds  []Option
	Tabs   []Tab
	Pager  Pager
	Import bool
	Keep   bool
}

// HelperShown is one helper.
type HelperShown struct {
	*app.HelperView
	Base   string
	Kind   string // in the reader's language
	Form   Form
	Keep   bool
	Reveal bool
}

// HelperEdit is the form of a helper.
type HelperEdit struct {
	Form   Form
	Base   string // "" of a new one
	Back   string
	Kinds  []Option
	Places []Option
	Seen   bool // phone and ID number stand masked
	Phone  string
	ID18   string
}

func loadOf(h app.HelperLine) string {
	return strconv.Itoa(h.Load) + " / " + strconv.Itoa(h.Capacity)
}
