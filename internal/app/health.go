package app

import (
	"context"
	"time"

	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// Ready tells whether the program can work: nil when its database answers and
// has this version's tables.
func (a *App) Ready(ctx context.Context) error { return a.store.CheckVersion(ctx) }

// Figures tell the keeper of the machine how busy the program is. They count;
// they say nothing of anybody.
type Figures struct {
	Sessions    map[identity.Kind]int64 // open ones
	Connections int                     // to the database
	InUse       int                     // of them
	Waited      time.Duration           // for a connection, since the start
}

// Figures counts.
func (a *App) Figures(ctx context.Context) (f Figures, err error) {
	c := a.store.Connections()
	f = Figures{Connections: c.Open, InUse: c.InUse, Waited: c.Waited}
	err = a.store.Read(ctx, func(tx *sqldb.Tx) error {
		f.Sessions, err = a.store.CountSessions(ctx, tx, a.clock.Now())
		return err
	})
	return f, err
}
