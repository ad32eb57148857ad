package app

import (
	"cmp"
	"slices"
	"strings"

	"songnuan/internal/campaign"
	"songnuan/internal/identity"
)

// tally reckons the lines of a certificate from the steps of a campaign's
// entries, which come in key order.
type tally struct {
	certificate *campaign.Certificate
	counted     map[countedPlace]*counted
}

type countedPlace struct {
	part  campaign.Part
	place string
}

type counted struct {
	counts campaign.Counts
	digest *identity.Digest
}

func newTally(c *campaign.Certificate) *tally {
	t := &tally{c, map[countedPlace]*counted{}}
	t.at(campaign.Whole, "")
	return t
}

func (t *tally) at(part campaign.Part, place string) *counted {
	key := countedPlace{part, place}
	c := t.counted[key]
	if c == nil {
		c = &counted{campaign.Counts{}, identity.NewDigest()}
		t.counted[key] = c
	}
	return c
}

// add counts one entry by the last of its steps up to the instant.
func (t *tally) add(steps []campaign.Step) {
	var last *campaign.Step
	for i := range steps {
		if steps[i].Recorded <= t.certificate.AsOf {
			last = &steps[i]
		}
	}
	if last == nil || last.State == campaign.Out || !t.certificate.Area.Contains(last.Area) || !strings.HasPrefix(last.Unit, t.certificate.Unit) {
		return
	}
	row := last.Canonical()
	lines := []*counted{t.at(campaign.Whole, ""), t.at(campaign.OfVillage, string(last.Area))}
	if last.Unit != "" {
		lines = append(lines, t.at(campaign.OfUnit, last.Unit))
	}
	for _, l := range lines {
		l.counts.Add(last.State, 1, last.Persons)
		l.digest.Add(row...)
	}
}

// lines are the whole first, then villages and units, each by key.
func (t *tally) lines() []campaign.Line {
	order := map[campaign.Part]int{campaign.Whole: 0, campaign.OfVillage: 1, campaign.OfUnit: 2}
	all := make([]campaign.Line, 0, len(t.counted))
	for key, c := range t.counted {
		all = append(all, campaign.Line{Part: key.part, Place: key.place, Counts: c.counts, Digest: c.digest.Sum()})
	}
	slices.SortFunc(all, func(a, b campaign.Line) int {
		return cmp.Or(cmp.Compare(order[a.Part], order[b.Part]), strings.Compare(a.Place, b.Place))
	})
	return all
}
