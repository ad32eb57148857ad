package web

import (
	"strings"

	"songnuan/internal/plan"
	"songnuan/internal/web/view"
)

// forecast puts a forecast of a plan into the reader's words.
func (v *visit) forecast(p *plan.Plan, f *plan.Forecast) *view.Forecast {
	names := p.Names()
	shown := &view.Forecast{Total: f.Total.Text(v.lang), Complete: f.Complete(), Visits: v.say("web.forecast.times", "count", f.VisitsDue())}
	for i := range f.Lines {
		shown.Lines = append(shown.Lines, v.forecastLine(names, &f.Lines[i]))
	}
	for _, one := range f.Purses {
		purse := view.ForecastPurse{Name: firstText(one.Name, one.Purse), Yuan: one.Text(v.lang), Own: one.Own}
		if one.Left != nil {
			purse.Left = one.Left.Text(v.lang)
		}
		shown.Purses = append(shown.Purses, purse)
	}
	for _, g := range f.Stock {
		shown.Goods = append(shown.Goods, view.Option{Value: g.Name, Text: plan.Quantity(g.Quantity.N).String() + " " + g.Unit})
	}
	for i := range f.Acts {
		shown.Acts = append(shown.Acts, v.forecastAct(names, &f.Acts[i]))
	}
	v.forecastPeople(shown, f)
	for i := range f.Stated {
		s := &f.Stated[i]
		shown.Stated = append(shown.Stated, view.ForecastStated{Name: calledIn(names, s.Clause), Stated: s.Stated.Text(v.lang), Computed: s.Computed.Text(v.lang),
			Verdict: v.say("web.forecast.verdict." + string(s.Verdict)), Bad: s.Difference != 0})
	}
	shown.Missing = v.findings(f.Findings)
	return shown
}

func (v *visit) forecastLine(names map[string]string, l *plan.Line) view.ForecastLine {
	line := view.ForecastLine{Ref: l.Clause, Clause: calledIn(names, l.Clause), Class: calledIn(names, "classes."+l.Class), Purse: calledIn(names, "purses."+l.Purse),
		Explain: l.Explain.Text(v.lang), Apart: l.Own || l.Outside}
	if !l.Missing {
		line.Yuan = l.Reckoned.Text(v.lang)
	}
	return line
}

func (v *visit) forecastAct(names map[string]string, a *plan.ActLine) view.ForecastAct {
	act := view.ForecastAct{Ref: a.Clause, Name: calledIn(names, a.Clause), Who: a.Of.Text(v.lang), Class: calledIn(names, "classes."+a.Class), Explain: a.Explain.Text(v.lang)}
	if !a.Missing {
		act.Due = v.say("web.forecast.times", "count", a.Due.Text(v.lang))
	} else {
		act.Due = v.say("web.forecast.unknown")
	}
	return act
}

func (v *visit) forecastPeople(shown *view.Forecast, f *plan.Forecast) {
	for i := range f.People {
		one := &f.People[i]
		text := v.say("web.forecast.unknown")
		if !one.Missing && one.Count.Known() {
			text = v.say("web.forecast.people_n", "count", one.Count.Text(v.lang))
		}
		shown.People = append(shown.People, view.Option{Value: one.Name, Text: text})
	}
	for i := range f.Pairs {
		shown.Pairs = append(shown.Pairs, view.Option{Value: v.say("web.forecast.pairs"), Text: f.Pairs[i].Explain.Text(v.lang)})
	}
}

// calledIn is what people call a clause, its id when it has no name.
func calledIn(names map[string]string, ref string) string {
	if name := names[ref]; name != "" {
		return name
	}
	_, id, _ := strings.Cut(ref, ".")
	return id
}

func firstText(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
