package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/likeness"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/web/view"
)

// duplicatesShown is how many suspects stand on a page.
const duplicatesShown = 50

func (v *visit) duplicateList() error {
	q := v.r.URL.Query()
	f := app.DuplicateFilter{State: likeness.SuspectState(q.Get("state")), Verdict: likeness.Verdict(q.Get("verdict")), After: q.Get("after"), Limit: duplicatesShown}
	if !slices.Contains(likeness.SuspectStates, f.State) {
		f.State = likeness.Open
	}
	if !slices.Contains(likeness.Verdicts, f.Verdict) {
		f.Verdict = ""
	}
	l := view.DuplicateList{State: f.State, Filter: view.Form{Values: q, Wrong: map[string]string{}}, CanScan: v.can(identity.DuplicateMark), Filtered: f.Verdict != "" || q.Get("area") != ""}
	var err error
	if l.Places, err = v.villageChoices(); err != nil {
		return err
	}
	status := http.StatusOK
	if f.Area, err = v.villageAsked(q.Get("area")); err != nil {
		if !problem.Is(err, problem.Invalid) {
			return err
		}
		l.Filter.Wrong["area"], status = locale.Error(v.lang, err), http.StatusUnprocessableEntity
	}
	page, err := v.desk.Duplicates(v.r.Context(), f)
	if err != nil {
		return err
	}
	counts, err := v.desk.DuplicateCounts(v.r.Context(), f)
	if err != nil {
		return err
	}
	p := v.page("web.duplicate.title")
	p.Sub = p.T("web.duplicate.sub")
	p.Crumbs = []view.Link{{Text: p.T("web.nav.data")}}
	for _, state := range likeness.SuspectStates {
		to := view.With("/duplicates", without(q, "after").Encode(), "state", string(state))
		l.Tabs = append(l.Tabs, view.Tab{Link: view.Link{Href: to, Text: p.T("web.duplicate.state." + string(state))}, Here: state == f.State, N: countText(p, counts[state])})
	}
	l.Verdicts = []view.Option{{Text: p.T("web.duplicate.any")}}
	for _, one := range likeness.Verdicts {
		l.Verdicts = append(l.Verdicts, view.Option{Value: string(one), Text: p.T("likeness.verdict." + string(one))})
	}
	for i := range page.Lines {
		l.Rows = append(l.Rows, v.duplicateRow(&page.Lines[i]))
	}
	if f.After != "" {
		l.Pager.First = view.With("/duplicates", v.r.URL.RawQuery, "after", "")
	}
	if page.Next != "" {
		l.Pager.Next = view.With("/duplicates", v.r.URL.RawQuery, "after", page.Next)
	}
	p.Actions = view.DuplicateActions(p, l)
	return v.write(status, view.DuplicateListPage(p, l))
}

// countText is a count that was taken up to a limit.
func countText(p view.Page, n int64) string {
	if n > app.CountedExactly {
		return p.T("web.duplicate.over", "count", app.CountedExactly)
	}
	return p.T("web.duplicate.count", "count", n)
}

// villageChoices are the villages to choose from, nil where there are too many.
func (v *visit) villageChoices() (all []view.Option, err error) {
	places, err := v.desk.Places(v.r.Context())
	if err != nil || places.Many {
		return nil, err
	}
	all = []view.Option{{Text: v.say("web.duplicate.everywhere")}}
	for _, a := range places.Villages {
		all = append(all, view.Option{Value: string(a.Code), Text: a.Name})
	}
	return all, nil
}

// villageAsked is the village of a filter, "" for none.
func (v *visit) villageAsked(text string) (area.Code, error) {
	if strings.TrimSpace(text) == "" {
		return "", nil
	}
	return v.desk.VillageNamed(v.r.Context(), text)
}

func (v *visit) duplicateRow(l *app.DuplicateLine) view.DuplicateRow {
	r := view.DuplicateRow{DuplicateLine: *l, When: l.Found.Date().String()}
	if l.Decided != "" {
		r.When = l.Decided.Date().String()
	}
	r.For, r.Against = v.reasonTexts(l.Reasons)
	return r
}

// reasonTexts parts what speaks for one person from what speaks against.
func (v *visit) reasonTexts(reasons []likeness.Reason) (speaks, against []string) {
	for _, r := range reasons {
		text := locale.Text(v.lang, r.Key, r.Args)
		if r.Against {
			against = append(against, text)
			continue
		}
		speaks = append(speaks, text)
	}
	return speaks, against
}

// duplicateScan asks for a search in the background.
func (v *visit) duplicateScan() error {
	j, err := v.desk.Enqueue(v.r.Context(), app.JobOrder{Kind: identity.DuplicateFind, Args: app.DuplicateArgs{}})
	if err != nil {
		return err
	}
	return v.done("/jobs/"+string(j.ID), "web.duplicate.scanning")
}

func (v *visit) duplicateShow() error {
	return v.showDuplicate(view.DuplicatePage{}, http.StatusOK)
}

// showDuplicate shows a suspect, with what was typed where a form was refused.
func (v *visit) showDuplicate(d view.DuplicatePage, status int) error {
	of, err := v.idOf("suspect", "duplicate.none")
	if err != nil {
		return err
	}
	keep := id.ID(v.r.URL.Query().Get("keep"))
	if typed := d.Merge.Value("keep"); typed != "" {
		keep = id.ID(typed)
	}
	if d.DuplicateView, err = v.desk.Duplicate(v.r.Context(), of, keep); err != nil {
		return err
	}
	d.Base = "/duplicates/" + string(of)
	d.CanMark, d.CanMerge = v.can(identity.DuplicateMark), v.can(identity.DuplicateMerge)
	d.Closed = !d.A.Closed.IsZero() || !d.B.Closed.IsZero()
	d.Left, d.Right = d.A, d.B
	if d.Keep == d.B.ID {
		d.Left, d.Right = d.B, d.A
	}
	if d.Suspect.Decided != "" {
		d.DecidedOn = app.ShownTime(d.Suspect.Decided)
	}
	v.duplicatePairs(&d)
	d.Groups = v.offerGroups(d.Offers)
	for _, e := range d.DuplicateView.Entries {
		number := d.A.Number
		if e.Of == d.B.ID {
			number = d.B.Number
		}
		d.Entries = append(d.Entries, view.DuplicateEntry{Title: e.Title, Number: number, State: v.say("web.duplicate.entry." + string(e.State)),
			Href: "/campaigns/" + string(e.Campaign) + "/entries/" + url.PathEscape(e.Subject)})
	}
	p := v.page("web.duplicate.pair", "one", d.A.Number, "two", d.B.Number)
	if d.A.ID == d.B.ID {
		p.Title = p.T("web.duplicate.pair_within", "one", d.A.Number)
	}
	p.Crumbs = []view.Link{{Text: p.T("web.nav.data")}, {Href: "/duplicates", Text: p.T("web.duplicate.title")}}
	return v.write(status, view.DuplicateShowPage(p, d))
}

// duplicatePairs puts the pairs of persons into words, and offers to take each
// out of either file.
func (v *visit) duplicatePairs(d *view.DuplicatePage) {
	for _, pair := range d.Suspect.Pairs {
		one := view.DuplicatePair{A: d.A.Head, B: d.B.Head, Verdict: pair.Verdict, Score: pair.Score}
		for _, side := range []struct {
			member id.ID
			name   *string
			number string
		}{{pair.A, &one.A, d.A.Number}, {pair.B, &one.B, d.B.Number}} {
			name, known := d.Names[side.member]
			if !known {
				continue
			}
			*side.name = name
			if text := v.say("web.duplicate.out_of", "name", name, "number", side.number); !slices.ContainsFunc(d.Outs, func(o view.Option) bool { return o.Value == string(side.member) }) {
				d.Outs = append(d.Outs, view.Option{Value: string(side.member), Text: text})
			}
		}
		one.For, one.Against = v.reasonTexts(pair.Reasons)
		d.Pairs = append(d.Pairs, one)
	}
}

// offerGroups parts the fields by household and member; those that agree are
// counted.
func (v *visit) offerGroups(offers []registry.Offer) (groups []view.OfferGroup) {
	at := map[string]int{}
	for _, o := range offers {
		title := v.say("web.duplicate.group_household")
		switch {
		case o.Field == "member":
			title = v.say("web.duplicate.group_others")
		case o.Member != "":
			title = o.Member
		}
		i, known := at[title]
		if !known {
			i = len(groups)
			at[title], groups = i, append(groups, view.OfferGroup{Title: title})
		}
		if !o.Differs {
			groups[i].Same++
			continue
		}
		row := view.OfferRow{Offer: o, Label: v.say("web.household.field." + o.Field)}
		if o.Field == "village" {
			row.Kept, row.Gone = v.villageShown(o.Kept), v.villageShown(o.Gone)
		}
		if o.Field == "member" {
			row.Label = o.Member
		}
		groups[i].Rows = append(groups[i].Rows, row)
	}
	return groups
}

func (v *visit) villageShown(code string) string {
	names, err := v.placeNames()
	if err != nil {
		return code
	}
	return names.area(area.Code(code))
}

// householdSuspects links a file's page to the pairs it is suspected in.
func (v *visit) householdSuspects(h *view.HouseholdPage) error {
	if !v.can(identity.DuplicateSee) {
		return nil
	}
	lines, err := v.desk.DuplicatesOf(v.r.Context(), h.ID)
	for _, l := range lines {
		other := l.B.Number
		if l.B.Household == h.ID {
			other = l.A.Number
		}
		h.Suspects = append(h.Suspects, view.Link{Href: "/duplicates/" + string(l.ID), Text: other})
	}
	return err
}
