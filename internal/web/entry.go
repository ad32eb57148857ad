package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// entriesShown is how many entries a page holds.
const entriesShown = 50

func (v *visit) entryList() error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	want := app.EntriesWanted{State: campaign.Open, Class: q.Get("class"), PageOf: app.PageOf{After: q.Get("after"), Limit: entriesShown}}
	if text := q.Get("state"); text != "" {
		if want.State, err = campaign.ParseOutcome(text); err != nil {
			return err
		}
	}
	if code := q.Get("area"); code != "" {
		if want.Area, err = area.Parse(code); err != nil {
			return err
		}
	}
	want.Unit = q.Get("unit")
	lines, next, err := v.desk.EntryList(v.r.Context(), app.EntryRef{Campaign: of}, want)
	if err != nil {
		return err
	}
	board, err := v.desk.Board(v.r.Context(), of)
	if err != nil {
		return err
	}
	read, err := v.desk.CampaignPlan(v.r.Context(), of)
	if err != nil {
		return err
	}
	p, head := v.campaignHead(board.Campaign, "entries")
	l := view.EntryList{CampaignHead: head, Lines: lines, State: want.State, Form: view.Form{Values: q}}
	for _, state := range campaign.Outcomes {
		tab := view.Tab{Link: view.Link{Href: withState(p.Path, q, state), Text: p.Show(state)}, Here: state == want.State}
		if want.Area == "" && want.Unit == "" && want.Class == "" {
			tab.N = strconv.FormatInt(board.Total[state].Entries, 10)
		}
		l.States = append(l.States, tab)
	}
	l.Villages = []view.Option{{Text: p.T("web.entry.every_village")}}
	for _, line := range board.Villages {
		l.Villages = append(l.Villages, view.Option{Value: line.Place, Text: line.Name})
	}
	if len(board.Units) > 0 {
		l.Units = []view.Option{{Text: p.T("web.entry.every_unit")}}
	}
	for _, line := range board.Units {
		l.Units = append(l.Units, view.Option{Value: line.Place, Text: line.Name})
	}
	l.Classes = []view.Option{{Text: p.T("web.entry.every_class")}}
	for i := range read.Plan.Classes {
		c := &read.Plan.Classes[i]
		l.Classes = append(l.Classes, view.Option{Value: c.ID, Text: nameOr(c.Name, c.ID)})
	}
	if q.Get("after") != "" {
		l.Pager.First = view.With(p.Path, p.Query, "after", "")
	}
	if next != "" {
		l.Pager.Next = view.With(p.Path, p.Query, "after", next)
	}
	return v.show(view.EntryListPage(p, l))
}

func nameOr(name, or string) string {
	if name != "" {
		return name
	}
	return or
}

// withState keeps the filters of a list and begins another state's at its
// first page.
func withState(path string, q url.Values, state campaign.Outcome) string {
	kept := url.Values{}
	for _, name := range []string{"area", "unit", "class"} {
		if q.Get(name) != "" {
			kept.Set(name, q.Get(name))
		}
	}
	kept.Set("state", string(state))
	return path + "?" + kept.Encode()
}

func (v *visit) entryRef() (ref app.EntryRef, err error) {
	ref.Campaign, err = v.campaignID()
	ref.Subject = v.r.PathValue("entry")
	return ref, err
}

func (v *visit) entryShow() error {
	ref, err := v.entryRef()
	if err != nil {
		return err
	}
	return v.showEntry(ref, view.Form{Values: url.Values{"day": {v.desk.Today().String()}}}, http.StatusOK)
}

func (v *visit) showEntry(ref app.EntryRef, form view.Form, status int) error {
	e, err := v.desk.Entry(v.r.Context(), ref, v.lang)
	if err != nil {
		return err
	}
	p, head := v.campaignHead(e.Campaign, "entries")
	p.Crumbs = append(p.Crumbs, view.Link{Href: head.Base + "/entries", Text: p.T("web.campaign.part.entries")})
	p.Title = e.Line.Name
	if e.Line.Number != "" {
		p.Title = e.Line.Number + " " + e.Line.Name
	}
	p.Sub = e.Line.Village
	if form.Values.Get("seen") == "" || status == http.StatusConflict {
		form.Values.Set("seen", strconv.FormatInt(e.Standing.Seq, 10))
	}
	return v.write(status, view.EntryPage(p, view.Entry{CampaignHead: head, Form: form, EntryView: e, Own: v.desk.Actor().Shown}))
}

// outcomeFields are the fields that an outcome's errors belong to.
var outcomeFields = map[string]string{
	"campaign.no_outcome": "state", "campaign.outcome_stands": "", "campaign.day_missing": "day", "campaign.day_to_come": "day", "day.": "day",
	"campaign.person_missing": "person", "campaign.name_too_long": "person", "campaign.note_missing": "note", "campaign.note_too_long": "note",
	"campaign.proof_missing": "file", "campaign.approver_missing": "approver", "campaign.approver_same": "approver", "campaign.approver_unasked": "approver",
	"blob.": "file",
}

// outcomeRecord records how an entry ended. When another did so meanwhile, both
// are shown and what was typed stays.
func (v *visit) outcomeRecord() error {
	ref, err := v.entryRef()
	if err != nil {
		return err
	}
	form, err := v.multipart(formFiles)
	if err != nil {
		return err
	}
	order, err := v.outcomeOrder(ref, form)
	if err == nil {
		_, err = v.desk.RecordOutcome(v.r.Context(), order)
	}
	if err == nil {
		return v.done("/campaigns/"+string(ref.Campaign)+"/entries/"+ref.Subject, "web.entry.recorded", "state", order.State)
	}
	status := http.StatusUnprocessableEntity
	if problem.Is(err, problem.Conflict) {
		status = http.StatusConflict
	}
	wrong, err := v.wrongIn(form, err, outcomeFields)
	if err != nil {
		return err
	}
	return v.showEntry(ref, wrong, status)
}

func (v *visit) outcomeOrder(ref app.EntryRef, form url.Values) (order app.OutcomeOrder, err error) {
	order.EntryRef = ref
	if order.State, err = campaign.ParseOutcome(form.Get("state")); err != nil {
		return order, err
	}
	if order.Day, err = dayOf(form.Get("day")); err != nil {
		return order, err
	}
	order.Person, order.Note, order.Approver = form.Get("person"), form.Get("note"), form.Get("approver")
	if order.State != campaign.Exception {
		order.Approver = "" // the field stands there for all outcomes
	}
	if order.Seen, err = strconv.ParseInt(form.Get("seen"), 10, 64); err != nil || order.Seen < 1 {
		return order, problem.New(problem.Invalid, "web.trouble.form_unreadable")
	}
	files, err := v.attached("file")
	order.Attached = first(files)
	return order, err
}

// dayOf reads a day of a form; "" is none.
func dayOf(text string) (day.Date, error) {
	if text = strings.TrimSpace(text); text == "" {
		return day.Date{}, nil
	}
	return day.Parse(text)
}

func (v *visit) entryFile() error {
	ref, err := v.entryRef()
	if err != nil {
		return err
	}
	seq, err := strconv.ParseInt(v.r.PathValue("step"), 10, 64)
	if err != nil {
		return problem.New(problem.NotFound, "campaign.no_file")
	}
	file, err := v.desk.OpenAttachment(v.r.Context(), ref, seq)
	if err != nil {
		return err
	}
	return v.file(file)
}

// wrongIn is wrong for fields listed by key or, for errors about days and
// files, by the beginning of the key.
func (v *visit) wrongIn(form url.Values, err error, fields map[string]string) (view.Form, error) {
	key := problem.As(err).Key
	if group, _, ok := strings.Cut(key, "."); ok && fields[key] == "" && fields[group+"."] != "" {
		return v.wrong(form, err, map[string]string{key: fields[group+"."]})
	}
	return v.wrong(form, err, fields)
}
