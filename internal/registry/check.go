package registry

import (
	"slices"

	"songnuan/internal/day"
	"songnuan/internal/intake"
	"songnuan/internal/personal"
)

// longestLife is the age above which a birth is taken for a slip.
const longestLife = 120

// identify draws from the ID number what it says, and compares it with what
// the list says. The number has a check digit, so it counts.
func (a *Assembler) identify(l *line) {
	m := &l.member
	a.identifyByCard(l)
	if m.IDNumber.IsZero() {
		a.identifyByAge(l)
		return
	}
	m.IDPending = m.IDNumber.Converted()
	if m.IDKind == "" {
		m.IDKind = "居民身份证"
	}
	sex := "女"
	if m.IDNumber.Sex() == personal.Male {
		sex = "男"
	}
	if l.writtenSex != "" && l.writtenSex != sex {
		a.warn(fieldSex, l.row, "registry.sex_differs", "text", l.writtenSex, "sex", sex, "number", m.IDNumber.String())
	}
	m.Sex = sex
	born, err := day.Parse(m.IDNumber.Birth())
	if err != nil {
		return
	}
	if !l.written.IsZero() && !sameBirth(l.written, l.precision, born) {
		a.warn(fieldBirth, l.row, "registry.birth_differs", "text", birthText(l.written, l.precision), "number", m.IDNumber.String())
	}
	m.Birth = born
}

// disabilities by the class in a disability card, GB/T 26341.
var disabilities = [...]string{1: "视力残疾", "听力残疾", "言语残疾", "肢体残疾", "智力残疾", "精神残疾", "多重残疾"}

// identifyByCard takes class and grade from the disability card, which holds
// the ID number too.
func (a *Assembler) identifyByCard(l *line) {
	m := &l.member
	card := &m.DisabilityCard
	if card.IsZero() {
		return
	}
	if !m.IDNumber.IsZero() && card.ID.Secret != m.IDNumber.Secret {
		a.warn(fieldDisabilityCard, l.row, "registry.disability_card_differs", "card", card.String(), "number", m.IDNumber.String())
		return
	}
	if m.Disability == "" || m.Disability == "未分类残疾" {
		m.Disability = disabilities[card.Class]
	}
	if m.DisabilityGrade == 0 {
		m.DisabilityGrade = card.Grade
	}
}

func sameBirth(written day.Date, precision day.Precision, born day.Date) bool {
	if precision == day.ToMonth {
		return written.Year() == born.Year() && written.Month() == born.Month()
	}
	return written == born
}

// identifyByAge: with an age only, the first day of the year it leads to
// stands for the birth, and the office is asked for the date.
func (a *Assembler) identifyByAge(l *line) {
	m := &l.member
	if a.options.Today.IsZero() {
		return
	}
	if m.Birth.IsZero() && l.age >= 0 {
		m.Birth, _ = day.New(a.options.Today.Year()-l.age, 1, 1)
		m.IDPending = true
		a.warn(fieldAge, l.row, "registry.birth_from_age", "age", l.age, "year", m.Birth.Year())
	}
	if a.has(fieldIDNumber) && a.unfaulted(l.row, fieldIDNumber) && m.IDKind == "" {
		a.warn(fieldIDNumber, l.row, "registry.id_missing", "name", intake.Masked(m.Name))
	}
}

// checkMember looks for what contradicts itself in one member.
func (a *Assembler) checkMember(l *line) {
	m, today := &l.member, a.options.Today
	if m.Birth.IsZero() || today.IsZero() {
		return
	}
	age := m.Birth.Age(today)
	switch {
	case m.Birth.After(today):
		a.wrong(a.birthField(), l.row, "registry.birth_future", "birth", m.Birth.Year())
		return
	case age > longestLife:
		a.wrong(a.birthField(), l.row, "registry.birth_too_early", "age", age)
		return
	}
	if l.age >= 0 && (l.age > age+1 || l.age < age-1) {
		a.warn(fieldAge, l.row, "registry.age_differs", "text", l.age, "age", age)
	}
	a.checkAge(l, age)
	a.checkRelation(l)
}

// birthField is where the list says when somebody was born.
func (a *Assembler) birthField() field {
	if a.has(fieldBirth) {
		return fieldBirth
	}
	return fieldIDNumber
}

// ages at which somebody may be at a stage of school, from and to, generously.
var schoolAges = map[string][2]int{
	"学前": {0, 8}, "小学": {5, 16}, "初中": {10, 20}, "高中": {13, 24}, "中职": {13, 28},
	"大专": {15, 35}, "本科": {15, 35}, "研究生": {19, 45}, "特殊教育": {4, 30}, "在读": {2, 45},
}

// checkAge compares the age with school and work.
func (a *Assembler) checkAge(l *line, age int) {
	m := &l.member
	if span, ok := schoolAges[m.School]; ok && (age < span[0] || age > span[1]) {
		a.warn(fieldSchool, l.row, "registry.school_age", "school", m.School, "age", age)
	}
	switch {
	case m.Employment == "学生" && (age > 45 || age < 3),
		m.Employment == "退休" && age < 40,
		m.Employment == "学龄前" && age > 17,
		(m.Employment == "在职" || m.Employment == "务工") && age < 16:
		a.warn(fieldEmployment, l.row, "registry.employment_age", "employment", m.Employment, "age", age)
	}
	if m.IsHead() && age < 16 {
		a.warn(fieldRelation, l.row, "registry.head_minor", "age", age)
	}
}

// kin is what a relation says of sex and of generation: -1 is older than the
// head, +1 younger, 0 nothing.
var kin = map[string]struct {
	sex        string
	generation int
}{
	"夫": {"男", 0}, "妻": {"女", 0},
	"子": {"男", 1}, "独生子": {"男", 1}, "长子": {"男", 1}, "次子": {"男", 1}, "三子": {"男", 1}, "四子": {"男", 1}, "五子": {"男", 1},
	"女": {"女", 1}, "独生女": {"女", 1}, "长女": {"女", 1}, "次女": {"女", 1}, "三女": {"女", 1}, "四女": {"女", 1}, "五女": {"女", 1},
	"子女": {"", 1}, "孙子": {"男", 1}, "孙女": {"女", 1}, "孙子女": {"", 1}, "外孙子": {"男", 1}, "外孙女": {"女", 1},
	"父亲": {"男", -1}, "母亲": {"女", -1}, "父母": {"", -1}, "祖父": {"男", -1}, "祖母": {"女", -1}, "外祖父": {"男", -1}, "外祖母": {"女", -1},
	"儿媳": {"女", 0}, "女婿": {"男", 0}, "兄": {"男", 0}, "弟": {"男", 0}, "姐姐": {"女", 0}, "妹妹": {"女", 0},
}

// generationGap is the least number of years between parent and child that
// passes without a word.
const generationGap = 14

// checkRelation compares the relation with sex and age.
func (a *Assembler) checkRelation(l *line) {
	m, head := &l.member, &a.lines[0].member
	k, known := kin[m.Relation]
	if !known {
		return
	}
	if k.sex != "" && m.Sex != "" && k.sex != m.Sex {
		a.warn(fieldRelation, l.row, "registry.relation_sex", "relation", m.Relation, "sex", m.Sex)
	}
	if k.generation == 0 || !head.IsHead() || head.Birth.IsZero() {
		return
	}
	if years := (m.Birth.Year() - head.Birth.Year()) * k.generation; years < generationGap {
		a.warn(fieldRelation, l.row, "registry.relation_age", "relation", m.Relation)
	}
}

// checkTwice finds a member listed twice, here or in another household of the
// file.
func (a *Assembler) checkTwice() {
	for i := range a.lines {
		m, row := &a.lines[i].member, a.lines[i].row
		for j := range a.lines[:i] {
			if same(m, &a.lines[j].member) {
				a.wrong(a.identityField(m), row, "registry.member_twice", "name", intake.Masked(m.Name), "first", a.lines[j].row)
				break
			}
		}
		if m.IDNumber.IsZero() || a.options.Seen == nil {
			continue
		}
		if other, seen := a.options.Seen(m.IDNumber, row); seen && !a.owns(other) {
			a.wrong(a.identityField(m), row, "registry.id_in_two", "number", m.IDNumber.String(), "other", other)
		}
	}
}

func (a *Assembler) owns(row int) bool {
	return slices.Contains(a.current.Rows, row)
}

func (a *Assembler) identityField(m *Member) field {
	if !m.IDNumber.IsZero() && a.has(fieldIDNumber) {
		return fieldIDNumber
	}
	if a.has(fieldName) {
		return fieldName
	}
	return fieldHead
}

// same: one person on two rows, by number, or by name and birth where one row
// has no number.
func same(a, b *Member) bool {
	if !a.IDNumber.IsZero() && !b.IDNumber.IsZero() {
		return a.IDNumber.Secret == b.IDNumber.Secret
	}
	return a.Name != "" && a.Name == b.Name && a.Birth == b.Birth
}
