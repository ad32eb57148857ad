package sheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"

	"songnuan/internal/problem"
)

const (
	maxStrings   = 16 << 20 // entries; their offsets take 64 MB
	stringMemory = 16 << 20 // bytes of text held in memory before it goes to a temporary file
	windowBytes  = 64 << 10 // read at once from that file: neighbours in a sheet are neighbours there
)

// sharedStrings are the texts that cells refer to by number. The texts lie one
// behind the other, in memory or, when there are many, in a temporary file.
type sharedStrings struct {
	ends   []uint32 // where each text ends; Limits.UnzippedBytes keeps this in range
	memory []byte
	file   *os.File

	window      []byte // part of the file
	windowStart uint32
}

func (w *workbook) readStrings() (*sharedStrings, error) {
	part := w.parts["xl/sharedstrings.xml"]
	s := &sharedStrings{}
	if part == nil {
		return s, nil
	}
	body, err := part.Open()
	if err != nil {
		return nil, problem.Wrap(err, problem.Unreadable, "sheet.damaged")
	}
	defer body.Close()
	if err := s.fill(newTokens(body), w.limits.CellBytes); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// fill reads the table. A text over the limit keeps one byte more than the
// limit, by which its cell is known as too long.
func (s *sharedStrings) fill(t *tokens, limit int) error {
	var item collector
	for {
		token, err := t.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if !item.take(token, limit+1) {
			continue
		}
		if err := s.add(item.text); err != nil {
			return err
		}
		item.text = item.text[:0]
	}
}

func (s *sharedStrings) add(text []byte) error {
	if len(s.ends) == maxStrings {
		return problem.New(problem.TooLarge, "sheet.bomb")
	}
	s.ends = append(s.ends, s.end()+uint32(len(text)))
	s.memory = append(s.memory, text...)
	if s.file == nil && len(s.memory) < stringMemory || len(s.memory) < windowBytes {
		return nil
	}
	return s.spill()
}

func (s *sharedStrings) end() uint32 {
	if len(s.ends) == 0 {
		return 0
	}
	return s.ends[len(s.ends)-1]
}

// spill moves what is in memory to the end of the temporary file.
func (s *sharedStrings) spill() error {
	if s.file == nil {
		file, err := os.CreateTemp("", "songnuan-strings-*")
		if err != nil {
			return err
		}
		os.Remove(file.Name()) // gone with its last handle; where the system refuses, close removes it
		s.file = file
	}
	if _, err := s.file.Write(s.memory); err != nil {
		return err
	}
	s.memory = s.memory[:0]
	return nil
}

// get is the text of a number, false when the table has no such entry.
func (s *sharedStrings) get(number string) (string, bool, error) {
	i, err := strconv.Atoi(strings.TrimSpace(number))
	if err != nil || i < 0 || i >= len(s.ends) {
		return "", false, nil
	}
	start, end := uint32(0), s.ends[i]
	if i > 0 {
		start = s.ends[i-1]
	}
	spilled := s.end() - uint32(len(s.memory))
	if start >= spilled {
		return string(s.memory[start-spilled : end-spilled]), true, nil
	}
	text, err := s.fromFile(start, end)
	return text, true, err
}

func (s *sharedStrings) fromFile(start, end uint32) (string, error) {
	inside := start >= s.windowStart && uint64(end) <= uint64(s.windowStart)+uint64(len(s.window))
	if !inside {
		buf := make([]byte, max(windowBytes, end-start))
		n, err := s.file.ReadAt(buf, int64(start))
		if err != nil && err != io.EOF {
			return "", err
		}
		s.window, s.windowStart = buf[:n], start
	}
	return string(s.window[start-s.windowStart : end-s.windowStart]), nil
}

func (s *sharedStrings) close() {
	if s.file != nil {
		_ = s.file.Close() // what it holds is given up
		os.Remove(s.file.Name())
	}
}

// collector joins the runs of one rich text and leaves out its reading aids
// (rPh). It serves shared strings (si) and inline ones (is).
type collector struct {
	text   []byte
	inText bool
	aid    bool
}

// take says true at the end of an item.
func (c *collector) take(token xml.Token, limit int) bool {
	switch e := token.(type) {
	case xml.StartElement:
		c.aid = c.aid || e.Name.Local == "rPh"
		c.inText = e.Name.Local == "t" && !c.aid
	case xml.CharData:
		if c.inText {
			c.text = appendLimited(c.text, unescape(e), limit)
		}
	case xml.EndElement:
		c.inText = false
		switch e.Name.Local {
		case "rPh":
			c.aid = false
		case "si", "is":
			return true
		}
	}
	return false
}

func appendLimited(to, more []byte, limit int) []byte {
	return append(to, more[:min(len(more), max(0, limit-len(to)))]...)
}

// unescape turns _x000D_ back into the character: XML has no room for control
// characters, so Excel writes them this way (ECMA-376 22.9.2.19).
func unescape(b []byte) []byte {
	if !bytes.Contains(b, []byte("_x")) {
		return b
	}
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		if len(b) >= 7 && b[0] == '_' && b[1] == 'x' && b[6] == '_' {
			if code, err := strconv.ParseUint(string(b[2:6]), 16, 16); err == nil {
				out = append(out, string(rune(code))...)
				b = b[7:]
				continue
			}
		}
		out = append(out, b[0])
		b = b[1:]
	}
	return out
}
