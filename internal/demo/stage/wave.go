package stage

import (
	"time"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/hazard"
)

// cold is who answers for which village, and a cold wave that holds today, its
// list in one village walked half.
func (s *stage) cold() error {
	s.on(20, 14, 0)
	for _, one := range []app.LinkOrder{
		{Areas: south(), Cluster: "南片", Kind: "leader", Account: "pian", Name: "黎" + Mark, Post: "镇人大主席"},
		{Areas: []area.Code{xiansha}, Kind: "office", Office: "镇农林水务局（" + Mark + "）"},
		{Areas: []area.Code{xiansha}, Kind: "staff", Name: "罗" + Mark, Post: "驻村干部"},
	} {
		if _, err := s.by("zhen").AddLinks(s.ctx, one); err != nil {
			return err
		}
		s.pass(2 * time.Minute)
	}
	s.on(1, 16, 30)
	wave, err := s.by("zhen").EnterWave(s.ctx, app.WaveOrder{Number: Mark + "寒潮第3号", Level: hazard.Orange, Area: gaobu, From: s.today().AddDays(-1), To: s.today().AddDays(2), Unseen: 60,
		Words: "未来48小时最低气温下降10度以上，注意独居老人取暖安全"})
	if err != nil {
		return err
	}
	view, err := s.by("cun").Wave(s.ctx, wave.ID, app.PageOf{Area: xiansha, Limit: 12})
	if err != nil {
		return err
	}
	for n, c := range view.Calls {
		order := app.CallOrder{Wave: wave.ID, Household: c.Household, State: hazard.Visited, Note: "被褥够，炉子有烟道"}
		switch n % 4 {
		case 1:
			order.State, order.Note = hazard.Called, "在女儿家过冬"
		case 3:
			order.State, order.Note = hazard.Missed, "没人应门，下午再去"
		}
		s.pass(6 * time.Minute)
		if err := s.by("cun").MarkCall(s.ctx, order); err != nil {
			return err
		}
	}
	return nil
}
