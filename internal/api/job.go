package api

import (
	"encoding/json"
	"io"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
)

// jobShape is work in the background.
type jobShape struct {
	ID       id.ID             `json:"id"`
	Kind     identity.JobKind  `json:"kind"`
	State    identity.JobState `json:"state" enum:"waiting,running,done,failed,stopped,broken"`
	Actor    string            `json:"actor"`
	Subject  id.ID             `json:"subject,omitempty"` // the import or the campaign it works on
	Stage    string            `json:"stage,omitempty"`
	Counted  int64             `json:"counted"`            // rows dealt with
	Done     int64             `json:"done"`               // of size, in whatever unit the stage counts
	Size     int64             `json:"size,omitempty"`     // unknown when left out
	Result   json.RawMessage   `json:"result,omitempty"`   // by kind
	Failure  json.RawMessage   `json:"failure,omitempty"`  // the message by language
	File     bool              `json:"file"`               // it wrote one
	Stopping bool              `json:"stopping,omitempty"` // somebody asked it to stop
	Made     day.Instant       `json:"made"`
	Started  day.Instant       `json:"started,omitempty"`
	Ended    day.Instant       `json:"ended,omitempty"`
}

func shapeJob(j *identity.Job) jobShape {
	return jobShape{ID: j.ID, Kind: j.Kind, State: j.State, Actor: j.Actor, Subject: j.Subject, Stage: j.Stage, Counted: j.Counted, Done: j.Done, Size: j.Size,
		Result: raw(j.Result), Failure: raw(j.Failure), File: j.File != "", Stopping: j.Stop && j.State.Open(), Made: j.Made, Started: j.Started, Ended: j.Ended}
}

func raw(text string) json.RawMessage {
	if text == "" {
		return nil
	}
	return json.RawMessage(text)
}

func (c *call) jobs(in *struct{ paging }) (*page[jobShape], error) {
	before := id.ID("")
	if in.After != "" {
		var err error
		if before, err = id.Parse(in.After); err != nil {
			return nil, c.wrongField("after", "api.check.format", "format", "next")
		}
	}
	jobs, err := c.desk.Jobs(c.ctx(), before, int(in.Limit)+1)
	if err != nil {
		return nil, err
	}
	jobs, next := cut(jobs, in.Limit, func(j *identity.Job) string { return string(j.ID) })
	return paged(c, jobs, next, shapeJob), nil
}

type jobPath struct {
	Job id.ID `path:"job"`
}

func (c *call) job(in *jobPath) (*jobShape, error) { return c.turnJob(c.desk.Job(c.ctx(), in.Job)) }
func (c *call) jobStop(in *jobPath) (*jobShape, error) {
	return c.turnJob(c.desk.StopJob(c.ctx(), in.Job))
}
func (c *call) jobContinue(in *jobPath) (*jobShape, error) {
	return c.turnJob(c.desk.ContinueJob(c.ctx(), in.Job))
}

func (c *call) turnJob(j *identity.Job, err error) (*jobShape, error) {
	if err != nil {
		return nil, err
	}
	return new(shapeJob(j)), nil
}

func (c *call) jobFile(in *jobPath) (*download, error) {
	file, err := c.desk.OpenJobFile(c.ctx(), in.Job)
	if err != nil {
		return nil, err
	}
	return &download{name: file.Name, kind: "application/octet-stream", stream: io.NewSectionReader(file, 0, file.Kept.Size), size: file.Kept.Size}, nil
}

// enqueue puts work into the background and tells where it is followed.
func (c *call) enqueue(kind identity.JobKind, args app.CampaignArgs) (*jobShape, error) {
	j, err := c.desk.Enqueue(c.ctx(), app.JobOrder{Kind: kind, Args: args})
	if err != nil {
		return nil, err
	}
	c.created("/jobs/%s", j.ID)
	return new(shapeJob(j)), nil
}

// rosterBuild builds the rosters of a draft. Those of a campaign under way are
// laid anew by rosterAccept, after a look at who comes in and who falls out.
func (c *call) rosterBuild(in *campaignPath) (*jobShape, error) {
	return c.enqueue(identity.RosterLay, app.CampaignArgs{Campaign: in.Campaign})
}

// rosterFile writes the rosters as a workbook; the job's file is it.
func (c *call) rosterFile(in *struct {
	campaignPath
	Body struct {
		Classes []string `json:"classes,omitempty" max:"100"`
		Clear   bool     `json:"clear,omitempty"`
	}
}) (*jobShape, error) {
	if in.Body.Clear {
		if err := c.desk.Actor().Must(identity.PersonalUnmask); err != nil {
			return nil, err
		}
	}
	return c.enqueue(identity.RosterWrite, app.CampaignArgs{Campaign: in.Campaign, Classes: in.Body.Classes, Unmask: in.Body.Clear, Lang: c.lang})
}

// certifyJob certifies a large campaign in the background.
func (c *call) certifyJob(in *struct {
	campaignPath
	Body certifyBody
}) (*jobShape, error) {
	return c.enqueue(identity.Certify, app.CampaignArgs{Campaign: in.Campaign, Area: in.Body.Area, Unit: in.Body.Unit, AsOf: in.Body.AsOf})
}

type certifyBody struct {
	Area area.Code   `json:"area,omitempty"`           // a place within the campaign
	Unit string      `json:"unit,omitempty" max:"200"` // name
	AsOf day.Instant `json:"as_of,omitempty"`          // now, when it is left out
}
