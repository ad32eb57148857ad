package plan

// Purse is a source of money (资金来源). Lines are paid from it; what a helper
// owes from his own pocket is a purse with own: true, shown and left out of the total.
type Purse struct {
	Clause  `yaml:",inline"`
	Holder  string   `yaml:"holder"`                                                           // the body that owns it
	Kind    string   `yaml:"kind" oneof:"finance union donation department welfare own other"` // finance, union, donation, department, welfare, own …
	Amount  Amount   `yaml:"amount"`                                                           // what is in it, when stated
	Own     bool     `yaml:"own"`                                                              // 帮扶人自筹: outside the total
	Earmark []string `yaml:"earmark" later:"fund" ref:"cash goods costs services?"`
	Carry   bool     `yaml:"carry_over" later:"fund"`
	Raise   Span     `yaml:"raise"` // when it is raised
}

// Cash is money for a class (慰问金, 补助金).
type Cash struct {
	Clause   `yaml:",inline"`
	Class    []string `yaml:"class" ref:"classes"` // one id or several
	Amount   Amount   `yaml:"amount"`
	Tiers    []Tier   `yaml:"tiers"`    // instead of Amount: the first tier that fits
	Per      Per      `yaml:"per"`      // household when absent
	Children Rule     `yaml:"children"` // who counts under per: child; a rule over the member m
	Every    Every    `yaml:"every"`    // once when absent
	Times    Count    `yaml:"times"`    // how often, instead of counting Every over the period
	When     Span     `yaml:"when"`     // its own period, the plan's when absent
	Purse    []Share  `yaml:"purse"`    // one id, or several with amounts or shares
	Cap      Amount   `yaml:"cap"`      // per household, all told
	By       Date     `yaml:"by"`       // paid by
	Papers   []string `yaml:"papers" later:"casework"`
}

// Tier is one rate and whom it is for.
type Tier struct {
	Name   string `yaml:"name"`
	When   Rule   `yaml:"when"` // "" is everybody left
	Amount Amount `yaml:"amount"`
	Expect Count  `yaml:"expect"` // how many, for a budget without a registry
	Pos    Pos    `yaml:"-"`
}

// Share is a purse's part of a line: all of it, an amount a unit, a percentage
// or a weight. Sums are split to the fen by largest remainder, ties to the purse
// named first.
type Share struct {
	Purse   string `yaml:"purse" ref:"purses"`
	Amount  Amount `yaml:"amount"`
	Percent Count  `yaml:"percent"`
	Weight  int64  `yaml:"weight"`
	Pos     Pos    `yaml:"-"`
}

// Item is a kind of goods: 棉被 in 床, 春联 in 副, 大米 in 袋.
type Item struct {
	Clause `yaml:",inline"`
	Unit   string `yaml:"unit"`
	Price  Amount `yaml:"price"` // a unit
	Bundle []Part `yaml:"bundle"`
	Recipe []Part `yaml:"recipe" later:"supply"` // what one is made of
}

// Part is so many of an item.
type Part struct {
	Item     string   `yaml:"item" ref:"items"`
	Quantity Quantity `yaml:"quantity"`
	Pos      Pos      `yaml:"-"`
}

// Goods is goods for a class or for sites.
type Goods struct {
	Clause   `yaml:",inline"`
	Class    []string `yaml:"class" ref:"classes"` // may be empty under per: site
	Item     string   `yaml:"item" ref:"items"`
	Quantity Quantity `yaml:"quantity"`
	Range    Count    `yaml:"range"` // instead of Quantity: 1–2
	Per      Per      `yaml:"per"`
	Site     string   `yaml:"site" ref:"sites"` // which site under per: site
	Every    Every    `yaml:"every"`
	When     Span     `yaml:"when"`
	Purse    []Share  `yaml:"purse"`                              // who pays; absent when donated or made
	Stock    string   `yaml:"stock" ref:"production allocations"` // production or allocation it comes from
	By       Date     `yaml:"by"`
}

// Cost is the organiser's own cost: hall, printing, insurance.
type Cost struct {
	Clause   `yaml:",inline"`
	Amount   Amount   `yaml:"amount"` // in all, or a unit with Quantity
	Quantity Quantity `yaml:"quantity"`
	Purse    []Share  `yaml:"purse"`
	Outside  bool     `yaml:"outside"` // outside the stated total
}

// Budget is a figure that the paper states, compared with what the lines come to.
type Budget struct {
	Clause `yaml:",inline"`
	Amount Amount   `yaml:"amount"`
	Of     []string `yaml:"of" ref:"cash goods costs production duties,cash,goods,costs,production,duties"` // clause ids; all when empty
	Purse  string   `yaml:"purse" ref:"purses"`                                                             // one purse's subtotal
	Costs  bool     `yaml:"costs"`                                                                          // the organiser's own costs are inside
}

// Payment is how money or goods reach people.
type Payment struct {
	Clause `yaml:",inline"`
	For    []string `yaml:"for" ref:"cash goods"`                                           // cash or goods clause ids; all when empty
	Method string   `yaml:"method" oneof:"bank one_card cash_signed goods_signed on_visit"` // bank, one_card, cash_signed, goods_signed, on_visit
	Purse  string   `yaml:"purse" ref:"purses"`
	By     string   `yaml:"by" later:"fund"`
	People int      `yaml:"people" later:"fund"` // how many hand out cash
	Proxy  string   `yaml:"proxy" later:"fund"`
	Due    Date     `yaml:"due"`
}

// Guard says what may not come together (anti-duplicate).
type Guard struct {
	Clause  `yaml:",inline"`
	Class   []string `yaml:"class" ref:"classes"`
	Kind    string   `yaml:"kind" oneof:"exclude cap stack"`                                                    // exclude, cap, stack
	Against []string `yaml:"against" ref:"cash goods services classes,other_level,other_agency,last_festival?"` // other clauses, classes of this plan, or outside: other_level, other_agency, last_festival, name of a benefit
	Who     Rule     `yaml:"who"`                                                                               // how the registry shows it, when it does
	Cap     Amount   `yaml:"cap"`                                                                               // for kind: cap
	Keep    string   `yaml:"keep" ref:"cash goods,higher,first"`                                                // higher (就高), first, or a clause id
}
