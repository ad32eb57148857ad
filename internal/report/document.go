package report

import (
	"songnuan/internal/day"
	"songnuan/internal/locale"
)

// Document is a single sheet or a letter of an office, made of a Template and
// what is known: what is not known is left open to be filled by hand. Its texts
// are those of Chinese offices in every language of the interface.
type Document struct {
	Lang    locale.Lang // of the foot only
	Title   string
	Number  string // 发文字号, "" for none
	Letter  bool   // laid out as GB/T 9704-2012 has it; else a sheet of boxes
	Blocks  []Block
	Printer string
	Printed day.Instant
	Ref     string // stands at the foot and in the record
	Clear   bool   // personal data unmasked: every page says so
}

// Block is one part of a document: exactly one of its fields is set, beside Text
// for paragraphs.
type Block struct {
	When  string `yaml:"when"` // party: union or office; money: there is an amount; "" is always
	Text  string `yaml:"text"`
	Align Align  `yaml:"align"` // of Text
	Bold  bool   `yaml:"bold"`  // of Text
	Flush bool   `yaml:"flush"` // Text begins at the margin, as a salutation does

	Facts []Box    `yaml:"facts"` // boxes with a label, two a line
	Grid  *Grid    `yaml:"grid"`
	Area  *Area    `yaml:"area"`  // a box to write into
	Signs []string `yaml:"signs"` // places to sign, side by side
	Seal  *Seal    `yaml:"seal"`  // who issues it, the day, and room for the seal
}

// Align is where a paragraph stands.
type Align string

// The places. A paragraph without one runs over the width, its first line two
// characters in.
const (
	Centre Align = "centre"
	Right  Align = "right"
)

// Box is a label with its value, which may be blank.
type Box struct {
	Label string `yaml:"label"`
	Value string `yaml:"value"`
	Wide  bool   `yaml:"wide"` // over the whole width
}

// Grid is a table whose rows are known or left open.
type Grid struct {
	Rows    string       `yaml:"rows"` // name of the rows, as DocumentData has them
	Columns []GridColumn `yaml:"columns"`
	Least   int          `yaml:"least"` // lines, at least: the others are blank
	Cells   [][]string   `yaml:"-"`
}

// GridColumn is one of its columns.
type GridColumn struct {
	Title string  `yaml:"title"`
	Value string  `yaml:"value"` // name of the value in a row; "" is always blank
	Width float64 `yaml:"width"` // share of the whole
}

// Area is a box with a heading, and room to write.
type Area struct {
	Title  string   `yaml:"title"`
	Text   string   `yaml:"text"`
	Height float64  `yaml:"height"` // millimetres, at least
	Signs  []string `yaml:"signs"`  // at its lower right, one a line
}

// Seal is the end of a letter.
type Seal struct {
	Issuer string `yaml:"issuer"`
	Day    string `yaml:"day"`
}

// FootLabel says who printed the document, when.
func (d *Document) FootLabel() string {
	f := Form{Lang: d.Lang, Ref: d.Ref, Printer: d.Printer, Printed: d.Printed}
	return f.FootLabel()
}

// ClearLabel warns of personal data; "" when it is masked.
func (d *Document) ClearLabel() string {
	f := Form{Lang: d.Lang, Clear: d.Clear}
	return f.ClearLabel()
}
