package view

import (
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/campaign"
)

// Board is how far a campaign is, by place.
type Board struct {
	CampaignHead
	Board           *app.Board
	Headline        string
	Villages, Units BarChart
	Table           bool // instead of the bars
}

// outcomeClasses are the colours of the outcomes in a chart.
var outcomeClasses = map[campaign.Outcome]string{
	campaign.Open: "c-open", campaign.Helped: "c-done", campaign.Refused: "c-out", campaign.NotEligible: "c-none", campaign.Moved: "c-booked", campaign.Exception: "c-bad",
}

// OutcomeClass is the colour of an outcome in a chart.
func OutcomeClass(o campaign.Outcome) string { return outcomeClasses[o] }

// OutcomeLegend names the colours.
func OutcomeLegend(p Page) (all []BarPart) {
	for _, o := range campaign.Outcomes {
		all = append(all, BarPart{Class: outcomeClasses[o], Title: p.Show(o)})
	}
	return all
}

// outcomeTones are the tints of the outcomes as words.
var outcomeTones = map[campaign.Outcome]string{
	campaign.Open: "amber", campaign.Helped: "green", campaign.Refused: "violet", campaign.NotEligible: "", campaign.Moved: "teal", campaign.Exception: "red",
}

// Grid is the universe of a campaign in squares.
type Grid struct {
	CampaignHead
	Grid     *app.Grid
	Headline string
	Area     string // narrowed to it
}

// The measures of the grid, in its own units.
const (
	squareSide = 22
	squareRow  = 24 // squares in a row
)

func squaresBox(n int) string {
	rows := (n + squareRow - 1) / squareRow
	return "0 0 " + strconv.Itoa(squareSide*min(n, squareRow)) + " " + strconv.Itoa(squareSide*rows)
}

func squaresWide(n int) string { return strconv.Itoa(squareSide * min(n, squareRow)) }
func squaresHigh(n int) string { return strconv.Itoa(squareSide * ((n + squareRow - 1) / squareRow)) }

func squareX(i int) string { return strconv.Itoa(i%squareRow*squareSide + 1) }
func squareY(i int) string { return strconv.Itoa(i/squareRow*squareSide + 1) }

// squareMark is the sign in a square, so that colour is not all there is.
func squareMark(o campaign.Outcome) string {
	return map[campaign.Outcome]string{campaign.Open: "!", campaign.Helped: "✓", campaign.Refused: "–", campaign.NotEligible: "", campaign.Moved: "→", campaign.Exception: "*"}[o]
}

func markX(i int) string { return strconv.Itoa(i%squareRow*squareSide + squareSide/2) }
func markY(i int) string { return strconv.Itoa(i/squareRow*squareSide + 16) }

// squareAge tints what was settled long ago lighter.
func squareAge(s *app.Square) string {
	switch {
	case s.State != campaign.Helped || s.Days < 0:
		return ""
	case s.Days > 90:
		return "age-3"
	case s.Days > 30:
		return "age-2"
	}
	return "age-1"
}

// squareTitle says what a square stands for.
func squareTitle(p Page, s *app.Square) string {
	switch {
	case s.Entry == "":
		return p.T("web.grid.several", "state", s.State, "n", s.Entries)
	case s.Days >= 0:
		return p.T("web.grid.square_days", "number", s.Number, "state", s.State, "days", s.Days)
	}
	return p.T("web.grid.square", "number", s.Number, "state", s.State)
}
