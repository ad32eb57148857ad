package locale

import (
	"go/parser"
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"songnuan/internal/problem"
)

var keyShape = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_]+)+$`)
var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// TestEveryMessageIsUsedAndTranslated walks the program's string literals: a
// literal that looks like a key of a message file must be a message, and every
// message must be named somewhere.
func TestEveryMessageIsUsedAndTranslated(t *testing.T) {
	zh, en := catalogue()[Chinese], catalogue()[English]
	prefixes := map[string]bool{}
	for key := range zh {
		prefixes[key[:strings.Index(key, ".")]] = true
		if _, ok := en[key]; !ok {
			t.Errorf("%s has no English text", key)
		}
	}
	for key := range en {
		if _, ok := zh[key]; !ok {
			t.Errorf("%s has no Chinese text", key)
		}
	}
	used := literals(t)
	for key := range zh {
		if !used[key] && !used[key[:strings.LastIndex(key, ".")+1]] {
			t.Errorf("%s is used nowhere", key)
		}
	}
	for lit := range used {
		if keyShape.MatchString(lit) && prefixes[lit[:strings.Index(lit, ".")]] && !Has(Chinese, lit) && !fileLike(lit) && !ruleField(lit) {
			t.Errorf("%q is named in the program and has no message", lit)
		}
	}
}

func fileLike(s string) bool {
	switch filepath.Ext(s) {
	case ".xlsx", ".csv", ".json", ".yaml", ".db", ".key", ".go", ".sql", ".templ":
		return true
	}
	return false
}

// ruleField: the vocabulary of rules has names of the same shape, area.code.
func ruleField(s string) bool {
	owner, name, _ := strings.Cut(s, ".")
	switch owner {
	case "area", "household", "person":
		return true
	case "campaign":
		return name == "as_of" || name == "year" || name == "params"
	}
	return false
}

// TestPlaceholdersAgree: both languages use the same arguments.
func TestPlaceholdersAgree(t *testing.T) {
	for key, zh := range catalogue()[Chinese] {
		want := map[string]bool{}
		for _, p := range placeholder.FindAllString(zh, -1) {
			want[p] = true
		}
		got := map[string]bool{}
		for _, p := range placeholder.FindAllString(catalogue()[English][key], -1) {
			got[p] = true
			if !want[p] {
				t.Errorf("%s: %s only in English", key, p)
			}
		}
		for p := range want {
			if !got[p] {
				t.Errorf("%s: %s only in Chinese", key, p)
			}
		}
	}
}

// TestChinesePunctuation: full-width marks in Chinese sentences.
func TestChinesePunctuation(t *testing.T) {
	half := regexp.MustCompile(`\p{Han}[,;:?!]|[,;:?!]\p{Han}`)
	for key, text := range catalogue()[Chinese] {
		if m := half.FindString(text); m != "" {
			t.Errorf("%s: half-width punctuation at %q", key, m)
		}
	}
}

func TestTextFillsArguments(t *testing.T) {
	got := fill(Chinese, "第{row}行", problem.Args{"row": 7})
	if got != "第7行" {
		t.Errorf("got %s", got)
	}
}

func literals(t *testing.T) map[string]bool {
	t.Helper()
	used := map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == ".git" || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if _, err := parser.ParseFile(token.NewFileSet(), path, src, parser.PackageClauseOnly); err != nil {
			return err
		}
		scan(src, used)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return used
}

func scan(src []byte, used map[string]bool) {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(src))
	s.Init(file, src, nil, 0)
	for {
		_, tok, lit := s.Scan()
		if tok == token.EOF {
			return
		}
		if tok == token.STRING {
			if text, err := strconv.Unquote(lit); err == nil {
				used[text] = true
			}
		}
	}
}
