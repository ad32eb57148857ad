package view

import (
	"songnuan/internal/app"
	"songnuan/internal/campaign"
)

// EntryList is a page of the entries of a universe.
type EntryList struct {
	CampaignHead
	Form
	Lines                    []app.EntryLine
	State                    campaign.Outcome
	States                   []Tab
	Villages, Units, Classes []Option
	Pager                    Pager
}

// Entry is one entry with what happened to it, and the form for what comes
// next.
type Entry struct {
	CampaignHead
	Form
	*app.EntryView
	Own string // name of the person at the desk
}

// outcomeOptions are the outcomes that can follow the present one: an entry
// that a person has settled is opened again first.
func outcomeOptions(p Page, e *app.EntryView) []Option {
	if e.Standing.Settled() {
		return []Option{{Value: string(campaign.Open), Text: p.T("web.entry.open_again")}}
	}
	all := []Option{{Text: p.T("web.entry.choose")}}
	for _, o := range campaign.Outcomes {
		if o != campaign.Open || e.Standing.State != campaign.Open {
			all = append(all, Option{Value: string(o), Text: p.Show(o)})
		}
	}
	return all
}

// standingTone is the tint of where an entry stands on a roster.
func standingTone(s campaign.Standing) string {
	return map[campaign.Standing]string{campaign.In: "green", campaign.Undecided: "amber", campaign.OverQuota: "violet", campaign.Excluded: "red"}[s]
}

// entryAct is what the list of a state leads to.
func entryAct(p Page, state campaign.Outcome) string {
	if state == campaign.Open {
		return p.T("web.entry.record")
	}
	return p.T("web.entry.see")
}

// stepState is the outcome of a step; one that left the universe has none.
func stepState(p Page, s *campaign.Step) string {
	if s.State == campaign.Out {
		return p.T("web.entry.out")
	}
	return p.Show(s.State)
}
