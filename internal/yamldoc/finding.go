package yamldoc

import (
	"cmp"
	"slices"
	"strconv"

	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// Pos is where something stands, from 1; columns count characters. File is ""
// in the file itself and the name of the base in what it extends.
type Pos struct {
	Line, Column int
	File         string
}

// Compare orders places: the file itself first, then its bases.
func (p Pos) Compare(q Pos) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column))
}

// Keys gives the place of every value that was written, for findings: "class",
// and of the items of a list "class.0", "class.1".
type Keys map[string]Pos

// At is the place of a key's item, of the key, or else the fallback.
func (k Keys) At(key string, item int, fallback Pos) Pos {
	if pos, ok := k[key+"."+strconv.Itoa(item)]; ok {
		return pos
	}
	if pos, ok := k[key]; ok {
		return pos
	}
	return fallback
}

// Where is where a part of the file and its values stand. Types that embed it
// have it filled in.
type Where struct {
	Pos  Pos
	Keys Keys
}

// At is the place of a key, or of the part when the key was not written.
func (w Where) At(key string) Pos { return w.Keys.At(key, -1, w.Pos) }

// Written tells whether the key was written.
func (w Where) Written(key string) bool {
	_, ok := w.Keys[key]
	return ok
}

// Severity of a finding. An error means that the file can't be used.
type Severity string

// The severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Finding is something there is to say about a place of the file.
type Finding struct {
	Severity Severity
	Code     string
	Pos      Pos
	Clause   string // what it stands in, say cash.visit_money; "" is the file as a whole
	Message  string // key of the message
	Args     problem.Args
}

// Text is the message in the reader's language.
func (f Finding) Text(lang locale.Lang) string { return locale.Text(lang, f.Message, f.Args) }

// Code is one kind of finding.
type Code struct {
	Code     string
	Severity Severity
	Meaning  string // what it says of the file
	Remedy   string // what to do
}

// Book is one format: what its files are called, and the table of what there
// can be to say about them beside FormCodes.
type Book struct {
	Kind    Phrase // what such a file holds: 方案
	Suffix  string // of its files' names: .plan.yaml
	Message string // before the code of its own findings' messages: plan.finding.
	Codes   []Code
}

// Finding makes a finding of a code; the rest are name, value pairs for its
// message. A code without a row is an error; a test sees to it that each has one.
func (b *Book) Finding(code string, pos Pos, clause string, pairs ...any) Finding {
	f := Finding{Severity: Error, Code: code, Pos: pos, Clause: clause, Message: b.Message + code, Args: problem.Pairs(pairs...)}
	if i := slices.IndexFunc(FormCodes, func(c Code) bool { return c.Code == code }); i >= 0 {
		f.Severity, f.Message = FormCodes[i].Severity, "yamldoc.finding."+code
	} else if i := slices.IndexFunc(b.Codes, func(c Code) bool { return c.Code == code }); i >= 0 {
		f.Severity = b.Codes[i].Severity
	}
	return f
}

// Collect starts a collection of findings.
func (b *Book) Collect() *Findings { return &Findings{book: b} }

// HasErrors tells whether the file that these findings are about can't be used.
func HasErrors(all []Finding) bool {
	return slices.ContainsFunc(all, func(f Finding) bool { return f.Severity == Error })
}

// Sort orders findings by file, place and code, and drops those that are said
// twice about the same place.
func Sort(all []Finding) []Finding {
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(a.Pos.Compare(b.Pos), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Clause, b.Clause))
	})
	return slices.CompactFunc(all, func(a, b Finding) bool {
		return a.Pos == b.Pos && a.Code == b.Code && a.Text(locale.English) == b.Text(locale.English)
	})
}

// Findings collects what there is to say; no check stops at the first.
type Findings struct {
	All  []Finding
	book *Book
	more int // beyond MaxFindings
}

// Add says something about a place.
func (c *Findings) Add(code string, pos Pos, clause string, pairs ...any) {
	if len(c.All) >= MaxFindings {
		c.more++
		return
	}
	c.All = append(c.All, c.book.Finding(code, pos, clause, pairs...))
}

// Sorted is everything found, with a last line for what was only counted.
func (c *Findings) Sorted() []Finding {
	all := Sort(c.All)
	if c.more > 0 {
		all = append(all, c.book.Finding("more_findings", Pos{Line: 1, Column: 1}, "", "count", c.more))
	}
	return all
}

// Phrase is a part of a message that is itself translated.
type Phrase struct {
	Key  string
	Args problem.Args
}

// Text makes Phrase a locale.Texter.
func (p Phrase) Text(lang locale.Lang) string {
	if p.Key == "" {
		return ""
	}
	return locale.Text(lang, p.Key, p.Args)
}

// PhraseOf makes a phrase; the rest are name, value pairs for its message.
func PhraseOf(key string, pairs ...any) Phrase { return Phrase{key, problem.Pairs(pairs...)} }

// Why is what a problem says, as part of another message.
func Why(p *problem.Error) Phrase { return Phrase{p.Key, p.Args} }
