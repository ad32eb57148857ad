package casework

import (
	"cmp"

	"songnuan/internal/locale"
)

func (w *profileWriter) steps() ProfilePart {
	part := ProfilePart{Key: "steps", Title: w.text("profile.show.steps")}
	for i := range w.p.Steps {
		s := &w.p.Steps[i]
		item := ProfileItem{Ref: s.clause(i), Name: cmp.Or(s.Name, s.ID), Sources: s.Sources}
		for _, text := range []string{w.text("profile.do." + string(s.Do)), w.level(s.Level), w.list(w.roles(s.Who())), w.limit(s.Within)} {
			if text != "" && s.Do != "" {
				item.Brief = append(item.Brief, text)
			}
		}
		item.Lines = w.step(s)
		if s.Notice != nil {
			item.Lines = append(item.Lines, w.notice(s.Notice)...)
			item.Sources = append(append([]Source{}, s.Sources...), s.Notice.Sources...)
		}
		part.Items = append(part.Items, item)
	}
	return part
}

func (w *profileWriter) level(code string) string {
	if code == "" {
		return ""
	}
	return w.text("profile.level." + code)
}

// roles gives the names of roles; a code that is none stays a code.
func (w *profileWriter) roles(codes []string) []string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = code
		if key := "identity.role." + code; locale.Has(locale.Chinese, key) {
			names[i] = w.text(key)
		}
	}
	return names
}

// step is what the step asks of who takes it.
func (w *profileWriter) step(s *Step) []ProfileLine {
	l := lines{w: w}
	l.add("profile.show.when", w.when(&s.When))
	if s.People > 1 {
		l.add("profile.show.people", w.text("profile.show.people_n", "count", s.People))
	}
	if s.Confirm {
		l.add("profile.show.confirm", w.text("profile.show.confirm_yes"))
	}
	l.add("profile.show.quorum", s.Quorum.String())
	l.add("profile.show.pass", s.Pass.String())
	if s.Voters > 0 {
		l.add("profile.show.voters", w.text("profile.show.people_n", "count", s.Voters))
	}
	l.add("profile.show.sample", s.Sample.String())
	if s.Kin {
		l.add("profile.show.kin", w.text("profile.show.kin_yes"))
	}
	if s.Delegate {
		l.add("profile.show.delegate", w.text("profile.show.delegate_yes"))
	}
	return l.all
}

// when is the condition of a step.
func (w *profileWriter) when(c *When) string {
	var all []string
	if c.Over != nil {
		all = append(all, w.text("profile.show.over", "amount", *c.Over))
	}
	if c.UpTo != nil {
		all = append(all, w.text("profile.show.up_to", "amount", *c.UpTo))
	}
	if c.Kin != nil {
		all = append(all, w.yes(*c.Kin, "profile.show.kin_on_record", "profile.show.kin_none"))
	}
	if c.Objected != nil {
		all = append(all, w.yes(*c.Objected, "profile.show.objected", "profile.show.objected_none"))
	}
	if len(c.Causes) > 0 {
		all = append(all, w.text("profile.show.causes", "causes", w.list(c.Causes)))
	}
	return w.list(all)
}

func (w *profileWriter) yes(is bool, yes, no string) string {
	if is {
		return w.text(yes)
	}
	return w.text(no)
}

func (w *profileWriter) notice(n *NoticeRule) []ProfileLine {
	l := lines{w: w}
	key := "profile.show.days"
	if n.Unit == "working" {
		key = "profile.show.workdays"
	}
	l.add("profile.show.posted", w.text(key, "days", n.Days))
	fields := make([]string, len(n.Fields))
	for i, field := range n.Fields {
		fields[i] = field
		if key := "profile.field." + field; locale.Has(locale.Chinese, key) {
			fields[i] = w.text(key)
		}
	}
	l.add("profile.show.fields", w.list(fields))
	l.add("profile.show.mask", w.text("profile.mask."+cmp.Or(n.Mask, "middle")))
	if n.Photo {
		l.add("profile.show.photo", w.text("profile.show.photo_yes"))
	}
	back := n.Objection
	if s, _ := w.p.Step(n.Objection); s != nil {
		back = cmp.Or(s.Name, s.ID)
	}
	if back != "" {
		l.add("profile.show.objection", w.text("profile.show.objection_to", "step", back))
	}
	l.add("profile.show.answer", w.limit(n.Answer))
	if n.Refill {
		l.add("profile.show.refill", w.text("profile.show.refill_yes"))
	}
	return l.all
}
