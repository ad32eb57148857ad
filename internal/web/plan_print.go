package web

import (
	"slices"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/plan"
	"songnuan/internal/web/view"
)

// unprinted are the sections that a plan on paper does not have: they are about
// how it was turned into data.
var unprinted = []string{"params", "paper", "remarks", "sites", "items"}

var numerals = []string{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八", "十九", "二十",
	"二十一", "二十二", "二十三", "二十四", "二十五", "二十六", "二十七", "二十八", "二十九", "三十", "三十一", "三十二", "三十三", "三十四", "三十五"}

func (v *visit) planPrint() error {
	of, err := v.planAsked()
	if err != nil {
		return err
	}
	if of.Plan == nil {
		return v.goTo("/plans/" + of.Ref)
	}
	p := v.page("web.plan.library")
	p.Title = of.Title
	return v.show(view.PlanPrintPage(p, printed(of)))
}

// printed lays a plan out as an office's document.
func printed(of *app.PlanView) view.PlanPrint {
	d := view.PlanPrint{PlanView: of, Issuer: issuer(of.Plan), Title: titled(of.Plan.Title), Open: of.Plan.Assumptions, Back: "/plans/" + of.Ref}
	for _, s := range of.Document().Sections {
		if slices.Contains(unprinted, s.Key) {
			continue
		}
		part := view.PrintPart{Number: numerals[min(len(d.Parts), len(numerals)-1)], Title: s.Title}
		for i := range s.Clauses {
			c := &s.Clauses[i]
			item := view.PrintItem{Number: c.Number, Text: c.Sentence}
			if c.Named {
				item.Name = strings.TrimRight(c.Name, "。")
			}
			part.Items = append(part.Items, item)
		}
		if len(part.Items) > 0 {
			d.Parts = append(d.Parts, part)
		}
	}
	return d
}

// issuer is the body that issues a plan: who leads, hosts, or does the work.
func issuer(p *plan.Plan) string {
	for _, as := range []string{"leads", "host", "organiser", "coordinates"} {
		for i := range p.Organisers {
			if p.Organisers[i].As == as && len(p.Organisers[i].Bodies) > 0 {
				return strings.Join(p.Organisers[i].Bodies, "　")
			}
		}
	}
	return ""
}

// titled ends a title as plans end theirs.
func titled(title string) string {
	if strings.HasSuffix(title, "方案") {
		return title
	}
	return title + "实施方案"
}
