package web

import (
	"net/url"
	"slices"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/registry"
	"songnuan/internal/term"
	"songnuan/internal/web/view"
)

// householdColumns are the columns that a person may choose, in their order; the
// number and the head are always there.
var householdColumns = []struct {
	key    string
	sort   registry.SortBy // "" for a column without an order
	number bool
	first  bool // shown to who has chosen nothing
}{
	{"village", registry.ByVillage, false, true},
	{"unit", "", false, false},
	{"categories", "", false, true},
	{"persons", "", true, true},
	{"income", registry.ByIncome, true, true},
	{"helped", "", false, true},
	{"changed", registry.ByChange, false, true},
	{"state", "", false, true},
}

// householdColumns fills in the columns of the list.
func (v *visit) householdColumns(h *householdQuery, base url.Values, l *view.HouseholdList) {
	wanted := v.wantedColumns()
	l.Dense = slices.Contains(wanted, "dense")
	column := func(key string, sort registry.SortBy, number bool) view.HouseholdColumn {
		c := view.HouseholdColumn{Key: key, Title: v.say("web.household.column." + key), Number: number}
		if sort == "" {
			return c
		}
		to := string(sort)
		if h.order.By == sort {
			if c.Sorted = "ascending"; h.order.Down {
				c.Sorted = "descending"
			} else {
				to = "-" + to
			}
		}
		c.SortHref = view.With("/households", base.Encode(), "sort", to)
		return c
	}
	l.Columns = append(l.Columns, column("number", registry.ByNumber, false), column("head", registry.ByHead, false))
	for _, k := range householdColumns {
		c := column(k.key, k.sort, k.number)
		c.Shown = wanted == nil && k.first || slices.Contains(wanted, k.key)
		if l.Choosable = append(l.Choosable, c); c.Shown {
			l.Columns = append(l.Columns, c)
		}
	}
}

// householdRow is a line of the list.
func (v *visit) householdRow(h *app.HouseholdLine) view.HouseholdRow {
	row := view.HouseholdRow{ID: string(h.Household), Number: h.Number, Href: householdPath(h.Number, string(h.Household)), Head: h.Head, Cells: map[string]view.HouseholdCell{
		"village": {Text: h.Village}, "unit": {Text: h.Unit}, "persons": {Text: strconv.Itoa(h.Persons)}, "changed": {Text: h.Changed.Date().String()},
	}}
	if h.Unit != "" {
		row.Href = householdPath("", string(h.Household)) // units number their files each for itself
	}
	income := view.HouseholdCell{Text: v.say("web.household.unknown"), Quiet: true}
	if h.IncomePerHead != nil {
		income = view.HouseholdCell{Text: h.IncomePerHead.Yuan()}
	}
	helped := view.HouseholdCell{Text: v.say("web.household.never"), Quiet: true}
	if !h.LastHelped.IsZero() {
		helped = view.HouseholdCell{Text: h.LastHelped.String()}
	}
	row.Cells["income"], row.Cells["helped"] = income, helped
	row.Cells["categories"] = view.HouseholdCell{Badges: v.categoryBadges(h.Categories)}
	row.Cells["state"] = view.HouseholdCell{Badges: v.stateBadges(h)}
	return row
}

func (v *visit) categoryBadges(names []string) (badges []view.HouseholdBadge) {
	for _, name := range names {
		badges = append(badges, view.HouseholdBadge{Tone: view.CategoryTone(name, term.OfPerson(term.Category, name)), Text: v.termText(term.Category, name)})
	}
	return badges
}

func (v *visit) stateBadges(h *app.HouseholdLine) []view.HouseholdBadge {
	switch {
	case !h.Closed.IsZero():
		return []view.HouseholdBadge{{Tone: "", Text: v.say("web.household.state.closed")}}
	case len(h.Lacks) > 0:
		return []view.HouseholdBadge{{Tone: "amber", Text: v.say("web.household.state.gaps", "count", len(h.Lacks))}}
	}
	return []view.HouseholdBadge{{Tone: "green", Text: v.say("web.household.state.open")}}
}
