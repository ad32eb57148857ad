package api

import (
	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
)

// inPlace narrows a list to a place.
type inPlace struct {
	Area area.Code `query:"area"`
	Unit string    `query:"unit" max:"100" pattern:"^([0-9]{4}\\.)+$" example:"0001."` // path
	paging
}

func (p *inPlace) page() app.PageOf {
	return app.PageOf{Area: p.Area, Unit: p.Unit, After: p.After, Limit: int(p.Limit)}
}

func same[T any](one T) T { return one }

func (c *call) entries(in *struct {
	campaignPath
	State campaign.Outcome `query:"state" default:"open" enum:"open,helped,refused,not_eligible,moved,exception"`
	Class string           `query:"class" max:"60"` // on whose roster they stand
	inPlace
}) (*page[app.EntryLine], error) {
	lines, next, err := c.desk.EntryList(c.ctx(), app.EntryRef{Campaign: in.Campaign}, app.EntriesWanted{State: in.State, Class: in.Class, PageOf: in.page()})
	if err != nil {
		return nil, err
	}
	return paged(c, lines, next, same), nil
}

type entryPath struct {
	campaignPath
	Entry string `path:"entry" min:"1" max:"100" example:"0193591b-7c00-7d2a-8c3e-5b1f0a9d4e21"`
}

func (p *entryPath) ref() app.EntryRef { return app.EntryRef{Campaign: p.Campaign, Subject: p.Entry} }

// stepShape is what held of an entry from an instant on.
type stepShape struct {
	Seq      int64            `json:"seq"` // from 1
	State    campaign.Outcome `json:"state"`
	Reason   string           `json:"reason,omitempty"`
	ByHand   bool             `json:"by_hand"` // a person decided it
	Day      day.Date         `json:"day,omitzero"`
	Person   string           `json:"person,omitempty"` // who did it
	Approver string           `json:"approver,omitempty"`
	Note     string           `json:"note,omitempty"`
	File     string           `json:"file,omitempty"` // SM3 of what is attached
	Actor    string           `json:"actor"`
	Recorded day.Instant      `json:"recorded"`
	Village  area.Code        `json:"area"`
	Persons  int64            `json:"persons"`
}

func shapeStep(s *campaign.Step) stepShape {
	return stepShape{s.Seq, s.State, s.Reason, s.ByHand, s.Day, s.Person, s.Approver, s.Note, s.File, s.Actor, s.Recorded, s.Area, s.Persons}
}

func (c *call) entrySteps(in *entryPath) (*page[stepShape], error) {
	steps, err := c.desk.EntryHistory(c.ctx(), in.ref())
	if err != nil {
		return nil, err
	}
	return paged(c, steps, "", func(s campaign.Step) stepShape { return shapeStep(&s) }), nil
}

// entryShape is an entry with why it is there.
type entryShape struct {
	app.EntryLine
	Reasons []reasonShape `json:"reasons"`
}

// reasonShape is a line of a roster that the entry stands on.
type reasonShape struct {
	Class    string            `json:"class"`
	Name     string            `json:"name"` // masked
	Standing campaign.Standing `json:"standing"`
	Basis    campaign.Basis    `json:"basis"`
	Why      string            `json:"why"`
	Missing  string            `json:"missing_text,omitempty"` // fields without a value
	Due      string            `json:"due_text,omitempty"`     // what an entry of the class is due
}

func (c *call) entry(in *entryPath) (*entryShape, error) {
	view, err := c.desk.Entry(c.ctx(), in.ref(), c.lang)
	if err != nil {
		return nil, err
	}
	return &entryShape{view.Line, shaped(view.Reasons, func(r app.EntryReason) reasonShape {
		return reasonShape{r.Class, r.Name, r.Standing, r.Basis, r.Why, r.MissingT, r.Due}
	})}, nil
}

// outcomeBody records how an entry ended. What each state asks for: helped the
// day and the person; refused and not_eligible a note; moved an attached proof;
// exception a note and an approver; open a note.
type outcomeBody struct {
	State      campaign.Outcome `json:"state" enum:"open,helped,refused,not_eligible,moved,exception"`
	Day        day.Date         `json:"day,omitzero"`
	Person     string           `json:"person,omitempty" max:"40"`
	Note       string           `json:"note,omitempty" max:"1000"`
	Approver   string           `json:"approver,omitempty" max:"40"`
	Attachment []byte           `json:"attachment,omitempty"`   // a photo or document, base64
	Seen       int64            `json:"seen,omitempty" min:"0"` // steps of the entry that you have seen: with others recorded since it is refused
}

func (c *call) entryOutcome(in *struct {
	entryPath
	Body outcomeBody
}) (*stepShape, error) {
	b := in.Body
	order := app.OutcomeOrder{EntryRef: in.ref(), Seen: b.Seen,
		Finding: campaign.Finding{State: b.State, Day: b.Day, Person: b.Person, Note: b.Note, Approver: b.Approver}}
	if len(b.Attachment) > 0 {
		file, err := blob.Of(b.Attachment)
		if err != nil {
			return nil, err
		}
		order.Attached = file
	}
	step, err := c.desk.RecordOutcome(c.ctx(), order)
	if err != nil {
		return nil, err
	}
	return new(shapeStep(step)), nil
}

func (c *call) entryFile(in *struct {
	entryPath
	Seq int64 `path:"seq" min:"1"`
}) (*download, error) {
	file, err := c.desk.OpenAttachment(c.ctx(), in.ref(), in.Seq)
	if err != nil {
		return nil, err
	}
	return &download{name: file.Digest[:16], kind: string(file.Type), content: file.Content}, nil
}

// campaignGrid is the universe in at most 500 squares.
func (c *call) campaignGrid(in *struct {
	campaignPath
	inPlace
}) (*app.Grid, error) {
	return c.desk.CoverageGrid(c.ctx(), in.Campaign, in.page())
}

func (c *call) neverHelped(in *inPlace) (*page[app.FileOnList], error) {
	lines, next, err := c.desk.NeverHelped(c.ctx(), in.page())
	if err != nil {
		return nil, err
	}
	return paged(c, lines, next, same), nil
}

func (c *call) unchanged(in *inPlace) (*page[app.FileOnList], error) {
	lines, next, err := c.desk.UnchangedForAYear(c.ctx(), in.page())
	if err != nil {
		return nil, err
	}
	return paged(c, lines, next, same), nil
}

// attachmentMost is the body of an outcome with the largest attachment, in
// base64.
const attachmentMost = blob.Most/3*4 + bodyMost
