package app

import (
	"context"

	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/plan"
	"songnuan/internal/sqldb"
)

// DueCampaign is a campaign of which money may be due.
type DueCampaign struct {
	ID    id.ID
	Title string
	State campaign.State
}

// dueCampaignsMost bounds the campaigns to choose from: the newest.
const dueCampaignsMost = 200

// DueCampaigns gives the campaigns within the scope that are active or closed,
// the newest first.
func (d *Desk) DueCampaigns(ctx context.Context) (all []DueCampaign, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		all = nil
		page, _, err := d.store.Campaigns(ctx, tx, "", d.actor.Scope, "", dueCampaignsMost)
		for i := range page {
			if page[i].State != campaign.Draft {
				all = append(all, DueCampaign{page[i].ID, page[i].Title, page[i].State})
			}
		}
		return err
	})
	return all, err
}

// FundDueLine is a due as a list shows it: the name is a mask.
type FundDueLine struct {
	*fund.Due
	Number     string // of the household's file, "" for none
	Name       string
	Place      string
	ClauseName string
	PurseName  string
}

// FundDues gives a page of what is due within the scope, with names masked.
func (d *Desk) FundDues(ctx context.Context, f DueFilter, page PageOf) (lines []FundDueLine, next string, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		next = ""
		all, err := d.store.Dues(ctx, tx, f, d.actor.Scope, page.After, page.Limit+1)
		if err != nil {
			return err
		}
		if len(all) > page.Limit {
			all = all[:page.Limit]
			next = string(all[page.Limit-1].ID)
		}
		lines, err = d.fundDues(ctx, tx, all)
		return err
	})
	return lines, next, err
}

func (d *Desk) fundDues(ctx context.Context, tx *sqldb.Tx, dues []*fund.Due) (lines []FundDueLine, err error) {
	var files []id.ID
	for _, due := range dues {
		if due.Household != "" {
			files = append(files, due.Household)
		}
	}
	households, err := d.store.HouseholdsByID(ctx, tx, files, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	numbers := map[id.ID]string{}
	for _, h := range households {
		numbers[h.ID] = h.Number
	}
	names, places, purses, clauses := map[id.ID]map[string]string{}, map[string]string{}, map[id.ID]string{}, map[id.ID]string{}
	for _, due := range dues {
		if names[due.Campaign] == nil {
			if names[due.Campaign], err = d.store.EntryNames(ctx, tx, due.Campaign, dues, d.actor.Scope); err != nil {
				return nil, err
			}
		}
		where := string(due.Area) + " " + due.Unit
		if _, known := places[where]; !known {
			if places[where], err = d.placeName(ctx, tx, due.Area, due.Unit); err != nil {
				return nil, err
			}
		}
		if err := d.lineNames(ctx, tx, due, purses, clauses); err != nil {
			return nil, err
		}
		lines = append(lines, FundDueLine{due, numbers[due.Household], personal.NewName(names[due.Campaign][due.Subject]).String(), places[where], clauses[due.Line], purses[due.Purse]})
	}
	return lines, nil
}

// lineNames looks the names of a due's purse and line up, once each. A purse is
// named to who sees the due, wherever it is kept.
func (d *Desk) lineNames(ctx context.Context, tx *sqldb.Tx, due *fund.Due, purses, clauses map[id.ID]string) error {
	if _, known := clauses[due.Line]; known {
		return nil
	}
	p, err := d.store.Purse(ctx, tx, due.Purse, identity.Everything)
	if err != nil {
		return err
	}
	purses[due.Purse] = p.Name
	lines, err := d.store.BudgetLines(ctx, tx, due.Purse, due.Campaign, identity.Everything)
	for _, l := range lines {
		clauses[l.ID] = l.Name
	}
	return err
}

// FundDueView is a due that explains itself.
type FundDueView struct {
	FundDueLine
	Title           string        // of the campaign
	Beside          []FundDueLine // what the same household is due besides in this campaign
	MayAsk, MayLift bool
}

// FundDueOf gives a due within the scope, with what the household is due besides.
func (d *Desk) FundDueOf(ctx context.Context, of id.ID) (v *FundDueView, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		due, err := d.store.PaymentDue(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		lines, err := d.fundDues(ctx, tx, []*fund.Due{due})
		if err != nil {
			return err
		}
		v = &FundDueView{FundDueLine: lines[0]}
		v.Reason = personal.HideNumbers(due.Reason)
		if v.Title, err = d.campaignTitle(ctx, tx, due.Campaign); err != nil {
			return err
		}
		v.MayAsk = due.State == fund.Held && due.Asker == "" && d.actor.Can(identity.PayMake)
		v.MayLift = due.State == fund.Held && due.Asker != "" && due.Asker != d.actor.User && d.actor.Can(identity.PayApprove)
		if due.Household == "" {
			return nil
		}
		all, err := d.store.Dues(ctx, tx, DueFilter{Campaign: due.Campaign, Household: due.Household}, d.actor.Scope, "", dueCampaignsMost)
		if err != nil {
			return err
		}
		others, err := d.fundDues(ctx, tx, all)
		for _, one := range others {
			if one.ID != due.ID && one.State != fund.Dropped {
				v.Beside = append(v.Beside, one)
			}
		}
		return err
	})
	return v, err
}

// ClauseStanding is a money clause of a plan: its standard, its purses, when it is
// to be paid, and how far that is.
type ClauseStanding struct {
	Clause  string
	Name    string
	Rates   string // in words
	Papers  []string
	By      day.Date // unset when the plan says nothing
	Figures map[fund.DueState]fund.Figure
	Late    fund.Figure // of them what is not paid though the day is past
}

// All is what was ever due of the clause.
func (c *ClauseStanding) All() (sum fund.Figure) {
	for state, f := range c.Figures {
		if state != fund.Dropped {
			sum.Rows, sum.Fen = sum.Rows+f.Rows, sum.Fen+f.Fen
		}
	}
	return sum
}

// Clauses gives how far each money clause of a campaign's plan is paid, within
// the scope.
func (d *Desk) Clauses(ctx context.Context, of id.ID) (all []*ClauseStanding, err error) {
	if err := d.actor.Must(identity.FundSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := d.store.Campaign(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return err
		}
		totals, err := d.store.DueTotals(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		all = clausesOf(p, totals, d.clock.Today())
		return nil
	})
	return all, err
}

func clausesOf(p *plan.Plan, totals []DueTotal, today day.Date) (all []*ClauseStanding) {
	for i := range p.Cash {
		cash := &p.Cash[i]
		one := &ClauseStanding{Clause: "cash." + cash.ID, Name: cash.Name, By: cash.By.Day, Papers: cash.Papers, Figures: map[fund.DueState]fund.Figure{}}
		for _, t := range totals {
			if t.Clause != one.Clause {
				continue
			}
			f := one.Figures[t.State]
			f.Rows, f.Fen = f.Rows+t.Rows, f.Fen+t.Fen
			one.Figures[t.State] = f
			if !one.By.IsZero() && one.By.Before(today) && (t.State == fund.Open || t.State == fund.Batched) {
				one.Late.Rows, one.Late.Fen = one.Late.Rows+t.Rows, one.Late.Fen+t.Fen
			}
		}
		all = append(all, one)
	}
	return all
}
