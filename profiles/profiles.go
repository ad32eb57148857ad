// Package profiles holds the procedure profiles (程序配置) that come with the
// program: the national procedures as far as their texts were seen, and those of
// a town, of a strict county and of the unions. They are data to run by and to
// copy; nothing in the program knows their names.
package profiles

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
)

// Files are the profile files, *.profile.yaml at the root.
//
//go:embed *.profile.yaml
var Files embed.FS

// Suffix ends the name of every profile file.
const Suffix = ".profile.yaml"

// List names the profiles in order: gaobu-filing for gaobu-filing.profile.yaml.
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

// Open reads a profile by its name in List or by its file name. The error is
// fs.ErrNotExist when there is none.
func Open(name string) ([]byte, error) {
	return Files.ReadFile(strings.TrimSuffix(name, Suffix) + Suffix)
}
