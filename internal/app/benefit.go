package app

import (
	"context"
	"slices"

	"songnuan/internal/campaign"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/money"
	"songnuan/internal/plan"
	"songnuan/internal/rule"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// benefits say of each entry of a class what it is due, by its own tier.
type benefits struct {
	all       []plan.Benefit
	selection store.Selection
	campaign  id.ID
}

// benefitsOf prepares them for a class of a campaign.
func (d *Desk) benefitsOf(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, p *plan.Plan, class string, scope identity.Scope) (*benefits, error) {
	sel, err := d.selectionOf(ctx, tx, c, p, scope)
	return &benefits{p.Benefits(class), sel, c.ID}, err
}

// entryFacts are what is known of some entries.
type entryFacts struct {
	facts   map[string]*rule.Facts // by subject
	classes map[string][]string    // by subject
}

// read reads what is known of a page of entries.
func (b *benefits) read(ctx context.Context, d *Desk, entries []campaign.Entry) (known *entryFacts, err error) {
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		known, err = b.readIn(ctx, d, tx, entries)
		return err
	})
	return known, err
}

// readIn is read within a transaction.
func (b *benefits) readIn(ctx context.Context, d *Desk, tx *sqldb.Tx, entries []campaign.Entry) (*entryFacts, error) {
	var households []id.ID
	var subjects []string
	for i := range entries {
		subjects = append(subjects, entries[i].Subject)
		if entries[i].Household != "" {
			households = append(households, id.ID(entries[i].Household))
		}
	}
	known := &entryFacts{}
	var err error
	if known.facts, err = d.store.Facts(ctx, tx, b.selection, households); err != nil {
		return nil, err
	}
	known.classes, err = d.store.ClassesOf(ctx, tx, b.campaign, subjects, b.selection.Scope)
	return known, err
}

// gets is what an entry is due of one clause.
type gets struct {
	tier  *plan.BenefitTier // nil when none fits, or which one is not known
	open  bool              // a value that the tiers ask for is missing
	sum   money.Fen
	n     int64 // of goods, whole units
	count int64 // of what the rate counts
}

// of reckons what an entry is due of a clause: the first tier that fits, times
// what it is counted by, within the cap.
func (b *benefits) of(benefit *plan.Benefit, e *campaign.Entry, known *entryFacts) (g gets, err error) {
	for _, class := range known.classes[e.Subject] {
		if slices.Contains(benefit.Earlier, class) {
			return gets{}, nil
		}
	}
	facts := known.facts[e.Subject]
	if g.tier, g.open, err = tierOf(benefit, facts); err != nil || g.tier == nil {
		return g, err
	}
	count, err := countedIn(benefit, e, facts)
	if err != nil {
		return g, err
	}
	g.count = count
	units, err := money.Fen(count).Times(benefit.Times.N)
	if err != nil {
		return g, err
	}
	if benefit.Unit != "" {
		g.n = g.tier.Goods.N / 1000 * int64(units)
		return g, nil
	}
	if g.sum, err = g.tier.Money.Amount.Times(int64(units)); err == nil && benefit.Most > 0 {
		g.sum = min(g.sum, benefit.Most)
	}
	return g, err
}

// tierOf is the first tier that fits an entry. Who has no file has only the tier
// for everybody. A tier that cannot be told stays open: none after it counts.
func tierOf(benefit *plan.Benefit, facts *rule.Facts) (tier *plan.BenefitTier, open bool, err error) {
	for i := range benefit.Tiers {
		t := &benefit.Tiers[i]
		if t.When.Compiled == nil {
			return t, false, nil
		}
		if facts == nil {
			continue
		}
		verdict, _, err := t.When.Compiled.Eval(facts)
		switch {
		case err != nil:
			return nil, false, err
		case verdict == rule.Yes:
			return t, false, nil
		case verdict == rule.Unknown:
			return nil, true, nil
		}
	}
	return nil, facts == nil, nil
}

// countedIn is how many of what the rate counts an entry stands for.
func countedIn(benefit *plan.Benefit, e *campaign.Entry, facts *rule.Facts) (int64, error) {
	switch benefit.Counted {
	case plan.Persons:
		return e.Persons, nil
	case plan.Covered:
		if facts != nil {
			return facts.Household.Covered, nil
		}
		return e.Persons, nil
	case plan.Children:
		if facts != nil {
			return children(benefit.Children.Compiled, facts)
		}
		return 0, nil
	}
	return 1, nil
}

// cell is a figure for a column; empty where nothing is due or it is not known.
func (g gets) cell(benefit *plan.Benefit) any {
	switch {
	case g.tier == nil:
		return nil
	case benefit.Unit != "":
		return g.n
	}
	return g.sum
}

// text is what an entry is due of a clause in words.
func (g gets) text(benefit *plan.Benefit, lang locale.Lang) string {
	switch {
	case g.open:
		return text(lang, "app.due.open", "name", benefit.Name)
	case g.tier == nil:
		return ""
	case benefit.Unit != "":
		return text(lang, "app.due.goods", "name", benefit.Name, "each", plan.Quantity(g.tier.Goods.N), "unit", benefit.Unit)
	}
	return text(lang, "app.due.money", "name", benefit.Name, "rates", g.tier.Money.Text(lang), "unit", wordOf(benefit.Counted))
}

// words say what an entry is due of each clause.
func (b *benefits) words(e *campaign.Entry, known *entryFacts, lang locale.Lang) (words []string, err error) {
	for i := range b.all {
		got, err := b.of(&b.all[i], e, known)
		if err != nil {
			return nil, err
		}
		words = append(words, got.text(&b.all[i], lang))
	}
	return words, nil
}

// wordOf is the unit that a rate is paid by.
func wordOf(counted plan.What) locale.Texter {
	for per, of := range map[plan.Per]plan.What{plan.PerHousehold: plan.Households, plan.PerPerson: plan.Persons, plan.PerCovered: plan.Covered, plan.PerChild: plan.Children} {
		if of == counted {
			return plan.Word(per)
		}
	}
	return plan.Word(counted)
}

// notes tell the rates below a roster.
func (b *benefits) notes(lang locale.Lang) (notes []string) {
	for i := range b.all {
		benefit := &b.all[i]
		var rates []string
		for j := range benefit.Tiers {
			g := gets{tier: &benefit.Tiers[j]}
			rates = append(rates, g.text(benefit, lang))
		}
		notes = append(notes, joinWords(rates, text(lang, "app.separator")))
	}
	if len(notes) > 0 {
		return []string{text(lang, "app.report_rates", "rates", joinWords(notes, text(lang, "app.separator")))}
	}
	return nil
}
