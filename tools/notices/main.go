// Notices writes THIRD-PARTY-NOTICES.md: every module that the program is
// built from, with its version and the full text of its licence, as these
// licences ask.
//
//	notices [-check] FOLDER
//
// With -check it fails if the file that stands there is another.
package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const file = "THIRD-PARTY-NOTICES.md"

func main() {
	check := flag.Bool("check", false, "compare instead of writing")
	flag.Parse()
	if err := run(cmp.Or(flag.Arg(0), "."), *check); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(folder string, check bool) error {
	modules, err := list(folder)
	if err != nil {
		return err
	}
	text, err := write(modules)
	if err != nil {
		return err
	}
	path := filepath.Join(folder, file)
	if !check {
		return os.WriteFile(path, text, 0o644)
	}
	stands, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !bytes.Equal(stands, text) {
		return fmt.Errorf("%s is out of date: run make notices", file)
	}
	return nil
}

// module is one dependency.
type module struct {
	Path, Version, Dir string
	Main               bool
}

// list finds the modules of all packages that the program may be built from,
// on one system, so that the list does not depend on the machine.
func list(folder string) ([]module, error) {
	cmd := exec.Command("go", "list", "-deps", "-json=Module", "./...")
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	modules := []module{{Path: "Go standard library and runtime", Dir: strings.TrimSpace(string(root))}}
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct{ Module *module }
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		if p.Module != nil && !p.Module.Main && !slices.Contains(modules, *p.Module) {
			modules = append(modules, *p.Module)
		}
	}
	slices.SortFunc(modules[1:], func(a, b module) int { return cmp.Compare(a.Path, b.Path) })
	return modules, nil
}

func write(modules []module) ([]byte, error) {
	var table, texts bytes.Buffer
	users := map[string][]string{} // modules by licence text
	var order []string
	for _, m := range modules {
		kinds, text, err := licence(m)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Path, err)
		}
		fmt.Fprintf(&table, "| %s | %s | %s |\n", m.Path, m.Version, kinds)
		if users[text] == nil {
			order = append(order, text)
		}
		users[text] = append(users[text], m.Path)
	}
	for _, text := range order {
		fmt.Fprintf(&texts, "\n## %s\n\n```text\n%s\n```\n", strings.Join(users[text], ", "), text)
	}
	head := "# Third-party notices\n\nSongnuan is built from these modules. Written by `make notices`; do not edit.\n\n| module | version | licence |\n|---|---|---|\n"
	return slices.Concat([]byte(head), table.Bytes(), texts.Bytes()), nil
}

// licence reads the licence files of a module, among them those of what it
// contains in turn, and the NOTICE that the Apache licence wants kept.
func licence(m module) (kinds, text string, err error) {
	var names, texts []string
	for _, pattern := range []string{"LICEN[SC]E*", "COPYING*", "NOTICE*"} {
		paths, err := filepath.Glob(filepath.Join(m.Dir, pattern))
		if err != nil {
			return "", "", err
		}
		for _, path := range paths {
			if info, err := os.Stat(path); err != nil || info.IsDir() { // of a folder of licences the file beside it tells which
				continue
			}
			content, err := os.ReadFile(path)
			if err != nil {
				return "", "", err
			}
			texts = append(texts, strings.TrimSpace(strings.ReplaceAll(string(content), "\r\n", "\n")))
			if name := kind(string(content)); name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	if len(names) == 0 {
		return "", "", errors.New("no licence that is known here: look whether it may be used, and add it to kind")
	}
	return strings.Join(names, ", "), strings.Join(texts, "\n\n"), nil
}

// kind tells a licence by a sentence that only it has; "" if unknown.
func kind(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	for _, k := range []struct{ sentence, name string }{
		{"Apache License Version 2.0", "Apache-2.0"},
		{"Mozilla Public License Version 2.0", "MPL-2.0"},
		{"Permission is hereby granted, free of charge", "MIT"},
		{"Permission to use, copy, modify, and/or distribute this software for any purpose", "ISC"},
		{"used to endorse or promote products", "BSD-3-Clause"},
		{"Redistribution and use in source and binary forms", "BSD-2-Clause"},
	} {
		if strings.Contains(text, k.sentence) {
			return k.name
		}
	}
	return ""
}
