package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/hazard"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// unseenDays names the setting of how many days without anybody having seen it
// put a household on the list of a cold wave.
const unseenDays = "unseen_days"

// WaveOrder enters a cold-wave notice (寒潮预警).
type WaveOrder struct {
	Number   string // as its sender gives it; a notice sent twice is one
	Level    hazard.WaveLevel
	Area     area.Code
	From, To day.Date
	Unseen   int // days; 0 is the office's setting
	Words    string
	Webhook  bool // it came from a program
}

// aloneCategories are the categories of who lives alone.
var aloneCategories = []string{"独居老人"}

// EnterWave keeps a notice, raises what the plans of running campaigns say, and
// makes the list of who is to be called or visited. A notice whose number is on
// record and that says the same is given back as it is; one that says something
// else is problem.Conflict. problem.Forbidden for an area outside of the scope.
func (d *Desk) EnterWave(ctx context.Context, order WaveOrder) (wave *hazard.Wave, err error) {
	if err := d.actor.Must(identity.WaveKeep); err != nil {
		return nil, err
	}
	w := hazard.Wave{Number: order.Number, Level: order.Level, Area: order.Area, From: order.From, To: order.To, Unseen: order.Unseen, Words: order.Words, Source: "hand"}
	if order.Webhook {
		w.Source = "webhook"
	}
	if err := w.Check(); err != nil {
		return nil, err
	}
	if !d.actor.Scope.CoversPlace(order.Area, "") {
		return nil, problem.New(problem.Forbidden, "app.outside_scope")
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		known, err := d.store.WaveOfNumber(ctx, tx, w.Number)
		if err != nil {
			return err
		}
		if known != nil {
			wave = known
			if !known.Same(&w) || !d.actor.Scope.CoversPlace(known.Area, known.Unit) {
				wave = nil
				return problem.New(problem.Conflict, "wave.number_taken", "number", w.Number)
			}
			return nil
		}
		wave = &w
		return d.enterWave(ctx, tx, wave)
	})
	return wave, err
}

func (d *Desk) enterWave(ctx context.Context, tx *sqldb.Tx, w *hazard.Wave) error {
	if w.Unseen == 0 {
		days, err := d.store.Setting(ctx, tx, unseenDays)
		if err != nil {
			return err
		}
		w.Unseen = int(days)
	}
	w.ID, w.Account, w.Actor, w.Recorded, w.Row = d.ids(), d.actor.User, d.actor.Name, d.clock.Now(), 1
	raises, err := d.raises(ctx, tx, w)
	if err != nil {
		return err
	}
	if err := d.store.AddWave(ctx, tx, w, raises); err != nil {
		return err
	}
	calls, err := d.callsOf(ctx, tx, w)
	if err != nil {
		return err
	}
	if err := d.store.AddCalls(ctx, tx, calls); err != nil {
		return err
	}
	return d.record(ctx, tx, act{name: "cold_wave.enter", noun: "wave", subject: w.ID, where: place{w.Area, ""}, count: int64(len(calls)),
		detail: map[string]any{"number": w.Number, "level": w.Level, "from": w.From, "to": w.To, "source": w.Source, "unseen": w.Unseen, "raises": len(raises)}})
}

// raises are what the triggers of running campaigns say of a notice's level.
func (d *Desk) raises(ctx context.Context, tx *sqldb.Tx, w *hazard.Wave) (all []hazard.WaveRaise, err error) {
	page, _, err := d.store.Campaigns(ctx, tx, campaign.Active, identity.Everything, "", pageMost)
	if err != nil {
		return nil, err
	}
	for i := range page {
		c := &page[i].Campaign
		if !c.Area.Contains(w.Area) && !w.Area.Contains(c.Area) {
			continue
		}
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return nil, err
		}
		for j := range p.Triggers {
			if t := &p.Triggers[j]; t.On == "cold_wave_"+string(w.Level) {
				all = append(all, hazard.WaveRaise{Campaign: c.ID, Clause: t.ID, Duty: t.Duty, Every: string(t.Set), Words: waveWords(t)})
			}
		}
	}
	return all, nil
}

func waveWords(t *plan.Trigger) string {
	words := firstOf(t.Do, t.Name)
	if t.Until != "" {
		words += "（至" + t.Until + "）"
	}
	return words
}

// callsOf are the households of a notice's area that live alone, in whose house
// a danger stands open, or whom nobody has seen for so many days, in the order
// of a walk through each village.
func (d *Desk) callsOf(ctx context.Context, tx *sqldb.Tx, w *hazard.Wave) (calls []hazard.Call, err error) {
	today := d.clock.Today()
	risks, err := d.store.HouseholdsAtRisk(ctx, tx, w.Area, aloneCategories, today, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	var ids []id.ID
	for _, r := range risks {
		c := hazard.Call{Wave: w.ID, Household: r.ID, Area: r.Area, Unit: r.Unit, State: hazard.Todo, Row: 1}
		if r.Size == 1 || r.Old {
			c.Reasons = append(c.Reasons, hazard.WhyAlone)
		}
		if r.Hazard {
			c.Reasons = append(c.Reasons, hazard.WhyHazard)
		}
		if r.Seen.IsZero() || today.Sub(r.Seen) >= w.Unseen {
			c.Reasons = append(c.Reasons, hazard.WhyUnseen)
		}
		if len(c.Reasons) > 0 {
			calls, ids = append(calls, c), append(ids, r.ID)
		}
	}
	keys := map[id.ID]string{}
	for part := range slices.Chunk(ids, pageMost) {
		households, err := d.store.HouseholdsByID(ctx, tx, part, d.actor.Scope)
		if err != nil {
			return nil, err
		}
		for _, h := range households {
			keys[h.ID] = hazard.WalkKey(h.Address)
		}
	}
	slices.SortStableFunc(calls, func(a, b hazard.Call) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), strings.Compare(keys[a.Household], keys[b.Household]))
	})
	for i := range calls {
		if calls[i].Place = 1; i > 0 && calls[i-1].Area == calls[i].Area {
			calls[i].Place = calls[i-1].Place + 1
		}
	}
	return calls, nil
}

// Waves are the notices that touch the actor's scope, the newest first; those
// that are over too when all is set.
func (d *Desk) Waves(ctx context.Context, all bool) (waves []WaveLine, err error) {
	if err := d.actor.Must(identity.WaveSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		from := d.clock.Today()
		if all {
			from = day.Date{}
		}
		found, err := d.store.Waves(ctx, tx, from, d.actor.Scope, 100)
		if err != nil {
			return err
		}
		waves = nil
		for _, w := range found {
			line, err := d.waveLine(ctx, tx, w)
			if err != nil {
				return err
			}
			waves = append(waves, *line)
		}
		return nil
	})
	return waves, err
}

// WaveLine is a notice with how far its list is within the actor's scope.
type WaveLine struct {
	*hazard.Wave
	Place    string
	InForce  bool
	Villages []WaveVillage // most left to do first
	All      int64
	Done     int64
}

// WaveVillage is how far a village is.
type WaveVillage struct {
	store.WaveCount
	Name string
}

func (d *Desk) waveLine(ctx context.Context, tx *sqldb.Tx, w *hazard.Wave) (*WaveLine, error) {
	l := &WaveLine{Wave: w, InForce: w.In(d.clock.Today())}
	var err error
	if l.Place, err = d.villageName(ctx, tx, w.Area); err != nil {
		return nil, err
	}
	counts, err := d.store.WaveCounts(ctx, tx, w.ID, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	for _, c := range counts {
		name, err := d.villageName(ctx, tx, c.Area)
		if err != nil {
			return nil, err
		}
		l.All, l.Done = l.All+c.All, l.Done+c.Done
		l.Villages = append(l.Villages, WaveVillage{c, name})
	}
	slices.SortStableFunc(l.Villages, func(a, b WaveVillage) int { return cmp.Compare(b.All-b.Done, a.All-a.Done) })
	return l, nil
}

// WaveRaise is what a notice changes, with the names that the plan uses.
type WaveRaise struct {
	hazard.WaveRaise
	Title string // of the campaign
	Name  string // of the duty, "" for none
}

// WaveView is a notice with its list in the order of the walk.
type WaveView struct {
	WaveLine
	Raises []WaveRaise
	Calls  []WaveCall
	Next   string
}

// WaveCall is a household on the list; the note is the caller's.
type WaveCall struct {
	hazard.Call
	Number  string
	Head    string // masked, unless asked for in the clear
	Village string
	Size    int64
	Address string // in the clear alone
	Phone   string // likewise; of the household's contact
}

// Wave shows a notice and a page of its list, of a village where one is named.
func (d *Desk) Wave(ctx context.Context, of id.ID, page PageOf) (view *WaveView, err error) {
	if err := d.actor.Must(identity.WaveSee); err != nil {
		return nil, err
	}
	scope, err := page.scope(d.actor.Scope)
	if err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		view, err = d.waveView(ctx, tx, of, scope, page)
		return err
	})
	return view, err
}

func (d *Desk) waveView(ctx context.Context, tx *sqldb.Tx, of id.ID, scope identity.Scope, page PageOf) (*WaveView, error) {
	w, err := d.store.Wave(ctx, tx, of, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	line, err := d.waveLine(ctx, tx, w)
	if err != nil {
		return nil, err
	}
	view := &WaveView{WaveLine: *line}
	if view.Raises, err = d.waveRaises(ctx, tx, w.ID); err != nil {
		return nil, err
	}
	found, next, err := d.store.Calls(ctx, tx, w.ID, "", scope, page.After, page.limit())
	view.Next = next
	names := villages{}
	for i := range found {
		name, err := names.of(ctx, tx, d, found[i].Area)
		if err != nil {
			return nil, err
		}
		view.Calls = append(view.Calls, WaveCall{Call: found[i].Call, Number: found[i].Number, Head: masked(found[i].Head), Village: name, Size: found[i].Size})
	}
	return view, err
}

// waveRaises are told of campaigns within reach alone.
func (d *Desk) waveRaises(ctx context.Context, tx *sqldb.Tx, of id.ID) (all []WaveRaise, err error) {
	raises, err := d.store.WaveRaises(ctx, tx, of)
	if err != nil {
		return nil, err
	}
	for _, r := range raises {
		c, err := d.store.Campaign(ctx, tx, r.Campaign, d.actor.Scope)
		if problem.Is(err, problem.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return nil, err
		}
		all = append(all, WaveRaise{r, c.Title, p.Names()["duties."+r.Duty]})
	}
	return all, nil
}

// WaveSheet is the list of one village in the clear, to be printed and walked
// by. That somebody took it is recorded first, with the reason.
func (d *Desk) WaveSheet(ctx context.Context, of id.ID, where area.Code) (view *WaveView, err error) {
	if err := d.actor.Must(identity.PersonalUnmask); err != nil {
		return nil, err
	}
	page := PageOf{Area: where, Limit: pageMost}
	scope, err := page.scope(d.actor.Scope)
	if err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if view, err = d.waveView(ctx, tx, of, scope, page); err != nil {
			return err
		}
		var ids []id.ID
		for _, c := range view.Calls {
			ids = append(ids, c.Household)
		}
		households, err := d.store.HouseholdsByID(ctx, tx, ids, d.actor.Scope)
		if err != nil {
			return err
		}
		byID := map[id.ID]*registry.Household{}
		for _, h := range households {
			byID[h.ID] = h
		}
		for i := range view.Calls {
			if h := byID[view.Calls[i].Household]; h != nil {
				view.Calls[i].Head, view.Calls[i].Address, view.Calls[i].Phone = h.Head, h.Address, h.Phone.Clear()
			}
		}
		return d.record(ctx, tx, act{name: "cold_wave.print", noun: "wave", subject: of, where: place{where, ""}, count: int64(len(view.Calls)), detail: map[string]any{"number": view.Number}})
	})
	return view, err
}

// CallOrder says how far a household on the list is.
type CallOrder struct {
	Wave, Household id.ID
	Row             int // version that the person has seen; 0 is whichever stands
	State           hazard.CallState
	Note            string
}

// MarkCall keeps how far a household on the list of a notice is. problem.Conflict
// when another has said so since it was seen.
func (d *Desk) MarkCall(ctx context.Context, order CallOrder) error {
	if err := d.actor.Must(identity.WaveCall); err != nil {
		return err
	}
	order.Note = strings.TrimSpace(order.Note)
	switch {
	case !slices.Contains(hazard.CallStates, order.State) || order.State == hazard.Todo:
		return problem.New(problem.Invalid, "wave.no_state")
	case order.State == hazard.Missed && order.Note == "":
		return problem.New(problem.Invalid, "wave.missed_note")
	case len([]rune(order.Note)) > 500:
		return problem.New(problem.TooLarge, "hazard.text_long", "most", 500)
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		found, _, err := d.store.Calls(ctx, tx, order.Wave, order.Household, d.actor.Scope, "", 1)
		if err == nil && len(found) == 0 {
			err = problem.New(problem.NotFound, "wave.none")
		}
		if err != nil {
			return err
		}
		c := found[0].Call
		if order.Row != 0 && order.Row != c.Row {
			return problem.New(problem.Conflict, "wave.changed")
		}
		c.State, c.Note, c.Actor, c.Account, c.Recorded = order.State, order.Note, d.actor.Name, d.actor.User, d.clock.Now()
		c.Row++
		if err := d.store.SaveCall(ctx, tx, &c); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "cold_wave.call", noun: "wave", subject: c.Wave, where: place{c.Area, c.Unit}, count: 1, detail: map[string]any{"household": c.Household, "state": c.State, "note": d.store.ContentDigest(c.Note)}})
	})
}

// EndWave calls a notice off from today. problem.Conflict when it is over.
func (d *Desk) EndWave(ctx context.Context, of id.ID) error {
	if err := d.actor.Must(identity.WaveKeep); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		w, err := d.store.Wave(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		switch today := d.clock.Today(); {
		case !d.actor.Scope.CoversPlace(w.Area, w.Unit):
			return problem.New(problem.Forbidden, "app.outside_scope")
		case !w.Ended.IsZero() || w.To.Before(today):
			return problem.New(problem.Conflict, "wave.over")
		default:
			w.Ended = today
		}
		w.Row++
		if err := d.store.EndWave(ctx, tx, w); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "cold_wave.end", noun: "wave", subject: w.ID, where: place{w.Area, ""}, count: 1, detail: map[string]any{"number": w.Number}})
	})
}
