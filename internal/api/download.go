package api

import (
	"fmt"
	"mime"
	"net/http"
)

// download is an answer that is a file.
type download struct {
	name    string
	kind    string // media type
	content []byte
}

func (d *download) send(c *call) {
	h := c.w.Header()
	h.Set("Content-Type", d.kind)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": d.name}))
	h.Set("Content-Length", fmt.Sprint(len(d.content)))
	c.w.WriteHeader(http.StatusOK)
	if _, err := c.w.Write(d.content); err != nil {
		c.Log.Debug("api: the file was not taken", "route", c.r.Pattern, "error", err)
	}
}
