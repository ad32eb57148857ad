package view

import (
	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/likeness"
	"songnuan/internal/registry"
)

// DuplicateList is the queue of files that may be there twice.
type DuplicateList struct {
	Rows     []DuplicateRow
	State    likeness.SuspectState
	Tabs     []Tab
	Filter   Form
	Verdicts []Option
	Places   []Option // nil when a name is typed
	Pager    Pager
	Filtered bool
	CanScan  bool
}

// DuplicateRow is a suspect on the list.
type DuplicateRow struct {
	app.DuplicateLine
	For     []string // what speaks for it
	Against []string
	When    string // of the decision, else found
}

// DuplicatePage is one suspect, with its two files beside each other.
type DuplicatePage struct {
	*app.DuplicateView
	Base              string
	Pairs             []DuplicatePair
	Left, Right       *app.HouseholdView // the one that is kept, and the other
	Groups            []OfferGroup
	Outs              []Option // who may be taken out of which file
	Entries           []DuplicateEntry
	DecidedOn         string
	CanMark, CanMerge bool
	Closed            bool // one of the files
	Mark, Merge, Out  Form
	Undo              Form
}

// DuplicatePair is two persons who may be one.
type DuplicatePair struct {
	A, B         string // names
	Verdict      likeness.Verdict
	Score        int
	For, Against []string
}

// OfferGroup is the fields of the household, or of one member.
type OfferGroup struct {
	Title string
	Rows  []OfferRow
	Same  int // fields in which both agree
}

// OfferRow is a field in which the two files differ.
type OfferRow struct {
	registry.Offer
	Label string
}

// DuplicateEntry is a line of a campaign under way.
type DuplicateEntry struct {
	Title, Number, State, Href string
}

// verdictTone is the colour of a verdict.
func verdictTone(v likeness.Verdict) string {
	switch v {
	case likeness.Same:
		return "red"
	case likeness.Likely:
		return "amber"
	}
	return "blue"
}

// chosen tells whether a field's radio is set: as it was typed, or as offered.
func (d DuplicatePage) chosen(o registry.Offer, side registry.Side) bool {
	if had := d.Merge.Value("take." + o.Key); had != "" {
		return had == string(side)
	}
	return o.Take == side
}

// other is the file that is not kept.
func (d DuplicatePage) other() id.ID { return d.Right.ID }
