package registry

import (
	"strings"

	"songnuan/internal/day"
	"songnuan/internal/intake"
	"songnuan/internal/personal"
	"songnuan/internal/term"
)

// readMember takes a cell that is said of the row's member.
func (a *Assembler) readMember(c *column, text string, l *line) {
	m := &l.member
	switch c.field {
	case fieldName:
		m.Name = a.name(c, text, l.row)
	case fieldRelation:
		a.readRelation(c, text, l)
	case fieldSex:
		a.readSex(c, text, l)
	case fieldBirth:
		a.readBirth(c, text, l)
	case fieldAge:
		a.readAge(c, text, l)
	case fieldIDKind:
		m.IDKind = a.soft(c, term.IDKind, text, l.row)
	case fieldIDNumber:
		m.IDNumber = a.id(c, text, l.row)
	case fieldPhone:
		m.Phone = a.phone(c, text, l)
	case fieldCard:
		m.Card = a.card(c, text, l.row)
	case fieldMemberIncome:
		m.Income = a.money(c, text, l.row, 1)
	case fieldMemberIncomeMonth:
		a.keepFirst(&m.Income, a.money(c, text, l.row, 12))
	case fieldMemberCovered:
		a.readCovered(c, text, l)
	case fieldCategory:
		a.readCategories(c, text, l)
	case fieldCause, fieldSecondCause:
		a.readCauses(c, text, l.row)
	case fieldRemarks:
		a.readRemarks(c, text, l)
	case fieldExtra:
		a.extra(c, text, l.row, m.Name)
	default:
		a.readHealth(c, text, l)
	}
}

// readHealth takes health, disability, school and work.
func (a *Assembler) readHealth(c *column, text string, l *line) {
	m := &l.member
	switch c.field {
	case fieldHealth:
		m.Health = a.soft(c, term.Health, text, l.row)
	case fieldSchool:
		m.School = a.school(c, text, l.row)
	case fieldEmployment:
		m.Employment = a.soft(c, term.Employment, text, l.row)
	case fieldDisability:
		a.readDisability(c, text, l)
	case fieldDisabilityGrade:
		if grade, ok := gradeIn(text); ok {
			m.DisabilityGrade = grade
			return
		}
		a.current.Findings.Add(intake.Warning, l.row, c.Column, "registry.grade_unreadable", "text", intake.Clip(text))
	case fieldDisabilityCard:
		a.readDisabilityCard(c, text, l)
	}
}

func (a *Assembler) readRelation(c *column, text string, l *line) {
	name, ok := term.Canonical(term.Relation, intake.Compact(text))
	if !ok {
		a.current.Findings.Add(intake.Wrong, l.row, c.Column, "registry.relation_unknown",
			"text", intake.Clip(text), "near", orNames(term.Suggest(term.Relation, text), term.Relation))
	}
	l.member.Relation = name
}

func (a *Assembler) readSex(c *column, text string, l *line) {
	name, ok := term.Canonical(term.Sex, text)
	if !ok {
		a.current.Findings.Add(intake.Warning, l.row, c.Column, "registry.sex_unknown", "text", intake.Clip(text))
	}
	if name == "未知" {
		name = ""
	}
	l.member.Sex, l.writtenSex = name, name
}

func (a *Assembler) readBirth(c *column, text string, l *line) {
	born, precision, err := intake.Date(text)
	if err != nil {
		a.explain(intake.Warning, c, l.row, err)
		return
	}
	l.member.Birth, l.written, l.precision = born, born, precision
}

func (a *Assembler) readAge(c *column, text string, l *line) {
	age, ok := intake.Count(text)
	if !ok && len(text) == len("100") && text[0] == '1' { // a hundred and more
		if rest, fine := intake.Count(text[1:]); fine && rest <= longestLife-100 {
			age, ok = 100+rest, true
		}
	}
	if !ok {
		a.current.Findings.Add(intake.Warning, l.row, c.Column, "registry.age_unreadable", "text", intake.Clip(text))
		return
	}
	l.age = age
}

// id reads an identity number. 15 digits are converted and stay to be
// confirmed (待核实).
func (a *Assembler) id(c *column, text string, row int) personal.ID {
	if strings.Contains(text, "*") {
		a.current.Findings.Add(intake.Wrong, row, c.Column, "registry.id_masked")
		return personal.ID{}
	}
	number, err := personal.ParseID(text)
	if err != nil {
		a.explain(intake.Wrong, c, row, err)
		return personal.ID{}
	}
	if number.Converted() {
		a.current.Findings.Add(intake.Warning, row, c.Column, "registry.id_converted", "number", number.String())
	}
	return number
}

// phone reads a number and the note behind it: 13800138000(儿子). What is no
// number is kept as an extra, since a wrong phone must not keep aid away.
func (a *Assembler) phone(c *column, text string, l *line) personal.Phone {
	number, note := cutNote(text)
	phone, err := personal.ParsePhone(number)
	if err != nil {
		a.explain(intake.Warning, c, l.row, err)
		a.extra(c, text, l.row, l.member.Name)
		return personal.Phone{}
	}
	h := a.current.Household
	if note == "" || h.Contact != "" || h.ContactRelation != "" {
		return phone
	}
	if relation, ok := term.Canonical(term.Relation, note); ok {
		h.ContactRelation = relation
	} else {
		h.Contact = note
	}
	return phone
}

// cutNote parts the digits of a phone cell from the Chinese words around them;
// of two numbers in a cell the first counts.
func cutNote(text string) (number, note string) {
	if len(text) == len("13800138000") {
		return text, ""
	}
	half := intake.Half(text)
	i := strings.IndexFunc(half, func(r rune) bool {
		return r >= '0' && r <= '9' || r == '+' || r == '(' && strings.HasPrefix(half, "(0")
	})
	if i < 0 {
		return half, ""
	}
	j := strings.IndexFunc(half[i:], func(r rune) bool { return r > 0x2e7f && r != '转' || strings.ContainsRune(",;/、", r) })
	if j < 0 {
		return half[i:], trimNote(half[:i])
	}
	number = strings.TrimRight(half[i:i+j], "( ")
	return number, trimNote(half[:i] + half[i+j:])
}

// trimNote keeps the words of a note, without digits and marks.
func trimNote(note string) string {
	note = strings.Map(func(r rune) rune {
		if r > 0x2e7f && !strings.ContainsRune("、，；：（）", r) {
			return r
		}
		return -1
	}, note)
	for _, word := range []string{"联系电话", "电话", "手机", "是", "的"} {
		note = strings.ReplaceAll(note, word, "")
	}
	if len(note) > 10*len("一") {
		return ""
	}
	return note
}

func (a *Assembler) card(c *column, text string, row int) personal.Card {
	if strings.Contains(text, "*") {
		a.current.Findings.Add(intake.Wrong, row, c.Column, "registry.card_masked")
		return personal.Card{}
	}
	card, err := personal.ParseCard(text)
	switch {
	case err != nil:
		a.explain(intake.Wrong, c, row, err)
	case personal.Ruined(card.Clear()):
		a.current.Findings.Add(intake.Wrong, row, c.Column, "registry.card_ruined")
	case card.Doubtful():
		a.current.Findings.Add(intake.Warning, row, c.Column, "registry.card_doubtful", "card", card.String())
	}
	return card
}

func (a *Assembler) readCovered(c *column, text string, l *line) {
	switch text {
	case "是", "在保", "√", "有", "1", "享受", "Y", "y", "对":
		l.covered = 1
	case "否", "不在保", "0", "未享受", "N", "n", "不享受", "不是":
		l.covered = 0
	default:
		a.current.Findings.Add(intake.Warning, l.row, c.Column, "registry.yes_no", "text", intake.Clip(text))
	}
}

// school takes a stage; 否 and 毕业 mean that the member is not at school.
func (a *Assembler) school(c *column, text string, row int) string {
	switch text {
	case "否", "不在读", "已毕业", "毕业", "辍学", "非在校生", "未上学", "不是":
		return ""
	case "是":
		text = "在读"
	}
	return a.soft(c, term.School, text, row)
}

// readDisability takes the class and, where the cell holds it, the grade:
// 肢体二级, 听力残疾（3级）.
func (a *Assembler) readDisability(c *column, text string, l *line) {
	m := &l.member
	switch text {
	case "否", "健全", "正常", "无残疾", "健康", "不是":
		return
	}
	if name, ok := term.Canonical(term.Disability, text); ok {
		m.Disability = name
		return
	}
	grade, found := gradeIn(text)
	if found {
		m.DisabilityGrade = grade
		text = withoutGrade(text)
		if text == "" {
			text = "残疾"
		}
	}
	if parts := intake.Split(text); len(parts) > 1 {
		text = "多重残疾"
	}
	m.Disability = a.soft(c, term.Disability, text, l.row)
}

const gradeMarks = "一二三四"

// gradeIn finds a grade 1..4: 二级, 2级, 2, 贰级.
func gradeIn(text string) (grade int, ok bool) {
	text = strings.NewReplacer("壹", "一", "贰", "二", "叁", "三", "肆", "四", "Ⅰ", "一", "Ⅱ", "二", "Ⅲ", "三", "Ⅳ", "四").Replace(intake.Half(text))
	if i := strings.Index(text, "级"); i > 0 {
		text = text[:i]
	}
	for i, mark := range []string{"一", "二", "三", "四"} {
		if strings.HasSuffix(text, mark) || strings.HasSuffix(text, string(gradeDigits[i])) {
			return i + 1, true
		}
	}
	return 0, false
}

const gradeDigits = "1234"

func withoutGrade(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(gradeMarks+gradeDigits+"壹贰叁肆级等()（）ⅠⅡⅢⅣ1234 ", r) {
			return -1
		}
		return r
	}, text)
}

func (a *Assembler) readDisabilityCard(c *column, text string, l *line) {
	card, err := personal.ParseDisabilityCard(text)
	if err != nil {
		a.explain(intake.Warning, c, l.row, err)
		return
	}
	l.member.DisabilityCard = card
}

// closing are words in a remark that say the file should not be open.
var closing = []string{"死亡", "去世", "已故", "病故", "亡故", "注销", "迁出", "退保", "停保", "已取消", "脱困退档", "清退"}

// readRemarks keeps the remark and looks for words that say more than that.
func (a *Assembler) readRemarks(c *column, text string, l *line) {
	a.closingWords(c, text, l.row)
	a.extra(c, text, l.row, l.member.Name)
}

// closingWords warns of a remark, or a name with a note behind it
// (李山（已故）), by which somebody should not be on the list any more.
func (a *Assembler) closingWords(c *column, text string, row int) {
	for _, word := range closing {
		if strings.Contains(text, word) && !a.has(fieldClosed) {
			a.current.Findings.Add(intake.Warning, row, c.Column, "registry.closing_words", "word", word)
			return
		}
	}
}

// birthText is a birth as it was written, for messages.
func birthText(d day.Date, p day.Precision) string {
	if p == day.ToMonth {
		return d.String()[:len("2006-01")]
	}
	return d.String()
}
