package cli_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"songnuan/internal/cli"
	"songnuan/internal/sqldb/dbtest"
)

// beProgram makes the test binary the program itself, for tests that start it
// as a process.
const beProgram = "SONGNUAN_TEST_BE_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(beProgram) != "" {
		program()
	}
	testscript.Main(m, map[string]func(){"songnuan": program})
}

// program runs the command line on 23 November 2026, at the hour it is.
func program() {
	env := cli.Machine("test")
	env.Clock = func() time.Time {
		now := time.Now().UTC() //nolint:forbidigo // the processes of a script need one clock
		return time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC).Add(now.Sub(now.Truncate(24*time.Hour)) / 2)
	}
	os.Exit(cli.Run(os.Args[1:], env))
}

// TestScript runs the commands that need no database of their own.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", Setup: setup, Cmds: commands})
}

// TestDatabaseScript runs the commands that keep a database, on both engines.
func TestDatabaseScript(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		testscript.Run(t, testscript.Params{Dir: "testdata/database", Cmds: commands, Setup: func(env *testscript.Env) error {
			env.Setenv("SONGNUAN_DATA", filepath.Join(env.WorkDir, "data"))
			return setup(env)
		}})
	})
	t.Run("postgresql", func(t *testing.T) {
		testscript.Run(t, testscript.Params{Dir: "testdata/database", Cmds: commands, Setup: func(env *testscript.Env) error {
			env.Setenv("SONGNUAN_DB", dbtest.NewPostgreSQL(env.T().(testing.TB)))
			return setup(env)
		}})
	})
}

// setup gives scripts the folders of the tree as $PLANS, $EXAMPLES and $PROFILES.
func setup(env *testscript.Env) error {
	root, err := filepath.Abs("../..")
	if err != nil {
		return err
	}
	env.Setenv("PLANS", filepath.Join(root, "plans"))
	env.Setenv("EXAMPLES", filepath.Join(root, "examples"))
	env.Setenv("PROFILES", filepath.Join(root, "profiles"))
	env.Setenv("SONGNUAN_KEY", filepath.Join(env.WorkDir, "keys", "field.key"))
	return nil
}

// commands are what scripts can say beside the usual.
var commands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"json":  checkJSON,
	"exits": checkExit,
	"keep":  keepJSON,
	"swap":  swap,
	"make":  makeHostile,
	"cells": checkCells,
}

// checkExit runs a command that must end with a status: exits 2 songnuan …
func checkExit(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	status := 0
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		status = failed.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(status) != args[0] {
		ts.Fatalf("exit status %d, want %s", status, args[0])
	}
}

// checkJSON compares a place in JSON, the last output or a file: json rows.in 712,
// json --file x/summary.json roster.0.persons 710. len is the length of a list.
func checkJSON(ts *testscript.TestScript, neg bool, args []string) {
	file := "stdout"
	if args[0] == "--file" {
		file, args = args[1], args[2:]
	}
	got := at(ts, file, args[0])
	if want := strings.Join(args[1:], " "); (got == want) == neg {
		ts.Fatalf("%s of %s is %s, want %s", args[0], file, got, want)
	}
}

// keepJSON puts a place of the last output into a variable: keep ID campaign.
func keepJSON(ts *testscript.TestScript, _ bool, args []string) {
	ts.Setenv(args[0], at(ts, "stdout", args[1]))
}

func at(ts *testscript.TestScript, file, path string) string {
	var value any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(file)), &value))
	for step := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			inner, ok := v[step]
			if !ok {
				ts.Fatalf("%s has no %s", path, step)
			}
			value = inner
		case []any:
			if step == "len" {
				return strconv.Itoa(len(v))
			}
			n, err := strconv.Atoi(step)
			if ts.Check(err); n >= len(v) {
				ts.Fatalf("%s: only %d items", path, len(v))
			}
			value = v[n]
		default:
			ts.Fatalf("%s: nothing below %v", path, value)
		}
	}
	if n, ok := value.(float64); ok {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	return fmt.Sprint(value)
}

// swap copies a text file with one text replaced: swap from to old new.
func swap(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[2]) {
		ts.Fatalf("%s does not say %s", args[0], args[2])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(strings.ReplaceAll(text, args[2], args[3])), 0o600))
}
