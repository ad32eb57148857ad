package registry

import (
	"strings"

	"songnuan/internal/intake"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
)

// finish makes the gathered rows one household and checks it as a whole.
func (a *Assembler) finish() {
	h := a.current.Household
	a.settleLines()
	for i := range a.lines {
		a.settleMember(&a.lines[i])
	}
	a.settleHead()
	a.settleHeadID()
	a.settleMembers()
	for i := range a.lines {
		a.checkMember(&a.lines[i])
	}
	a.settleContact()
	a.checkTwice()
	a.settleSize()
	a.settleCovered()
	a.settleIncome()
	a.checkFile()
	if h.Head == "" {
		a.wrong(fieldHead, a.row(), "registry.head_missing")
	}
	a.settleVillage()
	if a.unfilled(fieldNumber) && a.has(fieldNumber) {
		a.wrong(fieldNumber, a.row(), "registry.number_missing")
	}
}

// settleVillage: an empty village is that of the row above, since many lists
// merge the cell over all households of a village; else the import's own area.
func (a *Assembler) settleVillage() {
	h := a.current.Household
	i := a.byField[fieldVillage]
	switch {
	case i == 0:
		if h.Area == "" {
			a.wrong(fieldVillage, a.row(), "registry.village_missing")
		}
		return
	case a.first[i-1] != "":
		a.lastPlace = a.first[i-1]
	case a.lastPlace != "" && a.lastRow == a.row()-1:
		a.readVillage(&a.columns[i-1], a.lastPlace, a.row())
		a.warn(fieldVillage, a.row(), "registry.village_above", "name", a.lastPlace)
	case h.Area == "":
		a.wrong(fieldVillage, a.row(), "registry.village_missing")
	default:
		a.lastPlace = ""
		a.warn(fieldVillage, a.row(), "registry.village_default")
	}
}

// row is the first row of the household, where the findings about it stand.
func (a *Assembler) row() int { return a.current.Rows[0] }

func (a *Assembler) wrong(f field, row int, key string, pairs ...any) {
	a.current.Findings.Add(intake.Wrong, row, a.at(f), key, pairs...)
}

func (a *Assembler) warn(f field, row int, key string, pairs ...any) {
	a.current.Findings.Add(intake.Warning, row, a.at(f), key, pairs...)
}

// unfilled tells whether the household's rows said nothing in the field.
func (a *Assembler) unfilled(f field) bool {
	i := a.byField[f]
	return i == 0 || a.first[i-1] == ""
}

// settleLines takes out the rows that name nobody: in some lists the first row
// of a household is about the household only. What they say stays with it.
func (a *Assembler) settleLines() {
	if len(a.lines) < 2 || !a.members {
		return
	}
	h := a.current.Household
	persons := a.lines[:0]
	for _, l := range a.lines {
		if l.person {
			persons = append(persons, l)
			continue
		}
		if h.Phone.IsZero() {
			h.Phone = l.member.Phone
		}
		if h.Card.IsZero() {
			h.Card = l.member.Card
		}
		h.Categories = append(h.Categories, l.categories...)
	}
	a.lines = persons
}

// settleMember gives the row's member a name and a relation where the list
// leaves them to be understood: the one row of a household is its head's.
func (a *Assembler) settleMember(l *line) {
	h, m := a.current.Household, &l.member
	alone := len(a.lines) == 1
	if m.Name == "" && (alone || m.Relation == Head || !a.members) {
		m.Name = h.Head
	}
	if m.Relation == "" && (m.Name == h.Head || alone && h.Head == "") && !a.headMarked() {
		m.Relation = Head
	}
	if m.Name == "" && a.has(fieldName) && a.unfaulted(l.row, fieldName) {
		a.wrong(fieldName, l.row, "registry.name_missing")
	}
	if m.Relation == "" && a.has(fieldRelation) && a.unfaulted(l.row, fieldRelation) {
		a.warn(fieldRelation, l.row, "registry.relation_missing", "name", intake.Masked(m.Name))
	}
}

func (a *Assembler) headMarked() bool {
	for i := range a.lines {
		if a.lines[i].member.IsHead() {
			return true
		}
	}
	return false
}

// unfaulted tells whether nothing was found in the cell yet, so that one
// mistake is told once.
func (a *Assembler) unfaulted(row int, f field) bool {
	name := a.at(f).Field
	for i := range a.current.Findings {
		if found := &a.current.Findings[i]; found.Row == row && found.Field == name {
			return false
		}
	}
	return true
}

// settleHead finds the one head and puts his row first.
func (a *Assembler) settleHead() {
	h := a.current.Household
	head := -1
	for i := range a.lines {
		if !a.lines[i].member.IsHead() {
			continue
		}
		if head >= 0 {
			a.wrong(fieldRelation, a.lines[i].row, "registry.two_heads", "first", a.lines[head].row)
			continue
		}
		head = i
	}
	if head < 0 {
		if len(a.lines) > 0 && h.Head != "" {
			a.warn(fieldHead, a.row(), "registry.head_unlisted", "head", intake.Masked(h.Head))
		}
		return
	}
	l := a.lines[head]
	copy(a.lines[1:head+1], a.lines[:head])
	a.lines[0] = l
	if h.Head == "" {
		h.Head = l.member.Name
	} else if l.member.Name != h.Head {
		a.wrong(fieldHead, l.row, "registry.head_differs", "head", intake.Masked(h.Head), "name", intake.Masked(l.member.Name))
	}
}

// settleHeadID brings the head's ID number from its own column to his row.
func (a *Assembler) settleHeadID() {
	i := a.byField[fieldHeadID]
	if i == 0 || a.first[i-1] == "" || len(a.lines) == 0 || !a.lines[0].member.IsHead() {
		return
	}
	m := &a.lines[0].member
	number := a.id(&a.columns[i-1], a.first[i-1], a.row())
	switch {
	case m.IDNumber.IsZero():
		m.IDNumber = number
	case !number.IsZero() && number.Secret != m.IDNumber.Secret:
		a.wrong(fieldHeadID, a.row(), "registry.head_id_differs", "head_id", number.String(), "id", m.IDNumber.String())
	}
}

// settleMembers numbers the members and gives each its categories.
func (a *Assembler) settleMembers() {
	h := a.current.Household
	if len(a.lines) == 0 {
		return
	}
	h.Members = make([]Member, len(a.lines))
	for i := range a.lines {
		l := &a.lines[i]
		l.member.Seq = i + 1
		if a.options.NewID != nil {
			l.member.ID = a.options.NewID()
		}
		for _, c := range l.categories {
			c.Member = l.member.Seq
			h.Categories = append(h.Categories, c)
		}
		a.identify(l)
		h.Members[i] = l.member
	}
	markMain(h.Categories)
}

// markMain: a household whose only categories are its members' has the first
// of those as its main one.
func markMain(categories []Category) {
	for i := range categories {
		if categories[i].Main {
			return
		}
	}
	if len(categories) > 0 {
		categories[0].Main = true
	}
}

// settleContact gives the household its phone and card: the head's, else the
// first; a member keeps one of his own only.
func (a *Assembler) settleContact() {
	h := a.current.Household
	for i := range h.Members {
		m := &h.Members[i]
		if h.Phone.IsZero() {
			h.Phone = m.Phone
		} else if i > 0 && m.Phone == h.Phone {
			m.Phone = personal.Phone{}
		}
		if h.Card.IsZero() {
			h.Card = m.Card
		} else if i > 0 && m.Card == h.Card {
			m.Card = personal.Card{}
		}
	}
	if h.Contact != "" && h.Contact == h.Head {
		h.Contact = ""
	}
}

// settleSize: without a size, the listed members are the household. A size
// below them is wrong, since money is paid by it.
func (a *Assembler) settleSize() {
	h := a.current.Household
	listed := len(h.Members)
	switch {
	case h.Size == 0:
		h.Size = max(listed, 1)
		if a.has(fieldSize) && a.unfaulted(a.row(), fieldSize) {
			a.warn(fieldSize, a.row(), "registry.size_missing", "size", h.Size)
		}
	case h.Size < listed:
		a.wrong(fieldSize, a.row(), "registry.size_below_members", "size", h.Size, "listed", listed)
	case h.Size > listed && listed > 1:
		a.warn(fieldSize, a.row(), "registry.size_above_members", "size", h.Size, "listed", listed)
	}
}

// settleCovered: 保障人口 from its own column, else from the members marked,
// else all. Which members they are is taken only where there is no doubt.
func (a *Assembler) settleCovered() {
	h := a.current.Household
	marked, yes := 0, 0
	for i := range a.lines {
		if a.lines[i].covered >= 0 {
			marked++
			yes += a.lines[i].covered
		}
	}
	if a.unfilled(fieldCovered) {
		h.Covered = h.Size
		if marked > 0 {
			h.Covered = yes
		}
	}
	if h.Covered > h.Size {
		a.wrong(fieldCovered, a.row(), "registry.covered_above_size", "covered", h.Covered, "size", h.Size)
	}
	if marked > 0 && yes != h.Covered {
		a.warn(fieldCovered, a.row(), "registry.covered_differs", "covered", h.Covered, "marked", yes)
	}
	for i := range h.Members {
		m := &h.Members[i]
		switch {
		case marked > 0:
			m.Covered = a.lines[i].covered == 1
		case h.Covered >= len(h.Members):
			m.Covered = true
		default:
			m.Covered = h.Covered == 1 && i == 0
		}
	}
	if marked == 0 && h.Covered > 1 && h.Covered < len(h.Members) {
		a.warn(fieldCovered, a.row(), "registry.covered_unnamed", "covered", h.Covered, "listed", len(h.Members))
	}
}

// settleIncome compares the two incomes, and works the one a head out where
// the list has the household's only.
func (a *Assembler) settleIncome() {
	h := a.current.Household
	if h.Income == nil || h.Size == 0 {
		return
	}
	if h.IncomePerHead == nil {
		if share, err := h.Income.TimesRatio(1, int64(12*h.Size)); err == nil {
			h.IncomePerHead = &share
		}
		return
	}
	months := int64(12 * h.Size)
	computed, err := h.IncomePerHead.Times(months)
	if err != nil {
		return
	}
	const tolerance = 100 // fen a head a month: lists round to the yuan
	if difference := int64(computed - *h.Income); max(difference, -difference) > tolerance*months {
		per, size := fieldPerHeadMonth, h.Size
		if !a.has(per) {
			per = fieldPerHeadYear
		}
		a.warn(per, a.row(), "registry.income_differs", "income", h.Income.Yuan(), "per_head", h.IncomePerHead.Yuan(),
			"size", size, "computed", computed.Yuan())
	}
}

// checkFile compares the dates of the file.
func (a *Assembler) checkFile() {
	h := a.current.Household
	switch {
	case h.Closed.IsZero() && h.CloseReason != "":
		a.wrong(fieldCloseReason, a.row(), "registry.close_without_date", "reason", h.CloseReason)
	case !h.Closed.IsZero() && h.Closed.Before(h.Opened):
		a.wrong(fieldClosed, a.row(), "registry.closed_before_opened", "closed", h.Closed.String(), "opened", h.Opened.String())
	case !h.Closed.IsZero() && h.CloseReason == "":
		a.warn(fieldClosed, a.row(), "registry.close_without_reason")
	}
}

// missing is the error of a list that lacks a column it can't do without.
func missing(f field) error {
	for _, e := range fields {
		if e.field == f {
			return problem.New(problem.Invalid, "registry.no_column", "heading", e.Heading,
				"same", strings.Join(e.Same[:min(3, len(e.Same))], "、"))
		}
	}
	return nil
}
