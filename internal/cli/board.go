package cli

import (
	"context"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/id"
)

type campaignBoardCommand struct {
	databaseFlags
	Campaign string `arg:""`
}

func (c *campaignBoardCommand) do(ctx context.Context, s *session) error {
	of, err := id.Parse(c.Campaign)
	if err != nil {
		return err
	}
	return c.with(ctx, s, func(desk *app.Desk) error {
		board, err := desk.Board(ctx, of)
		if err != nil {
			return err
		}
		shape := boardShape{Campaign: of, State: board.Campaign.State, Total: board.Total, Villages: board.Villages, Units: board.Units}
		return s.show(shape, func() { s.board(&shape) })
	})
}

// boardShape is the JSON of a board; lines stand with the most open first.
type boardShape struct {
	Campaign id.ID           `json:"campaign"`
	State    campaign.State  `json:"state"`
	Total    campaign.Counts `json:"total"`
	Villages []app.BoardLine `json:"villages"`
	Units    []app.BoardLine `json:"units,omitempty"`
}

func (s *session) board(b *boardShape) {
	s.boardTable(append(b.Villages, app.BoardLine{Name: s.text("cli.total"), Counts: b.Total}))
	if len(b.Units) > 0 {
		s.line("")
		s.boardTable(b.Units)
	}
}

func (s *session) boardTable(lines []app.BoardLine) {
	rows := [][]string{}
	for _, l := range lines {
		rows = append(rows, s.counts(l.Name, l.Counts))
	}
	s.table(s.countHeads(), rows, 1, 2, 3, 4, 5, 6)
}

func (s *session) countHeads() []string {
	heads := []string{s.text("cli.column.village")}
	for _, state := range campaign.Outcomes {
		heads = append(heads, state.Text(s.lang))
	}
	return heads
}

func (s *session) counts(name string, counts campaign.Counts) []string {
	row := []string{name}
	for _, state := range campaign.Outcomes {
		row = append(row, strconv.FormatInt(counts[state].Entries, 10))
	}
	return row
}

// pageFlags cut a list into pages and narrow it to a place.
type pageFlags struct {
	Area  string `placeholder:"CODE"`
	After string `placeholder:"KEY"`
	Limit int    `default:"50"`
}

func (f *pageFlags) page() (page app.PageOf, err error) {
	page = app.PageOf{After: f.After, Limit: f.Limit}
	if f.Area != "" {
		page.Area, err = area.Parse(f.Area)
	}
	return page, err
}

type campaignEntriesCommand struct {
	databaseFlags
	pageFlags
	Campaign string `arg:""`
	State    string `default:"open" placeholder:"STATE"`
}

func (c *campaignEntriesCommand) do(ctx context.Context, s *session) error {
	of, err := id.Parse(c.Campaign)
	if err != nil {
		return err
	}
	state, err := campaign.ParseOutcome(c.State)
	if err != nil {
		return err
	}
	page, err := c.page()
	if err != nil {
		return err
	}
	return c.with(ctx, s, func(desk *app.Desk) error {
		lines, next, err := desk.Entries(ctx, of, state, page)
		if err != nil {
			return err
		}
		if lines == nil {
			lines = []app.EntryLine{}
		}
		return s.show(map[string]any{"entries": lines, "next": next}, func() { s.entries(lines, next) })
	})
}

func (s *session) entries(lines []app.EntryLine, next string) {
	if len(lines) == 0 {
		s.say("cli.found_nothing")
		return
	}
	rows := [][]string{}
	for _, l := range lines {
		number := l.Number
		if number == "" {
			number = l.Entry // of one without a file
		}
		rows = append(rows, []string{l.Village, number, l.Name, strconv.FormatInt(l.Persons, 10), l.State.Text(s.lang)})
	}
	s.table([]string{s.text("cli.column.village"), s.text("cli.column.number"), s.text("cli.column.head"), s.text("cli.column.persons"), s.text("cli.column.state")}, rows, 3)
	if next != "" {
		s.say("cli.found_more", "key", next)
	}
}

func (s *session) change(c *app.RosterChange) {
	s.say("cli.roster_change", "came_in", c.CameIn, "fell_out", c.FellOut, "kept", c.Kept, "other", c.Other)
	rows := [][]string{}
	for _, l := range c.First {
		rows = append(rows, []string{s.text("cli.turn." + string(l.Turn)), l.Village, l.Number, l.Name, l.State.Text(s.lang)})
	}
	if len(rows) > 0 {
		s.table([]string{s.text("cli.column.turn"), s.text("cli.column.village"), s.text("cli.column.number"), s.text("cli.column.head"), s.text("cli.column.state")}, rows)
	}
	if !c.Applied {
		s.say("cli.roster_not_applied")
	}
}

type filesCommands struct {
	NeverHelped filesNeverHelpedCommand `cmd:""`
	Unchanged   filesUnchangedCommand   `cmd:""`
}

type filesNeverHelpedCommand struct {
	databaseFlags
	pageFlags
}

func (c *filesNeverHelpedCommand) do(ctx context.Context, s *session) error {
	return c.files(ctx, s, &c.pageFlags, (*app.Desk).NeverHelped)
}

type filesUnchangedCommand struct {
	databaseFlags
	pageFlags
}

func (c *filesUnchangedCommand) do(ctx context.Context, s *session) error {
	return c.files(ctx, s, &c.pageFlags, (*app.Desk).UnchangedForAYear)
}

// fileShape is the JSON of a file on a list.
type fileShape struct {
	app.FileOnList
	Changed string `json:"changed"` // day of the last change
}

// files shows a page of a list of files.
func (f *databaseFlags) files(ctx context.Context, s *session, flags *pageFlags, list func(*app.Desk, context.Context, app.PageOf) ([]app.FileOnList, string, error)) error {
	page, err := flags.page()
	if err != nil {
		return err
	}
	return f.with(ctx, s, func(desk *app.Desk) error {
		lines, next, err := list(desk, ctx, page)
		if err != nil {
			return err
		}
		shapes := []fileShape{}
		for _, l := range lines {
			shapes = append(shapes, fileShape{l, l.Changed.String()})
		}
		return s.show(map[string]any{"files": shapes, "next": next}, func() { s.fileTable(shapes, next) })
	})
}

func (s *session) fileTable(files []fileShape, next string) {
	if len(files) == 0 {
		s.say("cli.found_nothing")
		return
	}
	rows := [][]string{}
	for _, f := range files {
		rows = append(rows, []string{f.Village, f.Number, f.Head, strconv.FormatInt(f.Persons, 10), f.Changed})
	}
	s.table([]string{s.text("cli.column.village"), s.text("cli.column.number"), s.text("cli.column.head"), s.text("cli.column.persons"), s.text("cli.column.changed")}, rows, 3)
	if next != "" {
		s.say("cli.found_more", "key", next)
	}
}
