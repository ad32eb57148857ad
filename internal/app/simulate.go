package app

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"time"

	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/money"
	"songnuan/internal/problem"
	"songnuan/internal/sheet"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
	"songnuan/internal/visit"
)

// DutiesFile is the workbook of who did what that a simulation writes.
const DutiesFile = "duties.xlsx"

// SimulateOrder is a run with a made-up year behind it: how each helper keeps his
// duties is drawn by a seed, what that comes to is reckoned as it is for real
// visits.
type SimulateOrder struct {
	RunOrder
	Seed uint64
}

// Habit is how helpers of one sort keep their duties: one in how many of a
// hundred is of the sort, and how many of a hundred duties he does.
type Habit struct {
	Name  string `json:"name"`
	Share int    `json:"share"`
	Keeps int    `json:"keeps"`
}

// Habits are the made-up sorts of helpers. They are no claim about anybody.
var Habits = []Habit{{"steady", 80, 98}, {"slack", 15, 75}, {"idle", 5, 25}}

// Simulation is what a made-up year came to.
type Simulation struct {
	Run     *Summary    `json:"run"`
	Seed    uint64      `json:"seed"`
	From    day.Date    `json:"from"`
	To      day.Date    `json:"to"` // after the last day of the last duty
	Habits  []Habit     `json:"habits"`
	Acts    int64       `json:"acts"` // visits, deeds and so on that were made up
	Owed    int64       `json:"owed"` // pairs × windows
	Met     int64       `json:"met"`
	Short   int64       `json:"short"`   // helpers who fell short of something
	Windows []DueWindow `json:"windows"` // in the order of time
	Helpers []HelperDue `json:"helpers"` // who fell short first
}

// Simulate runs a campaign from the lists, makes up a year of what its helpers do,
// and tells who fell short of which duty. It is meant for a throw-away database.
// problem.Invalid for a plan that pairs nobody or whose helpers owe nothing.
func (d *Desk) Simulate(ctx context.Context, order SimulateOrder, tell func(Progress)) (*Simulation, error) {
	if err := d.actor.Must(identity.CampaignOpen); err != nil {
		return nil, err
	}
	summary, err := d.Run(ctx, order.RunOrder, tell)
	if err != nil {
		return nil, err
	}
	if summary.Pairs == nil || *summary.Pairs == 0 {
		return nil, problem.New(problem.Invalid, "simulate.no_pairs")
	}
	y := &year{Desk: d, draw: rand.New(rand.NewPCG(order.Seed, order.Seed)), keeps: map[id.ID]int{}, out: &Simulation{Run: summary, Seed: order.Seed, Habits: Habits}} //nolint:gosec // made-up habits, repeatable by their seed
	for _, step := range []func(context.Context) error{y.open, y.live, y.reckon} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	if err := y.write(filepath.Join(order.Out, DutiesFile), order.Lang); err != nil {
		return nil, err
	}
	summary.Files = append(summary.Files, DutiesFile)
	return y.out, nil
}

// year is a made-up year under way.
type year struct {
	*Desk
	draw  *rand.Rand
	keeps map[id.ID]int // how many of a hundred duties a helper does
	of    *campaign.Campaign
	end   *Desk // at the end of the year
	out   *Simulation
}

// on is the desk on another day.
func (d *Desk) on(when day.Date) *Desk {
	noon := time.Date(when.Year(), time.Month(when.Month()), when.Day(), 12, 0, 0, 0, day.Beijing)
	return d.At(func() time.Time { return noon }).As(d.actor)
}

// open finds the campaign and its duties, and has its pairs stand from the first.
func (y *year) open(ctx context.Context) error {
	drafts, _, err := y.Campaigns(ctx, "", "", 1)
	if err != nil {
		return err
	}
	return y.store.Read(ctx, func(tx *sqldb.Tx) error {
		if y.of, err = y.store.Campaign(ctx, tx, drafts[0].ID, identity.Everything); err != nil {
			return err
		}
		p, err := y.planOf(ctx, tx, y.of)
		if err != nil {
			return err
		}
		for _, owed := range p.Owed() {
			if len(p.PairedBy(owed.Duty)) == 0 {
				continue
			}
			for _, w := range owed.Windows {
				if y.out.From.IsZero() || w.From.Before(y.out.From) {
					y.out.From = w.From
				}
				if w.To.After(y.out.To) {
					y.out.To = w.To
				}
			}
		}
		if y.out.From.IsZero() {
			return problem.New(problem.Invalid, "simulate.no_duties")
		}
		y.end = y.on(y.out.To.AddDays(1))
		return nil
	})
}

// live makes up what the helpers do, window by window.
func (y *year) live(ctx context.Context) error {
	view, err := y.Pairing(ctx, y.of.ID)
	if err != nil {
		return err
	}
	first := y.on(y.out.From)
	for i := range view.Clauses {
		if view.Clauses[i].Proposed > 0 {
			if err := first.ConfirmPairs(ctx, y.of.ID, view.Clauses[i].ID); err != nil {
				return err
			}
		}
	}
	windows, err := y.windows(ctx)
	if err != nil {
		return err
	}
	for i := range windows {
		if windows[i].Helpers {
			if err := y.window(ctx, &windows[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// windows are those of the year in the order of time.
func (y *year) windows(ctx context.Context) (all []DueWindow, err error) {
	err = y.store.Read(ctx, func(tx *sqldb.Tx) error {
		p, err := y.planOf(ctx, tx, y.of)
		if err != nil {
			return err
		}
		all, err = y.end.dueWindows(ctx, tx, y.of.ID, p)
		slices.SortStableFunc(all, func(a, b DueWindow) int { return a.Span.To.Compare(b.Span.To) })
		return err
	})
	return all, err
}

// window has each helper who owes something in a window do what is left of it, or
// not. A visit at a festival counts toward the stretch around it, so no more is
// done than is owed.
func (y *year) window(ctx context.Context, w *DueWindow) error {
	return y.store.Write(ctx, func(tx *sqldb.Tx) error {
		for after := ""; ; {
			page, next, err := y.store.DutiesDue(ctx, tx, w.query(y.of.ID), identity.Everything, after, pageMost)
			if err != nil {
				return err
			}
			for _, l := range page {
				if l.Helper == "" || y.draw.IntN(100) >= y.habit(l.Helper) {
					continue
				}
				if err := y.act(ctx, tx, w, l); err != nil {
					return err
				}
			}
			if after = next; after == "" {
				return nil
			}
		}
	})
}

func (y *year) habit(helper id.ID) int {
	if keeps, known := y.keeps[helper]; known {
		return keeps
	}
	at := y.draw.IntN(100)
	for _, h := range Habits {
		if at < h.Share {
			y.keeps[helper] = h.Keeps
			break
		}
		at -= h.Share
	}
	return y.keeps[helper]
}

// act makes up what is left to do for one household.
func (y *year) act(ctx context.Context, tx *sqldb.Tx, w *DueWindow, l store.DueLine) error {
	times, own := w.Least-l.Done, money.Fen(0)
	if w.Worth {
		times, own = 1, money.Fen(w.Least-l.Done)
	}
	for range times {
		v := y.made(w, l, own)
		if err := y.store.AddVisit(ctx, tx, v, y.store.ContentDigest(string(v.ID))); err != nil {
			return err
		}
		y.out.Acts++
	}
	return nil
}

func (y *year) made(w *DueWindow, l store.DueLine, own money.Fen) *visit.Visit {
	when := w.Span.From.AddDays(y.draw.IntN(w.Span.Days()))
	now := y.end.clock.Now()
	v := &visit.Visit{Entry: visit.Entry{ID: y.ids(), Household: l.Household, Campaign: y.of.ID, Duty: w.Duty, Act: w.Act, Form: "simulated", On: when, At: now, Way: visit.ByDesk, Visitors: []visit.Visitor{{Helper: l.Helper, Name: l.Name}}},
		Filed: l.Household, Area: l.Area, Unit: l.Unit, Day: when, Received: now, Own: own, Aid: own, Met: true, Counts: true, State: visit.Stands, Actor: y.actor.Name, Recorded: now, Version: 1}
	v.Number = visit.NumberOf("V", v.ID)
	return v
}

// reckon tells what the year came to, by the same reckoning as for real visits.
func (y *year) reckon(ctx context.Context) (err error) {
	board, err := y.end.DueBoard(ctx, y.of.ID)
	if err != nil {
		return err
	}
	for _, w := range board.Windows {
		if w.Helpers {
			y.out.Windows = append(y.out.Windows, w)
		}
	}
	slices.SortStableFunc(y.out.Windows, func(a, b DueWindow) int { return a.Span.To.Compare(b.Span.To) })
	if y.out.Helpers, err = y.end.Fulfilment(ctx, y.of.ID); err != nil {
		return err
	}
	for i := range y.out.Helpers {
		h := &y.out.Helpers[i]
		y.out.Owed, y.out.Met = y.out.Owed+h.Owed, y.out.Met+h.Met
		if h.Short() {
			y.out.Short++
		}
	}
	return nil
}

// write lays the year down as a workbook: by helper, and by window.
func (y *year) write(path string, lang locale.Lang) error {
	book, err := sheet.NewXLSX(path)
	if err != nil {
		return err
	}
	if err := y.sheets(book, lang); err != nil {
		book.Abort()
		return err
	}
	return book.Close()
}

func (y *year) sheets(book *sheet.Book, lang locale.Lang) error {
	s, err := book.Sheet(text(lang, "simulate.sheet.helpers"), columns(lang, "pairing.column.helper", words, "simulate.column.owed", number, "simulate.column.met", number, "simulate.column.short", number, "simulate.column.missed", wide), y.of.Title)
	if err != nil {
		return err
	}
	for i := range y.out.Helpers {
		h := &y.out.Helpers[i]
		if err := s.Write(h.Name, h.Owed, h.Met, h.Owed-h.Met, joined(h.Missed)); err != nil {
			return err
		}
	}
	if s, err = book.Sheet(text(lang, "simulate.sheet.windows"), columns(lang, "simulate.column.duty", words, "simulate.column.part", words, "simulate.column.until", words, "simulate.column.owed", number, "simulate.column.met", number, "simulate.column.short", number), y.of.Title); err != nil {
		return err
	}
	for i := range y.out.Windows {
		w := &y.out.Windows[i]
		if err := s.Write(w.Name, w.Part, w.Span.To.String(), w.Owed, w.Met, w.Open()); err != nil {
			return err
		}
	}
	return nil
}

func joined(all []string) (text string) {
	for i, one := range all {
		if i > 0 {
			text += "；"
		}
		text += one
	}
	return text
}
