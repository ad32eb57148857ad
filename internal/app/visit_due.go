package app

import (
	"context"
	"slices"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// DueWindow is one stretch of a duty: what each household of a class is owed by
// its last day.
type DueWindow struct {
	Key      string        `json:"key"` // names it in an address
	Duty     string        `json:"duty"`
	Name     string        `json:"name"` // of the duty
	Act      string        `json:"act"`
	Class    string        `json:"class"`
	Part     string        `json:"part"` // 2027年第1季度, 春节
	Span     day.Period    `json:"span"`
	Least    int64         `json:"least"` // times, or fen of worth
	Worth    bool          `json:"worth"`
	Strength plan.Strength `json:"strength"`
	Late     bool          `json:"late"`
	Owed     int64         `json:"owed"` // households
	Met      int64         `json:"met"`
}

// Open is how many households are owed something still.
func (w *DueWindow) Open() int64 { return w.Owed - w.Met }

func (w *DueWindow) query(of id.ID) store.DueQuery {
	return store.DueQuery{Campaign: of, Class: w.Class, Duty: w.Duty, Act: w.Act, Span: w.Span, Least: w.Least, Worth: w.Worth}
}

// dueWindows are the windows of a plan's duties that have begun by a day, the
// next deadline first. Only what is owed to households of a class is among them.
func dueWindows(p *plan.Plan, today day.Date) (all []DueWindow) {
	for _, owed := range p.Owed() {
		if owed.Class == "" {
			continue
		}
		d := owed.Duty
		for _, w := range owed.Windows {
			if w.From.After(today) || w.Least <= 0 {
				continue
			}
			all = append(all, DueWindow{Key: strings.Join([]string{d.ID, owed.Class, w.From.String(), w.To.String()}, "."), Duty: d.ID, Name: firstOf(d.Name, d.ID), Act: d.Act, Class: owed.Class,
				Part: w.Name, Span: w.Period, Least: w.Least, Worth: d.Act == "aid_value", Strength: d.Strength, Late: w.To.Before(today)})
		}
	}
	slices.SortStableFunc(all, func(a, b DueWindow) int {
		if a.Late != b.Late {
			if a.Late {
				return 1
			}
			return -1
		}
		if a.Late {
			return b.Span.To.Compare(a.Span.To)
		}
		return a.Span.To.Compare(b.Span.To)
	})
	return all
}

// VillageDue is how far a village is with all that fell due.
type VillageDue struct {
	Area area.Code `json:"area"`
	Name string    `json:"name"`
	Open int64     `json:"open"` // households × windows whose time has not run out
	Late int64     `json:"late"` // whose time has
	Owed int64     `json:"owed"`
	Met  int64     `json:"met"`
}

// DueBoard is what a campaign's duties have come to by today, within the actor's
// places.
type DueBoard struct {
	Campaign id.ID        `json:"campaign"`
	Title    string       `json:"title"`
	Today    day.Date     `json:"today"`
	Windows  []DueWindow  `json:"windows"`  // begun: open ones first, the next deadline before the rest
	Villages []VillageDue `json:"villages"` // the worst first
}

// DueBoard counts what the duties of a campaign have come to. It is reckoned
// from the plan, the rosters and the entries whenever it is asked for: nothing
// of it is kept.
func (d *Desk) DueBoard(ctx context.Context, of id.ID) (b *DueBoard, err error) {
	if err := d.actor.Must(identity.VisitSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := d.store.Campaign(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return err
		}
		b = &DueBoard{Campaign: c.ID, Title: c.Title, Today: d.clock.Today(), Windows: dueWindows(p, d.clock.Today())}
		villages := map[area.Code]*VillageDue{}
		for i := range b.Windows {
			if err := d.countWindow(ctx, tx, c.ID, &b.Windows[i], villages); err != nil {
				return err
			}
		}
		for code, v := range villages {
			if v.Name, err = d.villageName(ctx, tx, code); err != nil {
				return err
			}
			b.Villages = append(b.Villages, *v)
		}
		slices.SortFunc(b.Villages, mostLate)
		return nil
	})
	return b, err
}

func mostLate(a, b VillageDue) int {
	if a.Late != b.Late {
		return int(b.Late - a.Late)
	}
	if a.Open != b.Open {
		return int(b.Open - a.Open)
	}
	return strings.Compare(string(a.Area), string(b.Area))
}

func (d *Desk) countWindow(ctx context.Context, tx *sqldb.Tx, of id.ID, w *DueWindow, villages map[area.Code]*VillageDue) error {
	counts, err := d.store.DueByArea(ctx, tx, w.query(of), d.actor.Scope)
	for _, c := range counts {
		v := villages[c.Area]
		if v == nil {
			v = &VillageDue{Area: c.Area}
			villages[c.Area] = v
		}
		w.Owed, w.Met = w.Owed+c.Owed, w.Met+c.Met
		v.Owed, v.Met = v.Owed+c.Owed, v.Met+c.Met
		if w.Late {
			v.Late += c.Owed - c.Met
		} else {
			v.Open += c.Owed - c.Met
		}
	}
	return err
}

// DueLine is a household that is owed something in a window. The name is masked.
type DueLine struct {
	Household id.ID     `json:"household"`
	Number    string    `json:"number"`
	Head      string    `json:"head"`
	Area      area.Code `json:"area"`
	Village   string    `json:"village"`
	Done      int64     `json:"done"`
	Helper    string    `json:"helper,omitempty"`
}

// DueList lists the households that are owed something in a window of a campaign, by
// village. problem.NotFound for a window that has not begun or is none.
func (d *Desk) DueList(ctx context.Context, of id.ID, key string, page PageOf) (w *DueWindow, lines []DueLine, next string, err error) {
	if err := d.actor.Must(identity.VisitSee); err != nil {
		return nil, nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		lines = nil
		c, err := d.store.Campaign(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return err
		}
		windows := dueWindows(p, d.clock.Today())
		at := slices.IndexFunc(windows, func(w DueWindow) bool { return w.Key == key })
		if at < 0 {
			return problem.New(problem.NotFound, "visit.no_window")
		}
		w = &windows[at]
		if err := d.countWindow(ctx, tx, c.ID, w, map[area.Code]*VillageDue{}); err != nil {
			return err
		}
		scope := d.actor.Scope
		if page.Area != "" {
			narrow, ok := scope.Within(page.Area, "")
			if !ok {
				return nil
			}
			scope = narrow
		}
		found, more, err := d.store.DutiesDue(ctx, tx, w.query(c.ID), scope, page.After, page.limit())
		next = more
		for _, l := range found {
			village, err := d.villageName(ctx, tx, l.Area)
			if err != nil {
				return err
			}
			lines = append(lines, DueLine{l.Household, l.Number, personal.NewName(l.Head).String(), l.Area, village, l.Done, l.Helper})
		}
		return err
	})
	return w, lines, next, err
}

// HelperDue is what a helper owed in a campaign and did, up to a day.
type HelperDue struct {
	Helper id.ID    `json:"helper"`
	Name   string   `json:"name"`
	Owed   int64    `json:"owed"` // households × windows whose time has run out
	Met    int64    `json:"met"`
	Missed []string `json:"missed"` // what he fell short of: 每季度走访 2027年第1季度
}

// Short tells whether he fell short of anything.
func (h *HelperDue) Short() bool { return h.Met < h.Owed }

// Fulfilment tells of every helper what he owed and did in the windows whose
// time has run out, who fell short first. Duties that the plan only suggests
// count too, and are named as such by their strength.
func (d *Desk) Fulfilment(ctx context.Context, of id.ID) (all []HelperDue, err error) {
	if err := d.actor.Must(identity.VisitSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := d.store.Campaign(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return err
		}
		all, err = d.fulfilment(ctx, tx, c.ID, dueWindows(p, d.clock.Today()))
		return err
	})
	return all, err
}

func (d *Desk) fulfilment(ctx context.Context, tx *sqldb.Tx, of id.ID, windows []DueWindow) (all []HelperDue, err error) {
	byID := map[id.ID]*HelperDue{}
	for i := range windows {
		w := &windows[i]
		if !w.Late {
			continue
		}
		counts, err := d.store.DueByHelper(ctx, tx, w.query(of), w.Span.To, d.actor.Scope)
		if err != nil {
			return nil, err
		}
		for _, c := range counts {
			h := byID[c.Helper]
			if h == nil {
				h = &HelperDue{Helper: c.Helper, Name: c.Name, Missed: []string{}}
				byID[c.Helper] = h
			}
			h.Owed, h.Met = h.Owed+c.Owed, h.Met+c.Met
			if c.Met < c.Owed {
				h.Missed = append(h.Missed, w.Name+" "+w.Part)
			}
		}
	}
	for _, h := range byID {
		all = append(all, *h)
	}
	slices.SortFunc(all, func(a, b HelperDue) int {
		if x, y := a.Owed-a.Met, b.Owed-b.Met; x != y {
			return int(y - x)
		}
		return strings.Compare(string(a.Helper), string(b.Helper))
	})
	return all, nil
}
