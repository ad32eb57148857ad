package plan

import (
	"regexp"
	"strconv"

	"songnuan/internal/day"
)

// sentence is a text of the paper with its place.
type sentence struct {
	text  string
	pos   Pos
	label string
}

// sentences are the plan's title and what it quotes from the paper: clauses
// first, so that a finding points at what runs, then remarks and the paper.
func (l *linter) sentences() []sentence {
	p := l.plan
	all := []sentence{{p.Title, p.Keys.At("title", -1, p.Pos), ""}, {p.Theme, p.Keys.At("theme", -1, p.Pos), ""}}
	var params []sentence
	l.eachClause(func(at place, _ string) {
		for i, text := range at.clause.Source {
			s := sentence{text, at.clause.Keys.At("source", i, at.clause.Pos), at.label}
			if at.section == "params" {
				params = append(params, s)
			} else {
				all = append(all, s)
			}
		}
	})
	for _, u := range p.Unchosen {
		for _, text := range u.Source {
			all = append(all, sentence{text, u.Pos, u.Section + "." + u.ID})
		}
	}
	all = append(all, params...)
	for _, r := range p.Remarks {
		all = append(all, sentence{r.Text, r.Pos, ""})
	}
	return all
}

// places gives every sentence and the paper itself, whose place is that of a
// character in it.
func (l *linter) eachText(visit func(text, label string, at func(offset int) Pos)) {
	for _, s := range l.sentences() {
		visit(s.text, s.label, func(int) Pos { return s.pos })
	}
	if l.plan.paper != nil {
		visit(l.plan.Paper, "", l.plan.paper.Locate)
	}
}

// lunarYear is the year whose Spring Festival the plan leads to; 0 unknown.
func (l *linter) lunarYear() int {
	if l.plan.Year != 0 {
		return l.plan.Year
	}
	return l.plan.Period.To.Day.Year()
}

// yearNames finds a stem-branch or zodiac year that is another than the plan's.
func (l *linter) yearNames() {
	year := l.lunarYear()
	if year == 0 {
		return
	}
	said := map[string]bool{}
	look := func(text, label string, at func(int) Pos) {
		for _, named := range day.FindStemBranch(text) {
			if named.Is(year) || said[named.Text] {
				continue
			}
			said[named.Text] = true
			meant := phrase{}
			if near, ok := named.Nearest(year); ok {
				meant = phraseOf("plan.named_year", "year", near)
			}
			l.Add("year_name_differs", at(named.Offset), label, "text", named.Text, "year", year, "right", day.StemBranch(year)+day.Zodiac(year)+"年", "meant", meant)
		}
	}
	stems := l.plan.Stems
	if stems != "" && len(day.FindStemBranch(stems)) == 0 {
		stems += "年"
	}
	look(stems, "", func(int) Pos { return l.plan.Keys.At("stems", -1, l.plan.Pos) })
	l.eachText(look)
}

var numberedYear = regexp.MustCompile(`(?:^|[^〔(（\[\d])((?:19|20)\d{2})年`)

// yearNumbers finds a year in the paper's sentences that the plan does not
// touch: money of 2015 in a plan for 2027.
func (l *linter) yearNumbers() {
	first, last := l.years()
	if first == 0 {
		return
	}
	said := map[string]bool{}
	l.eachText(func(text, label string, at func(int) Pos) {
		for _, m := range numberedYear.FindAllStringSubmatchIndex(text, -1) {
			written := text[m[2]:m[3]]
			year, _ := strconv.Atoi(written)
			if year >= first && year <= last || said[written] {
				continue
			}
			said[written] = true
			l.Add("year_differs", at(runes(text[:m[2]])), label, "year", year, "first", first, "last", last)
		}
	})
}

// years are the civil years that the plan's period, year and closing touch.
func (l *linter) years() (first, last int) {
	p := l.plan
	for _, year := range []int{p.Year, p.Period.From.Day.Year(), p.Period.To.Day.Year(), p.ClosesOn.Day.Year()} {
		if year != 0 && (first == 0 || year < first) {
			first = year
		}
		last = max(last, year)
	}
	return first, last
}

// during is "during Spring Festival" said of the campaign itself, not of the
// hardship that it relieves or of the two festivals together.
var during = regexp.MustCompile(`[于在](?:今年|明年)?春节期间|(?:^|[，,。；;：:])春节期间`)

// springFestival finds "during 春节" said of days that all lie before it.
func (l *linter) springFestival() {
	end := l.plan.Period.To.Day
	festival, err := day.Festival("春节", end.Year())
	if end.IsZero() || err != nil || !end.Before(festival) {
		return
	}
	said := false
	l.eachText(func(text, label string, at func(int) Pos) {
		if m := during.FindStringIndex(text); m != nil && !said {
			said = true
			l.Add("before_spring_festival", at(runes(text[:m[0]])), label, "end", end, "festival", festival)
		}
	})
}
