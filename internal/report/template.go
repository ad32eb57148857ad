package report

import (
	"embed"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// Template is a document with places for what is known, written {name}. It is
// data: forms/<name>.yaml.
type Template struct {
	Name   DocumentName `yaml:"-"`
	Title  string       `yaml:"title"`
	Number string       `yaml:"number"`
	Letter bool         `yaml:"letter"`
	Needs  string       `yaml:"needs"` // case or household, without which it is only printed blank
	Blocks []Block      `yaml:"blocks"`
}

// DocumentName tells the templates apart.
type DocumentName string

// Text is what an office calls the document.
func (n DocumentName) Text(lang locale.Lang) string {
	return locale.Text(lang, "report.document."+string(n), nil)
}

// Documents are all templates, in the order they are used.
var Documents = []DocumentName{"application", "consent", "receipt", "papers", "home_check", "minutes", "approval", "refusal", "stop", "worker_file"}

//go:embed forms/*.yaml
var forms embed.FS

// FindTemplate gives a template. problem.NotFound when there is none of the name.
func FindTemplate(name string) (*Template, error) {
	if !slices.Contains(Documents, DocumentName(name)) {
		return nil, problem.New(problem.NotFound, "report.no_report", "name", name)
	}
	body, err := forms.ReadFile("forms/" + name + ".yaml")
	if err != nil {
		return nil, err
	}
	t := &Template{Name: DocumentName(name)}
	reader := yaml.NewDecoder(strings.NewReader(string(body)))
	reader.KnownFields(true)
	return t, reader.Decode(t)
}

// blanks are the values a template may name, with the length of the line that
// stands for one that is not known, in characters. 0 leaves a blank box.
var blanks = map[string]int{
	"number": 12, "kind": 8, "applicant": 6, "applicant_id": 18, "phone": 11, "address": 20, "village": 10, "size": 3, "covered": 3, "head": 6, "head_id": 18,
	"causes": 12, "category": 10, "income": 8, "per_head": 6, "agent": 6, "housing": 8, "housing_grade": 3, "rigid_expense": 8,
	"office": 14, "today": 12, "year": 4, "procedure": 12, "received_on": 12,
	"amount": 8, "amount_words": 14, "pay": 4, "from_month": 8, "decided": 12, "reason": 40, "next_review": 12, "stop_day": 12,
	"meeting_day": 12, "meeting_place": 12, "chair": 6, "minutes_by": 6, "voters_due": 3, "voters_came": 3, "aside": 3, "for": 3, "against": 3, "abstain": 3, "result": 8,
	"check_day": 12, "checkers": 12, "found_note": 30, "on_file": 6, "kin": 6, "supplement_due": 12, "deadline": 12,
	"worker_number": 0, "sex": 0, "birth": 0, "health": 0, "disability": 0, "employment": 0, "unit": 0, "card_bank": 0, "card": 0, "card_holder": 0, "model": 0,
	"missing": 30, "income_own": 0,
	"extra_ethnic": 0, "extra_political": 0, "extra_floor": 0, "extra_worked": 0, "extra_trade": 0, "extra_married": 0, "extra_registered": 0, "extra_unit_kind": 0,
	"extra_firm": 0, "extra_origin": 0, "extra_insured": 0, "extra_jobless": 0,
	"second_cause": 0, "main_cause": 0, "opened": 0, "single": 0, "self_help": 0,
}

// DocumentData is what is known for a document.
type DocumentData struct {
	Text map[string]string              // by the names that templates use
	Rows map[string][]map[string]string // lines of its tables, by name
}

// Fill puts what is known into the places of a template.
func (t *Template) Fill(known DocumentData) *Document {
	d := &Document{Title: t.Title, Number: known.line(t.Number), Letter: t.Letter}
	for _, b := range t.Blocks {
		if b.When == "money" { // of who is known to get none the line is left out
			if known.Text["party"] != "" && known.Text["amount"] == "" {
				continue
			}
		} else if party := known.Text["party"]; b.When != "" && b.When != party && (party != "" || b.When != "office") {
			continue
		}
		b.Text = known.line(b.Text)
		b.Facts = slices.Clone(b.Facts)
		for i := range b.Facts {
			b.Facts[i].Value = known.box(b.Facts[i].Value)
		}
		b.Signs = known.lines(b.Signs)
		if b.Grid != nil {
			b.Grid = known.grid(b.Grid)
		}
		if b.Area != nil {
			a := *b.Area
			a.Text, a.Signs = known.box(a.Text), known.lines(a.Signs)
			b.Area = &a
		}
		if b.Seal != nil {
			b.Seal = &Seal{known.line(b.Seal.Issuer), known.line(b.Seal.Day)}
		}
		d.Blocks = append(d.Blocks, b)
	}
	return d
}

func (known DocumentData) lines(texts []string) (filled []string) {
	for _, text := range texts {
		filled = append(filled, known.line(text))
	}
	return filled
}

// line fills a text that is read on: what is not known is a line to write on.
func (known DocumentData) line(text string) string {
	return known.fill(text, func(name string) string { return strings.Repeat("＿", blanks[name]) })
}

// box fills a text that stands in a box: what is not known leaves it blank.
func (known DocumentData) box(text string) string {
	return known.fill(text, func(string) string { return "" })
}

func (known DocumentData) fill(text string, blank func(name string) string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		if value := known.Text[name]; value != "" {
			b.WriteString(value)
		} else {
			b.WriteString(blank(name))
		}
		text = after
	}
}

func (known DocumentData) grid(of *Grid) *Grid {
	g := *of
	for _, row := range known.Rows[g.Rows] {
		cells := make([]string, len(g.Columns))
		for i, c := range g.Columns {
			cells[i] = row[c.Value]
		}
		g.Cells = append(g.Cells, cells)
	}
	for len(g.Cells) < g.Least {
		g.Cells = append(g.Cells, make([]string, len(g.Columns)))
	}
	return &g
}

// Places are the values that a template names.
func (t *Template) Places() []string {
	names := map[string]bool{}
	for _, text := range t.texts() {
		for {
			_, rest, found := strings.Cut(text, "{")
			if !found {
				break
			}
			name, after, _ := strings.Cut(rest, "}")
			names[name], text = true, after
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func (t *Template) texts() []string {
	all := []string{t.Number}
	for _, b := range t.Blocks {
		all = append(append(all, b.Text), b.Signs...)
		for _, f := range b.Facts {
			all = append(all, f.Value)
		}
		if b.Area != nil {
			all = append(append(all, b.Area.Text), b.Area.Signs...)
		}
		if b.Seal != nil {
			all = append(all, b.Seal.Issuer, b.Seal.Day)
		}
	}
	return all
}
