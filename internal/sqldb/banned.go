package sqldb

import (
	"regexp"
	"strings"
)

// banned is what only one of the engines knows, or what they read differently,
// and what to write instead: whole words outside strings and comments.
var banned = []struct{ pattern, instead string }{
	{`for (update|share|no key update)`, "writes are serialisable and retried"},
	{`ilike|glob|regexp|similar to`, "a lower-case search column and LIKE"},
	{`(date|time|datetime|now|extract) ?\(`, "dates and instants are TEXT, and the present time comes from the caller"},
	{`date_trunc|to_char|to_date|strftime|julianday|current_timestamp|current_date|current_time`, "dates and instants are TEXT, and the present time comes from the caller"},
	{`greatest|least|(max|min) ?\([^()]*,|iif`, "CASE"},
	{`ifnull|nvl`, "COALESCE"},
	{`group_concat|array_agg`, "string_agg(x, ',' ORDER BY y)"},
	{`rollup|cube|grouping sets`, "two statements, or UNION ALL"},
	{`lateral|distinct on|generate_series`, "a window, a join or WITH RECURSIVE"},
	{`strict|without rowid|autoincrement|serial|bigserial|unlogged|rowid`, "plain tables with ids made by the program"},
	{`timestamp|timestamptz|integer|smallint|numeric|decimal|varchar|blob|jsonb`, "TEXT, BIGINT, BOOLEAN, DOUBLE PRECISION or BYTEA"},
	{`offset`, "paging by key"},
	{`(insert|update) or \w+|replace into`, "INSERT … ON CONFLICT"},
	{`(any|array) ?[(\[]`, "IN with Marks"},
	{`json(b|_\w+) ?\(`, "columns, or read the document in the program"},
	{`instr|strpos|printf|to_tsvector`, "LIKE, or compute it in the program"},
	{`create (temp|temporary)|pragma|truncate|vacuum|lock table|listen|notify|copy`, "nothing: it has no place in the store"},
}

// blanks: in a pattern, a blank is any white space and " ?" is optional.
var blanks = strings.NewReplacer(" ?", `\s*`, " ", `\s+`)

var bannedPatterns = func() []*regexp.Regexp {
	all := make([]*regexp.Regexp, len(banned))
	for i, b := range banned {
		all[i] = regexp.MustCompile(`(?i)(?:^|\W)(` + blanks.Replace(b.pattern) + `)(?:\b|\W|$)`)
	}
	return all
}()

// bannedOperators: PostgreSQL's casts, regular expressions and JSON arrows, and
// numbered placeholders.
var bannedOperators = regexp.MustCompile(`::|->|~|\$\d|@>`)

// BannedSQL names the first thing in an SQL text that does not run alike on
// both engines, and what to write instead; found is false for a portable text.
func BannedSQL(text string) (word, instead string, found bool) {
	bare := unquoted(text)
	for i, pattern := range bannedPatterns {
		if m := pattern.FindStringSubmatch(bare); m != nil {
			return strings.TrimSpace(m[1]), banned[i].instead, true
		}
	}
	if word := bannedOperators.FindString(bare); word != "" {
		return word, "CAST, columns, and ? as placeholder", true
	}
	return "", "", false
}

// unquoted leaves strings, quoted names and comments out.
func unquoted(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		if skip := quoted(text[i:]); skip > 0 {
			b.WriteByte(' ')
			i += skip
			continue
		}
		b.WriteByte(text[i])
		i++
	}
	return b.String()
}
