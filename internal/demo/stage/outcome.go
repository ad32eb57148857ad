package stage

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"sort"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/blob"
	"songnuan/internal/campaign"
	"songnuan/internal/day"
	"songnuan/internal/demo"
	"songnuan/internal/id"
)

// hands are who records the outcomes of a campaign, and how far they are.
type hands struct {
	days    int                 // ago that it began
	stop    int                 // days ago that the last was recorded; 0 is today
	share   func(string) int    // percent of a village or unit that is done
	by      func(string) string // account that records for it; nil is the machine
	helpers []string            // whom an outcome names
	certify int                 // days ago that a certificate was issued on the way; 0 is none
}

// gaobuHands: the villages are unevenly far, two of them hardly begun.
func gaobuHands() hands {
	codes, shares := map[string]string{}, map[string]int{}
	far := []int{88, 72, 95, 60, 34, 81, 100, 66, 75, 12, 90, 58, 70, 84, 47, 77, 92, 25, 69}
	for i, v := range demo.Gaobu.Villages {
		codes[v.Name], shares[v.Name] = clerkOf(area.Code(v.Code)), far[i%len(far)]
	}
	return hands{days: 12, certify: 3, share: func(place string) int { return shares[place] }, by: func(place string) string { return codes[place] },
		helpers: names(demo.GaobuPairing())}
}

// names are those of a list of helpers.
func names(lists []demo.List) (all []string) {
	for _, l := range lists {
		if l.File != "helpers.xlsx" {
			continue
		}
		for _, row := range l.Rows {
			if name, ok := row[1].(string); ok {
				all = append(all, name)
			}
		}
	}
	return all
}

// deed is one outcome to be recorded at a time.
type deed struct {
	entry   app.EntryLine
	daysAgo int
	hour    int
	minute  int
}

// record records the outcomes of a campaign, in the order of time.
func (s *stage) record(of id.ID, h hands) error {
	open, err := s.left(of)
	if err != nil {
		return err
	}
	dice := rand.New(rand.NewPCG(269, 710)) //nolint:gosec // the same demonstration each time
	var deeds []deed
	for place, lines := range byPlace(open) {
		n := (len(lines)*h.share(place) + 50) / 100
		seed := fnv.New64a()
		_, _ = seed.Write([]byte(place))              // a hash takes everything
		own := rand.New(rand.NewPCG(seed.Sum64(), 1)) //nolint:gosec // the same
		own.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		for _, line := range lines[:n] {
			deeds = append(deeds, deed{line, h.stop + 1 + own.IntN(h.days-h.stop-1), 8 + own.IntN(9), own.IntN(60)})
		}
	}
	sort.Slice(deeds, func(i, j int) bool {
		a, b := deeds[i], deeds[j]
		return a.daysAgo > b.daysAgo || a.daysAgo == b.daysAgo && (a.hour*60+a.minute < b.hour*60+b.minute || a.hour*60+a.minute == b.hour*60+b.minute && a.entry.Entry < b.entry.Entry)
	})
	for i, d := range deeds {
		if h.certify > 0 && d.daysAgo < h.certify {
			if err := s.certifyOnTheWay(of, h.certify); err != nil {
				return err
			}
			h.certify = 0
		}
		if err := s.do(of, h, d, i, dice); err != nil {
			return fmt.Errorf("%s: %w", d.entry.Village, err)
		}
	}
	return nil
}

func byPlace(lines []app.EntryLine) map[string][]app.EntryLine {
	places := map[string][]app.EntryLine{}
	for _, line := range lines {
		places[demo.Short(line.Village)] = append(places[demo.Short(line.Village)], line)
	}
	return places
}

func (s *stage) certifyOnTheWay(of id.ID, daysAgo int) error {
	s.on(daysAgo, 18, 0)
	_, err := s.by("zhen").Certify(s.ctx, app.CertifyOrder{Campaign: of})
	return err
}

// do records one outcome: most are helped, every twentieth ended otherwise.
func (s *stage) do(of id.ID, h hands, d deed, i int, dice *rand.Rand) error {
	s.on(d.daysAgo, d.hour, d.minute)
	desk := s.machine()
	if h.by != nil {
		desk = s.by(h.by(demo.Short(d.entry.Village)))
	}
	today := day.At(s.moment).Date()
	f := campaign.Finding{State: campaign.Helped, Day: today, Person: h.helpers[dice.IntN(len(h.helpers))], Note: said[dice.IntN(len(said))]}
	order := app.OutcomeOrder{EntryRef: app.EntryRef{Campaign: of, Subject: d.entry.Entry}}
	switch i % 20 {
	case 4:
		f.State, f.Note = campaign.Refused, refusals[dice.IntN(len(refusals))]
	case 9:
		if i%40 == 9 {
			f.State, f.Note = campaign.NotEligible, "复核时家庭人均收入已超过低保标准，下月起停发低保，本次不列入。"
		}
	case 13:
		f.State, f.Note = campaign.Moved, moves[dice.IntN(len(moves))]
		proof, err := picture(i)
		if err != nil {
			return err
		}
		order.Attached = proof
	case 17:
		if i%40 == 17 {
			f.State, f.Note, f.Approver = campaign.Exception, "全家春节前在外地住院陪护，经同意节后补走访。", "黎"+Mark
		}
	case 1:
		proof, err := picture(i)
		if err != nil {
			return err
		}
		order.Attached = proof
	}
	order.Finding = f
	_, err := desk.RecordOutcome(s.ctx, order)
	return err
}

// What people write.
var (
	said = []string{"", "", "已入户，送去米、油和慰问金。", "已入户，老人身体还好，取暖设备正常。", "电话约好后上门，了解了孩子上学的情况。", "和村扶贫济困负责人一起入户，签收单已交回。",
		"入户时家中有人感冒，已帮忙联系村卫生站。", "送去棉被一床，提醒用电安全。"}
	refusals = []string{"本人表示生活过得去，请把名额让给更困难的家庭。", "家人已回来照顾，谢绝上门，电话里道了谢。"}
	moves    = []string{"随子女迁往外市，户口已迁出，附迁移证照片。", "户主上月去世，家中无其他成员，附死亡证明照片。"}
)

// picture is a made-up photo of a paper: a sheet with lines on it.
func picture(seed int) (*blob.File, error) {
	const width, height = 480, 640
	sheet := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			ink := color.RGBA{247, 244, 235, 255}
			switch {
			case x < 24 || y < 24 || x >= width-24 || y >= height-24:
				ink = color.RGBA{120, 128, 136, 255}
			case y > 90 && y < 560 && y%36 < 3 && x > 60 && x < 420-(y*7+seed*13)%120:
				ink = color.RGBA{70, 74, 82, 255}
			case (x-360)*(x-360)+(y-520)*(y-520) < 48*48 && (x-360)*(x-360)+(y-520)*(y-520) > 43*43:
				ink = color.RGBA{190, 40, 30, 255}
			}
			sheet.Set(x, y, ink)
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, sheet); err != nil {
		return nil, err
	}
	return blob.Of(out.Bytes())
}
