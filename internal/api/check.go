package api

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// checker holds a value against a schema and takes down what is wrong.
type checker struct {
	lang  locale.Lang
	found []fieldError
}

// foundMost is how much is told at once.
const foundMost = 50

func (c *checker) wrong(field, key string, pairs ...any) {
	if len(c.found) < foundMost {
		call := call{lang: c.lang}
		c.found = append(c.found, fieldError{Field: field, Message: call.text(key, pairs...), key: key})
	}
}

// wrongField is the error of one field alone.
func (c *call) wrongField(field, key string, pairs ...any) error {
	found := &checker{lang: c.lang}
	found.wrong(field, key, pairs...)
	return &refusal{err: problem.New(problem.Invalid, "api.fields", "count", 1), errors: found.found}
}

func (c *checker) check(at string, s *schema, v any) {
	switch s.kind {
	case "":
	case "object":
		c.object(at, s, v)
	case "array":
		c.array(at, s, v)
	case "string":
		c.string(at, s, v)
	case "boolean":
		if _, ok := v.(bool); !ok {
			c.wrong(at, "api.check.boolean")
		}
	default:
		c.number(at, s, v)
	}
}

func (c *checker) object(at string, s *schema, v any) {
	object, ok := v.(map[string]any)
	if !ok {
		c.wrong(at, "api.check.object")
		return
	}
	if s.others != nil {
		if len(object) > itemsMost {
			c.wrong(at, "api.check.items_most", "most", itemsMost)
		}
		for key, value := range object {
			c.text(join(at, key), key, textMost)
			c.check(join(at, key), s.others, value)
		}
		return
	}
	left := len(object)
	for _, p := range s.properties {
		value, there := object[p.name]
		switch {
		case there:
			left--
			c.check(join(at, p.name), p.schema, value)
		case p.required:
			c.wrong(join(at, p.name), "api.check.required")
		}
	}
	if left == 0 {
		return
	}
	for key := range object {
		if !slices.ContainsFunc(s.properties, func(p property) bool { return p.name == key }) {
			c.wrong(join(at, clipped(key)), "api.check.unknown")
		}
	}
}

func join(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}

// clipped is as much of a key that nobody knows as an answer repeats.
func clipped(key string) string {
	if r := []rune(key); len(r) > 40 {
		return string(r[:40])
	}
	return key
}

func (c *checker) array(at string, s *schema, v any) {
	items, ok := v.([]any)
	if !ok {
		c.wrong(at, "api.check.array")
		return
	}
	most := int64(itemsMost)
	if s.max != nil {
		most = *s.max
	}
	if n := int64(len(items)); n > most {
		c.wrong(at, "api.check.items_most", "most", most)
		return
	} else if s.min != nil && n < *s.min {
		c.wrong(at, "api.check.items_least", "least", *s.min)
	}
	for i, item := range items {
		c.check(fmt.Sprintf("%s[%d]", at, i), s.items, item)
	}
}

func (c *checker) number(at string, s *schema, v any) {
	number, ok := v.(json.Number)
	if !ok {
		c.wrong(at, "api.check."+s.kind)
		return
	}
	if s.kind == "number" {
		if _, err := number.Float64(); err != nil {
			c.wrong(at, "api.check.number")
		}
		return
	}
	n, err := strconv.ParseInt(number.String(), 10, 64)
	switch {
	case err != nil:
		c.wrong(at, "api.check.integer")
	case s.min != nil && n < *s.min:
		c.wrong(at, "api.check.least", "least", *s.min)
	case s.max != nil && n > *s.max:
		c.wrong(at, "api.check.most", "most", *s.max)
	}
}

func (c *checker) string(at string, s *schema, v any) {
	text, ok := v.(string)
	if !ok {
		c.wrong(at, "api.check.string")
		return
	}
	if s.format == "byte" {
		if _, err := base64.StdEncoding.DecodeString(text); err != nil {
			c.wrong(at, "api.check.byte")
		}
		return
	}
	most := int64(textMost)
	if s.max != nil {
		most = *s.max
	}
	if !c.text(at, text, most) {
		return
	}
	switch n := int64(utf8.RuneCountInString(strings.TrimSpace(text))); {
	case s.min != nil && n < *s.min && n == 0:
		c.wrong(at, "api.check.required")
	case s.min != nil && n < *s.min:
		c.wrong(at, "api.check.longer", "least", *s.min)
	case len(s.enum) > 0 && !slices.Contains(s.enum, text):
		c.wrong(at, "api.check.one_of", "choices", strings.Join(s.enum, ", "))
	case s.pattern == areaPattern && !codeOK(text), s.pattern != "" && !compiled(s.pattern).MatchString(text):
		c.wrong(at, "api.check.pattern", "pattern", s.pattern)
	case !formatOK(s.format, text):
		c.wrong(at, "api.check.format", "format", s.format)
	}
}

// text refuses what is too long, and signs that no text has: a database may
// take them amiss.
func (c *checker) text(at, text string, most int64) bool {
	if int64(utf8.RuneCountInString(text)) > most {
		c.wrong(at, "api.check.shorter", "most", most)
		return false
	}
	if strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' || r == utf8.RuneError
	}) {
		c.wrong(at, "api.check.control")
		return false
	}
	return true
}

const areaPattern = "^[0-9]{12}$"

func codeOK(text string) bool {
	code, err := area.Parse(text)
	return err == nil && string(code) == text
}

var patterns sync.Map // of *regexp.Regexp by text

func compiled(pattern string) *regexp.Regexp {
	if re, ok := patterns.Load(pattern); ok {
		return re.(*regexp.Regexp)
	}
	re := regexp.MustCompile(pattern)
	patterns.Store(pattern, re)
	return re
}

func formatOK(format, text string) bool {
	var err error
	switch format {
	case "uuid":
		_, err = id.Parse(text)
	case "date":
		_, err = day.Parse(text)
		if err == nil && len(text) != len("2006-01-02") {
			return false
		}
	case "date-time":
		_, err = day.ParseInstant(text)
	}
	return err == nil
}
