package view

import (
	"songnuan/internal/app"
	"songnuan/internal/casework"
	"songnuan/internal/locale"
	"songnuan/internal/term"
)

// ReviewList is a page of periodic reviews that are due.
type ReviewList struct {
	Lines   []app.ReviewLine
	Pager   Pager
	CanOpen bool // may begin a review
}

// grantTone is the tint of how a grant stands.
func grantTone(s casework.GrantState) string {
	switch s {
	case casework.GrantRunning:
		return "green"
	case casework.GrantGrace:
		return "amber"
	case casework.GrantAhead:
		return "blue"
	}
	return ""
}

// grantAmount is what a grant comes to, in words of the page.
func grantAmount(p Page, g *casework.Grant) string {
	if g.Pay == "monthly" {
		return p.T("web.grant.monthly", "amount", yuanOf(p, &g.Amount))
	}
	if g.Pay == "once" {
		return p.T("web.grant.once", "amount", yuanOf(p, &g.Amount))
	}
	return p.T("web.grant.unpaid")
}

// grantSpan is from when to when it is due.
func grantSpan(p Page, g *casework.Grant) string {
	if g.To.IsZero() {
		return p.T("web.grant.from", "from", g.From)
	}
	return p.T("web.grant.during", "from", g.From, "to", g.To)
}

// termIn is a term's name in the reader's language.
func termIn(p Page, list, name string) string {
	if p.Lang == locale.English {
		return term.English(list, name)
	}
	return name
}
