package cli

import (
	"reflect"
	"slices"
	"testing"

	"github.com/alecthomas/kong"

	"songnuan/internal/locale"
)

// TestEveryWordOfTheGrammarHasItsText: commands, flags and arguments.
func TestEveryWordOfTheGrammarHasItsText(t *testing.T) {
	var g grammar
	parser, err := kong.New(&g, kong.Name("songnuan"), kong.NoDefaultHelp())
	if err != nil {
		t.Fatal(err)
	}
	s := &session{lang: locale.English}
	said := func(kind, name string) {
		if text := s.about(kind, name); len(text) > len(kind) && text[:len(kind)] == kind {
			t.Errorf("%s %q has no text", kind, name)
		}
	}
	var visit func(node *kong.Node)
	visit = func(node *kong.Node) {
		path := ""
		if node.Parent != nil {
			path = node.Path()
		}
		said("cli.help.", path)
		for _, flag := range node.Flags {
			said("cli.flag.", flag.Name)
		}
		for _, argument := range node.Positional {
			said("cli.arg.", argument.Name)
		}
		for _, child := range node.Children {
			visit(child)
		}
	}
	visit(parser.Model.Node)
}

func TestEveryCommandDoesSomething(t *testing.T) {
	var g grammar
	parser, err := kong.New(&g, kong.Name("songnuan"), kong.NoDefaultHelp())
	if err != nil {
		t.Fatal(err)
	}
	for _, leaf := range parser.Model.Leaves(false) {
		if _, ok := reflect.TypeAssert[command](leaf.Target.Addr()); !ok {
			t.Errorf("%s does nothing", leaf.Path())
		}
	}
}

func TestAlignedCountsChineseCharactersTwice(t *testing.T) {
	got := aligned([][]string{{"村", "户", "a"}, {"abc", "10", "乙"}}, map[int]bool{1: true})
	if want := []string{"村   户  a", "abc  10  乙"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
