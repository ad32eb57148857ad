package app

import (
	"context"
	"slices"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
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
	Helpers  bool          `json:"helpers"`        // each helper owes it to each household that he is paired with; else whoever comes counts
	Area     area.Code     `json:"area,omitempty"` // of a notice, "" is everywhere
	Wave     string        `json:"wave,omitempty"` // number of the cold-wave notice that raises the duty to this, "" for none
	Owed     int64         `json:"owed"`           // households, once for each pair that owes it
	Met      int64         `json:"met"`

	clauses []string
	on      day.Date // pairs of this day owe it
}

// Open is how many households are owed something still.
func (w *DueWindow) Open() int64 { return w.Owed - w.Met }

func (w *DueWindow) query(of id.ID) store.DueQuery {
	return store.DueQuery{Campaign: of, Class: w.Class, Duty: w.Duty, Act: w.Act, Span: w.Span, Least: w.Least, Worth: w.Worth, Area: w.Area, Clauses: w.clauses, On: w.on}
}

// dueWindows are the windows of a campaign's duties that have begun by today, the
// next deadline first: the plan's own, and those of the days and places for which
// a cold-wave notice raised a duty. Only what is owed to households of a class is
// among them.
func (d *Desk) dueWindows(ctx context.Context, tx *sqldb.Tx, of id.ID, p *plan.Plan) (all []DueWindow, err error) {
	raised, err := d.store.RaisedDuties(ctx, tx, of)
	if err != nil {
		return nil, err
	}
	return windowsDue(p, raised, d.clock.Today()), nil
}

func windowsDue(p *plan.Plan, raised []store.RaisedDuty, today day.Date) (all []DueWindow) {
	add := func(owed plan.Owed, windows []plan.Window, r store.RaisedDuty) {
		one := owed.Duty
		clauses := p.PairedBy(one)
		for _, w := range windows {
			if w.From.After(today) || w.Least <= 0 {
				continue
			}
			key := []string{one.ID, owed.Class, w.From.String(), w.To.String()}
			if r.Wave != "" {
				key = append(key, string(r.Wave))
			}
			all = append(all, DueWindow{Key: strings.Join(key, "."), Duty: one.ID, Name: firstOf(one.Name, one.ID), Act: one.Act, Class: owed.Class, Part: w.Name, Span: w.Period,
				Least: w.Least, Worth: one.Act == "aid_value", Strength: one.Strength, Late: w.To.Before(today), Helpers: len(clauses) > 0, Area: r.Area, Wave: r.Number,
				clauses: clauses, on: earlier(today, w.To)})
		}
	}
	for _, owed := range p.Owed() {
		if owed.Class == "" {
			continue
		}
		add(owed, owed.Windows, store.RaisedDuty{})
		for _, r := range raised {
			if r.Duty == owed.Duty.ID {
				add(owed, p.Raised(owed.Duty, plan.Every(r.Every), r.Span), r)
			}
		}
	}
	slices.SortStableFunc(all, nextDeadline)
	return all
}

func earlier(a, b day.Date) day.Date {
	if b.Before(a) {
		return b
	}
	return a
}

// nextDeadline puts open windows first, the next last day before the others, and
// behind them those that are over, the latest first.
func nextDeadline(a, b DueWindow) int {
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
	Leaders  []LeaderDue  `json:"leaders"`  // likewise, by who answers for the villages
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
		b = &DueBoard{Campaign: c.ID, Title: c.Title, Today: d.clock.Today()}
		if b.Windows, err = d.dueWindows(ctx, tx, c.ID, p); err != nil {
			return err
		}
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
		b.Leaders, err = d.dueByLeader(ctx, tx, b.Villages)
		return err
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
