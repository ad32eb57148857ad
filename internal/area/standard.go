package area

import "songnuan/internal/money"

// Standard is a regional line: fen a month for one person, from a day.
type Standard struct {
	Area   Code
	Kind   string // dibao_line 低保标准, destitute_line 特困供养标准 …
	Amount money.Fen
	From   string // YYYY-MM-DD
	To     string // last day, "" is without end
	Source string // the document that set it
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
