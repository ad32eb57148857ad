package app

import (
	"context"
	"strings"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
	"songnuan/internal/term"
)

// OwnWords are the office's own spellings in the dictionaries.
func (d *Desk) OwnWords(ctx context.Context) (words []store.OwnSpelling, err error) {
	if err := d.actor.Must(identity.PlaceSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		words, err = d.store.Spellings(ctx, tx)
		return err
	})
	return words, err
}

// AddWord lets imports read a spelling as a term of a dictionary. Spellings
// only add: what is read already stays as it is.
func (d *Desk) AddWord(ctx context.Context, word term.Spelling) error {
	if err := d.mayKeepTerms(); err != nil {
		return err
	}
	word.Text = strings.TrimSpace(word.Text)
	if err := word.Check(); err != nil {
		return err
	}
	err := d.store.Write(ctx, func(tx *sqldb.Tx) error {
		own := store.OwnSpelling{Spelling: word, Actor: d.actor.Name, Recorded: d.clock.Now()}
		if err := d.store.AddSpelling(ctx, tx, own); err != nil {
			return err
		}
		return d.recordWord(ctx, tx, "term.spelling_add", word)
	})
	if err != nil {
		return err
	}
	return d.LoadOffice(ctx)
}

// DropWord takes a spelling out. What was entered by it stays.
func (d *Desk) DropWord(ctx context.Context, word term.Spelling) error {
	if err := d.mayKeepTerms(); err != nil {
		return err
	}
	err := d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if err := d.store.DropSpelling(ctx, tx, word.List, word.Text); err != nil {
			return err
		}
		return d.recordWord(ctx, tx, "term.spelling_drop", word)
	})
	if err != nil {
		return err
	}
	return d.LoadOffice(ctx)
}

// mayKeepTerms: the dictionaries hold everywhere.
func (d *Desk) mayKeepTerms() error {
	if err := d.actor.Must(identity.TermKeep); err != nil {
		return err
	}
	if !d.actor.Scope.All {
		return problem.New(problem.Forbidden, "app.outside_scope")
	}
	return nil
}

func (d *Desk) recordWord(ctx context.Context, tx *sqldb.Tx, name string, word term.Spelling) error {
	return d.record(ctx, tx, act{name: name, noun: "term", subject: id.ID(word.List), count: 1,
		detail: map[string]string{"spelling": word.Text, "name": word.Name}})
}
