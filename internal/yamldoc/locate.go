package yamldoc

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Locate finds the place in the file of a character of a scalar's text,
// counted from 0 after the text was trimmed. What was put in afterwards and
// lines that YAML folded are traced back; a place inside that is where it stands.
func (n *Node) Locate(offset int) Pos {
	offset = n.written(offset)
	row := n.Pos.Line - 1
	if row < 0 || row >= len(n.Lines) {
		return n.Pos
	}
	column := n.Pos.Column - 1
	block := n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0
	switch {
	case block:
		row++
	case n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		column++
	}
	for first := true; row < len(n.Lines); row++ {
		line := []rune(strings.TrimRight(n.Lines[row], " \t\r"))
		if first && block && len(line) > 0 || !first && !block {
			column = indent(line) // the first line of a block sets it for all
		}
		if width := len(line) - column; width > 0 || !first {
			if offset <= max(width, 0) {
				return Pos{Line: row + 1, Column: column + offset + 1, File: n.Pos.File}
			}
			offset -= max(width, 0) + 1 // the line break, which folding makes a space
			first = false
		}
	}
	return n.Pos
}

// Spot is the place in the file of a line and column, both from 1, of a
// scalar's trimmed text; the scalar's own place when there are none.
func (n *Node) Spot(line, column int) Pos {
	if line < 1 || column < 1 {
		return n.Pos
	}
	offset := column - 1
	for i, one := range strings.SplitAfter(strings.TrimSpace(n.Text), "\n") {
		if i >= line-1 {
			break
		}
		offset += utf8.RuneCountInString(one)
	}
	return n.Locate(offset)
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
func (n *Node) written(offset int) int {
	shift := 0
	for _, e := range n.Edits {
		switch {
		case offset < e.At:
			return offset + shift
		case offset < e.At+e.Now:
			return e.At + shift
		}
		shift += e.Was - e.Now
	}
	return offset + shift
}
