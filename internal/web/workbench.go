package web

import (
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/campaign"
	fieldwork "songnuan/internal/visit"
	"songnuan/internal/web/view"
)

func (v *visit) workbench() error {
	w, err := v.desk.Workbench(v.r.Context())
	if err != nil {
		return err
	}
	p := v.page("web.workbench.hello", "name", v.desk.Actor().Shown)
	p.Sub = p.T("web.workbench.festival_in", "days", w.Festival.Sub(w.Today), "day", w.Festival)
	if w.Festival == w.Today {
		p.Sub = p.T("web.workbench.festival_today")
	}
	shown := view.Workbench{Todos: append(append(append(append(noticeTodos(p, w), v.fieldTodos(w)...), v.pairTodos(w)...), v.caseTodos(w)...), todos(p, w)...)}
	for _, c := range w.Running {
		shown.Running = append(shown.Running, view.WorkLine{Title: c.Title, To: campaignPath(&c), Note: p.T("web.workbench.campaign_open", "place", placeOf(p, c.Place), "open", c.Open, "all", c.Entries)})
	}
	if w.Board != nil && len(w.Running) > 0 {
		boardFigures(p, w, &shown)
	}
	if len(shown.Todos) > 0 {
		p.Actions = view.StartWork(p, shown.Todos[0].To)
	}
	return v.show(view.WorkbenchPage(p, shown))
}

// noticeTodos are the reminders that hang for the person.
func noticeTodos(p view.Page, w *app.Workbench) (all []view.Todo) {
	for _, r := range w.Notices {
		tone := "red"
		if r.Kind == fieldwork.RemindSoon {
			tone = "amber"
		}
		all = append(all, view.Todo{Tone: tone, What: r.Subject, To: "/my-reminders", Do: p.T("web.workbench.do_look")})
	}
	return all
}

// caseTodos are the applications that wait for the person, what is due first
// before the rest.
func (v *visit) caseTodos(w *app.Workbench) (all []view.Todo) {
	for i := range w.Cases {
		r := v.caseRow(&w.Cases[i])
		tone := r.LeftTone
		if tone == "" {
			tone = "green"
		}
		all = append(all, view.Todo{Tone: tone, What: v.say("web.case.todo", "kind", r.Kind, "applicant", r.Applicant, "step", r.Step),
			Note: v.say("web.case.todo_note", "number", r.Number, "village", r.Village, "left", r.Left), To: r.Href, Do: v.say("web.case.todo_do")})
	}
	return all
}

// placeOf is where a campaign runs, in words.
func placeOf(p view.Page, place string) string {
	if place == "" {
		return p.T("web.workbench.anywhere")
	}
	return place
}

func campaignPath(c *app.CampaignLine) string { return "/campaigns/" + string(c.ID) }

// boardFigures are the figures and the bars of the first campaign.
func boardFigures(p view.Page, w *app.Workbench, shown *view.Workbench) {
	c := &w.Running[0]
	all, open, helped := w.Board.Total.Total(), w.Board.Total[campaign.Open], w.Board.Total[campaign.Helped]
	board := campaignPath(c) + "/board"
	shown.Figures = []view.FigureLine{
		{Name: p.T("web.workbench.covered"), Number: count(all.Entries), Note: p.T("web.workbench.persons", "n", all.Persons), To: campaignPath(c)},
		{Name: p.T("web.workbench.helped"), Number: share(helped.Entries, all.Entries), Note: p.T("web.workbench.of", "n", helped.Entries, "all", all.Entries), To: board},
		{Name: p.T("web.workbench.open"), Number: count(open.Entries), Note: p.T("web.workbench.persons", "n", open.Persons), To: campaignPath(c) + "/entries?state=open"},
		{Name: p.T("web.workbench.late"), Number: count(int64(len(w.Late))), Note: p.T("web.workbench.late_note"), To: campaignPath(c) + "/tasks"},
	}
	shown.Table, shown.Chart = board, villageBars(p, w)
	shown.Headline = headline(p, w.Board)
}

// barsMost is how many villages a chart shows; the board has them all.
const barsMost = 12

func villageBars(p view.Page, w *app.Workbench) view.BarChart {
	b := w.Board
	done, open, rest := p.T("web.workbench.bar_done"), p.T("web.workbench.bar_open"), p.T("web.workbench.bar_rest")
	c := view.BarChart{Label: p.T("web.workbench.villages"), Legend: []view.BarPart{{Class: "c-done", Title: done}, {Class: "c-open", Title: open}, {Class: "c-out", Title: rest}}}
	for i := range b.Villages {
		if i == barsMost {
			break
		}
		line := &b.Villages[i]
		all, helped, left := line.Counts.Total().Entries, line.Counts[campaign.Helped].Entries, line.Counts[campaign.Open].Entries
		c.Bars = append(c.Bars, view.Bar{Name: shortName(line.Name), To: campaignPath(&w.Running[0]) + "/entries?state=open&village=" + line.Place, Note: p.T("web.workbench.bar_note", "open", left), Parts: []view.BarPart{
			{Class: "c-done", Title: done + " " + count(helped), N: helped}, {Class: "c-open", Title: open + " " + count(left), N: left}, {Class: "c-out", Title: rest + " " + count(all-helped-left), N: all - helped - left},
		}})
	}
	return c
}

func headline(p view.Page, b *app.Board) string {
	if len(b.Villages) == 0 || b.Villages[0].Counts[campaign.Open].Entries == 0 {
		return p.T("web.workbench.none_open")
	}
	worst := &b.Villages[0]
	return p.T("web.workbench.worst", "village", worst.Name, "open", worst.Counts[campaign.Open].Entries)
}

// todos are what waits for a hand, the most pressing first.
func todos(p view.Page, w *app.Workbench) (all []view.Todo) {
	seen := map[string]bool{}
	task := func(t *app.TaskLine, tone string) {
		to := "/campaigns/" + string(t.Campaign) + "/tasks#" + string(t.ID)
		if seen[to] {
			return
		}
		seen[to] = true
		note := p.T("web.workbench.due", "day", t.Due, "owner", t.Owner)
		if t.Due.IsZero() {
			note = t.Owner
		}
		all = append(all, view.Todo{Tone: tone, What: t.Title, Note: note, To: to, Do: p.T("web.workbench.do_task")})
	}
	for i := range w.Late {
		task(&w.Late[i], "red")
	}
	for i := range w.Mine {
		task(&w.Mine[i], "amber")
	}
	for i := range w.Changes {
		all = append(all, changeTodo(p, &w.Changes[i]))
	}
	all = append(all, phoneTodos(p, w)...)
	for _, c := range w.Running {
		if c.Open > 0 {
			all = append(all, view.Todo{Tone: "amber", What: p.T("web.workbench.entries_open", "open", c.Open, "title", c.Title), To: campaignPath(&c) + "/entries?state=open", Do: p.T("web.workbench.do_entries")})
		}
	}
	for _, j := range w.Jobs {
		all = append(all, view.Todo{What: p.T("web.workbench.job", "kind", j.Kind, "state", j.State), To: "/jobs/" + string(j.ID), Do: p.T("web.workbench.do_look")})
	}
	for _, b := range w.Imports {
		all = append(all, view.Todo{What: p.T("web.workbench.import", "file", b.File), To: "/imports/" + string(b.ID), Do: p.T("web.workbench.do_go_on")})
	}
	for _, c := range w.Drafts {
		all = append(all, view.Todo{What: p.T("web.workbench.draft", "title", c.Title), Note: p.T("web.workbench.draft_note", "place", placeOf(p, c.Place)), To: campaignPath(&c), Do: p.T("web.workbench.do_go_on")})
	}
	return all
}

// count is a number as people read it, 1,234.
func count(n int64) string {
	s := strconv.FormatInt(n, 10)
	for at := len(s) - 3; at > 0 && s[at-1] != '-'; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}

// share is a part of all in per cent with one decimal; a part that is not all
// never shows as 100.
func share(part, all int64) string {
	if all == 0 {
		return "—"
	}
	tenths := part * 1000 / all
	return strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10) + "%"
}
