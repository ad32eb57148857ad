package cli

import (
	"errors"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"songnuan/internal/problem"
)

// spellings are the ways in which the parser says that a line is wrong, and
// our message for each. Its own text is English and never shown.
var spellings = []struct {
	said *regexp.Regexp
	key  string
}{
	{regexp.MustCompile(`^unknown flag (\S+?)(?:, did you mean (.*)\?)?$`), "cli.usage.unknown_flag"},
	{regexp.MustCompile(`^unexpected argument (\S+?)(?:, did you mean (.*)\?)?$`), "cli.usage.unexpected"},
	{regexp.MustCompile(`^missing flags: (.+)$`), "cli.usage.missing_flags"},
	{regexp.MustCompile(`^missing positional arguments (.+)$`), "cli.usage.missing_arguments"},
	{regexp.MustCompile(`^expected (?:one of )?"(<.+)"$`), "cli.usage.missing_arguments"},
	{regexp.MustCompile(`^expected (?:one of )?(.+)$`), "cli.usage.choose"},
	{regexp.MustCompile(`^(--\S+) must be one of (\S+) but got`), "cli.usage.one_of"},
	{regexp.MustCompile(`^(--\S+?)[=:]`), "cli.usage.value"},
}

// usageError puts the parser's complaint into our words.
func (s *session) usageError(err error, parsed *kong.Context) error {
	command := "songnuan"
	if node := parsed.Selected(); node != nil {
		command = node.FullPath()
	}
	if own, ok := errors.AsType[*problem.Error](err); ok {
		return &problem.Error{Code: usage, Key: own.Key, Args: own.Args, Err: err}
	}
	for _, spelling := range spellings {
		found := spelling.said.FindStringSubmatch(err.Error())
		if found == nil {
			continue
		}
		word, hint := strings.ReplaceAll(found[1], `"`, ""), ""
		if len(found) > 2 && found[2] != "" {
			hint = strings.ReplaceAll(strings.TrimPrefix(found[2], "one of "), `"`, "")
			if spelling.key != "cli.usage.one_of" {
				hint = s.text("cli.usage.meant", "word", hint)
			}
		}
		return problem.Wrap(err, usage, spelling.key, "word", word, "hint", hint, "command", command)
	}
	return problem.Wrap(err, usage, "cli.usage.other", "command", command)
}

// missingArgument is the error of a command that can do without an argument
// only in another form.
func missingArgument(argument, command string) error {
	return problem.New(usage, "cli.usage.missing_arguments", "word", argument, "hint", "", "command", command)
}
