package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

// CSV writes a text table. It appears under its name only when Close succeeds.
type CSV struct {
	file    *atomicFile
	encoder io.WriteCloser
	csv     *csv.Writer
	columns []Column
	record  []string
}

// NewCSV begins a text table with a heading row. Characters that GB 18030
// can't hold do not exist, so either encoding loses nothing.
func NewCSV(path string, encoding Encoding, columns []Column) (*CSV, error) {
	if encoding != UTF8 && encoding != GB18030 {
		return nil, fmt.Errorf("sheet: cannot write %s", encoding)
	}
	file, err := createAtomic(path)
	if err != nil {
		return nil, err
	}
	c := &CSV{file: file, columns: columns, record: make([]string, len(columns))}
	if c.encoder, err = encodeTo(file, encoding); err != nil {
		file.abort()
		return nil, writeFailed(err)
	}
	c.csv = csv.NewWriter(c.encoder)
	c.csv.UseCRLF = true
	for i, column := range columns {
		c.record[i] = protect(clean(column.Title))
	}
	if err := c.csv.Write(c.record); err != nil {
		file.abort()
		return nil, writeFailed(err)
	}
	return c, nil
}

// encodeTo writes the byte order mark where one belongs. Closing what it
// returns flushes the encoder, not the file.
func encodeTo(w io.Writer, e Encoding) (io.WriteCloser, error) {
	if e == GB18030 {
		return transform.NewWriter(w, simplifiedchinese.GB18030.NewEncoder()), nil
	}
	_, err := w.Write(bomUTF8)
	return transform.NewWriter(w, transform.Nop), err
}

// Write adds a row.
func (c *CSV) Write(values ...any) error {
	if err := checkWidth(c.columns, values); err != nil {
		return err
	}
	for i := range c.record {
		c.record[i] = ""
		if i < len(values) {
			c.record[i] = field(c.columns[i].Kind, values[i])
		}
	}
	return writeFailed(c.csv.Write(c.record))
}

// Close finishes the file and gives it its name.
func (c *CSV) Close() error {
	c.csv.Flush()
	if err := c.csv.Error(); err != nil {
		c.file.abort()
		return writeFailed(err)
	}
	if err := c.encoder.Close(); err != nil {
		c.file.abort()
		return writeFailed(err)
	}
	return c.file.commit()
}

// Abort drops what was written. After Close it does nothing.
func (c *CSV) Abort() { c.file.abort() }

func field(kind Kind, value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case Marked:
		return field(kind, v.Value)
	case string:
		return protect(clean(v))
	case int64:
		if kind == Money {
			return yuan(v)
		}
		return strconv.FormatInt(v, 10)
	case int:
		return strconv.Itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return protect(clean(fmt.Sprint(value)))
}

// risky are the signs that make a spreadsheet read a text as a formula, and
// those that protect writes itself.
const risky = "=+-@'\t"

// protect keeps a spreadsheet from reading text as a formula, or a long number
// as a rounded one: an apostrophe before = + - @, a tab before twelve digits
// and more. The reader takes both away again.
func protect(s string) string {
	switch {
	case s == "":
		return s
	case strings.IndexByte(risky, s[0]) >= 0:
		return "'" + s
	case isLongNumber(s):
		return "\t" + s
	}
	return s
}

// unguard undoes protect.
func unguard(s string) string {
	if len(s) < 2 {
		return s
	}
	if s[0] == '\'' && strings.IndexByte(risky, s[1]) >= 0 || s[0] == '\t' && isLongNumber(s[1:]) {
		return s[1:]
	}
	return s
}

func isLongNumber(s string) bool {
	return len(s) >= 12 && strings.Trim(s[:12], "0123456789") == ""
}
