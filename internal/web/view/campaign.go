package view

import (
	"math"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/campaign"
)

// CampaignList is a page of the campaigns.
type CampaignList struct {
	Lines []app.CampaignLine
	Tabs  []Tab
	Pager Pager
	Open  bool // may put a plan to work
}

// CampaignHead stands above every page of a campaign.
type CampaignHead struct {
	Campaign *campaign.Campaign
	Base     string // address of the campaign
	Tabs     []Tab
}

// CampaignHome is where a campaign stands.
type CampaignHome struct {
	CampaignHead
	Ring     Ring
	Headline string
	Tasks    *app.TaskBoard
	Board    *app.Board
	Rosters  []app.RosterSummary
	Drift    *app.PlanDrift
	Gate     bool
	Steer    Steer
}

// Steer are the steps that the person may take with a campaign as a whole.
type Steer struct{ Settle, Rebuild, Close bool }

// Ring is the time left until a day, drawn as a ring.
type Ring struct {
	Number string // "" draws none
	Label  string
	Note   string
	Share  float64 // of the time that has gone, 0 to 1
}

// ringRound is the length of the ring's line, at its radius of 52.
const ringRound = 2 * math.Pi * 52

// Dash is the drawn part of the ring and the rest of it.
func (r Ring) Dash() string {
	return strconv.FormatFloat(r.Share*ringRound, 'f', 1, 64) + " " + strconv.FormatFloat(ringRound, 'f', 1, 64)
}

// Rebuild is what rosters built anew would change.
type Rebuild struct {
	CampaignHead
	Form
	Change *app.RosterChange
}

// Close asks to end a campaign, or says what stands in the way.
type Close struct {
	CampaignHead
	Board *app.Board
	Left  *app.StillOpen // nil before it was tried, or when nothing is open
	Wrong string
}

// CertificateList is what was certified, and the form for another.
type CertificateList struct {
	CampaignHead
	Form   Form
	Lines  []app.IssuedCertificate
	Places []Option
	Issue  bool
	Open   int64 // entries that are open still
}

func intText(n int64) string { return strconv.FormatInt(n, 10) }

// campaignTone is the tint of a campaign's state.
func campaignTone(s campaign.State) string {
	return map[campaign.State]string{campaign.Draft: "amber", campaign.Active: "blue", campaign.Closed: "green"}[s]
}

// percent is how much of a whole is done, in hundredths.
func percent(done, all int) string {
	if all == 0 {
		return "0"
	}
	return strconv.Itoa(done * 100 / all)
}

// settled counts the entries that have their outcome.
func settled(c campaign.Counts) int64 { return c.Total().Entries - c[campaign.Open].Entries }

func phaseName(p Page, f *app.TaskPhase) string {
	if f.ID == "" {
		return p.T("web.task.no_phase")
	}
	return f.Name
}

func phaseSpan(f *app.TaskPhase) string {
	if f.Span.From.IsZero() {
		return ""
	}
	if f.Span.To.IsZero() {
		return f.Span.From.String()
	}
	return f.Span.From.String() + " – " + f.Span.To.String()
}

func phaseShare(f *app.TaskPhase) string {
	ended, all := f.Counted()
	return percent(ended, all)
}

func phaseCount(p Page, f *app.TaskPhase) string {
	ended, all := f.Counted()
	if all == 0 {
		return p.T("web.task.phase_none")
	}
	return p.T("web.task.phase_count", "ended", ended, "all", all)
}

func placeOr(p Page, place string) string {
	if place == "" {
		return p.T("web.certificate.whole")
	}
	return place
}
