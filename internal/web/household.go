package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/term"
	"songnuan/internal/web/view"
)

// householdParts are the tabs of a file's page.
var householdParts = []string{"base", "members", "income", "grants", "help", "files", "timeline"}

// household shows a file, masked.
func (v *visit) household() error {
	file, err := v.desk.Household(v.r.Context(), v.r.PathValue("number"), day.Date{})
	if err != nil {
		return err
	}
	h, err := v.householdShown(file, v.r.URL.Query().Get("tab"))
	if err != nil {
		return err
	}
	return v.show(v.filePage(h))
}

func (v *visit) filePage(h *view.HouseholdPage) templ.Component {
	p := v.page("web.household.file", "number", h.Number)
	p.Crumbs = []view.Link{{Href: "/households", Text: v.say("web.household.title")}}
	p.Actions = view.HouseholdFileActions(p, *h)
	return view.HouseholdFilePage(p, *h)
}

// householdShown is the page's data.
func (v *visit) householdShown(file *app.HouseholdView, tab string) (*view.HouseholdPage, error) {
	actor := v.desk.Actor()
	if !slices.Contains(householdParts, tab) {
		tab = "base"
	}
	h := &view.HouseholdPage{HouseholdView: file, Tab: tab, Base: "/households/" + url.PathEscape(v.r.PathValue("number")),
		CanKeep: actor.Can(identity.HouseholdKeep), CanReveal: actor.Can(identity.PersonalUnmask), CanCards: actor.Can(identity.CardUnmask),
		MemberCategories: map[int]string{}}
	for _, part := range householdParts {
		h.Tabs = append(h.Tabs, view.Tab{Link: view.Link{Href: view.With(h.Base, "", "tab", part), Text: v.say("web.household.part." + part)}, Here: part == tab})
	}
	v.householdTerms(h)
	if err := v.householdSuspects(h); err != nil {
		return nil, err
	}
	if h.State = (view.HouseholdBadge{Tone: "green", Text: v.say("web.household.state.open")}); !file.Closed.IsZero() {
		h.State = view.HouseholdBadge{Text: v.say("web.household.state.closed")}
	}
	h.RevealReasons = append(h.RevealReasons, view.Option{Text: v.say("web.household.choose")})
	for _, reason := range []string{"identity", "call", "payment", "visit", "audit"} {
		text := v.say("web.household.why." + reason)
		h.RevealReasons = append(h.RevealReasons, view.Option{Value: text, Text: text})
	}
	h.CloseReasons = append([]view.Option{{Text: v.say("web.household.choose")}}, v.termOptions(term.CloseReason)...)
	if h.Close.Values == nil {
		h.Close.Values = url.Values{"on": {v.desk.Today().String()}}
	}
	if tab == "grants" {
		var err error
		if h.Grants, err = v.desk.HouseholdGrants(v.r.Context(), string(file.ID)); err != nil {
			return nil, err
		}
	}
	var err error
	h.CanInspect, h.CanTake = actor.Can(identity.HazardKeep), actor.Can(identity.DemandKeep) && actor.Can(identity.HouseholdSee)
	if h.Hazards, err = v.householdHazards(file.ID); err != nil {
		return nil, err
	}
	if actor.Can(identity.ChangeSee) {
		open, err := v.desk.OpenChanges(v.r.Context(), string(file.ID))
		if err != nil {
			return nil, err
		}
		h.CanAsk, h.Asked = actor.Can(identity.ChangeFile), view.OpenChangesOf(v.page("web.household.title"), open)
	}
	return h, v.householdChain(h)
}

// householdTerms puts the categories where they belong.
func (v *visit) householdTerms(h *view.HouseholdPage) {
	for _, c := range h.Categories {
		name := v.termText(term.Category, c.Name)
		if !c.From.IsZero() || !c.To.IsZero() {
			name = v.say("web.household.during", "name", name, "from", c.From, "to", c.To)
		}
		if c.Member > 0 {
			if had := h.MemberCategories[c.Member]; had != "" {
				name = had + v.say("web.household.comma") + name
			}
			h.MemberCategories[c.Member] = name
		} else {
			h.OwnCategories = append(h.OwnCategories, name)
		}
		ofPerson := term.OfPerson(term.Category, c.Name)
		badge := view.HouseholdBadge{Tone: view.CategoryTone(c.Name, ofPerson), Text: v.termText(term.Category, c.Name)}
		if (c.To.IsZero() || !c.To.Before(v.desk.Today())) && !slices.Contains(h.Badges, badge) {
			h.Badges = append(h.Badges, badge)
		}
	}
}

// eventsAtOnce is a page of the timeline.
const eventsAtOnce = 20

// householdChain reads what the chosen tab needs of the timeline.
func (v *visit) householdChain(h *view.HouseholdPage) error {
	switch h.Tab {
	case "timeline":
		events, next, err := v.desk.HouseholdTimeline(v.r.Context(), string(h.ID), v.r.URL.Query().Get("after"), eventsAtOnce)
		if err != nil {
			return err
		}
		for i := range events {
			h.Events = append(h.Events, v.event(&events[i]))
		}
		if next != "" {
			h.NextEvents = view.With(h.Base, "tab=timeline", "after", next)
		}
	case "help", "files":
		const all = 500
		events, _, err := v.desk.HouseholdTimeline(v.r.Context(), string(h.ID), "", all)
		if err != nil {
			return err
		}
		for i := range events {
			e := &events[i]
			if e.Kind == app.EventOutcome || e.Kind == app.EventEntered {
				h.Help = append(h.Help, v.event(e))
			}
			if e.Kind == app.EventOutcome && e.Attached {
				shown := v.event(e)
				shown.FileHref = h.Base + "/files/" + string(e.Campaign) + "/" + strconv.FormatInt(e.Step, 10)
				h.Files = append(h.Files, shown)
			}
		}
	}
	return nil
}

// event puts one thing that happened into words.
func (v *visit) event(e *app.TimelineEvent) view.HouseholdEvent {
	out := view.HouseholdEvent{When: e.At.Time().In(day.Beijing).Format("2006-01-02 15:04"), Who: e.Who, Record: e.Record,
		Look: e.Kind == app.EventRevealed || e.Kind == app.EventOpenFile,
		What: v.say("web.household.event."+string(e.Kind), "title", e.Title, "file", e.File, "version", e.Version, "number", e.Number, "kind", e.Asked)}
	if e.Request != "" && v.can(identity.ChangeSee) {
		out.To = view.Link{Href: "/changes/" + string(e.Request), Text: e.Number}
	}
	switch e.Kind {
	case app.EventRevealed:
		if out.Note = e.Reason; e.Cards {
			out.Note += v.say("web.household.with_cards")
		}
	case app.EventClosed:
		out.Note = v.say("web.household.closed_why", "reason", e.Reason, "day", e.On)
	case app.EventOutcome:
		out.Note = v.say("web.household.outcome_by", "day", e.On, "by", e.By)
		out.State = view.HouseholdBadge{Tone: "blue", Text: e.State.Text(v.lang)}
	case app.EventRequest:
		out.State = view.HouseholdBadge{Tone: "blue", Text: e.Stands.Text(v.lang)}
	case app.EventEntered:
		if e.State != "" {
			out.State = view.HouseholdBadge{Text: e.State.Text(v.lang)}
		}
	}
	for _, c := range e.Changes {
		field := v.say("web.household.field." + c.Field)
		if c.Member != "" {
			field = v.say("web.household.of_member", "member", c.Member, "field", field)
		}
		out.Changes = append(out.Changes, view.HouseholdChange{Field: field, Old: v.orNone(c.Old), New: v.orNone(c.New)})
	}
	return out
}

func (v *visit) orNone(text string) string {
	if text == "" {
		return v.say("web.household.empty")
	}
	return text
}

// householdReveal shows a file in the clear, for a reason that is on record.
func (v *visit) householdReveal() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	reason := form.Get("reason")
	if form.Get("other") != "" {
		reason = form.Get("other")
	}
	file, err := v.desk.RevealHousehold(v.r.Context(), app.RevealOrder{Number: v.r.PathValue("number"), Cards: form.Get("cards") != "", Reason: reason})
	if problem.Is(err, problem.Invalid) {
		return v.householdAgain(form, err, func(h *view.HouseholdPage, f view.Form) { h.Reveal = f })
	}
	if err != nil {
		return err
	}
	h, err := v.householdShown(file, form.Get("tab"))
	if err != nil {
		return err
	}
	return v.show(v.filePage(h))
}

// householdAgain shows the file with one of its forms refused.
func (v *visit) householdAgain(form url.Values, refused error, put func(*view.HouseholdPage, view.Form)) error {
	f, err := v.wrong(form, refused, map[string]string{"registry.close_reason": "reason", "registry.close_day": "on", "registry.close_future": "on",
		"registry.closed_before_opened": "on", "registry.note_long": "note", "registry.reason_length": "other"})
	if err != nil {
		return err
	}
	file, err := v.desk.Household(v.r.Context(), v.r.PathValue("number"), day.Date{})
	if err != nil {
		return err
	}
	h, err := v.householdShown(file, form.Get("tab"))
	if err != nil {
		return err
	}
	put(h, f)
	return v.again(v.filePage(h))
}

// householdClose closes the file.
func (v *visit) householdClose() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	version, _ := strconv.Atoi(form.Get("version")) // 0 is whichever stands
	order := app.CloseOrder{Number: v.r.PathValue("number"), Version: version, Reason: form.Get("reason"), Note: form.Get("note")}
	if order.On, _, err = day.ParseLoose(form.Get("on")); err != nil && form.Get("on") != "" {
		return v.householdAgain(form, problem.New(problem.Invalid, "registry.close_day"), func(h *view.HouseholdPage, f view.Form) { h.Close = f })
	}
	known, err := v.desk.CloseHousehold(v.r.Context(), order)
	if problem.Is(err, problem.Invalid) || problem.Is(err, problem.Conflict) {
		return v.householdAgain(form, err, func(h *view.HouseholdPage, f view.Form) { h.Close = f })
	}
	if err != nil {
		return err
	}
	return v.done("/households/"+string(known.ID), "web.household.closed_done", "number", known.Number)
}

// householdReopen opens a closed file again.
func (v *visit) householdReopen() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	version, _ := strconv.Atoi(form.Get("version"))
	known, err := v.desk.ReopenHousehold(v.r.Context(), app.ReopenOrder{Number: v.r.PathValue("number"), Version: version, Note: form.Get("note")})
	if problem.Is(err, problem.Invalid) || problem.Is(err, problem.Conflict) {
		return v.householdAgain(form, err, func(h *view.HouseholdPage, f view.Form) { h.Reopen = f })
	}
	if err != nil {
		return err
	}
	return v.done("/households/"+string(known.ID), "web.household.reopened_done", "number", known.Number)
}

// householdFile opens what is attached to an outcome; that somebody looked is on
// record.
func (v *visit) householdFile() error {
	of, err := id.Parse(v.r.PathValue("campaign"))
	if err != nil {
		return problem.New(problem.NotFound, "registry.no_household")
	}
	step, _ := strconv.ParseInt(v.r.PathValue("step"), 10, 64)
	file, err := v.desk.OpenAttachment(v.r.Context(), app.EntryRef{Campaign: of, Number: v.r.PathValue("number")}, step)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", string(file.Type))
	v.w.Header().Set("Content-Disposition", "inline")
	v.w.WriteHeader(http.StatusOK)
	_, err = v.w.Write(file.Content)
	if err != nil {
		v.Log.Warn("attachment not sent whole", "request", v.number)
	}
	return nil
}
