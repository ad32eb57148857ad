package report

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"

	"songnuan/internal/problem"
)

// Format is a kind of file that a report can become.
type Format string

// The formats.
const (
	PDF  Format = "pdf"
	XLSX Format = "xlsx"
	CSV  Format = "csv"
	HTML Format = "html"
)

// Formats are all of them, in the order of every choice.
var Formats = []Format{PDF, XLSX, CSV, HTML}

// FormatOf reads the name of a format; "" asks the end of the file's name.
func FormatOf(name, path string) (Format, error) {
	if name == "" {
		name = strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), ".")
	}
	for _, f := range Formats {
		if string(f) == name {
			return f, nil
		}
	}
	return "", problem.New(problem.Invalid, "report.no_format")
}

// File is a sink that ends in a file, which is there whole under its name after
// Close, or not at all after Abort.
type File interface {
	Sink
	Close() error
	Abort()
}

// Create begins a file of a format.
func Create(path string, format Format, f *Form) (File, error) {
	switch format {
	case XLSX:
		return newBook(path, f)
	case CSV:
		return newText(path, f)
	case PDF, HTML:
		part, err := createPart(path)
		if err != nil {
			return nil, err
		}
		if format == PDF {
			return &printed{NewPrinter(part, f), part}, nil
		}
		return &printed{NewWebPrinter(part, f), part}, nil
	}
	return nil, problem.New(problem.Invalid, "report.no_format")
}

// printed is a sink over a file of its own.
type printed struct {
	Sink
	part *part
}

func (p *printed) Close() error { return p.part.close() }
func (p *printed) Abort()       { p.part.abort() }

// part is a file that bears another name until it is whole. Only its owner may
// read it.
type part struct {
	*bufio.Writer
	file *os.File
	path string
}

func createPart(path string) (*part, error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return nil, problem.Wrap(err, problem.Invalid, "sheet.cannot_create")
	}
	return &part{bufio.NewWriter(file), file, path}, nil
}

func (p *part) close() error {
	err := p.Flush()
	if err == nil {
		err = p.file.Sync()
	}
	if e := p.file.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(p.file.Name(), p.path)
	}
	if err != nil {
		os.Remove(p.file.Name())
		return problem.Wrap(err, problem.Internal, "sheet.write_failed")
	}
	return nil
}

func (p *part) abort() {
	_ = p.file.Close() // what it holds is given up
	os.Remove(p.file.Name())
}
