package app

import (
	"context"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// VisitsWanted narrows a list of visits.
type VisitsWanted struct {
	Household string // number or id
	Campaign  id.ID
	Flagged   bool // with something open to look at
	PageOf
}

// VisitLine is an entry on a list. The name is masked.
type VisitLine struct {
	store.VisitLine
	Village string `json:"village"`
}

// Visits lists entries within the actor's places, the newest first.
func (d *Desk) Visits(ctx context.Context, wanted VisitsWanted) (lines []VisitLine, next string, err error) {
	if err := d.actor.Must(identity.VisitSee); err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		lines, next = nil, ""
		f := store.VisitFilter{Campaign: wanted.Campaign, Flagged: wanted.Flagged}
		if wanted.Household != "" {
			if f.Household, err = d.householdOf(ctx, tx, wanted.Household); err != nil {
				return err
			}
		}
		scope := d.actor.Scope
		if wanted.Area != "" {
			narrow, ok := scope.Within(wanted.Area, "")
			if !ok {
				return nil
			}
			scope = narrow
		}
		found, more, err := d.store.Visits(ctx, tx, f, scope, wanted.After, wanted.limit())
		if err != nil {
			return err
		}
		next = more
		lines, err = d.visitLines(ctx, tx, found)
		return err
	})
	return lines, next, err
}

func (d *Desk) visitLines(ctx context.Context, tx *sqldb.Tx, found []store.VisitLine) (lines []VisitLine, err error) {
	for _, l := range found {
		line := VisitLine{VisitLine: l}
		line.Head = personal.NewName(l.Head).String()
		if line.Village, err = d.villageName(ctx, tx, l.Area); err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}
