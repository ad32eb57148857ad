package plan

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// The limits of a plan file. The four plans of a town come to some 60
// clauses each; a plan beyond these is a mistake or an attack.
const (
	maxBytes    = 8 << 20 // of one file
	maxDepth    = 24      // of nesting
	maxNodes    = 100_000 // values in one file
	maxClauses  = 5_000   // in one plan
	maxRules    = 2_000   // in one plan
	maxFindings = 1_000   // kept; the rest is counted
	maxAnswer   = 500     // bytes of one parameter's value
)

// node is a value of the file: the part of YAML that the format uses, with
// its place. Exactly one of text, items and fields is in use, by kind.
type node struct {
	kind   kind
	text   string
	style  yaml.Style
	items  []*node
	fields []field
	pos    Pos
	lines  []string // of the file, to place what stands inside a block of text
	edits  []edit   // what parameters put in
	broken bool     // a finding has been made already; nothing more is said about it
}

type kind uint8

const (
	empty kind = iota
	scalar
	list
	mapping
)

// field is one key of a mapping with its value.
type field struct {
	key   string
	pos   Pos
	value *node
}

func (n *node) get(key string) *node {
	if n == nil {
		return nil
	}
	for i := range n.fields {
		if n.fields[i].key == key {
			return n.fields[i].value
		}
	}
	return nil
}

func (n *node) textOf(key string) string {
	if v := n.get(key); v != nil && v.kind == scalar {
		return v.text
	}
	return ""
}

func (n *node) without(key string) *node {
	short := *n
	short.fields = nil
	for _, f := range n.fields {
		if f.key != key {
			short.fields = append(short.fields, f)
		}
	}
	return &short
}

// tree turns yaml's nodes into ours. Anchors, aliases, merge keys and tags are
// refused: a plan is read by clerks, and they open the door to alias bombs.
type tree struct {
	*findings
	file  string
	lines []string
	left  int // nodes still allowed
}

func (t *tree) node(y *yaml.Node, depth int) *node {
	n := &node{pos: Pos{Line: y.Line, Column: y.Column, File: t.file}, style: y.Style, lines: t.lines}
	if t.left--; t.left < 0 || depth > maxDepth {
		n.broken = true
		if t.left == -1 || depth == maxDepth+1 {
			t.add("too_deep", n.pos, "", "depth", maxDepth, "values", maxNodes)
		}
		return n
	}
	if y.Anchor != "" || y.Kind == yaml.AliasNode {
		t.add("yaml_alias", n.pos, "")
		n.broken = true
		return n
	}
	if y.Style&yaml.TaggedStyle != 0 {
		t.add("yaml_tag", n.pos, "", "tag", clip(y.Tag))
	}
	switch y.Kind {
	case yaml.ScalarNode:
		if y.Tag != "!!null" {
			n.kind, n.text = scalar, y.Value
		}
	case yaml.SequenceNode:
		n.kind = list
		for _, item := range y.Content {
			n.items = append(n.items, t.node(item, depth+1))
		}
	case yaml.MappingNode:
		n.kind = mapping
		t.fields(n, y.Content, depth)
	}
	return n
}

func (t *tree) fields(n *node, content []*yaml.Node, depth int) {
	seen := make(map[string]Pos, len(content)/2)
	for i := 0; i+1 < len(content); i += 2 {
		key := content[i]
		pos := Pos{Line: key.Line, Column: key.Column, File: t.file}
		switch first, twice := seen[key.Value]; {
		case key.Value == "<<" && key.Style == 0 || key.Kind == yaml.AliasNode || key.Anchor != "":
			t.add("yaml_alias", pos, "")
			continue
		case key.Kind != yaml.ScalarNode:
			t.add("key_not_text", pos, "")
			continue
		case twice:
			t.add("key_twice", pos, "", "key", clip(key.Value), "line", first.Line)
			continue
		}
		seen[key.Value] = pos
		n.fields = append(n.fields, field{key.Value, pos, t.node(content[i+1], depth+1)})
	}
}

// clip keeps messages short whatever the file holds.
func clip(text string) string {
	const longest = 40
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return text
}
