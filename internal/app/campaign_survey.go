package app

import (
	"context"
	"slices"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/plan"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
)

// Survey is a survey of a campaign's plan, with what has come of it so far
// within the actor's scope.
type Survey struct {
	Campaign  *campaign.Campaign
	ID        string // of the clause
	Name      string
	By        string
	Span      day.Period
	Method    []string
	Questions []campaign.Question
	Asked     int64 // households on the rosters of its classes
	Answered  int64 // of them
	Answers   int64 // all there are, those of villages and units too
	Persons   int64 // in difficulty, as the answers tell
	Villages  []SurveyLine
	Values    []SurveyTally // by question and choice, the most frequent first
}

// SurveyLine is one village or unit.
type SurveyLine struct {
	Place    string
	Name     string
	Asked    int64
	Answered int64
	Answers  int64
	Persons  int64
	Values   map[string]int64 // answers by question=choice
}

// SurveyTally is one choice.
type SurveyTally struct {
	Question string
	Choice   string
	Answers  int64
	Persons  int64
}

// Surveys are the surveys of a campaign's plan, each with its result.
func (d *Desk) Surveys(ctx context.Context, of id.ID) (all []*Survey, err error) {
	if err := d.actor.Must(identity.CampaignSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		all = nil
		c, err := d.store.Campaign(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return err
		}
		for i := range p.Surveys {
			s, err := d.survey(ctx, tx, c, p, &p.Surveys[i])
			if err != nil {
				return err
			}
			all = append(all, s)
		}
		return nil
	})
	return all, err
}

// surveyOf finds a survey of a campaign's plan.
func (d *Desk) surveyOf(ctx context.Context, tx *sqldb.Tx, of id.ID, survey string) (*campaign.Campaign, *plan.Survey, error) {
	c, err := d.store.Campaign(ctx, tx, of, d.actor.Scope)
	if err != nil {
		return nil, nil, err
	}
	p, err := d.planOf(ctx, tx, c)
	if err != nil {
		return nil, nil, err
	}
	at := slices.IndexFunc(p.Surveys, func(s plan.Survey) bool { return s.ID == survey })
	if at < 0 {
		return nil, nil, problem.New(problem.NotFound, "campaign.no_survey")
	}
	return c, &p.Surveys[at], nil
}

func (d *Desk) survey(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, p *plan.Plan, clause *plan.Survey) (*Survey, error) {
	s := &Survey{Campaign: c, ID: clause.ID, Name: firstOf(clause.Name, clause.ID), By: roleName(p, clause.By), Method: clause.Method,
		Span: day.Period{From: clause.When.From.Day, To: clause.When.To.Day}, Questions: campaign.Questions(clause.Ask)}
	names, err := d.placeNames(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	counts, err := d.store.CountAnswers(ctx, tx, c.ID, s.ID, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	asked, err := d.store.CountSurveyed(ctx, tx, c.ID, s.ID, classesOf(p, clause), d.actor.Scope)
	if err != nil {
		return nil, err
	}
	at := map[string]*SurveyLine{}
	line := func(code, unit string) *SurveyLine {
		place := firstOf(code, unit)
		if at[place] == nil {
			at[place] = &SurveyLine{Place: place, Name: names.of(area.Code(code), unit), Values: map[string]int64{}}
		}
		return at[place]
	}
	for _, n := range asked {
		l := line(n.Area, "")
		l.Asked, l.Answered = l.Asked+n.Asked, l.Answered+n.Answered
		s.Asked, s.Answered = s.Asked+n.Asked, s.Answered+n.Answered
	}
	tally := map[string]*SurveyTally{}
	for _, n := range counts {
		l := line(n.Area, n.Unit)
		if n.Question == "" {
			l.Answers, l.Persons = l.Answers+n.Answers, l.Persons+n.Persons
			s.Answers, s.Persons = s.Answers+n.Answers, s.Persons+n.Persons
			continue
		}
		key := n.Question + "=" + n.Choice
		l.Values[key] += n.Answers
		if tally[key] == nil {
			tally[key] = &SurveyTally{Question: n.Question, Choice: n.Choice}
		}
		tally[key].Answers, tally[key].Persons = tally[key].Answers+n.Answers, tally[key].Persons+n.Persons
	}
	s.sort(at, tally)
	return s, nil
}

// sort puts the villages with the most households still to be asked first, and
// the most frequent choices.
func (s *Survey) sort(at map[string]*SurveyLine, tally map[string]*SurveyTally) {
	for _, l := range at {
		s.Villages = append(s.Villages, *l)
	}
	slices.SortFunc(s.Villages, func(a, b SurveyLine) int {
		if by := (b.Asked - b.Answered) - (a.Asked - a.Answered); by != 0 {
			return int(by)
		}
		return strings.Compare(a.Place, b.Place)
	})
	for _, t := range tally {
		s.Values = append(s.Values, *t)
	}
	slices.SortFunc(s.Values, func(a, b SurveyTally) int {
		if by := strings.Compare(a.Question, b.Question); by != 0 {
			return by
		}
		if a.Answers != b.Answers {
			return int(b.Answers - a.Answers)
		}
		return strings.Compare(a.Choice, b.Choice)
	})
}

// classesOf are the classes that a survey asks; all, when it names none.
func classesOf(p *plan.Plan, clause *plan.Survey) []string {
	if len(clause.Class) > 0 {
		return clause.Class
	}
	var all []string
	for i := range p.Classes {
		all = append(all, p.Classes[i].ID)
	}
	return all
}

// roleName is what people call a role, or the body as written.
func roleName(p *plan.Plan, ref string) string {
	for i := range p.Roles {
		if p.Roles[i].ID == ref {
			return firstOf(p.Roles[i].Name, ref)
		}
	}
	return ref
}

// SurveyedLine is a household that a survey asks, its name masked.
type SurveyedLine struct {
	Household id.ID  `json:"id"`
	Number    string `json:"number"`
	Village   string `json:"village"`
	Head      string `json:"head"`
	Answered  string `json:"answered,omitempty"` // day
}

// SurveyHouseholds gives a page of the households that a survey asks, by
// village; open leaves out who has answered.
func (d *Desk) SurveyHouseholds(ctx context.Context, of id.ID, survey string, open bool, page PageOf) (lines []SurveyedLine, next string, err error) {
	if err := d.actor.Must(identity.HouseholdSee); err != nil {
		return nil, "", err
	}
	scope, err := page.scope(d.actor.Scope)
	if err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		lines = nil
		c, err := d.store.Campaign(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		p, err := d.planOf(ctx, tx, c)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(p.Surveys, func(s plan.Survey) bool { return s.ID == survey })
		if at < 0 {
			return problem.New(problem.NotFound, "campaign.no_survey")
		}
		names, err := d.placeNames(ctx, tx, c)
		if err != nil {
			return err
		}
		found, more, err := d.store.SurveyPage(ctx, tx, of, survey, classesOf(p, &p.Surveys[at]), open, scope, page.After, page.limit())
		next = more
		for _, f := range found {
			lines = append(lines, SurveyedLine{id.ID(f.Subject), f.Number, names.of(area.Code(f.Area), f.Unit), masked(f.Name), f.Answered})
		}
		return err
	})
	return lines, next, err
}

// SurveyRef names who answers: a household by its number, a unit by its name,
// or a village by its code.
type SurveyRef struct {
	Campaign id.ID
	Survey   string
	Number   string
	Unit     string
	Area     area.Code
}

// surveyed is who answers, and where.
type surveyed struct {
	subject string
	where   place
}

// subjectOf finds who answers, within the actor's scope and the campaign.
func (d *Desk) subjectOf(ctx context.Context, tx *sqldb.Tx, c *campaign.Campaign, ref SurveyRef) (s surveyed, err error) {
	scope, ok := d.scopeOf(c)
	switch {
	case !ok:
		return s, problem.New(problem.Forbidden, "app.outside_scope")
	case ref.Number != "":
		file, err := d.store.FileOf(ctx, tx, ref.Number, "", scope)
		if err != nil {
			return s, err
		}
		if file == nil {
			return s, problem.New(problem.NotFound, "campaign.survey_no_household")
		}
		return surveyed{string(file.ID), place{file.Area, file.Unit}}, nil
	case ref.Unit != "":
		unit, ok, err := d.store.UnitByName(ctx, tx, ref.Unit)
		if err != nil {
			return s, err
		}
		if !ok || !scope.Sees(c.Area, unit.Path) {
			return s, problem.New(problem.NotFound, "app.no_unit", "unit", ref.Unit)
		}
		return surveyed{"unit:" + unit.Path, place{c.Area, unit.Path}}, nil
	case ref.Area != "":
		if !c.Area.Contains(ref.Area) || !scope.Sees(ref.Area, c.Unit) {
			return s, problem.New(problem.NotFound, "campaign.survey_no_village", "village", ref.Area)
		}
		return surveyed{"area:" + string(ref.Area), place{ref.Area, c.Unit}}, nil
	}
	return s, problem.New(problem.Invalid, "campaign.survey_nobody")
}

// SurveyView is one answer with its questions.
type SurveyView struct {
	Campaign  *campaign.Campaign
	Survey    string
	Name      string
	Questions []campaign.Question
	Answer    *campaign.SurveyAnswer // nil while there is none
	Village   string
	Head      string // masked; "" of a village or unit
	MayTake   bool
}

// SurveyAnswer shows what one household, village or unit answered.
func (d *Desk) SurveyAnswer(ctx context.Context, ref SurveyRef) (view *SurveyView, err error) {
	if err := d.actor.Must(identity.HouseholdSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		c, clause, err := d.surveyOf(ctx, tx, ref.Campaign, ref.Survey)
		if err != nil {
			return err
		}
		who, err := d.subjectOf(ctx, tx, c, ref)
		if err != nil {
			return err
		}
		view = &SurveyView{Campaign: c, Survey: clause.ID, Name: firstOf(clause.Name, clause.ID), Questions: campaign.Questions(clause.Ask), MayTake: d.actor.Can(identity.SurveyTake)}
		names, err := d.placeNames(ctx, tx, c)
		if err != nil {
			return err
		}
		view.Village = names.of(who.where.Area, who.where.Unit)
		if ref.Number != "" {
			h, err := d.store.Household(ctx, tx, id.ID(who.subject), d.actor.Scope)
			if err != nil {
				return err
			}
			view.Head = masked(h.Head)
		}
		view.Answer, err = d.store.SurveyAnswer(ctx, tx, c.ID, clause.ID, who.subject, d.actor.Scope)
		if problem.Is(err, problem.NotFound) {
			view.Answer, err = nil, nil
		}
		return err
	})
	return view, err
}

// SurveyOrder is an answer as it was typed: texts by question.
type SurveyOrder struct {
	SurveyRef
	Texts  map[string]string
	Day    day.Date
	Person string // who asked
	Seen   int64  // version that the person has seen, 0 for none; -1 is whatever it is
}

// TakeSurvey records what one household, village or unit answered, over what it
// answered before. When another has recorded it since it was seen, the error is
// problem.Conflict.
func (d *Desk) TakeSurvey(ctx context.Context, order SurveyOrder) error {
	if err := d.actor.Must(identity.SurveyTake); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *sqldb.Tx) error {
		c, clause, err := d.surveyOf(ctx, tx, order.Campaign, order.Survey)
		if err != nil {
			return err
		}
		if c.State == campaign.Closed {
			return problem.New(problem.Conflict, "campaign.ended")
		}
		who, err := d.subjectOf(ctx, tx, c, order.SurveyRef)
		if err != nil {
			return err
		}
		if order.Seen < 0 {
			if order.Seen, err = d.store.AnswerVersion(ctx, tx, c.ID, clause.ID, who.subject); err != nil {
				return err
			}
		}
		a, err := d.answer(c, clause, who, &order)
		if err != nil {
			return err
		}
		if err := d.store.PutSurveyAnswer(ctx, tx, a); err != nil {
			return err
		}
		return d.record(ctx, tx, act{name: "survey.take", noun: "survey", subject: c.ID, where: who.where, count: 1,
			detail: map[string]any{"survey": clause.ID, "of": a.Subject, "version": a.Version}})
	})
}

// answer reads the texts of an order.
func (d *Desk) answer(c *campaign.Campaign, clause *plan.Survey, who surveyed, order *SurveyOrder) (*campaign.SurveyAnswer, error) {
	a := &campaign.SurveyAnswer{Campaign: c.ID, Survey: clause.ID, Subject: who.subject, Area: who.where.Area, Unit: who.where.Unit, Day: order.Day, Person: order.Person,
		Words: map[string]string{}, Actor: d.actor.Name, Recorded: d.clock.Now(), Version: order.Seen + 1}
	questions := campaign.Questions(clause.Ask)
	for i := range questions {
		q := &questions[i]
		values, words, err := q.Read(order.Texts[q.ID])
		if err != nil {
			return nil, err
		}
		a.Values = append(a.Values, values...)
		if words != "" {
			a.Words[q.ID] = words
		}
	}
	return a, a.Check(d.clock.Today())
}
