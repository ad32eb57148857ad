package app

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/likeness"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// DuplicateFilter narrows the list of suspects.
type DuplicateFilter struct {
	State   likeness.SuspectState // open when empty
	Verdict likeness.Verdict      // "" is all
	Area    area.Code             // of both files
	After   string                // key that the page before gave
	Limit   int
}

// DuplicateLine is a suspect on the list, names masked.
type DuplicateLine struct {
	ID      id.ID                 `json:"id"`
	Score   int                   `json:"score"`
	Verdict likeness.Verdict      `json:"verdict"`
	State   likeness.SuspectState `json:"state"`
	Version int                   `json:"version"`
	Within  bool                  `json:"within"` // one household lists somebody twice
	A       DuplicateFile         `json:"a"`
	B       DuplicateFile         `json:"b"`
	Reasons []likeness.Reason     `json:"reasons"` // of the strongest pair
	Persons int                   `json:"persons"` // pairs between the two files
	Found   day.Instant           `json:"found"`
	Actor   string                `json:"actor,omitempty"`
	By      string                `json:"-"` // the same, as the office calls him
	Decided day.Instant           `json:"decided,omitempty"`
}

// DuplicateFile is one of the two files.
type DuplicateFile struct {
	Household id.ID    `json:"household"`
	Number    string   `json:"number"`
	Village   string   `json:"village"`
	Head      string   `json:"head"`   // masked
	Person    string   `json:"person"` // who is in both, masked
	Closed    day.Date `json:"closed,omitzero"`
}

// DuplicatePage is a page of the list, with the key of the next one.
type DuplicatePage struct {
	Lines []DuplicateLine `json:"duplicates"`
	Next  string          `json:"next,omitempty"`
}

// Duplicates gives a page of the suspects of which the actor sees both files,
// the highest score first. problem.Invalid for a key that is none.
func (d *Desk) Duplicates(ctx context.Context, f DuplicateFilter) (page *DuplicatePage, err error) {
	if err := d.actor.Must(identity.DuplicateSee); err != nil {
		return nil, err
	}
	after, err := suspectKey(f.After)
	if err != nil {
		return nil, err
	}
	limit := PageOf{Limit: f.Limit}.limit()
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		all, err := d.store.Suspects(ctx, tx, f.filter(), after, limit+1, d.actor.Scope)
		if err != nil {
			return err
		}
		page = &DuplicatePage{Lines: []DuplicateLine{}}
		if len(all) > limit {
			all = all[:limit]
			page.Next = strconv.Itoa(all[limit-1].Score) + "." + string(all[limit-1].ID)
		}
		page.Lines, err = d.duplicateLines(ctx, tx, all)
		return err
	})
	return page, err
}

func (f *DuplicateFilter) filter() store.SuspectFilter {
	if f.State == "" {
		f.State = likeness.Open
	}
	return store.SuspectFilter{State: f.State, Verdict: f.Verdict, Area: f.Area}
}

func suspectKey(text string) (key store.SuspectKey, err error) {
	if text == "" {
		return key, nil
	}
	score, of, _ := strings.Cut(text, ".")
	if key.Score, err = strconv.Atoi(score); err == nil {
		key.ID, err = id.Parse(of)
	}
	if err != nil {
		return key, problem.Wrap(err, problem.Invalid, "registry.search_key")
	}
	return key, nil
}

// duplicateLines reads the files of suspects in one go.
func (d *Desk) duplicateLines(ctx context.Context, tx *sqldb.Tx, all []*likeness.Suspect) ([]DuplicateLine, error) {
	var ids []id.ID
	for _, x := range all {
		ids = append(ids, x.A, x.B)
	}
	files, err := d.store.HouseholdsByID(ctx, tx, ids, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	byID := map[id.ID]*registry.Household{}
	for _, h := range files {
		byID[h.ID] = h
	}
	lines, names := []DuplicateLine{}, d.colleagues(tx)
	for _, x := range all {
		l := DuplicateLine{ID: x.ID, Score: x.Score, Verdict: x.Verdict, State: x.State, Version: x.Version, Within: x.A == x.B, Persons: len(x.Pairs), Found: x.Found, Actor: x.Actor, Decided: x.Decided}
		if l.By, err = names.called(ctx, x.Actor); err != nil {
			return nil, err
		}
		var ma, mb id.ID
		if len(x.Pairs) > 0 {
			l.Reasons, ma, mb = x.Pairs[0].Reasons, x.Pairs[0].A, x.Pairs[0].B
		}
		if l.A, err = d.duplicateFile(ctx, tx, byID[x.A], ma); err != nil {
			return nil, err
		}
		if l.B, err = d.duplicateFile(ctx, tx, byID[x.B], mb); err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	return lines, nil
}

func (d *Desk) duplicateFile(ctx context.Context, tx *sqldb.Tx, h *registry.Household, member id.ID) (f DuplicateFile, err error) {
	f = DuplicateFile{Household: h.ID, Number: h.Number, Head: masked(h.Head), Person: masked(h.Head), Closed: h.Closed}
	for i := range h.Members {
		if h.Members[i].ID == member {
			f.Person = masked(h.Members[i].Name)
		}
	}
	f.Village, err = d.villageName(ctx, tx, h.Area)
	return f, err
}

// DuplicateCounts counts the suspects under each state, up to CountedExactly.
func (d *Desk) DuplicateCounts(ctx context.Context, f DuplicateFilter) (counts map[likeness.SuspectState]int64, err error) {
	if err := d.actor.Must(identity.DuplicateSee); err != nil {
		return nil, err
	}
	counts = map[likeness.SuspectState]int64{}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		for _, state := range likeness.SuspectStates {
			f.State = state
			if counts[state], err = d.store.CountSuspects(ctx, tx, f.filter(), CountedExactly+1, d.actor.Scope); err != nil {
				return err
			}
		}
		return nil
	})
	return counts, err
}

// DuplicatesOf gives the suspects of a file that are still to be settled, for
// its own page.
func (d *Desk) DuplicatesOf(ctx context.Context, household id.ID) (lines []DuplicateLine, err error) {
	if err := d.actor.Must(identity.DuplicateSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		all, err := d.store.SuspectsOf(ctx, tx, household, d.actor.Scope)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(x *likeness.Suspect) bool { return x.State != likeness.Open && x.State != likeness.Later })
		lines, err = d.duplicateLines(ctx, tx, all)
		return err
	})
	return lines, err
}
