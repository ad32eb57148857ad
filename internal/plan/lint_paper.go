package plan

import (
	"regexp"
	"strings"
	"unicode"
)

// How much of a paper is compared, in characters (some 60 pages), and with how
// many quotations.
const (
	mostPaper  = 50_000
	mostQuotes = 5_000
)

// paper finds sentences of the paper that no clause and no remark covers, and
// sources that the paper does not hold. Punctuation, spaces, numbering and
// width of letters do not matter.
func (l *linter) paper() {
	if l.plan.paper == nil || l.plan.Paper == "" {
		return
	}
	text := []rune(l.plan.Paper)
	if len(text) > mostPaper {
		l.Add("paper_too_long", l.plan.paper.Pos, "", "most", mostPaper)
		text = text[:mostPaper]
	}
	bare, origin := stripped(text)
	covered := make([]bool, len(text))
	tried := map[string]bool{}
	for _, s := range l.sentences()[2:] { // without title and theme
		for _, part := range pieces(s.text) {
			want, _ := stripped([]rune(part))
			if known, ok := tried[want]; ok && known || len(tried) > mostQuotes {
				continue
			}
			tried[want] = cover(bare, want, origin, covered)
			if !tried[want] && s.label != "" {
				l.Add("source_not_in_paper", s.pos, s.label, "text", clip(part))
			}
		}
	}
	l.uncovered(text, covered)
}

// cover marks every place where the paper says what a clause quotes.
func cover(bare, want string, origin []int, covered []bool) bool {
	if want == "" {
		return true
	}
	found := false
	length := runes(want)
	for from, at := 0, 0; ; {
		i := strings.Index(bare[from:], want)
		if i < 0 {
			return found
		}
		found = true
		at += runes(bare[from : from+i])
		for k := at; k < at+length; k++ {
			covered[origin[k]] = true
		}
		from, at = from+i+len(want), at+length
	}
}

// stripped leaves letters and digits only, and tells for each where it stood.
func stripped(text []rune) (string, []int) {
	var out strings.Builder
	var origin []int
	for i, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Sc, r) || r == '%' {
			out.WriteRune(unicode.ToLower(r))
			origin = append(origin, i)
		}
	}
	return out.String(), origin
}

var ends = regexp.MustCompile(`[。；;！!？?\n]`)

// pieces cuts a source at the ends of its sentences and takes their numbering
// off, since a quotation may join what the paper numbers.
func pieces(text string) []string {
	var all []string
	for _, part := range ends.Split(text, -1) {
		part = strings.TrimSpace(part)
		if m := numbering.FindString(part); len(m) < len(part) {
			part = part[len(m):]
		}
		if part != "" {
			all = append(all, part)
		}
	}
	return all
}

// numbering is what stands before a sentence: 一、 (二) ㈢ 4. 5、 一是.
var numbering = regexp.MustCompile(`^\s*(?:[一二三四五六七八九十]{1,3}(?:、|是)|[（(][一二三四五六七八九十\d]{1,3}[)）]|[㈠-㈩]|\d{1,2}[、.．]|[①-⑳])\s*`)

// heading is a line that only names what follows.
var heading = regexp.MustCompile(`^\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|[㈠-㈩])[^，,。；;：:]{1,14}[。：:]?$`)

// uncovered reports sentences of which no character is covered, and the parts
// between commas that are left out of the others.
func (l *linter) uncovered(text []rune, covered []bool) {
	for _, s := range passages(text, "。；;！!？?\n") {
		if heading.MatchString(strings.TrimSpace(string(text[s.from:s.to]))) {
			continue
		}
		body := s.trim(text)
		if body.to <= body.from {
			continue
		}
		if !body.any(covered) {
			l.Add("sentence_uncovered", l.plan.paper.Locate(body.from), "", "text", clip(string(text[body.from:body.to])))
			continue
		}
		for _, part := range passages(text[body.from:body.to], "，,：:") {
			part.from, part.to = part.from+body.from, part.to+body.from
			if part = part.trim(text); part.to-part.from >= 4 && !part.any(covered) {
				l.Add("part_uncovered", l.plan.paper.Locate(part.from), "", "text", clip(string(text[part.from:part.to])))
			}
		}
	}
}

// passage is a part of the paper, by characters, its end left out.
type passage struct{ from, to int }

func passages(text []rune, at string) []passage {
	var all []passage
	from := 0
	for i, r := range text {
		if strings.ContainsRune(at, r) {
			all = append(all, passage{from, i})
			from = i + 1
		}
	}
	return append(all, passage{from, len(text)})
}

// trim takes spaces and numbering off.
func (s passage) trim(text []rune) passage {
	if m := numbering.FindString(string(text[s.from:s.to])); m != "" {
		s.from += runes(m)
	}
	for s.from < s.to && !unicode.IsLetter(text[s.from]) && !unicode.IsDigit(text[s.from]) {
		s.from++
	}
	for s.to > s.from && !unicode.IsLetter(text[s.to-1]) && !unicode.IsDigit(text[s.to-1]) {
		s.to--
	}
	return s
}

func (s passage) any(covered []bool) bool {
	for _, c := range covered[s.from:s.to] {
		if c {
			return true
		}
	}
	return false
}
