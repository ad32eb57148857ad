package plan

import (
	"songnuan/internal/area"
	"songnuan/internal/rule"
)

// Class is a class of people the plan covers (覆盖对象). Exactly one of Who,
// List, Prescribed and Bulk says who belongs.
type Class struct {
	Clause `yaml:",inline"`
	Unit   string  `yaml:"unit" oneof:"household person"` // household or person; household when absent
	Who    Rule    `yaml:"who"`                           // a rule over the registry
	Except []Rule  `yaml:"except"`                        // who is left out although the rule takes them (一票否决)
	List   []Named `yaml:"list"`                          // named here, with or without a file

	// A list that another office prescribes (镇社会事务办根据上级要求提供): the
	// entries come with the list, and each of them must be helped.
	Prescribed *Prescribed `yaml:"prescribed"`
	Bulk       []Bulk      `yaml:"bulk"` // lines handed to a receiving body, without names

	All      bool   `yaml:"all"`      // 全覆盖, 不遗漏: an uncovered entry is a breach
	Priority int    `yaml:"priority"` // 1 first (重点对象); 0 none
	Expect   Expect `yaml:"expect"`   // the figures the paper states
	// HelpedWhen: the acts that settle an entry. A list means each of them;
	// {any: […]} means one of them.
	HelpedWhen Helped `yaml:"helped_when"`
	Level      string `yaml:"level"` // term of difficulty the class stands for, shown on rosters
}

// Named is one entry by name.
type Named struct {
	Name     string    `yaml:"name"`
	Area     area.Code `yaml:"area"`
	Unit     string    `yaml:"unit"`
	Number   string    `yaml:"number"` // household number when there is a file
	IDNumber string    `yaml:"id_number"`
	Persons  int       `yaml:"persons"` // 1 when absent
	Why      string    `yaml:"why"`
	Pos      Pos       `yaml:"-"`
}

// Prescribed is a list from above.
type Prescribed struct {
	From  string `yaml:"from"`  // who sends it: 镇社会事务办
	Due   Date   `yaml:"due"`   // by when
	Mark  string `yaml:"mark"`  // category that marks the entries in the household list, until the list has a room of its own
	Check bool   `yaml:"check"` // true: entries must also meet the class's rule
	Pos   Pos    `yaml:"-"`
}

// Bulk is a number of people without names, covered by a body's receipt.
type Bulk struct {
	Name     string `yaml:"name"`
	Receiver string `yaml:"receiver"` // the body that signs
	Persons  Count  `yaml:"persons"`
	Pos      Pos    `yaml:"-"`
}

// Expect is what the paper says the class comes to, compared with the roster.
type Expect struct {
	Households Count `yaml:"households"`
	Persons    Count `yaml:"persons"`
	Children   Count `yaml:"children"`
	Pos        Pos   `yaml:"-"`
}

// Helped says which acts settle an entry.
type Helped struct {
	All []string // each of these
	Any []string // or one of these
	Pos Pos
}

// The acts that can settle an entry.
const (
	ByVisit   = "visit"   // a visit with its receipt
	ByPayment = "payment" // credited or signed for
	ByGoods   = "goods"   // signed for
	ByPairing = "pairing" // a pair stands
	ByDuties  = "duties"  // so many duties fulfilled: duties(2)
	ByReceipt = "receipt" // the receiving body's receipt, for bulk lines
	ByHand    = "hand"    // recorded by hand with proof
)

// Quota limits a class: a count, a share, one per site, a table, 1–2 each.
type Quota struct {
	Clause `yaml:",inline"`
	Class  string           `yaml:"class" ref:"classes"`
	Count  Count            `yaml:"count"`
	Per    string           `yaml:"per" ref:"sites,total,unit,village,town,county"` // total when absent; a site id, unit or area level
	Table  map[string]int64 `yaml:"table"`                                          // by site or unit name
	Order  []Order          `yaml:"order"`                                          // who comes first when there are more than the quota
	Rest   string           `yaml:"rest" oneof:"not_eligible waiting"`              // what becomes of the others: not_eligible (default) or waiting
}

// Order is one sort key: an expression and its direction. By is a number
// (income, age, an amount), a text, or a question whose yes comes first.
type Order struct {
	By     Rule         `yaml:"by"`
	Desc   bool         `yaml:"desc"`
	Number *rule.Number `yaml:"-"` // By, when it yields a number
	Choice *rule.Choice `yaml:"-"` // By, when it yields a text
	Pos    Pos          `yaml:"-"`
}

// Site is a kind of place the plan counts by: community, village, station.
type Site struct {
	Clause `yaml:",inline"`
	Level  string   `yaml:"level" oneof:"village town county prefecture"` // village, town, county: the areas of that level in the plan's area; "" is Places only
	Places []string `yaml:"places"`                                       // named places: 火车站, 地下通道
	Expect Count    `yaml:"expect"`                                       // how many there are, when no area tree says
}

// Survey is a clause to find out how many, why and what they need (摸清数量、致困原因、需求).
type Survey struct {
	Clause   `yaml:",inline"`
	Class    []string `yaml:"class" ref:"classes"` // which classes
	Ask      []string `yaml:"ask"`                 // count, cause, need …, or the office's own questions
	By       string   `yaml:"by" ref:"roles?"`     // role or body
	When     Span     `yaml:"when"`
	Method   []string `yaml:"method"`                       // 数据比对, 走访, 回访
	FormName string   `yaml:"form" later:"campaign survey"` // form definition it is taken with
}
