package registry

import (
	"slices"
	"strings"

	"songnuan/internal/intake"
	"songnuan/internal/term"
)

// readCategories takes a cell with one category or several (低保、残疾). One
// that is said of a person belongs to the row's member, unless the office wrote
// 残疾户; the others belong to the household. A wider term that one implies is
// entered with it, so that 困难劳模 is found among 劳动模范.
func (a *Assembler) readCategories(c *column, text string, l *line) {
	if name, ok := term.Canonical(term.Category, text); ok {
		a.category(name, text, l)
		return
	}
	if plainCategory(text) {
		return
	}
	for _, part := range a.parts(text) {
		name, ok := term.Canonical(term.Category, part)
		if !ok {
			a.current.Findings.Add(intake.Wrong, l.row, c.Column, "registry.category_unknown",
				"text", intake.Clip(part), "near", orNames(term.Suggest(term.Category, part), term.Category))
			continue
		}
		a.category(name, part, l)
	}
}

// plainCategory: the office says that there is nothing to say.
func plainCategory(text string) bool {
	switch text {
	case "一般户", "一般家庭", "普通家庭", "普通户", "正常", "非困难":
		return true
	}
	return false
}

// mostTexts bounds the memory of cells that were cut into parts.
const mostTexts = 1_000

func (a *Assembler) parts(text string) []string {
	parts, known := a.categories[text]
	if !known {
		parts = splitCategories(text)
		if len(a.categories) < mostTexts {
			a.categories[text] = parts
		}
	}
	return parts
}

// splitCategories cuts at marks, and then at brackets: 困难职工（单亲） is two
// categories where the dictionary doesn't know it as one.
func splitCategories(text string) []string {
	var parts []string
	for _, part := range intake.Split(text) {
		if _, ok := term.Canonical(term.Category, part); ok {
			parts = append(parts, part)
			continue
		}
		part = strings.NewReplacer("(", "、", "（", "、", ")", "", "）", "").Replace(part)
		parts = append(parts, intake.Split(part)...)
	}
	return parts
}

func (a *Assembler) category(name, text string, l *line) {
	ofPerson := term.OfPerson(term.Category, name) && !strings.HasSuffix(text, "户") && !strings.HasSuffix(text, "家庭")
	a.addCategory(name, ofPerson, l)
	for _, wider := range term.Under(term.Category, name) {
		a.addCategory(wider, ofPerson, l)
	}
	h := a.current.Household
	if name == "无房户" && h.Housing == "" {
		h.Housing = "无房"
	}
}

func (a *Assembler) addCategory(name string, ofPerson bool, l *line) {
	h := a.current.Household
	list := &h.Categories
	if ofPerson {
		list = &l.categories
	}
	if !slices.ContainsFunc(*list, func(c Category) bool { return c.Name == name }) {
		*list = append(*list, Category{Name: name, Main: !ofPerson && len(*list) == 0})
	}
}

// readCauses takes one cause or several. The first of the main column is the
// main cause.
func (a *Assembler) readCauses(c *column, text string, row int) {
	h := a.current.Household
	name, ok := term.Canonical(term.Cause, text)
	if ok {
		h.addCause(name, c.field == fieldCause)
		return
	}
	for _, part := range intake.Split(text) {
		name, ok = term.Canonical(term.Cause, part)
		if !ok {
			a.current.Findings.Add(intake.Warning, row, c.Column, "registry.term_unknown",
				"text", intake.Clip(part), "near", orNames(term.Suggest(term.Cause, part), term.Cause))
			a.extra(c, part, row, "")
			continue
		}
		h.addCause(name, c.field == fieldCause)
	}
}

func (h *Household) addCause(name string, main bool) {
	if slices.ContainsFunc(h.Causes, func(c Cause) bool { return c.Name == name }) {
		return
	}
	main = main && !slices.ContainsFunc(h.Causes, func(c Cause) bool { return c.Main })
	h.Causes = append(h.Causes, Cause{Name: name, Main: main})
}
