package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"songnuan/internal/problem"
)

// The parts of a workbook are read here and not through excelize: its row
// iterator gives neither the type of a cell nor its stored digits nor whether
// it is a formula, and it unpacks every part before the first row.
const (
	maxDirectoryBytes = 2 << 20  // of the zip; a workbook has some dozens of entries
	maxPartBytes      = 16 << 20 // of workbook.xml and styles.xml, which are held in memory
	ratioFrom         = 64 << 20 // below this a high ratio does no harm
)

type workbook struct {
	file   Content
	parts  map[string]*zip.File
	limits Limits

	visible, concealed []string
	paths              map[string]string // sheet name to its part
	date1904           bool
	strings            *sharedStrings
	styles             styles

	current string
	rows    *rows
}

func openWorkbook(file Content, size int64, limits Limits) (*workbook, error) {
	w := &workbook{file: file, limits: limits, paths: map[string]string{}}
	archive, err := directory(file, size)
	if err != nil {
		return nil, problem.Wrap(err, problem.Unreadable, "sheet.damaged")
	}
	if err := w.checkParts(archive, size); err != nil {
		return nil, err
	}
	if err := w.readParts(); err != nil {
		return nil, err
	}
	if len(w.visible) == 0 {
		w.Close()
		return nil, problem.New(problem.Unreadable, "sheet.no_visible_sheet")
	}
	if err := w.use(w.visible[0]); err != nil {
		w.Close()
		return nil, err
	}
	return w, nil
}

func directory(file io.ReaderAt, size int64) (*zip.Reader, error) {
	m := &meter{r: file, left: maxDirectoryBytes}
	archive, err := zip.NewReader(m, size)
	m.left = 1<<63 - 1
	return archive, err
}

// checkParts judges the declared sizes before anything is unpacked. A part
// that unpacks to more than it declares is stopped by archive/zip.
func (w *workbook) checkParts(archive *zip.Reader, size int64) error {
	w.parts = make(map[string]*zip.File, len(archive.File))
	var total uint64
	for _, part := range archive.File {
		if part.UncompressedSize64 > uint64(w.limits.UnzippedBytes) {
			return w.tooLarge()
		}
		if total += part.UncompressedSize64; total > uint64(w.limits.UnzippedBytes) {
			return w.tooLarge()
		}
		w.parts[strings.ToLower(strings.ReplaceAll(part.Name, `\`, "/"))] = part
	}
	if total > ratioFrom && total/uint64(max(size, 1)) > uint64(w.limits.Ratio) {
		return problem.New(problem.TooLarge, "sheet.bomb")
	}
	switch {
	case w.parts["xl/vbaproject.bin"] != nil:
		return problem.New(problem.Unreadable, "sheet.macros")
	case w.parts["xl/workbook.bin"] != nil:
		return problem.New(problem.Unreadable, "sheet.old_format")
	case w.parts["xl/workbook.xml"] == nil:
		return problem.New(problem.Unreadable, "sheet.not_table")
	}
	return nil
}

func (w *workbook) tooLarge() error {
	return problem.New(problem.TooLarge, "sheet.unzipped_too_large", "limit", w.limits.UnzippedBytes>>20)
}

func (w *workbook) readParts() error {
	if err := w.readSheets(); err != nil {
		return err
	}
	var err error
	if w.styles, err = w.readStyles(); err != nil {
		return err
	}
	w.strings, err = w.readStrings()
	return err
}

type workbookXML struct {
	Properties struct {
		Date1904 string `xml:"date1904,attr"`
	} `xml:"workbookPr"`
	Sheets []struct {
		Name  string `xml:"name,attr"`
		State string `xml:"state,attr"`
		ID    string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		IDAlt string `xml:"http://purl.oclc.org/ooxml/officeDocument/relationships id,attr"` // Strict Open XML
	} `xml:"sheets>sheet"`
}

type relationsXML struct {
	Relations []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

func (w *workbook) readSheets() error {
	var book workbookXML
	if err := w.decodePart("xl/workbook.xml", &book); err != nil {
		return err
	}
	var relations relationsXML
	if err := w.decodePart("xl/_rels/workbook.xml.rels", &relations); err != nil {
		return err
	}
	targets := map[string]string{}
	for _, r := range relations.Relations {
		if strings.HasSuffix(r.Type, "/worksheet") { // chart sheets have no rows
			targets[r.ID] = partPath(r.Target)
		}
	}
	w.date1904 = truth(book.Properties.Date1904)
	for _, s := range book.Sheets {
		target, ok := targets[s.ID+s.IDAlt]
		if !ok || w.parts[target] == nil {
			continue
		}
		if s.State == "hidden" || s.State == "veryHidden" {
			w.concealed = append(w.concealed, s.Name)
			continue
		}
		w.visible = append(w.visible, s.Name)
		w.paths[s.Name] = target
	}
	return nil
}

// partPath resolves a target, which is relative to xl/ unless it begins with /.
func partPath(target string) string {
	target = strings.ToLower(strings.ReplaceAll(target, `\`, "/"))
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return path.Join("xl", target)
}

func truth(s string) bool { return s == "1" || s == "true" }

// decodePart reads a small part whole. A part that is absent stays zero.
func (w *workbook) decodePart(name string, into any) error {
	part := w.parts[name]
	if part == nil {
		return nil
	}
	if part.UncompressedSize64 > maxPartBytes {
		return problem.New(problem.TooLarge, "sheet.unzipped_too_large", "limit", maxPartBytes>>20)
	}
	body, err := part.Open()
	if err != nil {
		return problem.Wrap(err, problem.Unreadable, "sheet.damaged")
	}
	defer body.Close()
	if err := xml.NewDecoder(body).Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return problem.Wrap(err, problem.Unreadable, "sheet.damaged")
	}
	return nil
}

func (w *workbook) sheets() []string { return w.visible }

func (w *workbook) hidden() []string { return w.concealed }

func (w *workbook) use(name string) error {
	target, ok := w.paths[name]
	if !ok {
		return problem.New(problem.NotFound, "sheet.no_sheet", "name", name)
	}
	part := w.parts[target]
	body, err := part.Open()
	if err != nil {
		return problem.Wrap(err, problem.Unreadable, "sheet.damaged")
	}
	w.closeRows()
	w.current = name
	w.rows = newRows(w, body, int64(part.UncompressedSize64))
	return nil
}

func (w *workbook) next() (Row, error) { return w.rows.next() }

func (w *workbook) progress() (int64, int64) { return w.rows.xml.guard.done, w.rows.size }

func (w *workbook) closeRows() {
	if w.rows != nil {
		w.rows.body.Close()
	}
}

func (w *workbook) Close() error {
	w.closeRows()
	if w.strings != nil {
		w.strings.close()
	}
	return w.file.Close()
}
