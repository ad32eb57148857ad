package cli

import (
	"context"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/day"
	"songnuan/internal/locale"
	"songnuan/internal/money"
)

type searchCommand struct {
	databaseFlags
	Text  string `arg:""`
	After string `placeholder:"KEY"`
	Limit int    `default:"20"`
}

// foundMost is the longest page of a search.
const foundMost = 500

func (c *searchCommand) do(ctx context.Context, s *session) error {
	return c.with(ctx, s, func(desk *app.Desk) error {
		found, next, err := desk.Search(ctx, c.Text, c.After, min(max(c.Limit, 1), foundMost))
		if err != nil {
			return err
		}
		if found == nil {
			found = []app.FoundHousehold{}
		}
		return s.show(map[string]any{"found": found, "next": next}, func() { s.found(found, next) })
	})
}

func (s *session) found(found []app.FoundHousehold, next string) {
	if len(found) == 0 {
		s.say("cli.found_nothing")
		return
	}
	rows := [][]string{}
	for _, f := range found {
		state := ""
		if f.Closed {
			state = s.text("cli.file_closed")
		}
		rows = append(rows, []string{f.Number, f.Village, f.Head, f.Member, locale.Text(s.lang, "cli.match."+string(f.Match), nil), state})
	}
	s.table([]string{s.text("cli.column.number"), s.text("cli.column.village"), s.text("cli.column.head"), s.text("cli.column.member"), s.text("cli.column.match"), ""}, rows)
	if next != "" {
		s.say("cli.found_more", "key", next)
	}
}

type householdCommand struct {
	databaseFlags
	Number string   `arg:""`
	AsOf   day.Date `placeholder:"DATE"`
}

// householdShape is the JSON of a household, masked.
type householdShape struct {
	Number        string         `json:"number"`
	Village       string         `json:"village"`
	Area          string         `json:"area"`
	Unit          string         `json:"unit,omitempty"`
	Head          string         `json:"head"`
	Size          int            `json:"size"`
	Covered       int            `json:"covered"`
	IncomePerHead *int64         `json:"income_per_head_fen"` // a month
	Housing       string         `json:"housing,omitempty"`
	HousingGrade  string         `json:"housing_grade,omitempty"`
	Address       string         `json:"address,omitempty"`
	Phone         string         `json:"phone"`
	Card          string         `json:"card"`
	Opened        string         `json:"opened"`
	Closed        string         `json:"closed,omitempty"`
	Categories    []string       `json:"categories"`
	Causes        []string       `json:"causes"`
	Members       []memberShape  `json:"members"`
	Versions      []versionShape `json:"versions"`
}

type memberShape struct {
	Name     string `json:"name"`
	Relation string `json:"relation"`
	Sex      string `json:"sex,omitempty"`
	BornIn   int    `json:"born_in,omitempty"` // year
	IDNumber string `json:"id_number"`
	Phone    string `json:"phone"`
	Health   string `json:"health,omitempty"`
	School   string `json:"school,omitempty"`
}

type versionShape struct {
	Version  int    `json:"version"`
	Recorded string `json:"recorded"`
	Replaced string `json:"replaced,omitempty"`
	Command  string `json:"command"` // the batch that wrote it
}

func (c *householdCommand) do(ctx context.Context, s *session) error {
	return c.with(ctx, s, func(desk *app.Desk) error {
		view, err := desk.Household(ctx, c.Number, c.AsOf)
		if err != nil {
			return err
		}
		shape := householdOf(view)
		return s.show(shape, func() { s.householdForPeople(shape) })
	})
}

func householdOf(v *app.HouseholdView) *householdShape {
	h := &householdShape{Number: v.Number, Village: v.Village, Area: string(v.Area), Unit: v.UnitPath, Head: v.Head,
		Size: v.Size, Covered: v.Covered, Housing: v.Housing, HousingGrade: v.HousingGrade, Address: v.Address,
		Phone: v.Phone, Card: v.Card, Opened: v.Opened.String(), Closed: v.Closed.String(),
		Categories: []string{}, Causes: []string{}, Members: []memberShape{}, Versions: []versionShape{}}
	if v.IncomePerHead != nil {
		income := int64(*v.IncomePerHead)
		h.IncomePerHead = &income
	}
	for _, c := range v.Categories {
		h.Categories = append(h.Categories, c.Name)
	}
	for _, c := range v.Causes {
		h.Causes = append(h.Causes, c.Name)
	}
	for i := range v.Members {
		h.Members = append(h.Members, memberOf(&v.Members[i]))
	}
	for _, one := range v.Versions {
		h.Versions = append(h.Versions, versionShape{one.Version, string(one.Recorded), string(one.Replaced), string(one.Batch)})
	}
	return h
}

// listed joins names.
func (s *session) listed(names []string) string {
	if len(names) == 0 {
		return s.text("cli.not_given")
	}
	return strings.Join(names, "、")
}

func memberOf(m *app.MemberView) memberShape {
	shape := memberShape{Name: m.Name, Relation: m.Relation, Sex: m.Sex, IDNumber: m.IDNumber, Phone: m.Phone,
		Health: m.Health, School: m.School}
	shape.BornIn, _ = strconv.Atoi(m.Birth) // masked: the year
	return shape
}

func (s *session) householdForPeople(h *householdShape) {
	income := s.text("cli.not_given")
	if h.IncomePerHead != nil {
		income = s.text("cli.yuan", "amount", money.Fen(*h.IncomePerHead).Yuan())
	}
	s.say("cli.household", "number", h.Number, "village", h.Village, "head", h.Head, "size", h.Size, "covered", h.Covered, "opened", h.Opened)
	if h.Closed != "" {
		s.say("cli.household_closed", "day", h.Closed)
	}
	s.say("cli.household_need", "categories", s.listed(h.Categories), "causes", s.listed(h.Causes), "income", income)
	rows := [][]string{}
	for _, m := range h.Members {
		born := ""
		if m.BornIn > 0 {
			born = strconv.Itoa(m.BornIn)
		}
		rows = append(rows, []string{m.Name, m.Relation, m.Sex, born, m.IDNumber, m.Phone, m.Health, m.School})
	}
	s.table([]string{s.text("cli.column.member"), s.text("cli.column.relation"), s.text("cli.column.sex"), s.text("cli.column.born"),
		s.text("cli.column.id_number"), s.text("cli.column.phone"), s.text("cli.column.health"), s.text("cli.column.school")}, rows, 3)
	s.say("cli.household_versions", "count", len(h.Versions))
}
