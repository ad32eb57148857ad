package plan

import (
	"regexp"
	"slices"
	"strings"
)

// duties: somebody owes something, so and so often.
func (l *linter) duties() {
	for i := range l.plan.Duties {
		d := &l.plan.Duties[i]
		if d.Of == "" && !d.written("of") {
			l.say("duty_without_person", "duties", &d.Clause, "id")
		}
		if d.Act == "" && !d.written("act") {
			l.say("duty_without_act", "duties", &d.Clause, "id")
		}
		if d.Act == "aid_value" && !d.written("worth") {
			l.say("duty_without_worth", "duties", &d.Clause, "act")
		}
		if least, most := d.AtLeast.Fixed, d.AtMost.Fixed; least != nil && most != nil && *least > *most {
			l.say("range_backwards", "duties", &d.Clause, "at_least", "from", *least, "to", *most)
		}
		if d.Of == "helper" && len(l.plan.Pairing) == 0 {
			l.say("helper_without_pairing", "duties", &d.Clause, "of")
		}
		for n, festival := range d.AlsoAt {
			if !isFestival(festival) {
				l.Add("festival_unknown", d.Keys.At("also_at", n, d.Pos), "duties."+d.ID, "festival", clip(festival))
			}
		}
	}
}

// people finds what nobody is named for.
func (l *linter) people() {
	p := l.plan
	for i := range p.Surveys {
		l.named("surveys", &p.Surveys[i].Clause, p.Surveys[i].By)
	}
	for i := range p.Inspection {
		l.named("inspections", &p.Inspection[i].Clause, p.Inspection[i].By)
	}
	for i := range p.Demands {
		l.named("demands", &p.Demands[i].Clause, p.Demands[i].By)
	}
	for i := range p.Services {
		l.named("services", &p.Services[i].Clause, p.Services[i].By)
	}
	for i := range p.Phases {
		for j := range p.Phases[i].Tasks {
			l.named("phases", &p.Phases[i].Tasks[j].Clause, p.Phases[i].Tasks[j].By)
		}
	}
	for i := range p.Pairing {
		if b := &p.Pairing[i]; len(b.Helpers) == 0 && !b.written("helpers") {
			l.say("pairing_without_helpers", "pairing", &b.Clause, "id")
		}
	}
	for i := range p.Sites {
		if s := &p.Sites[i]; s.Level == "" && len(s.Places) == 0 && !s.written("expect") {
			l.say("site_empty", "sites", &s.Clause, "id")
		}
	}
}

func (l *linter) named(section string, c *Clause, by string) {
	if by == "" && !c.written("by") {
		l.say("nobody_named", section, c, "id")
	}
}

var within = regexp.MustCompile(`^\d{1,4}\s*(个)?\s*(工作日|日|天|小时|周|星期|月)$`)

// ladders: a matter that goes up is settled somewhere.
func (l *linter) ladders() {
	for i := range l.plan.Ladders {
		a := &l.plan.Ladders[i]
		end := slices.IndexFunc(a.Steps, func(r Rung) bool { return r.Decides })
		if end < 0 {
			l.say("ladder_open", "ladders", &a.Clause, "steps")
		} else if end < len(a.Steps)-1 {
			l.Add("ladder_after_end", a.Steps[end+1].Pos, "ladders."+a.ID, "name", a.label(), "to", a.Steps[end].To)
		}
		for j := range a.Steps {
			l.term(a.Steps[j].Within, a.Steps[j].Pos, "ladders."+a.ID)
		}
	}
	if a := l.plan.Approval; a != nil {
		for i := range a.Steps {
			s := &a.Steps[i]
			l.term(s.Within, s.Keys.At("within", -1, s.Pos), "approval."+s.ID)
			l.named("approval", &s.Clause, s.By)
		}
	}
}

func (l *linter) term(text string, pos Pos, label string) {
	if text != "" && !within.MatchString(text) {
		l.Add("bad_term", pos, label, "text", clip(text))
	}
}

// triggers: what happens has something follow from it.
func (l *linter) triggers() {
	for i := range l.plan.Triggers {
		t := &l.plan.Triggers[i]
		if t.Duty != "" && t.Set == "" && t.Do == "" || t.Duty == "" && t.Do == "" {
			l.say("trigger_without_effect", "triggers", &t.Clause, "id")
		}
		if t.On == "temperature" && strings.TrimSpace(t.Below) == "" {
			l.say("trigger_without_degree", "triggers", &t.Clause, "on")
		}
	}
}
