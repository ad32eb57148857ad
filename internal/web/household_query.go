package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/money"
	"songnuan/internal/registry"
	"songnuan/internal/term"
)

// householdQuery is a list of households as its address asks for it.
type householdQuery struct {
	registry.Filter
	tab   registry.Tab
	order registry.Order
	cut   registry.Cut
	all   bool // everything is ticked
	wrong map[string]string
}

// pageSizes are how many households a page may hold.
var pageSizes = []string{"20", "50", "100"}

// filterNames are the parameters that narrow the list.
var filterNames = []string{"q", "area", "unit", "cat", "cause", "lacks", "size_from", "size_to", "income_from", "income_to", "since", "batch"}

// householdQuery reads an address. What it does not understand is noted by the
// name of its field.
func (v *visit) householdQuery(q url.Values) (*householdQuery, error) {
	h := &householdQuery{wrong: map[string]string{}}
	var err error
	if h.Text, err = v.desk.OpenSearch(q.Get("q")); err != nil {
		return nil, err
	}
	h.Area, h.Unit, h.Batch = area.Code(q.Get("area")), q.Get("unit"), id.ID(q.Get("batch"))
	for _, name := range q["cat"] {
		if slices.Contains(term.Names(term.Category), name) {
			h.Categories = append(h.Categories, name)
		}
	}
	if slices.Contains(term.Names(term.Cause), q.Get("cause")) {
		h.Cause = q.Get("cause")
	}
	h.Lacks, _ = registry.ParseGap(q.Get("lacks"))
	h.SizeFrom, h.SizeTo = h.number(v, q, "size_from"), h.number(v, q, "size_to")
	h.IncomeFrom, h.IncomeTo = h.yuan(v, q, "income_from"), h.yuan(v, q, "income_to")
	h.since(v, q)
	h.tab = registry.TabOpen
	if tab := registry.Tab(q.Get("tab")); slices.Contains(registry.Tabs, tab) {
		h.tab = tab
	}
	by, down := strings.CutPrefix(q.Get("sort"), "-")
	if h.order = (registry.Order{By: registry.SortBy(by), Down: down}); !slices.Contains(registry.SortBys, h.order.By) {
		h.order = registry.Order{By: registry.ByNumber}
	}
	h.cut = registry.Cut{After: q.Get("after"), Before: q.Get("before"), Limit: 20}
	if slices.Contains(pageSizes, q.Get("n")) {
		h.cut.Limit, _ = strconv.Atoi(q.Get("n"))
	}
	h.all = q.Get("all") != ""
	return h, nil
}

// under is the filter with the tab's condition.
func (h *householdQuery) under(today day.Date) registry.Filter { return h.Filter.Under(h.tab, today) }

func (h *householdQuery) number(v *visit, q url.Values, name string) int {
	text := strings.TrimSpace(q.Get(name))
	if text == "" {
		return 0
	}
	const most = 99
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > most {
		h.wrong[name] = v.say("web.household.wrong_number", "most", most)
		return 0
	}
	return n
}

func (h *householdQuery) yuan(v *visit, q url.Values, name string) *money.Fen {
	text := strings.TrimSpace(q.Get(name))
	if text == "" {
		return nil
	}
	fen, err := money.Parse(text)
	if err != nil {
		h.wrong[name] = v.text(err)
		return nil
	}
	return &fen
}

func (h *householdQuery) since(v *visit, q url.Values) {
	text := strings.TrimSpace(q.Get("since"))
	if text == "" {
		return
	}
	d, _, err := day.ParseLoose(text)
	if err != nil {
		h.wrong["since"] = v.text(err)
		return
	}
	h.ChangedSince = d.AddDays(-1).End()
}

// asked is what a filter form asks for, as an address: what is empty is left out
// and what is looked for is sealed.
func (v *visit) asked(form url.Values) (url.Values, error) {
	q := url.Values{}
	for _, name := range slices.Concat(filterNames, []string{"tab", "sort", "n"}) {
		if value := strings.TrimSpace(form.Get(name)); value != "" && name != "q" && name != "cat" {
			q.Set(name, value)
		}
	}
	for _, name := range append(form["cat"], form["also"]...) {
		if name != "" && !slices.Contains(q["cat"], name) {
			q.Add("cat", name)
		}
	}
	sealed, err := v.desk.SealSearch(strings.TrimSpace(form.Get("q")))
	if sealed != "" {
		q.Set("q", sealed)
	}
	return q, err
}

// codeOf is an area of a form: what is none finds nothing.
func codeOf(text string) area.Code { return area.Code(strings.TrimSpace(text)) }
