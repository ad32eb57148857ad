package plan

import (
	"strconv"
	"strings"
)

// course writes how a plan runs.
func (s *scribe) course(clause any) string {
	switch c := clause.(type) {
	case *Approval:
		var steps []string
		for i := range c.Steps {
			steps = append(steps, c.Steps[i].label())
		}
		return strings.Join(steps, "，再")
	case *Step:
		return s.join("，", s.after(s.called("roles", c.By), "由", "办理"), s.after(strings.ReplaceAll(c.Within, " ", ""), "", "内完成"), s.after(s.join("、", c.Papers...), "材料有", ""), s.after(s.called("roles", c.Voters), "由", "表决"))
	case *Notice:
		return s.notice(c)
	case *Report:
		what := s.word(c.What)
		return s.join("，", s.after(s.called("roles", c.From), "由", "")+s.after(s.day(&c.By), "在", "前")+everyWords[c.Every]+"将"+what+s.after(s.called("roles", c.To), "报", ""),
			s.after(s.join("、", c.Fields...), "内容有", ""), map[string]string{"refused": "逾期不予受理"}[c.Late])
	case *Event:
		return s.event(c)
	case *Publicity:
		return s.soft(&c.Clause) + s.join("，", s.after(s.called("roles", c.By), "由", "负责"), s.after(s.join("、", c.Channels...), "通过", "")+everyWords[c.Every]+s.after(c.Audience, "面向", "")+"宣传"+s.word(c.Kind)+s.after(s.count(&c.Count, "次"), "", ""), s.span(&c.When))
	case *Production:
		return s.production(c)
	case *Allocation:
		return s.allocation(c)
	case *Trigger:
		when := s.word(c.On) + s.after(c.Below, "低于", "度")
		return "遇" + when + "时，" + s.join("，", s.after(s.called("duties", c.Duty), "", "改为"+everyWords[c.Set]), c.Do, s.after(c.Until, "直到", ""))
	case *Six:
		return "做到有具体目标、有党政支持、有人员落实、有资金保障、有机制规范、有措施保证"
	}
	return ""
}

func (s *scribe) notice(c *Notice) string {
	days := "天"
	if c.Working {
		days = "个工作日"
	}
	return s.join("，", s.after(s.called("notices", c.After), "在“", "”结束以后"), s.after(s.day(&c.Post), "", "")+"在"+s.word(c.Level)+"公示"+s.everyone(c.Class)+s.count(&c.Days, days),
		s.after(s.join("、", c.Fields...), "内容有", ""), map[string]string{"block_row": "有异议的只暂停该户", "block_all": "有异议的全部暂停"}[c.Objection])
}

func (s *scribe) event(c *Event) string {
	var agenda []string
	for i := range c.Agenda {
		a := &c.Agenda[i]
		minutes := ""
		if a.Minutes > 0 {
			minutes = "（" + strconv.Itoa(a.Minutes) + "分钟）"
		}
		by := s.called("roles", a.By)
		if strings.Contains(a.Do, by) {
			by = ""
		}
		agenda = append(agenda, a.At+a.Do+s.after(by, "（", "）")+minutes)
	}
	return s.join("，", s.span(&Span{From: c.On, To: c.To})+s.after(c.Place, "在", "")+"举行", s.after(s.called("roles", c.By), "由", "主持"), s.after(s.called("roles", c.Attend...), "", "参加"),
		s.after(s.count(&c.Capacity, "人"), "容纳", ""), s.after(strings.Join(agenda, "；"), "议程依次为：", ""), c.Fallback)
}

func (s *scribe) production(c *Production) string {
	unit := s.unitOf(c.Item)
	var makers []string
	for i := range c.Makers {
		m := &c.Makers[i]
		makers = append(makers, m.Who+s.after(s.join("，", s.span(&m.When), s.after(m.Place, "地点为", ""), s.some(m.Quantity, unit)), "（", "）"))
	}
	return s.join("，", s.span(&c.When), s.word(c.How)+s.called("items", c.Item)+s.some(c.Quantity, unit), s.after(s.some(c.PerDay, unit), "每天", ""),
		s.after(s.yuan(&c.Price), "每"+firstText(unit, "件"), ""), s.after(s.shares(c.Purse), "由", "支付"), s.after(strings.Join(makers, "、"), "分工为：", ""))
}

func (s *scribe) allocation(c *Allocation) string {
	unit := s.unitOf(c.Item)
	var to []string
	for i := range c.To {
		t := &c.To[i]
		to = append(to, firstText(t.Name, s.join("、", s.called("sites", t.Site), s.called("classes", t.Class...)))+s.some(t.Quantity, unit))
	}
	return s.join("，", s.called("items", c.Item)+s.after(s.some(c.OnSite, unit), "现场发放", ""), s.after(strings.Join(to, "、"), "分给", ""), s.after(s.word(c.By), "按", "分配"), s.span(&c.When))
}

func (s *scribe) some(q Quantity, unit string) string {
	if q == 0 {
		return ""
	}
	return q.String() + unit
}

func (s *scribe) unitOf(item string) string {
	for i := range s.d.plan.Items {
		if s.d.plan.Items[i].ID == item {
			return s.d.plan.Items[i].Unit
		}
	}
	return ""
}
