package app

import (
	"slices"

	"songnuan/internal/day"
	"songnuan/internal/locale"
	"songnuan/internal/plan"
	"songnuan/internal/sheet"
)

// ExportForecast writes what a plan comes to as a workbook: money by clause,
// purses, goods, acts, pairs, dates, what it rests on, and what must be looked
// at. The summary gives the findings of the run.
func (d *Desk) ExportForecast(path string, p *plan.Plan, f *plan.Forecast, summary *Summary, lang locale.Lang) error {
	book, err := sheet.NewXLSX(path)
	if err != nil {
		return err
	}
	x := &forecastExport{book: book, calendar: d.Calendar(), plan: p, forecast: f, summary: summary, lang: lang, names: p.Names()}
	for _, part := range []func() error{x.money, x.purses, x.stated, x.goods, x.acts, x.pairs, x.schedule, x.assumptions, x.findings} {
		if err := part(); err != nil {
			book.Abort()
			return err
		}
	}
	return book.Close()
}

// forecastExport is one such workbook being written.
type forecastExport struct {
	book     *sheet.Book
	calendar *day.Calendar
	plan     *plan.Plan
	forecast *plan.Forecast
	summary  *Summary
	lang     locale.Lang
	names    map[string]string
}

func (x *forecastExport) text(key string) string { return text(x.lang, key) }

func (x *forecastExport) sheet(key string, pairs ...any) (*sheet.Sheet, error) {
	return x.book.Sheet(x.text(key), columns(x.lang, pairs...), x.plan.Title)
}

func (x *forecastExport) word(w string) string { return plan.Word(w).Text(x.lang) }

// amount is fen for the table, or that a number is missing.
func (x *forecastExport) amount(r plan.Reckoned, missing bool) any {
	if missing {
		return x.text("app.unknown")
	}
	return int64(r.Amount)
}

func (x *forecastExport) money() error {
	s, err := x.sheet("app.sheet.money", "app.column.clause", words, "app.column.class", words, "app.column.unit", words, "app.column.count", number,
		"app.column.purse", words, "app.column.yuan", amounts, "app.column.total", words, "app.column.explain", wide)
	if err != nil {
		return err
	}
	for i := range x.forecast.Lines {
		l := &x.forecast.Lines[i]
		counted := x.text("app.counted")
		if !l.Counted() {
			counted = x.text("app.not_counted")
		}
		if err := s.Write(named(x.names, l.Clause), x.names["classes."+l.Class], x.word(l.Unit), l.Count.N, named(x.names, "purses."+l.Purse),
			x.amount(l.Reckoned, l.Missing), counted, l.Explain.Text(x.lang)); err != nil {
			return err
		}
	}
	return s.Write(x.text("app.total"), "", "", nil, "", int64(x.forecast.Total.Amount))
}

func (x *forecastExport) purses() error {
	s, err := x.sheet("app.sheet.purses", "app.column.purse", words, "app.column.yuan", amounts, "app.column.left", amounts, "app.column.total", words)
	if err != nil {
		return err
	}
	for _, p := range x.forecast.Purses {
		var left any
		if p.Left != nil {
			left = int64(p.Left.Amount)
		}
		counted := x.text("app.counted")
		if p.Own {
			counted = x.text("app.not_counted")
		}
		if err := s.Write(firstOf(p.Name, p.Purse), int64(p.Amount), left, counted); err != nil {
			return err
		}
	}
	return s.Write(x.text("app.total"), int64(x.forecast.Total.Amount))
}

func (x *forecastExport) stated() error {
	if len(x.forecast.Stated) == 0 {
		return nil
	}
	s, err := x.sheet("app.sheet.stated", "app.column.clause", words, "app.column.stated", amounts, "app.column.computed", amounts,
		"app.column.difference", amounts, "app.column.explain", wide)
	if err != nil {
		return err
	}
	for _, t := range x.forecast.Stated {
		if err := s.Write(named(x.names, t.Clause), int64(t.Stated.Amount), int64(t.Computed.Amount), int64(t.Difference), t.Explain.Text(x.lang)); err != nil {
			return err
		}
	}
	return nil
}

func (x *forecastExport) goods() error {
	s, err := x.sheet("app.sheet.goods", "app.column.item", words, "app.column.unit", words, "app.column.quantity", number,
		"app.column.clause", words, "app.column.class", words, "app.column.explain", wide)
	if err != nil {
		return err
	}
	for i := range x.forecast.Goods {
		g := &x.forecast.Goods[i]
		var quantity any = float64(g.Quantity.N) / 1000
		if g.Missing {
			quantity = x.text("app.unknown")
		}
		if err := s.Write(g.Name, g.Unit, quantity, named(x.names, g.Clause), x.names["classes."+g.Class], g.Explain.Text(x.lang)); err != nil {
			return err
		}
	}
	for _, t := range x.forecast.Stock {
		if err := s.Write(t.Name, t.Unit, float64(t.Quantity.N)/1000, x.text("app.total")); err != nil {
			return err
		}
	}
	return nil
}

func (x *forecastExport) acts() error {
	s, err := x.sheet("app.sheet.acts", "app.column.clause", words, "app.column.act", words, "app.column.who", words, "app.column.class", words,
		"app.column.count", number, "app.column.due_acts", number, "app.column.explain", wide)
	if err != nil {
		return err
	}
	for i := range x.forecast.Acts {
		a := &x.forecast.Acts[i]
		var due any = a.Due.N
		if a.Missing {
			due = x.text("app.unknown")
		}
		if err := s.Write(named(x.names, a.Clause), x.word(a.Act), a.Of.Text(x.lang), firstOf(x.names["classes."+a.Class], x.names["sites."+a.Site]),
			a.Count.N, due, a.Explain.Text(x.lang)); err != nil {
			return err
		}
	}
	return nil
}

func (x *forecastExport) pairs() error {
	if len(x.forecast.Pairs)+len(x.forecast.People) == 0 {
		return nil
	}
	s, err := x.sheet("app.sheet.people", "app.column.clause", words, "app.column.who", wide, "app.column.count", number, "app.column.explain", wide)
	if err != nil {
		return err
	}
	for _, p := range x.forecast.Pairs {
		if err := s.Write(named(x.names, p.Clause), "", p.Pairs.N, p.Explain.Text(x.lang)); err != nil {
			return err
		}
	}
	for _, p := range x.forecast.People {
		count, explain := any(p.Count.N), p.Count.Text(x.lang)
		if !p.Count.Known() {
			count, explain = "", text(x.lang, "app.people_unknown")
		}
		if err := s.Write(p.Name, p.Holder, count, explain); err != nil {
			return err
		}
	}
	return nil
}

func (x *forecastExport) schedule() error {
	s, err := x.sheet("app.sheet.schedule", "app.column.from", days, "app.column.due_day", days, "app.column.what", wide, "app.column.who", words, "app.column.clause", words)
	if err != nil {
		return err
	}
	for _, d := range x.plan.Schedule(x.calendar) {
		if err := s.Write(d.From.String(), d.When.String(), d.What.Text(x.lang), d.Who.Text(x.lang), d.Clause); err != nil {
			return err
		}
	}
	return nil
}

func (x *forecastExport) assumptions() error {
	s, err := x.sheet("app.sheet.assumptions", "app.column.param", words, "app.column.value", words, "app.column.ask", wide, "app.column.source", wide)
	if err != nil {
		return err
	}
	for _, a := range x.summary.Assumptions {
		if err := s.Write(a.Param, a.Value, a.Ask, a.Source); err != nil {
			return err
		}
	}
	return nil
}

func (x *forecastExport) findings() error {
	s, err := x.sheet("app.sheet.findings", "app.column.severity", words, "app.column.line", number, "app.column.message", wide, "app.column.code", words)
	if err != nil {
		return err
	}
	order := []plan.Severity{plan.Error, plan.Warning, plan.Note}
	found := slices.Clone(x.summary.Findings)
	slices.SortStableFunc(found, func(a, b FoundSummary) int {
		return slices.Index(order, a.Severity) - slices.Index(order, b.Severity)
	})
	for _, f := range found {
		if err := s.Write(x.text("app.severity."+string(f.Severity)), f.Line, f.Message, f.Code); err != nil {
			return err
		}
	}
	return nil
}
