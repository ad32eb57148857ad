package yamldoc

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// The limits of a file. The four plans of a town come to some 60 clauses each;
// a file beyond these is a mistake or an attack.
const (
	MaxBytes    = 8 << 20 // of one file
	MaxDepth    = 24      // of nesting
	MaxNodes    = 100_000 // values in one file
	MaxFindings = 1_000   // kept; the rest is counted
)

// Node is a value of the file: the part of YAML that the formats use, with
// its place. Exactly one of Text, Items and Fields is in use, by kind.
type Node struct {
	Kind   Kind
	Text   string
	Style  yaml.Style
	Items  []*Node
	Fields []Field
	Pos    Pos
	Lines  []string // of the file, to place what stands inside a block of text
	Edits  []Edit   // what was put into the text after it was read
	Broken bool     // a finding has been made already; nothing more is said about it
}

// Kind is what a value is.
type Kind uint8

// The kinds.
const (
	Empty Kind = iota
	Scalar
	List
	Mapping
)

// Field is one key of a mapping with its value.
type Field struct {
	Key   string
	Pos   Pos
	Value *Node
}

// Edit records that a text was changed, so that places in it can be traced
// back to the file: at rune At of the result, Now runes stand for Was.
type Edit struct{ At, Was, Now int }

// Get is the value of a key, nil when there is none.
func (n *Node) Get(key string) *Node {
	if n == nil {
		return nil
	}
	for i := range n.Fields {
		if n.Fields[i].Key == key {
			return n.Fields[i].Value
		}
	}
	return nil
}

// TextOf is the text of a key, "" when it has none.
func (n *Node) TextOf(key string) string {
	if v := n.Get(key); v != nil && v.Kind == Scalar {
		return v.Text
	}
	return ""
}

// Without is the mapping without a key.
func (n *Node) Without(key string) *Node {
	short := *n
	short.Fields = nil
	for _, f := range n.Fields {
		if f.Key != key {
			short.Fields = append(short.Fields, f)
		}
	}
	return &short
}

// tree turns yaml's nodes into ours. Anchors, aliases, merge keys and tags are
// refused: these files are read by clerks, and they open the door to alias bombs.
type tree struct {
	*Findings
	file  string
	lines []string
	left  int // nodes still allowed
}

func (t *tree) node(y *yaml.Node, depth int) *Node {
	n := &Node{Pos: Pos{Line: y.Line, Column: y.Column, File: t.file}, Style: y.Style, Lines: t.lines}
	if t.left--; t.left < 0 || depth > MaxDepth {
		n.Broken = true
		if t.left == -1 || depth == MaxDepth+1 {
			t.Add("too_deep", n.Pos, "", "depth", MaxDepth, "values", MaxNodes)
		}
		return n
	}
	if y.Anchor != "" || y.Kind == yaml.AliasNode {
		t.Add("yaml_alias", n.Pos, "")
		n.Broken = true
		return n
	}
	if y.Style&yaml.TaggedStyle != 0 {
		t.Add("yaml_tag", n.Pos, "", "tag", Clip(y.Tag))
	}
	switch y.Kind {
	case yaml.ScalarNode:
		if y.Tag != "!!null" {
			n.Kind, n.Text = Scalar, y.Value
		}
	case yaml.SequenceNode:
		n.Kind = List
		for _, item := range y.Content {
			n.Items = append(n.Items, t.node(item, depth+1))
		}
	case yaml.MappingNode:
		n.Kind = Mapping
		t.fields(n, y.Content, depth)
	}
	return n
}

func (t *tree) fields(n *Node, content []*yaml.Node, depth int) {
	seen := make(map[string]Pos, len(content)/2)
	for i := 0; i+1 < len(content); i += 2 {
		key := content[i]
		pos := Pos{Line: key.Line, Column: key.Column, File: t.file}
		switch first, twice := seen[key.Value]; {
		case key.Value == "<<" && key.Style == 0 || key.Kind == yaml.AliasNode || key.Anchor != "":
			t.Add("yaml_alias", pos, "")
			continue
		case key.Kind != yaml.ScalarNode:
			t.Add("key_not_text", pos, "")
			continue
		case twice:
			t.Add("key_twice", pos, "", "key", Clip(key.Value), "line", first.Line)
			continue
		}
		seen[key.Value] = pos
		n.Fields = append(n.Fields, Field{key.Value, pos, t.node(content[i+1], depth+1)})
	}
}

// Clip keeps messages short whatever the file holds.
func Clip(text string) string {
	const longest = 40
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return text
}
