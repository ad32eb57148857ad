package stage

import (
	"fmt"
	"strings"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/money"
	"songnuan/internal/problem"
	"songnuan/profiles"
)

// granted are households that were granted 低保 long ago: the review of one is
// overdue, of one it is due within the month, and one has earned more since and
// is in its months of grace (渐退期).
var granted = []applicant{
	{casework.KindDibao, 402, "cun", "刘惠芳", "1953-07-14", "女", "因病", "480", "", "患有重病", "posting"},
	{casework.KindDibao, 372, "cun", "吴柏坚", "1960-11-02", "男", "缺劳动力", "530", "曾少梅", "", "posting"},
	{casework.KindDibao, 330, "cun", "邓志强", "1976-04-19", "男", "失业", "560", "钟丽珍", "", "posting"},
}

// past lays what was granted long ago, by the procedure that was in force then.
func (s *stage) past() error {
	for i := range granted {
		a := &granted[i]
		err := s.apply(a)
		if problem.Is(err, problem.NotFound) { // laid for a day before the procedures that come with the program
			return nil
		}
		if err == nil {
			err = s.grantedTo(a, 300+i)
		}
		if err != nil {
			return fmt.Errorf("grant of %s: %w", a.head, err)
		}
	}
	return s.earnsMore(granted[2].head)
}

// grantedTo posts an application, decides it when its notice is over, and opens
// the file.
func (s *stage) grantedTo(a *applicant, photo int) error {
	s.on(a.daysAgo-6, 9, 10)
	if _, err := s.postedAs(a.kind, []string{a.head}, photo); err != nil {
		return err
	}
	s.on(a.daysAgo-29, 8, 30) // a notice that would end in a festival hangs longer
	if _, err := s.EndNotices(s.ctx); err != nil {
		return err
	}
	return s.confirmed(string(s.opened[a.head]), a.daysAgo-30, 43_000, "公示期满，没有异议，同意纳入低保。")
}

// confirmed takes the decision of a case in favour, at the county, and opens or
// ends the file the day after.
func (s *stage) confirmed(ref string, daysAgo int, amount money.Fen, why string) error {
	county := s.by("xian")
	s.on(daysAgo, 10, 20)
	c, err := county.Case(s.ctx, ref)
	if err != nil {
		return err
	}
	order := app.StepOrder{Seen: -1, Step: c.Step, Do: c.Doing, Verb: casework.Pass, Reason: why, Amount: amount}
	if _, err := county.TakeStep(s.ctx, ref, order); err != nil {
		return err
	}
	s.on(daysAgo-1, 15, 10)
	_, err = county.FileCase(s.ctx, ref, app.FileOrder{Version: -1})
	return err
}

// earnsMore ends the grant of a household whose income has risen.
func (s *stage) earnsMore(head string) error {
	const daysAgo = 45
	s.on(daysAgo, 9, 15)
	desk := s.by("cun")
	granted, err := desk.Case(s.ctx, string(s.opened[head]))
	if err != nil {
		return err
	}
	saved, err := desk.OpenCase(s.ctx, app.CaseOrder{Kind: casework.KindExit, Channel: casework.ByVillage, Number: granted.File, Cause: "收入提高", Accepted: true, Note: "本人已经找到固定工作，收入超过低保标准。"})
	if err != nil {
		return err
	}
	ref := string(saved.Case)
	if err := s.papers(desk, ref); err != nil {
		return err
	}
	s.pass(9 * time.Minute)
	if _, err := desk.SubmitCase(s.ctx, ref, saved.Seen); err != nil {
		return err
	}
	if err := s.onward(&applicant{daysAgo: daysAgo, head: head, income: "560", until: "decision"}, ref); err != nil {
		return err
	}
	return s.confirmed(ref, daysAgo-8, 0, "收入已经稳定提高，同意退出，给渐退期。")
}

// procedure keeps the township's own version of the 低保 procedure: with an
// appraisal by the villagers, for what is received from a week ago on.
func (s *stage) procedure() error {
	s.on(12, 10, 5)
	text, err := profiles.Open("dibao")
	if err != nil {
		return err
	}
	own := string(text)
	for _, change := range [][2]string{
		{"profile: dibao", "profile: gaobu-dibao"},
		{"title: 最低生活保障审核确认（全国）", "title: 高埗镇低保办理程序（加民主评议，" + Mark + "）"},
		{"kinds: [dibao]", "kinds: [dibao]\narea: 441900129"},
		{"from: 2021-07-01", "from: " + s.today().AddDays(-7).String()},
		{"  - {id: opinion,", "  - {id: meeting, do: appraisal, name: 村民民主评议, level: village, by: [village_clerk, town_reviewer], quorum: 2/3, pass: 2/3, voters: 7, within: 5 工作日}\n  - {id: opinion,"},
	} {
		own = strings.Replace(own, change[0], change[1], 1)
	}
	first, err := s.by("zhen").SaveProfile(s.ctx, app.ProfileOrder{Text: []byte(own), Note: "从全国程序复制，加一步民主评议"})
	if err != nil {
		return err
	}
	s.pass(26 * time.Hour)
	_, err = s.by("zhen").SaveProfile(s.ctx, app.ProfileOrder{Profile: id.ID(first.Ref), Seen: first.Version, Text: []byte(strings.Replace(own, "voters: 7", "voters: 9", 1)), Note: "评议应到人数改为至少9人"})
	return err
}

// meeting is how the villagers voted.
func (s *stage) meeting() *casework.Meeting {
	return &casework.Meeting{On: s.App.As(s.people["cun"]).Today(), Place: "冼沙村党群服务中心", Chair: "莫" + Mark, Minutes: "逐户介绍情况，逐人发表意见，无记名投票。", Due: 9, Came: 8, For: 7, Abstain: 1}
}
