package app

import (
	"context"

	"songnuan/internal/blob"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/registry"
	"songnuan/internal/sheet"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// draft is a list that was sent in, on its way into the registry.
type draft struct {
	batch *registry.Batch
	kept  *blob.Kept
	edits map[store.RowPlace]store.RowEdit
}

// take makes the batch of an import the one of the draft.
func (w *draft) take(b *registry.Batch) {
	if w == nil {
		return
	}
	b.ID, b.Account, b.Upload, b.Checked = w.batch.ID, w.batch.Account, w.batch.Upload, w.batch.Checked
}

// source gives the list of the order: a file on disk, or one that was sent in.
func (im *importing) source(ctx context.Context) (listSource, listWish, error) {
	wish := listWish{mapping: im.order.Mapping}
	if im.order.draft == nil {
		from, err := onDisk(im.order.Path)
		return from, wish, err
	}
	detail, err := detailOf(im.order.draft.batch)
	if err != nil {
		return listSource{}, wish, err
	}
	wish.leave, wish.headers, wish.edits = detail.Leave, detail.Headers, im.order.draft.edits
	return im.sent(ctx, im.order.draft.kept), wish, nil
}

// sent is a list that was sent in and is kept.
func (a *App) sent(ctx context.Context, k *blob.Kept) listSource {
	return listSource{k.Name, k.Digest, func() (*sheet.Reader, error) {
		pieces, err := a.pieces(ctx, k)
		if err != nil {
			return nil, err
		}
		return sheet.OpenContent(pieces, k.Size, k.Name, sheet.DefaultLimits())
	}}
}

// openDraft reads an import that was sent in, for the account that sent it and
// for who sees its place. It must be called with permission asked.
func (d *Desk) openDraft(ctx context.Context, tx *sqldb.Tx, b *registry.Batch) (w *draft, err error) {
	w = &draft{batch: b}
	if w.kept, err = d.store.Kept(ctx, tx, b.Upload, "", identity.Everything); err != nil {
		return nil, err
	}
	w.edits, err = d.store.Edits(ctx, tx, b.ID)
	return w, err
}

// fileName is a name as it may be kept and shown: without folders and numbers
// of persons, not too long.
func fileName(name string) string {
	for i := len(name) - 1; i >= 0; i-- {
		if name[i] == '/' || name[i] == '\\' {
			name = name[i+1:]
			break
		}
	}
	name = personal.HideNumbers(name)
	if r := []rune(name); len(r) > nameMost {
		ext := []rune(extension(name))
		if len(ext) > 6 {
			ext = nil
		}
		name = string(r[:nameMost-len(ext)]) + string(ext)
	}
	if name == "" {
		name = "list"
	}
	return name
}

// nameMost is how many characters of a file's name are kept.
const nameMost = 100
