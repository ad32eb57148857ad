package app

import (
	"context"
	"errors"
	"slices"

	"songnuan/internal/id"
	"songnuan/internal/intake"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/store"
)

// ChoiceSkip leaves a household out that is on file already.
const ChoiceSkip = "skip"

// TwinOrder decides what is to become of households that are, or may be, on
// file: of the one with a row, or of all of a kind.
type TwinOrder struct {
	At     *store.RowPlace
	Kind   string // key of the finding that says why; for At nil
	Choice string // merge, new, skip; "" as found
}

// ChooseTwins decides. It gives the number of households that were decided of,
// of those that the choice does not fit, and whether there are more: one call
// decides of 2000 rows at most.
func (d *Desk) ChooseTwins(ctx context.Context, of id.ID, order TwinOrder) (done, unfit int64, more bool, err error) {
	im, err := d.openRows(ctx, of)
	if err != nil {
		return 0, 0, false, err
	}
	defer im.list.Close()
	if !slices.Contains([]string{"", ChoiceMerge, ChoiceNew, ChoiceSkip}, order.Choice) || im.kind.name() != householdLists.name() {
		return 0, 0, false, problem.New(problem.Invalid, "import.no_choice")
	}
	late := im.order.draft.batch.State == registry.Entered && order.At != nil && order.Choice != ChoiceSkip // of a row that came back
	if im.order.draft.batch.State != registry.Checked && !late {
		return 0, 0, false, problem.New(problem.Conflict, "import.begun")
	}
	places := []store.RowPlace{}
	if order.At != nil {
		places = append(places, *order.At)
	} else if places, more, err = im.twinsOf(ctx, order.Kind); err != nil {
		return 0, 0, false, err
	}
	for chunk := range slices.Chunk(places, fixHousesAtOne) {
		decided, left, err := im.choose(ctx, order, chunk)
		done, unfit = done+decided, unfit+left
		if err != nil {
			return done, unfit, false, err
		}
	}
	return done, unfit, more, nil
}

// twinsOf are the first rows of the households of a kind.
func (im *importing) twinsOf(ctx context.Context, kind string) (places []store.RowPlace, more bool, err error) {
	err = im.eachAside(ctx, registry.Twin, func(row *registry.Aside) error {
		if !slices.ContainsFunc(row.Reasons, func(f intake.Finding) bool { return f.Key == kind }) {
			return nil
		}
		if len(places) == fixMost {
			return errEnough
		}
		places = append(places, placeOf(row))
		return nil
	})
	if errors.Is(err, errEnough) {
		return places, true, nil
	}
	return places, false, err
}

func (im *importing) choose(ctx context.Context, order TwinOrder, places []store.RowPlace) (done, unfit int64, err error) {
	m, err := im.mend(ctx, "import.choose", places, func(row *registry.Aside, e *store.RowEdit) bool {
		e.Leave, e.Choice = order.Choice == ChoiceSkip, order.Choice
		switch file := likeFile(row.Reasons); {
		case e.Leave:
			e.Choice = ""
		case order.Choice == ChoiceMerge && file != "": // into this one, whatever else may be found by then
			e.Choice += " " + string(file)
		}
		return true
	}, func() {})
	if err != nil {
		return 0, 0, err
	}
	for _, at := range places {
		row := m.rowAt(m.next, at)
		if row != nil && row.State == registry.Twin && order.Choice != "" && slices.ContainsFunc(row.Reasons, func(f intake.Finding) bool { return f.Severity == intake.Wrong }) {
			unfit++
			continue
		}
		done++
	}
	return done, unfit, nil
}
