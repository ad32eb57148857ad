package cli

import (
	"strings"

	"github.com/alecthomas/kong"

	"songnuan/internal/locale"
)

// help prints what the chosen command does, its arguments and its flags; for
// the program as a whole, the list of commands.
func (s *session) help(parsed *kong.Context) {
	node := parsed.Selected()
	if node == nil {
		node = parsed.Model.Node
	}
	s.say("cli.usage_line", "command", summary(node))
	s.line("")
	s.line(s.about("cli.help.", node.Path()))
	s.rows("cli.heading.arguments", s.arguments(node))
	s.rows("cli.heading.commands", s.commands(node))
	s.rows("cli.heading.flags", s.flags(node))
	if node.Parent == nil {
		s.line("")
		s.say("cli.more_help")
	}
}

// about is the text of a command, flag or argument.
func (s *session) about(kind, name string) string {
	name = strings.NewReplacer(" ", "_", "-", "_").Replace(strings.TrimSpace(name))
	if name == "" {
		name = "songnuan"
	}
	return locale.Text(s.lang, kind+name, nil)
}

// summary is the command as it is typed.
func summary(node *kong.Node) string {
	words := []string{node.FullPath()}
	if len(node.Children) > 0 {
		words = append(words, "<command>")
	}
	for _, argument := range node.Positional {
		words = append(words, argument.Summary())
	}
	for _, level := range node.AllFlags(true) {
		for _, flag := range level {
			if flag.Required {
				words = append(words, flag.Summary())
			}
		}
	}
	return strings.Join(append(words, "[--...]"), " ")
}

func (s *session) arguments(node *kong.Node) (rows [][]string) {
	for _, argument := range node.Positional {
		rows = append(rows, []string{argument.Summary(), s.about("cli.arg.", argument.Name)})
	}
	return rows
}

func (s *session) commands(node *kong.Node) (rows [][]string) {
	for _, leaf := range node.Leaves(true) {
		rows = append(rows, []string{strings.TrimSpace(leaf.Path()), s.about("cli.help.", leaf.Path())})
	}
	return rows
}

func (s *session) flags(node *kong.Node) (rows [][]string) {
	for _, level := range node.AllFlags(true) {
		for _, flag := range level {
			rows = append(rows, []string{flag.String(), s.about("cli.flag.", flag.Name)})
		}
	}
	return rows
}

func (s *session) rows(heading string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	s.line("")
	s.say(heading)
	for _, line := range aligned(rows, nil) {
		s.line("  " + line)
	}
}
