package api

import (
	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/registry"
)

// freezeAdd holds changes back in a place around a payment.
func (c *call) freezeAdd(in *struct {
	Body struct {
		Area    area.Code `json:"area,omitempty"` // left out, the one area of who asks
		Unit    string    `json:"unit_path,omitempty" max:"100"`
		From    day.Date  `json:"from"`
		To      day.Date  `json:"to"`
		Aspects []string  `json:"aspects,omitempty" max:"20"` // none is all
		Reason  string    `json:"reason" min:"1" max:"200"`
	}
}) (*freezeShape, error) {
	b := in.Body
	order := app.FreezeOrder{Area: b.Area, Unit: b.Unit, From: b.From, To: b.To, Reason: b.Reason}
	for _, a := range b.Aspects {
		order.Aspects = append(order.Aspects, registry.Aspect(a))
	}
	f, err := c.desk.AddFreeze(c.ctx(), order)
	if err != nil {
		return nil, err
	}
	return c.freezeNow(f.ID)
}

func (c *call) freezeEnd(in *struct {
	Freeze id.ID `path:"freeze"`
	seen
}) (*freezeShape, error) {
	if err := c.desk.EndFreeze(c.ctx(), in.Freeze, in.number()); err != nil {
		return nil, err
	}
	return c.freezeNow(in.Freeze)
}

// freezeNow is a freeze as it stands after something was done to it.
func (c *call) freezeNow(of id.ID) (*freezeShape, error) {
	all, err := c.desk.Freezes(c.ctx())
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].ID == of {
			c.etag(all[i].Row)
			return new(shapeFreeze(all[i])), nil
		}
	}
	return &freezeShape{ID: of, Aspects: []string{}}, nil
}
