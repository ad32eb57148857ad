package yamldoc

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/encoding/simplifiedchinese"

	"songnuan/internal/problem"
)

// Parse reads one YAML document into a tree. file is how findings name it, ""
// for the file itself. What is no such file at all (binary, another encoding,
// broken YAML) is problem.Unreadable; what is over a limit is problem.TooLarge.
func (b *Book) Parse(src []byte, file string, found *Findings) (*Node, error) {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	if err := b.checkText(src); err != nil {
		return nil, err
	}
	lines := strings.Split(string(src), "\n")
	decoder := yaml.NewDecoder(bytes.NewReader(src))
	var document, second yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return nil, b.unreadable("yamldoc.empty_file")
	} else if err != nil {
		return nil, syntaxError(err, lines)
	}
	if err := decoder.Decode(&second); err == nil {
		return nil, b.unreadable("yamldoc.several_documents", "line", second.Line)
	} else if !errors.Is(err, io.EOF) {
		return nil, syntaxError(err, lines)
	}
	t := tree{Findings: found, file: file, lines: lines, left: MaxNodes}
	root := t.node(document.Content[0], 0)
	if root.Kind != Mapping {
		return nil, b.unreadable("yamldoc.not_mapping", "line", root.Pos.Line)
	}
	return root, nil
}

// unreadable is the problem of a file that is none of this format.
func (b *Book) unreadable(message string, pairs ...any) error {
	return problem.New(problem.Unreadable, message, append(pairs, "kind", b.Kind, "files", "*"+b.Suffix)...)
}

func (b *Book) checkText(src []byte) error {
	switch {
	case len(src) > MaxBytes:
		return problem.New(problem.TooLarge, "yamldoc.too_large", "most", MaxBytes>>20, "kind", b.Kind)
	case len(bytes.TrimSpace(src)) == 0:
		return b.unreadable("yamldoc.empty_file")
	case bytes.HasPrefix(src, []byte("PK\x03\x04")), bytes.HasPrefix(src, []byte("\xd0\xcf\x11\xe0")):
		return b.unreadable("yamldoc.office_file")
	case bytes.IndexByte(src, 0) >= 0:
		return b.unreadable("yamldoc.binary")
	case bytes.Contains(src, []byte("\xef\xb7\x90")), bytes.Contains(src, []byte("\xef\xb7\x91")), bytes.Contains(src, []byte("\xef\xb7\x92")): // U+FDD0 to U+FDD2, no characters
		return b.unreadable("yamldoc.binary")
	case utf8.Valid(src):
		return nil
	}
	if decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(src); err == nil && !bytes.ContainsRune(decoded, utf8.RuneError) {
		return b.unreadable("yamldoc.gb18030")
	}
	return b.unreadable("yamldoc.not_utf8")
}

var (
	atLine     = regexp.MustCompile(`line (\d+): `)
	fullColon  = regexp.MustCompile(`^\s*(- )?[\p{Han}A-Za-z_]+：`)
	noSpace    = regexp.MustCompile(`^\s*(- )?[a-z_]+:[^\s:]`)
	bareParam  = regexp.MustCompile(`:\s+\{[a-z][a-z0-9_]*([+-]\d+)?\}`)
	twoColons  = regexp.MustCompile(`^\s*(- )?[a-z_]+:\s+[^"'|>{\[#].*:\s`)
	tabIndent  = regexp.MustCompile(`^ *\t`)
	reservedAt = regexp.MustCompile("(:\\s+|- )[@`%]")
)

// syntaxError says in the reader's words what yaml found wrong. The usual
// mistakes are looked for around the line that it names.
func syntaxError(err error, lines []string) error {
	line := 1
	if m := atLine.FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])
		if strings.Contains(err.Error(), "did not find expected") {
			line++ // yaml counts these from 0
		}
	}
	hints := []struct {
		shape *regexp.Regexp
		key   string
	}{
		{tabIndent, "yamldoc.syntax.tab"}, {fullColon, "yamldoc.syntax.full_width_colon"}, {bareParam, "yamldoc.syntax.bare_param"},
		{noSpace, "yamldoc.syntax.no_space"}, {twoColons, "yamldoc.syntax.two_colons"}, {reservedAt, "yamldoc.syntax.reserved"},
	}
	for at := max(line-1, 1); at <= min(line+1, len(lines)); at++ {
		for _, hint := range hints {
			if hint.shape.MatchString(lines[at-1]) {
				return problem.Wrap(err, problem.Unreadable, "yamldoc.syntax", "line", at, "hint", PhraseOf(hint.key))
			}
		}
	}
	return problem.Wrap(err, problem.Unreadable, "yamldoc.syntax", "line", line, "hint", PhraseOf(syntaxKey(err.Error())))
}

func syntaxKey(text string) string {
	switch {
	case strings.Contains(text, "end of stream"), strings.Contains(text, "quoted scalar"):
		return "yamldoc.syntax.quote"
	case strings.Contains(text, "unknown anchor"):
		return "yamldoc.syntax.anchor"
	case strings.Contains(text, "escape"):
		return "yamldoc.syntax.escape"
	case strings.Contains(text, "','"):
		return "yamldoc.syntax.bracket"
	}
	return "yamldoc.syntax.indent"
}
