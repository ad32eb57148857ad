package rule

import (
	"regexp"
	"strings"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/operators"

	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// placed adds the place in the source, both from 1, to a problem.
func placed(err *problem.Error, line, column int) *problem.Error {
	if err.Args == nil {
		err.Args = problem.Args{}
	}
	err.Args["line"], err.Args["column"] = line, column
	return err
}

// word is a part of a message that is itself a message.
type word string

// Text is the word in the language.
func (w word) Text(lang locale.Lang) string { return locale.Text(lang, string(w), nil) }

func typeWord(celType string) word {
	switch strings.TrimSpace(celType) {
	case "int", "uint":
		return "rule.type_int"
	case "string":
		return "rule.type_text"
	case "bool":
		return "rule.type_bool"
	case "double":
		return "rule.type_decimal"
	case "null", "null_type":
		return "rule.type_null"
	}
	switch {
	case strings.HasPrefix(celType, "list"):
		return "rule.type_list"
	case strings.HasPrefix(celType, "map"):
		return "rule.type_map"
	}
	return "rule.type_record"
}

// The messages of CEL that a writer of rules is likely to meet. Their text is
// not an interface of the library; the tests tell if an upgrade changes it.
var (
	undeclared = regexp.MustCompile(`^undeclared reference to '([^']*)'`)
	undefined  = regexp.MustCompile(`^undefined field '([^']*)'`)
	overload   = regexp.MustCompile(`^found no matching overload for '([^']*)' applied to '(.*)'$`)
	expected   = regexp.MustCompile(`^expected type '([^']*)' but found '([^']*)'`)
	tooMuch    = regexp.MustCompile(`recursion limit|size exceeds|nesting depth|node count|limit of|expression exceeds`)
)

// explain turns CEL's error into one for the writer of the rule.
func explain(e *common.Error, source string, unit Unit) *problem.Error {
	line, column := max(e.Location.Line(), 1), e.Location.Column()+1
	return placed(explanation(e, source, unit), line, max(column, 1))
}

func explanation(e *common.Error, source string, unit Unit) *problem.Error {
	if m := undeclared.FindStringSubmatch(e.Message); m != nil {
		return unknownName(m[1], unit)
	}
	if m := undefined.FindStringSubmatch(e.Message); m != nil {
		return unknownField(m[1], ownerAt(e, source))
	}
	if m := overload.FindStringSubmatch(e.Message); m != nil {
		return mismatch(m[1], m[2])
	}
	if m := expected.FindStringSubmatch(e.Message); m != nil {
		return problem.New(problem.Invalid, "rule.wrong_type", "want", typeWord(m[1]), "got", typeWord(m[2]))
	}
	if tooMuch.MatchString(e.Message) {
		return problem.New(problem.TooLarge, "rule.too_complex")
	}
	if strings.HasPrefix(e.Message, "Syntax error") || strings.HasPrefix(e.Message, "unsupported") {
		return problem.New(problem.Invalid, "rule.syntax", "token", tokenAt(e, source))
	}
	return problem.New(problem.Invalid, "rule.unsupported")
}

func unknownName(name string, unit Unit) *problem.Error {
	name = strings.TrimPrefix(name, ".")
	if root, _, _ := strings.Cut(name, "."); root == "person" && unit == UnitHousehold {
		return problem.New(problem.Invalid, "rule.person_only")
	}
	candidates := []string{"household", "area", "campaign", "has", "yuan", "times", "within", "size", "startsWith", "endsWith", "contains", "exists", "all", "filter", "true", "false"}
	if unit == UnitPerson {
		candidates = append(candidates, "person")
	}
	if near := nearest(name, candidates); near != "" {
		return problem.New(problem.Invalid, "rule.unknown_name_near", "name", name, "near", near)
	}
	return problem.New(problem.Invalid, "rule.unknown_name", "name", name)
}

func unknownField(name, owner string) *problem.Error {
	var candidates []string
	for i := range vocabulary {
		if f := &vocabulary[i]; f.Owner == owner {
			candidates = append(candidates, f.Name)
		}
	}
	if near := nearest(name, candidates); near != "" {
		return problem.New(problem.Invalid, "rule.unknown_field_near", "name", name, "near", near)
	}
	return problem.New(problem.Invalid, "rule.unknown_field", "name", name)
}

// mismatch tells of an operator or function between the wrong types. arguments
// are as CEL writes them: "(int, string)", or "string.(int)" for a method.
func mismatch(function, arguments string) *problem.Error {
	if strings.Contains(arguments, "null") {
		return problem.New(problem.Invalid, "rule.null")
	}
	symbol := function
	if shown, ok := operators.FindReverse(function); ok && shown != "" {
		symbol = shown
	} else if function == operators.Index {
		return problem.New(problem.Invalid, "rule.bad_arguments", "operator", "[ ]")
	}
	target, list, _ := strings.Cut(arguments, "(")
	found := splitTypes(strings.TrimSuffix(list, ")"))
	if target = strings.TrimSuffix(target, "."); target != "" {
		found = append([]string{target}, found...)
	}
	if len(found) == 2 {
		return problem.New(problem.Invalid, "rule.mismatch", "operator", symbol, "left", typeWord(found[0]), "right", typeWord(found[1]))
	}
	return problem.New(problem.Invalid, "rule.bad_arguments", "operator", symbol)
}

// splitTypes cuts "int, map(string, string)" at its outer commas.
func splitTypes(list string) []string {
	var out []string
	depth, start := 0, 0
	for i, r := range list {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, list[start:i])
				start = i + 1
			}
		}
	}
	return append(out, list[start:])
}

// lineAt is the line of the error as runes and the column in it, from 0.
func lineAt(e *common.Error, source string) ([]rune, int) {
	lines := strings.Split(source, "\n")
	n := e.Location.Line() - 1
	if n < 0 || n >= len(lines) {
		return nil, 0
	}
	line := []rune(lines[n])
	return line, min(max(e.Location.Column(), 0), len(line))
}

// tokenAt is the piece of the source where reading failed, cut to 20 characters.
func tokenAt(e *common.Error, source string) string {
	line, at := lineAt(e, source)
	rest := line[at:]
	end := 0
	for end < len(rest) && end < 20 && (end == 0 || wordRune(rest[end-1]) && wordRune(rest[end])) {
		end++
	}
	return strings.TrimSpace(string(rest[:end]))
}

// ownerAt is what stands before the dot of an unknown field; a member by
// whatever name a walk gave it is a person.
func ownerAt(e *common.Error, source string) string {
	line, at := lineAt(e, source)
	start := at
	for start > 0 && wordRune(line[start-1]) {
		start--
	}
	if owner := string(line[start:at]); structTypes[owner] != nil {
		return owner
	}
	return "person"
}

func wordRune(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 0x7f
}

// nearest is the candidate within a third of its letters from the name, ""
// when none is.
func nearest(name string, candidates []string) string {
	best, least := "", len(name)
	for _, c := range candidates {
		a, b := []rune(name), []rune(c)
		if d := distance(a, b); d < least && d*3 <= max(len(a), len(b), 3)+2 {
			best, least = c, d
		}
	}
	return best
}

// distance is Levenshtein's.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
