package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/term"
	"songnuan/internal/web/view"
)

// householdList shows the list that the address asks for.
func (v *visit) householdList() error {
	q := v.r.URL.Query()
	h, err := v.householdQuery(q)
	if err != nil {
		return err
	}
	return v.showHouseholds(h, q)
}

func (v *visit) showHouseholds(h *householdQuery, q url.Values) error {
	ctx := v.r.Context()
	page := &app.HouseholdPage{}
	var err error
	if len(h.wrong) == 0 {
		if page, err = v.desk.Households(ctx, h.under(v.desk.Today()), h.order, h.cut); problem.As(err) != nil && problem.As(err).Key == "registry.filter_bounds" {
			h.wrong["size_from"], page, err = v.text(err), &app.HouseholdPage{}, nil
		}
		if err != nil {
			return err
		}
	}
	l, err := v.householdsShown(h, q, page)
	if err != nil {
		return err
	}
	if q.Get("totals") != "" && len(h.wrong) == 0 {
		if err := v.counted(h, l); err != nil {
			return err
		}
	}
	p := v.page("web.household.title")
	p.Actions = view.HouseholdActions(p, *l)
	if len(h.wrong) > 0 {
		return v.again(view.HouseholdListPage(p, *l))
	}
	return v.show(view.HouseholdListPage(p, *l))
}

// householdFind turns a filter form into an address, which can be sent on.
func (v *visit) householdFind() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	village := v.villageTyped(form)
	q, err := v.asked(form)
	if err != nil {
		return err
	}
	h, err := v.householdQuery(q)
	if err != nil {
		return err
	}
	if village != nil {
		h.wrong["area"] = v.text(village)
	}
	if len(h.wrong) > 0 {
		return v.showHouseholds(h, q)
	}
	return v.goTo("/households?" + q.Encode())
}

// villageTyped puts the code in place of a village's name.
func (v *visit) villageTyped(form url.Values) error {
	text := strings.TrimSpace(form.Get("area"))
	if _, err := area.Parse(text); err == nil || text == "" {
		return nil
	}
	code, err := v.desk.VillageNamed(v.r.Context(), text)
	if err == nil {
		form.Set("area", string(code))
	}
	return err
}

// householdCounts answers with the tabs and how many each holds.
func (v *visit) householdCounts() error {
	q := v.r.URL.Query()
	h, err := v.householdQuery(q)
	if err != nil {
		return err
	}
	l := &view.HouseholdList{Tabs: v.householdTabs(h, q)}
	if err := v.counted(h, l); err != nil {
		return err
	}
	return v.show(view.HouseholdCounts(v.page("web.household.title"), *l))
}

// counted fills the totals in.
func (v *visit) counted(h *householdQuery, l *view.HouseholdList) error {
	totals, err := v.desk.HouseholdTabs(v.r.Context(), h.Filter)
	if err != nil {
		return err
	}
	for i, tab := range registry.Tabs {
		l.Tabs[i].N = v.some(totals[tab])
		if tab == h.tab {
			l.Total = v.total(totals[tab])
		}
	}
	l.Counts = ""
	return nil
}

// some is a count as a tab shows it.
func (v *visit) some(t registry.Total) string {
	if t.Over {
		return v.say("web.household.over_short")
	}
	return strconv.FormatInt(t.Households, 10)
}

func (v *visit) total(t registry.Total) string {
	if t.Over {
		return v.say("web.household.over")
	}
	return v.say("web.household.total", "households", t.Households, "persons", t.Persons)
}

func (v *visit) householdTabs(h *householdQuery, q url.Values) (tabs []view.Tab) {
	q = without(q, "after", "before", "all", "totals")
	for _, tab := range registry.Tabs {
		to := view.With("/households", q.Encode(), "tab", string(tab))
		tabs = append(tabs, view.Tab{Link: view.Link{Href: to, Text: v.say("web.household.tab." + string(tab))}, Here: tab == h.tab})
	}
	return tabs
}

// without is an address without some of its parameters.
func without(q url.Values, names ...string) url.Values {
	rest := url.Values{}
	for name, values := range q {
		if !slices.Contains(names, name) {
			rest[name] = values
		}
	}
	return rest
}

// householdsShown is the page's data.
func (v *visit) householdsShown(h *householdQuery, q url.Values, page *app.HouseholdPage) (*view.HouseholdList, error) {
	actor := v.desk.Actor()
	base := without(q, "after", "before", "all", "totals")
	l := &view.HouseholdList{
		Filter: view.Form{Values: v.filterValues(h, q), Wrong: h.wrong}, Tabs: v.householdTabs(h, q), Counts: "/households/counts?" + base.Encode(),
		Query: base.Encode(), Clear: "/households", All: h.all,
		CanKeep: actor.Can(identity.HouseholdKeep), CanExport: actor.Can(identity.RosterExport), CanImport: actor.Can(identity.ListImport) && inMenu("/imports"),
	}
	l.AllHref, l.OneHref = view.With("/households", q.Encode(), "all", "1"), view.With("/households", q.Encode(), "all", "")
	v.householdColumns(h, base, l)
	for i := range page.Lines {
		l.Rows = append(l.Rows, v.householdRow(&page.Lines[i]))
	}
	l.Pager = v.householdPager(h, base, page)
	if err := v.householdChoices(l); err != nil {
		return nil, err
	}
	l.Named = v.namedFilters(h, l)
	l.More = slices.ContainsFunc([]string{"unit", "size_from", "size_to", "income_from", "income_to", "since", "batch"}, q.Has) || len(h.Categories) > 1
	return l, nil
}

// filterValues are what stands in the fields of the filter.
func (v *visit) filterValues(h *householdQuery, q url.Values) url.Values {
	values := without(q, "q", "cat")
	values.Set("q", h.Text)
	if len(h.Categories) > 0 {
		values.Set("cat", h.Categories[0])
		values["also"] = h.Categories[1:]
	}
	return values
}

func (v *visit) householdPager(h *householdQuery, base url.Values, page *app.HouseholdPage) view.Pager {
	pager := view.Pager{}
	if page.Prev != "" {
		pager.First, pager.Prev = "/households?"+base.Encode(), view.With("/households", base.Encode(), "before", page.Prev)
	}
	if page.Next != "" {
		pager.Next = view.With("/households", base.Encode(), "after", page.Next)
	}
	for _, n := range pageSizes {
		pager.Sizes = append(pager.Sizes, view.Tab{Link: view.Link{Href: view.With("/households", base.Encode(), "n", n), Text: n}, Here: n == strconv.Itoa(h.cut.Limit)})
	}
	return pager
}

// householdChoices fills the selects of the filter.
func (v *visit) householdChoices(l *view.HouseholdList) error {
	places, err := v.desk.Places(v.r.Context())
	if err != nil {
		return err
	}
	any := view.Option{Text: v.say("web.household.any")}
	l.Villages, l.Units = []view.Option{any}, []view.Option{any}
	if places.Many { // the name is typed
		l.Villages = nil
	}
	for _, a := range places.Villages {
		l.Villages = append(l.Villages, view.Option{Value: string(a.Code), Text: a.Name})
	}
	for _, u := range places.Units {
		l.Units = append(l.Units, view.Option{Value: u.Path, Text: u.Name})
	}
	l.Categories = append([]view.Option{any}, v.termOptions(term.Category)...)
	l.Causes = append([]view.Option{any}, v.termOptions(term.Cause)...)
	l.Lacks = []view.Option{any, {Value: "any", Text: v.say("web.household.gap.any")}}
	for _, g := range registry.Gaps {
		l.Lacks = append(l.Lacks, view.Option{Value: g.Name(), Text: v.say("web.household.gap." + g.Name())})
	}
	if !v.desk.Actor().Can(identity.ImportSee) {
		return nil
	}
	const recent = 20
	batches, err := v.desk.Imports(v.r.Context(), recent)
	l.Imports = []view.Option{any}
	for _, b := range batches {
		if b.Kind == "households" {
			l.Imports = append(l.Imports, view.Option{Value: string(b.ID), Text: b.Started.Date().String() + " " + b.File})
		}
	}
	return err
}

// termOptions are the terms of a list; their values are the Chinese names.
func (v *visit) termOptions(list string) (options []view.Option) {
	for _, name := range term.Names(list) {
		options = append(options, view.Option{Value: name, Text: v.termText(list, name)})
	}
	return options
}

// termText is a term as the person reads it.
func (v *visit) termText(list, name string) string {
	if v.lang == locale.English {
		return term.English(list, name)
	}
	return name
}

// namedFilters tells which filters are set, for a list that is empty.
func (v *visit) namedFilters(h *householdQuery, l *view.HouseholdList) (named []string) {
	chosen := func(label string, options []view.Option, value string) {
		for _, o := range options {
			if value != "" && o.Value == value {
				named = append(named, label+v.say("web.page.colon")+o.Text)
			}
		}
	}
	if h.tab != registry.TabOpen {
		named = append(named, v.say("web.household.tab."+string(h.tab)))
	}
	if h.Text != "" {
		named = append(named, v.say("web.household.q")+v.say("web.page.colon")+h.Text)
	}
	f := l.Filter
	chosen(v.say("web.household.village"), l.Villages, f.Value("area"))
	chosen(v.say("web.household.unit"), l.Units, f.Value("unit"))
	for _, name := range h.Categories {
		chosen(v.say("web.household.category"), l.Categories, name)
	}
	chosen(v.say("web.household.cause"), l.Causes, h.Cause)
	chosen(v.say("web.household.lacks"), l.Lacks, f.Value("lacks"))
	chosen(v.say("web.household.batch"), l.Imports, f.Value("batch"))
	for name, label := range map[string]string{"size_from": v.say("web.household.size_from"), "size_to": v.say("web.household.size_to"),
		"income_from": v.say("web.household.income_from"), "income_to": v.say("web.household.income_to"), "since": v.say("web.household.since")} {
		if f.Value(name) != "" {
			named = append(named, label+v.say("web.page.colon")+f.Value(name))
		}
	}
	slices.Sort(named)
	return named
}

// inMenu tells whether a place of the menu has its pages.
func inMenu(path string) bool {
	for _, group := range menu {
		if slices.ContainsFunc(group.entries, func(e entry) bool { return e.path == path }) {
			return true
		}
	}
	return false
}

// householdView keeps which columns a person wants, and how dense.
func (v *visit) householdView() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	kept := []string{"v1"}
	if form.Get("dense") != "" {
		kept = append(kept, "dense")
	}
	for _, c := range householdColumns {
		if slices.Contains(form["column"], c.key) {
			kept = append(kept, c.key)
		}
	}
	v.setCookie(householdCookie, strings.Join(kept, "."), modeSeconds)
	return v.goTo(form.Get("back"))
}

// wantedColumns are the columns of the person's cookie, nil when it says
// nothing.
func (v *visit) wantedColumns() []string {
	c, err := v.r.Cookie(householdCookie)
	if err != nil || !strings.HasPrefix(c.Value, "v1") {
		return nil
	}
	return strings.Split(c.Value, ".")
}

const householdCookie = "households"

// listNever and listUnchanged are the two lists that are always at hand.
func (v *visit) listNever() error { return v.goTo("/households?tab=" + string(registry.TabNever)) }
func (v *visit) listUnchanged() error {
	return v.goTo("/households?tab=" + string(registry.TabUnchanged))
}

// search answers the bar: what is looked for is sealed before it stands in an
// address.
func (v *visit) search() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	sealed, err := v.desk.SealSearch(strings.TrimSpace(form.Get("q")))
	if err != nil {
		return err
	}
	return v.goTo(view.With("/search", "", "q", sealed))
}

func (v *visit) searchFound() error {
	q := v.r.URL.Query()
	text, err := v.desk.OpenSearch(q.Get("q"))
	if err != nil {
		return err
	}
	s := view.HouseholdSearch{Text: text}
	if text != "" {
		const limit = 50
		found, next, err := v.desk.Search(v.r.Context(), text, q.Get("after"), limit)
		if err != nil {
			return err
		}
		for _, f := range found {
			s.Found = append(s.Found, v.found(&f))
		}
		if next != "" {
			s.Pager.Next = view.With("/search", without(q, "after").Encode(), "after", next)
		}
		if q.Get("after") != "" {
			s.Pager.First = view.With("/search", without(q, "after").Encode(), "after", "")
		}
	}
	return v.show(view.HouseholdSearchPage(v.page("web.household.search"), s))
}

func (v *visit) found(f *app.FoundHousehold) view.HouseholdFound {
	state := v.say("web.household.state.open")
	if f.Closed {
		state = v.say("web.household.state.closed")
	}
	if f.MergedInto != "" {
		state = v.say("web.household.merged_into", "number", f.MergedInto)
	}
	by := v.say("web.household.match." + string(f.Match))
	if f.Member != "" && f.Member != f.Head {
		by = v.say("web.household.found_member", "member", f.Member, "by", by)
	}
	return view.HouseholdFound{Number: f.Number, Href: householdPath(f.Number, string(f.Household)), Head: f.Head, Village: f.Village, By: by, State: state}
}

// householdPath is the address of a file: by its number, and by its id where the
// number is not plain.
func householdPath(number, of string) string {
	if number == "" || strings.ContainsAny(number, "/\\?#%") || number == "new" || number == "." || number == ".." {
		return "/households/" + of
	}
	return "/households/" + url.PathEscape(number)
}
