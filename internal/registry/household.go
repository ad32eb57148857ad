// Package registry holds who lives where and in what need: households (户),
// their members, categories and causes of hardship, income and housing; files
// (困难档案) opened and closed; and the rules by which a list from an office
// becomes such records. It knows no database and no file format.
package registry

import (
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/money"
	"songnuan/internal/personal"
)

// Household is one household with its file (一户一档).
type Household struct {
	ID      id.ID
	Number  string    // 户号 or file number, unique among open files of a unit
	Area    area.Code // the village or community, 12 digits
	Unit    string    // path in the tree of units, "" when it belongs to none
	Head    string    // name of the head of household (户主)
	Size    int       // persons living together, members listed or not
	Covered int       // 保障人口: persons who receive, 0..Size; never merged with Size

	Income        *money.Fen // whole household, fen a year; nil is unknown
	IncomePerHead *money.Fen // 家庭人均收入, fen a month a person; nil is unknown
	RigidExpense  *money.Fen // 刚性支出, fen a year; nil is unknown

	Address      string
	Housing      string // a term of the list housing: 自有住房, 无房 …; "" is unknown
	HousingGrade string // 危房等级 A, B, C or D; "" is not graded

	Phone           personal.Phone
	Contact         string // who answers the phone
	ContactRelation string
	Card            personal.Card // the card that 一卡通 pays to
	CardHolder      string
	CardBank        string

	Opened      day.Date
	Closed      day.Date // unset while open
	CloseReason string

	Members    []Member
	Categories []Category // the household's and, with Member set, a member's
	Causes     []Cause

	Extra map[string]string // columns of the office's own, by heading

	Version int   // 1 when entered; every change adds one
	Batch   id.ID // the command that wrote this version
}

// Member is one person of a household (共同生活家庭成员).
type Member struct {
	ID        id.ID
	Seq       int // order in the household, from 1; the head is first
	Name      string
	Relation  string // to the head: a term of the list relation; the head's is 户主
	Sex       string // 男, 女 or "" unknown
	Birth     day.Date
	IDKind    string // a term of the list id_kind; 居民身份证 when IDNumber is set
	IDNumber  personal.ID
	IDPending bool // converted from 15 digits or otherwise still to be confirmed (待核实)

	Health          string // a term of the list health
	Disability      string // a term of the list disability; "" is none
	DisabilityGrade int    // 1 (worst) .. 4; 0 is none or unknown
	DisabilityCard  personal.DisabilityCard

	School     string // a term of the list school; "" when not at school
	Employment string // a term of the list employment
	Covered    bool   // counted in 保障人口
	Income     *money.Fen
	Phone      personal.Phone
	Card       personal.Card
}

// IsHead tells whether the member is the head of household.
func (m *Member) IsHead() bool { return m.Relation == Head }

// Head is the relation of the head of household to himself.
const Head = "户主"

// Category is a hardship category or another group a household or a member
// belongs to (低保对象, 困难职工, 劳动模范 …) from a date until a date.
type Category struct {
	Name   string // a term of the list category
	Member int    // Seq of the member it belongs to; 0 is the household's own
	Main   bool
	From   day.Date // unset is unknown, counted as always
	To     day.Date // last day; unset is without end
}

// Cause is why a household is poor (致困原因).
type Cause struct {
	Name string // a term of the list cause
	Main bool   // main, the others are secondary
	From day.Date
	To   day.Date
}

// Open tells whether the file is open on the day.
func (h *Household) Open(on day.Date) bool {
	return !h.Opened.After(on) && (h.Closed.IsZero() || h.Closed.After(on))
}
