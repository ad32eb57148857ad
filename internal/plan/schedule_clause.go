package plan

import "songnuan/internal/day"

// benefits are lists from above, money and goods by their deadlines.
func (s *scheduler) benefits() {
	p := s.p
	for i := range p.Classes {
		if list := p.Classes[i].Prescribed; list != nil {
			s.by("classes", &p.Classes[i].Clause, list.Due, list.From, "plan.schedule.prescribed")
		}
	}
	for i := range p.Surveys {
		s.over("surveys", &p.Surveys[i].Clause, p.Surveys[i].When, p.Surveys[i].By, "plan.schedule.survey")
	}
	for i := range p.Purses {
		s.over("purses", &p.Purses[i].Clause, p.Purses[i].Raise, p.Purses[i].Holder, "plan.schedule.raise")
	}
	for i := range p.Cash {
		c := &p.Cash[i]
		s.every("cash", &c.Clause, c.Every, c.When, "", "plan.schedule.pay")
		s.by("cash", &c.Clause, c.By, "", "plan.schedule.paid")
	}
	for i := range p.Goods {
		g := &p.Goods[i]
		s.every("goods", &g.Clause, g.Every, g.When, "", "plan.schedule.goods")
		s.by("goods", &g.Clause, g.By, "", "plan.schedule.goods_given")
	}
	for i := range p.Payments {
		s.by("payments", &p.Payments[i].Clause, p.Payments[i].Due, p.Payments[i].By, "plan.schedule.paid")
	}
}

// making is what is made, bought and shared out.
func (s *scheduler) making() {
	for i := range s.p.Production {
		m := &s.p.Production[i]
		s.over("production", &m.Clause, m.When, "", "plan.schedule.making")
		for j := range m.Makers {
			s.over("production", &m.Clause, m.Makers[j].When, m.Makers[j].Who, "plan.schedule.making")
		}
	}
	for i := range s.p.Allocation {
		s.over("allocations", &s.p.Allocation[i].Clause, s.p.Allocation[i].When, "", "plan.schedule.allocation")
	}
}

// care is what people do for people: pairs, duties, inspections, demands,
// services, talks.
func (s *scheduler) care() {
	p := s.p
	for i := range p.Pairing {
		pair := &p.Pairing[i]
		s.by("pairing", &pair.Clause, pair.By, pair.Through, "plan.schedule.paired")
		if pair.Review != "" && pair.Review != Once {
			s.every("pairing", &pair.Clause, pair.Review, pair.Lasts, "", "plan.schedule.paired")
		}
	}
	for i := range p.Duties {
		s.duty(&p.Duties[i])
	}
	for i := range p.Inspection {
		in := &p.Inspection[i]
		every := in.Every
		s.every("inspections", &in.Clause, every, in.When, in.By, "plan.schedule.inspection")
	}
	for i := range p.Demands {
		s.over("demands", &p.Demands[i].Clause, p.Demands[i].When, p.Demands[i].By, "plan.schedule.open")
	}
	for i := range p.Services {
		s.over("services", &p.Services[i].Clause, p.Services[i].When, p.Services[i].By, "plan.schedule.open")
	}
	for i := range p.Talks {
		s.over("talks", &p.Talks[i].Clause, p.Talks[i].When, p.Talks[i].By, "plan.schedule.talk")
	}
	for i := range p.Triggers {
		t := &p.Triggers[i]
		s.due("triggers", &t.Clause, day.Date{}, day.Date{}, "",
			explain("plan.schedule.trigger", "name", title(&t.Clause), "on", Word(t.On)))
	}
}

// duty lists each part of a duty with its deadline, for each class, and the
// festivals in it.
func (s *scheduler) duty(d *Duty) {
	span := s.p.span(d.When)
	parts := s.dutyParts(d, span)
	name := title(&d.Clause)
	for _, to := range s.owedTo(d) {
		before := len(s.dues)
		if len(parts) > maxParts {
			s.due("duties", &d.Clause, span.From, span.To, d.Of, explain("plan.schedule.often", "name", name, "every", Word(d.per()), "times", len(parts)))
			parts = nil
		}
		for _, part := range parts {
			s.due("duties", &d.Clause, part.From, part.To, d.Of,
				explain("plan.schedule.duty", "name", name, "part", part.Name, "act", Word(d.Act), "times", part.Each))
			for _, f := range part.Festivals {
				s.due("duties", &d.Clause, part.From, f.Due, d.Of, explain("plan.schedule.festival", "name", name, "festival", f.Name, "act", Word(d.Act)))
			}
		}
		if !d.By.Day.IsZero() {
			s.due("duties", &d.Clause, day.Date{}, d.By.Day, d.Of, explain("plan.schedule.task", "name", name))
		}
		for i := before; i < len(s.dues); i++ {
			s.dues[i].Class = to.class
		}
	}
}

// notices lists each public notice with its posting and its end. One that
// follows another without a date of its own goes up the day after that ends.
func (s *scheduler) notices() {
	ends := map[string]day.Date{}
	for i := range s.p.Notices {
		n := &s.p.Notices[i]
		post := n.Post.Day
		if post.IsZero() && !ends[n.After].IsZero() {
			post = ends[n.After].AddDays(1)
		}
		name := title(&n.Clause)
		s.due("notices", &n.Clause, day.Date{}, post, "", explain("plan.schedule.notice_post", "name", name))
		if end, ok := s.noticeEnd(n, post); ok {
			ends[n.ID] = end
			s.due("notices", &n.Clause, post, end, "", explain("plan.schedule.notice_end", "name", name, "days", n.Days.stated(FromClause)))
		}
	}
}

// noticeEnd is the last day of a notice; a notice of at least so many days
// ends when these are over.
func (s *scheduler) noticeEnd(n *Notice, post day.Date) (day.Date, bool) {
	days := n.Days.stated(FromClause)
	const longest = 3660 // ten years; no notice hangs as long
	if post.IsZero() || !days.Known() || days.N < 1 || days.N > longest {
		return day.Date{}, false
	}
	end := s.calendar.NoticeEnd(post, int(days.N), n.Working)
	return end, !end.IsZero()
}

// publish is what goes out to the public.
func (s *scheduler) publish() {
	for i := range s.p.Publicity {
		c := &s.p.Publicity[i]
		s.every("publicity", &c.Clause, c.Every, c.When, c.By, "plan.schedule.publish")
	}
}
