package plan

import "strings"

// benefit writes what is given and who pays.
func (s *scribe) benefit(clause any) string {
	switch c := clause.(type) {
	case *Purse:
		own := ""
		if c.Own {
			own = "由本人自筹，不计入总额"
		}
		return s.join("，", s.after(c.Holder, "由", "出资"), s.yuan(&c.Amount), own, s.after(s.span(&c.Raise), "在", "筹集"))
	case *Item:
		return s.join("，", s.after(c.Unit, "按", "计"), s.after(s.yuan(&c.Price), "每"+firstText(c.Unit, "件"), ""), s.after(s.partsOf(c.Bundle), "内含", ""))
	case *Cost:
		quantity := ""
		if c.Quantity > 0 {
			quantity = "共" + c.Quantity.String() + "份"
		}
		return s.join("，", s.yuan(&c.Amount), quantity, s.after(s.shares(c.Purse), "由", "支付"), map[bool]string{true: "不计入总额"}[c.Outside])
	case *Budget:
		of := s.called("cash goods costs production duties", c.Of...)
		return s.join("，", s.after(s.called("purses", c.Purse), "", "部分")+s.after(of, "包括", "在内")+s.after(s.yuan(&c.Amount), "共计", ""), map[bool]string{true: "含工作经费"}[c.Costs])
	case *Cash:
		return s.cash(c)
	case *Goods:
		return s.goods(c)
	case *Payment:
		what := s.called("cash goods", c.For...)
		return s.join("，", firstText(what, "全部款物")+"以"+s.word(c.Method)+"方式发放", s.after(s.called("purses", c.Purse), "从", "支付"), s.after(s.day(&c.Due), "", "前发放到位"))
	case *Guard:
		return s.guard(c)
	case *Ban:
		return s.soft(&c.Clause) + firstText(c.Text, s.after(s.word(c.What), "不得", ""))
	}
	return ""
}

func (s *scribe) cash(c *Cash) string {
	rate := s.after(s.yuan(&c.Amount), "", "")
	if rate == "" && len(c.Purse) > 0 {
		rate = "由各资金来源合计"
	}
	if len(c.Tiers) > 0 {
		var tiers []string
		for i := range c.Tiers {
			t := &c.Tiers[i]
			tiers = append(tiers, firstText(t.Name, s.rule(&t.When))+s.yuan(&t.Amount))
		}
		rate = "分档发放：" + strings.Join(tiers, "、")
	}
	every := s.every(c.Every, &c.Times)
	return s.join("，", s.soft(&c.Clause)+"给"+s.everyone(c.Class)+s.per(c.Per, c.Class, "")+every+"发放"+c.label()+rate,
		s.after(s.rule(&c.Children), "计入的子女为", ""), s.after(s.yuan(&c.Cap), "每户合计", "封顶"), s.after(s.shares(c.Purse), "资金由", "支付"),
		s.after(s.span(&c.When), "发放时间", ""), s.after(s.day(&c.By), "", "前发放到位"))
}

func (s *scribe) every(every Every, times *Count) string {
	return s.join("", everyWords[every], s.after(s.count(times, "次"), "共", ""))
}

func (s *scribe) goods(c *Goods) string {
	var item Item
	for i := range s.d.plan.Items {
		if s.d.plan.Items[i].ID == c.Item {
			item = s.d.plan.Items[i]
		}
	}
	quantity := s.count(&c.Range, item.Unit)
	if c.Quantity > 0 {
		quantity = c.Quantity.String() + item.Unit
	}
	whom := s.called("classes", c.Class...)
	return s.join("，", s.soft(&c.Clause)+s.after(whom, "给", "")+s.per(c.Per, c.Class, c.Site)+everyWords[c.Every]+"发放"+s.called("items", c.Item)+quantity,
		s.after(s.shares(c.Purse), "由", "支付"), s.after(s.called("production allocations", c.Stock), "从“", "”中取用"),
		s.after(s.span(&c.When), "发放时间", ""), s.after(s.day(&c.By), "", "前发放到位"))
}

func (s *scribe) guard(c *Guard) string {
	against := s.called("cash goods services classes", c.Against...)
	if against == "" {
		against = s.rule(&c.Who)
	}
	whom := s.everyone(c.Class)
	switch c.Kind {
	case "cap":
		return "同一" + whom + "的" + against + "合计" + s.after(s.yuan(&c.Cap), "不超过", "")
	case "stack":
		return whom + "可以同时享受" + against
	}
	keep := map[string]string{"": "", "higher": "，就高享受", "first": "，先得的为准"}[c.Keep]
	if c.Keep != "" && keep == "" {
		keep = "，保留" + s.called("cash goods", c.Keep)
	}
	return "已享受" + against + "的，" + whom + "不重复享受" + keep
}

// partsOf lists what a bundle holds.
func (s *scribe) partsOf(all []Part) string {
	var texts []string
	for i := range all {
		unit := ""
		for j := range s.d.plan.Items {
			if s.d.plan.Items[j].ID == all[i].Item {
				unit = s.d.plan.Items[j].Unit
			}
		}
		texts = append(texts, s.called("items", all[i].Item)+all[i].Quantity.String()+unit)
	}
	return strings.Join(texts, "、")
}

func firstText(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
