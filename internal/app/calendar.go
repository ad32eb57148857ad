package app

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"songnuan/internal/day"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
	"songnuan/internal/term"
)

// calendar is the holiday table in force: the program's; over it the years
// that the office keeps in the database; over both the table that whoever
// started the program named.
type calendar struct {
	shipped, named *day.Calendar // named is nil without one
	inForce        atomic.Pointer[day.Calendar]

	mu      sync.Mutex
	stamp   string // of what was loaded
	checked time.Time
}

// checkOffice is how often a running program looks whether another one changed
// the holiday table or the dictionaries.
const checkOffice = 10 * time.Second

func newCalendar(shipped, named *day.Calendar) *calendar {
	if shipped == nil {
		shipped = day.DefaultCalendar()
	}
	c := &calendar{shipped: shipped, named: named}
	c.put(nil)
	return c
}

func (c *calendar) put(own *day.Calendar) {
	all := c.shipped
	for _, over := range []*day.Calendar{own, c.named} {
		if over != nil {
			all = all.With(over)
		}
	}
	c.inForce.Store(all)
}

// Calendar is the holiday table in force. It is not changed any more: after a
// change there is another one.
func (a *App) Calendar() *day.Calendar { return a.days.inForce.Load() }

// LoadOffice reads the holidays and the words that the office keeps in the
// database. Who opens a database calls it; later changes are seen within ten
// seconds, those of this program at once.
func (a *App) LoadOffice(ctx context.Context) error {
	return a.store.Read(ctx, func(tx *sqldb.Tx) error { return a.loadOffice(ctx, tx, true) })
}

func (a *App) loadOffice(ctx context.Context, tx *sqldb.Tx, anew bool) error {
	a.days.mu.Lock()
	defer a.days.mu.Unlock()
	a.days.checked = a.clock()
	stamp, err := a.store.OfficeStamp(ctx, tx)
	if err != nil || stamp == a.days.stamp && !anew {
		return err
	}
	years, err := a.store.HolidayYears(ctx, tx, day.FirstYear, day.LastYear)
	if err != nil {
		return err
	}
	own, err := calendarOf(years)
	if err != nil {
		return err
	}
	spellings, err := a.store.Spellings(ctx, tx)
	if err != nil {
		return err
	}
	var words []term.Spelling
	for _, s := range spellings {
		words = append(words, s.Spelling)
	}
	term.Use(words) // one that the program itself reads otherwise by now is not used; the dictionary's page shows it
	a.days.put(own)
	a.days.stamp = stamp
	return nil
}

func calendarOf(years []store.HolidayYear) (*day.Calendar, error) {
	all := map[int][]day.Special{}
	for _, y := range years {
		all[y.Year] = y.Days
	}
	return day.NewCalendar(all)
}

// refreshOffice is loadOffice, not more often than checkOffice.
func (a *App) refreshOffice(ctx context.Context, tx *sqldb.Tx) error {
	a.days.mu.Lock()
	due := a.clock().Sub(a.days.checked) >= checkOffice
	a.days.mu.Unlock()
	if !due {
		return nil
	}
	return a.loadOffice(ctx, tx, false)
}
