package stage

import (
	"slices"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/casework"
	"songnuan/internal/id"
)

// filed are heads of households whose notice is over and whose files are open;
// hanging are those on the list that hangs today, two of whom read alike once
// their names are masked.
var (
	filed   = []string{"冼成辉", "谢丽华", "罗桂芳"}
	hanging = []string{"张育三", "张省三", "潘玉莲"}
)

// notices lays a list whose days are over and one that hangs, with an objection
// from a stranger that stops one row of it.
func (s *stage) notices() error {
	s.on(25, 9, 10)
	if _, err := s.posted(filed, 1); err != nil {
		return err
	}
	s.on(9, 8, 30)
	if _, err := s.EndNotices(s.ctx); err != nil {
		return err
	}
	if err := s.allowed(filed); err != nil {
		return err
	}
	s.on(3, 9, 5)
	n, err := s.posted(hanging, 2)
	if err != nil {
		return err
	}
	s.on(1, 20, 15)
	_, err = s.PublicObject(s.ctx, n.Number, app.ObjectionOrder{Serial: 2, Name: "邻居" + Mark, Text: "他家去年买了小汽车，儿子在厂里上班，请再核实一下。"})
	return err
}

// heads names the cases of heads of households.
func (s *stage) heads(names []string) (all []id.ID) {
	for _, name := range names {
		all = append(all, s.opened[name])
	}
	return all
}

// posted posts one list of the village with the photo of the board.
func (s *stage) posted(names []string, photo int) (*casework.Notice, error) {
	return s.postedAs(casework.KindFiling, names, photo)
}

// postedAs is posted for cases of a kind.
func (s *stage) postedAs(kind casework.Kind, names []string, photo int) (*casework.Notice, error) {
	desk := s.by("cun")
	waits, err := desk.WaitingNotices(s.ctx)
	if err != nil || len(waits) == 0 {
		return nil, err
	}
	w := waits[slices.IndexFunc(waits, func(w app.NoticeWait) bool { return w.Kind == kind && w.Area == xiansha })]
	n, err := desk.DraftNotice(s.ctx, app.NoticeOrder{Area: w.Area, Unit: w.Unit, Kind: w.Kind, Digest: w.Digest, Step: w.Waiting.Step, Cases: s.heads(names)})
	if err != nil {
		return nil, err
	}
	s.pass(6 * time.Minute)
	texts := n.NoticeText
	texts.Phone, texts.Address, texts.Board = "0769-00000000", "冼沙村党群服务中心一楼", "村委会门口公告栏"
	if n, err = desk.EditNotice(s.ctx, n.ID, app.NoticeEdit{Texts: texts, Seen: n.Version}); err != nil {
		return nil, err
	}
	board, err := picture(200 + photo)
	if err != nil {
		return nil, err
	}
	s.pass(25 * time.Minute)
	return desk.PostNotice(s.ctx, app.NoticePosting{Notice: n.ID, Seen: n.Version, Photo: board})
}

// allowed decides in favour of cases whose notice is over, and opens their files.
func (s *stage) allowed(names []string) error {
	for i, of := range s.heads(names) {
		ref := string(of)
		s.on(8, 9, 20+8*i)
		c, err := s.by("zhen").Case(s.ctx, ref)
		if err != nil {
			return err
		}
		order := app.StepOrder{Seen: -1, Step: c.Step, Do: c.Doing, Verb: casework.Pass, Reason: "公示期满，没有异议，同意建档。"}
		if _, err := s.by("zhen").TakeStep(s.ctx, ref, order); err != nil {
			return err
		}
		s.on(7, 15, 10+8*i)
		if c, err = s.by("zhen2").Case(s.ctx, ref); err != nil {
			return err
		}
		if _, err := s.by("zhen2").FileCase(s.ctx, ref, app.FileOrder{Version: c.Version}); err != nil {
			return err
		}
	}
	return nil
}
