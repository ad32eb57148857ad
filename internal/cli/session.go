package cli

import (
	"encoding/json"
	"io"
	"os/user"
	"slices"
	"strings"

	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// session is one run of the program: where it prints and in which language.
type session struct {
	env      Env
	out      printer
	lang     locale.Lang
	asJSON   bool
	actor    identity.Actor
	as       string        // name given with --as, "" for none
	calendar *day.Calendar // in force; of a command with a database, with the office's years
	holidays *day.Calendar // named with --holidays, nil without
	exit     int           // of a command that ended well and has something to report
}

func newSession(g *grammar, args []string, env Env) *session {
	s := &session{env: env, out: printer{to: env.Out}, lang: locale.Chinese, asJSON: g.JSON || slices.Contains(args, "--json")}
	if g.Lang == "en" || strings.Contains(strings.Join(args, " ")+" ", "--lang en ") || slices.Contains(args, "--lang=en") {
		s.lang = locale.English // also for what is wrong with the line itself
	}
	s.as, s.actor = g.As, identity.AtCommandLine(g.As)
	if g.As == "" {
		s.actor.Name = s.text("cli.actor", "user", account(env))
	}
	return s
}

// account is the name that the operating system knows the user by.
func account(env Env) string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return env.Getenv("USER")
}

func (s *session) text(key string, pairs ...any) string {
	return locale.Text(s.lang, key, problem.Pairs(pairs...))
}

// line prints one line of the result.
func (s *session) line(text string) { s.out.print(text + "\n") }

// say prints a message of the catalogue.
func (s *session) say(key string, pairs ...any) { s.line(s.text(key, pairs...)) }

// printer remembers the first failure, so that it is asked for once, at the end.
type printer struct {
	to     io.Writer
	failed error
}

func (p *printer) print(text string) {
	if p.failed == nil {
		_, p.failed = io.WriteString(p.to, text)
	}
}

// complain prints one line beside the result. Where that fails there is nobody
// left to tell.
func (s *session) complain(text string) {
	_, _ = io.WriteString(s.env.Err, strings.ReplaceAll(text, "\n", " ")+"\n")
}

// show prints the result as JSON, or in the way for people.
func (s *session) show(result any, people func()) error {
	if !s.asJSON {
		people()
		return nil
	}
	return s.print(result)
}

// print writes one JSON document; Chinese stays readable.
func (s *session) print(result any) error {
	var body strings.Builder
	out := json.NewEncoder(&body)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(result); err != nil {
		return err
	}
	s.out.print(body.String())
	return nil
}

// end reports how the command ended and gives the exit status.
func (s *session) end(err error) int {
	if err == nil && s.out.failed == nil {
		return s.exit
	}
	if err == nil {
		err = problem.Wrap(s.out.failed, problem.Internal, "cli.cannot_print")
	}
	s.fail(err)
	return exitOf(err)
}

// fail prints an error in one line, and as JSON where JSON is awaited. The
// cause of an internal error follows for whom it helps; it names no person.
func (s *session) fail(err error) {
	e, message := problem.As(err), locale.Error(s.lang, err)
	if s.asJSON {
		_ = s.print(map[string]any{"error": errorShape{e.Code, e.Key, message}}) // texts can always be encoded
	}
	s.complain(s.text("cli.error", "message", message))
	if e.Code == problem.Internal && s.env.Getenv("SONGNUAN_DEBUG") != "" {
		s.complain(err.Error())
	}
}

// errorShape is the error of --json.
type errorShape struct {
	Code    problem.Code `json:"code"`
	Key     string       `json:"key"`
	Message string       `json:"message"`
}
