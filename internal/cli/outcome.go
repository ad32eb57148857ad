package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/problem"
)

// entryFlags name an entry of a campaign.
type entryFlags struct {
	databaseFlags
	Campaign  string `arg:""`
	Household string `placeholder:"NUMBER" xor:"entry"`
	Entry     string `placeholder:"ID" xor:"entry"`
}

func (f *entryFlags) ref() (ref app.EntryRef, err error) {
	if f.Household == "" && f.Entry == "" {
		return ref, problem.New(usage, "cli.no_entry")
	}
	ref.Campaign, err = id.Parse(f.Campaign)
	ref.Number, ref.Subject = f.Household, f.Entry
	return ref, err
}

type campaignOutcomeCommand struct {
	entryFlags
	State    string   `required:"" placeholder:"STATE"`
	Day      day.Date `placeholder:"DATE"`
	Person   string   `placeholder:"NAME"`
	Note     string   `placeholder:"TEXT"`
	Approver string   `placeholder:"NAME"`
	File     string   `placeholder:"FILE"`
	Seen     int64    `placeholder:"N"`
}

func (c *campaignOutcomeCommand) do(ctx context.Context, s *session) error {
	order, err := c.order(s)
	if err != nil {
		return err
	}
	return c.writing(ctx, s, func(desk *app.Desk) error {
		step, err := desk.RecordOutcome(ctx, order)
		if err != nil {
			return err
		}
		return s.show(stepOf(step), func() { s.say("cli.outcome_recorded", "state", step.State, "day", step.Day, "person", step.Person) })
	})
}

// order takes the flags for what they mean: done today, by who records it.
func (c *campaignOutcomeCommand) order(s *session) (order app.OutcomeOrder, err error) {
	if order.EntryRef, err = c.ref(); err != nil {
		return order, err
	}
	if order.State, err = campaign.ParseOutcome(c.State); err != nil {
		return order, err
	}
	order.Day, order.Person, order.Note, order.Approver, order.Seen = c.Day, c.Person, c.Note, c.Approver, c.Seen
	if order.Day.IsZero() {
		order.Day = s.env.Clock.Today()
	}
	if order.Person == "" {
		order.Person = s.actor.Name
	}
	if c.File != "" {
		order.Attached, err = attachment(c.File)
	}
	return order, err
}

func attachment(path string) (*blob.File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, problem.Wrap(err, problem.NotFound, "app.no_file", "file", path)
	}
	defer file.Close() //nolint:errcheck // only read
	return blob.Read(file)
}

// stepShape is the JSON of a step.
type stepShape struct {
	Step     int64            `json:"step"` // what --seen takes
	State    campaign.Outcome `json:"state"`
	ByHand   bool             `json:"by_hand"`
	Day      string           `json:"day,omitempty"`
	Person   string           `json:"person,omitempty"`
	Approver string           `json:"approver,omitempty"`
	Note     string           `json:"note,omitempty"`
	File     string           `json:"file_sm3,omitempty"`
	Actor    string           `json:"actor"`
	Recorded day.Instant      `json:"recorded"`
}

func stepOf(s *campaign.Step) stepShape {
	return stepShape{s.Seq, s.State, s.ByHand, s.Day.String(), s.Person, s.Approver, s.Note, s.File, s.Actor, s.Recorded}
}

type campaignEntryCommand struct {
	entryFlags
	Out string `placeholder:"FILE"`
}

// do shows what happened to an entry, and writes the last file attached to it
// where one is asked for.
func (c *campaignEntryCommand) do(ctx context.Context, s *session) error {
	ref, err := c.ref()
	if err != nil {
		return err
	}
	return c.writing(ctx, s, func(desk *app.Desk) error {
		steps, err := desk.EntryHistory(ctx, ref)
		if err != nil {
			return err
		}
		if c.Out != "" {
			if err := c.write(ctx, desk, ref, steps); err != nil {
				return err
			}
		}
		shapes := []stepShape{}
		for i := range steps {
			shapes = append(shapes, stepOf(&steps[i]))
		}
		return s.show(map[string]any{"steps": shapes}, func() {
			s.steps(shapes)
			if c.Out != "" {
				s.say("cli.file_written", "path", c.Out)
			}
		})
	})
}

func (c *campaignEntryCommand) write(ctx context.Context, desk *app.Desk, ref app.EntryRef, steps []campaign.Step) error {
	var last int64
	for i := range steps {
		if steps[i].File != "" {
			last = steps[i].Seq
		}
	}
	file, err := desk.OpenAttachment(ctx, ref, last)
	if err != nil {
		return err
	}
	if _, err := os.Stat(c.Out); !errors.Is(err, fs.ErrNotExist) {
		return problem.Wrap(err, problem.Conflict, "cli.file_there", "path", c.Out)
	}
	if err := os.WriteFile(c.Out, file.Content, 0o600); err != nil {
		return problem.Wrap(err, problem.Invalid, "cli.cannot_write", "path", c.Out)
	}
	return nil
}

func (s *session) steps(steps []stepShape) {
	rows := [][]string{}
	for _, step := range steps {
		rows = append(rows, []string{step.Recorded.Date().String(), step.State.Text(s.lang), step.Day, step.Person, step.Approver, step.Actor, step.Note})
	}
	s.table([]string{s.text("cli.column.recorded"), s.text("cli.column.state"), s.text("cli.column.day"), s.text("cli.column.person"),
		s.text("cli.column.approver"), s.text("cli.column.actor"), s.text("cli.column.note")}, rows)
}

type campaignCloseCommand struct {
	databaseFlags
	Campaign string `arg:""`
}

// do closes a campaign. What stands in the way is shown before the refusal.
func (c *campaignCloseCommand) do(ctx context.Context, s *session) error {
	of, err := id.Parse(c.Campaign)
	if err != nil {
		return err
	}
	return c.writing(ctx, s, func(desk *app.Desk) error {
		left, err := desk.CloseCampaign(ctx, of)
		if left != nil && !s.asJSON {
			s.boardTable(left.Villages)
			s.entries(left.First, left.Next)
		}
		if err != nil {
			return err
		}
		return s.showCampaign(ctx, desk, of)
	})
}

type campaignCertificateCommand struct {
	databaseFlags
	Campaign string   `arg:""`
	Area     string   `placeholder:"CODE"`
	Unit     string   `placeholder:"NAME"`
	AsOf     day.Date `placeholder:"DATE"`
	Out      string   `placeholder:"FILE"`
}

func (c *campaignCertificateCommand) do(ctx context.Context, s *session) error {
	order := app.CertifyOrder{Unit: c.Unit, AsOf: c.asOf(s)}
	var err error
	if order.Campaign, err = id.Parse(c.Campaign); err != nil {
		return err
	}
	if c.Area != "" {
		if order.Area, err = area.Parse(c.Area); err != nil {
			return err
		}
	}
	return c.writing(ctx, s, func(desk *app.Desk) error {
		view, err := desk.Certify(ctx, order)
		if err != nil {
			return err
		}
		if c.Out != "" {
			if err := app.ExportCertificate(c.Out, view, s.lang); err != nil {
				return err
			}
		}
		return s.show(view.Shape(), func() { s.certificate(view.Shape(), c.Out) })
	})
}

// asOf is the end of a past day; today and no day are now.
func (c *campaignCertificateCommand) asOf(s *session) day.Instant {
	if c.AsOf.IsZero() || c.AsOf == s.env.Clock.Today() {
		return ""
	}
	return c.AsOf.End()
}

func (s *session) certificate(c app.CertificateShape, out string) {
	s.line(c.Title)
	s.say("cli.certificate", "certificate", c.Certificate, "instant", c.AsOf, "format", c.Format)
	rows := [][]string{}
	for _, line := range append([]app.CertifiedLine{c.Whole}, c.Villages...) {
		rows = append(rows, append(s.counts(line.Name, line.Counts), line.SM3[:16]))
	}
	rows[0][0] = s.text("cli.total")
	s.table(append(s.countHeads(), "SM3"), rows, 1, 2, 3, 4, 5, 6)
	s.say("cli.certificate_sm3", "sm3", c.Whole.SM3)
	if !c.Complete {
		s.say("cli.certificate_open", "open", c.Whole.Counts[campaign.Open].Entries)
	}
	if out != "" {
		s.say("cli.file_written", "path", out)
	}
}
