package api

import (
	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
)

// helperShape is a helper of the register; the phone is masked.
type helperShape struct {
	ID           id.ID    `json:"id"`
	Number       string   `json:"number,omitempty"`
	Name         string   `json:"name"`
	Organisation string   `json:"organisation,omitempty"`
	Post         string   `json:"post,omitempty"`
	Kind         string   `json:"kind,omitempty" example:"公务员"`
	Village      string   `json:"village"`
	Skills       string   `json:"skills,omitempty"`
	Capacity     int64    `json:"capacity"`
	Load         int64    `json:"households"`
	Phone        string   `json:"phone,omitempty"`
	Closed       day.Date `json:"left,omitzero"`
}

func shapeHelper(h app.HelperLine) helperShape {
	return helperShape{h.ID, h.Number, h.Name, h.Organisation, h.Post, h.Kind, h.Village, h.Skills, int64(h.Capacity), int64(h.Load), h.Phone, h.Closed}
}

func (c *call) helpers(in *struct {
	paging
	Name string `query:"name" max:"60"`
	Kind string `query:"kind" max:"60"`
	Free bool   `query:"free"` // without a household
	Left bool   `query:"left"` // who help no more
}) (*page[helperShape], error) {
	lines, next, err := c.desk.HelperList(c.ctx(), app.HelperFilter{Name: in.Name, Kind: in.Kind, Free: in.Free, Closed: in.Left}, app.PageOf{After: in.After, Limit: int(in.Limit)})
	if err != nil {
		return nil, err
	}
	return paged(c, lines, next, shapeHelper), nil
}

type helperPath struct {
	Helper id.ID `path:"helper"`
}

func (c *call) helper(in *helperPath) (*helperShape, error) {
	h, err := c.desk.HelperOf(c.ctx(), in.Helper)
	if err != nil {
		return nil, err
	}
	c.etag(h.Version)
	shape := shapeHelper(h.HelperLine)
	return &shape, nil
}

// helperBody is a helper as he is sent.
type helperBody struct {
	Number       string    `json:"number,omitempty" max:"60"`
	Name         string    `json:"name" min:"1" max:"40"`
	Organisation string    `json:"organisation,omitempty" max:"60"`
	Post         string    `json:"post,omitempty" max:"60"`
	Kind         string    `json:"kind,omitempty" max:"60"`
	Area         area.Code `json:"area"`
	Capacity     int64     `json:"capacity" min:"1" max:"99"`
	Skills       string    `json:"skills,omitempty" max:"60"`
	Phone        string    `json:"phone,omitempty" max:"30"`
	IDNumber     string    `json:"id_number,omitempty" max:"30"`
}

func (b *helperBody) form(of id.ID, version int) app.HelperForm {
	return app.HelperForm{ID: of, Version: version, Number: b.Number, Name: b.Name, Organisation: b.Organisation, Post: b.Post, Kind: b.Kind, Area: b.Area, Capacity: int(b.Capacity), Skills: b.Skills,
		Phone: b.Phone, IDNumber: b.IDNumber}
}

func (c *call) helperAdd(in *struct{ Body helperBody }) (*helperShape, error) {
	of, err := c.desk.SaveHelper(c.ctx(), in.Body.form("", 0))
	if err != nil {
		return nil, err
	}
	c.created("/helpers/%s", of)
	return c.helper(&helperPath{of})
}

func (c *call) helperSave(in *struct {
	Helper id.ID `path:"helper"`
	seen
	Body helperBody
}) (*helperShape, error) {
	if _, err := c.desk.SaveHelper(c.ctx(), in.Body.form(in.Helper, in.number())); err != nil {
		return nil, err
	}
	return c.helper(&helperPath{in.Helper})
}

func (c *call) helperClose(in *struct {
	Helper id.ID `path:"helper"`
	seen
	Body struct {
		On day.Date `json:"on"`
	}
}) (*helperShape, error) {
	if err := c.desk.CloseHelper(c.ctx(), in.Helper, in.number(), in.Body.On); err != nil {
		return nil, err
	}
	return c.helper(&helperPath{in.Helper})
}

// liaisonShape is who speaks for a village; nobody in a village without.
type liaisonShape struct {
	Area    area.Code `json:"area"`
	Village string    `json:"village"`
	ID      id.ID     `json:"id,omitempty"`
	Name    string    `json:"name,omitempty"`
	Post    string    `json:"post,omitempty"`
	Phone   string    `json:"phone,omitempty"` // masked
	From    day.Date  `json:"from,omitzero"`
}

func (c *call) liaisons(*struct{}) (*page[liaisonShape], error) {
	lines, err := c.desk.Liaisons(c.ctx())
	if err != nil {
		return nil, err
	}
	return paged(c, lines, "", func(l app.LiaisonLine) liaisonShape {
		return liaisonShape{l.Area, l.Village, l.ID, l.Name, l.Post, l.Phone, l.From}
	}), nil
}

func (c *call) liaisonAdd(in *struct {
	Body struct {
		Area  area.Code `json:"area"`
		Name  string    `json:"name" min:"1" max:"40"`
		Post  string    `json:"post,omitempty" max:"40"`
		Phone string    `json:"phone" min:"1" max:"30"`
		From  day.Date  `json:"from,omitzero"`
	}
}) (*liaisonShape, error) {
	b := in.Body
	l, err := c.desk.AddLiaison(c.ctx(), app.NewLiaison{Area: b.Area, Name: b.Name, Post: b.Post, Phone: b.Phone, From: b.From})
	if err != nil {
		return nil, err
	}
	c.created("/liaisons/%s", l.ID)
	return &liaisonShape{Area: l.Area, ID: l.ID, Name: l.Name, Post: l.Post, Phone: l.Phone.String(), From: l.From}, nil
}

func (c *call) liaisonEnd(in *struct {
	Liaison id.ID `path:"liaison"`
}) (*pairDone, error) {
	return &pairDone{in.Liaison}, c.desk.EndLiaison(c.ctx(), in.Liaison)
}
