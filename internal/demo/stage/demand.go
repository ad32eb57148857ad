package stage

import (
	"time"

	"songnuan/internal/app"
	"songnuan/internal/demand"
	"songnuan/internal/id"
)

// demands are what households of the village asked for, at every point of the
// way; two of them are one matter.
func (s *stage) demands() error {
	numbers, err := s.someHouseholds(16)
	if err != nil || len(numbers) < 8 {
		return err
	}
	numbers = numbers[len(numbers)-8:] // the first ones have hazards
	take := func(days, hour, n int, heard app.HeardDemand) (id.ID, error) {
		s.on(days, hour, 10+n)
		q, err := s.by("cun").TakeDemand(s.ctx, app.TakeDemandOrder{Number: numbers[n], HeardDemand: heard})
		if err != nil {
			return "", err
		}
		return q.ID, nil
	}
	act := func(by string, order app.DemandOrder) error {
		s.pass(5 * time.Hour)
		_, err := s.by(by).ActOnDemand(s.ctx, order)
		return err
	}
	school, err := take(13, 9, 0, app.HeardDemand{Kind: "就学", Words: "孙女上高中，寄宿费交不起，想问有没有补助"})
	if err != nil {
		return err
	}
	if err := act("cun", app.DemandOrder{ID: school, Verb: demand.Answer, Who: "莫" + Mark, Text: "已和学校联系，按家庭困难学生减免，下月起领助学金"}); err != nil {
		return err
	}
	if err := act("cun2", app.DemandOrder{ID: school, Verb: demand.Close, Satisfied: demand.Satisfied, Asked: demand.AtDoor, Text: "奶奶说学校已经通知了"}); err != nil {
		return err
	}
	var water []id.ID
	for n := 1; n <= 2; n++ {
		of, err := take(4, 10, n, app.HeardDemand{Kind: "水电路", Nature: demand.Common, Words: "三组水管冻裂，几户没有水用，要到隔壁组挑"})
		if err != nil {
			return err
		}
		water = append(water, of)
	}
	s.pass(time.Hour)
	if _, err := s.by("zhen").ActOnDemands(s.ctx, app.DemandBatch{IDs: water, Title: "三组停水", Nature: demand.Common, Verb: demand.Answer, Who: "镇水务站", Text: "水管明天换好，今天送两趟水车"}); err != nil {
		return err
	}
	medicine, err := take(3, 15, 3, app.HeardDemand{Kind: "就医", Words: "透析费用自付部分太高，一个月要三千多"})
	if err != nil {
		return err
	}
	if err := act("cun", app.DemandOrder{ID: medicine, Verb: demand.Raise, Text: "村里解决不了，请驻片领导协调医疗救助"}); err != nil {
		return err
	}
	if _, err := take(2, 9, 4, app.HeardDemand{Kind: "邻里纠纷", Words: "隔壁新盖的棚子把我家排水沟堵了，下雨就灌进来", Sensitive: true}); err != nil {
		return err
	}
	_, err = take(1, 11, 5, app.HeardDemand{Kind: "就业", Words: "想在附近找份看门的活，腿不好，走不远"})
	return err
}
