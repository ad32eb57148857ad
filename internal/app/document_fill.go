package app

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/casework"
	"songnuan/internal/day"
	"songnuan/internal/locale"
	"songnuan/internal/money"
	"songnuan/internal/sqldb"
)

// adult is the age from which a member authorises a cross-check himself
// (民法典 article 17).
const adult = 18

// fillHousehold is what is on file of a household, or found of it, or declared.
func (w *documentWork) fillHousehold() {
	h := w.h
	if h == nil {
		return
	}
	for name, value := range map[string]string{
		"head": h.Head, "village": h.Village, "size": count(h.Size), "covered": count(h.Covered), "address": h.Address, "phone": h.Phone,
		"income": yuanOf(h.Income), "per_head": yuanOf(h.IncomePerHead), "rigid_expense": yuanOf(h.RigidExpense), "housing": h.Housing, "housing_grade": h.HousingGrade,
		"unit": h.Unit, "card": h.Card, "card_bank": h.CardBank, "card_holder": h.CardHolder, "worker_number": h.Number, "applicant": h.Head,
		"category": termNames(h.Categories, 0), "causes": termNames(h.Causes, 0), "main_cause": termNames(h.Causes, 1), "second_cause": termNames(h.Causes, -1),
	} {
		w.set(name, value)
	}
	if !h.Opened.IsZero() {
		w.set("opened", h.Opened.Chinese())
	}
	for i := range h.Members {
		w.member(&h.Members[i])
	}
	for _, note := range h.Notes {
		if name := noted[note.Heading]; name != "" {
			w.set(name, note.Text)
		}
	}
	w.set("model", modelOf(h.Categories))
}

// noted are columns that offices keep beside what is asked of all (附加信息), by
// what the worker's file calls them.
var noted = map[string]string{
	"民族": "extra_ethnic", "政治面貌": "extra_political", "建筑面积": "extra_floor", "工作时间": "extra_worked", "参加工作时间": "extra_worked", "所属行业": "extra_trade",
	"婚姻状况": "extra_married", "户口类型": "extra_registered", "单位性质": "extra_unit_kind", "企业状况": "extra_firm", "户口所在地": "extra_origin", "户籍地": "extra_origin",
	"医保状况": "extra_insured", "有无自救能力": "self_help", "零就业家庭": "extra_jobless", "是否单亲": "single", "工作单位": "unit",
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// termNames joins the terms: all, the main one (1), or the others (-1).
func termNames(terms []TermView, which int) string {
	var names []string
	for _, t := range terms {
		if which == 0 || t.Main == (which > 0) {
			if !slices.Contains(names, t.Name) {
				names = append(names, t.Name)
			}
		}
	}
	return strings.Join(names, "、")
}

// modelOf is the kind of model worker among the categories.
func modelOf(terms []TermView) string {
	for _, t := range terms {
		if strings.Contains(t.Name, "劳模") || strings.Contains(t.Name, "劳动模范") {
			return t.Name
		}
	}
	return ""
}

func (w *documentWork) member(m *MemberView) {
	disability := m.Disability
	if disability != "" && m.DisabilityGrade > 0 {
		disability += "（" + string([]rune("一二三四")[m.DisabilityGrade-1]) + "级）"
	}
	row := map[string]string{"name": m.Name, "relation": m.Relation, "sex": m.Sex, "birth": m.Birth, "id_number": m.IDNumber, "health": m.Health, "disability": disability,
		"work": firstOf(m.School, m.Employment), "school": m.School, "income_year": yuanOf(m.Income), "income_month": yuanOf(monthOf(m.Income))}
	w.known.Rows["members"] = append(w.known.Rows["members"], row)
	if m.Age < 0 || m.Age >= adult {
		w.known.Rows["adults"] = append(w.known.Rows["adults"], row)
	}
	if m.Relation != "户主" {
		w.known.Rows["others"] = append(w.known.Rows["others"], row)
		return
	}
	for name, value := range map[string]string{"head_id": m.IDNumber, "applicant_id": m.IDNumber, "sex": m.Sex, "birth": m.Birth, "health": m.Health, "disability": disability,
		"employment": m.Employment, "income_own": yuanOf(monthOf(m.Income))} {
		w.set(name, value)
	}
}

// monthOf is a twelfth of a year's amount, rounded to the fen.
func monthOf(year *money.Fen) *money.Fen {
	if year == nil {
		return nil
	}
	month := (*year + 6) / 12
	return &month
}

// fillCase is how the case stands.
func (w *documentWork) fillCase() {
	v := w.v
	if v == nil {
		return
	}
	w.set("party", "office")
	if w.c.Kind.Union() {
		w.set("party", "union")
	}
	for name, value := range map[string]string{
		"number": v.Number, "kind": w.c.Kind.Text(locale.Chinese), "applicant": v.Applicant, "village": v.Village, "agent": v.Agent, "procedure": v.Procedure,
		"received_on": chinese(v.Received), "deadline": chinese(v.DueAll), "found_note": v.FoundNote, "kin": map[bool]string{true: "是", false: "否"}[v.Kin],
		"on_file": map[bool]string{true: "是", false: "否"}[v.File != ""], "size": count(v.Persons),
	} {
		w.set(name, value)
	}
	if v.Applicant != w.known.Text["head"] { // somebody else of the household applies
		delete(w.known.Text, "applicant_id")
		for _, row := range w.known.Rows["members"] {
			if row["name"] == v.Applicant {
				w.set("applicant_id", row["id_number"])
			}
		}
	}
	w.fillPapers()
	w.fillCompared()
	for i := range v.Acts {
		if v.Acts[i].Standing || v.State.Ended() {
			w.fillAct(&v.Acts[i])
		}
	}
}

func chinese(d day.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Chinese()
}

// fillPapers are the papers and consents that are missing, one a line.
func (w *documentWork) fillPapers() {
	var missing []string
	for _, p := range w.v.Papers {
		if !p.There && len(p.Unknown) == 0 {
			missing = append(missing, p.Name)
		}
	}
	for _, c := range w.v.Consents {
		if !c.There {
			missing = append(missing, c.Name+"的核对授权书")
		}
	}
	for i := range missing {
		end := "；"
		if i == len(missing)-1 {
			end = "。"
		}
		missing[i] = fmt.Sprintf("%d. %s%s", i+1, missing[i], end)
	}
	w.set("missing", strings.Join(missing, "\n"))
	if !w.v.Stopped.IsZero() && !w.v.Due.IsZero() {
		w.set("supplement_due", w.v.Due.Chinese())
	}
}

// fillCompared sets what was declared beside what was found.
func (w *documentWork) fillCompared() {
	declared, found := w.v.Declared, w.v.Found
	if declared == nil {
		return
	}
	for _, one := range []struct {
		item string
		of   func(*HouseholdView) string
	}{
		{"家庭人口（人）", func(h *HouseholdView) string { return count(h.Size) }},
		{"列明成员（人）", func(h *HouseholdView) string { return count(len(h.Members)) }},
		{"家庭年收入（元）", func(h *HouseholdView) string { return yuanOf(h.Income) }},
		{"人均月收入（元）", func(h *HouseholdView) string { return yuanOf(h.IncomePerHead) }},
		{"年刚性支出（元）", func(h *HouseholdView) string { return yuanOf(h.RigidExpense) }},
		{"住房情况", func(h *HouseholdView) string { return h.Housing }},
		{"房屋安全等级", func(h *HouseholdView) string { return h.HousingGrade }},
		{"致困原因", func(h *HouseholdView) string { return termNames(h.Causes, 0) }},
	} {
		row := map[string]string{"item": one.item, "declared": one.of(declared)}
		if found != nil {
			if row["found"] = one.of(found); row["found"] != row["declared"] {
				row["differs"] = "√"
			}
		}
		w.known.Rows["compared"] = append(w.known.Rows["compared"], row)
	}
}

// fillAct takes from an act what documents say of it; later ones count.
func (w *documentWork) fillAct(a *CaseAct) {
	if a.Meeting != nil {
		w.fillMeeting(a)
	}
	switch {
	case a.Verb == casework.Pass && a.Step != "" && len(a.With) > 0:
		w.set("check_day", chinese(a.On))
		w.set("checkers", checkersOf(a))
	case a.Verb == casework.Pass && a.Category != "", a.Verb == casework.Refuse:
		if w.template.Name == "minutes" || w.template.Name == "application" || w.template.Name == "worker_file" {
			return
		}
		w.set("decided", chinese(a.On))
		w.set("reason", a.Reason)
		w.set("category", a.Category)
		w.set("covered", count(a.Covered))
		if a.Amount > 0 {
			w.set("amount", a.Amount.Yuan())
			w.set("amount_words", a.Amount.Capital())
		}
	}
}

func checkersOf(a *CaseAct) string {
	names := []string{firstOf(a.Name, a.Actor)}
	for _, p := range a.With {
		names = append(names, p.Name)
	}
	return strings.Join(names, "、")
}

func (w *documentWork) fillMeeting(a *CaseAct) {
	m := a.Meeting
	for name, value := range map[string]string{"meeting_day": chinese(m.On), "meeting_place": m.Place, "chair": m.Chair, "voters_due": strconv.Itoa(m.Due),
		"voters_came": strconv.Itoa(m.Came), "aside": strconv.Itoa(m.Aside), "for": strconv.Itoa(m.For), "against": strconv.Itoa(m.Against), "abstain": strconv.Itoa(m.Abstain)} {
		w.set(name, value)
	}
	w.set("result", map[casework.Verb]string{casework.Pass: "通过", casework.Refuse: "未通过"}[a.Verb])
	if w.template.Name == "minutes" {
		w.set("reason", firstOf(m.Minutes, a.Reason))
		w.known.Rows["voters"] = make([]map[string]string, min(m.Came, votersMost))
	}
}

// votersMost bounds the lines to sign on.
const votersMost = 60

// fillGrant is what the decision gave.
func (w *documentWork) fillGrant(ctx context.Context, tx *sqldb.Tx) error {
	if w.c == nil {
		return nil
	}
	g, err := w.store.GrantOfCase(ctx, tx, w.c.ID, w.actor.Scope)
	if err != nil {
		return err
	}
	if pay := map[string]string{"monthly": "每月", "once": "一次性"}[w.v.Award.Pay]; pay != "" {
		w.set("pay", pay)
	}
	if g != nil {
		w.set("category", g.Category)
		w.set("covered", count(g.Covered))
		w.set("from_month", strings.TrimSuffix(chinese(g.From), "1日"))
		w.set("next_review", chinese(g.Review))
		if g.Amount > 0 {
			w.set("amount", g.Amount.Yuan())
			w.set("amount_words", g.Amount.Capital())
		}
	}
	if w.c.Household == "" || w.c.Kind != casework.KindExit && w.c.Kind != casework.KindReview {
		return nil
	}
	all, err := w.store.Grants(ctx, tx, w.c.Household, w.actor.Scope)
	for i := range all {
		if all[i].EndedBy == w.c.ID {
			w.set("category", all[i].Category)
			w.set("stop_day", chinese(all[i].To))
		}
	}
	return err
}
