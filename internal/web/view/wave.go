package view

import (
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/hazard"
)

// Waves are the cold-wave notices.
type Waves struct {
	Lines          []app.WaveLine
	All            bool
	Tabs           []Tab
	Form           Form
	CanKeep        bool
	Places, Levels []Option
}

// WavePage is one notice with its list.
type WavePage struct {
	*app.WaveView
	Base     string
	Form     Form   // of a call that was refused
	Hand     string // household whose call was refused
	Here     string // village shown
	CanCall  bool
	CanKeep  bool
	CanSheet bool
	States   []Option
	Pager    Pager
}

// waveTones are the badges of the levels.
var waveTones = map[hazard.WaveLevel]string{hazard.Blue: "blue", hazard.Yellow: "amber", hazard.Orange: "amber", hazard.Red: "red"}

// callTones are the badges of how far a household is.
var callTones = map[hazard.CallState]string{hazard.Todo: "", hazard.Called: "blue", hazard.Visited: "green", hazard.Missed: "red"}

// form is the form of a household: as it was typed for the one that was refused.
func (w WavePage) form(of string) Form {
	if of == w.Hand {
		return w.Form
	}
	return Form{}
}

// whys are the reasons in words.
func whys(p Page, c hazard.Call) string {
	var texts []string
	for _, r := range c.Reasons {
		texts = append(texts, p.T("web.wave.why."+r))
	}
	return strings.Join(texts, p.T("web.household.comma"))
}

// bars are the villages of a notice, most left to do first.
func (w WavePage) bars(p Page) BarChart {
	c := BarChart{Label: p.T("web.wave.villages"), Legend: []BarPart{{Class: "c-done", Title: p.T("web.wave.bar_done")}, {Class: "c-bad", Title: p.T("web.wave.bar_missed")}, {Class: "c-open", Title: p.T("web.wave.bar_todo")}}}
	for _, v := range w.Villages {
		c.Bars = append(c.Bars, Bar{Name: v.Name, To: w.Base + "?area=" + string(v.WaveCount.Area), Note: p.T("web.wave.left", "n", v.WaveCount.All-v.WaveCount.Done, "all", v.WaveCount.All), Parts: []BarPart{
			{Class: "c-done", Title: c.Legend[0].Title, N: v.WaveCount.Done}, {Class: "c-bad", Title: c.Legend[1].Title, N: v.WaveCount.No}, {Class: "c-open", Title: c.Legend[2].Title, N: v.WaveCount.Todo}}})
	}
	return c
}
