package api

import (
	"songnuan/internal/app"
	"songnuan/internal/blob"
	"songnuan/internal/casework"
	"songnuan/internal/id"
)

// caseBody is an application as it is filled in.
type caseBody struct {
	Kind      casework.Kind    `json:"kind" enum:"filing,dibao,destitute,marginal,rigid_expense,temporary_aid,urgent_aid,worker_severe,worker_relative,worker_accident,review,exit"`
	Channel   casework.Channel `json:"channel" enum:"self,village,union,office"`
	Agent     string           `json:"agent,omitempty" max:"200"` // who stands in for the applicant
	Cause     string           `json:"cause,omitempty" max:"200"`
	Number    string           `json:"number,omitempty" max:"64"` // of the file that it is about
	Form      *formShape       `json:"form,omitempty"`            // the household as declared; left out, one on file is as the file stands
	Applicant int              `json:"applicant,omitempty" min:"0" max:"50"`
	Note      string           `json:"note,omitempty" max:"200"`
	Accepted  bool             `json:"accepted,omitempty"` // the warnings were read
	Draft     bool             `json:"draft,omitempty"`    // keep it even where something is wrong
}

func (c *call) caseOrder(b *caseBody) (o app.CaseOrder, err error) {
	o = app.CaseOrder{Kind: b.Kind, Channel: b.Channel, Agent: b.Agent, Cause: b.Cause, Number: b.Number, Applicant: b.Applicant, Note: b.Note, Accepted: b.Accepted, Draft: b.Draft}
	if b.Form != nil {
		err = c.knownFields(b.Form)
		o.Form = b.Form.form()
	}
	return o, err
}

// savedCaseShape is what became of an application. The state of its form is the
// ETag.
type savedCaseShape struct {
	Case    id.ID    `json:"id"`
	Number  string   `json:"number,omitempty"`
	Version int64    `json:"version"`
	Faults  []string `json:"faults"` // of a draft, what is wrong or doubtful
}

// savedCase tells what became of a form of a case, field by field where it was
// refused.
func (c *call) savedCase(saved *app.SavedCase, err error) (*savedCaseShape, error) {
	if err != nil && saved == nil {
		return nil, err
	}
	s := &savedCaseShape{Case: saved.Case, Number: saved.Number, Version: saved.Version, Faults: []string{}}
	r := &refusal{err: err}
	for i := range saved.Faults {
		fault := &saved.Faults[i]
		s.Faults = append(s.Faults, fault.Text(c.lang))
		r.errors = append(r.errors, fieldError{Field: fault.At, Message: fault.Text(c.lang)})
	}
	if err != nil {
		return nil, r
	}
	c.etag(int(saved.Seen))
	return s, nil
}

func (c *call) caseOpen(in *struct{ Body caseBody }) (*savedCaseShape, error) {
	order, err := c.caseOrder(&in.Body)
	if err != nil {
		return nil, err
	}
	saved, err := c.desk.OpenCase(c.ctx(), order)
	if err == nil {
		c.created("/cases/%s", saved.Case)
	}
	return c.savedCase(saved, err)
}

func (c *call) caseSave(in *struct {
	casePath
	seen
	Body caseBody
}) (*savedCaseShape, error) {
	order, err := c.caseOrder(&in.Body)
	if err != nil {
		return nil, err
	}
	order.Seen = int64(in.number())
	return c.savedCase(c.desk.SaveCase(c.ctx(), in.Case, order))
}

func (c *call) caseSubmit(in *struct {
	casePath
	seen
}) (*savedCaseShape, error) {
	return c.savedCase(c.desk.SubmitCase(c.ctx(), in.Case, int64(in.number())))
}

func (c *call) caseDraft(in *casePath) (*caseBody, error) {
	f, err := c.desk.CaseDraft(c.ctx(), in.Case)
	if err != nil {
		return nil, err
	}
	c.etag(int(f.Seen))
	return &caseBody{Kind: f.Kind, Channel: f.Channel, Agent: f.Agent, Cause: f.Cause, Number: f.Number, Form: shapeForm(f.Form), Applicant: f.Applicant, Note: f.Note}, nil
}

// checkBody is a household as it was found at home.
type checkBody struct {
	Form     *formShape `json:"form"`
	Note     string     `json:"note,omitempty" max:"2000"`
	Photos   [][]byte   `json:"photos,omitempty" max:"5"`
	Accepted bool       `json:"accepted,omitempty"`
}

func (c *call) checkForm(in *casePath) (*checkBody, error) {
	f, err := c.desk.CheckForm(c.ctx(), in.Case)
	if err != nil {
		return nil, err
	}
	c.etag(int(f.Seen))
	return &checkBody{Form: shapeForm(f.Form), Note: f.Note}, nil
}

// checkSave writes down what was found at home; If-Match is the ETag of the form.
func (c *call) checkSave(in *struct {
	casePath
	seen
	Body checkBody
}) (*savedCaseShape, error) {
	if err := c.knownFields(in.Body.Form); err != nil {
		return nil, err
	}
	order := app.CheckOrder{Form: in.Body.Form.form(), Note: in.Body.Note, Accepted: in.Body.Accepted, Seen: int64(in.number())}
	for _, content := range in.Body.Photos {
		photo, err := blob.Of(content)
		if err != nil {
			return nil, err
		}
		order.Photos = append(order.Photos, photo)
	}
	return c.savedCase(c.desk.RecordCheck(c.ctx(), in.Case, order))
}
