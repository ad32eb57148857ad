package api

import (
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/money"
)

// areaShape is a place of the area tree.
type areaShape struct {
	Area      area.Code `json:"area"`
	Name      string    `json:"name"`
	From      string    `json:"from,omitempty"`      // day
	To        string    `json:"to,omitempty"`        // last day
	Successor area.Code `json:"successor,omitempty"` // what a withdrawn code became
	Children  int64     `json:"children"`            // directly below
}

// areas gives the areas directly below one, by code.
func (c *call) areas(in *struct {
	Parent area.Code `query:"parent"` // the top, when it is left out
	After  area.Code `query:"after"`  // next of the page before
	Limit  int64     `query:"limit" min:"1" max:"500" default:"50"`
}) (*page[areaShape], error) {
	found, err := c.desk.Areas(c.ctx(), in.Parent, in.After, int(in.Limit))
	if err != nil {
		return nil, err
	}
	list := &page[areaShape]{Items: []areaShape{}}
	for _, a := range found.Rows {
		list.Items = append(list.Items, areaShape{a.Code, a.Name, a.ValidFrom, a.ValidTo, a.Successor, a.Children})
		if found.More {
			list.Next = string(a.Code)
		}
	}
	c.link(list.Next)
	return list, nil
}

func shapeUnit(u identity.Unit) unitShape { return unitShape{u.Path, u.Name, u.Area, u.Closed} }

func (c *call) units(*nothing) (*page[unitShape], error) {
	units, err := c.desk.Units(c.ctx())
	if err != nil {
		return nil, err
	}
	return paged(c, units, "", shapeUnit), nil
}

func (c *call) unitAdd(in *struct {
	Body struct {
		Name   string    `json:"name" min:"1" max:"60" example:"高埗镇总工会"`
		Parent string    `json:"parent,omitempty" max:"100" pattern:"^([0-9]{4}\\.)+$" example:"0001."` // path; the root, when it is left out
		Kind   string    `json:"kind,omitempty" max:"20"`
		Area   area.Code `json:"area,omitempty"`
	}
}) (*unitShape, error) {
	b := in.Body
	made, err := c.desk.AddUnit(c.ctx(), b.Parent, identity.Unit{Name: b.Name, Kind: b.Kind, Area: b.Area})
	if err != nil {
		return nil, err
	}
	return new(shapeUnit(made)), nil
}

// standardShape is a regional line: so many fen a month for one person, from a
// day.
type standardShape struct {
	Area   area.Code `json:"area"`
	Kind   string    `json:"kind" min:"1" max:"40" example:"dibao_line"`
	Amount money.Fen `json:"amount_fen" min:"1" max:"100000000"`
	From   day.Date  `json:"from"`
	To     day.Date  `json:"to,omitzero"`                                    // last day; without end, when it is left out
	Source string    `json:"source" min:"1" max:"200" example:"东民〔2026〕12号"` // the document that set it
	Issued day.Date  `json:"issued,omitzero"`                                // the day of the document
}

func shapeStandard(s area.Standard) standardShape {
	shape := standardShape{Area: s.Area, Kind: s.Kind, Amount: s.Amount, Source: s.Source}
	shape.From, _ = day.Parse(s.From) // written by the program: a day, or ""
	shape.To, _ = day.Parse(s.To)
	shape.Issued, _ = day.Parse(s.Issued)
	return shape
}

func (c *call) standards(in *struct {
	Area area.Code `query:"area"` // with all below it
	Kind string    `query:"kind" max:"40"`
}) (*page[standardShape], error) {
	lines, _, err := c.desk.Standards(c.ctx(), in.Area, in.Kind)
	if err != nil {
		return nil, err
	}
	list := &page[standardShape]{Items: []standardShape{}}
	for _, line := range lines {
		list.Items = append(list.Items, shapeStandard(line.Standard))
	}
	return list, nil
}

func (c *call) standardAdd(in *struct{ Body standardShape }) (*standardShape, error) {
	b := in.Body
	_, err := c.desk.AddStandard(c.ctx(), area.Standard{Area: b.Area, Kind: b.Kind, Amount: b.Amount, From: b.From.String(), To: b.To.String(), Source: b.Source, Issued: b.Issued.String()})
	if err != nil {
		return nil, err
	}
	return &b, nil
}
