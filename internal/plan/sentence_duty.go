package plan

import (
	"cmp"
	"strconv"
	"strings"
)

// duty writes what people do for people.
func (s *scribe) duty(clause any) string {
	switch c := clause.(type) {
	case *Pairing:
		return s.pairing(c)
	case *Duty:
		return s.owed(c)
	case *Inspection:
		return s.inspection(c)
	case *Ladder:
		var steps []string
		for i := range c.Steps {
			r := &c.Steps[i]
			steps = append(steps, s.after(strings.ReplaceAll(r.Within, " ", ""), "", "内")+"报"+s.called("roles", r.To)+map[bool]string{true: "决定"}[r.Decides])
		}
		return s.join("，", s.after(s.join("、", c.For...), "遇到", ""), strings.Join(steps, "，再"))
	case *Demand:
		return s.join("，", s.after(s.called("roles", c.By), "由", "负责"), s.after(s.join("、", c.Channel...), "通过", "收集")+s.word(c.Kind), s.after(s.called("ladders", c.Ladder), "按“", "”办理"), s.span(&c.When))
	case *Service:
		return s.soft(&c.Clause) + s.join("，", s.after(s.called("roles", c.By), "由", "负责"), "为"+s.everyone(c.Class)+"提供"+s.word(c.Kind)+"方面的帮助", s.count(&c.Count, "次"), s.span(&c.When))
	case *Talk:
		return s.soft(&c.Clause) + s.join("，", s.after(s.called("roles", c.By), "由", "负责"), "组织"+s.everyone(c.Class)+"座谈"+s.after(s.count(&c.Count, "次"), "", ""), s.span(&c.When))
	}
	return ""
}

func (s *scribe) pairing(c *Pairing) string {
	helpers := s.called("roles", c.Helpers...)
	if len(c.Helpers) == 1 && c.Helpers[0] == "all" {
		helpers = "全体帮扶人"
	}
	return s.join("，", helpers+"与"+s.everyone(c.Class)+"结对帮扶", s.after(s.count(&c.PerHelper, "户"), "每名帮扶人帮扶", ""),
		s.after(s.count(&c.PerSubject, "名帮扶人"), "每户", ""), s.expect(&c.Expect), s.after(s.count(&c.ExpectHelp, "名帮扶人"), "共", ""),
		s.after(s.called("roles", c.Through), "双方通过", "联系"), s.adjust(c.AdjustOn), s.after(everyWords[c.Review], "", "复核一次"),
		s.span(&c.Lasts), s.after(s.day(&c.By), "", "前结对到位"))
}

func (s *scribe) adjust(on []string) string {
	words := make([]string, len(on))
	for i, one := range on {
		words[i] = s.word(one)
	}
	return s.after(s.join("、", words...), "有", "的及时单对调整")
}

func (s *scribe) owed(c *Duty) string {
	who := s.called("roles", c.Of)
	if c.Of == "helper" {
		who = "帮扶人"
	}
	whom := s.called("classes", c.Class...)
	if c.Site != "" {
		whom = s.join("、", whom, "每个"+s.called("sites", c.Site))
	}
	unit, act := "次", s.word(c.How)+s.word(c.Act)
	switch c.Act {
	case "deed":
		unit, act = "件", "办实事"
	case "aid_value":
		act = ""
	}
	times := s.join("、", s.after(s.count(&c.AtLeast, unit), "至少", ""), s.after(s.count(&c.AtMost, unit), "至多", ""))
	what := s.after(whom, "对", "") + everyWords[c.Per] + act + times
	if worth := s.yuan(&c.Worth); worth != "" {
		what += "款物价值" + worth
	}
	also := s.after(s.join("、", c.AlsoAt...), "在", map[bool]string{true: "另外走访", false: "必到，计入当期"}[c.Separate])
	return s.join("，", who+s.soft(&c.Clause)+what, also, s.after(s.count(&c.Group, "人"), "", "同行"), s.after(s.join("、", c.Fields...), "内容包括", ""),
		s.after(s.shares(c.Purse), "由", "列支"), s.span(&c.When), s.after(s.day(&c.By), "", "前完成"), c.Fallback)
}

func (s *scribe) inspection(c *Inspection) string {
	return s.join("，", s.after(s.called("roles", c.By), "由", "负责"), everyWords[c.Every]+"对"+s.everyone(c.Class)+"排查"+s.join("、", c.Check...),
		s.after(s.rule(&c.Focus), "重点看", "的"), s.after(s.join("、", c.Grades...), "分", "等"), s.after(s.join("、", c.Grave...), "", "级算重大隐患，未消除的不算帮到"), s.after(s.count(&c.Days, "天"), "发现问题", "内整改"),
		s.after(s.called("roles", c.Order), "由", "督促"), map[bool]string{true: "整改后复查"}[c.Reinspect], s.span(&c.When))
}

// form names the steps of a visit form and counts its questions.
func (s *scribe) form(c *Form) string {
	steps, questions := make([]string, len(c.Steps)), 0
	for i := range c.Steps {
		steps[i] = cmp.Or(c.Steps[i].Name, c.Steps[i].ID)
		questions += len(c.Steps[i].Questions)
	}
	return s.after(s.join("、", steps...), "依次填写", "") + s.after(strconv.Itoa(questions), "，共", "项")
}
