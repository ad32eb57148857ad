package web

import (
	"maps"
	"net/http"
	"net/url"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/web/view"
)

// changesShown is how many requests a page holds.
const changesShown = 50

func (v *visit) changeList() error {
	q := v.r.URL.Query()
	f := app.ChangeFilter{Lane: registry.LaneDecide, State: registry.ChangeState(q.Get("state")), Kind: registry.ChangeCode(q.Get("kind")), Mine: q.Get("mine") != ""}
	if lane := registry.ChangeLane(q.Get("lane")); lane != "" {
		f.Lane = lane
	}
	page := app.PageOf{After: q.Get("after"), Limit: changesShown}
	if code := q.Get("area"); code != "" {
		var err error
		if page.Area, err = area.Parse(code); err != nil {
			return err
		}
	}
	lines, next, err := v.desk.Changes(v.r.Context(), f, page)
	if err != nil {
		return err
	}
	counts, err := v.desk.CountChanges(v.r.Context(), f, page)
	if err != nil {
		return err
	}
	p := v.page("web.change.title")
	p.Sub = p.T("web.change.sub")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.people")}}
	p.Actions = view.ChangeListActions(p)
	l := view.ChangeList{Filter: view.Form{Values: q}, Lane: f.Lane, Lines: lines, Late: counts.Late, CanFile: v.can(identity.ChangeFile)}
	for _, lane := range registry.ChangeLanes {
		kept := view.With(p.Path, queryWithout(q, "after", "lane", "state"), "lane", string(lane))
		l.Tabs = append(l.Tabs, view.Tab{Link: view.Link{Href: kept, Text: p.T("web.change.lane." + string(lane))}, Here: lane == f.Lane, N: strconv.FormatInt(counts.Lanes[lane], 10)})
	}
	l.Kinds = []view.Option{{Text: p.T("web.change.every")}}
	for i := range registry.ChangeKinds {
		k := registry.ChangeKinds[i].Code
		l.Kinds = append(l.Kinds, view.Option{Value: string(k), Text: p.Show(k)})
	}
	l.States = []view.Option{{Text: p.T("web.change.every")}}
	for _, s := range registry.ChangeStates {
		if s.Lane() == f.Lane {
			l.States = append(l.States, view.Option{Value: string(s), Text: p.Show(s)})
		}
	}
	if l.Villages, err = v.villageOptions(p.T("web.change.every")); err != nil {
		return err
	}
	if q.Get("after") != "" {
		l.Pager.First = view.With(p.Path, p.Query, "after", "")
	}
	if next != "" {
		l.Pager.Next = view.With(p.Path, p.Query, "after", next)
	}
	return v.show(view.ChangeListPage(p, l))
}

// queryWithout is a query with some of its parameters taken away.
func queryWithout(q url.Values, names ...string) string {
	kept := maps.Clone(q)
	for _, name := range names {
		kept.Del(name)
	}
	return kept.Encode()
}

// villageOptions are the villages of the person's scope, to filter by.
func (v *visit) villageOptions(every string) ([]view.Option, error) {
	places, err := v.desk.Places(v.r.Context())
	if err != nil {
		return nil, err
	}
	options := []view.Option{{Text: every}}
	for _, a := range places.Villages {
		options = append(options, view.Option{Value: string(a.Code), Text: a.Name})
	}
	return options, nil
}

func (v *visit) changeID() (id.ID, error) { return v.idOf("change", "registry.change.none") }

func (v *visit) changeShow() error {
	return v.showChange(view.Form{Values: url.Values{}}, nil, http.StatusOK)
}

// showChange is the page of one request, with a form of it that was refused.
func (v *visit) showChange(form view.Form, values []app.AskedValue, status int) error {
	of, err := v.changeID()
	if err != nil {
		return err
	}
	c, err := v.desk.Change(v.r.Context(), of)
	if err != nil {
		return err
	}
	return v.write(status, v.changePage(c, form, values))
}

// changeDone ends an act upon a request: done, or its page again with what was
// typed and why it was refused.
func (v *visit) changeDone(filed *app.FiledChange, err error, form url.Values, done string) error {
	of, broken := v.changeID()
	if broken != nil {
		return broken
	}
	if err == nil {
		c := filed.Request
		switch {
		case c.State == registry.ChangeApplied:
			done = "web.change.applied"
		case c.State == registry.ChangeApproved:
			return v.done("/changes/"+string(of), "web.change.held", "number", c.Number, "day", c.Holds)
		}
		return v.done("/changes/"+string(of), done, "number", c.Number)
	}
	if problem.Is(err, problem.NotFound) {
		return err
	}
	f := view.Form{Values: form, Wrong: map[string]string{"": v.text(err)}}
	status := http.StatusUnprocessableEntity
	switch {
	case problem.Is(err, problem.Conflict):
		status = http.StatusConflict
	case problem.Is(err, problem.Forbidden) && problem.As(err).Key != "identity.not_permitted":
		status = http.StatusForbidden
	case !problem.Is(err, problem.Invalid):
		return err
	}
	if filed != nil {
		for _, fault := range filed.Faults {
			if fault.Severity == "wrong" {
				f.Wrong[""] += " " + fault.Text(v.lang)
			}
		}
	}
	return v.showChange(f, nil, status)
}

// choicesIn are the choices of a form on fields that two have changed.
func choicesIn(form url.Values) map[string]registry.Choice {
	choices := map[string]registry.Choice{}
	for name := range form {
		if len(name) > len("choose.") && name[:len("choose.")] == "choose." {
			choices[name[len("choose."):]] = registry.Choice(form.Get(name))
		}
	}
	return choices
}

// rowIn is the version of the request that the person has seen.
func rowIn(form url.Values) int {
	row, _ := strconv.Atoi(form.Get("row")) // 0 is whichever stands
	return row
}

func (v *visit) changeSubmit() error {
	of, err := v.changeID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	filed, err := v.desk.SubmitChange(v.r.Context(), app.SubmitOrder{ID: of, Row: rowIn(form), Choices: choicesIn(form)})
	return v.changeDone(filed, err, form, "web.change.submitted")
}

func (v *visit) changeDecide() error {
	of, err := v.changeID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	verb := registry.ChangeVerb(form.Get("verb"))
	filed, err := v.desk.DecideChange(v.r.Context(), app.DecisionOrder{ID: of, Row: rowIn(form), Verb: verb, Note: form.Get("note"), Paper: form.Get("paper") != "", Choices: choicesIn(form)})
	return v.changeDone(filed, err, form, "web.change.decided")
}

func (v *visit) changeWithdraw() error {
	of, err := v.changeID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	filed, err := v.desk.WithdrawChange(v.r.Context(), of, rowIn(form))
	return v.changeDone(filed, err, form, "web.change.withdrawn")
}

func (v *visit) changeApply() error {
	of, err := v.changeID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	filed, err := v.desk.ApplyChange(v.r.Context(), app.ApplyOrder{ID: of, Row: rowIn(form), Choices: choicesIn(form)})
	return v.changeDone(filed, err, form, "web.change.applied")
}

// changePapers takes documents in, and which originals were seen.
func (v *visit) changePapers() error {
	of, err := v.changeID()
	if err != nil {
		return err
	}
	form, err := v.multipart(formFiles)
	if err != nil {
		return err
	}
	files, err := v.attached("file")
	if err == nil {
		err = v.desk.SeenChangePapers(v.r.Context(), of, rowIn(form), form["seen"])
	}
	for _, file := range files {
		if err != nil {
			break
		}
		_, err = v.desk.AttachChangePaper(v.r.Context(), of, form.Get("kind"), file)
	}
	if err == nil {
		return v.done("/changes/"+string(of)+"#papers", "web.change.papers_kept")
	}
	f, err := v.wrongIn(form, err, map[string]string{"blob.": "file", "registry.change.paper_kind": "kind"})
	if err != nil {
		return err
	}
	return v.showChange(f, nil, http.StatusUnprocessableEntity)
}

func (v *visit) changePaperDrop() error {
	of, paper, err := v.changePaperIDs()
	if err != nil {
		return err
	}
	if err := v.desk.DropChangePaper(v.r.Context(), of, paper); err != nil {
		return err
	}
	return v.done("/changes/"+string(of)+"#papers", "web.change.paper_dropped")
}

func (v *visit) changePaperIDs() (of, paper id.ID, err error) {
	if of, err = v.changeID(); err != nil {
		return "", "", err
	}
	paper, err = v.idOf("paper", "campaign.no_file")
	return of, paper, err
}

// changePaper opens a document; that somebody looked is on record.
func (v *visit) changePaper() error {
	of, paper, err := v.changePaperIDs()
	if err != nil {
		return err
	}
	file, err := v.desk.OpenChangePaper(v.r.Context(), of, paper)
	if err != nil {
		return err
	}
	return v.file(file)
}

// changeReveal shows what is asked for in the clear, for a reason that is on
// record.
func (v *visit) changeReveal() error {
	of, err := v.changeID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	values, err := v.desk.RevealChange(v.r.Context(), of, form.Get("reason"))
	if err == nil {
		return v.showChange(view.Form{Values: url.Values{}}, values, http.StatusOK)
	}
	f, err := v.wrong(form, err, map[string]string{"registry.reason_length": "reason"})
	if err != nil {
		return err
	}
	return v.showChange(f, nil, http.StatusUnprocessableEntity)
}

// changeTodo is a request that waits for the person, on the workbench.
func changeTodo(p view.Page, c *app.ChangeLine) view.Todo {
	t := view.Todo{Tone: "amber", What: p.T("web.change.todo", "kind", c.Kind, "file", c.File, "number", c.Number), To: "/changes/" + string(c.ID), Do: p.T("web.change.todo_decide")}
	switch {
	case c.State == registry.ChangeReturned:
		t.What, t.Do = p.T("web.change.todo_back", "kind", c.Kind, "file", c.File, "number", c.Number), p.T("web.change.todo_mend")
	case c.Late:
		t.Tone, t.Note = "red", p.T("web.change.late", "day", c.Due)
	case !c.Due.IsZero():
		t.Note = p.T("web.change.due", "day", c.Due)
	}
	return t
}

func (v *visit) mayOpenPapers() bool { return v.can(identity.PersonalUnmask) }
