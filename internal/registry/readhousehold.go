package registry

import (
	"strings"

	"songnuan/internal/intake"
	"songnuan/internal/money"
	"songnuan/internal/term"
)

// readHousehold takes a cell that is said of the household.
func (a *Assembler) readHousehold(c *column, text string, row int) {
	h := a.current.Household
	switch c.field {
	case fieldNumber:
		a.readNumber(c, text, row)
	case fieldVillage:
		a.readVillage(c, text, row)
	case fieldHead:
		h.Head = a.name(c, text, row)
	case fieldHeadID, fieldTown, fieldSequence: // used when the household is complete
	case fieldSize:
		h.Size = a.count(c, text, row)
	case fieldCovered:
		h.Covered = a.count(c, text, row)
	case fieldIncome:
		h.Income = a.money(c, text, row, 1)
	case fieldIncomeMonth:
		a.keepFirst(&h.Income, a.money(c, text, row, 12))
	case fieldPerHeadMonth:
		h.IncomePerHead = a.money(c, text, row, 1)
	case fieldPerHeadYear:
		a.keepFirst(&h.IncomePerHead, twelfth(a.money(c, text, row, 1)))
	case fieldRigidExpense:
		h.RigidExpense = a.money(c, text, row, 1)
	case fieldRigidExpenseMonth:
		a.keepFirst(&h.RigidExpense, a.money(c, text, row, 12))
	case fieldOpened, fieldClosed:
		a.readFileDate(c, text, row)
	default:
		a.readText(c, text, row)
	}
}

// readNumber takes the household number. One that is an ID number still joins
// the rows, but numbers are shown and kept in clear, so it is not taken over.
func (a *Assembler) readNumber(c *column, text string, row int) {
	number := strings.TrimSuffix(intake.Compact(intake.Half(text)), ".0")
	if len(number) == 18 && intake.LooksIDNumber(number) { // 低保证编号 has 15 digits
		a.current.Findings.Add(intake.Warning, row, c.Column, "registry.number_is_id")
		return
	}
	a.current.Household.Number = number
}

// readText takes the household's words and terms.
func (a *Assembler) readText(c *column, text string, row int) {
	h := a.current.Household
	switch c.field {
	case fieldGroup:
		h.Address = text + h.Address
	case fieldAddress:
		h.Address += a.short(c, text, row)
	case fieldHousing:
		h.Housing = a.soft(c, term.Housing, text, row)
	case fieldHousingGrade:
		h.HousingGrade = a.soft(c, term.HousingGrade, text, row)
	case fieldContact:
		h.Contact = a.short(c, text, row)
	case fieldContactRelation:
		h.ContactRelation = a.short(c, text, row)
	case fieldCardHolder:
		h.CardHolder = a.name(c, text, row)
	case fieldCardBank:
		h.CardBank = a.short(c, text, row)
	case fieldCloseReason:
		h.CloseReason = a.soft(c, term.CloseReason, text, row)
	case fieldUnit:
		a.readUnit(c, text, row)
	}
}

// readVillage finds the village by what the list writes.
func (a *Assembler) readVillage(c *column, text string, row int) {
	h, r := a.current.Household, a.current
	town := ""
	if i := a.byField[fieldTown]; i > 0 {
		town = a.first[i-1]
	}
	place := a.places.Find(town, text)
	switch {
	case place.Code == "" && len(place.Near) == 0:
		r.Findings.Add(intake.Wrong, row, c.Column, "registry.village_unknown", "text", intake.Clip(text))
	case place.Code == "":
		r.Findings.Add(intake.Wrong, row, c.Column, "registry.village_near", "text", intake.Clip(text), "near", strings.Join(place.Near, "、"))
	case place.Corrected:
		r.Findings.Add(intake.Warning, row, c.Column, "registry.village_corrected", "text", intake.Clip(text), "name", place.Name)
	}
	h.Area = place.Code
}

// readUnit finds the unit; a name that is no unit is kept as it is.
func (a *Assembler) readUnit(c *column, text string, row int) {
	if a.options.Unit != nil {
		if path, ok := a.options.Unit(text); ok {
			a.current.Household.Unit = path
			return
		}
	}
	a.extra(c, text, row, "")
}

func (a *Assembler) readFileDate(c *column, text string, row int) {
	h := a.current.Household
	date, _, err := intake.Date(text)
	if err != nil {
		a.explain(intake.Wrong, c, row, err)
		return
	}
	if c.field == fieldClosed {
		h.Closed = date
		return
	}
	h.Opened = date
	if date.After(a.options.Today) && !a.options.Today.IsZero() {
		a.current.Findings.Add(intake.Wrong, row, c.Column, "registry.opened_future", "date", date.String())
	}
}

// count reads a number of persons; 0 with a finding when it is none.
func (a *Assembler) count(c *column, text string, row int) int {
	n, ok := intake.Count(text)
	if !ok {
		a.current.Findings.Add(intake.Wrong, row, c.Column, "registry.count_unreadable", "text", intake.Clip(text), "most", intake.MaxCount)
	}
	return n
}

// money reads an amount and makes months a year.
func (a *Assembler) money(c *column, text string, row int, months int64) *money.Fen {
	fen, err := intake.Money(text, c.yuan)
	if err == nil {
		fen, err = fen.Times(months)
	}
	if err != nil {
		a.explain(intake.Wrong, c, row, err)
		return nil
	}
	return &fen
}

func twelfth(fen *money.Fen) *money.Fen {
	if fen == nil {
		return nil
	}
	month := (*fen + 6) / 12
	return &month
}

// keepFirst: of two columns that say the same in different units, the first
// one counts.
func (a *Assembler) keepFirst(to **money.Fen, fen *money.Fen) {
	if *to == nil {
		*to = fen
	}
}

// name reads a person's name.
func (a *Assembler) name(c *column, text string, row int) string {
	name, fault := intake.Name(text)
	if fault != "" {
		a.current.Findings.Add(intake.Wrong, row, c.Column, fault, "longest", intake.LongestName)
	}
	if len(name) > len("某某某") {
		a.closingWords(c, name, row)
	}
	return name
}

// short refuses a text over the limit of ordinary cells.
func (a *Assembler) short(c *column, text string, row int) string {
	if len(text) > intake.LongestText && len([]rune(text)) > intake.LongestText {
		a.current.Findings.Add(intake.Wrong, row, c.Column, "intake.text_too_long", "longest", intake.LongestText)
		return ""
	}
	return text
}

// soft looks a word up in a list where an unknown word need not keep a
// household out: it becomes an extra, with a warning.
func (a *Assembler) soft(c *column, list, text string, row int) string {
	name, ok := term.Canonical(list, text)
	if !ok {
		a.current.Findings.Add(intake.Warning, row, c.Column, "registry.term_unknown",
			"text", intake.Clip(text), "near", orNames(term.Suggest(list, text), list))
		a.extra(c, text, row, "")
	}
	return name
}

// orNames are the suggestions, or the first names of the list.
func orNames(near []string, list string) string {
	const enough = 8
	if len(near) == 0 {
		near = term.Names(list)
		near = near[:min(enough, len(near))]
	}
	return strings.Join(near, "、")
}

// extra keeps a text under its heading. A second text of the household goes
// beside the first, with the member's name where there is one.
func (a *Assembler) extra(c *column, text string, row int, member string) {
	h := a.current.Household
	if h.Extra == nil {
		h.Extra = map[string]string{}
	}
	key := c.Heading
	if had, ok := h.Extra[key]; ok {
		if had == text {
			return
		}
		if member != "" {
			key += "（" + member + "）"
		} else {
			text = had + "；" + text
		}
	}
	if len([]rune(text)) > intake.LongestRemark {
		a.current.Findings.Add(intake.Wrong, row, c.Column, "intake.text_too_long", "longest", intake.LongestRemark)
		return
	}
	h.Extra[key] = text
}

// explain turns an error of a value package into a finding.
func (a *Assembler) explain(severity intake.Severity, c *column, row int, err error) {
	key, pairs := intake.Explain(err)
	a.current.Findings.Add(severity, row, c.Column, key, pairs...)
}
