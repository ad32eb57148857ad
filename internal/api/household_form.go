package api

import (
	"fmt"
	"net/http"
	"slices"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/intake"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
)

// formShape is a household as a person types it: texts by the names of the
// list's fields (docs/import.md). What is personal stands in it as its mask; a
// mask that comes back as it was leaves the field alone.
type formShape struct {
	Fields     map[string]string `json:"fields"`
	Members    []formMemberShape `json:"members" max:"50"` // the first is the head unless another's relation says so
	Categories []formTermShape   `json:"categories" max:"50"`
	Causes     []formTermShape   `json:"causes" max:"50"`
}

type formMemberShape struct {
	ID     id.ID             `json:"id,omitempty"` // left out for a new one
	Fields map[string]string `json:"fields"`

	Pending bool `json:"pending,omitempty"` // the number or the birth is still to be confirmed
}

type formTermShape struct {
	Name   string `json:"name" max:"100"`
	Member int    `json:"member,omitempty" min:"0" max:"50"` // place on the form, from 1; 0 is the household
	From   string `json:"from,omitempty" max:"40"`
	To     string `json:"to,omitempty" max:"40"`
}

func shapeForm(f registry.Form) *formShape {
	term := func(t registry.FormTerm) formTermShape { return formTermShape(t) }
	return &formShape{f.Fields, shaped(f.Members, func(m registry.FormMember) formMemberShape { return formMemberShape(m) }), shaped(f.Categories, term), shaped(f.Causes, term)}
}

func (f *formShape) form() registry.Form {
	term := func(t formTermShape) registry.FormTerm { return registry.FormTerm(t) }
	return registry.Form{Fields: f.Fields, Members: shaped(f.Members, func(m formMemberShape) registry.FormMember { return registry.FormMember(m) }),
		Categories: shaped(f.Categories, term), Causes: shaped(f.Causes, term)}
}

// householdBody is a form to be saved.
type householdBody struct {
	formShape
	Accepted bool              `json:"accepted,omitempty"` // the warnings were read
	Choices  map[string]string `json:"choices,omitempty"`  // on what another has changed too, by its key: mine or theirs
}

// savedShape is what became of a form.
type savedShape struct {
	Number    string `json:"number"`
	Version   int    `json:"version"`
	Unchanged bool   `json:"unchanged"` // the file says so already
}

// changedShape tells what another has changed meanwhile.
type changedShape struct {
	Version    int              `json:"version"`    // as the file stands
	Taken      []collisionShape `json:"taken"`      // changed by the other alone, and on the form now
	Collisions []collisionShape `json:"collisions"` // changed by both: choose
	Form       *formShape       `json:"form"`       // to be sent again
}

type collisionShape struct {
	Key    string `json:"key"` // by which a choice names it
	Member string `json:"member,omitempty"`
	Field  string `json:"field"`
	Base   string `json:"base"`
	Theirs string `json:"theirs"`
	Mine   string `json:"mine"`
}

func shapeCollision(c registry.Collision) collisionShape {
	return collisionShape{c.Key, c.Name, c.Field, c.Base, c.Theirs, c.Mine}
}

func (c *call) householdForm(in *householdPath) (*formShape, error) {
	form, err := c.desk.HouseholdForm(c.ctx(), in.Number)
	if err != nil {
		return nil, err
	}
	c.etag(form.Version)
	return shapeForm(form), nil
}

func (c *call) householdAdd(in *struct{ Body householdBody }) (*savedShape, error) {
	saved, err := c.saveHousehold(&in.Body, in.Body.form())
	if err == nil {
		c.created("/households/%s", saved.Number)
	}
	return saved, err
}

// householdSave brings a file up to a form. When another has changed it since
// the version of If-Match, it is refused with both values of every field.
func (c *call) householdSave(in *struct {
	householdPath
	seen
	Body householdBody
}) (*savedShape, error) {
	now, err := c.desk.HouseholdForm(c.ctx(), in.Number)
	if err != nil {
		return nil, err
	}
	form := in.Body.form()
	form.Household, form.Version = now.Household, in.number()
	return c.saveHousehold(&in.Body, form)
}

func (c *call) saveHousehold(body *householdBody, form registry.Form) (*savedShape, error) {
	if err := c.knownFields(&body.formShape); err != nil {
		return nil, err
	}
	choices := map[string]registry.Choice{}
	for key, choice := range body.Choices {
		choices[key] = registry.Choice(choice)
	}
	saved, err := c.desk.SaveHousehold(c.ctx(), app.SaveOrder{Form: form, Accepted: body.Accepted, Choices: choices})
	if err != nil {
		return nil, c.formRefused(saved, err)
	}
	c.etag(saved.Version)
	return &savedShape{saved.Number, saved.Version, saved.Unchanged}, nil
}

// knownFields refuses a form with fields that no list has: a misspelt one would
// be dropped unseen.
func (c *call) knownFields(form *formShape) error {
	found := &checker{lang: c.lang}
	look := func(at string, fields map[string]string) {
		for name := range fields {
			if name != registry.FormNote && name != registry.FormConfirmed && !slices.ContainsFunc(registry.Catalogue().Fields, func(f intake.Field) bool { return f.Name == name }) {
				found.wrong(join(at, clipped(name)), "api.check.unknown")
			}
		}
	}
	look("fields", form.Fields)
	for i := range form.Members {
		look(fmt.Sprintf("members[%d].fields", i), form.Members[i].Fields)
	}
	if len(found.found) == 0 {
		return nil
	}
	return &refusal{err: problem.New(problem.Invalid, "api.fields", "count", len(found.found)), errors: found.found}
}

// formRefused tells why a form was not saved: field by field, or with both
// values where another was faster.
func (c *call) formRefused(saved *app.SavedHousehold, err error) error {
	if saved == nil {
		return err
	}
	r := &refusal{err: err}
	for i := range saved.Faults {
		fault := &saved.Faults[i]
		r.errors = append(r.errors, fieldError{Field: fault.At, Message: fault.Text(c.lang)})
	}
	if problem.Is(err, problem.Conflict) {
		r.status = http.StatusPreconditionFailed
		r.extra = changedShape{saved.Form.Version, shaped(saved.Taken, shapeCollision), shaped(saved.Collisions, shapeCollision), shapeForm(saved.Form)}
	}
	return r
}

func (c *call) householdClose(in *struct {
	householdPath
	seen
	Body struct {
		On     day.Date `json:"on"` // from this day the file is closed
		Reason string   `json:"reason" min:"1" max:"40" example:"死亡"`
		Note   string   `json:"note,omitempty" max:"500"`
	}
}) (*savedShape, error) {
	known, err := c.desk.CloseHousehold(c.ctx(), app.CloseOrder{Number: in.Number, Version: in.number(), On: in.Body.On, Reason: in.Body.Reason, Note: in.Body.Note})
	return c.turned(known, err)
}

func (c *call) householdReopen(in *struct {
	householdPath
	seen
	Body struct {
		Note string `json:"note" min:"1" max:"500" example:"误销档，恢复"`
	}
}) (*savedShape, error) {
	known, err := c.desk.ReopenHousehold(c.ctx(), app.ReopenOrder{Number: in.Number, Version: in.number(), Note: in.Body.Note})
	return c.turned(known, err)
}

func (c *call) turned(known *registry.Known, err error) (*savedShape, error) {
	if err != nil {
		return nil, err
	}
	c.etag(known.Version)
	return &savedShape{Number: known.Number, Version: known.Version}, nil
}
