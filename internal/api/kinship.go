package api

import (
	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
)

// kinShape is a relative of a member of staff on record; name and number are
// masked.
type kinShape struct {
	ID       id.ID       `json:"id"`
	Account  string      `json:"account"`
	Staff    string      `json:"staff"`
	Area     area.Code   `json:"area,omitempty"` // where the member of staff sits
	Relation string      `json:"kin_relation" example:"父母"`
	Name     string      `json:"name"`
	IDNumber string      `json:"id_number,omitempty"`
	BornIn   int         `json:"born_in"`
	From     day.Date    `json:"from"`
	To       day.Date    `json:"to,omitzero"`
	Reason   string      `json:"reason,omitempty"` // why it ended
	Recorded day.Instant `json:"recorded"`
	InForce  bool        `json:"in_force"`
}

func shapeKin(k app.KinView) kinShape {
	return kinShape{k.ID, k.Account, k.Staff, k.Area, k.Relation, k.Name, k.IDNumber, k.BornIn, k.From, k.To, k.Reason, k.Recorded, k.InForce}
}

func (c *call) kinRegister(in *struct {
	paging
	All bool `query:"all"` // entries that ended too
}) (*page[kinShape], error) {
	list, next, err := c.desk.KinList(c.ctx(), in.All, app.PageOf{After: in.After, Limit: int(in.Limit)})
	if err != nil {
		return nil, err
	}
	return paged(c, list, next, shapeKin), nil
}

func (c *call) myKin(*nothing) (*page[kinShape], error) {
	list, err := c.desk.MyKin(c.ctx())
	if err != nil {
		return nil, err
	}
	return paged(c, list, "", shapeKin), nil
}

func (c *call) kinAdd(in *struct {
	Body struct {
		Relation string   `json:"kin_relation" min:"1" max:"20" example:"父母"`
		Name     string   `json:"name" min:"1" max:"60"`
		IDNumber string   `json:"id_number,omitempty" max:"30"` // without it, birth is needed
		Birth    day.Date `json:"birth,omitzero"`
		From     day.Date `json:"from,omitzero"` // today, when it is left out
	}
}) (*kinShape, error) {
	b := in.Body
	order := app.NewKin{Relation: b.Relation, Name: b.Name, IDNumber: b.IDNumber, From: b.From}
	if !b.Birth.IsZero() {
		order.Birth = b.Birth.String()
	}
	view, err := c.desk.AddKin(c.ctx(), order)
	if err != nil {
		return nil, err
	}
	return new(shapeKin(view)), nil
}

func (c *call) kinEnd(in *struct {
	Kinship id.ID `path:"kinship"`
	Body    struct {
		Last   day.Date `json:"last_day"`
		Reason string   `json:"reason" min:"1" max:"200"`
	}
}) (*doneAnswer, error) {
	return &doneAnswer{true}, c.desk.EndKin(c.ctx(), in.Kinship, in.Body.Last, in.Body.Reason)
}
