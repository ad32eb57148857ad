package app

import (
	"context"
	"io"
	"strings"
	"unicode/utf8"

	"songnuan/internal/area"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// linesShown bounds a list of regional lines: a province has some hundreds.
const linesShown = 2000

// Standards gives the regional lines of an area and below, by area, kind and
// first day, and those that were taken back.
func (d *Desk) Standards(ctx context.Context, root area.Code, kind string) (lines []store.StandardLine, withdrawn []store.WithdrawnLine, err error) {
	if err := d.actor.Must(identity.PlaceSee); err != nil {
		return nil, nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		if lines, err = d.store.StandardLines(ctx, tx, root, kind, linesShown); err != nil {
			return err
		}
		withdrawn, err = d.store.WithdrawnLines(ctx, tx, root, 100)
		return err
	})
	return lines, withdrawn, err
}

// AddStandard adds a line. It takes the place of an earlier one of the area and
// kind from its first day on; nothing on record changes. overlapping are the
// lines that would hold on the same days without it.
//
// Errors: Invalid; Forbidden outside the scope; Conflict when a line begins on
// the same day.
func (d *Desk) AddStandard(ctx context.Context, line area.Standard) (overlapping []area.Standard, err error) {
	if err := d.actor.Must(identity.PlaceKeep); err != nil {
		return nil, err
	}
	line.Source = strings.TrimSpace(line.Source)
	if err := line.Check(); err != nil {
		return nil, err
	}
	if !d.actor.Scope.CoversPlace(line.Area, "") {
		return nil, problem.New(problem.Forbidden, "app.outside_scope")
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		path, err := d.store.AreaPath(ctx, tx, line.Area)
		if err != nil || len(path) == 0 {
			return firstError(err, problem.New(problem.NotFound, "area.no_area"))
		}
		there, err := d.store.StandardLines(ctx, tx, line.Area, line.Kind, linesShown)
		if err != nil {
			return err
		}
		overlapping = line.Overlapping(standards(there))
		if err := d.store.AddStandard(ctx, tx, store.StandardLine{Standard: line, Actor: d.actor.Name, Recorded: d.clock.Now()}); err != nil {
			return err
		}
		return d.recordLine(ctx, tx, "standard.add", line, "")
	})
	return overlapping, err
}

func standards(lines []store.StandardLine) []area.Standard {
	all := make([]area.Standard, len(lines))
	for i := range lines {
		all[i] = lines[i].Standard
	}
	return all
}

// WithdrawStandard takes a line back that was entered by mistake; the one before
// holds again. The line stays on record with the reason. seen is its amount as
// the actor saw it: problem.Conflict when it says something else by now.
func (d *Desk) WithdrawStandard(ctx context.Context, where area.Code, kind, from string, seen money.Fen, reason string) error {
	if err := d.actor.Must(identity.PlaceKeep); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n == 0 || n > sourceMost {
		return problem.New(problem.Invalid, "area.standard_reason")
	}
	if !d.actor.Scope.CoversPlace(where, "") {
		return problem.New(problem.Forbidden, "app.outside_scope")
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		line, err := d.store.WithdrawStandard(ctx, tx, where, kind, from, seen, store.WithdrawnLine{Reason: reason, By: d.actor.Name, At: d.clock.Now()})
		if err != nil {
			return err
		}
		return d.recordLine(ctx, tx, "standard.withdraw", line.Standard, reason)
	})
}

func (d *Desk) recordLine(ctx context.Context, tx *sqldb.Tx, name string, l area.Standard, reason string) error {
	detail := map[string]string{"kind": l.Kind, "from": l.From, "yuan": l.Amount.String(), "source": l.Source}
	if reason != "" {
		detail["reason"] = reason
	}
	return d.record(ctx, tx, act{name: name, noun: "standard", where: place{Area: l.Area}, count: 1, detail: detail})
}

// LoadStandards is ImportStandards from an upload.
func (d *Desk) LoadStandards(ctx context.Context, table io.Reader) (*AreaReport, error) {
	if err := d.actor.Must(identity.PlaceKeep); err != nil {
		return nil, err
	}
	lines, err := area.ReadStandards(table)
	if err != nil {
		return nil, err
	}
	return d.putStandards(ctx, lines)
}
