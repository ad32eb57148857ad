// Examples remakes the folder examples/: the tidy lists of every plan and the
// messy ones. The same program writes the same bytes, so a change in the folder
// is a change in package demo.
//
//	go run ./internal/demo/cmd/examples [folder]
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"songnuan/internal/demo"
)

func main() {
	folder := "examples"
	if len(os.Args) > 1 {
		folder = os.Args[1]
	}
	if err := write(folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(folder string) error {
	for name, lists := range demo.Examples() {
		for _, list := range lists {
			var out bytes.Buffer
			if err := list.Write(&out); err != nil {
				return fmt.Errorf("%s/%s: %w", name, list.File, err)
			}
			if err := save(filepath.Join(folder, name, list.File), out.Bytes()); err != nil {
				return err
			}
		}
	}
	mess, err := demo.Messy()
	if err != nil {
		return err
	}
	for _, file := range mess.Files {
		if err := save(filepath.Join(folder, "messy", file.Name), file.Data); err != nil {
			return err
		}
	}
	return nil
}

func save(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}
