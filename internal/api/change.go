package api

import (
	"net/http"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
)

// changeLineShape is a change request on a list; names are masked.
type changeLineShape struct {
	ID        id.ID       `json:"id"`
	Number    string      `json:"request_number,omitempty" example:"变2027-000012"` // none while it is a draft
	Kind      string      `json:"kind" example:"income"`
	Occasion  string      `json:"occasion" example:"lost_work"`
	State     string      `json:"state" example:"submitted"`
	Household id.ID       `json:"household"`
	File      string      `json:"household_number"`
	Head      string      `json:"head,omitempty"`
	OtherFile string      `json:"other_file,omitempty"` // that a merge takes in
	FreshFile string      `json:"fresh_file,omitempty"` // that a split opened
	Area      area.Code   `json:"area"`
	Village   string      `json:"village"`
	Filer     string      `json:"filer"` // account
	Made      day.Instant `json:"made"`
	Due       day.Date    `json:"due,omitzero"`
	Late      bool        `json:"late"`
	Holds     day.Date    `json:"effective,omitzero"` // approved: takes effect on this day
}

func shapeChangeLine(l app.ChangeLine) changeLineShape {
	return changeLineShape{l.ID, l.Number, string(l.Kind), l.Occasion, string(l.State), l.Household, l.File, l.Head, l.OtherFile, l.FreshFile, l.Area, l.Village, l.Filer, l.Made, l.Due, l.Late, l.Holds}
}

// changeShape is one request: what differs before and after, what happened, what
// stands in its way.
type changeShape struct {
	Line       changeLineShape       `json:"request"`
	On         day.Date              `json:"happened,omitzero"` // it happened
	Note       string                `json:"note,omitempty"`
	Aspects    []string              `json:"aspects"`
	Approvers  int                   `json:"approvers"` // persons besides who files
	Paper      bool                  `json:"paper"`     // the last of them compares with the paper
	Files      []changeFileShape     `json:"files"`
	Acts       []changeActShape      `json:"acts"`
	Lacks      []string              `json:"lacks"` // kinds of papers; "a|b" takes either
	Stale      bool                  `json:"stale"` // the file has another version by now
	Collisions []collisionShape      `json:"collisions"`
	Conflicts  []changeConflictShape `json:"conflicts"`
	Free       day.Date              `json:"free,omitzero"` // it could take effect on this day
}

type changeFileShape struct {
	Part    string                `json:"part" example:"file"` // file, other, fresh
	Number  string                `json:"household_number,omitempty"`
	Changes []registry.Difference `json:"changes"` // masked
}

type changeActShape struct {
	Verb string      `json:"verb" example:"approve"`
	To   string      `json:"stands"`
	Who  string      `json:"who"`
	At   day.Instant `json:"at"`
	Note string      `json:"note,omitempty"`
}

// changeConflictShape is another request in the way; of one out of reach its
// village alone is told.
type changeConflictShape struct {
	Number  string   `json:"request_number,omitempty"`
	Village string   `json:"village,omitempty"`
	On      []string `json:"touched"`
}

func shapeConflict(x app.ChangeConflict) changeConflictShape {
	return changeConflictShape{x.Number, x.Village, x.On}
}

func shapeChange(v *app.ChangeView) *changeShape {
	s := &changeShape{Line: shapeChangeLine(v.ChangeLine), On: v.On, Note: v.Note, Aspects: shaped(v.Aspects, func(a string) string { return a }), Approvers: v.Needs, Paper: v.Compare,
		Lacks: shaped(v.Lacks, func(a string) string { return a }), Stale: v.Stale, Collisions: shaped(v.Collisions, shapeCollision), Conflicts: shaped(v.Conflicts, shapeConflict), Free: v.Free}
	s.Files = shaped(v.Files, func(f app.ChangeFile) changeFileShape {
		return changeFileShape{f.Part, f.Number, shaped(f.Changes, func(d registry.Difference) registry.Difference { return d })}
	})
	s.Acts = shaped(v.Acts, func(a app.ChangeActView) changeActShape {
		return changeActShape{string(a.Verb), string(a.To), a.Who, a.At, a.Note}
	})
	return s
}

func (c *call) changes(in *struct {
	paging
	Lane string    `query:"lane" enum:"decide,hold,file,ended" default:"decide"`
	Kind string    `query:"kind" max:"40"`
	Area area.Code `query:"area"`
	Mine bool      `query:"own"` // filed by who asks
}) (*page[changeLineShape], error) {
	f := app.ChangeFilter{Lane: registry.ChangeLane(in.Lane), Kind: registry.ChangeCode(in.Kind), Mine: in.Mine}
	lines, next, err := c.desk.Changes(c.ctx(), f, app.PageOf{Area: in.Area, After: in.After, Limit: int(in.Limit)})
	if err != nil {
		return nil, err
	}
	return paged(c, lines, next, shapeChangeLine), nil
}

type changePath struct {
	Change id.ID `path:"change"`
}

func (c *call) change(in *changePath) (*changeShape, error) {
	view, err := c.desk.Change(c.ctx(), in.Change)
	if err != nil {
		return nil, err
	}
	c.etag(view.Row)
	return shapeChange(view), nil
}

// changeFile keeps a draft.
func (c *call) changeFile(in *struct {
	Body struct {
		Household string              `json:"household" min:"1" max:"64"` // its number
		Kind      string              `json:"kind" min:"1" max:"40" example:"income"`
		Occasion  string              `json:"occasion" min:"1" max:"40" example:"lost_work"`
		On        day.Date            `json:"happened"`
		Other     string              `json:"taken_in,omitempty" max:"64"` // number of the household that a merge takes in
		Fields    map[string]string   `json:"fields,omitempty"`
		Members   []formMemberShape   `json:"members,omitempty" max:"60"`     // who is there, by id, with the fields that change
		Added     []map[string]string `json:"added,omitempty" max:"20"`       // who joins
		Gone      []id.ID             `json:"gone,omitempty" max:"60"`        // who leaves, or goes into the new household
		New       map[string]string   `json:"new_household,omitempty"`        // fields of the household that a split opens
		Seen      []string            `json:"papers_seen,omitempty" max:"20"` // kinds of papers seen in the original
		Note      string              `json:"note,omitempty" max:"500"`
	}
}) (*changeShape, error) {
	b := in.Body
	ask := registry.ChangeAsk{On: b.On, Fields: b.Fields, Members: map[id.ID]map[string]string{}, Added: b.Added, Gone: b.Gone, New: b.New, Seen: b.Seen, Note: b.Note}
	for _, m := range b.Members {
		ask.Members[m.ID] = m.Fields
	}
	filed, err := c.desk.FileChange(c.ctx(), app.ChangeOrder{Number: b.Household, Kind: registry.ChangeCode(b.Kind), Occasion: b.Occasion, Other: b.Other, Ask: ask})
	if err != nil {
		return nil, c.changeRefused(filed, err)
	}
	c.created("/changes/%s", filed.Request.ID)
	return c.change(&changePath{filed.Request.ID})
}

// changeRefused tells at which fields, of which papers and by which requests.
func (c *call) changeRefused(filed *app.FiledChange, err error) error {
	if filed == nil {
		return err
	}
	r := &refusal{err: err}
	for i := range filed.Faults {
		r.errors = append(r.errors, fieldError{Field: filed.Faults[i].At, Message: filed.Faults[i].Text(c.lang)})
	}
	for _, paper := range filed.Lacks {
		r.errors = append(r.errors, fieldError{Field: "papers", Message: registry.PaperText(c.lang, paper)})
	}
	if problem.Is(err, problem.Conflict) {
		r.status = http.StatusConflict
	}
	return r
}

// changeChoices say whose value a field gets that the file has changed too.
type changeChoices struct {
	Choices map[string]string `json:"choices,omitempty"` // by the key of a collision: mine or theirs
}

func (b *changeChoices) choices() map[string]registry.Choice {
	choices := map[string]registry.Choice{}
	for key, choice := range b.Choices {
		choices[key] = registry.Choice(choice)
	}
	return choices
}

func (c *call) changeSubmit(in *struct {
	changePath
	seen
	Body changeChoices
}) (*changeShape, error) {
	filed, err := c.desk.SubmitChange(c.ctx(), app.SubmitOrder{ID: in.Change, Row: in.number(), Choices: in.Body.choices()})
	return c.changeTurned(&in.changePath, filed, err)
}

func (c *call) changeDecide(in *struct {
	changePath
	seen
	Body struct {
		changeChoices
		Verb  string `json:"verb" enum:"approve,return,refuse"`
		Note  string `json:"note,omitempty" max:"200"` // needed to return and to refuse
		Paper bool   `json:"paper,omitempty"`          // the number was compared with the paper
	}
}) (*changeShape, error) {
	b := in.Body
	filed, err := c.desk.DecideChange(c.ctx(), app.DecisionOrder{ID: in.Change, Row: in.number(), Verb: registry.ChangeVerb(b.Verb), Note: b.Note, Paper: b.Paper, Choices: b.choices()})
	return c.changeTurned(&in.changePath, filed, err)
}

func (c *call) changeWithdraw(in *struct {
	changePath
	seen
}) (*changeShape, error) {
	filed, err := c.desk.WithdrawChange(c.ctx(), in.Change, in.number())
	return c.changeTurned(&in.changePath, filed, err)
}

func (c *call) changeApply(in *struct {
	changePath
	seen
	Body changeChoices
}) (*changeShape, error) {
	filed, err := c.desk.ApplyChange(c.ctx(), app.ApplyOrder{ID: in.Change, Row: in.number(), Choices: in.Body.choices()})
	return c.changeTurned(&in.changePath, filed, err)
}

func (c *call) changeTurned(of *changePath, filed *app.FiledChange, err error) (*changeShape, error) {
	if err != nil {
		return nil, c.changeRefused(filed, err)
	}
	return c.change(of)
}

// freezeShape is a time around a payment in which approved changes wait.
type freezeShape struct {
	ID      id.ID     `json:"id"`
	Area    area.Code `json:"area,omitempty"`
	Unit    string    `json:"unit,omitempty"` // name
	From    day.Date  `json:"from"`
	To      day.Date  `json:"to"`
	Ended   day.Date  `json:"ended,omitzero"` // from this day it holds no more
	Aspects []string  `json:"aspects"`        // none is all
	Reason  string    `json:"reason"`
	Now     bool      `json:"in_force"`
	Version int       `json:"version"`
}

func shapeFreeze(f app.FreezeView) freezeShape {
	return freezeShape{f.ID, f.Area, f.Unit, f.From, f.To, f.Ended, f.Aspects, f.Reason, f.Now, f.Row}
}

func (c *call) freezes(*nothing) (*page[freezeShape], error) {
	all, err := c.desk.Freezes(c.ctx())
	if err != nil {
		return nil, err
	}
	return paged(c, all, "", shapeFreeze), nil
}
