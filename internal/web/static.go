package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strings"
	"time"

	"songnuan/internal/report"
)

//go:embed static
var staticFiles embed.FS

// assets are the files of the pages, each under a path with its checksum, so
// that a browser may keep it for good.
type assets struct {
	paths map[string]string // by name
	files map[string][]byte // by path
}

func loadAssets() (*assets, error) {
	a := &assets{map[string]string{}, map[string][]byte{}}
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		data, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			return nil, err
		}
		a.add(e.Name(), data)
	}
	a.add(report.StyleFile, []byte(report.Style)) // the same that goes into a report written as a file
	return a, nil
}

func (a *assets) add(name string, data []byte) {
	sum := sha256.Sum256(data)
	p := "/static/" + hex.EncodeToString(sum[:6]) + "/" + name
	a.paths[name], a.files[p] = p, data
}

// path is where a file is served; an unknown name is a mistake in a template
// and answers with not found.
func (a *assets) path(name string) string {
	if p, ok := a.paths[name]; ok {
		return p
	}
	return "/static/" + name
}

// ServeHTTP serves a file.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	data, ok := a.files[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	if strings.HasSuffix(r.URL.Path, ".svg") {
		w.Header().Set("Content-Type", "image/svg+xml")
	}
	http.ServeContent(w, r, path.Base(r.URL.Path), time.Time{}, bytes.NewReader(data))
}
