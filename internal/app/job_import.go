package app

import (
	"context"
	"encoding/json"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// ImportArgs are the args of work on an import.
type ImportArgs struct {
	Import id.ID `json:"import"`
}

// onImport is an import of the actor's own or of the scope, one job at a time.
func onImport(ctx context.Context, d *Desk, tx *sqldb.Tx, args json.RawMessage) (on jobOn, err error) {
	var a ImportArgs
	if err := json.Unmarshal(args, &a); err != nil {
		return on, problem.Wrap(err, problem.Invalid, "job.no_kind")
	}
	b, err := d.store.Batch(ctx, tx, a.Import, d.actor.User, d.actor.Scope)
	if err != nil {
		return on, err
	}
	return jobOn{b.ID, place{b.Area, b.Unit}, "import " + string(b.ID)}, nil
}

func runImportCheck(ctx context.Context, d *Desk, t *task) error {
	var args ImportArgs
	if err := t.args(&args); err != nil {
		return err
	}
	up, err := d.CheckImport(ctx, args.Import, t.tell)
	if err == nil {
		t.result = map[string]int64{"rows": up.In}
	}
	return err
}

func runImportEnter(ctx context.Context, d *Desk, t *task) error {
	var args ImportArgs
	if err := t.args(&args); err != nil {
		return err
	}
	rows, err := d.EnterImport(ctx, args.Import, t.tell)
	if err == nil {
		t.result = rows
	}
	return err
}

func runImportUndo(ctx context.Context, d *Desk, t *task) error {
	var args ImportArgs
	if err := t.args(&args); err != nil {
		return err
	}
	report, err := d.Undo(ctx, args.Import, t.tell)
	switch {
	case err == nil:
		t.result = map[string]int64{"removed": report.Removed, "restored": report.Restored, "kept": report.Kept}
	case problem.As(err).Key == "app.import_undone" && t.Tries > 1: // the run before died between its last act and saying so
		return nil
	case ctx.Err() != nil:
		return problem.Wrap(err, problem.Stopped, "job.asked_to_stop")
	}
	return err
}

// EnterImport enters the good rows of a list that was sent in: from its
// beginning, or behind the last transaction of a run that was stopped or broke
// off. One that has ended is left as it is.
func (d *Desk) EnterImport(ctx context.Context, of id.ID, tell func(Progress)) (registry.Rows, error) {
	im, err := d.openSent(ctx, of, tell)
	if err != nil {
		return registry.Rows{}, err
	}
	defer im.list.Close()
	b := im.order.draft.batch
	switch b.State {
	case registry.Draft:
		return b.Rows, problem.New(problem.Conflict, "import.not_checked")
	case registry.Entered:
		return b.Rows, nil
	case registry.Undone:
		return b.Rows, problem.New(problem.Conflict, "app.import_undone", "batch", b.ID)
	case registry.Checked:
		err = d.store.Write(ctx, im.begin)
		if err == nil {
			err = im.run(ctx)
		}
	default:
		_, err = im.resume(ctx, b)
	}
	return im.batch.Rows, err
}

// BeginImport has the good rows of a checked list entered in the background, or
// carries on an import that was stopped.
func (d *Desk) BeginImport(ctx context.Context, of id.ID, form string) (*identity.Job, error) {
	return d.Enqueue(ctx, JobOrder{Kind: identity.ImportEnter, Args: ImportArgs{of}, Form: form})
}

// BeginUndo has an import taken back in the background.
func (d *Desk) BeginUndo(ctx context.Context, of id.ID, form string) (*identity.Job, error) {
	return d.Enqueue(ctx, JobOrder{Kind: identity.ImportTakeBack, Args: ImportArgs{of}, Form: form})
}
