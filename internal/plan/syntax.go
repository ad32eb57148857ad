package plan

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

// parse reads one YAML document into a tree. What is no plan at all (binary,
// another encoding, broken YAML) is problem.Unreadable; what is over a limit is
// problem.TooLarge.
func parse(src []byte, file string, found *findings) (*node, error) {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	if err := checkText(src); err != nil {
		return nil, err
	}
	lines := strings.Split(string(src), "\n")
	decoder := yaml.NewDecoder(bytes.NewReader(src))
	var document, second yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return nil, problem.New(problem.Unreadable, "plan.empty_file")
	} else if err != nil {
		return nil, syntaxError(err, lines)
	}
	if err := decoder.Decode(&second); err == nil {
		return nil, problem.New(problem.Unreadable, "plan.several_documents", "line", second.Line)
	} else if !errors.Is(err, io.EOF) {
		return nil, syntaxError(err, lines)
	}
	t := tree{findings: found, file: file, lines: lines, left: maxNodes}
	root := t.node(document.Content[0], 0)
	if root.kind != mapping {
		return nil, problem.New(problem.Unreadable, "plan.not_mapping", "line", root.pos.Line)
	}
	return root, checkClauses(root)
}

func checkText(src []byte) error {
	switch {
	case len(src) > maxBytes:
		return problem.New(problem.TooLarge, "plan.too_large", "most", maxBytes>>20)
	case len(bytes.TrimSpace(src)) == 0:
		return problem.New(problem.Unreadable, "plan.empty_file")
	case bytes.HasPrefix(src, []byte("PK\x03\x04")), bytes.HasPrefix(src, []byte("\xd0\xcf\x11\xe0")):
		return problem.New(problem.Unreadable, "plan.office_file")
	case bytes.IndexByte(src, 0) >= 0:
		return problem.New(problem.Unreadable, "plan.binary")
	case bytes.Contains(src, []byte("\xef\xb7\x90")), bytes.Contains(src, []byte("\xef\xb7\x91")), bytes.Contains(src, []byte("\xef\xb7\x92")): // U+FDD0 to U+FDD2, no characters
		return problem.New(problem.Unreadable, "plan.binary")
	case utf8.Valid(src):
		return nil
	}
	if decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(src); err == nil && !bytes.ContainsRune(decoded, utf8.RuneError) {
		return problem.New(problem.Unreadable, "plan.gb18030")
	}
	return problem.New(problem.Unreadable, "plan.not_utf8")
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
		{tabIndent, "plan.syntax.tab"}, {fullColon, "plan.syntax.full_width_colon"}, {bareParam, "plan.syntax.bare_param"},
		{noSpace, "plan.syntax.no_space"}, {twoColons, "plan.syntax.two_colons"}, {reservedAt, "plan.syntax.reserved"},
	}
	for at := max(line-1, 1); at <= min(line+1, len(lines)); at++ {
		for _, hint := range hints {
			if hint.shape.MatchString(lines[at-1]) {
				return problem.Wrap(err, problem.Unreadable, "plan.syntax", "line", at, "hint", phraseOf(hint.key))
			}
		}
	}
	return problem.Wrap(err, problem.Unreadable, "plan.syntax", "line", line, "hint", phraseOf(syntaxKey(err.Error())))
}

func syntaxKey(text string) string {
	switch {
	case strings.Contains(text, "end of stream"), strings.Contains(text, "quoted scalar"):
		return "plan.syntax.quote"
	case strings.Contains(text, "unknown anchor"):
		return "plan.syntax.anchor"
	case strings.Contains(text, "escape"):
		return "plan.syntax.escape"
	case strings.Contains(text, "','"):
		return "plan.syntax.bracket"
	}
	return "plan.syntax.indent"
}
