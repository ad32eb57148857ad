package app

import (
	"context"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// DueLine is a household that is owed something in a window. The name is masked.
type DueLine struct {
	Household id.ID     `json:"household"`
	Number    string    `json:"number"`
	Head      string    `json:"head"`
	Area      area.Code `json:"area"`
	Village   string    `json:"village"`
	Pair      id.ID     `json:"pair,omitempty"` // that owes it
	Done      int64     `json:"done"`
	Helper    string    `json:"helper,omitempty"` // who owes it, or is paired with it
}

// DueList lists the households that are owed something in a window of a campaign, by
// village. problem.NotFound for a window that has not begun or is none.
func (d *Desk) DueList(ctx context.Context, of id.ID, key string, page PageOf) (w *DueWindow, lines []DueLine, next string, err error) {
	if err := d.actor.Must(identity.VisitSee); err != nil {
		return nil, nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		lines = nil
		c, err := d.store.Campaign(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return err
		}
		windows, err := d.dueWindows(ctx, tx, c.ID, p)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(windows, func(w DueWindow) bool { return w.Key == key })
		if at < 0 {
			return problem.New(problem.NotFound, "visit.no_window")
		}
		w = &windows[at]
		if err := d.countWindow(ctx, tx, c.ID, w, map[area.Code]*VillageDue{}); err != nil {
			return err
		}
		scope := d.actor.Scope
		if page.Area != "" {
			narrow, ok := scope.Within(page.Area, "")
			if !ok {
				return nil
			}
			scope = narrow
		}
		found, more, err := d.store.DutiesDue(ctx, tx, w.query(c.ID), scope, page.After, page.limit())
		next = more
		if err != nil {
			return err
		}
		lines, err = d.dueLines(ctx, tx, found)
		return err
	})
	return w, lines, next, err
}

func (d *Desk) dueLines(ctx context.Context, tx *sqldb.Tx, found []store.DueLine) (lines []DueLine, err error) {
	names := villages{}
	for _, l := range found {
		village, err := names.of(ctx, tx, d, l.Area)
		if err != nil {
			return nil, err
		}
		lines = append(lines, DueLine{l.Household, l.Number, personal.NewName(l.Head).String(), l.Area, village, l.Pair, l.Done, l.Name})
	}
	return lines, nil
}
