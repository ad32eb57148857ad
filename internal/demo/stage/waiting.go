package stage

import (
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/demo"
	"songnuan/internal/id"
)

// list is what a village sends in by hand: most of it is right, and the rest is
// what people mistype.
const list = `户号,村,户主姓名,身份证号,家庭人口,家庭月人均收入,联系电话
XS2701,冼沙村,莫桂英,,2,780,15400009901
XS2702,冼沙村,莫志强,,1,650,15400009902
XS2703,冼莎村,黎玉兰,,3,720,15400009903
XS2704,冼沙村,陈美珍,44190019720230123,2,690,15400009904
XS2705,冼沙村,梁伟明,,两口,810,15400009905
XS2706,冼沙村,,,1,560,15400009906
XS2707,冼沙村,叶润开,,4,九百,1540000990
XS2708,冼沙村,莫桂英,,2,780,15400009901
`

// waiting is a list of the village clerk's that has been checked and waits to be
// put right, with the first mistakes still in it. A note stands in its name.
func (s *stage) waiting() error {
	s.on(1, 16, 20)
	desk := s.by("cun")
	b, err := desk.Upload(s.ctx, app.UploadOrder{Kind: "households", Name: "冼沙村补报名单（" + demo.Fictional + "）.csv", Area: xiansha}, strings.NewReader(list))
	if err != nil {
		return err
	}
	if _, err := desk.SettleImport(s.ctx, b.ID, app.SettleOrder{Area: xiansha}); err != nil {
		return err
	}
	return s.workOff()
}

// workOff does the work that waits, as the server would.
func (s *stage) workOff() error {
	for {
		j, err := s.ClaimJob(s.ctx, id.New())
		if err != nil || j == nil {
			return err
		}
		failed := s.PerformJob(s.ctx, j, func(app.Progress) {})
		if err := s.EndJob(s.ctx, j, failed, nil); err != nil || failed != nil {
			return firstOf(err, failed)
		}
	}
}

func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}
