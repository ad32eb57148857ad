package stage

import (
	"slices"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/blob"
	"songnuan/internal/hazard"
	"songnuan/internal/id"
	"songnuan/internal/registry"
)

// someHouseholds are open files of the village, behind those that the change
// requests are about.
func (s *stage) someHouseholds(n int) (numbers []string, err error) {
	page, err := s.by("cun").Households(s.ctx, registry.Filter{Area: xiansha}, registry.Order{By: registry.ByNumber, Down: true}, registry.Cut{Limit: n})
	for _, l := range page.Lines {
		numbers = append(numbers, string(l.Household))
	}
	return numbers, err
}

// hazards are dangers at every point of their way: late, nearly due, put right
// and waiting for another's look, excepted, cleared.
func (s *stage) hazards() error {
	numbers, err := s.someHouseholds(8)
	if err != nil {
		return err
	}
	for n, one := range []struct {
		days               int
		kind, grade, words string
	}{
		{12, "用电", "B", "堂屋电线裸露，插座用胶布缠着"}, {11, "倒塌", "C", "东屋山墙有一条从上到下的通缝，约两指宽"}, {6, "煤气中毒", "D", "卧室烧蜂窝煤，没有烟道，窗户全部封死"},
		{5, "失火", "B", "灶台边堆满柴草"}, {3, "危房", "C", "屋面漏雨，檩条一根断裂，用木棍顶着"}, {1, "燃气", "B", "液化气软管开裂，超过两年没有换"},
	} {
		if n >= len(numbers) {
			return nil
		}
		s.on(one.days, 10, 5*n)
		of, err := s.foundHazard(numbers[n], one.kind, one.grade, one.words, n)
		if err != nil {
			return err
		}
		if err := s.hazardWay(of, one.kind); err != nil {
			return err
		}
	}
	return nil
}

func (s *stage) foundHazard(number, kind, grade, words string, n int) (id.ID, error) {
	photo, err := picture(300 + n)
	if err != nil {
		return "", err
	}
	order := app.InspectOrder{Number: number, Who: "莫" + Mark + "、冼" + Mark, Items: []app.InspectItem{{Item: hazard.Item{Kind: kind, Answer: hazard.Dangerous, Grade: grade, Words: words}, Photos: []*blob.File{photo}}}}
	for _, other := range hazard.DefaultRule.Check {
		if other != kind && !slices.Contains([]string{"无房", "危房"}, other) {
			order.Items = append(order.Items, app.InspectItem{Item: hazard.Item{Kind: other, Answer: hazard.InOrder}})
		}
	}
	done, err := s.by("cun").Inspect(s.ctx, order)
	if err != nil {
		return "", err
	}
	return done.Hazards[0].ID, nil
}

// hazardWay is how far each of them has come.
func (s *stage) hazardWay(of id.ID, kind string) error {
	act := func(by string, order app.HazardOrder) error {
		s.pass(3 * time.Hour)
		order.ID = of
		_, err := s.by(by).ActOnHazard(s.ctx, order)
		return err
	}
	due := func(days int) app.HazardOrder {
		return app.HazardOrder{Verb: hazard.Order, Who: "村电工老陈", Due: s.today().AddDays(days), Text: "换线、装漏电保护"}
	}
	switch kind {
	case "用电": // its day has passed
		order := due(-2)
		return act("zhen", order)
	case "倒塌": // appraised, moved out, excepted
		paper, err := picture(320)
		if err != nil {
			return err
		}
		if err := act("zhen", app.HazardOrder{Verb: hazard.Appraise, Grade: "D", Who: "陈工", Post: "市房屋安全鉴定所", Text: "整体危险，应停止使用", Paper: paper}); err != nil {
			return err
		}
		order := due(20)
		order.Who, order.Text = "村委会", "先搬到村活动室，申请危房改造"
		if err := act("zhen", order); err != nil {
			return err
		}
		return act("zhen2", app.HazardOrder{Verb: hazard.Except, Text: "人已搬到村活动室居住，慰问照常进行"})
	case "煤气中毒": // put right, waits for another's look
		order := due(0)
		order.Who, order.Text = "女儿", "装烟道和报警器，每晚留窗缝"
		order.Due = s.by("zhen").Today().AddDays(1)
		if err := act("zhen", order); err != nil {
			return err
		}
		photo, err := picture(330)
		if err != nil {
			return err
		}
		return act("cun", app.HazardOrder{Verb: hazard.Right, Who: "女儿和村电工", Text: "烟道已装，报警器试过", Photos: []*blob.File{photo}})
	case "失火": // cleared
		if err := act("cun", app.HazardOrder{Verb: hazard.Right, Who: "户主儿子", Text: "柴草搬到院外"}); err != nil {
			return err
		}
		return act("cun2", app.HazardOrder{Verb: hazard.Clear, Who: "冼" + Mark, Text: "灶边已清空，讲了防火"})
	case "危房":
		return act("pian", due(1))
	}
	return nil // found only
}
