package app

import (
	"cmp"
	"context"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// LeaderDue is how far the villages are that one leader answers for. A village
// with two leaders counts with each; one without any counts with none, whose name
// is empty.
type LeaderDue struct {
	Name     string   `json:"name"` // of the leader
	Post     string   `json:"post,omitempty"`
	Cluster  string   `json:"cluster,omitempty"` // of the group of villages
	Villages []string `json:"villages"`
	Open     int64    `json:"open"`
	Late     int64    `json:"late"`
	Owed     int64    `json:"owed"`
	Met      int64    `json:"met"`
}

// linksMost bounds the links that are read at once.
const linksMost = 2000

// leadersOf are the leaders who answer for villages today, by village. Whom a
// village is linked to is no secret: it is read of every place.
func (d *Desk) leadersOf(ctx context.Context, tx *sqldb.Tx) (map[area.Code][]store.AreaLink, error) {
	today := d.clock.Today()
	links, err := d.store.Links(ctx, tx, "", today, d.actor.Scope, linksMost)
	if err != nil {
		return nil, err
	}
	byArea := map[area.Code][]store.AreaLink{}
	for _, l := range links {
		if l.Kind == "leader" && !l.From.After(today) {
			byArea[l.Area] = append(byArea[l.Area], l)
		}
	}
	return byArea, nil
}

// dueByLeader adds villages up by who answers for them, the worst first.
func (d *Desk) dueByLeader(ctx context.Context, tx *sqldb.Tx, villages []VillageDue) (all []LeaderDue, err error) {
	byArea, err := d.leadersOf(ctx, tx)
	if err != nil || len(byArea) == 0 {
		return nil, err
	}
	sums := map[string]*LeaderDue{}
	for _, v := range villages {
		leaders := leadersAt(byArea, v.Area)
		if len(leaders) == 0 {
			leaders = []store.AreaLink{{}}
		}
		for _, l := range leaders {
			key := l.Name + "\x00" + l.Cluster
			s := sums[key]
			if s == nil {
				s = &LeaderDue{Name: l.Name, Post: l.Post, Cluster: l.Cluster, Villages: []string{}}
				sums[key] = s
			}
			s.Villages = append(s.Villages, v.Name)
			s.Open, s.Late, s.Owed, s.Met = s.Open+v.Open, s.Late+v.Late, s.Owed+v.Owed, s.Met+v.Met
		}
	}
	for _, s := range sums {
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b LeaderDue) int {
		return cmp.Or(cmp.Compare(b.Late, a.Late), cmp.Compare(b.Open, a.Open), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Cluster, b.Cluster))
	})
	return all, nil
}

// leadersAt are the leaders linked to a village, or to a place that it lies in.
func leadersAt(byArea map[area.Code][]store.AreaLink, at area.Code) (all []store.AreaLink) {
	for linked, links := range byArea {
		if linked.Contains(at) {
			all = append(all, links...)
		}
	}
	return all
}
