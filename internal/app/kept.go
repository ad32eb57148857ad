package app

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"songnuan/internal/blob"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

const (
	keptLong   = 30 * 24 * time.Hour // files and ended jobs
	comingLong = 2 * time.Hour       // a file that is not whole by then never will be
	// piecesAtOnce are written in one transaction: few, so that others get their
	// turn at SQLite's one writer; more than one, since each is synced to disk.
	piecesAtOnce = 8
	resultMost   = 2 << 30 // bytes
)

// keep streams a file into sealed pieces. k tells of it all but its length and
// digest. Nothing is left of a file that does not become whole; after a crash
// ClearKept takes it away.
func (d *Desk) keep(ctx context.Context, k *blob.Kept, r io.Reader, most int64) (err error) {
	k.State, k.Made, k.Until = blob.Coming, d.clock.Now(), day.At(d.clock.Now().Time().Add(comingLong))
	form := k.Form
	k.Form = "" // until it is whole: half of a file must not answer for it
	if err := d.store.Write(ctx, func(tx *sqldb.Tx) error { return d.store.AddKept(ctx, tx, k) }); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			after := context.WithoutCancel(ctx)
			err = errors.Join(err, d.store.Write(after, func(tx *sqldb.Tx) error { return d.store.ClearKept(after, tx, k.ID) }))
		}
	}()
	if err := d.keepPieces(ctx, k, r, most); err != nil {
		return err
	}
	if k.Size == 0 {
		return problem.New(problem.Invalid, "blob.empty")
	}
	k.Form = form
	return nil
}

// finishKept makes a file whole within the transaction of the use case.
func (d *Desk) finishKept(ctx context.Context, tx *sqldb.Tx, k *blob.Kept) error {
	k.State, k.Until = blob.Whole, day.At(d.clock.Now().Time().Add(keptLong))
	return d.store.SaveKept(ctx, tx, k)
}

func (d *Desk) keepPieces(ctx context.Context, k *blob.Kept, r io.Reader, most int64) (err error) {
	var waiting [][]byte
	var first int64
	flush := func() error {
		err := d.store.Write(ctx, func(tx *sqldb.Tx) error {
			for i, piece := range waiting {
				if err := d.store.AddPiece(ctx, tx, k.ID, first+int64(i), piece); err != nil {
					return err
				}
			}
			return nil
		})
		first, waiting = first+int64(len(waiting)), waiting[:0]
		return err
	}
	k.Size, k.Digest, err = blob.Cut(r, most, func(_ int64, piece []byte) error {
		waiting = append(waiting, append([]byte(nil), piece...))
		if len(waiting) < piecesAtOnce {
			return nil
		}
		return flush()
	})
	if err == nil && len(waiting) > 0 {
		err = flush()
	}
	return err
}

// pieces reads a kept file, each piece in a transaction of its own.
func (a *App) pieces(ctx context.Context, k *blob.Kept) (*blob.Pieces, error) {
	if k.State != blob.Whole {
		return nil, problem.New(problem.NotFound, "blob.cleared")
	}
	return blob.NewPieces(k.Size, func(seq int64) (piece []byte, err error) {
		err = a.store.Read(ctx, func(tx *sqldb.Tx) (err error) {
			piece, err = a.store.Piece(ctx, tx, k.ID, seq)
			return err
		})
		return piece, err
	}), nil
}

// keepResult keeps the file that a job wrote.
func (d *Desk) keepResult(ctx context.Context, t *task) error {
	if t.file == nil {
		return nil
	}
	file, err := os.Open(t.file.path)
	if err != nil {
		return problem.Wrap(err, problem.Internal, "problem.internal")
	}
	defer file.Close() //nolint:errcheck // it was only read
	k := &blob.Kept{ID: d.ids(), Kind: blob.Result, Name: t.file.name, Clear: t.file.clear,
		Account: t.Account, Actor: t.Actor, Area: t.Area, Unit: t.Unit}
	if err := d.keep(ctx, k, file, resultMost); err != nil {
		return err
	}
	t.File = k.ID
	return d.store.Write(ctx, func(tx *sqldb.Tx) error { return d.finishKept(ctx, tx, k) })
}

// KeptFile is a kept file opened for reading.
type KeptFile struct {
	*blob.Kept
	*io.SectionReader
}

// OpenJobFile opens what a job wrote, for who may do such work and sees what
// its asker saw, and clear numbers only for who may see those. Giving it out is
// recorded. problem.NotFound when there is none, or no longer.
func (d *Desk) OpenJobFile(ctx context.Context, of id.ID) (*KeptFile, error) {
	var k *blob.Kept
	err := d.store.Write(ctx, func(tx *sqldb.Tx) error {
		j, err := d.store.Job(ctx, tx, of, d.actor.User, d.scopeFor(identity.JobSee))
		if err != nil {
			return err
		}
		if err := d.actor.Must(jobKinds()[j.Kind].permission); err != nil {
			return err
		}
		if j.File == "" || !j.Mine(d.actor) && !d.actor.Scope.Covers(j.Scope) {
			return problem.New(problem.NotFound, "blob.none")
		}
		if k, err = d.store.Kept(ctx, tx, j.File, "", identity.Everything); err != nil {
			return err
		}
		if err := d.actor.Must(identity.PersonalUnmask); k.Clear && err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "job.file", noun: "job", subject: j.ID, where: place{j.Area, j.Unit}, count: 1, digest: k.Digest,
			detail: map[string]any{"kind": j.Kind, "clear": k.Clear, "bytes": k.Size}})
	})
	if err != nil {
		return nil, err
	}
	return d.openKept(ctx, k)
}

func (a *App) openKept(ctx context.Context, k *blob.Kept) (*KeptFile, error) {
	pieces, err := a.pieces(ctx, k)
	if err != nil {
		return nil, err
	}
	return &KeptFile{k, io.NewSectionReader(pieces, 0, k.Size)}, nil
}

// Tidy puts approved changes to work whose freeze is over, clears files whose
// time is over and half ones that nobody finished, forgets jobs that ended long
// ago, ends notices whose days are over, reminds of what is due, and seals the audit chains. A server
// does it when it starts and every some minutes.
func (a *App) Tidy(ctx context.Context) error {
	if _, err := a.ReleaseChanges(ctx); err != nil {
		return err
	}
	now := a.clock.Now()
	if _, err := a.EndNotices(ctx); err != nil {
		return err
	}
	if _, err := a.RaiseLateHazards(ctx); err != nil {
		return err
	}
	if _, err := a.RaiseLateDemands(ctx); err != nil {
		return err
	}
	if _, err := a.LayReminders(ctx); err != nil {
		return err
	}
	if _, err := a.SendReminders(ctx); err != nil {
		return err
	}
	for {
		var due *blob.Kept
		err := a.store.Write(ctx, func(tx *sqldb.Tx) (err error) {
			if due, err = a.store.DueToClear(ctx, tx, now); err != nil || due == nil {
				return err
			}
			return a.store.ClearKept(ctx, tx, due.ID)
		})
		if err != nil {
			return err
		}
		if due == nil {
			break
		}
	}
	err := a.store.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := a.store.DropJobs(ctx, tx, day.At(now.Time().Add(-keptLong)))
		return err
	})
	if err != nil {
		return err
	}
	return a.As(identity.Actor{}).SealRecords(ctx)
}
