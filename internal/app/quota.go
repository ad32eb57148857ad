package app

import (
	"cmp"
	"container/heap"
	"context"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/plan"
	"songnuan/internal/rule"
	"songnuan/internal/store"
)

// quota keeps the entries of a class that have a place so far, group by group;
// a better one takes the place of the last. It holds no more entries than
// there are places.
type quota struct {
	*plan.Quota
	level  area.Level       // of the groups; 0 is one group
	units  bool             // groups are units
	table  map[string]int64 // places by group
	totals map[string]int64 // fitting entries by group, for shares
	groups map[string]*placesOf
}

type placesOf struct {
	places int64
	held   waiting
}

// queued is an entry with its sort keys and what it adds to the measures.
type queued struct {
	entry campaign.Entry
	parts []int64
	keys  []sortKey
}

// sortKey is one value of an order: unknown ones come last.
type sortKey struct {
	known  bool
	number int64
	text   string
	desc   bool
}

func (b *rosterBuilder) quotaOf(ctx context.Context, class string) (*quota, error) {
	for i := range b.plan.Quotas {
		q := &b.plan.Quotas[i]
		if q.Class != class || q.Count.All || q.Strength.Soft() && q.Count.Max == nil && q.Count.Fixed == nil {
			continue
		}
		built := &quota{Quota: q, groups: map[string]*placesOf{}}
		built.level, built.units = b.groupsBy(q.Per)
		var err error
		built.table, err = b.tableOf(ctx, built)
		return built, err
	}
	return nil, nil
}

// tableOf turns the names of a quota's table into groups: units by their name,
// villages as a list would be read (冼沙村 for 冼沙村村民委员会).
func (b *rosterBuilder) tableOf(ctx context.Context, q *quota) (map[string]int64, error) {
	table := make(map[string]int64, len(q.Table))
	if len(q.Table) == 0 {
		return table, nil
	}
	if !q.units {
		for name, n := range q.Table {
			if village, ok := area.Match(name, b.villages).Area(); ok {
				table[string(village.Code.Up(q.level))] = n
			}
		}
		return table, nil
	}
	units, err := b.store.Units(ctx, b.tx, b.campaign.Unit)
	for _, u := range units {
		if n, ok := q.Table[u.Name]; ok {
			table[u.Path] = n
		}
	}
	return table, err
}

// levels of area by the words of the plan format.
var levels = map[string]area.Level{"village": area.Village, "town": area.Township, "county": area.County, "prefecture": area.Prefecture}

func (b *rosterBuilder) groupsBy(per string) (level area.Level, units bool) {
	if per == "unit" {
		return 0, true
	}
	for i := range b.plan.Sites {
		if b.plan.Sites[i].ID == per {
			return levels[b.plan.Sites[i].Level], false
		}
	}
	return levels[per], false
}

// prepare counts the groups when the quota is a share of them.
func (q *quota) prepare(ctx context.Context, c *classBuilder) error {
	if q == nil || q.Count.Percent == nil || c.takes == nil {
		return nil
	}
	q.totals = map[string]int64{}
	return c.selected(ctx, func(candidate store.Candidate) error {
		e, err := c.judge(candidate)
		if err == nil && e.State == campaign.In {
			q.totals[q.group(e)]++
		}
		return err
	})
}

func (q *quota) group(e campaign.Entry) string {
	switch {
	case q.units:
		return e.Unit
	case q.level == 0:
		return ""
	}
	return string(e.Area.Up(q.level))
}

// places of a group: the fixed number, the upper end of a range, the share
// rounded up, or the line of the table.
func (q *quota) places(group string) int64 {
	if n, ok := q.table[group]; ok {
		return n
	}
	if q.Count.Percent != nil {
		return (q.totals[group]**q.Count.Percent + 9999) / 10000
	}
	n, _ := q.Count.Planned()
	return n
}

// offer gives an entry a place if there is one, or if it comes before the last
// that has one. It returns the entry that is without a place now, nil when
// none is.
func (q *quota) offer(e campaign.Entry, parts []int64, facts *rule.Facts) (*queued, error) {
	name := q.group(e)
	group := q.groups[name]
	if group == nil {
		group = &placesOf{places: q.places(name)}
		q.groups[name] = group
	}
	next := &queued{entry: e, parts: parts}
	next.entry.Reason.Places = group.places
	var err error
	if next.keys, err = q.keys(facts); err != nil {
		return nil, err
	}
	heap.Push(&group.held, next)
	if int64(group.held.Len()) <= group.places {
		return nil, nil
	}
	last := heap.Pop(&group.held).(*queued)
	last.entry.State = campaign.OverQuota
	return last, nil
}

// settle gives the entries that keep their places, each with its rank.
func (q *quota) settle() (all []*queued) {
	if q == nil {
		return nil
	}
	for _, group := range q.groups {
		for rank := int64(group.held.Len()); group.held.Len() > 0; rank-- {
			last := heap.Pop(&group.held).(*queued)
			last.entry.Reason.Rank = rank
			all = append(all, last)
		}
	}
	return all
}

func (q *quota) keys(facts *rule.Facts) ([]sortKey, error) {
	keys := make([]sortKey, len(q.Order))
	for i := range q.Order {
		o := &q.Order[i]
		keys[i].desc = o.Desc
		var err error
		switch {
		case o.Number != nil:
			keys[i].number, keys[i].known, _, err = o.Number.Eval(facts)
		case o.Choice != nil:
			keys[i].text, keys[i].known, _, err = o.Choice.Eval(facts)
		case o.By.Compiled != nil:
			var verdict rule.Verdict
			verdict, _, err = o.By.Compiled.Eval(facts)
			if keys[i].known = verdict != rule.Unknown; verdict == rule.No {
				keys[i].number = 1 // yes comes first
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return keys, nil
}

// compare says whether a comes before b; equal keys keep the order of ids, the
// order of entry into the registry.
func (a *queued) compare(b *queued) int {
	for i := range a.keys {
		x, y := a.keys[i], b.keys[i]
		if x.known != y.known {
			if x.known {
				return -1
			}
			return 1
		}
		way := cmp.Or(cmp.Compare(x.number, y.number), strings.Compare(x.text, y.text))
		if x.desc {
			way = -way
		}
		if way != 0 {
			return way
		}
	}
	return strings.Compare(a.entry.Subject, b.entry.Subject)
}

// waiting is a heap with the last of the order on top.
type waiting []*queued

func (w waiting) Len() int           { return len(w) }
func (w waiting) Less(i, j int) bool { return w[i].compare(w[j]) > 0 }
func (w waiting) Swap(i, j int)      { w[i], w[j] = w[j], w[i] }
func (w *waiting) Push(x any)        { *w = append(*w, x.(*queued)) }
func (w *waiting) Pop() any {
	last := (*w)[len(*w)-1]
	*w = (*w)[:len(*w)-1]
	return last
}
