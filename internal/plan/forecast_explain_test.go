package plan

import (
	"testing"

	"songnuan/internal/locale"
)

// Figures explain themselves in the reader's language.
func TestFiguresExplainThemselves(t *testing.T) {
	p := readPlan(t, classes+`closes_on: 2027-02-10
items: [{id: quilt, name: 棉被, unit: 床, price: 120.50}]
roles: [{id: office, name: 民政办}]
cash:
  - {id: money, class: dibao, amount: 400, purse: [{purse: city, percent: 75%}, {purse: town, percent: 25%}]}
  - {id: sick, class: [dibao, worker], tiers: [{name: 重病, when: "true", amount: 1000, expect: 3}, {name: 大病, amount: {at_least: 500}, expect: {about: 10}}], cap: 800, purse: city}
goods: [{id: quilts, class: worker, item: quilt, quantity: 2, purse: town}]
pairing: [{id: one, class: dibao, helpers: all, expect_helpers: 200}]
duties: [{id: visit, of: helper, act: visit, per: quarter, also_at: [元旦, 春节], when: {from: 2027-01-01, to: 2027-06-30}}]
inspections: [{id: stove, class: dibao, by: office, every: month, when: {from: 2027-01-01, to: 2027-02-10}}]
`)
	f := p.Forecast(nil)
	for _, c := range []struct {
		text locale.Texter
		want string
	}{
		{f.Lines[0].Explain, "269 户 × 400.00 元 × 1 次 = 107,600.00 元（方案声明的数）；其中city支付 80,700.00 元；按份额取整到分，余下的分依次给余数最大的资金来源，余数相同时先给排在前面的"},
		{f.Lines[2].Explain, "重病 3 户 × 1,000.00 元 × 1 次 = 2,400.00 元（方案声明的数）；大病 约10 户 × 不少于500.00 元 × 1 次 = 约5,000.00 元（方案声明的数）；合计 约7,400.00 元；每户合计不超过 800.00 元"},
		{f.Lines[3].Explain, "40 人 × 241.00 元 × 1 次 = 9,640.00 元（方案声明的数）；每份 2 床棉被，单价 120.50 元"},
		{f.Goods[0].Explain, "40 人 × 2 床棉被 × 1 次 = 80 床（方案声明的数）"},
		{f.Acts[0].Explain, "269 户 × 3 次走访 = 807 次（方案声明的数）；每户：2027年第1季度 2 次（元旦、春节）；2027年第2季度 1 次；超过活动截止日（2027-02-10），按本条自己的期间计算"},
		{f.Acts[1].Explain, "269 户 × 2 次检查 = 538 次（方案声明的数）；每户：2027年1月 1 次；2027年2月 1 次"},
		{f.Pairs[0].Explain, "269 个对象 × 1 名帮扶人 = 269 对；每人结对 1 个，需要帮扶人 269 名，现有 200 名，缺 69 名"},
	} {
		if got := c.text.Text(locale.Chinese); got != c.want {
			t.Errorf("%s\nwant %s", got, c.want)
		}
	}
	if f.Acts[1].Of != "民政办" {
		t.Errorf("the inspection is owed by %s", f.Acts[1].Of)
	}
	if got := f.Lines[3].Explain.Text(locale.English); got != "40 persons × 241.00 yuan × 1 = 9,640.00 yuan (stated in the plan); 2 床 of 棉被 each, at 120.50 yuan" {
		t.Error(got)
	}
}

// A quota shrinks what is not counted in the class's own entries with it.
func TestQuotaShrinksPersons(t *testing.T) {
	p := readPlan(t, classes+"quotas: [{class: dibao, count: 100}]\ncash: [{id: m, class: dibao, per: person, amount: 1, purse: city}]\n")
	if got := p.Forecast(nil).Lines[0].Count; got.N != 264 || !got.About { // 710 × 100 / 269, rounded up
		t.Errorf("%+v", got)
	}
}
