package api

import (
	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/id"
)

// objectionShape is an objection; who objected is masked, and the words are
// there only for who takes or answers objections.
type objectionShape struct {
	ID       id.ID                   `json:"id"`
	Notice   id.ID                   `json:"notice_id"`
	Number   string                  `json:"notice_number"`
	Serial   int                     `json:"serial"` // of the row, 0 for the whole notice
	Case     string                  `json:"case,omitempty"`
	Area     area.Code               `json:"area,omitempty"`
	Place    string                  `json:"place"`
	Public   bool                    `json:"from_public"`
	Named    bool                    `json:"named"`
	Received day.Date                `json:"received"`
	Due      day.Date                `json:"answer_by,omitzero"`
	Late     bool                    `json:"overdue"`
	State    casework.ObjectionState `json:"state" enum:"open,upheld,dismissed"`
	Settled  day.Date                `json:"settled,omitzero"`
	Receipt  string                  `json:"receipt,omitempty"`
	Name     string                  `json:"objector,omitempty"`
	Text     string                  `json:"statement,omitempty"`
	Looked   []string                `json:"looked_into_by"`
	Answer   string                  `json:"answer,omitempty"`
	Version  int64                   `json:"version"`
}

func shapeObjection(l app.ObjectionLine) objectionShape {
	o := l.Objection
	return objectionShape{ID: o.ID, Notice: o.Notice, Number: l.Number, Serial: o.Serial, Area: o.Area, Place: l.Place, Public: o.Public, Named: o.Named, Received: o.Received, Due: o.Due, Late: l.Late,
		State: o.State, Settled: o.Settled, Receipt: o.Receipt, Name: o.Name, Text: o.Text, Looked: shaped(o.Looked, func(p casework.Person) string { return p.Name }), Answer: o.Answer, Version: o.Version}
}

func (c *call) objections(in *struct {
	paging
	State casework.ObjectionState `query:"state" enum:"open,upheld,dismissed"`
	Late  bool                    `query:"overdue"`
}) (*page[objectionShape], error) {
	all, next, err := c.desk.Objections(c.ctx(), app.ObjectionsWanted{State: in.State, Late: in.Late, After: in.After, Limit: int(in.Limit)})
	if err != nil {
		return nil, err
	}
	return paged(c, all, next, shapeObjection), nil
}

type objectionPath struct {
	Objection id.ID `path:"objection"`
}

func (c *call) objection(in *objectionPath) (*objectionShape, error) {
	v, err := c.desk.Objection(c.ctx(), in.Objection)
	if err != nil {
		return nil, err
	}
	c.etag(int(v.Version))
	s := shapeObjection(v.ObjectionLine)
	s.Case = v.CaseOf
	return &s, nil
}

// objectionTake takes an objection that somebody brought; it stops its row. The
// answer bears the receipt number, to be handed out.
func (c *call) objectionTake(in *struct {
	noticePath
	Body struct {
		Serial  int64  `json:"serial" min:"0" max:"100000"` // 0 is the notice as a whole
		Name    string `json:"objector,omitempty" max:"60"`
		Contact string `json:"objector_contact,omitempty" max:"100"`
		Text    string `json:"statement" min:"1" max:"2000"`
	}
}) (*objectionShape, error) {
	b := in.Body
	o, err := c.desk.TakeObjection(c.ctx(), app.ObjectionOrder{Notice: in.Notice, Serial: int(b.Serial), Name: b.Name, Contact: b.Contact, Text: b.Text})
	if err != nil {
		return nil, err
	}
	c.created("/objections/%s", o.ID)
	return c.objection(&objectionPath{o.ID})
}

// objectionAnswerShape is an objection with what follows from its answer.
type objectionAnswerShape struct {
	Objection objectionShape `json:"objection"`
	Follows   id.ID          `json:"next_notice,omitempty"` // draft of the notice that follows
}

func (c *call) objectionSettle(in *struct {
	objectionPath
	seen
	Body struct {
		Upheld bool     `json:"upheld"`
		Reason string   `json:"reason" min:"1" max:"2000"`
		Looked []string `json:"looked_into_by" max:"20"` // names; others than those who checked
	}
}) (*objectionAnswerShape, error) {
	b := in.Body
	follows, err := c.desk.SettleObjection(c.ctx(), app.ObjectionAnswer{Objection: in.Objection, Seen: int64(in.number()), Upheld: b.Upheld, Reason: b.Reason, Looked: b.Looked})
	if err != nil {
		return nil, err
	}
	o, err := c.objection(&in.objectionPath)
	if err != nil {
		return nil, err
	}
	s := &objectionAnswerShape{Objection: *o}
	if follows != nil {
		s.Follows = follows.ID
	}
	return s, nil
}
