package app

import (
	"context"
	"maps"
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/personal"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// HouseholdView is a household as every edge shows it. Names, numbers, births
// and the address are masks, unless the view was asked for in the clear, which
// is on record. Money is in fen.
type HouseholdView struct {
	ID       id.ID     `json:"id"`
	Number   string    `json:"number"`
	Area     area.Code `json:"area"`
	Village  string    `json:"village"`
	UnitPath string    `json:"unit_path,omitempty"`
	Unit     string    `json:"unit,omitempty"` // its name
	Head     string    `json:"head"`
	Size     int       `json:"size"`
	Covered  int       `json:"covered"`

	Income        *money.Fen `json:"income"`          // a year
	IncomePerHead *money.Fen `json:"income_per_head"` // a month
	RigidExpense  *money.Fen `json:"rigid_expense"`   // a year

	Address         string `json:"address"`
	Housing         string `json:"housing,omitempty"`
	HousingGrade    string `json:"housing_grade,omitempty"`
	Phone           string `json:"phone"`
	Contact         string `json:"contact,omitempty"`
	ContactRelation string `json:"contact_relation,omitempty"`
	Card            string `json:"card"`
	CardHolder      string `json:"card_holder,omitempty"`
	CardBank        string `json:"card_bank,omitempty"`

	Opened      day.Date `json:"opened"`
	Closed      day.Date `json:"closed,omitzero"`
	CloseReason string   `json:"close_reason,omitempty"`
	MergedInto  string   `json:"merged_into,omitempty"` // number of the file that a closed one was merged into

	Members    []MemberView `json:"members"`
	Categories []TermView   `json:"categories"`
	Causes     []TermView   `json:"causes"`
	Notes      []NoteView   `json:"notes"`
	Lacks      []string     `json:"lacks"` // names of registry.Gap

	Version  int             `json:"version"`
	Versions []store.Version `json:"-"`
	Clear    bool            `json:"clear"` // what is masked otherwise is shown
}

// MemberView is one person of a household.
type MemberView struct {
	ID              id.ID      `json:"id"`
	Seq             int        `json:"seq"`
	Name            string     `json:"name"`
	Relation        string     `json:"relation"`
	Sex             string     `json:"sex,omitempty"`
	Birth           string     `json:"birth,omitempty"` // the year alone when masked
	Age             int        `json:"age"`             // on the day of asking; -1 is unknown
	IDKind          string     `json:"id_kind,omitempty"`
	IDNumber        string     `json:"id_number"`
	Pending         bool       `json:"pending"`
	Health          string     `json:"health,omitempty"`
	Disability      string     `json:"disability,omitempty"`
	DisabilityGrade int        `json:"disability_grade,omitempty"`
	DisabilityCard  string     `json:"disability_card,omitempty"`
	School          string     `json:"school,omitempty"`
	Employment      string     `json:"employment,omitempty"`
	Covered         bool       `json:"covered"`
	Income          *money.Fen `json:"income"`
	Phone           string     `json:"phone"`
	Card            string     `json:"card"`
}

// TermView is a category or a cause and when it holds.
type TermView struct {
	Name   string   `json:"name"`
	Member int      `json:"member,omitempty"` // Seq; 0 is the household's own
	Main   bool     `json:"main"`
	From   day.Date `json:"from,omitzero"`
	To     day.Date `json:"to,omitzero"`
}

// NoteView is one of the office's own columns. Its text may hold anything, so
// the mask is its length alone.
type NoteView struct {
	Heading string `json:"heading"`
	Text    string `json:"text,omitempty"`
	Length  int    `json:"length"` // characters
}

// Household shows the household of a number, masked, as it was on record at the
// end of a day; the zero day is now. Of open and closed files with the number
// the open one is meant.
func (d *Desk) Household(ctx context.Context, number string, on day.Date) (view *HouseholdView, err error) {
	if err := d.actor.Must(identity.HouseholdSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		of, err := d.householdOf(ctx, tx, number)
		if err != nil {
			return err
		}
		h, err := d.householdOn(ctx, tx, of, on)
		if err != nil {
			return err
		}
		view, err = d.viewOf(ctx, tx, h, disclosure{})
		return err
	})
	return view, err
}

func (d *Desk) householdOn(ctx context.Context, tx *sqldb.Tx, of id.ID, on day.Date) (*registry.Household, error) {
	if on.IsZero() {
		return d.store.Household(ctx, tx, of, d.actor.Scope)
	}
	return d.store.HouseholdAsOf(ctx, tx, of, on.End(), d.actor.Scope)
}

// disclosure is how much of a household is shown in the clear.
type disclosure struct{ personal, cards bool }

func (s disclosure) secret(v interface {
	Clear() string
	String() string
}) string {
	if s.personal {
		return v.Clear()
	}
	return v.String()
}

func (s disclosure) card(v personal.Card) string {
	if s.cards {
		return v.Clear()
	}
	return v.String()
}

func (s disclosure) name(text string) string {
	if s.personal {
		return text
	}
	return masked(text)
}

func (s disclosure) birth(b day.Date) string {
	switch {
	case s.personal || b.IsZero():
		return b.String()
	}
	return b.String()[:len("2006")]
}

// viewOf puts a household into the shape that is shown.
func (d *Desk) viewOf(ctx context.Context, tx *sqldb.Tx, h *registry.Household, s disclosure) (*HouseholdView, error) {
	v := &HouseholdView{
		ID: h.ID, Number: h.Number, Area: h.Area, UnitPath: h.Unit, Head: s.name(h.Head), Size: h.Size, Covered: h.Covered,
		Income: h.Income, IncomePerHead: h.IncomePerHead, RigidExpense: h.RigidExpense,
		Address: s.secret(personal.NewAddress(h.Address)), Housing: h.Housing, HousingGrade: h.HousingGrade, Phone: s.secret(h.Phone),
		Contact: s.name(h.Contact), ContactRelation: h.ContactRelation, Card: s.card(h.Card), CardHolder: s.name(h.CardHolder), CardBank: h.CardBank,
		Opened: h.Opened, Closed: h.Closed, CloseReason: h.CloseReason, Lacks: gapNames(h.Gaps()), Version: h.Version, Clear: s.personal,
	}
	for i := range h.Members {
		v.Members = append(v.Members, s.member(&h.Members[i], d.clock.Today()))
	}
	for _, c := range h.Categories {
		v.Categories = append(v.Categories, TermView{c.Name, c.Member, c.Main, c.From, c.To})
	}
	for _, c := range h.Causes {
		v.Causes = append(v.Causes, TermView{Name: c.Name, Main: c.Main, From: c.From, To: c.To})
	}
	slices.SortStableFunc(v.Categories, mainFirst)
	slices.SortStableFunc(v.Causes, mainFirst)
	for _, heading := range slices.Sorted(maps.Keys(h.Extra)) {
		n := NoteView{Heading: personal.HideNumbers(heading), Length: len([]rune(h.Extra[heading]))}
		if s.personal {
			n.Heading, n.Text = heading, h.Extra[heading]
		} else if at := slices.Index([]rune(n.Heading), '（'); at > 0 { // a member's name stands behind
			n.Heading = string([]rune(n.Heading)[:at])
		}
		v.Notes = append(v.Notes, n)
	}
	var err error
	if v.Village, err = d.villageName(ctx, tx, h.Area); err != nil {
		return nil, err
	}
	if v.Unit, err = d.unitName(ctx, tx, h.Unit); err != nil {
		return nil, err
	}
	if v.MergedInto, err = d.mergedInto(ctx, tx, h.ID, !h.Closed.IsZero()); err != nil {
		return nil, err
	}
	v.Versions, err = d.store.HouseholdHistory(ctx, tx, h.ID, d.actor.Scope)
	return v, err
}

func mainFirst(a, b TermView) int {
	switch {
	case a.Main == b.Main:
		return 0
	case a.Main:
		return -1
	}
	return 1
}

func (s disclosure) member(m *registry.Member, today day.Date) MemberView {
	v := MemberView{
		ID: m.ID, Seq: m.Seq, Name: s.name(m.Name), Relation: m.Relation, Sex: m.Sex, Birth: s.birth(m.Birth), Age: -1,
		IDKind: m.IDKind, IDNumber: s.secret(m.IDNumber), Pending: m.IDPending, Health: m.Health, Disability: m.Disability,
		DisabilityGrade: m.DisabilityGrade, DisabilityCard: s.secret(m.DisabilityCard), School: m.School, Employment: m.Employment,
		Covered: m.Covered, Income: m.Income, Phone: s.secret(m.Phone), Card: s.card(m.Card),
	}
	if !m.Birth.IsZero() {
		v.Age = m.Birth.Age(today)
	}
	return v
}

func gapNames(lacks registry.Gap) []string {
	names := []string{}
	for _, g := range registry.Gaps {
		if lacks&g != 0 {
			names = append(names, g.Name())
		}
	}
	return names
}

// unitName is the name of a unit, its path when the tree has none.
func (d *Desk) unitName(ctx context.Context, tx *sqldb.Tx, path string) (string, error) {
	if path == "" {
		return "", nil
	}
	units, err := d.store.Units(ctx, tx, path)
	if err != nil || len(units) == 0 || units[0].Path != path {
		return path, err
	}
	return units[0].Name, nil
}
