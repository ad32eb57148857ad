package stage

import (
	"fmt"
	"slices"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/blob"
	"songnuan/internal/id"
	"songnuan/internal/registry"
)

// changes are requests of the village at every point of their way, inside a
// freeze before the festival's payment.
func (s *stage) changes() error {
	numbers, err := s.families(9)
	if err != nil {
		return err
	}
	s.on(14, 9, 20)
	if _, err := s.filed(numbers[0], registry.ChangeContact, "new_number", registry.ChangeAsk{Fields: map[string]string{"phone": "15400009988"}, Note: "原号停用"}); err != nil {
		return err
	}
	s.on(12, 10, 5)
	if _, err := s.filed(numbers[1], registry.ChangeIncome, "lost_work", registry.ChangeAsk{Fields: map[string]string{"income": "9600"}, Note: "镇上厂子停产，上月起没有工资"}); err != nil { // nobody decides of it: it is overdue
		return err
	}
	s.on(5, 15, 30)
	ill, err := s.asked(numbers[2], registry.ChangePerson, "illness", registry.ChangeAsk{Note: "住院后确诊"}, func(f *app.ChangeForm, ask *registry.ChangeAsk) {
		ask.Members = map[id.ID]map[string]string{f.Form.Members[0].ID: {"health": "重病"}}
	})
	if err != nil {
		return err
	}
	s.pass(2 * time.Hour)
	if err := s.decided(ill, registry.VerbApprove, "诊断证明已看"); err != nil {
		return err
	}
	s.on(3, 9, 0)
	if _, err := s.by("zhen").AddFreeze(s.ctx, app.FreezeOrder{Area: gaobu, From: s.today().AddDays(-2), To: s.today().AddDays(9), Reason: "节日慰问金发放核对",
		Aspects: []registry.Aspect{registry.AspectCard, registry.AspectCovered, registry.AspectCategory, registry.AspectMembers, registry.AspectIncome, registry.AspectFile}}); err != nil {
		return err
	}
	return s.changesNow(numbers[3:])
}

// changesNow are those of the last days.
func (s *stage) changesNow(numbers []string) error {
	s.on(2, 10, 40)
	card, err := s.filed(numbers[0], registry.ChangeCard, "reissued", registry.ChangeAsk{Fields: map[string]string{"card": "6222021234567890128"}, Note: "旧卡消磁，银行已换新卡"})
	if err != nil {
		return err
	}
	back, err := s.filed(numbers[1], registry.ChangeAddMember, "born", registry.ChangeAsk{Note: "上月出生",
		Added: []map[string]string{{"name": "莫小安", "relation": "孙子", "sex": "男", "birth": s.today().AddDays(-40).String(), "id_kind": "出生医学证明"}}})
	if err != nil {
		return err
	}
	exit, err := s.filed(numbers[2], registry.ChangeExit, "moved_away", registry.ChangeAsk{Note: "全户迁往市区，户口已办"})
	if err != nil {
		return err
	}
	s.on(1, 11, 10)
	if err := s.decided(card, registry.VerbApprove, ""); err != nil { // another has to agree as well
		return err
	}
	if err := s.decided(back, registry.VerbReturn, "请补户口簿上孩子的一页"); err != nil {
		return err
	}
	if err := s.decided(exit, registry.VerbApprove, "已与迁入地核实"); err != nil { // held by the freeze
		return err
	}
	s.on(0, 8, 50)
	if _, err := s.filed(numbers[3], registry.ChangeIncome, "work", registry.ChangeAsk{Fields: map[string]string{"income": "26400"}, Note: "儿子进厂，月工资有流水"}); err != nil {
		return err
	}
	_, err = s.draft(numbers[4], registry.ChangeHousing, "appraised", registry.ChangeAsk{Fields: map[string]string{"housing_grade": "D", "housing": "借住"}, Note: "鉴定为整幢危险，已搬到亲戚家"})
	return err
}

// families are some households of the village with more than one person.
func (s *stage) families(n int) (numbers []string, err error) {
	page, err := s.by("cun").Households(s.ctx, registry.Filter{Area: xiansha, SizeFrom: 2}, registry.Order{By: registry.ByNumber}, registry.Cut{Limit: n})
	if err != nil {
		return nil, err
	}
	for _, l := range page.Lines {
		numbers = append(numbers, string(l.Household))
	}
	if len(numbers) < n {
		return nil, fmt.Errorf("%d households of %d for the changes", len(numbers), n)
	}
	return numbers, nil
}

// draft files a request of the village's clerk, every paper seen.
func (s *stage) draft(number string, kind registry.ChangeCode, occasion string, ask registry.ChangeAsk) (id.ID, error) {
	ask.On, ask.Seen = s.by("cun").Today(), slices.DeleteFunc(app.PapersOf(kind, occasion), func(paper string) bool { return paper == app.OtherPaper })
	filed, err := s.by("cun").FileChange(s.ctx, app.ChangeOrder{Number: number, Kind: kind, Occasion: occasion, Ask: ask})
	if err != nil {
		return "", fmt.Errorf("%s: %w", kind, err)
	}
	return filed.Request.ID, nil
}

// filed hands it in too, with a made-up paper where one is asked for.
func (s *stage) filed(number string, kind registry.ChangeCode, occasion string, ask registry.ChangeAsk) (id.ID, error) {
	of, err := s.draft(number, kind, occasion, ask)
	if err != nil {
		return "", err
	}
	if kinds := app.PapersOf(kind, occasion); len(kinds) > 1 {
		paper, err := blob.Of([]byte("%PDF-1.4 " + Mark + string(of)))
		if err != nil {
			return "", err
		}
		if _, err := s.by("cun").AttachChangePaper(s.ctx, of, kinds[0], paper); err != nil {
			return "", err
		}
	}
	s.pass(3 * time.Minute)
	if _, err := s.by("cun").SubmitChange(s.ctx, app.SubmitOrder{ID: of}); err != nil {
		return "", fmt.Errorf("%s: %w", kind, err)
	}
	return of, nil
}

// asked is filed with an ask that is about members.
func (s *stage) asked(number string, kind registry.ChangeCode, occasion string, ask registry.ChangeAsk, fill func(*app.ChangeForm, *registry.ChangeAsk)) (id.ID, error) {
	form, err := s.by("cun").NewChange(s.ctx, number, kind, "")
	if err != nil {
		return "", err
	}
	fill(form, &ask)
	return s.filed(number, kind, occasion, ask)
}

// decided is what the town's reviewer makes of a request.
func (s *stage) decided(of id.ID, verb registry.ChangeVerb, note string) error {
	s.pass(4 * time.Minute)
	_, err := s.by("zhen").DecideChange(s.ctx, app.DecisionOrder{ID: of, Verb: verb, Note: note, Paper: true})
	return err
}
