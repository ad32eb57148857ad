package dbtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"songnuan/internal/sqldb"
)

// sqlBegins tells an SQL text among a program's strings, whole or a fragment
// that a statement is put together from.
var sqlBegins = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DROP|FROM|(LEFT |INNER |CROSS )?JOIN|WHERE|AND|OR|ON|SET|GROUP|ORDER|HAVING|LIMIT|VALUES|RETURNING|UNION)\b`)

// Portable fails the test on every SQL text in the folder, in its .go files
// beside tests and in its .sql files, that does not run alike on both engines,
// and on every migration that has a way down.
func Portable(t *testing.T, folder string) {
	t.Helper()
	found, err := unportable(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, finding := range found {
		t.Error(finding)
	}
}

func unportable(folder string) (found []string, err error) {
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		var more []string
		switch {
		case err != nil:
			return err
		case filepath.Ext(path) == ".sql":
			more, err = inMigration(path)
		case filepath.Ext(path) == ".go" && !strings.HasSuffix(path, "_test.go"):
			more, err = inStrings(path)
		}
		found = append(found, more...)
		return err
	})
	return found, err
}

func inMigration(path string) (found []string, err error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if strings.Contains(string(content), "+goose Down") {
		found = append(found, path+": a way down; migrations only go forward")
	}
	return append(found, inSQL(path, string(content))...), nil
}

func inStrings(path string) (found []string, err error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, 0)
	if err != nil {
		return nil, err
	}
	ast.Inspect(file, func(node ast.Node) bool {
		literal, ok := node.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return true
		}
		if text, err := strconv.Unquote(literal.Value); err == nil && sqlBegins.MatchString(text) {
			found = append(found, inSQL(files.Position(literal.Pos()).String(), text)...)
		}
		return true
	})
	return found, nil
}

func inSQL(place, text string) []string {
	word, instead, found := sqldb.BannedSQL(text)
	if !found {
		return nil
	}
	return []string{fmt.Sprintf("%s: %s does not run alike on both engines; instead: %s", place, strings.Join(strings.Fields(word), " "), instead)}
}
