package cli

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/problem"
)

type campaignSurveyCommand struct {
	databaseFlags
	Campaign string   `arg:""`
	Survey   string   `placeholder:"ID"`
	File     string   `placeholder:"FILE"`
	Day      day.Date `placeholder:"DATE"`
	Person   string   `placeholder:"NAME"`
	Out      string   `placeholder:"FILE"`
}

// do shows what the surveys have found, or takes a list of answers in.
func (c *campaignSurveyCommand) do(ctx context.Context, s *session) error {
	of, err := id.Parse(c.Campaign)
	if err != nil {
		return err
	}
	if c.File == "" {
		return c.with(ctx, s, func(desk *app.Desk) error {
			all, err := c.surveys(ctx, desk, of)
			if err != nil {
				return err
			}
			shapes := surveysOf(all)
			return s.show(map[string]any{"campaign": of, "surveys": shapes}, func() { s.surveys(shapes) })
		})
	}
	return c.writing(ctx, s, func(desk *app.Desk) error { return c.take(ctx, s, desk, of) })
}

// take reads a list of answers, and writes the rows that were given back.
func (c *campaignSurveyCommand) take(ctx context.Context, s *session, desk *app.Desk, of id.ID) error {
	all, err := c.surveys(ctx, desk, of)
	switch {
	case err != nil:
		return err
	case len(all) == 0:
		return problem.New(problem.NotFound, "campaign.no_survey")
	case len(all) > 1:
		return problem.New(usage, "cli.which_survey", "ids", idsOf(all))
	}
	report, err := desk.ImportSurvey(ctx, app.SurveyImport{Campaign: of, Survey: all[0].ID, Path: c.File, Day: c.Day, Person: c.Person})
	if err != nil {
		return err
	}
	if c.Out != "" && report.Batch.Rows.Wrong > 0 {
		if _, err := desk.ExportCorrections(ctx, report.Batch.ID, c.Out, s.lang); err != nil {
			return err
		}
	}
	result := s.importOf(report, false)
	return s.show(result, func() {
		s.importRead(&result)
		switch {
		case result.Rows.Wrong > 0 && c.Out != "":
			s.say("cli.survey_given_back", "count", result.Rows.Wrong, "path", c.Out)
		case result.Rows.Wrong > 0:
			s.say("cli.survey_wrong", "count", result.Rows.Wrong, "batch", result.Batch)
		}
	})
}

// surveys are those of the campaign, or the one that is named.
func (c *campaignSurveyCommand) surveys(ctx context.Context, desk *app.Desk, of id.ID) ([]*app.Survey, error) {
	all, err := desk.Surveys(ctx, of)
	if err != nil || c.Survey == "" {
		return all, err
	}
	at := slices.IndexFunc(all, func(s *app.Survey) bool { return s.ID == c.Survey })
	if at < 0 {
		return nil, problem.New(problem.NotFound, "cli.no_survey", "survey", c.Survey, "ids", idsOf(all))
	}
	return all[at : at+1], nil
}

func idsOf(all []*app.Survey) string {
	ids := make([]string, len(all))
	for i := range all {
		ids[i] = all[i].ID
	}
	return strings.Join(ids, "、")
}

// surveyShape is the JSON of a survey with what has come of it.
type surveyShape struct {
	Survey   string            `json:"survey"`
	Name     string            `json:"name"`
	By       string            `json:"by,omitempty"`
	From     string            `json:"from,omitempty"`
	To       string            `json:"to,omitempty"`
	Headings []string          `json:"headings"` // of a list of answers, beside 户号, 调查日期, 调查人
	Asked    int64             `json:"asked"`
	Answered int64             `json:"answered"`
	Answers  int64             `json:"answers"`
	Persons  int64             `json:"persons"`
	Villages []surveyLineShape `json:"villages"`
	Values   []tallyShape      `json:"values"`
}

// surveyLineShape is one village or unit, the most still to ask first.
type surveyLineShape struct {
	Place    string           `json:"place"`
	Name     string           `json:"name"`
	Asked    int64            `json:"asked"`
	Answered int64            `json:"answered"`
	Answers  int64            `json:"answers"`
	Persons  int64            `json:"persons"`
	Values   map[string]int64 `json:"values,omitempty"` // answers by question=choice
}

type tallyShape struct {
	Question string `json:"question"`
	Ask      string `json:"ask"`
	Choice   string `json:"choice"`
	Answers  int64  `json:"answers"`
	Persons  int64  `json:"persons"`
}

func surveysOf(all []*app.Survey) []surveyShape {
	shapes := []surveyShape{}
	for _, s := range all {
		shape := surveyShape{Survey: s.ID, Name: s.Name, By: s.By, From: s.Span.From.String(), To: s.Span.To.String(), Headings: []string{},
			Asked: s.Asked, Answered: s.Answered, Answers: s.Answers, Persons: s.Persons, Villages: []surveyLineShape{}, Values: []tallyShape{}}
		for _, q := range s.Questions {
			shape.Headings = append(shape.Headings, q.Ask)
		}
		for _, l := range s.Villages {
			shape.Villages = append(shape.Villages, surveyLineShape{l.Place, l.Name, l.Asked, l.Answered, l.Answers, l.Persons, l.Values})
		}
		for _, t := range s.Values {
			if t.Choice != "" { // a number is counted in persons
				shape.Values = append(shape.Values, tallyShape{t.Question, askOf(s.Questions, t.Question), t.Choice, t.Answers, t.Persons})
			}
		}
		shapes = append(shapes, shape)
	}
	return shapes
}

func askOf(questions []campaign.Question, of string) string {
	for i := range questions {
		if questions[i].ID == of {
			return questions[i].Ask
		}
	}
	return of
}

func (s *session) surveys(all []surveyShape) {
	if len(all) == 0 {
		s.say("cli.no_surveys")
	}
	for i := range all {
		one := &all[i]
		if i > 0 {
			s.line("")
		}
		s.say("cli.survey", "name", one.Name, "survey", one.Survey, "asked", one.Asked, "answered", one.Answered, "answers", one.Answers, "persons", one.Persons)
		s.say("cli.survey_headings", "headings", strings.Join(one.Headings, "、"))
		s.surveyTables(one)
	}
}

func (s *session) surveyTables(one *surveyShape) {
	rows := [][]string{}
	for _, l := range one.Villages {
		rows = append(rows, append([]string{l.Name}, numbers(l.Asked, l.Answered, l.Answers, l.Persons)...))
	}
	if len(rows) > 0 {
		s.table([]string{s.text("cli.column.village"), s.text("cli.column.asked"), s.text("cli.column.answered"), s.text("cli.column.answers"), s.text("cli.column.persons")}, rows, 1, 2, 3, 4)
	}
	rows = [][]string{}
	for _, t := range one.Values {
		rows = append(rows, []string{t.Ask, t.Choice, strconv.FormatInt(t.Answers, 10), strconv.FormatInt(t.Persons, 10)})
	}
	if len(rows) > 0 {
		s.line("")
		s.table([]string{s.text("cli.column.ask"), s.text("cli.column.choice"), s.text("cli.column.answers"), s.text("cli.column.persons")}, rows, 2, 3)
	}
}
