package app

import (
	"context"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/likeness"
	"songnuan/internal/store"
)

// lookAgain holds households whose cells were put right against the files of
// their village, in place of what the check found there. What it found elsewhere
// stays until the list is checked again: a village is read in no time, a county
// is not.
func (m *mending) lookAgain(ctx context.Context, lots []*lot) error {
	villages := map[area.Code][]*lot{}
	for _, l := range lots {
		if p, ok := l.payload.(*householdPayload); ok && m.celled[l.rows[0].Group] {
			villages[p.household.Area] = append(villages[p.household.Area], l)
		}
	}
	for village, of := range villages {
		if err := m.lookIn(ctx, village, of); err != nil {
			return err
		}
	}
	return nil
}

func (m *mending) lookIn(ctx context.Context, village area.Code, lots []*lot) error {
	pool, at := likeness.NewPool(), []store.RowPlace{}
	for _, l := range lots {
		for _, p := range listedPersons(l) {
			pool.Add(p)
			at = append(at, placeOf(&l.rows[0]))
		}
	}
	var files []filedPerson
	here := map[id.ID]bool{}
	err := m.store.EachPerson(ctx, m.tx, village, m.actor.Scope, func(p *store.FilePerson) error {
		pool.Add(&p.Person)
		files, here[p.Household] = append(files, filedPerson{p.Household, p.Closed}), true
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	for _, l := range lots {
		for i := range l.rows {
			m.likes.forget(placeOf(&l.rows[i]), here)
		}
	}
	return m.likes.across(ctx, pool, at, files)
}

// forget drops what speaks for some of the files.
func (k *likes) forget(at store.RowPlace, files map[id.ID]bool) {
	k.of[at] = slices.DeleteFunc(k.of[at], func(one ImportLike) bool { return files[one.File] })
}

// filedPerson is whose file a person on file stands in.
type filedPerson struct {
	of     id.ID
	closed bool // by a death
}

// across keeps the files that the first persons of the pool, those of the list,
// are like.
func (k *likes) across(ctx context.Context, pool *likeness.Pool, at []store.RowPlace, files []filedPerson) error {
	found, err := pool.FindAcross(ctx, len(at), nil)
	if err != nil {
		return err
	}
	for _, pair := range found.Pairs {
		file := files[pair.B-len(at)]
		k.add(at[pair.A], ImportLike{file.of, pair.Score, pair.Verdict, pair.Reasons, file.closed})
	}
	return nil
}
