package area

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"iter"
	"strings"

	"songnuan/internal/money"
	"songnuan/internal/problem"
)

// Read streams the areas of a file in any of the known forms: a JSON array of
// {"code", "name"} as npm's china-division ships it, or CSV with a heading.
// The first error ends it.
func Read(r io.Reader) iter.Seq2[Area, error] {
	buffered := bufio.NewReaderSize(r, 64<<10)
	head, _ := buffered.Peek(64)
	if bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(head, bom), " \t\r\n"), []byte("[")) {
		return ReadJSON(buffered)
	}
	return ReadCSV(buffered)
}

var bom = []byte("\xEF\xBB\xBF")

// ReadCSV streams the areas of a CSV file in UTF-8. Its heading names the
// columns code (代码, 区划代码) and name (名称), and if there are any
// local_level, valid_from, valid_to and successor; others are left alone.
func ReadCSV(r io.Reader) iter.Seq2[Area, error] { return strictly(csvRows(r)) }

// Row is one row of a file of areas; Err is what is wrong with it alone.
type Row struct {
	Line int // of a CSV file, from 1; of a list, its place from 1
	Area Area
	Err  error
}

// ReadRows is Read for who goes on behind a wrong row. An error that is no
// row's ends it.
func ReadRows(r io.Reader) iter.Seq2[Row, error] {
	buffered := bufio.NewReaderSize(r, 64<<10)
	head, _ := buffered.Peek(64)
	if bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(head, bom), " \t\r\n"), []byte("[")) {
		return jsonRows(buffered)
	}
	return csvRows(buffered)
}

// strictly ends at the first wrong row.
func strictly(rows iter.Seq2[Row, error]) iter.Seq2[Area, error] {
	return func(yield func(Area, error) bool) {
		for row, err := range rows {
			if err == nil {
				err = row.Err
			}
			if !yield(row.Area, err) || err != nil {
				return
			}
		}
	}
}

func csvRows(r io.Reader) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for record, err := range records(r, columnNames, "code", "name") {
			row := Row{Line: record.line}
			if err == nil {
				row.Area, row.Err = newArea(record)
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

var columnNames = map[string]string{"代码": "code", "区划代码": "code", "名称": "name", "区划名称": "name", "启用": "valid_from", "停用": "valid_to", "并入": "successor"}

func newArea(record row) (a Area, err error) {
	if a.Code, err = Parse(record.get("code")); err != nil {
		return a, err
	}
	if a.Name = record.get("name"); a.Name == "" {
		return a, problem.New(problem.Invalid, "area.no_name", "code", string(a.Code))
	}
	if a.LocalLevel = record.get("local_level"); a.LocalLevel == "" {
		a.LocalLevel = LocalLevel(a.Name)
	}
	a.ValidFrom, a.ValidTo = record.get("valid_from"), record.get("valid_to")
	if err := a.CheckDates(); err != nil {
		return a, err
	}
	if next := record.get("successor"); next != "" {
		a.Successor, err = Parse(next)
	}
	return a, err
}

// ReadJSON streams an array of objects with code and name.
func ReadJSON(r io.Reader) iter.Seq2[Area, error] { return strictly(jsonRows(r)) }

func jsonRows(r io.Reader) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		decoder := json.NewDecoder(skipBOM(r))
		if token, err := decoder.Token(); err != nil || token != json.Delim('[') {
			yield(Row{}, unreadable(err))
			return
		}
		for line := 1; decoder.More(); line++ {
			var item struct{ Code, Name string }
			if err := decoder.Decode(&item); err != nil {
				yield(Row{}, unreadable(err))
				return
			}
			one := Row{Line: line}
			one.Area, one.Err = newArea(row{map[string]int{"code": 0, "name": 1}, []string{item.Code, item.Name}, line})
			if !yield(one, nil) {
				return
			}
		}
		if _, err := decoder.Token(); err != nil {
			yield(Row{}, unreadable(err))
		}
	}
}

// ReadStandards reads regional lines from CSV in UTF-8 with the columns area,
// kind, yuan, from, to and source.
func ReadStandards(r io.Reader) ([]Standard, error) {
	var all []Standard
	for record, err := range records(r, nil, "area", "kind", "yuan", "from") {
		if err != nil {
			return nil, err
		}
		s := Standard{Kind: record.get("kind"), From: record.get("from"), To: record.get("to"), Source: record.get("source"), Issued: record.get("issued")}
		if s.Area, err = Parse(record.get("area")); err != nil {
			return nil, err
		}
		if s.Amount, err = money.Parse(record.get("yuan")); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// row is one line of a CSV file by column name.
type row struct {
	columns map[string]int
	fields  []string
	line    int
}

func (r row) get(column string) string {
	i, ok := r.columns[column]
	if !ok || i >= len(r.fields) {
		return ""
	}
	return strings.TrimSpace(r.fields[i])
}

func records(r io.Reader, synonyms map[string]string, needed ...string) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		reader := csv.NewReader(skipBOM(r))
		reader.FieldsPerRecord = -1
		heading, err := reader.Read()
		if err != nil {
			yield(row{}, unreadable(err))
			return
		}
		columns := map[string]int{}
		for i, name := range heading {
			name = strings.ToLower(strings.TrimSpace(name))
			if known, ok := synonyms[name]; ok {
				name = known
			}
			columns[name] = i
		}
		for _, name := range needed {
			if _, ok := columns[name]; !ok {
				yield(row{}, problem.New(problem.Unreadable, "area.no_column", "column", name))
				return
			}
		}
		for {
			fields, err := reader.Read()
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(row{}, unreadable(err))
				return
			}
			line, _ := reader.FieldPos(0)
			if !yield(row{columns, fields, line}, nil) {
				return
			}
		}
	}
}

func skipBOM(r io.Reader) io.Reader {
	buffered := bufio.NewReader(r)
	if head, _ := buffered.Peek(len(bom)); bytes.Equal(head, bom) {
		_, _ = buffered.Discard(len(bom)) // they are buffered
	}
	return buffered
}

func unreadable(err error) error {
	return problem.Wrap(err, problem.Unreadable, "area.unreadable")
}
