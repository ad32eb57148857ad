package stage

import (
	"fmt"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/casework"
	"songnuan/internal/demo"
	"songnuan/internal/registry"
)

// kin puts relatives of the staff on record: one of them applies for help.
func (s *stage) kin() error {
	s.on(20, 9, 30)
	for _, one := range []struct {
		account string
		order   app.NewKin
	}{
		{"zhen", app.NewKin{Relation: "兄弟姐妹", Name: "梁秀兰", Birth: "1958-03-06"}},
		{"cun", app.NewKin{Relation: "父母", Name: "莫国全", Birth: "1951-11-20"}},
		{"cun2", app.NewKin{Relation: "近姻亲", Name: "黎少芬", Birth: "1966-08-15"}},
	} {
		if _, err := s.by(one.account).AddKin(s.ctx, one.order); err != nil {
			return fmt.Errorf("relative of %s: %w", one.account, err)
		}
		s.pass(11 * time.Minute)
	}
	return nil
}

// applicant is a household that applies.
type applicant struct {
	kind       casework.Kind
	daysAgo    int
	clerk      string
	head, born string
	sex, cause string
	income     string // yuan a head and month
	mate, sick string // a second member, and what ails the head
	until      string // how far the case has come
}

// applicants are the cases of the demonstration, at every step that the office
// takes.
var applicants = []applicant{
	{casework.KindFiling, 1, "cun", "莫锦华", "1961-05-18", "男", "因病", "720", "陈桂香", "患有重病", "draft"},
	{casework.KindFiling, 12, "cun", "黎志明", "1969-02-11", "男", "失业", "890", "何少珍", "", "asked"},
	{casework.KindFiling, 2, "cun", "叶秋菊", "1955-10-09", "女", "孤寡", "640", "", "", "intake"},
	{casework.KindFiling, 26, "cun", "卢伟强", "1972-07-23", "男", "意外事故", "980", "周月明", "", "check"},
	{casework.KindFiling, 9, "cun", "莫惠娟", "1966-12-01", "女", "因残", "810", "莫家豪", "", "check"},
	{casework.KindFiling, 15, "cun", "冼国华", "1959-04-27", "男", "缺劳动力", "760", "林杏芳", "", "opinion"},
	{casework.KindFiling, 14, "cun", "梁秀兰", "1958-03-06", "女", "因病", "690", "", "患有重病", "opinion"},
	{casework.KindFiling, 30, "cun", "陈炳坤", "1963-09-14", "男", "因学", "1020", "李凤仪", "", "opinion"},
	{casework.KindFiling, 11, "cun", "黄转好", "1950-01-30", "女", "孤寡", "580", "", "", "posting"},
	{casework.KindFiling, 29, "cun", "冼成辉", "1960-03-17", "男", "因病", "700", "邓洁冰", "患有重病", "posting"},
	{casework.KindFiling, 29, "cun", "谢丽华", "1954-09-02", "女", "孤寡", "610", "", "", "posting"},
	{casework.KindFiling, 29, "cun", "罗桂芳", "1971-06-25", "女", "因学", "930", "罗文辉", "", "posting"},
	{casework.KindFiling, 8, "cun", "张育三", "1962-01-08", "男", "因病", "690", "苏彩霞", "患有重病", "posting"},
	{casework.KindFiling, 8, "cun", "张省三", "1957-12-19", "男", "失业", "840", "", "", "posting"},
	{casework.KindFiling, 8, "cun", "潘玉莲", "1949-05-30", "女", "孤寡", "560", "", "", "posting"},
	{casework.KindFiling, 10, "cun", "周树根", "1964-06-19", "男", "因灾", "900", "黄妙兰", "", "withdrawn"},
	{casework.KindDibao, 8, "cun", "何润娣", "1957-08-08", "女", "因病", "610", "何嘉欣", "患有重病", "crosscheck"},
	{casework.KindDibao, 7, "cun", "袁妙玲", "1959-02-16", "女", "因病", "590", "", "患有重病", "appraisal"},
	{casework.KindDibao, 7, "cun", "温建国", "1964-10-28", "男", "因残", "640", "丘小燕", "", "opinion"},
	{casework.KindUrgentAid, 3, "cun", "林耀文", "1978-03-29", "男", "意外事故", "1300", "吴小玲", "", "intake"},
}

// cases lays applications of one village at different steps, each taken by who
// may take it.
func (s *stage) cases() error {
	for i := range applicants {
		if err := s.apply(&applicants[i]); err != nil {
			return fmt.Errorf("case of %s: %w", applicants[i].head, err)
		}
	}
	return nil
}

func (a *applicant) form(today string) registry.Form {
	f := registry.Form{Fields: map[string]string{"village": string(xiansha), "size": "1", "covered": "1", "per_head_month": a.income, "housing": "自有住房", "opened": today,
		"address": "冼沙村" + demo.Fictional + "路 " + a.born[8:] + " 号"},
		Causes: []registry.FormTerm{{Name: a.cause}}}
	f.Members = []registry.FormMember{{Fields: map[string]string{"name": a.head, "relation": registry.Head, "birth": a.born, "sex": a.sex, "id_kind": "户口簿", "health": a.sick, "member_covered": "是"}}}
	if a.mate != "" {
		other := "女"
		if a.sex == "女" {
			other = "男"
		}
		f.Fields["size"], f.Fields["covered"] = "2", "2"
		f.Members = append(f.Members, registry.FormMember{Fields: map[string]string{"name": a.mate, "relation": "配偶", "birth": "1967-05-05", "sex": other, "id_kind": "户口簿", "member_covered": "是"}})
	}
	return f
}

// apply lays one case as far as it has come.
func (s *stage) apply(a *applicant) error {
	s.on(a.daysAgo, 9, 40)
	desk := s.by(a.clerk)
	saved, err := desk.OpenCase(s.ctx, app.CaseOrder{Kind: a.kind, Channel: casework.BySelf, Form: a.form(desk.Today().String()), Accepted: true, Note: "家里困难，请村里帮忙申请。"})
	if err != nil || a.until == "draft" {
		return err
	}
	s.opened[a.head] = saved.Case
	ref := string(saved.Case)
	if a.until != "asked" {
		if err := s.papers(desk, ref); err != nil {
			return err
		}
	}
	s.pass(9 * time.Minute)
	if _, err := desk.SubmitCase(s.ctx, ref, saved.Seen); err != nil {
		return err
	}
	switch a.until {
	case "intake":
		return nil
	case "asked":
		_, err := desk.AskPapers(s.ctx, ref, -1, "请补交：困难户建档申请书、身份证和户口簿、核对授权书。")
		return err
	case "withdrawn":
		s.pass(3 * time.Hour)
		_, err := desk.WithdrawCase(s.ctx, ref, -1, "申请人找到了工作，自愿撤回。")
		return err
	}
	return s.onward(a, ref)
}

// onward takes the steps of a case one after another until it has come where it
// is to stand. Nobody takes two.
func (s *stage) onward(a *applicant, ref string) error {
	hands := map[casework.StepKind]string{casework.StepIntake: "cun", casework.StepCrossCheck: "zhen2", casework.StepCheck: "cun2", casework.StepAppraisal: "zhen2", casework.StepOpinion: "zhen"}
	for day := 0; ; day++ {
		c, err := s.by("zhen2").Case(s.ctx, ref)
		if err != nil || string(c.Doing) == a.until || c.Doing == casework.StepNotice {
			return err
		}
		s.on(max(a.daysAgo-1-day, 0), 10, 20+7*day)
		account := hands[c.Doing]
		if a.until == "posting" && account == "zhen" || a.head == "梁秀兰" && account == "zhen" {
			account = "zhen2"
		}
		o := app.StepOrder{Seen: -1, Step: c.Step, Do: c.Doing, Verb: casework.Pass, Reason: "情况属实。"}
		if c.Doing == casework.StepCheck {
			o.With = []app.CoChecker{{Name: "黎社工" + Mark, Post: "村社工"}}
			if err := s.visited(a, account, ref); err != nil {
				return err
			}
		}
		if c.Doing == casework.StepAppraisal {
			o.Meeting = s.meeting()
		}
		if _, err := s.by(account).TakeStep(s.ctx, ref, o); err != nil {
			return err
		}
	}
}

// papers puts what a draft needs on record.
func (s *stage) papers(desk *app.Desk, ref string) error {
	c, err := desk.Case(s.ctx, ref)
	if err != nil {
		return err
	}
	for _, p := range c.Papers {
		if _, err := desk.AddPaper(s.ctx, ref, app.PaperOrder{Paper: p.Paper, Note: "原件存村档案柜"}); err != nil {
			return err
		}
	}
	for _, one := range c.Consents {
		if _, err := desk.AddConsent(s.ctx, ref, app.ConsentOrder{Member: one.Member, Note: "原件存村档案柜"}); err != nil {
			return err
		}
	}
	return nil
}

// visited writes down what was found at home: of some less than was declared.
func (s *stage) visited(a *applicant, account, ref string) error {
	desk := s.by(account)
	f, err := desk.CheckForm(s.ctx, ref)
	if err != nil {
		return err
	}
	if a.mate != "" {
		f.Form.Fields["per_head_month"] = a.income + ".50"
		f.Form.Fields["housing"] = "租房"
	}
	_, err = desk.RecordCheck(s.ctx, ref, app.CheckOrder{Form: f.Form, Note: "两人到家看过，家里陈设简单，邻居反映情况属实。", Accepted: true, Seen: f.Seen})
	return err
}
