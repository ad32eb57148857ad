// Package cli is the command line: it reads flags, opens the database, calls
// one use case, and prints what came of it. Every text is in the message
// catalogue; with --json each command prints one JSON document instead.
package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/problem"
)

// Env is what surrounds the program; tests set their own.
type Env struct {
	In       io.Reader // passwords come from here
	Out, Err io.Writer
	Getenv   func(string) string
	Clock    day.Clock
	IDs      id.Source
	Version  string
}

// Machine is the environment of a real run.
func Machine(version string) Env {
	now := time.Now //nolint:forbidigo // the clock that all others come from
	return Env{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv, Clock: now, IDs: id.New, Version: version}
}

// grammar is every command with its flags. Their texts are the messages
// cli.help.<command>, cli.arg.<argument> and cli.flag.<flag>.
type grammar struct {
	Lang string `enum:"zh,en" default:"zh" env:"SONGNUAN_LANG"`
	JSON bool   `name:"json"`
	As   string `placeholder:"NAME" env:"SONGNUAN_AS"`
	Help bool   `short:"h"`

	Holidays string `placeholder:"FILE" env:"SONGNUAN_HOLIDAYS"`

	Serve      serveCommand      `cmd:""`
	Plan       planCommands      `cmd:""`
	Profile    profileCommands   `cmd:""`
	Run        runCommand        `cmd:""`
	Simulate   simulateCommand   `cmd:""`
	Import     importCommands    `cmd:""`
	Campaign   campaignCommands  `cmd:""`
	Duplicates duplicatesCommand `cmd:""`
	Pair       pairCommand       `cmd:""`
	Export     exportCommands    `cmd:""`
	Report     reportCommand     `cmd:""`
	Search     searchCommand     `cmd:""`
	Household  householdCommand  `cmd:""`
	Files      filesCommands     `cmd:""`
	User       userCommands      `cmd:""`
	Migrate    migrateCommand    `cmd:""`
	Verify     verifyCommand     `cmd:""`
	Key        keyCommands       `cmd:""`
	Demo       demoCommand       `cmd:""`
	Version    versionCommand    `cmd:""`
}

// command is what every command does once its flags are read.
type command interface {
	do(ctx context.Context, s *session) error
}

// Run reads the command line, does what it says, and gives the exit status of
// the table in docs/commands.md.
func Run(args []string, env Env) int {
	var g grammar
	parser, err := kong.New(&g, kong.Name("songnuan"), kong.NoDefaultHelp(), kong.Exit(func(int) {}),
		kong.Writers(env.Out, env.Err), kong.Vars{})
	if err != nil {
		panic(err) // the grammar is fixed at build time and covered by a test
	}
	if len(args) == 0 {
		args = []string{"serve"} // what a click on the program does
	}
	parsed, err := parser.Parse(args)
	s := newSession(&g, args, env)
	if failed, ok := errors.AsType[*kong.ParseError](err); ok {
		parsed = failed.Context
	}
	switch {
	case g.Help || asksHelp(parsed):
		s.help(parsed)
		return s.end(nil)
	case err != nil:
		return s.end(s.usageError(err, parsed))
	}
	if err := s.openCalendar(g.Holidays); err != nil {
		return s.end(err)
	}
	ctx, stop := untilInterrupted()
	defer stop()
	err = parsed.Selected().Target.Addr().Interface().(command).do(ctx, s)
	if ctx.Err() != nil && problem.Is(err, problem.Internal) { // interrupted, in some driver's words
		err = problem.Wrap(err, problem.Stopped, "cli.stopped")
	}
	return s.end(err)
}

// untilInterrupted ends the context at the first Ctrl-C; a second one kills.
func untilInterrupted() (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// asksHelp sees the flag also on a line that is otherwise incomplete.
func asksHelp(parsed *kong.Context) bool {
	for _, step := range parsed.Path {
		if step.Flag != nil && step.Flag.Name == "help" {
			return true
		}
	}
	return false
}

type versionCommand struct{}

func (versionCommand) do(_ context.Context, s *session) error {
	return s.show(map[string]string{"version": s.env.Version}, func() { s.line("songnuan " + s.env.Version) })
}
