package app

import (
	"context"
	"encoding/json"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// goodKept is how many rows without any finding a check keeps for showing; they
// are counted all the same.
const goodKept = 10_000

// ImportCheckup is what a check of every row came to.
type ImportCheckup struct {
	In      int64           `json:"in"`
	Skipped int64           `json:"skipped"` // subtotals, notes, headings again
	Notes   intake.Findings `json:"notes,omitempty"`
}

// checkup reads what the check came to.
func checkup(b *registry.Batch) (c ImportCheckup, err error) {
	if b.Checked == "" {
		return c, problem.New(problem.Conflict, "import.not_checked")
	}
	return c, json.Unmarshal([]byte(b.Checked), &c)
}

// CheckImport reads every row of a list that was sent in and holds it against
// the registry, without entering any: what is wrong, doubtful, or maybe there
// already is kept with its reasons for ImportRows.
func (d *Desk) CheckImport(ctx context.Context, of id.ID, tell func(Progress)) (*ImportCheckup, error) {
	im, err := d.openSent(ctx, of, tell)
	if err != nil {
		return nil, err
	}
	defer im.list.Close()
	if im.order.draft.batch.State.Begun() {
		return nil, problem.New(problem.Conflict, "import.begun")
	}
	s := &survey{importing: im, kept: goodKept}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if err := d.store.TakeBatch(ctx, tx, of, im.batch.Runner); err != nil {
			return err
		}
		return d.store.ClearAside(ctx, tx, of)
	})
	if err != nil {
		return nil, err
	}
	return s.run(ctx)
}

// openSent opens an import that was sent in, of the actor's own or of the scope.
func (d *Desk) openSent(ctx context.Context, of id.ID, tell func(Progress)) (*importing, error) {
	if err := d.actor.Must(identity.ListImport); err != nil {
		return nil, err
	}
	w, _, err := d.loadDraft(ctx, of)
	if err != nil {
		return nil, err
	}
	detail, err := detailOf(w.batch)
	if err != nil {
		return nil, err
	}
	return d.openImport(ctx, kindOf(w.batch.Kind), d.orderOf(w, detail), tell)
}

// survey is a check under way.
type survey struct {
	*importing
	kept int // rows without finding that are still to be kept
}

func (s *survey) run(ctx context.Context) (*ImportCheckup, error) {
	err := s.scan(ctx)
	if err == nil {
		err = s.produce(ctx, func(c *chunk) error { return s.look(ctx, c) })
	}
	if err == nil {
		err = s.lookHeld(ctx)
	}
	if err != nil {
		if ctx.Err() != nil {
			err = problem.Wrap(err, problem.Stopped, "job.asked_to_stop")
		}
		return nil, err
	}
	up := &ImportCheckup{In: s.batch.Rows.In, Skipped: s.batch.Rows.Skipped, Notes: s.list.notes}
	body, err := json.Marshal(up)
	if err != nil {
		return nil, err
	}
	return up, s.store.Write(ctx, func(tx *sqldb.Tx) error {
		b := *s.batch
		b.State, b.Checked = registry.Checked, string(body)
		if err := s.store.SaveBatch(ctx, tx, &b); err != nil {
			return err
		}
		return s.record(ctx, tx, act{name: "import.check", noun: "import", subject: b.ID, where: place{b.Area, b.Unit}, count: up.In,
			detail: map[string]any{"kind": b.Kind, "file_sm3": b.Digest}})
	})
}

// look judges a chunk and keeps its rows, as far as there is something to say.
func (s *survey) look(ctx context.Context, c *chunk) error {
	var rulings []ruling
	err := s.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
		rulings, err = s.kind.judge(ctx, tx, s.importing, c.lots)
		return err
	})
	if err != nil {
		return err
	}
	aside := c.held
	for i, l := range c.lots {
		rows := s.marked(l, &rulings[i])
		if allGood(rows) {
			if s.kept < len(rows) {
				continue
			}
			s.kept -= len(rows)
		}
		aside = append(aside, rows...)
	}
	s.batch.Rows.Skipped += c.rows.Skipped
	err = s.store.Write(ctx, func(tx *sqldb.Tx) error {
		for _, group := range c.drop {
			if err := s.store.DropAside(ctx, tx, s.batch.ID, group); err != nil {
				return err
			}
		}
		if err := s.store.AddAside(ctx, tx, s.batch.ID, aside); err != nil {
			return err
		}
		b := *s.batch // no other check of the list may go on beside
		b.State = registry.Draft
		return s.store.SaveBatch(ctx, tx, &b)
	})
	if c.upto > 0 {
		s.tell(Progress{Stage: "check", Rows: c.upto, Done: c.upto, Size: s.batch.Rows.In})
	}
	return err
}

// lookHeld judges the households whose rows are scattered over the file.
func (s *survey) lookHeld(ctx context.Context) error {
	for after := ""; ; {
		var rows []registry.Aside
		err := s.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
			rows, err = s.store.HeldAfter(ctx, tx, s.batch.ID, after, groupsAtOnce)
			return err
		})
		if err != nil || len(rows) == 0 {
			return err
		}
		after = rows[len(rows)-1].Group
		if err := s.look(ctx, s.gather(rows)); err != nil {
			return err
		}
	}
}

func allGood(rows []registry.Aside) bool {
	for i := range rows {
		if rows[i].State != registry.Good {
			return false
		}
	}
	return true
}

// marked gives the rows of a lot with their state and all that was noticed.
func (im *importing) marked(l *lot, r *ruling) []registry.Aside {
	if r.decision == decidedWrong {
		return im.bad(l, verdict{})
	}
	rows := im.keptRows(l)
	for i := range rows {
		rows[i].State, rows[i].Reasons = registry.Good, nil
		for _, f := range l.findings {
			if f.Row == rows[i].Number && !im.accepted(&rows[i], &f) {
				rows[i].State, rows[i].Reasons = registry.Doubt, append(rows[i].Reasons, f)
			}
		}
		switch r.decision {
		case registry.Clash:
			rows[i].State = registry.Twin
		case registry.Change:
			rows[i].State = registry.Twin
		}
	}
	switch r.decision {
	case registry.Fresh:
		if im.choice(l) == ChoiceNew {
			rows[0].State, rows[0].Reasons = registry.Doubt, append(intake.Findings{{Severity: intake.Warning, Row: rows[0].Number, Key: "import.as_new"}}, rows[0].Reasons...)
		}
	case registry.Clash:
		rows[0].Reasons = append(intake.Findings{r.finding}, rows[0].Reasons...)
	case registry.Change:
		rows[0].Reasons = append(intake.Findings{{Severity: intake.Warning, Row: rows[0].Number, Key: "import.updates"}}, rows[0].Reasons...)
	}
	return rows
}
