// Package banks holds the templates of bank files (代发文件) that come with the
// program. No national public format exists, so a bank's own columns are data:
// copy one and change it.
package banks

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
)

// Files are the templates, *.bank.yaml at the root.
//
//go:embed *.bank.yaml
var Files embed.FS

// Suffix ends the name of every template file.
const Suffix = ".bank.yaml"

// List names the templates in order.
func List() []string {
	entries, err := fs.ReadDir(Files, ".")
	if err != nil {
		panic(err) // the root of an embedded folder is always there
	}
	names := make([]string, 0, len(entries))
	for _, entry := range entries {
		names = append(names, strings.TrimSuffix(entry.Name(), Suffix))
	}
	slices.Sort(names)
	return names
}

// Open reads a template by its name in List. The error is fs.ErrNotExist when
// there is none.
func Open(name string) ([]byte, error) { return Files.ReadFile(name + Suffix) }
