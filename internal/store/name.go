package store

import (
	"context"
	"slices"
	"strings"

	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
)

// namesAtOnce is how many names one statement looks up or adds.
const namesAtOnce = 500

// AddNames makes names findable by any part, by pinyin initials and by
// syllables. Names repeat much; a known one costs a look-up.
func (s *Store) AddNames(ctx context.Context, tx *sqldb.Tx, names []string) error {
	fresh, err := unknownNames(ctx, tx, names)
	if err != nil {
		return err
	}
	var rows, tokens [][]any
	for _, name := range fresh {
		rows = append(rows, []any{name, personal.Pinyin(name).SortKey()})
		for _, token := range personal.Tokens(name) {
			tokens = append(tokens, []any{token, name})
		}
	}
	if err := addMany(ctx, tx, `INSERT INTO name (name, pinyin) VALUES `, rows); err != nil {
		return err
	}
	return addMany(ctx, tx, `INSERT INTO name_token (token, name) VALUES `, tokens)
}

// unknownNames gives each name that the search does not know, once.
func unknownNames(ctx context.Context, tx *sqldb.Tx, names []string) (fresh []string, err error) {
	known := make(map[string]bool, len(names))
	var distinct []any
	for _, name := range names {
		if _, met := known[name]; !met {
			known[name] = false
			distinct = append(distinct, name)
		}
	}
	for part := range slices.Chunk(distinct, namesAtOnce) {
		for row, err := range tx.Query(ctx, `SELECT name FROM name WHERE name IN (`+sqldb.Marks(len(part))+`)`, part...) {
			if err != nil {
				return nil, err
			}
			var name string
			if err := row.Scan(&name); err != nil {
				return nil, err
			}
			known[name] = true
		}
	}
	for _, name := range distinct {
		if !known[name.(string)] {
			fresh = append(fresh, name.(string))
		}
	}
	return fresh, nil
}

// addMany adds rows of two columns, several in one statement, and leaves those
// that are there already.
func addMany(ctx context.Context, tx *sqldb.Tx, insert string, rows [][]any) error {
	for part := range slices.Chunk(rows, namesAtOnce) {
		args := make([]any, 0, 2*len(part))
		for _, row := range part {
			args = append(args, row...)
		}
		marks := strings.TrimSuffix(strings.Repeat("(?, ?), ", len(part)), ", ")
		if _, err := tx.Exec(ctx, insert+marks+` ON CONFLICT DO NOTHING`, args...); err != nil {
			return err
		}
	}
	return nil
}
