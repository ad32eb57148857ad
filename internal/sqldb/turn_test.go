package sqldb_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// A write that is called off just as its turn comes gives the connection back:
// on SQLite it is the only one that writes.
func TestAWriteThatIsCalledOffLosesNoConnection(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		for range 200 {
			ctx, cancel := context.WithCancel(t.Context())
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					_ = db.Write(ctx, func(*sqldb.Tx) error { cancel(); return nil }) // what it came to is not asked
				})
			}
			all.Wait()
			cancel()
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		if err := db.Write(ctx, func(*sqldb.Tx) error { return nil }); err != nil {
			t.Fatalf("nobody can write any more: %v", err)
		}
	})
}
