package plan

import (
	"cmp"
	"slices"

	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// Severity of a finding. An error means that the plan can't run.
type Severity string

// The severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Finding is something the linter, the forecast or the roster has to say about
// a place of the plan. Its message is plan.finding.<code>.
type Finding struct {
	Severity Severity
	Code     string
	Pos      Pos
	Clause   string // section and id: cash.visit_money; "" is the plan as a whole
	Args     problem.Args
}

// Text is the message in the reader's language.
func (f Finding) Text(lang locale.Lang) string {
	return locale.Text(lang, "plan.finding."+f.Code, f.Args)
}

// NewFinding makes a finding of a code in Codes; the rest are name, value
// pairs for its message.
func NewFinding(code string, pos Pos, clause string, pairs ...any) Finding {
	return Finding{Severity: severityOf(code), Code: code, Pos: pos, Clause: clause, Args: problem.Pairs(pairs...)}
}

// HasErrors tells whether the plan that these findings are about can't run.
func HasErrors(all []Finding) bool {
	return slices.ContainsFunc(all, func(f Finding) bool { return f.Severity == Error })
}

// Sort orders findings by file, place and code, and drops those that are said
// twice about the same place.
func Sort(all []Finding) []Finding {
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(a.Pos.compare(b.Pos), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Clause, b.Clause))
	})
	return slices.CompactFunc(all, func(a, b Finding) bool {
		return a.Pos == b.Pos && a.Code == b.Code && a.Text(locale.English) == b.Text(locale.English)
	})
}

// findings collects what there is to say; no check stops at the first.
type findings struct {
	all  []Finding
	more int // beyond maxFindings
}

func (c *findings) add(code string, pos Pos, clause string, pairs ...any) {
	if len(c.all) >= maxFindings {
		c.more++
		return
	}
	c.all = append(c.all, NewFinding(code, pos, clause, pairs...))
}

// sorted is everything found, with a last line for what was only counted.
func (c *findings) sorted() []Finding {
	all := Sort(c.all)
	if c.more > 0 {
		all = append(all, NewFinding("more_findings", Pos{Line: 1, Column: 1}, "", "count", c.more))
	}
	return all
}

// phrase is a part of a message that is itself translated.
type phrase struct {
	key  string
	args problem.Args
}

// Text makes phrase a locale.Texter.
func (p phrase) Text(lang locale.Lang) string {
	if p.key == "" {
		return ""
	}
	return locale.Text(lang, p.key, p.args)
}

func phraseOf(key string, pairs ...any) phrase { return phrase{key, problem.Pairs(pairs...)} }
