package web

import (
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/web/view"
)

// cutColon takes a choice of a select apart: kind:value.
func cutColon(text string) (kind, value string) {
	kind, value, ok := strings.Cut(text, ":")
	if !ok {
		return "", ""
	}
	return kind, value
}

// barsShown is how many villages the chart draws; the table has them all.
const barsShown = 40

func (v *visit) boardShow() error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	board, err := v.desk.Board(v.r.Context(), of)
	if err != nil {
		return err
	}
	p, head := v.campaignHead(board.Campaign, "board")
	b := view.Board{CampaignHead: head, Board: board, Headline: boardHeadline(p, board), Table: v.r.URL.Query().Get("as") == "table"}
	b.Villages = bars(p, p.T("web.board.villages"), head.Base, board.Villages)
	b.Units = bars(p, p.T("web.board.units"), "", board.Units)
	return v.show(view.BoardPage(p, b))
}

// bars draws the worst places of a board.
func bars(p view.Page, label, base string, lines []app.BoardLine) view.BarChart {
	c := view.BarChart{Label: label, Legend: view.OutcomeLegend(p)}
	for _, l := range lines[:min(len(lines), barsShown)] {
		bar := view.Bar{Name: shortName(l.Name)}
		if base != "" {
			bar.To = base + "/entries?state=open&area=" + l.Place
		}
		for _, state := range campaign.Outcomes {
			n := l.Counts[state].Entries
			bar.Parts = append(bar.Parts, view.BarPart{Class: view.OutcomeClass(state), N: n, Title: p.T("web.board.part", "place", l.Name, "state", state, "n", n)})
		}
		open, all := l.Counts[campaign.Open].Entries, l.Counts.Total().Entries
		bar.Note = p.T("web.board.of", "open", open, "all", all)
		if open == 0 {
			bar.Note = p.T("web.board.none_open")
		}
		c.Bars = append(c.Bars, bar)
	}
	return c
}

// shortName is a village without its committee, to stand beside a bar.
func shortName(name string) string {
	for _, tail := range []string{"村村民委员会", "社区居民委员会", "村民委员会", "居民委员会"} {
		if short, ok := strings.CutSuffix(name, tail); ok && short != "" {
			if strings.HasPrefix(tail, "村村") {
				short += "村"
			}
			if strings.HasPrefix(tail, "社区") {
				short += "社区"
			}
			return short
		}
	}
	if r := []rune(name); len(r) > 9 {
		return string(r[:8]) + "…"
	}
	return name
}

func (v *visit) gridShow() error {
	of, err := v.campaignID()
	if err != nil {
		return err
	}
	page := app.PageOf{}
	if code := v.r.URL.Query().Get("area"); code != "" {
		if page.Area, err = area.Parse(code); err != nil {
			return err
		}
	}
	grid, err := v.desk.CoverageGrid(v.r.Context(), of, page)
	if err != nil {
		return err
	}
	p, head := v.campaignHead(grid.Campaign, "grid")
	g := view.Grid{CampaignHead: head, Grid: grid, Area: string(page.Area)}
	total, open := grid.Total.Total().Entries, grid.Total[campaign.Open].Entries
	switch {
	case total == 0:
		g.Headline = p.T("web.board.head_none")
	case open == 0:
		g.Headline = p.T("web.board.head_all", "n", total)
	default:
		g.Headline = p.T("web.grid.headline", "all", total, "open", open)
	}
	return v.show(view.GridPage(p, g))
}
