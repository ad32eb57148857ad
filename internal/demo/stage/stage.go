// Package stage lays a whole made-up office in a database: the lists of every
// plan, people to sign in as, and the campaigns around the day of start, so
// that the one of Gaobu is under way whenever somebody looks. It uses nothing
// but the use cases; what it lays is on record like any other work.
package stage

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"songnuan/examples"
	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
)

// stage is a demonstration being laid. Its moment moves on from three weeks ago
// until now.
type stage struct {
	*app.App // at the moment
	ctx      context.Context
	now      time.Time
	moment   time.Time
	files    string // folder with the lists
	people   map[string]identity.Actor
	opened   map[string]id.ID // cases, by who heads the household
	laid     Laid
}

// Laid are the campaigns that tests and walks look for.
type Laid struct{ Gaobu, Union, Couplets, Visits id.ID }

// Lay lays the demonstration in a database that has nothing in it yet:
// problem.Conflict else. It takes a few seconds.
func Lay(ctx context.Context, a *app.App, now time.Time) (laid *Laid, err error) {
	defer problem.Doing(&err, "laying the demonstration")
	s := &stage{ctx: ctx, now: now, people: map[string]identity.Actor{}, opened: map[string]id.ID{}}
	s.App = a.At(func() time.Time { return s.moment })
	if s.files, err = os.MkdirTemp("", "songnuan-lists-*"); err != nil {
		return nil, problem.Wrap(err, problem.Internal, "sqldb.no_temporary_file")
	}
	defer os.RemoveAll(s.files)
	for _, step := range []func() error{s.found, s.lists, s.staff, s.gaobu, s.liaisons, s.union, s.couplets, s.drafts, s.visits, s.funds, s.payments, s.changes, s.hazards, s.demands, s.cold, s.phones, s.leaves, s.duplicates, s.kin, s.past, s.procedure, s.cases, s.notices, s.waiting} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	s.moment = now
	return &s.laid, s.machine().SealRecords(ctx)
}

// on sets the moment to an hour of a day so many days before today, in Beijing.
func (s *stage) on(daysAgo, hour, minute int) {
	d := s.now.In(day.Beijing)
	at := time.Date(d.Year(), d.Month(), d.Day()-daysAgo, hour, minute, 0, 0, day.Beijing)
	if at.After(s.now) {
		at = s.now
	}
	s.moment = at
}

// pass lets some time go by, never beyond now.
func (s *stage) pass(d time.Duration) {
	if s.moment = s.moment.Add(d); s.moment.After(s.now) {
		s.moment = s.now
	}
}

func (s *stage) today() day.Date { return day.At(s.now).Date() }

// machine is the desk of who sets the demonstration up.
func (s *stage) machine() *app.Desk { return s.As(identity.AtCommandLine(Mark)) }

// by is the desk of one of the staff.
func (s *stage) by(account string) *app.Desk { return s.As(s.people[account]) }

// Mark stands in the record, and behind the names, of all that is made up.
const Mark = "演示"

// found makes the tables and the ground.
func (s *stage) found() error {
	s.on(430, 8, 40)
	fresh, err := s.machine().Migrate(s.ctx)
	if err != nil {
		return err
	}
	if !fresh {
		return problem.New(problem.Conflict, "demo.not_empty")
	}
	s.pass(time.Minute)
	if _, err := s.machine().LoadSamples(s.ctx); err != nil {
		return err
	}
	if err := s.machine().NameOffice(s.ctx, app.Office{Name: "高埗镇社会事务办（" + Mark + "）", Area: gaobu}); err != nil {
		return err
	}
	return s.machine().MarkDemo(s.ctx)
}

// lists brings in the lists of every plan, as an office would send them.
func (s *stage) lists() error {
	s.on(30, 9, 5)
	for _, name := range examples.Tidy() {
		if err := s.bringIn(name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		s.pass(7 * time.Minute)
	}
	return nil
}

// places are where the lists belong that do not say so themselves.
var places = map[string]struct {
	area    area.Code
	unit    string
	mapping map[string]string
}{
	"gaobu-pairing":  {"441900129000", "", nil},
	"couplets":       {"152502000000", "", nil},
	"town-visits":    {"341524100000", "", nil},
	"union-winter":   {"", "旗能公司", nil},
	"company-winter": {"", "公司", nil},
	"school-winter":  {"", "学校", nil},
	"rescue-winter":  {"", "", nil},
}

func (s *stage) bringIn(name string) error {
	at := places[name]
	for _, list := range []string{examples.Households, examples.Helpers} {
		data, err := examples.Files.ReadFile(name + "/" + list)
		if err != nil && list == examples.Helpers {
			return nil // this plan has none
		}
		if err != nil {
			return err
		}
		path := filepath.Join(s.files, name+"-"+list)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			return problem.Wrap(err, problem.Internal, "sqldb.no_temporary_file")
		}
		order := app.ImportOrder{Path: path, Area: at.area, Unit: at.unit, Units: true, AsOf: day.At(s.moment).Date()}
		enter := s.machine().ImportHelpers
		if list == examples.Households {
			enter, order.Mapping = s.machine().ImportHouseholds, at.mapping
		}
		if _, err := enter(s.ctx, order, func(app.Progress) {}); err != nil {
			return err
		}
		s.pass(2 * time.Minute)
	}
	return nil
}
