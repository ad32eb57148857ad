package store

import (
	"context"
	"iter"
	"strings"

	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
)

// nameSource is a table with names to search: its alias in the statement is n.
type nameSource struct{ column, join string }

var (
	nameOfMember = nameSource{`n.name`, `JOIN member n ON n.name = t.name JOIN household h ON h.id = n.household`}
	// The head is among the members of nearly every household.
	nameOfHead = nameSource{`''`, `JOIN household n ON n.head = t.name AND n.head_listed = 0 JOIN household h ON h.id = n.id`}
)

// byName finds households by a name that holds the text, in the order of the
// token that begins with it: whole names and endings first.
func byName(text string, in nameSource) finder {
	text = strings.ToLower(strings.ReplaceAll(text, "·", ""))
	return func(ctx context.Context, tx *sqldb.Tx, scope identity.Scope, after []string, limit int) ([]Found, []string, error) {
		var c collected
		for len(c.found) <= limit {
			rows, more, err := c.namePage(ctx, tx, text, in, scope, after, limit+1)
			if err != nil {
				return nil, nil, err
			}
			if !more {
				break
			}
			after = rows
		}
		return c.cut(limit)
	}
}

// namePage reads one page of names and leaves out those that an earlier token
// has found: 王小王 has two that begin with 王.
func (c *collected) namePage(ctx context.Context, tx *sqldb.Tx, text string, in nameSource, scope identity.Scope, after []string, limit int) (last []string, more bool, err error) {
	where, args := scopeWhere("n", scope)
	from := text
	if after != nil {
		from = after[0]
	}
	args = append([]any{from, prefixEnd(text), from, keyAt(after, 1), keyAt(after, 2), keyAt(after, 3), keyAt(after, 4)}, args...)
	read := 0
	for row, err := range tx.Query(ctx, `SELECT `+foundColumns+`, `+in.column+`, t.token, t.name, n.area, n.unit, n.id FROM name_token t `+in.join+`
		WHERE t.token >= ? AND t.token < ? AND (t.token, t.name, n.area, n.unit, n.id) > (?, ?, ?, ?, ?) AND `+where+`
		ORDER BY t.token, t.name, n.area, n.unit, n.id LIMIT ?`, append(args, limit)...) {
		if err != nil {
			return nil, false, err
		}
		var member string
		key := make([]string, 5)
		f, err := scanFound(row, ByName, &member, &key[0], &key[1], &key[2], &key[3], &key[4])
		if err != nil {
			return nil, false, err
		}
		read, last = read+1, key
		if f.Member = member; firstToken(key[1], text) == key[0] {
			c.found, c.keys = append(c.found, f), append(c.keys, key)
		}
	}
	return last, read == limit, nil
}

// firstToken is the first of the name's tokens that begin with the text.
func firstToken(name, text string) (first string) {
	for _, token := range personal.Tokens(name) {
		if strings.HasPrefix(token, text) && (first == "" || token < first) {
			first = token
		}
	}
	return first
}

// collect reads a page of households without more columns.
func collect(rows iter.Seq2[*sqldb.Row, error], match Match, limit int, key func(*Found) []string) ([]Found, []string, error) {
	var c collected
	for row, err := range rows {
		if err != nil {
			return nil, nil, err
		}
		f, err := scanFound(row, match)
		if err != nil {
			return nil, nil, err
		}
		c.found, c.keys = append(c.found, f), append(c.keys, key(&f))
	}
	return c.cut(limit)
}
