package api

import (
	"fmt"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/money"
	"songnuan/internal/registry"
)

// householdQuery narrows the list of households. A name or a number of a person
// does not stand in an address: for those there is the search.
type householdQuery struct {
	Tab        registry.Tab    `query:"tab" enum:"open,gaps,never,unchanged,closed"`
	Area       area.Code       `query:"area"`
	Unit       string          `query:"unit" max:"100" pattern:"^([0-9]{4}\\.)+$" example:"0001."` // path
	Category   string          `query:"category" max:"40"`
	Cause      string          `query:"cause" max:"40"`
	SizeFrom   int             `query:"size_from" min:"1" max:"100"`
	SizeTo     int             `query:"size_to" min:"1" max:"100"`
	IncomeFrom money.Fen       `query:"income_from" min:"0" max:"100000000"` // a head and month
	IncomeTo   money.Fen       `query:"income_to" min:"0" max:"100000000"`
	Import     id.ID           `query:"import"` // that entered or changed it
	By         registry.SortBy `query:"by" default:"number" enum:"number,village,income,change,head"`
	Down       bool            `query:"down"`
	paging
}

func (q *householdQuery) filter(today day.Date) registry.Filter {
	f := registry.Filter{Area: q.Area, Unit: q.Unit, Cause: q.Cause, SizeFrom: q.SizeFrom, SizeTo: q.SizeTo, Batch: q.Import}
	if q.Category != "" {
		f.Categories = []string{q.Category}
	}
	if q.IncomeFrom > 0 {
		f.IncomeFrom = &q.IncomeFrom
	}
	if q.IncomeTo > 0 {
		f.IncomeTo = &q.IncomeTo
	}
	if q.Tab != "" {
		f = f.Under(q.Tab, today)
	}
	return f
}

func (c *call) households(in *householdQuery) (*page[app.HouseholdLine], error) {
	found, err := c.desk.Households(c.ctx(), in.filter(c.desk.Today()), registry.Order{By: in.By, Down: in.Down}, registry.Cut{After: in.After, Limit: int(in.Limit)})
	if err != nil {
		return nil, err
	}
	return paged(c, found.Lines, found.Next, same), nil
}

// totalShape is how many a list holds; over 10,000 it says only that there are
// more.
type totalShape struct {
	Households int64 `json:"households"`
	Persons    int64 `json:"persons"`
	Over       bool  `json:"over"`
}

func shapeTotal(t registry.Total) totalShape { return totalShape(t) }

// householdCount counts apart from the pages: a count can take longer than a
// page.
func (c *call) householdCount(in *struct {
	householdQuery
}) (*totalShape, error) {
	total, err := c.desk.CountHouseholds(c.ctx(), in.filter(c.desk.Today()))
	if err != nil {
		return nil, err
	}
	return new(shapeTotal(total)), nil
}

// householdSearch looks for households. What is looked for may be a name or a
// number of a person, so it stands in the body and not in the address.
func (c *call) householdSearch(in *struct {
	paging
	Body struct {
		Text string `json:"text" min:"1" max:"60" example:"GB0012"` // a name or part of it, pinyin, an ID number or its last four signs, a phone, a household number
	}
}) (*page[foundShape], error) {
	found, next, err := c.desk.Search(c.ctx(), in.Body.Text, in.After, int(in.Limit))
	if err != nil {
		return nil, err
	}
	return paged(c, found, next, func(f app.FoundHousehold) foundShape {
		return foundShape{f.Household, f.Number, f.Village, f.Head, f.Member, string(f.Match), f.Closed}
	}), nil
}

// foundShape is a household that a search found, names masked.
type foundShape struct {
	ID      id.ID  `json:"id"`
	Number  string `json:"number"`
	Village string `json:"village"`
	Head    string `json:"head"`
	Member  string `json:"member,omitempty"` // by whom it was found
	Match   string `json:"match"`            // by what
	Closed  bool   `json:"closed"`
}

type householdPath struct {
	Number string `path:"number" min:"1" max:"64" example:"GB0012"`
}

func (c *call) household(in *struct {
	householdPath
	On day.Date `query:"on"` // as it was on record at the end of that day
}) (*app.HouseholdView, error) {
	view, err := c.desk.Household(c.ctx(), in.Number, in.On)
	if err != nil {
		return nil, err
	}
	c.etag(view.Version)
	return view, nil
}

// householdReveal shows a household in the clear. Every look is recorded with
// its reason, a repeated one too.
func (c *call) householdReveal(in *struct {
	householdPath
	Body struct {
		Reason string `json:"reason" min:"2" max:"100" example:"入户前核对身份"`
		Cards  bool   `json:"cards,omitempty"`
	}
}) (*app.HouseholdView, error) {
	return c.desk.RevealHousehold(c.ctx(), app.RevealOrder{Number: in.Number, Cards: in.Body.Cards, Reason: in.Body.Reason})
}

func (c *call) householdTimeline(in *struct {
	householdPath
	paging
}) (*page[app.TimelineEvent], error) {
	events, next, err := c.desk.HouseholdTimeline(c.ctx(), in.Number, in.After, int(in.Limit))
	if err != nil {
		return nil, err
	}
	return paged(c, events, next, same), nil
}

// etag tells the version of what is shown, for If-Match.
func (c *call) etag(version int) { c.w.Header().Set("ETag", fmt.Sprintf(`"%d"`, version)) }

// seen is the version that a change was made upon.
type seen struct {
	Version string `header:"If-Match" required:"yes" pattern:"^\"[0-9]{1,9}\"$" max:"12" example:"\"3\""`
}

func (s *seen) number() int {
	n, err := strconv.Atoi(s.Version[1 : len(s.Version)-1])
	if err != nil {
		return 0
	}
	return n
}
