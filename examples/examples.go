// Package examples holds the lists and plans to try the program with, as
// README.md describes them. Everybody in them is invented.
package examples

import (
	"embed"
	"io/fs"
	"path"
)

// Files are the folders of the examples with their plans and tidy lists.
//
//go:embed */households.xlsx */helpers.xlsx */*.plan.yaml
var Files embed.FS

// Names of the lists in each folder.
const (
	Households = "households.xlsx"
	Helpers    = "helpers.xlsx"
)

// Tidy names the folders that hold what a tidy office would send, in order:
// each is named after the plan that it is for.
func Tidy() (names []string) {
	entries, err := fs.ReadDir(Files, ".")
	if err != nil {
		panic(err) // the root of an embedded folder is always there
	}
	for _, entry := range entries {
		if _, err := fs.Stat(Files, path.Join(entry.Name(), Households)); err == nil {
			names = append(names, entry.Name())
		}
	}
	return names
}
