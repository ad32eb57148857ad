package server

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// Health answers /healthz: 200 while the program can do its work, else 503. It
// names what is wrong and nothing more, so that it may stand open.
type Health struct {
	Ready  func(context.Context) error // the database answers and has this version's tables
	Folder string                      // where the data lies; "" is on another machine
}

// healthTime bounds how long a check waits for the database.
const healthTime = 3 * time.Second

// roomWanted is the room on disk below which the program is not well: enough
// for the largest list with its copy in the database.
const roomWanted = 512 << 20

// ServeHTTP answers with each check as ok or failed.
func (h *Health) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, stop := context.WithTimeout(r.Context(), healthTime)
	defer stop()
	checks, code := map[string]string{}, http.StatusOK
	check := func(name string, well bool) {
		checks[name] = "ok"
		if !well {
			checks[name], code = "failed", http.StatusServiceUnavailable
		}
	}
	check("database", h.Ready(ctx) == nil)
	if free, known := room(h.Folder); known {
		check("disk", free >= roomWanted)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(map[string]any{"checks": checks, "well": code == http.StatusOK}) // who went away needs no answer
}
