package app

import (
	"context"
	"hash/maphash"

	"songnuan/internal/intake"
	"songnuan/internal/sheet"
)

// tellEvery is how many rows pass between two tellings of progress.
const tellEvery = 5000

// scan goes through the whole file before anything enters: it counts the rows,
// finds the households whose rows do not stand together, and the ID numbers
// that stand in two households. It keeps some bytes a row, never the rows.
func (im *importing) scan(ctx context.Context) error {
	im.batch.Rows.In = 0
	closed := map[uint64]bool{}
	reading, err := im.newReading(im.seen.note, func(l *lot) error { im.listed(l); return nil })
	if err != nil {
		return err
	}
	var last uint64
	err = im.list.each(ctx, func(t *table, row sheet.Row, kind intake.RowKind) error {
		if kind == intake.Blank {
			return nil
		}
		im.batch.Rows.In++
		im.tick("scan", im.batch.Rows.In)
		if kind != intake.Data {
			return nil
		}
		key, single := reading.key(t, row)
		if key != last {
			if closed[key] {
				im.lost[key] = true
			}
			if last != 0 {
				closed[last] = true
			}
			last = key
			if single { // no other row can have it
				last = 0
			}
		}
		return reading.add(t, row)
	})
	if err != nil {
		return err
	}
	if err := reading.flush(); err != nil {
		return err
	}
	im.seen.settle()
	return im.findLikes(ctx)
}

func (im *importing) tick(stage string, rows int64) {
	if rows%tellEvery == 0 {
		im.tell(Progress{Stage: stage, Rows: rows, Done: im.list.reader.Offset(), Size: im.list.reader.Size()})
	}
}

// seen remembers which ID numbers, or helpers, stand in which rows of a file:
// eight bytes and a row number each during the scan, only the repeated ones
// afterwards.
type seen struct {
	seed  maphash.Seed
	first map[uint64]int32
	twice map[uint64][2]int // the first two rows of a number that is there again
}

func newSeen() *seen {
	return &seen{seed: maphash.MakeSeed(), first: map[uint64]int32{}, twice: map[uint64][2]int{}}
}

func (s *seen) note(what string, row int) (other int, again bool) {
	key := maphash.String(s.seed, what)
	first, again := s.first[key]
	if !again {
		s.first[key] = int32(row)
		return 0, false
	}
	if _, known := s.twice[key]; !known && int(first) != row {
		s.twice[key] = [2]int{int(first), row}
	}
	return int(first), true
}

// settle forgets what stood in one row only.
func (s *seen) settle() { s.first = nil }

// tell says which other row has it, after the scan: both households come back,
// since nobody but the office knows whose the number is.
func (s *seen) tell(what string, row int) (other int, again bool) {
	rows, again := s.twice[maphash.String(s.seed, what)]
	switch {
	case !again:
		return 0, false
	case rows[0] == row:
		return rows[1], true
	}
	return rows[0], true
}
