// Package plans holds the plans that come with the program: the four paper
// plans of the source collection and the rescue station's of its title, each
// written down as data. They are examples to run and to copy; nothing in the
// program knows their names.
package plans

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
)

// Files are the plan files, *.plan.yaml at the root.
//
//go:embed *.plan.yaml
var Files embed.FS

// Suffix ends the name of every plan file.
const Suffix = ".plan.yaml"

// List names the plans in order: gaobu-pairing for gaobu-pairing.plan.yaml.
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

// Open reads a plan by its name in List or by its file name, so that a plan of
// the office's own can extend it. The error is fs.ErrNotExist when there is none.
func Open(name string) ([]byte, error) {
	return Files.ReadFile(strings.TrimSuffix(name, Suffix) + Suffix)
}
