package app_test

import (
	"io"

	"songnuan/internal/app"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
)

// documentCases are the use cases over printed documents.
var documentCases = map[string]useCase{
	"PreviewDocument": {identity.CaseSee, func(w *walk) (int64, error) {
		doc, err := w.desk.PreviewDocument(w.t.Context(), app.DocumentOrder{Name: "application", Lang: locale.Chinese})
		if err == nil {
			w.tell(doc.Blocks)
		}
		return done(err)
	}, anyone, false},
	"PrintDocument": {identity.CaseSee, func(w *walk) (int64, error) {
		return done(w.desk.PrintDocument(w.t.Context(), app.DocumentOrder{Name: "application", Lang: locale.Chinese}, io.Discard))
	}, anyone, false},
}
