package area

import (
	"slices"
	"unicode/utf8"

	"songnuan/internal/day"
	"songnuan/internal/money"
	"songnuan/internal/problem"
)

// Standard is a regional line: fen a month for one person, from a day.
type Standard struct {
	Area   Code
	Kind   string // dibao_line 低保标准, destitute_line 特困供养标准 …
	Amount money.Fen
	From   string // YYYY-MM-DD
	To     string // last day, "" is without end
	Source string // the document that set it
	Issued string // the day of the document, "" is unknown
}

// Kinds are the lines that rules of a plan can ask for.
var Kinds = []string{"dibao_line", "destitute_line"}

// mostLine is above any line a month a person: a slip of the comma is refused.
const mostLine = money.Fen(100_000_00)

// Check refuses a line that is of no known kind, has no first day, ends before
// it begins, or is no plausible amount.
func (s Standard) Check() error {
	if !slices.Contains(Kinds, s.Kind) {
		return problem.New(problem.Invalid, "area.standard_kind")
	}
	if _, err := day.Parse(s.From); err != nil {
		return problem.Wrap(err, problem.Invalid, "area.standard_from")
	}
	if _, err := day.Parse(s.To); s.To != "" && (err != nil || s.To < s.From) {
		return problem.New(problem.Invalid, "area.standard_to")
	}
	if _, err := day.Parse(s.Issued); s.Issued != "" && err != nil {
		return problem.Wrap(err, problem.Invalid, "area.standard_issued")
	}
	if s.Amount <= 0 || s.Amount > mostLine {
		return problem.New(problem.Invalid, "area.standard_amount")
	}
	if n := utf8.RuneCountInString(s.Source); n == 0 || n > sourceMost {
		return problem.New(problem.Invalid, "area.standard_source", "most", sourceMost)
	}
	return nil
}

// sourceMost is how long the name of a document may be, in characters.
const sourceMost = 200

// Ends is the last day on which the line holds among others of its area and
// kind: its own, or the day before the next line begins. "" is without end.
func (s Standard) Ends(among []Standard) string {
	end := s.To
	for _, o := range among {
		if o.Area != s.Area || o.Kind != s.Kind || o.From <= s.From {
			continue
		}
		first, err := day.Parse(o.From)
		if err != nil {
			continue
		}
		if before := first.AddDays(-1).String(); end == "" || before < end {
			end = before
		}
	}
	return end
}

// Overlapping are the lines of the same area and kind that hold on a day of the
// given one: the later line is the one that is used there.
func (s Standard) Overlapping(among []Standard) (others []Standard) {
	for _, o := range among {
		if o.Area == s.Area && o.Kind == s.Kind && o.From != s.From && (s.To == "" || o.From <= s.To) && (o.To == "" || s.From <= o.To) {
			others = append(others, o)
		}
	}
	return others
}

// Line is the standard of a kind that holds in an area on a day (YYYY-MM-DD):
// that of the area itself or of the nearest area above which has one, and of
// several the one with the latest first day. False when there is none.
func Line(standards []Standard, area Code, kind, date string) (Standard, bool) {
	for {
		var best Standard
		found := false
		for _, s := range standards {
			if s.Area == area && s.Kind == kind && s.holds(date) && (!found || s.From > best.From) {
				best, found = s, true
			}
		}
		if found || area == "" {
			return best, found
		}
		area = area.Parent()
	}
}

func (s Standard) holds(date string) bool {
	return s.From <= date && (s.To == "" || date <= s.To)
}
