package app

import (
	"cmp"
	"context"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// Board shows how far a campaign is: by village and by unit, the one with the
// most open entries first.
type Board struct {
	Campaign *campaign.Campaign
	Total    campaign.Counts
	Villages []BoardLine
	Units    []BoardLine
}

// BoardLine is one village or unit.
type BoardLine struct {
	Place  string          `json:"place"` // code or path
	Name   string          `json:"name"`
	Counts campaign.Counts `json:"counts"`

	// Withdrawn is the last day on which the village's code was valid, and
	// Successor the one it became part of; unset while it is valid.
	Withdrawn string `json:"withdrawn,omitempty"`
	Successor string `json:"successor,omitempty"`
}

// Board counts the universe of a campaign within the actor's scope.
func (d *Desk) Board(ctx context.Context, of id.ID) (board *Board, err error) {
	if err := d.actor.Must(identity.CampaignSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := d.store.Campaign(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		board, err = d.board(ctx, tx, c)
		return err
	})
	return board, err
}

func (d *Desk) board(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign) (*Board, error) {
	names, err := d.placeNames(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	withdrawn, err := d.store.WithdrawnAreas(ctx, tx, c.Area, d.clock.Today().String())
	if err != nil {
		return nil, err
	}
	b := &Board{Campaign: c, Total: campaign.Counts{}}
	villages, units, err := d.store.CountPlaces(ctx, tx, c.ID, d.actor.Scope)
	for _, v := range villages {
		line := BoardLine{Place: v.Place, Name: firstOf(names.villages[area.Code(v.Place)], v.Place), Counts: v.Counts}
		if a, gone := withdrawn[area.Code(v.Place)]; gone {
			line.Name, line.Withdrawn, line.Successor = firstOf(a.Name, v.Place), a.ValidTo, string(a.Successor)
		}
		b.Villages = append(b.Villages, line)
		for state, n := range v.Counts {
			b.Total.Add(state, n.Entries, n.Persons)
		}
	}
	for _, u := range units {
		if u.Place != "" {
			b.Units = append(b.Units, BoardLine{Place: u.Place, Name: firstOf(names.units[u.Place], u.Place), Counts: u.Counts})
		}
	}
	worstFirst(b.Villages)
	worstFirst(b.Units)
	return b, err
}

func worstFirst(lines []BoardLine) {
	slices.SortStableFunc(lines, func(a, b BoardLine) int {
		return cmp.Compare(b.Counts[campaign.Open].Entries, a.Counts[campaign.Open].Entries)
	})
}

// placeNames are the names of a campaign's villages and units.
type placeNames struct {
	villages map[area.Code]string
	units    map[string]string
}

func (d *Desk) placeNames(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign) (*placeNames, error) {
	names := &placeNames{map[area.Code]string{}, map[string]string{}}
	villages, err := d.store.Villages(ctx, tx, c.Area, c.AsOf.String(), villagesKnown)
	if err != nil {
		return nil, err
	}
	for _, v := range villages {
		names.villages[v.Code] = v.Name
	}
	units, err := d.store.Units(ctx, tx, c.Unit)
	for _, u := range units {
		names.units[u.Path] = u.Name
	}
	return names, err
}

func (n *placeNames) of(code area.Code, unit string) string {
	return firstOf(firstOf(n.villages[code], n.units[unit]), string(code))
}

// EntryLine is an entry of a universe on a list, its name masked.
type EntryLine struct {
	Entry   string           `json:"entry"` // id
	Number  string           `json:"number,omitempty"`
	Village string           `json:"village"`
	Name    string           `json:"name"`
	Persons int64            `json:"persons"`
	State   campaign.Outcome `json:"state"`
	Reason  string           `json:"reason,omitempty"` // undecided, over_quota, excluded, no_class
	Steps   int64            `json:"steps,omitempty"`  // what a person who records its outcome has seen
}

func (n *placeNames) entry(e *store.Covered) EntryLine {
	name := e.Name
	if e.Kind != campaign.Bulk { // a bulk line names no person
		name = masked(name)
	}
	return EntryLine{e.Subject, e.Number, n.of(e.Area, e.Unit), name, e.Persons, e.Outcome, e.Reason, e.Version}
}

// PageOf narrows a list to a place and cuts it into pages: After is the key that
// the page before gave.
type PageOf struct {
	Area  area.Code
	Unit  string // path
	After string
	Limit int
}

// scope is the actor's within the place.
func (p PageOf) scope(of identity.Scope) (identity.Scope, error) {
	narrow, ok := of.Within(p.Area, p.Unit)
	if !ok {
		return narrow, problem.New(problem.Forbidden, "app.outside_scope")
	}
	return narrow, nil
}

// pageMost bounds a page.
const pageMost = 500

func (p PageOf) limit() int { return min(max(p.Limit, 1), pageMost) }

// Entries gives a page of the entries that stand at an outcome, by village.
func (d *Desk) Entries(ctx context.Context, of id.ID, outcome campaign.Outcome, page PageOf) (lines []EntryLine, next string, err error) {
	if err := d.actor.Must(identity.HouseholdSee); err != nil {
		return nil, "", err
	}
	scope, err := page.scope(d.actor.Scope)
	if err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := d.store.Campaign(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		names, err := d.placeNames(ctx, tx, c)
		if err != nil {
			return err
		}
		found, more, err := d.store.CoveredPage(ctx, tx, of, outcome, scope, page.After, page.limit())
		for i := range found {
			lines = append(lines, names.entry(&found[i]))
		}
		next = more
		return err
	})
	return lines, next, err
}

// FileOnList is an open file on a list, its name masked.
type FileOnList struct {
	Household id.ID    `json:"id"`
	Number    string   `json:"number"`
	Village   string   `json:"village"`
	Head      string   `json:"head"`
	Persons   int64    `json:"persons"`
	Changed   day.Date `json:"-"` // day of the last change
}

// NeverHelped gives a page of the open files of which no campaign has recorded
// that they were helped, by village.
func (d *Desk) NeverHelped(ctx context.Context, page PageOf) ([]FileOnList, string, error) {
	if err := d.actor.Must(identity.HouseholdSee); err != nil {
		return nil, "", err
	}
	return d.fileList(ctx, page, func(tx *sqldb.Tx, scope identity.Scope) ([]store.FileLine, string, error) {
		return d.store.NeverHelped(ctx, tx, scope, page.After, page.limit())
	})
}

// UnchangedForAYear gives a page of the open files that nobody has changed for a
// year, the oldest first.
func (d *Desk) UnchangedForAYear(ctx context.Context, page PageOf) ([]FileOnList, string, error) {
	if err := d.actor.Must(identity.HouseholdSee); err != nil {
		return nil, "", err
	}
	before := d.clock.Today().AddMonths(-12).AddDays(-1).End()
	return d.fileList(ctx, page, func(tx *sqldb.Tx, scope identity.Scope) ([]store.FileLine, string, error) {
		return d.store.Untouched(ctx, tx, before, scope, page.After, page.limit())
	})
}

func (d *Desk) fileList(ctx context.Context, page PageOf, read func(*sqldb.Tx, identity.Scope) ([]store.FileLine, string, error)) (lines []FileOnList, next string, err error) {
	scope, err := page.scope(d.actor.Scope)
	if err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		found, more, err := read(tx, scope)
		if err != nil {
			return err
		}
		next = more
		for _, f := range found {
			village, err := d.villageName(ctx, tx, f.Area)
			if err != nil {
				return err
			}
			lines = append(lines, FileOnList{f.Household, f.Number, village, masked(f.Head), f.Size, f.Recorded.Date()})
		}
		return nil
	})
	return lines, next, err
}
