package app

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/hazard"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/term"
)

// InspectionClause is a clause of a running campaign's plan that has a household
// looked at: what is looked for and how it is graded.
type InspectionClause struct {
	Campaign id.ID
	Title    string // of the campaign
	ID       string
	Name     string
	By       string // who looks, in the plan's words
	hazard.Rule
}

// InspectionForm is the check list for one household.
type InspectionForm struct {
	Household id.ID
	Number    string
	Head      string // masked
	Village   string
	Closed    bool
	Clauses   []InspectionClause // none: the shipped list alone
	Rule      hazard.Rule        // of the clause asked for
	Clause    *InspectionClause  // nil for none
	Last      []hazard.Inspection
	Open      []HazardLine
	Today     day.Date
}

// InspectOrder is a check list gone through at a household.
type InspectOrder struct {
	Number   string
	Campaign id.ID  // "" of none
	Clause   string // "" of none
	On       day.Date
	Who      string // who looked
	Note     string
	Items    []InspectItem
}

// InspectItem is one answer, with the photos of what was found.
type InspectItem struct {
	hazard.Item
	Photos []*blob.File
}

// Inspected is what came of it.
type Inspected struct {
	Inspection *hazard.Inspection
	Hazards    []*hazard.Hazard
}

// photosMost bounds the photos of one hazard.
const photosMost = 12

// InspectionForm gives the check list for a household, by the clause of a
// campaign or the first that covers it.
func (d *Desk) InspectionForm(ctx context.Context, number string, of id.ID, clause string) (form *InspectionForm, err error) {
	if err := d.actor.Must(identity.HazardKeep); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		h, err := d.aFile(ctx, tx, number)
		if err != nil {
			return err
		}
		form = &InspectionForm{Household: h.ID, Number: h.Number, Head: masked(h.Head), Closed: !h.Closed.IsZero(), Today: d.clock.Today(), Rule: hazard.DefaultRule}
		if form.Village, err = d.villageName(ctx, tx, h.Area); err != nil {
			return err
		}
		if form.Clauses, err = d.inspectionClauses(ctx, tx, h); err != nil {
			return err
		}
		form.pick(of, clause)
		if form.Last, err = d.store.Inspections(ctx, tx, h.ID, d.actor.Scope, 5); err != nil {
			return err
		}
		form.Open, _, err = d.hazardLines(ctx, tx, HazardFilter{Open: true, Household: h.ID}, d.actor.Scope, "", pageMost)
		return err
	})
	return form, err
}

// pick chooses the clause that the form goes by.
func (f *InspectionForm) pick(of id.ID, clause string) {
	for i := range f.Clauses {
		c := &f.Clauses[i]
		if f.Clause == nil && of == "" || c.Campaign == of && c.ID == clause {
			f.Clause, f.Rule = c, c.Rule
		}
	}
}

// aFile is a file within the scope, by its number or id.
func (d *Desk) aFile(ctx context.Context, tx *sqldb.Tx, number string) (*registry.Household, error) {
	of, err := d.householdOf(ctx, tx, number)
	if err != nil {
		return nil, err
	}
	return d.store.Household(ctx, tx, of, d.actor.Scope)
}

// running are the campaigns under way that meet the actor's scope.
func (d *Desk) running(ctx context.Context, tx *sqldb.Tx) (all []*campaign.Campaign, err error) {
	page, _, err := d.store.Campaigns(ctx, tx, campaign.Active, d.actor.Scope, "", pageMost)
	for i := range page {
		all = append(all, &page[i].Campaign)
	}
	return all, err
}

// inspectionClauses are the clauses of running campaigns that cover a household.
func (d *Desk) inspectionClauses(ctx context.Context, tx *sqldb.Tx, h *registry.Household) (all []InspectionClause, err error) {
	campaigns, err := d.running(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, c := range campaigns {
		if !c.Area.Contains(h.Area) || !strings.HasPrefix(h.Unit, c.Unit) {
			continue
		}
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return nil, err
		}
		for i := range p.Inspection {
			in := &p.Inspection[i]
			all = append(all, InspectionClause{c.ID, c.Title, in.ID, firstOf(in.Name, in.ID), p.RoleName(in.By), ruleOf(p, in)})
		}
	}
	return all, nil
}

// ruleOf is what a plan's clause makes of the shipped rule.
func ruleOf(p *plan.Plan, in *plan.Inspection) hazard.Rule {
	days, _ := in.Days.Planned()
	var check []string
	for _, what := range in.Check {
		name, known := term.Canonical(term.HazardKind, what)
		if !known {
			name = otherHazard
		}
		if !slices.Contains(check, name) {
			check = append(check, name)
		}
	}
	return hazard.DefaultRule.With(hazard.Clause{Grades: in.Grades, Grave: in.Grave, Check: check, Days: int(days), Order: p.RoleName(in.Order), Late: lateTo(p), Reinspect: in.Relooked()})
}

// lateTo is who a plan's ladder tells of hazards that are late, "" where it has
// none for them.
func lateTo(p *plan.Plan) string {
	if l := p.LadderFor(hazardMatter); l != nil && len(l.Steps) > 0 {
		return p.RoleName(l.Steps[0].To)
	}
	return ""
}

// hazardMatter is what a ladder's for calls hazards.
const hazardMatter = "隐患"

// otherHazard is the term for what the list has no name for.
const otherHazard = "其他"

// ruleFor is the rule of a campaign's clause; of none the shipped one.
func (d *Desk) ruleFor(ctx context.Context, tx *sqldb.Tx, of id.ID, clause string) (hazard.Rule, error) {
	if of == "" {
		return hazard.DefaultRule, nil
	}
	c, err := d.store.Campaign(ctx, tx, of, identity.Everything)
	if err != nil {
		return hazard.Rule{}, err
	}
	p, err := d.planOf(ctx, tx, c)
	if err != nil {
		return hazard.Rule{}, err
	}
	for i := range p.Inspection {
		if p.Inspection[i].ID == clause {
			return ruleOf(p, &p.Inspection[i]), nil
		}
	}
	return hazard.DefaultRule, nil
}

// Inspect keeps a check list that was gone through, and makes a hazard of every
// item that is one. problem.Invalid for an answer that is missing or no grade.
func (d *Desk) Inspect(ctx context.Context, order InspectOrder) (done *Inspected, err error) {
	if err := d.actor.Must(identity.HazardKeep); err != nil {
		return nil, err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		h, err := d.aFile(ctx, tx, order.Number)
		if err != nil {
			return err
		}
		if !h.Closed.IsZero() {
			return problem.New(problem.Conflict, "hazard.file_closed")
		}
		if order.Campaign != "" { // within reach
			if _, err := d.store.Campaign(ctx, tx, order.Campaign, d.actor.Scope); err != nil {
				return err
			}
		}
		done, err = d.inspect(ctx, tx, h, &order)
		return err
	})
	return done, err
}

func (d *Desk) inspect(ctx context.Context, tx *sqldb.Tx, h *registry.Household, order *InspectOrder) (*Inspected, error) {
	today := d.clock.Today()
	if order.On.IsZero() {
		order.On = today
	}
	in := &hazard.Inspection{ID: d.ids(), Campaign: order.Campaign, Clause: order.Clause, Household: h.ID, Area: h.Area, Unit: h.Unit, On: order.On,
		Actor: d.actor.Name, Account: d.actor.User, Recorded: d.clock.Now(), Who: strings.TrimSpace(order.Who), Note: strings.TrimSpace(order.Note)}
	if err := checkInspection(in, order, today); err != nil {
		return nil, err
	}
	done := &Inspected{Inspection: in}
	for _, item := range order.Items {
		if item.Answer == hazard.Dangerous {
			z, err := d.raiseHazard(ctx, tx, h, FoundHazard{Inspection: in.ID, Campaign: order.Campaign, Clause: order.Clause, Kind: item.Kind, Grade: item.Grade,
				Words: item.Words, On: order.On, Photos: item.Photos})
			if err != nil {
				return nil, err
			}
			item.Hazard = z.ID
			done.Hazards = append(done.Hazards, z)
		}
		in.Items = append(in.Items, item.Item)
	}
	if err := d.store.AddInspection(ctx, tx, in); err != nil {
		return nil, err
	}
	return done, d.record(ctx, tx, act{name: "inspection.add", noun: "inspection", subject: in.ID, where: place{h.Area, h.Unit}, count: 1,
		detail: map[string]any{"household": h.ID, "campaign": in.Campaign, "items": len(in.Items), "hazards": len(done.Hazards)}})
}

func checkInspection(in *hazard.Inspection, order *InspectOrder, today day.Date) error {
	switch {
	case in.On.After(today):
		return problem.New(problem.Invalid, "hazard.day_to_come", "day", in.On)
	case in.Who == "":
		return problem.New(problem.Invalid, "hazard.visitor_missing")
	case utf8.RuneCountInString(in.Who) > 60:
		return problem.New(problem.TooLarge, "hazard.name_long", "most", 60)
	case utf8.RuneCountInString(in.Note) > 500:
		return problem.New(problem.TooLarge, "hazard.text_long", "most", 500)
	case len(order.Items) == 0:
		return problem.New(problem.Invalid, "hazard.nothing_answered")
	}
	for i := range order.Items {
		item := &order.Items[i]
		name, known := term.Canonical(term.HazardKind, item.Kind)
		if !known {
			return problem.New(problem.Invalid, "hazard.item_unknown", "item", item.Kind)
		}
		item.Kind = name
		switch item.Answer {
		case hazard.InOrder, hazard.Unseen, hazard.Dangerous:
		default:
			return problem.New(problem.Invalid, "hazard.answer_missing", "item", item.Kind)
		}
	}
	return nil
}

// FoundHazard is a hazard as it was found, at a check or on a visit.
type FoundHazard struct {
	Inspection id.ID // "" of none
	Campaign   id.ID // whose plan it was looked for by, "" of none
	Clause     string
	Kind       string // a term of list hazard_kind
	Grade      string // first grade (初判), by who found it
	Words      string
	On         day.Date // unset is today
	Photos     []*blob.File
}

// raiseHazard writes a hazard that was found at a household, in the transaction
// of the act that found it: a check list, or a visit's answers. Of one kind a
// household has one open hazard: found again, the words and the photos join it.
func (d *Desk) raiseHazard(ctx context.Context, tx *sqldb.Tx, h *registry.Household, f FoundHazard) (*hazard.Hazard, error) {
	name, known := term.Canonical(term.HazardKind, f.Kind)
	if !known {
		return nil, problem.New(problem.Invalid, "hazard.item_unknown", "item", f.Kind)
	}
	rule, err := d.ruleFor(ctx, tx, f.Campaign, f.Clause)
	if err != nil {
		return nil, err
	}
	if err := rule.Grade(f.Grade); err != nil {
		return nil, err
	}
	open, _, err := d.store.Hazards(ctx, tx, hazardFilter(HazardFilter{Open: true, Household: h.ID, Kind: name}), identity.Everything, "", 1)
	if err != nil {
		return nil, err
	}
	if len(open) > 0 {
		return d.foundAgain(ctx, tx, open[0].ID, f, rule)
	}
	z := &hazard.Hazard{ID: d.ids(), Inspection: f.Inspection, Campaign: f.Campaign, Clause: f.Clause, Household: h.ID, File: h.Number, Area: h.Area, Unit: h.Unit,
		Kind: name, Reinspect: rule.Reinspect, Recorded: d.clock.Now()}
	if _, err := z.Take(d.hazardStep(hazard.Act{Verb: hazard.Report, Grade: f.Grade, Text: f.Words, On: f.On}), rule, d.clock.Today()); err != nil {
		return nil, err
	}
	if err := d.store.AddHazard(ctx, tx, z); err != nil {
		return nil, err
	}
	if err := d.addHazardPhotos(ctx, tx, z, hazard.Before, f.Photos); err != nil {
		return nil, err
	}
	return z, d.recordHazard(ctx, tx, z)
}

// foundAgain adds to an open hazard what was seen of it on another day.
func (d *Desk) foundAgain(ctx context.Context, tx *sqldb.Tx, of id.ID, f FoundHazard, rule hazard.Rule) (*hazard.Hazard, error) {
	z, err := d.store.Hazard(ctx, tx, of, identity.Everything)
	if err != nil {
		return nil, err
	}
	words := f.Words
	if f.Grade != z.Grade() {
		words = f.Grade + "：" + words
	}
	if _, err := z.Take(d.hazardStep(hazard.Act{Verb: hazard.Note, Grade: f.Grade, Text: words, On: f.On}), rule, d.clock.Today()); err != nil {
		return nil, err
	}
	if err := d.store.SaveHazard(ctx, tx, z); err != nil {
		return nil, err
	}
	if err := d.addHazardPhotos(ctx, tx, z, hazard.Before, f.Photos); err != nil {
		return nil, err
	}
	return z, d.recordHazard(ctx, tx, z)
}

func (d *Desk) addHazardPhotos(ctx context.Context, tx *sqldb.Tx, z *hazard.Hazard, stage hazard.Stage, files []*blob.File) error {
	if len(files) == 0 {
		return nil
	}
	have, err := d.store.HazardPhotos(ctx, tx, z.ID, identity.Everything)
	if err != nil {
		return err
	}
	if len(have)+len(files) > photosMost {
		return problem.New(problem.Invalid, "hazard.photos_most", "most", photosMost)
	}
	for _, file := range files {
		if !strings.HasPrefix(string(file.Type), "image/") {
			return problem.New(problem.Invalid, "hazard.not_photo")
		}
		p := &hazard.Photo{ID: d.ids(), Hazard: z.ID, Stage: stage, Area: z.Area, Unit: z.Unit, File: file.Digest, Actor: d.actor.Name, Recorded: d.clock.Now()}
		if err := d.store.AddHazardPhoto(ctx, tx, p, file); err != nil {
			return err
		}
	}
	return nil
}

// UnsafeHome is a household without a house, or in an unsafe one.
type UnsafeHome struct {
	ID      id.ID
	Number  string
	Head    string // masked
	Area    area.Code
	Village string
	Size    int64 // persons
	Housing string
	Grade   string
	Hazards int64 // open
}

// UnsafeHomes gives a page of the households that the registry knows as without
// a house or in an unsafe one (无房户、危房户), by village.
func (d *Desk) UnsafeHomes(ctx context.Context, page PageOf) (lines []UnsafeHome, next string, err error) {
	if err := d.actor.Must(identity.HazardSee); err != nil {
		return nil, "", err
	}
	scope, err := page.scope(d.actor.Scope)
	if err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		found, more, err := d.store.UnsafeHomes(ctx, tx, []string{noHouse}, hazard.DefaultRule.Grave, []string{noHouseCategory, unsafeCategory}, d.clock.Today(), scope, page.After, page.limit())
		next, lines = more, nil
		names := villages{}
		for _, u := range found {
			name, err := names.of(ctx, tx, d, area.Code(u.Area))
			if err != nil {
				return err
			}
			lines = append(lines, UnsafeHome{u.ID, u.Number, masked(u.Head), area.Code(u.Area), name, u.Size, u.Housing, u.Grade, u.Hazards})
		}
		return err
	})
	return lines, next, err
}

// What the registry says of such a household: terms of housing and category.
const (
	noHouse         = "无房"
	noHouseCategory = "无房户"
	unsafeCategory  = "危房户"
)

// villages are names of villages, each read once.
type villages map[area.Code]string

func (v villages) of(ctx context.Context, tx *sqldb.Tx, d *Desk, code area.Code) (name string, err error) {
	name, known := v[code]
	if !known {
		name, err = d.villageName(ctx, tx, code)
		v[code] = name
	}
	return name, err
}
