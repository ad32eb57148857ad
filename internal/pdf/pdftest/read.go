// Package pdftest reads back the documents that package pdf writes, for tests:
// by the table of objects, the tree of pages and each font's own table back to
// Unicode, as any reader does.
package pdftest

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Page is the texts of one page in the order in which they were set.
type Page []string

// Has tells whether a text stands on the page, alone.
func (p Page) Has(text string) bool {
	return slices.Contains(p, text)
}

// Count is how often a text stands on the page, alone or within others.
func (p Page) Count(text string) (n int) {
	for _, t := range p {
		n += strings.Count(t, text)
	}
	return n
}

type reader struct {
	file    []byte
	objects map[int][]byte
	fonts   map[string]map[string]string // by name, code → text
	total   []byte
}

var (
	reference = regexp.MustCompile(`(\d+) 0 R`)
	named     = regexp.MustCompile(`/(F\d+) (\d+) 0 R`)
	form      = regexp.MustCompile(`/Total (\d+) 0 R`)
	mapping   = regexp.MustCompile(`<([0-9A-F]{4})><([0-9A-F]+)>`)
	token     = regexp.MustCompile(`BT |ET\n|/(F\d+) \S+ Tf|/Span<</ActualText <([0-9A-F]+)>>>BDC|EMC|<([0-9A-F]+)>|/Total Do`)
)

// Read gives the pages of a document.
func Read(file []byte) ([]Page, error) {
	r := &reader{file: file, objects: map[int][]byte{}, fonts: map[string]map[string]string{}}
	root, err := r.table()
	if err != nil {
		return nil, err
	}
	tree := r.objects[r.number(r.objects[root], "/Pages ")]
	_, kids, ok := strings.Cut(string(tree), "/Kids[")
	if !ok {
		return nil, fmt.Errorf("no pages in %q", tree)
	}
	var pages []Page
	for _, kid := range reference.FindAllStringSubmatch(kids, -1) {
		number, err := strconv.Atoi(kid[1])
		if err != nil {
			return nil, err
		}
		page, err := r.page(r.objects[number])
		if err != nil {
			return nil, err
		}
		pages = append(pages, page)
	}
	if count := "/Count " + strconv.Itoa(len(pages)) + "/"; !strings.Contains(string(tree), count) {
		return nil, fmt.Errorf("%d pages under %q", len(pages), tree)
	}
	return pages, nil
}

// table reads where the objects stand; each must begin there.
func (r *reader) table() (root int, err error) {
	at := bytes.LastIndex(r.file, []byte("startxref\n"))
	if at < 0 {
		return 0, fmt.Errorf("no table of objects")
	}
	var start, count int
	if _, err := fmt.Sscanf(string(r.file[at:]), "startxref\n%d", &start); err != nil {
		return 0, err
	}
	table := string(r.file[start:])
	if _, err := fmt.Sscanf(table, "xref\n0 %d\n", &count); err != nil {
		return 0, err
	}
	lines := strings.Split(table, "\n")[2:]
	for number := 1; number < count; number++ {
		offset, err := strconv.Atoi(lines[number][:10])
		if err != nil {
			return 0, err
		}
		body, ok := bytes.CutPrefix(r.file[offset:], fmt.Appendf(nil, "%d 0 obj\n", number))
		if !ok {
			return 0, fmt.Errorf("object %d does not stand at %d", number, offset)
		}
		if r.objects[number], _, ok = bytes.Cut(body, []byte("\nendobj\n")); !ok {
			return 0, fmt.Errorf("object %d has no end", number)
		}
	}
	return r.number([]byte(table), "/Root "), nil
}

func (r *reader) number(object []byte, key string) (number int) {
	_, after, _ := strings.Cut(string(object), key)
	number, _ = strconv.Atoi(strings.Fields(after + " ")[0])
	return number
}

// unpack gives the content of a stream object.
func unpack(object []byte) ([]byte, error) {
	_, packed, ok := bytes.Cut(object, []byte(">>\nstream\n"))
	if !ok {
		return nil, fmt.Errorf("no stream in %.60q", object)
	}
	zip, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(zip)
}

func (r *reader) page(object []byte) (Page, error) {
	resources := string(r.objects[r.number(object, "/Resources ")])
	for _, font := range named.FindAllStringSubmatch(resources, -1) {
		if r.fonts[font[1]] != nil {
			continue
		}
		number, err := strconv.Atoi(font[2])
		if err != nil {
			return nil, err
		}
		if err := r.font(font[1], r.objects[number]); err != nil {
			return nil, err
		}
	}
	if total := form.FindStringSubmatch(resources); total != nil {
		number, err := strconv.Atoi(total[1])
		if err != nil {
			return nil, err
		}
		if r.total, err = unpack(r.objects[number]); err != nil {
			return nil, err
		}
	}
	content, err := unpack(r.objects[r.number(object, "/Contents ")])
	if err != nil {
		return nil, err
	}
	return r.texts(content)
}

func (r *reader) font(name string, object []byte) error {
	table, err := unpack(r.objects[r.number(object, "/ToUnicode ")])
	if err != nil {
		return err
	}
	r.fonts[name] = map[string]string{}
	for _, m := range mapping.FindAllStringSubmatch(string(table), -1) {
		if r.fonts[name][m[1]], err = utf16Text(m[2]); err != nil {
			return err
		}
	}
	return nil
}

func utf16Text(code string) (string, error) {
	b, err := hex.DecodeString(code)
	var units []uint16
	for i := 0; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return strings.TrimPrefix(string(utf16.Decode(units)), "\ufeff"), err
}

func (r *reader) texts(content []byte) (page Page, err error) {
	var text strings.Builder
	var font map[string]string
	covered := false // within a mark that says what it stands for
	for _, m := range token.FindAllStringSubmatch(string(content), -1) {
		switch {
		case m[0] == "BT ":
			text.Reset()
		case m[0] == "ET\n":
			page = append(page, text.String())
		case m[0] == "/Total Do":
			more, err := r.texts(r.total)
			if err != nil {
				return nil, err
			}
			page = append(page, more...)
		case m[0] == "EMC":
			covered = false
		case m[1] != "":
			font = r.fonts[m[1]]
		case m[2] != "":
			actual, err := utf16Text(m[2])
			if err != nil {
				return nil, err
			}
			text.WriteString(actual)
			covered = true
		case !covered:
			for code := m[3]; len(code) >= 4; code = code[4:] {
				char, ok := font[code[:4]]
				if !ok {
					return nil, fmt.Errorf("code %s stands for nothing", code[:4])
				}
				text.WriteString(char)
			}
		}
	}
	return page, nil
}
