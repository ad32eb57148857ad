package app

import (
	"context"

	"songnuan/internal/intake"
	"songnuan/internal/registry"
	"songnuan/internal/sheet"
	"songnuan/internal/sqldb"
)

const (
	lotsAtOnce   = 1000 // households in one transaction
	rowsAtOnce   = 4000
	groupsAtOnce = 500
	notesKept    = 200
	uniqueTries  = 3
)

// chunk is what one transaction does.
type chunk struct {
	lots []*lot // checked; those without payload are wrong
	held []registry.Aside
	drop []string // groups of held rows that the lots were read from
	rows registry.Rows
	upto int64 // data rows of the file dealt with, once committed
}

// verdict is what became of one lot.
type verdict struct {
	state   verdictState
	finding intake.Finding
}

type verdictState int

const (
	entered verdictState = iota
	unchanged
	wrong
)

// enter goes through the file again and enters the good households, chunk by
// chunk. Reading, checking and sealing run ahead of the database.
func (im *importing) enter(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	chunks, failed := make(chan *chunk, 1), make(chan error, 1)
	go func() {
		defer close(chunks)
		failed <- im.produce(ctx, func(c *chunk) error {
			select {
			case chunks <- c:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	for c := range chunks {
		if err := im.commit(ctx, c); err != nil {
			cancel()
			for range chunks { // let the producer end
			}
			return err
		}
		im.tell(Progress{Stage: "enter", Rows: im.batch.Checkpoint, Done: im.batch.Checkpoint, Size: im.batch.Rows.In})
	}
	return <-failed
}

// produce reads the file into chunks. What an earlier run of the batch dealt
// with is passed over.
func (im *importing) produce(ctx context.Context, give func(*chunk) error) error {
	passed := im.batch.Checkpoint
	c := &chunk{}
	var row int64
	reading, err := im.newReading(im.seen.tell, func(l *lot) error {
		switch {
		case row-1 <= passed: // the lot ended before the row in hand
			return nil
		case im.lost[l.key]:
			c.held = append(c.held, im.held(l)...)
		default:
			im.kind.prepare(im, l)
			c.lots = append(c.lots, l)
		}
		if c.upto = row - 1; !c.full() {
			return nil
		}
		full := c
		c = &chunk{}
		return give(full)
	})
	if err != nil {
		return err
	}
	err = im.list.each(ctx, func(t *table, r sheet.Row, kind intake.RowKind) error {
		switch kind {
		case intake.Blank:
			return nil
		case intake.Data:
			row++
			reading.key(t, r)
			return reading.add(t, r)
		}
		if row++; row > passed {
			c.rows.Skipped++
		}
		return nil
	})
	if err != nil {
		return err
	}
	row++ // past the last row
	if err := reading.flush(); err != nil {
		return err
	}
	c.upto = row - 1
	return give(c)
}

func (c *chunk) full() bool {
	rows := len(c.held)
	for _, l := range c.lots {
		rows += len(l.rows)
	}
	return len(c.lots) >= lotsAtOnce || rows >= rowsAtOnce
}

// held are the rows of a lot that wait for the others of their household. The
// group is kept as a keyed digest, since it may be an ID number.
func (im *importing) held(l *lot) []registry.Aside {
	rows := im.together(l.rows, l.group)
	for i := range rows {
		rows[i].State = registry.Held
	}
	return rows
}

// keptRows are the rows of a lot for setting aside: marked as one household, with the
// village that was read from the row above it.
func (im *importing) keptRows(l *lot) []registry.Aside {
	rows := im.together(append([]registry.Aside(nil), l.rows...), l.group)
	for i := range l.findings {
		if f := &l.findings[i]; f.Key == villageAbove {
			rows[0].Above, _ = f.Args["name"].(string)
		}
	}
	return rows
}

// villageAbove is what the reader notes of a blank village.
const villageAbove = "registry.village_above"

// together marks rows as one household, unless they are already.
func (im *importing) together(rows []registry.Aside, of string) []registry.Aside {
	if len(rows) > 0 && rows[0].Group != "" {
		return rows
	}
	group := im.store.ContentDigest(of)
	for i := range rows {
		rows[i].Group = group
	}
	return rows
}

// commit enters a chunk in one transaction, again if another import took the
// same household number in between.
func (im *importing) commit(ctx context.Context, c *chunk) (err error) {
	for range uniqueTries {
		var next registry.Batch
		var verdicts []verdict
		err = im.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
			next = *im.batch
			verdicts, err = im.enterChunk(ctx, tx, c, &next)
			return err
		})
		if err == nil {
			im.batch, im.report.Batch = &next, &next
			im.account(c, verdicts)
			return im.learn(ctx)
		}
		if _, taken := sqldb.IsUnique(err); !taken {
			return err
		}
	}
	return err
}

// learn lets the database see its tables' size each time they have doubled.
func (im *importing) learn(ctx context.Context) error {
	if im.batch.Rows.Entered < 2*im.learnt || im.batch.Rows.Entered == 0 {
		return nil
	}
	im.learnt = im.batch.Rows.Entered
	return im.store.Learn(ctx)
}

// enterChunk enters the good lots, sets the others aside, and writes how far
// the batch is, all in one transaction.
func (im *importing) enterChunk(ctx context.Context, tx *sqldb.Tx, c *chunk, next *registry.Batch) ([]verdict, error) {
	verdicts, err := im.kind.enter(ctx, tx, im, c.lots)
	if err != nil {
		return nil, err
	}
	next.State = registry.Entering
	next.Rows.Skipped += c.rows.Skipped
	aside := c.held
	for i, l := range c.lots {
		n := int64(len(l.rows))
		switch verdicts[i].state {
		case entered:
			next.Rows.Entered += n
		case unchanged:
			next.Rows.Unchanged += n
		case wrong:
			next.Rows.Wrong += n
			aside = append(aside, im.bad(l, verdicts[i])...)
		}
	}
	for _, group := range c.drop {
		if err := im.store.DropAside(ctx, tx, im.batch.ID, group); err != nil {
			return nil, err
		}
	}
	if err := im.store.AddAside(ctx, tx, im.batch.ID, aside); err != nil {
		return nil, err
	}
	next.Checkpoint = max(next.Checkpoint, c.upto)
	return verdicts, im.store.SaveBatch(ctx, tx, next)
}

// bad gives the rows of a lot with what is wrong: each with its own findings,
// doubts among them, the first also with those of the household as a whole. The other rows come
// back with them, since a household is entered whole or not at all.
func (im *importing) bad(l *lot, v verdict) []registry.Aside {
	findings := l.findings
	if v.finding.Key != "" {
		findings = append(intake.Findings{v.finding}, findings...)
	}
	rows := im.keptRows(l)
	own := map[int]bool{}
	for i := range rows {
		own[rows[i].Number] = true
	}
	for i := range rows {
		rows[i].State, rows[i].Reasons = registry.Wrong, nil
		for _, f := range findings {
			if f.Row == rows[i].Number && !im.accepted(&rows[i], &f) || i == 0 && !own[f.Row] && f.Severity == intake.Wrong {
				rows[i].Reasons = append(rows[i].Reasons, f)
			}
		}
	}
	return rows
}

// account adds a committed chunk to the report.
func (im *importing) account(c *chunk, verdicts []verdict) {
	for i, l := range c.lots {
		findings := l.findings
		if verdicts[i].finding.Key != "" {
			findings = append(intake.Findings{verdicts[i].finding}, findings...)
		}
		for _, f := range findings {
			switch {
			case f.Severity == intake.Wrong:
				im.report.Reasons[f.Key]++
			case verdicts[i].state != wrong:
				if im.report.Warnings++; im.report.Warnings <= notesKept {
					im.report.Notes = append(im.report.Notes, f)
				}
			}
		}
	}
}

// enterHeld enters the households whose rows are scattered over the file, from
// the rows that were set aside.
func (im *importing) enterHeld(ctx context.Context) error {
	after := ""
	for {
		var rows []registry.Aside
		err := im.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
			rows, err = im.store.HeldAfter(ctx, tx, im.batch.ID, after, groupsAtOnce)
			return err
		})
		if err != nil || len(rows) == 0 {
			return err
		}
		c := im.gather(rows)
		after = rows[len(rows)-1].Group
		if err := im.commit(ctx, c); err != nil {
			return err
		}
		im.tell(Progress{Stage: "held", Rows: im.batch.Rows.Entered, Size: im.batch.Rows.In})
	}
}

// refuse makes a lot wrong that belongs outside the actor's scope.
func (im *importing) refuse(l *lot, where place) bool {
	if im.actor.Scope.Sees(where.Area, where.Unit) {
		return false
	}
	l.findings.Add(intake.Wrong, l.rows[0].Number, intake.Column{}, "app.row_outside_scope")
	l.payload = nil
	return true
}

// gather reads held rows, group by group, into a chunk.
func (im *importing) gather(rows []registry.Aside) *chunk {
	c := &chunk{}
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].Group == rows[0].Group {
			n++
		}
		t := im.list.table(rows[0].Sheet)
		reader := im.kind.reader(im, t.mapping, im.seen.tell)
		for _, row := range rows[:n] {
			reader.Add(rowOf(row))
		}
		l := reader.Flush()
		l.rows, l.group = rows[:n:n], rows[0].Group
		im.kind.prepare(im, l)
		c.lots = append(c.lots, l)
		c.drop = append(c.drop, l.group)
		rows = rows[n:]
	}
	return c
}

// check is a run without entering: it only counts.
func (im *importing) check(ctx context.Context) error {
	if err := im.scan(ctx); err != nil {
		return err
	}
	return im.produce(ctx, func(c *chunk) error {
		verdicts := make([]verdict, len(c.lots))
		im.batch.Rows.Skipped += c.rows.Skipped
		for i, l := range c.lots {
			n := int64(len(l.rows))
			if l.payload == nil {
				verdicts[i].state = wrong
				im.batch.Rows.Wrong += n
				continue
			}
			im.batch.Rows.Entered += n
		}
		im.batch.Rows.Entered += int64(len(c.held))
		im.account(c, verdicts)
		return nil
	})
}
