package api

import (
	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/likeness"
	"songnuan/internal/locale"
	"songnuan/internal/registry"
)

// duplicateShape is two files that may be one household's, names masked.
type duplicateShape struct {
	ID      id.ID                 `json:"id"`
	Score   int                   `json:"score"`
	Verdict likeness.Verdict      `json:"verdict" enum:"same,likely,possible"`
	State   likeness.SuspectState `json:"state" enum:"open,later,different,merged"`
	Version int                   `json:"version"`
	A       duplicateFileShape    `json:"file_a"`
	B       duplicateFileShape    `json:"file_b"` // the same as file_a of a person listed twice in one household
	Reasons []string              `json:"reasons"`
	Found   day.Instant           `json:"found"`
	Actor   string                `json:"actor,omitempty"`
	Decided day.Instant           `json:"decided,omitempty"`
}

// duplicateFileShape is one of the two files.
type duplicateFileShape struct {
	Household id.ID    `json:"household_id"`
	Number    string   `json:"number"`
	Village   string   `json:"village"`
	Head      string   `json:"head"`
	Member    string   `json:"member"` // who is in both
	Closed    day.Date `json:"closed_on,omitzero"`
}

func (c *call) shapeDuplicate(l app.DuplicateLine) duplicateShape {
	file := func(f app.DuplicateFile) duplicateFileShape {
		return duplicateFileShape{f.Household, f.Number, f.Village, f.Head, f.Person, f.Closed}
	}
	s := duplicateShape{ID: l.ID, Score: l.Score, Verdict: l.Verdict, State: l.State, Version: l.Version, A: file(l.A), B: file(l.B), Reasons: []string{},
		Found: l.Found, Actor: l.Actor, Decided: l.Decided}
	for _, r := range l.Reasons {
		s.Reasons = append(s.Reasons, locale.Text(c.lang, r.Key, r.Args))
	}
	return s
}

func (c *call) duplicates(in *struct {
	paging
	State   likeness.SuspectState `query:"state" enum:"open,later,different,merged" default:"open"`
	Verdict likeness.Verdict      `query:"verdict" enum:"same,likely,possible"`
	Area    area.Code             `query:"area"`
}) (*page[duplicateShape], error) {
	found, err := c.desk.Duplicates(c.ctx(), app.DuplicateFilter{State: in.State, Verdict: in.Verdict, Area: in.Area, After: in.After, Limit: int(in.Limit)})
	if err != nil {
		return nil, err
	}
	return paged(c, found.Lines, found.Next, c.shapeDuplicate), nil
}

// duplicateScan looks for duplicates in the background.
func (c *call) duplicateScan(in *struct {
	Body struct {
		Area area.Code `json:"area,omitempty"`
	}
}) (*jobShape, error) {
	j, err := c.desk.Enqueue(c.ctx(), app.JobOrder{Kind: identity.DuplicateFind, Args: app.DuplicateArgs{Area: in.Body.Area}})
	if err != nil {
		return nil, err
	}
	c.created("/jobs/%s", j.ID)
	return new(shapeJob(j)), nil
}

type duplicatePath struct {
	Duplicate id.ID `path:"duplicate"`
}

// decidedShape is how a pair stands after a decision.
type decidedShape struct {
	ID      id.ID                 `json:"id"`
	State   likeness.SuspectState `json:"state" enum:"open,later,different,merged"`
	Version int                   `json:"version"`
}

func (c *call) decided(x *likeness.Suspect, err error) (*decidedShape, error) {
	if err != nil {
		return nil, err
	}
	c.etag(x.Version)
	return &decidedShape{x.ID, x.State, x.Version}, nil
}

func (c *call) duplicateDecide(in *struct {
	duplicatePath
	seen
	Body struct {
		State  likeness.SuspectState `json:"state" enum:"open,later,different"`
		Reason string                `json:"reason,omitempty" max:"200"`
	}
}) (*decidedShape, error) {
	return c.decided(c.desk.DecideDuplicate(c.ctx(), app.DecideOrder{Suspect: in.Duplicate, Version: in.number(), State: in.Body.State, Reason: in.Body.Reason}))
}

// duplicateMerge keeps one file and closes the other. Fields that take_gone names
// get the closed file's value, those of keep_kept stay; all others as the page
// proposes.
func (c *call) duplicateMerge(in *struct {
	duplicatePath
	seen
	Body struct {
		Keep     id.ID    `json:"keep"`
		TakeGone []string `json:"take_gone,omitempty" max:"500"`
		KeepKept []string `json:"keep_kept,omitempty" max:"500"`
		Reason   string   `json:"reason" min:"2" max:"200"`
	}
}) (*decidedShape, error) {
	choices := map[string]registry.Side{}
	for _, key := range in.Body.TakeGone {
		choices[key] = registry.FromGone
	}
	for _, key := range in.Body.KeepKept {
		choices[key] = registry.FromKept
	}
	return c.decided(c.desk.MergeDuplicate(c.ctx(), app.MergeOrder{Suspect: in.Duplicate, Version: in.number(), Keep: in.Body.Keep, Choices: choices, Reason: in.Body.Reason}))
}

func (c *call) duplicateUndo(in *struct {
	duplicatePath
	seen
	Body struct {
		Reason string `json:"reason" min:"2" max:"200"`
	}
}) (*decidedShape, error) {
	return c.decided(c.desk.UndoDuplicate(c.ctx(), app.UndoMergeOrder{Suspect: in.Duplicate, Version: in.number(), Reason: in.Body.Reason}))
}
