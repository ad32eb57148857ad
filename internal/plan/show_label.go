package plan

import (
	"strconv"

	"songnuan/internal/locale"
)

// labelled are the keys whose meaning depends on the clause they stand in:
// `by` is who in a task, a day in a report and a measure in an allocation.
var labelled = map[string]string{
	"Plan.unit": "whole_unit", "Item.unit": "item_unit", "Named.unit": "whole_unit",
	"Cash.by": "deadline", "Goods.by": "deadline", "Pairing.by": "deadline", "Duty.by": "deadline", "Report.by": "deadline",
	"Allocation.by": "measure", "Weight.by": "measure", "Order.by": "measure",
	"Tier.when": "condition", "Quota.order": "sequence", "Duty.of": "owner", "Budget.of": "includes",
	"Trigger.on": "condition", "Report.from": "sender", "Report.to": "receiver", "Prescribed.from": "sender",
	"Allocation.from": "stock", "Allocation.to": "receivers", "Rung.to": "receiver",
	"Class.level": "difficulty", "Approval.steps": "steps", "Step.by": "by", "Site.expect": "expect_count",
	"Tier.expect": "expect_count", "Ban.for": "includes", "Ladder.for": "matters", "Ban.what": "forbidden",
	"Task.site": "each_site", "Question.when": "condition", "Class.unit": "counted_by", "Payment.people": "cashiers",
}

// label is what a key is called on paper.
func (d *document) label(owner, key string) string {
	if own, ok := labelled[owner+"."+key]; ok {
		key = own
	}
	return locale.Text(d.lang, "plan.show.field."+key, nil)
}

var digits = [...]string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}

// numeral numbers headings: 一, 十二, 二十 in Chinese up to 99, else digits.
func numeral(n int, lang locale.Lang) string {
	switch {
	case lang != locale.Chinese || n > 99:
		return strconv.Itoa(n)
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n%10]
	}
	return digits[n/10] + "十" + digits[n%10]
}
