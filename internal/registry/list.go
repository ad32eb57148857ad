package registry

import (
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/money"
)

// Gap is a set of facts that a file lacks (待补资料), a bit each.
type Gap int

// The facts. Rules ask for them, and a household without them stays undecided;
// their bits stand in the tables and keep their meaning for ever.
const (
	GapIncome   Gap = 1 << iota // monthly income a head
	GapIDNumber                 // a member's ID number
	GapPending                  // a member's number or birth is still to be confirmed
	GapCategory                 // any category
	GapPhone                    // the household's phone
	GapMember                   // fewer members are listed than live there

	AnyGap = GapIncome | GapIDNumber | GapPending | GapCategory | GapPhone | GapMember
)

// Gaps are the single facts, in the order they are shown.
var Gaps = []Gap{GapIncome, GapIDNumber, GapPending, GapCategory, GapPhone, GapMember}

// Name is the stable name of a single fact, "" of any other set.
func (g Gap) Name() string {
	switch g {
	case GapIncome:
		return "income"
	case GapIDNumber:
		return "id_number"
	case GapPending:
		return "pending"
	case GapCategory:
		return "category"
	case GapPhone:
		return "phone"
	case GapMember:
		return "member"
	}
	return ""
}

// ParseGap is the fact of a name, or AnyGap of "any".
func ParseGap(name string) (Gap, bool) {
	if name == "any" {
		return AnyGap, true
	}
	for _, g := range Gaps {
		if g.Name() == name {
			return g, true
		}
	}
	return 0, false
}

// noPaper is the kind of identity paper of who has none.
const noPaper = "无证件"

// Gaps are the facts that the file lacks.
func (h *Household) Gaps() (lacks Gap) {
	if h.IncomePerHead == nil {
		lacks |= GapIncome
	}
	for i := range h.Members {
		m := &h.Members[i]
		if m.IDNumber.IsZero() && m.IDKind != noPaper {
			lacks |= GapIDNumber
		}
		if m.IDPending {
			lacks |= GapPending
		}
	}
	if len(h.Categories) == 0 {
		lacks |= GapCategory
	}
	if h.Phone.IsZero() {
		lacks |= GapPhone
	}
	if h.Size > len(h.Members) {
		lacks |= GapMember
	}
	return lacks
}

// Filter narrows the list of households. The zero filter is every open file.
type Filter struct {
	Text       string    // name or part of it, pinyin, household number or its beginning, ID number or its last four, phone
	Area       area.Code // with all below it
	Unit       string    // path, likewise
	Categories []string  // any of them holds on the day On
	Cause      string    // likewise
	On         day.Date  // unset is every day
	Closed     bool      // closed files instead of open ones
	Lacks      Gap       // any of these facts

	SizeFrom, SizeTo     int        // persons; 0 is no bound
	IncomeFrom, IncomeTo *money.Fen // a month a head; a bound leaves out who did not say

	ChangedSince   day.Instant // the version in force was recorded then or later
	UnchangedSince day.Instant // before then
	NeverHelped    bool        // no campaign has recorded that it was helped
	Batch          id.ID       // an import that entered or changed it
	Households     []id.ID     // these only
}

// SortBy is what the list is ordered by. Equal ones stand in the order of their
// entry.
type SortBy string

// The orders.
const (
	ByNumber  SortBy = "number"
	ByVillage SortBy = "village"
	ByIncome  SortBy = "income" // who did not say comes before none
	ByChange  SortBy = "change"
	ByHead    SortBy = "head" // pinyin
)

// SortBys are the orders, as they are offered.
var SortBys = []SortBy{ByNumber, ByVillage, ByIncome, ByChange, ByHead}

// Order is an order and its direction.
type Order struct {
	By   SortBy
	Down bool
}

// Cut is which page of a list is asked for: the one after a key, the one before
// a key, or the first.
type Cut struct {
	After, Before string
	Limit         int // 1 to some hundreds
}

// Line is a household on the list, in the clear.
type Line struct {
	ID            id.ID
	Number        string
	Area          area.Code
	Unit          string
	Head          string
	Size          int
	IncomePerHead *money.Fen // fen a month
	Categories    []string   // in force on Filter.On, the main one first
	Lacks         Gap
	Closed        day.Date
	Changed       day.Instant
	LastHelped    day.Date // unset is never
}

// Page is a page of the list, with the keys of the pages beside it, "" where
// there is none.
type Page struct {
	Lines      []Line
	Prev, Next string
}

// Total is how many a list holds. Over tells that there are more than were
// counted, and then Persons is not known.
type Total struct {
	Households, Persons int64
	Over                bool
}
