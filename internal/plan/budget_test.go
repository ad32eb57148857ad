package plan

import (
	"slices"
	"testing"

	"songnuan/internal/money"
)

func TestStatedAgainstComputed(t *testing.T) {
	const lines = classes + `cash:
  - {id: money, class: dibao, amount: 400, purse: city}
  - {id: aid, class: worker, amount: {from: 100, to: 200}, purse: town}
costs: [{id: hall, amount: 1000, purse: town}, {id: extra, amount: 500, purse: town, outside: true}]
duties: [{id: gift, of: helper, act: aid_value, class: dibao, worth: 500, per: year, purse: helper_own, when: {from: 2027-01-01, to: 2027-12-31}}]
pairing: [{id: one, class: dibao, helpers: all}]
`
	for name, c := range map[string]struct {
		budget     string
		computed   money.Fen
		difference money.Fen
		verdict    Verdict
	}{
		"exact and right":             {`{amount: 107600, of: money}`, 107_600_00, 0, Agrees},
		"exact and wrong":             {`{amount: 107000, of: money}`, 107_600_00, 600_00, Differs},
		"lines below":                 {`{amount: 110000, of: money}`, 107_600_00, -2_400_00, Differs},
		"about, near":                 {`{amount: {about: 100000}, of: money}`, 107_600_00, 7_600_00, Near},
		"about, far":                  {`{amount: {about: 90000}, of: money}`, 107_600_00, 17_600_00, Differs},
		"cap held":                    {`{amount: {at_most: 110000}, of: money}`, 107_600_00, 0, Agrees},
		"cap broken":                  {`{amount: {at_most: 107000}, of: money}`, 107_600_00, 600_00, Unreachable},
		"floor missed":                {`{amount: {at_least: 108000}, of: money}`, 107_600_00, -400_00, Unreachable},
		"lines in a range, around":    {`{amount: 6000, of: aid}`, 8_000_00, 2_000_00, Agrees},
		"lines in a range, all above": {`{amount: 3000, of: aid}`, 8_000_00, 5_000_00, Differs},
		"one purse":                   {`{amount: 8000, purse: town}`, 8_000_00, 0, Agrees},
		"costs inside":                {`{amount: 9000, purse: town, costs: true}`, 9_000_00, 0, Agrees},
		"a cost outside, when named":  {`{amount: 500, of: extra}`, 500_00, 0, Agrees},
		"own money, when named":       {`{amount: 134500, purse: helper_own}`, 134_500_00, 0, Agrees},
		"all without own and costs":   {`{amount: 115600}`, 115_600_00, 0, Agrees},
	} {
		t.Run(name, func(t *testing.T) {
			f := readPlan(t, lines+"budget: ["+c.budget+"]\n").Forecast(nil)
			s := f.Stated[0]
			if s.Computed.Amount != c.computed || s.Difference != c.difference || s.Verdict != c.verdict {
				t.Errorf("computed %s, difference %s, %s; want %s, %s, %s", s.Computed.Amount, s.Difference, s.Verdict, c.computed, c.difference, c.verdict)
			}
			if f.Total.Amount != 116_600_00 {
				t.Errorf("total %s", f.Total.Amount)
			}
		})
	}
}

func TestCheckTotals(t *testing.T) {
	for name, c := range map[string]struct{ body, code string }{
		"total":        {`cash: [{class: dibao, amount: 400, purse: city}]` + "\n" + `budget: [{id: all, amount: 100000}]`, "total_differs"},
		"soft total":   {`cash: [{class: dibao, amount: 400, purse: city}]` + "\n" + `budget: [{id: all, amount: 100000, strength: strive}]`, "total_off"},
		"range":        {`cash: [{class: dibao, amount: {from: 100, to: 200}, purse: city}]` + "\n" + `budget: [{id: all, amount: {from: 1000, to: 2000}}]`, "total_unreachable"},
		"missing":      {`cash: [{class: dibao, amount: 1, per: covered, purse: city}]` + "\n" + `budget: [{id: all, amount: 100000}]`, "total_undecided"},
		"purse":        {`cash: [{class: dibao, amount: 1001, purse: full}]`, "purse_overdrawn"},
		"purse, top":   {`cash: [{class: dibao, amount: {from: 1, to: 1001}, purse: full}]`, "purse_tight"},
		"earmark":      {`cash: [{id: a, class: dibao, amount: 1, purse: named}, {id: b, class: dibao, amount: 2, purse: city}]`, "purse_earmarked"},
		"helpers":      {`pairing: [{id: one, class: dibao, helpers: all, per_helper: 2, expect_helpers: 100}]`, "helpers_short"},
		"pairs":        {`pairing: [{id: one, class: dibao, helpers: all, expect: {households: 260}}]`, "pairs_differ"},
		"stock":        {`goods: [{class: dibao, item: quilt, quantity: 1, stock: made}]` + "\n" + `production: [{id: made, item: quilt, quantity: 200}]`, "stock_short"},
		"makers":       {`production: [{id: made, item: quilt, quantity: 200, makers: [{who: a, quantity: 150}, {who: b, quantity: 60}]}]`, "makers_sum"},
		"slow":         {`production: [{id: made, item: quilt, quantity: 200, per_day: 10, when: {from: 2027-01-01, to: 2027-01-10}}]`, "making_slow"},
		"allocated":    {`production: [{id: made, item: quilt, quantity: 20}]` + "\n" + `allocations: [{item: quilt, from: made, by: table, to: [{name: a, quantity: 15}, {name: b, quantity: 6}]}]`, "allocation_over"},
		"no rate":      {`cash: [{class: dibao, purse: [{purse: city, percent: 100%}]}]`, "rate_missing"},
		"no price":     {`goods: [{class: dibao, item: quilt, quantity: 1, purse: city}]`, "price_missing"},
		"not counted":  {`goods: [{class: dibao, item: quilt, stock: made}]`, "quantity_missing"},
		"no dates":     {`cash: [{class: dibao, amount: 1, every: month, purse: city}]`, "period_missing"},
		"a wrong year": {`cash: [{class: dibao, amount: 1, every: month, purse: city, when: {from: 2027-01-01, to: 2072-01-31}}]`, "period_too_long"},
		"within reach": {`cash: [{class: dibao, amount: 400, purse: city}]` + "\n" + `budget: [{id: all, amount: 107600}]`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := readPlan(t, `
purses: [{id: city}, {id: full, amount: 269000}, {id: named, earmark: b}]
classes: [{id: dibao, who: "true", expect: {households: 269}}]
items: [{id: quilt, unit: 床}]
`+c.body+"\n")
			var codes []string
			for _, f := range checkTotals(p) {
				codes = append(codes, f.Code)
			}
			if c.code == "" && len(codes) > 0 || c.code != "" && !slices.Contains(codes, c.code) {
				t.Errorf("findings %v, want %q", codes, c.code)
			}
		})
	}
}
