package plan

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// locate finds the place in the file of a character of a scalar's text,
// counted from 0 after the text was trimmed. Parameters that were put in and
// lines that YAML folded are traced back; a place inside an answer is where
// the parameter stands.
func (n *node) locate(offset int) Pos {
	offset = n.written(offset)
	row := n.pos.Line - 1
	if row < 0 || row >= len(n.lines) {
		return n.pos
	}
	column := n.pos.Column - 1
	block := n.style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0
	switch {
	case block:
		row++
	case n.style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		column++
	}
	for first := true; row < len(n.lines); row++ {
		line := []rune(strings.TrimRight(n.lines[row], " \t\r"))
		if first && block && len(line) > 0 || !first && !block {
			column = indent(line) // the first line of a block sets it for all
		}
		if width := len(line) - column; width > 0 || !first {
			if offset <= max(width, 0) {
				return Pos{Line: row + 1, Column: column + offset + 1, File: n.pos.File}
			}
			offset -= max(width, 0) + 1 // the line break, which folding makes a space
			first = false
		}
	}
	return n.pos
}

func indent(line []rune) int {
	for i, r := range line {
		if r != ' ' {
			return i
		}
	}
	return len(line)
}

// written is the offset in the text before parameters were put in.
func (n *node) written(offset int) int {
	shift := 0
	for _, e := range n.edits {
		switch {
		case offset < e.at:
			return offset + shift
		case offset < e.at+e.now:
			return e.at + shift
		}
		shift += e.was - e.now
	}
	return offset + shift
}
