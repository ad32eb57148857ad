package cli

import (
	"context"
	"slices"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/intake"
	"songnuan/internal/locale"
	"songnuan/internal/registry"
)

type importCommands struct {
	Households  importListCommand        `cmd:""`
	Helpers     importHelpersCommand     `cmd:""`
	Resume      importResumeCommand      `cmd:""`
	Undo        importUndoCommand        `cmd:""`
	List        importHistoryCommand     `cmd:""`
	Corrections importCorrectionsCommand `cmd:""`
	Areas       importAreasCommand       `cmd:""`
	Standards   importStandardsCommand   `cmd:""`
	Holidays    importHolidaysCommand    `cmd:""`
}

// importFlags say how a list is read.
type importFlags struct {
	databaseFlags
	File      string            `arg:"" name:"file"`
	Area      string            `placeholder:"CODE"`
	Unit      string            `placeholder:"NAME"`
	Map       map[string]string `mapsep:"none" placeholder:"HEADING=FIELD"`
	AsOf      day.Date          `placeholder:"DATE"`
	Check     bool
	MakeUnits bool
}

type importListCommand struct{ importFlags }

type importHelpersCommand struct{ importFlags }

// importResult is the JSON of an import.
type importResult struct {
	Batch    id.ID            `json:"batch,omitempty"` // none of a mere check
	File     string           `json:"file"`
	Checked  bool             `json:"check_only"`
	Rows     registry.Rows    `json:"rows"`
	Warnings int64            `json:"warnings"`
	Columns  []columnShape    `json:"columns"`
	Reasons  map[string]int64 `json:"reasons"` // wrong rows by message key
	Notes    []noteShape      `json:"notes"`
	Suspects *int64           `json:"suspects,omitempty"` // pairs of files that may hold one person, new since this import
}

// columnShape is what a column was understood as.
type columnShape struct {
	Sheet      int    `json:"sheet"` // from 1
	Heading    string `json:"heading"`
	Field      string `json:"field"` // "" is kept as an extra
	Confidence int    `json:"confidence"`
	Why        string `json:"why"`
}

// noteShape is something about the file, or a doubt about a row that entered.
type noteShape struct {
	Row     int    `json:"row"`
	Column  string `json:"column,omitempty"`
	Message string `json:"message"`
}

func (c *importListCommand) do(ctx context.Context, s *session) error {
	return c.read(ctx, s, enterAndLook)
}

// enterAndLook enters a list and then looks whether somebody is on file twice by
// it: nobody sat by who could have chosen before, as in the wizard.
func enterAndLook(desk *app.Desk, ctx context.Context, order app.ImportOrder, tell func(app.Progress)) (*app.ImportReport, error) {
	report, err := desk.ImportHouseholds(ctx, order, tell)
	if err != nil || order.Check || report.Batch.Rows.Entered == 0 {
		return report, err
	}
	scan, err := desk.ScanDuplicates(ctx, order.Area, tell)
	if err == nil {
		report.Suspects = &scan.Fresh
	}
	return report, err
}

func (c *importHelpersCommand) do(ctx context.Context, s *session) error {
	return c.read(ctx, s, (*app.Desk).ImportHelpers)
}

// read imports the file by the use case of its kind.
func (c *importFlags) read(ctx context.Context, s *session, use func(*app.Desk, context.Context, app.ImportOrder, func(app.Progress)) (*app.ImportReport, error)) error {
	order, err := c.order()
	if err != nil {
		return err
	}
	s.boundMemory()
	tell, done := s.progress()
	defer done()
	return c.writing(ctx, s, func(desk *app.Desk) error {
		report, err := use(desk, ctx, order, tell)
		if err != nil {
			return err
		}
		done()
		return s.imported(report, c.Check)
	})
}

func (c *importFlags) order() (order app.ImportOrder, err error) {
	order = app.ImportOrder{Path: c.File, Unit: c.Unit, Mapping: c.Map, AsOf: c.AsOf, Check: c.Check, Units: c.MakeUnits}
	for heading, field := range order.Mapping {
		if field == "-" {
			order.Mapping[heading] = intake.Ignore
		}
	}
	if c.Area != "" {
		order.Area, err = area.Parse(c.Area)
	}
	return order, err
}

// imported prints what an import came to.
func (s *session) imported(report *app.ImportReport, check bool) error {
	result := s.importOf(report, check)
	return s.show(result, func() { s.importForPeople(&result) })
}

func (s *session) importOf(report *app.ImportReport, check bool) importResult {
	b := report.Batch
	result := importResult{Batch: b.ID, File: b.File, Checked: check, Rows: b.Rows, Warnings: report.Warnings,
		Columns: s.columns(report.Columns), Reasons: report.Reasons, Notes: s.notes(report.Notes), Suspects: report.Suspects}
	if check {
		result.Batch = ""
	}
	return result
}

func (s *session) columns(sheets [][]intake.Column) []columnShape {
	all := []columnShape{}
	for i, columns := range sheets {
		for _, c := range columns {
			all = append(all, columnShape{i + 1, c.Heading, c.Field, c.Confidence, locale.Text(s.lang, c.Reason, nil)})
		}
	}
	return all
}

func (s *session) notes(found intake.Findings) []noteShape {
	all := []noteShape{}
	for _, f := range found {
		all = append(all, noteShape{f.Row, f.Column, f.Text(s.lang)})
	}
	return all
}

// notesShown is how many doubts about rows people are shown; JSON has more.
const notesShown = 20

func (s *session) importForPeople(r *importResult) {
	s.importRead(r)
	if r.Checked {
		s.say("cli.import_checked")
		return
	}
	s.say("cli.import_batch", "batch", r.Batch)
	if r.Rows.Wrong > 0 {
		s.say("cli.import_wrong", "batch", r.Batch, "count", r.Rows.Wrong)
	}
	if r.Suspects != nil && *r.Suspects > 0 {
		s.say("cli.import_suspects", "count", *r.Suspects)
	}
}

// importRead says how a list was understood and what became of its rows.
func (s *session) importRead(r *importResult) {
	rows := [][]string{}
	for _, c := range r.Columns {
		field := c.Field
		if field == "" {
			field = s.text("cli.extra_column")
		}
		rows = append(rows, []string{c.Heading, field, c.Why})
	}
	s.table([]string{s.text("cli.column.heading"), s.text("cli.column.field"), s.text("cli.column.why")}, rows)
	s.line("")
	for _, n := range r.Notes[:min(len(r.Notes), notesShown)] {
		if n.Row == 0 {
			s.line(n.Message)
			continue
		}
		s.say("cli.import_note", "row", n.Row, "message", n.Message)
	}
	if more := int(r.Warnings) - notesShown; more > 0 {
		s.say("cli.import_more_notes", "count", more)
	}
	s.rowsLine("cli.import_rows", r.Rows.In, r.Rows.Entered, r.Rows.Unchanged, r.Rows.Skipped, r.Rows.Wrong)
}

type importResumeCommand struct {
	databaseFlags
	Batch string `arg:""`
	File  string `arg:""`
}

func (c *importResumeCommand) do(ctx context.Context, s *session) error {
	batch, err := id.Parse(c.Batch)
	if err != nil {
		return err
	}
	tell, done := s.progress()
	defer done()
	return c.writing(ctx, s, func(desk *app.Desk) error {
		s.boundMemory()
		report, err := desk.Resume(ctx, batch, c.File, tell)
		if err != nil {
			return err
		}
		done()
		return s.imported(report, false)
	})
}

type importUndoCommand struct {
	databaseFlags
	Batch string `arg:""`
}

func (c *importUndoCommand) do(ctx context.Context, s *session) error {
	batch, err := id.Parse(c.Batch)
	if err != nil {
		return err
	}
	tell, done := s.progress()
	defer done()
	return c.writing(ctx, s, func(desk *app.Desk) error {
		report, err := desk.Undo(ctx, batch, tell)
		if err != nil {
			return err
		}
		done()
		result := map[string]any{"batch": batch, "removed": report.Removed, "restored": report.Restored, "kept": report.Kept, "stay": report.Stay}
		return s.show(result, func() {
			s.say("cli.undone", "removed", report.Removed, "restored", report.Restored, "kept", report.Kept)
			for _, stays := range report.Stay {
				s.say("cli.undo_stays", "number", stays.Number, "name", stays.Name, "use", s.text("web.import.use."+string(stays.Use)))
			}
		})
	})
}

type importHistoryCommand struct{ databaseFlags }

// importsShown is how many imports are listed, the newest first.
const importsShown = 100

// batchShape is one line of import list.
type batchShape struct {
	Batch   id.ID               `json:"batch"`
	Kind    string              `json:"kind"`
	File    string              `json:"file"`
	State   registry.BatchState `json:"state"`
	Actor   string              `json:"actor"`
	Rows    registry.Rows       `json:"rows"`
	Started string              `json:"started"`
	Ended   string              `json:"ended,omitempty"`
}

func (c *importHistoryCommand) do(ctx context.Context, s *session) error {
	return c.with(ctx, s, func(desk *app.Desk) error {
		batches, err := desk.Imports(ctx, importsShown)
		if err != nil {
			return err
		}
		shapes, rows := []batchShape{}, [][]string{}
		for _, b := range batches {
			shapes = append(shapes, batchShape{b.ID, b.Kind, b.File, b.State, b.Actor, b.Rows, string(b.Started), string(b.Ended)})
			rows = append(rows, slices.Concat([]string{string(b.ID), b.Started.Date().String(), locale.Text(s.lang, "cli.state."+string(b.State), nil), b.File},
				numbers(b.Rows.In, b.Rows.Entered, b.Rows.Unchanged, b.Rows.Skipped, b.Rows.Wrong), []string{b.Actor}))
		}
		return s.show(map[string]any{"imports": shapes}, func() {
			s.table([]string{s.text("cli.column.batch"), s.text("cli.column.day"), s.text("cli.column.state"), s.text("cli.column.file"), s.text("cli.column.in"),
				s.text("cli.column.entered"), s.text("cli.column.unchanged"), s.text("cli.column.skipped"), s.text("cli.column.wrong"), s.text("cli.column.actor")}, rows, 4, 5, 6, 7, 8)
		})
	})
}

type importCorrectionsCommand struct {
	databaseFlags
	Batch string `arg:""`
	Out   string `required:"" placeholder:"FILE"`
}

func (c *importCorrectionsCommand) do(ctx context.Context, s *session) error {
	batch, err := id.Parse(c.Batch)
	if err != nil {
		return err
	}
	return c.writing(ctx, s, func(desk *app.Desk) error {
		rows, err := desk.ExportCorrections(ctx, batch, c.Out, s.lang)
		if err != nil {
			return err
		}
		return s.show(map[string]any{"batch": batch, "file": c.Out, "rows": rows}, func() { s.say("cli.corrections_written", "path", c.Out, "count", rows) })
	})
}
