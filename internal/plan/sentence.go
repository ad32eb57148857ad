package plan

import (
	"strings"

	"songnuan/internal/locale"
	"songnuan/internal/money"
)

// sentence is a clause as an office writes it, for the readable document. It is
// Chinese in every language of the pages: a plan is a Chinese text, and what is
// read here is to be held against the paper. "" when the fields say it better.
func (p *Plan) sentence(clause any) string {
	s := &scribe{newDocument(p, locale.Chinese)}
	var text string
	switch c := clause.(type) {
	case *Param:
		text = c.Ask
	case *Organiser:
		text = s.after(s.join("、", c.Bodies...), "由", s.word(c.As))
	case *Goal:
		text = c.Text
	case *Phase:
		text = s.phase(c)
	case *Task:
		text = s.task(c)
	case *Site:
		text = s.site(c)
	case *Role:
		text = s.role(c)
	case *Class:
		text = s.class(c)
	case *Quota:
		text = s.quota(c)
	case *Survey:
		text = s.survey(c)
	case *Purse, *Item, *Cost, *Budget, *Cash, *Goods, *Payment, *Guard, *Ban:
		text = s.benefit(clause)
	case *Form:
		text = s.form(c)
	case *Pairing, *Duty, *Inspection, *Ladder, *Demand, *Service, *Talk:
		text = s.duty(clause)
	default:
		text = s.course(clause)
	}
	return stopped(oneLine(text))
}

// DocSpan is a part of a sentence: plain, or a value that a parameter decides.
type DocSpan struct {
	Text  string
	Param string
}

// Marks around a value that a parameter decides, while a sentence is made. They
// are no characters of Unicode, and no plan has them: see checkText.
const (
	markOpen  = "\ufdd0"
	markText  = "\ufdd1"
	markClose = "\ufdd2"
)

// mark marks a value with the first of the parameters that stand in it.
func (s *scribe) mark(pos Pos, text string) string {
	met := s.d.plan.filled[pos]
	if text == "" || len(met) == 0 {
		return text
	}
	return markOpen + met[0] + markText + text + markClose
}

// spans takes a marked sentence apart.
func spans(marked string) (all []DocSpan) {
	for marked != "" {
		plain, rest, found := strings.Cut(marked, markOpen)
		if plain != "" {
			all = append(all, DocSpan{Text: plain})
		}
		if !found {
			return all
		}
		param, rest, _ := strings.Cut(rest, markText)
		text, rest, _ := strings.Cut(rest, markClose)
		all = append(all, DocSpan{text, param})
		marked = rest
	}
	return all
}

func unmarked(all []DocSpan) string {
	var text strings.Builder
	for _, one := range all {
		text.WriteString(one.Text)
	}
	return text.String()
}

// stopped ends a sentence.
func stopped(text string) string {
	if text == "" || strings.HasSuffix(text, "。") || strings.HasSuffix(text, "？") || strings.HasSuffix(text, "！") {
		return text
	}
	return strings.TrimRight(text, "，；") + "。"
}

// scribe writes the parts of sentences.
type scribe struct{ d *document }

// after is text between its neighbours, nothing when it is empty.
func (*scribe) after(text, before, behind string) string {
	if text == "" {
		return ""
	}
	return before + text + behind
}

// join lists what is not empty.
func (*scribe) join(by string, all ...string) string {
	var some []string
	for _, one := range all {
		if one != "" {
			some = append(some, one)
		}
	}
	return strings.Join(some, by)
}

// called names ids of a section; what is no id stands as it is.
func (s *scribe) called(sections string, ids ...string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		if id != "" {
			names[i] = s.d.reference(id, sections+"?")
		}
	}
	return s.join("、", names...)
}

func (s *scribe) word(word string) string {
	if word == "" {
		return ""
	}
	return Word(word).Text(locale.Chinese)
}

func (s *scribe) day(t *Date) string {
	if t.Text == "" {
		return ""
	}
	if t.Day.IsZero() {
		return s.mark(t.Pos, t.Text)
	}
	return s.mark(t.Pos, t.Day.Chinese())
}

func (s *scribe) span(t *Span) string {
	from, to := s.day(&t.From), s.day(&t.To)
	switch {
	case from == "" && to == "":
		return ""
	case from == to || to == "":
		return from
	case from == "":
		return to + "以前"
	}
	return from + "至" + to
}

// yuan is money as offices write it: 400元, 200元至500元, 约300元.
func (s *scribe) yuan(a *Amount) string { return s.mark(a.Pos, s.amount(a)) }

func (s *scribe) amount(a *Amount) string {
	switch r, ok := a.stated(); {
	case !ok:
		return ""
	case a.Max != nil && a.Min == nil:
		return "不超过" + inYuan(r.Max)
	case r.Open:
		return "不低于" + inYuan(r.Min)
	case r.About:
		return "约" + inYuan(r.Amount)
	case r.Min != r.Max:
		return inYuan(r.Min) + "至" + inYuan(r.Max)
	default:
		return inYuan(r.Amount)
	}
}

func inYuan(f money.Fen) string { return strings.TrimSuffix(f.Yuan(), ".00") + "元" }

// count is a number of something: 269户, 1–2名, 不少于3次.
func (s *scribe) count(c *Count, unit string) string {
	text := c.show(s.d)
	if text == "" || c.All {
		return text
	}
	return s.mark(c.Pos, text) + unit
}

var everyWords = map[Every]string{Daily: "每天", Weekly: "每周", Monthly: "每月", Quarter: "每季度", Term: "每学期", Yearly: "每年"}

var eachWords = map[Per]string{"": "每户", PerHousehold: "每户", PerPerson: "每人", PerCovered: "每名保障对象", PerChild: "每名子女",
	PerSite: "每处", PerUnit: "每个单位", PerHelper: "每名帮扶人", PerOnce: "共计"}

// per is what a rate is counted by; a class of persons has persons.
func (s *scribe) per(per Per, classes []string, site string) string {
	switch {
	case per == PerSite && site == "" && len(s.d.plan.Sites) == 1:
		return "每个" + s.called("sites", s.d.plan.Sites[0].ID)
	case per == PerSite && site != "":
		return "每个" + s.called("sites", site)
	case per == "" || per == PerHousehold:
		for i := range s.d.plan.Classes {
			c := &s.d.plan.Classes[i]
			if c.Unit == "person" && len(classes) == 1 && c.ID == classes[0] {
				return "每人"
			}
		}
	}
	return eachWords[per]
}

// shares say which purses pay: 市级资金（400元）、县级资金（60%）.
func (s *scribe) shares(all []Share) string {
	var texts []string
	for i := range all {
		one := &all[i]
		part := s.join("", s.yuan(&one.Amount), one.Percent.show(s.d))
		texts = append(texts, s.called("purses", one.Purse)+s.after(part, "（", "）"))
	}
	return strings.Join(texts, "、")
}

// rule is a rule read aloud, or as written when it could not be read.
func (s *scribe) rule(r *Rule) string {
	if r.Compiled == nil {
		return oneLine(r.Text)
	}
	return r.Compiled.Describe()
}

// soft puts 原则上, 建议, 力争 before what only warns.
func (s *scribe) soft(c *Clause) string {
	if c.Strength.Soft() {
		return s.word(string(c.Strength))
	}
	return ""
}
