package app

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// UploadMost is how large a list may be that is sent in, in bytes.
const UploadMost = 200 << 20

// UploadOrder is a list being sent in.
type UploadOrder struct {
	Kind string // households, helpers
	Name string // of the file; folders in it are dropped
	Area area.Code
	Form string // key of the form: sent again, it gives the import it gave before
}

// Upload takes a list in: it streams into sealed pieces, is never whole in
// memory, and stays as it came. What is no list at all is refused, and nothing
// is left of it. The import that it gives is a draft: nothing is entered.
//
// Errors: Unreadable and TooLarge with what to do instead; Forbidden for an
// area outside the scope.
func (d *Desk) Upload(ctx context.Context, order UploadOrder, r io.Reader) (*registry.Batch, error) {
	if err := d.actor.Must(identity.ListImport); err != nil {
		return nil, err
	}
	if order.Kind != householdLists.name() && order.Kind != helperLists.name() {
		return nil, problem.New(problem.Invalid, "import.no_kind")
	}
	scope, ok := d.actor.Scope.Within(order.Area, "")
	if !ok {
		return nil, problem.New(problem.Forbidden, "app.outside_scope")
	}
	if known, err := d.uploadOfForm(ctx, order.Form); err != nil || known != nil {
		return known, err
	}
	k := &blob.Kept{ID: d.ids(), Kind: blob.Upload, Name: fileName(order.Name), Clear: true, Account: d.actor.User, Actor: d.actor.Name,
		Area: commonArea(order.Area, scope), Form: order.Form}
	err := d.keep(ctx, k, r, UploadMost)
	if err != nil {
		return nil, uploadFailed(err)
	}
	b := &registry.Batch{ID: d.ids(), Kind: order.Kind, File: k.Name, Digest: k.Digest, State: registry.Draft, Runner: d.ids(),
		Actor: d.actor.Name, Account: d.actor.User, Upload: k.ID, Area: k.Area, Started: d.clock.Now()}
	return b, d.finishUpload(ctx, k, b)
}

// uploadFailed says of a list what the keeping of files says of any.
func uploadFailed(err error) error {
	switch problem.As(err).Key {
	case "blob.too_large":
		return problem.Wrap(err, problem.TooLarge, "import.too_large", "most", UploadMost>>20)
	case "blob.empty":
		return problem.Wrap(err, problem.Unreadable, "sheet.empty_file")
	case "blob.unreadable":
		return problem.Wrap(err, problem.Unreadable, "import.cut_off")
	}
	return err
}

// commonArea is where a list belongs: the area that was named, or else the
// smallest one above all of the scope, so that whoever looks after the whole of
// it sees the import.
func commonArea(named area.Code, scope identity.Scope) area.Code {
	if len(scope.Areas) == 0 {
		return named
	}
	common := scope.Areas[0]
	for _, a := range scope.Areas[1:] {
		for common != "" && !common.Contains(a) {
			common = common.Parent()
		}
	}
	return common
}

func (d *Desk) uploadOfForm(ctx context.Context, form string) (b *registry.Batch, err error) {
	if form == "" {
		return nil, nil
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		k, err := d.store.KeptOfForm(ctx, tx, d.actor.User, form)
		if err != nil || k == nil {
			return err
		}
		b, err = d.store.BatchOfUpload(ctx, tx, k.ID, d.actor.User, d.actor.Scope)
		return err
	})
	return b, err
}

// finishUpload looks into the file and makes an import of it; what cannot be
// read is cleared away at once.
func (d *Desk) finishUpload(ctx context.Context, k *blob.Kept, b *registry.Batch) error {
	k.State = blob.Whole
	err := d.looksLikeList(ctx, k)
	if err == nil {
		var detail []byte
		if detail, err = json.Marshal(batchDetail{AsOf: d.clock.Today()}); err != nil {
			return err
		}
		b.Detail = string(detail)
		err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
			if err := d.finishKept(ctx, tx, k); err != nil {
				return err
			}
			if err := d.store.AddBatch(ctx, tx, b); err != nil {
				return err
			}
			return d.record(ctx, tx, act{name: "import.upload", noun: "import", subject: b.ID, where: place{Area: b.Area}, count: 1, digest: k.Digest,
				detail: map[string]any{"kind": b.Kind, "bytes": k.Size}})
		})
	}
	if err == nil {
		return nil
	}
	after := context.WithoutCancel(ctx)
	if clearing := d.store.Write(after, func(tx *sqldb.Tx) error { return d.store.ClearKept(after, tx, k.ID) }); clearing != nil {
		return clearing // Tidy will
	}
	return err
}

// looksLikeList opens the file and reads the first row of each sheet.
func (d *Desk) looksLikeList(ctx context.Context, k *blob.Kept) error {
	r, err := d.sent(ctx, k).open()
	if err != nil {
		return err
	}
	defer r.Close()
	l := &officeList{reader: r}
	for _, name := range r.Sheets() {
		if err := r.Use(name); err != nil {
			return err
		}
		switch _, err := l.top(); {
		case err == nil:
			return nil
		case errors.Is(err, io.EOF):
		default:
			return err
		}
	}
	return problem.New(problem.Unreadable, "sheet.empty_file")
}

// DropImport takes a list back that was sent in and not entered, with its file.
func (d *Desk) DropImport(ctx context.Context, of id.ID) error {
	if err := d.actor.Must(identity.ListImport); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		b, err := d.store.Batch(ctx, tx, of, d.actor.User, d.actor.Scope)
		if err != nil {
			return err
		}
		if err := d.store.DropBatch(ctx, tx, of); err != nil {
			return err
		}
		if err := d.store.ClearKept(ctx, tx, b.Upload); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "import.drop", noun: "import", subject: b.ID, where: place{b.Area, b.Unit}, count: 1})
	})
}

// OpenUpload opens the file of an import as it was sent in, for who may import
// lists. It holds clear numbers; giving it out is recorded.
func (d *Desk) OpenUpload(ctx context.Context, of id.ID) (*KeptFile, error) {
	if err := d.actor.Must(identity.ListImport); err != nil {
		return nil, err
	}
	var k *blob.Kept
	err := d.store.Write(ctx, func(tx *sqldb.Tx) error {
		b, err := d.store.Batch(ctx, tx, of, d.actor.User, d.actor.Scope)
		if err != nil {
			return err
		}
		if b.Upload == "" {
			return problem.New(problem.NotFound, "blob.none")
		}
		if k, err = d.store.Kept(ctx, tx, b.Upload, "", identity.Everything); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "import.original", noun: "import", subject: b.ID, where: place{b.Area, b.Unit}, count: 1, digest: k.Digest})
	})
	if err != nil {
		return nil, err
	}
	return d.openKept(ctx, k)
}
