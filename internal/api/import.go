package api

import (
	"fmt"
	"mime"
	"net/http"
	"path"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/intake"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
)

// importShape is a list that was sent in, and how far it is.
type importShape struct {
	ID      id.ID               `json:"id"`
	Kind    string              `json:"kind"` // households, helpers
	File    string              `json:"file"` // its name
	SM3     string              `json:"sm3"`
	State   registry.BatchState `json:"state"`
	Actor   string              `json:"actor"`
	Area    area.Code           `json:"area,omitempty"`
	Unit    string              `json:"unit,omitempty"` // path
	Rows    registry.Rows       `json:"rows"`           // of what was entered
	Sum     *sumShape           `json:"sum,omitempty"`  // of the check, before anything is entered
	Notes   []string            `json:"notes,omitempty"`
	Jobs    []jobShape          `json:"jobs,omitempty"` // that work or worked on it, the newest first
	Started day.Instant         `json:"started"`
	Ended   day.Instant         `json:"ended,omitempty"`
}

// sumShape counts the rows of a checked list by what is to become of them.
type sumShape struct {
	In      int64 `json:"in"`
	Good    int64 `json:"good"`
	Doubt   int64 `json:"doubt"` // enters; somebody should look at it
	Twin    int64 `json:"twin"`  // may be on file already
	Wrong   int64 `json:"wrong"` // stays out until it is put right
	Left    int64 `json:"left"`  // left out by a person
	Skipped int64 `json:"skipped"`
}

func shapeImport(b *registry.Batch) importShape {
	return importShape{ID: b.ID, Kind: b.Kind, File: b.File, SM3: b.Digest, State: b.State, Actor: b.Actor, Area: b.Area, Unit: b.Unit, Rows: b.Rows, Started: b.Started, Ended: b.Ended}
}

func (c *call) imports(in *struct{ paging }) (*page[importShape], error) {
	before := id.ID("")
	if in.After != "" {
		var err error
		if before, err = id.Parse(in.After); err != nil {
			return nil, c.wrongField("after", "api.check.format", "format", "next")
		}
	}
	batches, err := c.desk.ImportPage(c.ctx(), before, int(in.Limit)+1)
	if err != nil {
		return nil, err
	}
	batches, next := cut(batches, in.Limit, func(b *registry.Batch) string { return string(b.ID) })
	return paged(c, batches, next, shapeImport), nil
}

type importPath struct {
	Import id.ID `path:"import"`
}

func (c *call) importOne(in *importPath) (*importShape, error) {
	v, err := c.desk.Import(c.ctx(), in.Import)
	if err != nil {
		return nil, err
	}
	shape := shapeImport(v.Batch)
	if v.Sum != (app.RowCounts{}) {
		shape.Sum = new(sumShape(v.Sum))
	}
	shape.Notes = c.notes(v.Notes)
	shape.Jobs = shaped(v.Jobs, shapeJob)
	return &shape, nil
}

func (c *call) notes(found intake.Findings) []string {
	return shaped(found, func(f intake.Finding) string { return f.Text(c.lang) })
}

// importSend takes a list in as it is: the body is the file. Its name stands in
// Content-Disposition. Nothing is entered; the next step is to settle how it is
// read.
func (c *call) importSend(in *struct {
	Kind string    `query:"kind" default:"households" enum:"households,helpers"`
	Area area.Code `query:"area"`
}) (*importShape, error) {
	_, params, err := mime.ParseMediaType(c.r.Header.Get("Content-Disposition"))
	if err != nil || params["filename"] == "" {
		return nil, &refusal{status: http.StatusBadRequest, err: problem.New(problem.Invalid, "api.no_file_name")}
	}
	b, err := c.desk.Upload(c.ctx(), app.UploadOrder{Kind: in.Kind, Name: path.Base(params["filename"]), Area: in.Area}, http.MaxBytesReader(c.w, c.r.Body, app.UploadMost+1))
	if err != nil {
		return nil, err
	}
	c.created("/imports/%s", b.ID)
	return new(shapeImport(b)), nil
}

// importSettle settles how a list is read, and has it checked in the background.
func (c *call) importSettle(in *struct {
	importPath
	Body struct {
		Area    area.Code         `json:"area,omitempty"`           // where the rows belong when they name no village
		Unit    string            `json:"unit,omitempty" max:"200"` // name
		AsOf    day.Date          `json:"as_of,omitzero"`
		Mapping map[string]string `json:"mapping,omitempty"`         // heading to field, over what is guessed
		Leave   []int             `json:"leave,omitempty" max:"100"` // places of sheets that are left out, from 0
	}
}) (*jobShape, error) {
	b := in.Body
	j, err := c.desk.SettleImport(c.ctx(), in.Import, app.SettleOrder{Area: b.Area, Unit: b.Unit, AsOf: b.AsOf, Mapping: b.Mapping, Leave: b.Leave})
	return c.turnJob(j, err)
}

func (c *call) importEnter(in *importPath) (*jobShape, error) {
	return c.turnJob(c.desk.BeginImport(c.ctx(), in.Import, ""))
}

func (c *call) importUndo(in *importPath) (*jobShape, error) {
	return c.turnJob(c.desk.BeginUndo(c.ctx(), in.Import, ""))
}

func (c *call) importDrop(in *importPath) (*doneAnswer, error) {
	return &doneAnswer{true}, c.desk.DropImport(c.ctx(), in.Import)
}

// importCorrections gives the wrong rows back as a workbook, in the clear: they
// are the sender's own. Giving it out is recorded.
func (c *call) importCorrections(in *importPath) (*download, error) {
	return written(app.CorrectionsFile, workbook, func(path string) error {
		_, err := c.desk.ExportCorrections(c.ctx(), in.Import, path, c.lang)
		return err
	})
}

// rowShape is a row of a list with what was noticed of it, masked.
type rowShape struct {
	Sheet   int      `json:"sheet"` // place, from 0
	Row     int      `json:"row"`   // as the sheet shows it, from 1
	State   string   `json:"state"`
	Cells   []string `json:"cells"`
	Reasons []string `json:"reasons"`
}

func (c *call) importRows(in *struct {
	importPath
	State registry.AsideState `query:"state" enum:"wrong,doubt,twin,left,held"`
	paging
}) (*page[rowShape], error) {
	var after struct{ Sheet, Number int }
	if in.After != "" {
		if n, err := fmt.Sscanf(in.After, "%d-%d", &after.Sheet, &after.Number); n != 2 || err != nil {
			return nil, c.wrongField("after", "api.check.format", "format", "next")
		}
	}
	table, err := c.desk.ImportRows(c.ctx(), in.Import, in.State, after, int(in.Limit)+1)
	if err != nil {
		return nil, err
	}
	rows, next := cut(table.Rows, in.Limit, func(r app.ImportRow) string { return fmt.Sprintf("%d-%d", r.At.Sheet, r.At.Number) })
	return paged(c, rows, next, func(r app.ImportRow) rowShape {
		return rowShape{r.At.Sheet, r.At.Number, string(r.State), r.Cells, c.notes(r.Reasons)}
	}), nil
}

type rowPath struct {
	importPath
	Sheet int `path:"sheet" min:"0" max:"1000" example:"0"`
	Row   int `path:"row" min:"1" max:"2000000" example:"7"`
}

// rowMend puts cells of a row right, by column from 0, or leaves the row's
// household out.
func (c *call) rowMend(in *struct {
	rowPath
	Body struct {
		Cells map[string]string `json:"cells,omitempty"` // by column, from "0"
		Leave *bool             `json:"leave,omitempty"`
	}
}) (*rowStateShape, error) {
	at := struct{ Sheet, Number int }{in.Sheet, in.Row}
	if in.Body.Leave != nil {
		state, err := c.desk.LeaveRow(c.ctx(), in.Import, at, *in.Body.Leave)
		return &rowStateShape{string(state)}, err
	}
	cells := map[int]string{}
	for column, text := range in.Body.Cells {
		var n int
		if _, err := fmt.Sscanf(column, "%d", &n); err != nil {
			return nil, c.wrongField(join("cells", clipped(column)), "api.check.integer")
		}
		cells[n] = text
	}
	state, err := c.desk.MendRow(c.ctx(), in.Import, at, cells)
	return &rowStateShape{string(state)}, err
}

// rowStateShape is how a row stands after it was put right.
type rowStateShape struct {
	State string `json:"state"` // "" when it has entered
}
