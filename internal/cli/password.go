package cli

import (
	"bufio"
	"context"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"songnuan/internal/personal"
	"songnuan/internal/problem"
)

// newPassword reads a password: twice and unseen at a terminal, else the first
// line of the standard input. It is never an argument, which every user of the
// machine could see.
func (s *session) newPassword(ctx context.Context) (personal.Secret, error) {
	if file, ok := s.env.In.(*os.File); ok && term.IsTerminal(int(file.Fd())) { //nolint:gosec // file descriptors are small
		return s.typedTwice(ctx, int(file.Fd())) //nolint:gosec // the same
	}
	if s.env.In == nil {
		return personal.Secret{}, problem.New(problem.Invalid, "cli.no_password")
	}
	const most = 4096
	line, err := bufio.NewReader(io.LimitReader(s.env.In, most)).ReadString('\n')
	if err != nil && err != io.EOF {
		return personal.Secret{}, problem.Wrap(err, problem.Invalid, "cli.no_password")
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return personal.Secret{}, problem.New(problem.Invalid, "cli.no_password")
	}
	return personal.NewSecret(line), nil
}

func (s *session) typedTwice(ctx context.Context, terminal int) (personal.Secret, error) {
	first, err := s.typed(ctx, terminal, "cli.type_password")
	if err != nil {
		return first, err
	}
	again, err := s.typed(ctx, terminal, "cli.type_again")
	if err == nil && first != again {
		err = problem.New(problem.Invalid, "cli.typed_differently")
	}
	return first, err
}

// typed reads one line unseen. Who interrupts gets a terminal back that shows
// what is typed.
func (s *session) typed(ctx context.Context, terminal int, prompt string) (personal.Secret, error) {
	before, err := term.GetState(terminal)
	if err != nil {
		return personal.Secret{}, problem.Wrap(err, problem.Invalid, "cli.no_password")
	}
	defer context.AfterFunc(ctx, func() { _ = term.Restore(terminal, before) })()
	_, _ = io.WriteString(s.env.Err, s.text(prompt)) // who sees no prompt may type all the same
	line, err := term.ReadPassword(terminal)
	s.complain("") // the line that nobody saw has no end yet
	switch {
	case ctx.Err() != nil:
		return personal.Secret{}, problem.Wrap(ctx.Err(), problem.Stopped, "cli.password_stopped")
	case err != nil || len(line) == 0:
		return personal.Secret{}, problem.Wrap(err, problem.Invalid, "cli.no_password")
	}
	return personal.NewSecret(string(line)), nil
}
