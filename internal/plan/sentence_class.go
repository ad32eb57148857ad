package plan

import "strings"

func (s *scribe) phase(c *Phase) string {
	when := s.span(&Span{From: c.From, To: c.To})
	var tasks []string
	for i := range c.Tasks {
		tasks = append(tasks, c.Tasks[i].label())
	}
	return s.join("，", when, s.after(strings.Join(tasks, "、"), "完成", ""))
}

func (s *scribe) task(c *Task) string {
	return s.join("，", s.after(s.called("roles", c.By), "由", "负责"), s.after(s.called("sites", c.Site), "每个", "都要办"),
		s.after(s.called("tasks phases", c.After...), "在“", "”之后"), s.after(s.day(&c.Due), "", "前完成"))
}

func (s *scribe) site(c *Site) string {
	places := s.join("、", c.Places...)
	return s.join("，", s.after(s.word(c.Level), "以辖区内的", "计"), s.after(places, "包括", ""), s.after(s.count(&c.Expect, "处"), "共", ""))
}

func (s *scribe) role(c *Role) string {
	who, head := s.count(&c.Count, "名"), ""
	if _, site := s.d.names["sites."+c.Of]; site || who != "" && c.Of != "" {
		who = "每个" + s.called("sites", c.Of) + firstText(who, "都设")
	}
	if c.Head {
		head = "为第一责任人"
	}
	return s.join("，", s.after(c.Holder, "由", "担任"), who, head, s.after(c.Rank, "职级在", "以上"), s.after(s.join("、", c.Tasks...), "职责是", ""))
}

func (s *scribe) class(c *Class) string {
	var who string
	switch {
	case c.Who.Text != "":
		who = s.rule(&c.Who) + "的" + map[string]string{"person": "人员"}[c.Unit]
		if c.Unit != "person" {
			who += "家庭"
		}
	case len(c.List) > 0:
		var names []string
		for i := range c.List {
			names = append(names, c.List[i].Name)
		}
		who = "点名列入：" + strings.Join(names, "、")
	case len(c.Bulk) > 0:
		var lines []string
		for i := range c.Bulk {
			b := &c.Bulk[i]
			lines = append(lines, b.Name+s.after(s.count(&b.Persons, "人"), "", "")+s.after(b.Receiver, "（由", "签收）"))
		}
		who = strings.Join(lines, "、")
	}
	if c.Prescribed != nil {
		who = s.join("；", who, s.prescribed(c.Prescribed))
	}
	return s.join("；", who, s.except(c.Except), s.expect(&c.Expect), s.helped(c))
}

func (s *scribe) prescribed(p *Prescribed) string {
	return s.after(p.From, "由", "下达名单") + s.after(s.day(&p.Due), "，", "前交到") + s.after(p.Mark, "，名单中标记为“", "”")
}

func (s *scribe) except(all []Rule) string {
	var texts []string
	for i := range all {
		texts = append(texts, s.rule(&all[i]))
	}
	return s.after(strings.Join(texts, "，或者"), "", "的除外")
}

func (s *scribe) expect(e *Expect) string {
	return s.after(s.join("、", s.count(&e.Households, "户"), s.count(&e.Persons, "人"), s.after(s.count(&e.Children, "名"), "子女", "")), "预计", "")
}

func (s *scribe) helped(c *Class) string {
	acts, how := c.HelpedWhen.All, "都完成"
	if len(c.HelpedWhen.Any) > 0 {
		acts, how = c.HelpedWhen.Any, "有一样完成"
	}
	names := make([]string, len(acts))
	for i, act := range acts {
		names[i] = s.word(act)
	}
	if len(acts) == 1 {
		how = "完成"
	}
	all := ""
	if c.All {
		all = "全覆盖、不遗漏"
	}
	return s.join("；", all, s.after(s.join("、", names...), "", how+"，算作帮到"))
}

func (s *scribe) quota(c *Quota) string {
	per := ""
	switch c.Per {
	case "", "total":
		per = "总共"
	default:
		per = "每个" + s.called("sites", c.Per)
	}
	var order []string
	for i := range c.Order {
		o := &c.Order[i]
		by := oneLine(o.By.Text)
		switch {
		case o.By.Compiled != nil:
			by = o.By.Compiled.Describe() + "的"
		case o.Number != nil:
			by = o.Number.Describe() + map[bool]string{true: "高的", false: "低的"}[o.Desc]
		case o.Choice != nil:
			by = "按" + o.Choice.Describe()
		}
		order = append(order, by)
	}
	rest := map[string]string{"waiting": "其余候补"}[c.Rest]
	return s.join("，", s.called("classes", c.Class)+s.after(s.count(&c.Count, "个名额"), per, ""), s.after(s.d.tableOf(c.Table), "其中", ""),
		s.after(strings.Join(order, "，再是"), "超过名额的，先是", ""), rest)
}

func (s *scribe) survey(c *Survey) string {
	ask := make([]string, len(c.Ask))
	for i, one := range c.Ask {
		ask[i] = map[string]string{"count": "数量", "cause": "致困原因", "need": "需求"}[one]
		if ask[i] == "" {
			ask[i] = one
		}
	}
	return s.join("，", s.after(s.called("roles", c.By), "由", "负责"), s.after(s.span(&c.When), "在", ""), s.after(s.join("、", c.Method...), "通过", ""),
		"对"+s.everyone(c.Class)+"摸清"+s.join("、", ask...))
}

// everyone names classes; none named is all of the plan's.
func (s *scribe) everyone(classes []string) string {
	if len(classes) == 0 {
		return "全部对象"
	}
	return s.called("classes", classes...)
}
