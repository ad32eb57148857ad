package web

import (
	"maps"
	"net/http"
	"net/url"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/hazard"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/term"
	"songnuan/internal/web/view"
)

func (v *visit) waveList() error {
	return v.showWaves(view.Form{Values: url.Values{"from": {v.today().String()}}}, http.StatusOK)
}

// showWaves lists the notices, with the form of a new one.
func (v *visit) showWaves(form view.Form, status int) error {
	all := v.r.URL.Query().Get("all") != ""
	lines, err := v.desk.Waves(v.r.Context(), all)
	if err != nil {
		return err
	}
	p := v.page("web.wave.title")
	p.Sub = p.T("web.wave.sub")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.field")}}
	w := view.Waves{Lines: lines, All: all, Form: form, CanKeep: v.can(identity.WaveKeep), Levels: []view.Option{{Text: p.T("web.hazard.choose")}}, Tabs: []view.Tab{
		{Link: view.Link{Href: "/cold-waves", Text: p.T("web.wave.tab_now")}, Here: !all}, {Link: view.Link{Href: "/cold-waves?all=1", Text: p.T("web.wave.tab_all")}, Here: all}}}
	for _, l := range hazard.WaveLevels {
		w.Levels = append(w.Levels, view.Option{Value: string(l), Text: p.Show(l)})
	}
	if w.Places, err = v.wavePlaces(p); err != nil {
		return err
	}
	return v.write(status, view.WavesPage(p, w))
}

// wavePlaces are the areas of the person's own scope, then its villages.
func (v *visit) wavePlaces(p view.Page) ([]view.Option, error) {
	options, err := v.villageOptions("")
	if err != nil {
		return nil, err
	}
	places := []view.Option{{Text: p.T("web.hazard.choose")}}
	for _, code := range v.desk.Actor().Scope.Areas {
		name := string(code)
		if tree, err := v.desk.Areas(v.r.Context(), code, "", 1); err == nil && len(tree.Path) > 0 {
			name = tree.Path[len(tree.Path)-1].Name
		}
		places = append(places, view.Option{Value: string(code), Text: name})
	}
	return append(places, options[1:]...), nil
}

var waveFields = map[string]string{"wave.no_number": "number", "wave.number_taken": "number", "wave.no_level": "level", "wave.no_area": "area", "wave.no_days": "from", "wave.backwards": "to", "wave.too_long": "to",
	"wave.unseen_range": "unseen", "hazard.text_long": "text", "area.": "area"}

// waveEnter keeps a notice that was typed in.
func (v *visit) waveEnter() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	order := app.WaveOrder{Number: form.Get("number"), Level: hazard.WaveLevel(form.Get("level")), Words: form.Get("text")}
	fields := maps.Clone(waveFields)
	if form.Get("area") != "" {
		order.Area, err = area.Parse(form.Get("area"))
	}
	for name, into := range map[string]*day.Date{"from": &order.From, "to": &order.To} {
		if err == nil && form.Get(name) != "" {
			*into, err = day.Parse(form.Get(name))
			fields["day."] = name
		}
	}
	if n := form.Get("unseen"); err == nil && n != "" {
		if order.Unseen, err = strconv.Atoi(n); err != nil {
			err = problem.New(problem.Invalid, "wave.unseen_range")
		}
	}
	var w *hazard.Wave
	if err == nil {
		w, err = v.desk.EnterWave(v.r.Context(), order)
	}
	if err == nil {
		return v.done("/cold-waves/"+string(w.ID), "web.wave.entered")
	}
	status := http.StatusUnprocessableEntity
	if problem.Is(err, problem.Conflict) {
		status = http.StatusConflict
	}
	f, err := v.wrongIn(form, err, fields)
	if err != nil {
		return err
	}
	return v.showWaves(f, status)
}

func (v *visit) waveID() (id.ID, error) { return v.idOf("wave", "wave.none") }

func (v *visit) waveShow() error {
	return v.showWave(v.r.URL.Query().Get("area"), "", view.Form{}, http.StatusOK)
}

// wavePage is a notice as its pages take it.
func (v *visit) wavePage(w *app.WaveView, of id.ID, here string) view.WavePage {
	page := view.WavePage{WaveView: w, Base: "/cold-waves/" + string(of), Here: here, CanCall: v.can(identity.WaveCall), CanKeep: v.can(identity.WaveKeep), CanSheet: v.can(identity.PersonalUnmask)}
	p := v.page("web.wave.title")
	for _, s := range hazard.CallStates {
		if s != hazard.Todo {
			page.States = append(page.States, view.Option{Value: string(s), Text: p.Show(s)})
		}
	}
	return page
}

// showWave is one notice with its list, and the form of a call that was refused.
func (v *visit) showWave(here, hand string, form view.Form, status int) error {
	of, err := v.waveID()
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	page := app.PageOf{After: q.Get("after"), Limit: 100}
	if here != "" {
		if page.Area, err = area.Parse(here); err != nil {
			return err
		}
	}
	w, err := v.desk.Wave(v.r.Context(), of, page)
	if err != nil {
		return err
	}
	p := v.page("web.wave.one", "level", w.Level, "number", w.Number)
	p.Path = "/cold-waves/" + string(of)
	p.Crumbs = []view.Link{{Text: p.T("web.nav.field")}, {Href: "/cold-waves", Text: p.T("web.wave.title")}}
	shown := v.wavePage(w, of, here)
	shown.Form, shown.Hand, shown.Pager = form, hand, pagerOf(p, q, w.Next)
	if shown.CanKeep && w.InForce {
		p.Actions = view.WaveActions(p, shown.Base)
	}
	return v.write(status, view.WaveShowPage(p, shown))
}

// waveCall says how far a household on the list is.
func (v *visit) waveCall() error {
	of, err := v.waveID()
	if err != nil {
		return err
	}
	household, err := v.idOf("household", "wave.none")
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	err = v.desk.MarkCall(v.r.Context(), app.CallOrder{Wave: of, Household: household, Row: rowIn(form), State: hazard.CallState(form.Get("state")), Note: form.Get("text")})
	if err == nil {
		return v.done(view.With("/cold-waves/"+string(of), "", "area", form.Get("area"))+"#"+string(household), "web.wave.marked")
	}
	status := http.StatusUnprocessableEntity
	if problem.Is(err, problem.Conflict) {
		status = http.StatusConflict
	}
	f, err := v.wrongIn(form, err, map[string]string{"wave.no_state": "state", "wave.missed_note": "text", "hazard.text_long": "text"})
	if err != nil {
		return err
	}
	return v.showWave(form.Get("area"), string(household), f, status)
}

// waveSheet is the list of a village in the clear, to be printed; it is on record.
func (v *visit) waveSheet() error {
	of, err := v.waveID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	where, err := area.Parse(form.Get("area"))
	if err != nil {
		return err
	}
	w, err := v.desk.WaveSheet(v.r.Context(), of, where)
	if err != nil {
		return err
	}
	return v.show(view.WaveSheetPage(v.page("web.wave.sheet"), v.wavePage(w, of, string(where))))
}

func (v *visit) waveEnd() error {
	of, err := v.waveID()
	if err != nil {
		return err
	}
	if err := v.desk.EndWave(v.r.Context(), of); err != nil {
		return err
	}
	return v.done("/cold-waves/"+string(of), "web.wave.ended")
}

// fieldTodos are what waits for the person in the field: lists of cold waves,
// hazards, demands.
func (v *visit) fieldTodos(w *app.Workbench) (all []view.Todo) {
	for i := range w.Waves {
		l := &w.Waves[i]
		if left := l.All - l.Done; l.InForce && left > 0 {
			all = append(all, view.Todo{Tone: "red", What: v.say("web.wave.todo", "level", l.Level, "place", l.Place), Note: v.say("web.wave.left", "n", left, "all", l.All), To: "/cold-waves/" + string(l.ID), Do: v.say("web.wave.todo_do")})
		}
	}
	for i := range w.Hazards {
		z := &w.Hazards[i]
		t := view.Todo{Tone: "amber", What: v.say("web.hazard.one", "kind", v.termText(term.HazardKind, z.Kind), "file", z.File), Note: v.say("hazard.state." + string(z.State)), To: "/hazards/" + string(z.ID), Do: v.say("web.hazard.todo_do")}
		if z.Late {
			t.Tone, t.Note = "red", v.say("web.hazard.late")
		}
		all = append(all, t)
	}
	for i := range w.Demands {
		q := &w.Demands[i]
		t := view.Todo{Tone: "amber", What: v.say("web.demand.todo", "number", q.Number, "kind", v.termText(term.DemandKind, q.Kind)), Note: q.Village, To: "/demands/" + string(q.ID), Do: v.say("web.demand.todo_do")}
		if q.Late {
			t.Tone, t.Note = "red", v.say("web.hazard.late")
		}
		all = append(all, t)
	}
	return all
}
