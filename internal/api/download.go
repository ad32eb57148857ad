package api

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"path/filepath"
)

// download is an answer that is a file.
type download struct {
	name    string
	kind    string // media type
	content []byte
	stream  io.Reader // over content
	size    int64
}

const workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// written is the download of a file that a use case writes to a path.
func written(name, kind string, write func(path string) error) (*download, error) {
	folder, err := os.MkdirTemp("", "songnuan-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, name)
	if err := write(path); err != nil {
		return nil, err
	}
	content, err := os.ReadFile(path)
	return &download{name: name, kind: kind, content: content}, err
}

func (d *download) send(c *call) {
	h := c.w.Header()
	h.Set("Content-Type", d.kind)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": d.name}))
	from, size := io.Reader(bytes.NewReader(d.content)), int64(len(d.content))
	if d.stream != nil {
		from, size = d.stream, d.size
	}
	h.Set("Content-Length", fmt.Sprint(size))
	c.w.WriteHeader(http.StatusOK)
	if _, err := io.Copy(c.w, from); err != nil {
		c.Log.Debug("api: the file was not taken", "route", c.r.Pattern, "error", err)
	}
}
