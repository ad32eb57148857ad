package cli

import (
	"context"
	"fmt"

	"songnuan/internal/locale"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
)

type planCommands struct {
	Lint     planLintCommand     `cmd:""`
	Budget   planBudgetCommand   `cmd:""`
	Show     planShowCommand     `cmd:""`
	Schedule planScheduleCommand `cmd:""`
	Schema   planSchemaCommand   `cmd:""`
	Holidays planHolidaysCommand `cmd:""`
}

type planLintCommand struct {
	Files []string          `arg:"" name:"plans"`
	Param map[string]string `mapsep:"none" placeholder:"K=V"`
}

// lintResult is the JSON of plan lint.
type lintResult struct {
	Findings []findingShape `json:"findings"`
	Errors   int            `json:"errors"`
	Warnings int            `json:"warnings"`
	Notes    int            `json:"notes"`
}

// findingShape is a finding as JSON gives it, of a plan or of a run.
type findingShape struct {
	File     string        `json:"file,omitempty"` // plan file, or the base that it extends
	Severity plan.Severity `json:"severity"`
	Code     string        `json:"code"`
	Clause   string        `json:"clause,omitempty"`
	Line     int           `json:"line"` // from 1; 0 is no place
	Column   int           `json:"column"`
	Message  string        `json:"message"`
}

func (c *planLintCommand) do(_ context.Context, s *session) error {
	result := lintResult{Findings: []findingShape{}}
	for _, name := range c.Files {
		f, err := s.openPlan(name, c.Param)
		if err != nil {
			result.unreadable(s, name, err)
			continue
		}
		for _, found := range f.findings {
			result.add(shapeOf(s.lang, name, found))
		}
	}
	if s.exit == exitDone && result.Errors > 0 {
		s.exit = exitInvalid
	}
	return s.show(result, func() { result.people(s, len(c.Files)) })
}

func shapeOf(lang locale.Lang, file string, f plan.Finding) findingShape {
	if f.Pos.File != "" {
		file = f.Pos.File
	}
	return findingShape{file, f.Severity, f.Code, f.Clause, f.Pos.Line, f.Pos.Column, f.Text(lang)}
}

// unreadable counts as an error among the findings and decides the exit status.
func (r *lintResult) unreadable(s *session, name string, err error) {
	s.exit = exitUnreadable
	found := findingShape{File: name, Severity: plan.Error, Code: string(problem.CodeOf(err)), Message: locale.Error(s.lang, err)}
	if line, ok := problem.As(err).Args["line"].(int); ok {
		found.Line, found.Column = line, 1
	}
	r.add(found)
}

func (r *lintResult) add(f findingShape) {
	r.Findings = append(r.Findings, f)
	switch f.Severity {
	case plan.Error:
		r.Errors++
	case plan.Warning:
		r.Warnings++
	default:
		r.Notes++
	}
}

// people prints file:line:column and what is to be said there.
func (r *lintResult) people(s *session, files int) {
	for _, f := range r.Findings {
		s.line(f.line(s))
	}
	s.say("cli.lint_total", "files", files, "errors", r.Errors, "warnings", r.Warnings, "notes", r.Notes)
}

// line is file:line:column and what is to be said there.
func (f *findingShape) line(s *session) string {
	return fmt.Sprintf("%s:%d:%d: %s %s [%s]", f.File, f.Line, f.Column, s.severity(f.Severity), f.Message, f.Code)
}

func (s *session) severity(severity plan.Severity) string {
	return locale.Text(s.lang, "cli.severity."+string(severity), nil)
}
