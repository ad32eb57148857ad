package stage

import (
	"bytes"
	"fmt"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/money"
)

// purseOf is a purse of a plan as the demonstration opens and fills it.
type purseOf struct {
	name   string // the plan's id of it
	title  string
	holder string
	kind   string
	carry  bool
	gifts  []gift
}

// gift is money that came in.
type gift struct {
	giver, receipt, text string
	yuan                 int64
}

// townPurses are those of the plan of town visits.
var townPurses = []purseOf{
	{"city", "市级慰问资金", "六安市财政局", "finance", true, []gift{{"六安市财政局", "六财社〔演示〕18号", "春节慰问困难群众", 42000}}},
	{"county", "县级慰问资金", "金寨县财政局", "finance", true, []gift{{"金寨县财政局", "金财社〔演示〕7号", "春节慰问困难群众", 10000}}},
	{"town", "镇级慰问资金", "梅山镇财政所", "finance", true, []gift{{"梅山镇财政所", "梅财〔演示〕3号", "年初预算", 30000}, {"梅山建材（演示）有限公司", "捐赠票据演示0021", "定向用于困难学生", 6000}}},
	{"department", "科局对口慰问资金", "县直科局", "department", false, []gift{{"县农业农村局（演示）", "对口慰问演示1号", "联系社区", 5000}}},
}

// unionPurses are the three funds of the union's plan.
var unionPurses = []purseOf{
	{"model_fund", "劳模生活困难补助金", "旗能公司工会", "union", false, []gift{{"市总工会（演示）", "锡工拨〔演示〕2号", "劳模专项", 60000}}},
	{"special_fund", "特殊困难帮扶金", "旗能公司工会", "union", true, []gift{{"集团工会（演示）", "集工拨〔演示〕5号", "送温暖专项", 90000}, {"旗能公司行政（演示）", "收据演示0107", "行政补助", 30000}}},
	{"festival_fund", "元旦、春节慰问金", "旗能公司工会", "union", true, []gift{{"旗能公司工会本级经费", "转账演示0012", "本级工会经费", 60000}}},
}

// otherBody is a guard that towns write when another body gives money to the
// same households at the same festival.
const otherBody = `guards:
  - {id: other_body, name: 别的单位本节已慰问, kind: exclude, class: [focus], against: [city_money, other_agency], keep: first, note: 县残联、工会的名单按证件号摘要比对}
`

// visits is the campaign of town visits, under way, with its three purses.
func (s *stage) visits() error {
	spring, err := s.spring()
	if err != nil {
		return err
	}
	s.on(10, 9, 20)
	anchor, _ := day.New(spring.Year(), 1, 22)
	answers, err := s.assumed("town-visits", map[string]string{"town": string(meishan), "year": fmt.Sprint(spring.Year())})
	if err != nil {
		return err
	}
	delete(answers, "start")
	of, p, err := s.open(campaignOf{plan: "town-visits", by: "mei", year: spring.Year(), anchor: anchor, answers: answers,
		change: func(text []byte) []byte { return bytes.Replace(text, []byte("guards:\n"), []byte(otherBody), 1) }})
	if err != nil {
		return err
	}
	s.laid.Visits = of
	if err := s.by("mei").Settle(s.ctx, of, "start", s.today().AddDays(-6).String()); err != nil {
		return err
	}
	return s.activate("mei", of, p, 5)
}

// funds fills the purses of both campaigns and reckons what is due.
func (s *stage) funds() error {
	if err := s.purses(s.laid.Visits, "mei", meishan, "", townPurses); err != nil {
		return err
	}
	return s.purses(s.laid.Union, "gonghui", "", s.people["gonghui"].Scope.Units[0], unionPurses)
}

func (s *stage) purses(campaign id.ID, by string, where area.Code, unit string, all []purseOf) error {
	for _, one := range all {
		s.onThisYear(4, 10)
		p, err := s.by("zijin").AddPurse(s.ctx, fund.Purse{Name: one.title, Holder: one.holder, Kind: one.kind, Year: s.today().Year(), Area: where, Unit: unit, Earmark: []string{"cash"}, Carry: one.carry})
		if err != nil {
			return fmt.Errorf("purse %s: %w", one.title, err)
		}
		for _, g := range one.gifts {
			s.pass(6 * time.Minute)
			order := app.PurseMove{Key: string(p.ID) + g.receipt, Purse: p.ID, Fen: money.Fen(g.yuan * 100), Text: g.text}
			if _, err := s.by("zijin").PayIn(s.ctx, order, fund.Income{Giver: g.giver, Receipt: g.receipt, Note: g.text}); err != nil {
				return fmt.Errorf("income of %s: %w", one.title, err)
			}
		}
		if err := s.by(by).TiePurse(s.ctx, campaign, one.name, p.ID); err != nil {
			return fmt.Errorf("purse %s: %w", one.title, err)
		}
	}
	s.pass(30 * time.Minute)
	if _, err := s.by(by).ReckonDues(s.ctx, campaign, nil); err != nil {
		return fmt.Errorf("dues: %w", err)
	}
	return s.budget(campaign)
}

// budget gives each line of a campaign what its dues come to, as far as its
// purse reaches.
func (s *stage) budget(campaign id.ID) error {
	totals, err := s.by("zijin").DueTotals(s.ctx, campaign)
	if err != nil {
		return err
	}
	for _, t := range totals {
		v, err := s.by("zijin").PurseOf(s.ctx, t.Purse)
		if err != nil {
			return err
		}
		for _, l := range v.Lines {
			if l.Clause != t.Clause || l.Line.Campaign != campaign {
				continue
			}
			s.pass(time.Minute)
			order := app.PurseMove{Key: "budget" + string(l.ID) + string(t.State), Purse: t.Purse, Fen: t.Fen, Text: "按应发安排"}
			if _, err := s.by("zijin").Allot(s.ctx, order, l.ID, false); err != nil {
				return fmt.Errorf("budget of %s: %w", l.Name, err)
			}
		}
	}
	return nil
}

// onThisYear is on, but never before the year of today: books are by the year.
func (s *stage) onThisYear(daysAgo, hour int) {
	for ; daysAgo > 0; daysAgo-- {
		if s.on(daysAgo, hour, 15); day.At(s.moment).Date().Year() == s.today().Year() {
			return
		}
	}
	s.on(0, 0, 1)
}
