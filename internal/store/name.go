package store

import (
	"cmp"
	"context"
	"slices"

	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
)

// AddNames makes names findable by any part, by pinyin initials and by
// syllables. Names repeat much; a known one costs a look-up.
func (s *Store) AddNames(ctx context.Context, tx *sqldb.Tx, names []string) error {
	// Two writers that look for the same new name can't both add it: one of the
	// serialisable transactions runs again.
	fresh, err := unknownNames(ctx, tx, names)
	if err != nil || len(fresh) == 0 {
		return err
	}
	rows, err := tx.Copy(ctx, "name", "name", "pinyin")
	if err != nil {
		return err
	}
	for _, name := range fresh {
		if err := rows.Add(ctx, name, personal.Pinyin(name).SortKey()); err != nil {
			return err
		}
	}
	if _, err := rows.Close(ctx); err != nil {
		return err
	}
	return addTokens(ctx, tx, fresh)
}

// addTokens adds them in their order, which keeps to few pages of the index at
// a time.
func addTokens(ctx context.Context, tx *sqldb.Tx, names []string) error {
	type token struct{ text, name string }
	tokens := make([]token, 0, 9*len(names))
	for _, name := range names {
		for _, text := range personal.Tokens(name) {
			tokens = append(tokens, token{text, name})
		}
	}
	slices.SortFunc(tokens, func(a, b token) int { return cmp.Or(cmp.Compare(a.text, b.text), cmp.Compare(a.name, b.name)) })
	rows, err := tx.Copy(ctx, "name_token", "token", "name")
	if err != nil {
		return err
	}
	for _, t := range tokens {
		if err := rows.Add(ctx, t.text, t.name); err != nil {
			return err
		}
	}
	_, err = rows.Close(ctx)
	return err
}

// unknownNames gives each name that the search does not know, once.
func unknownNames(ctx context.Context, tx *sqldb.Tx, names []string) (fresh []string, err error) {
	known := make(map[string]bool, len(names))
	distinct := make([]any, 0, len(names))
	for _, name := range names {
		if _, met := known[name]; !met && name != "" {
			known[name] = false
			distinct = append(distinct, name)
		}
	}
	for part := range slices.Chunk(distinct, keysAtOnce) {
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
