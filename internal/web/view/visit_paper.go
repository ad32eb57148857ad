package view

import (
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/visit"
)

// paperRows is how many lines a sheet leaves for what may come several times.
const paperRows = 2

// paperWhen says under which answers a question is to be filled in.
func paperWhen(p Page, f *visit.Form, q visit.Question) string {
	s := VisitSheet{VisitSheet: &app.VisitSheet{VisitTask: app.VisitTask{Form: f}}}
	q.Hint = ""
	return strings.TrimSpace(s.whenText(p, q))
}

// paperLines are what a sheet has to be ticked or written on for a question.
func paperLines(p Page, one app.VisitPaper, q visit.Question) []string {
	switch q.Kind {
	case visit.KindChoice, visit.KindMany:
		return []string{paperBoxes(q.Choices)}
	case visit.KindYesNo:
		return []string{p.T("web.visit.paper_yes_no")}
	case visit.KindMembers:
		var names []visit.Choice
		for _, m := range one.Members {
			names = append(names, visit.Choice{Value: m.Name})
		}
		return []string{paperBoxes(names)}
	case visit.KindPhoto:
		return []string{p.T("web.visit.paper_photo")}
	case visit.KindGift:
		return paperRepeat(paperBoxes(q.Choices), p.T("web.visit.paper_gift"))
	case visit.KindHazard:
		return paperRepeat(paperBoxes(q.Choices), p.T("web.visit.paper_hazard"))
	case visit.KindDemand:
		return paperRepeat(paperBoxes(q.Choices), p.T("web.visit.paper_demand"))
	case visit.KindNumber, visit.KindMoney:
		return []string{"________ " + q.Unit}
	}
	return []string{""}
}

func paperRepeat(first, line string) []string {
	all := []string{first}
	for range paperRows {
		all = append(all, line)
	}
	return all
}

func paperBoxes(choices []visit.Choice) string {
	var all []string
	for _, c := range choices {
		all = append(all, "□ "+c.Text())
	}
	return strings.Join(all, "　")
}
