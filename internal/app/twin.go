package app

import (
	"cmp"
	"context"

	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/intake"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// Twin is a household of a list beside the file that it is, or may be.
type Twin struct {
	At      store.RowPlace // its first row
	Rows    int
	Reason  intake.Finding
	Updates bool // the file is brought up to the list when the list is entered; else it stays out
	Merges  bool // a person may have it merged into the file
	Opens   bool // a person may have a file opened beside it
	Choice  string
	// Likeness is what speaks for one person in both, where no number says so.
	Likeness *ImportLike
	Closed   bool // the file is closed by a death

	Number, Head, Place string // of the file, masked; "" when it cannot be shown
	Listed, ListedHead  string // as the list has it, masked
	Differences         []registry.Difference
}

// ImportTwins gives households of a checked list that are, or may be, on file
// already, behind a place; with what the list would change of each file.
func (d *Desk) ImportTwins(ctx context.Context, of id.ID, after store.RowPlace, limit int) (twins []Twin, next store.RowPlace, err error) {
	im, err := d.openRows(ctx, of)
	if err != nil {
		return nil, next, err
	}
	defer im.list.Close()
	if im.kind.name() != householdLists.name() {
		return nil, next, problem.New(problem.Invalid, "import.no_twins")
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		state := registry.Twin
		if im.order.draft.batch.State.Begun() { // what came back
			state = registry.Wrong
		}
		rows, err := d.store.AsideRows(ctx, tx, of, state, after, limit*8)
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		for i := range rows {
			at := store.RowPlace{Sheet: rows[i].Sheet, Number: rows[i].Number}
			if seen[rows[i].Group] || state == registry.Wrong && likeFile(rows[i].Reasons) == "" {
				next = at
				continue
			}
			if len(twins) == limit {
				return nil
			}
			seen[rows[i].Group], next = true, at
			twin, err := im.twin(ctx, tx, at)
			if err != nil {
				return err
			}
			if twin.At == at { // else it was shown with its first row
				twins = append(twins, twin)
			}
		}
		if len(rows) < limit*8 {
			next = store.RowPlace{}
		}
		return nil
	})
	return twins, next, err
}

// twin reads one household again and holds it against its file.
func (im *importing) twin(ctx context.Context, tx *sqldb.Tx, at store.RowPlace) (t Twin, err error) {
	rows, err := im.store.AsideWith(ctx, tx, im.batch.ID, at)
	if err != nil {
		return t, err
	}
	im.recallLikes(rows)
	t.At, t.Rows = store.RowPlace{Sheet: rows[0].Sheet, Number: rows[0].Number}, len(rows)
	for i := range rows {
		if im.order.draft.edits[placeOf(&rows[i])], err = im.store.Edit(ctx, tx, im.batch.ID, placeOf(&rows[i])); err != nil {
			return t, err
		}
	}
	lots, err := im.reread(rows)
	if err != nil {
		return t, err
	}
	rulings, err := im.kind.judge(ctx, tx, im, lots)
	if err != nil {
		return t, err
	}
	p, ok := lots[0].payload.(*householdPayload)
	if !ok {
		return t, nil
	}
	r := rulings[0]
	t.Listed, t.ListedHead = p.household.Number, intake.Masked(p.household.Head)
	t.Reason, t.Updates, t.Merges, t.Opens, t.Choice = r.finding, r.decision == registry.Change, r.merges, r.opens, im.choice(lots[0])
	t.Likeness, t.Closed = r.like, r.like != nil && r.like.closed
	if r.existing == "" {
		return t, nil
	}
	old, prepared, err := im.merged(ctx, tx, r.existing, p)
	if problem.Is(err, problem.NotFound) {
		return t, nil
	}
	if err != nil {
		return t, err
	}
	t.Number, t.Head, t.Place = old.Number, intake.Masked(old.Head), im.places.name(old.Area)
	if prepared != nil {
		t.Differences = im.readable(registry.Diff(old, prepared.Household))
	}
	return t, nil
}

// readable masks what Diff gives in the clear, and puts headings for fields and
// names for codes.
func (im *importing) readable(changes []registry.Difference) []registry.Difference {
	for i := range changes {
		c := &changes[i]
		for _, text := range []*string{&c.Old, &c.New} {
			switch c.Field {
			case "village":
				*text = cmp.Or(im.places.name(area.Code(*text)), *text)
			default:
				*text = maskedCell(c.Field, *text)
			}
		}
		if f := im.kind.catalogue().Field(c.Field); f != nil {
			c.Field = f.Heading
		}
	}
	return changes
}
