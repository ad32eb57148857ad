package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/sheet"
)

// CertificateShape is a certificate as its JSON file gives it. Keys may be added
// to it, never renamed.
type CertificateShape struct {
	Format      int64           `json:"format"` // of the canonical rows, see docs/campaign.md
	Certificate string          `json:"certificate"`
	Campaign    string          `json:"campaign"`
	Plan        string          `json:"plan"`
	PlanSM3     string          `json:"plan_sm3"`
	Title       string          `json:"title"`
	Area        string          `json:"area,omitempty"`
	Unit        string          `json:"unit,omitempty"`
	Place       string          `json:"place,omitempty"` // name of the area or unit
	AsOf        day.Instant     `json:"as_of"`
	Issued      day.Instant     `json:"issued"`
	IssuedBy    string          `json:"issued_by"`
	Complete    bool            `json:"complete"` // no entry is open
	Whole       CertifiedLine   `json:"whole"`
	Villages    []CertifiedLine `json:"villages"`
	Units       []CertifiedLine `json:"units"`
}

// CertifiedLine is a place with its counts and the digest of its rows.
type CertifiedLine struct {
	Place  string          `json:"place,omitempty"` // code or path
	Name   string          `json:"name,omitempty"`
	Total  campaign.Count  `json:"total"`
	Counts campaign.Counts `json:"counts"`
	SM3    string          `json:"sm3"`
}

// Shape puts a certificate into the form of its file.
func (v *CertificateView) Shape() CertificateShape {
	s := CertificateShape{
		Format: v.Format, Certificate: string(v.ID), Campaign: string(v.Campaign), Plan: v.Plan, PlanSM3: v.PlanSM3, Title: v.Title,
		Area: string(v.Area), Unit: v.Unit, Place: firstOf(v.Names[v.Unit], v.Names[string(v.Area)]), AsOf: v.AsOf, Issued: v.Issued, IssuedBy: v.Actor,
		Villages: []CertifiedLine{}, Units: []CertifiedLine{},
	}
	for i := range v.Lines {
		l := &v.Lines[i]
		line := CertifiedLine{l.Place, firstOf(v.Names[l.Place], l.Place), l.Counts.Total(), l.Counts, l.Digest}
		switch l.Part {
		case campaign.Whole:
			line.Name = s.Place
			s.Whole, s.Complete = line, l.Counts[campaign.Open].Entries == 0
		case campaign.OfVillage:
			s.Villages = append(s.Villages, line)
		case campaign.OfUnit:
			s.Units = append(s.Units, line)
		}
	}
	return s
}

// ExportCertificate writes a certificate to a file, whose name ends in .json or
// .xlsx. It is there whole or not at all.
func ExportCertificate(path string, v *CertificateView, lang locale.Lang) error {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".json":
		body, err := json.MarshalIndent(v.Shape(), "", "  ")
		if err != nil {
			return err
		}
		return writeWhole(path, append(body, '\n'))
	case ".xlsx":
		return certificateBook(path, v.Shape(), lang)
	}
	return problem.New(problem.Invalid, "app.certificate_file")
}

func writeWhole(path string, body []byte) error {
	if err := os.WriteFile(path+".part", body, 0o600); err != nil {
		return problem.Wrap(err, problem.Invalid, "app.no_folder", "folder", filepath.Dir(path))
	}
	return os.Rename(path+".part", path)
}

func certificateBook(path string, s CertificateShape, lang locale.Lang) error {
	book, err := sheet.NewXLSX(path)
	if err != nil {
		return err
	}
	titles := []string{
		text(lang, "app.certificate_title", "plan", s.Title, "place", s.Place),
		text(lang, "app.certificate_as_of", "day", s.AsOf.Date(), "instant", s.AsOf, "format", s.Format),
		text(lang, "app.certificate_issued", "certificate", s.Certificate, "actor", s.IssuedBy, "day", s.Issued.Date()),
		text(lang, "app.certificate_sm3", "sm3", s.Whole.SM3),
	}
	for _, part := range []struct {
		sheet  string
		titles []string
		lines  []CertifiedLine
	}{
		{"app.sheet.certificate", titles, []CertifiedLine{s.Whole}}, {"app.sheet.villages", nil, s.Villages}, {"app.sheet.units", nil, s.Units},
	} {
		if len(part.lines) == 0 {
			continue
		}
		if err := certificateSheet(book, text(lang, part.sheet), part.titles, part.lines, lang); err != nil {
			book.Abort()
			return err
		}
	}
	return book.Close()
}

// certificateSheet has a line for each place: entries and persons in all, then
// by outcome, then the digest.
func certificateSheet(book *sheet.Book, name string, titles []string, lines []CertifiedLine, lang locale.Lang) error {
	heads := columns(lang, "app.column.village", words, "app.column.entries", number, "app.column.persons", number)
	for _, state := range campaign.Outcomes {
		column := number
		column.Title = state.Text(lang)
		heads = append(heads, column)
	}
	digest := sheet.Column{Title: "SM3", Kind: sheet.Text, Width: 70}
	table, err := book.Sheet(name, append(heads, digest), titles...)
	if err != nil {
		return err
	}
	for _, l := range lines {
		row := []any{l.Name, l.Total.Entries, l.Total.Persons}
		for _, state := range campaign.Outcomes {
			row = append(row, l.Counts[state].Entries)
		}
		if err := table.Write(append(row, l.SM3)...); err != nil {
			return err
		}
	}
	return nil
}
