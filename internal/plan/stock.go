package plan

// Production is stock to make or to buy.
type Production struct {
	Clause   `yaml:",inline"`
	Item     string   `yaml:"item" ref:"items"`
	Quantity Quantity `yaml:"quantity"`
	How      string   `yaml:"how" oneof:"make buy donate"` // make, buy, donate
	Makers   []Maker  `yaml:"makers"`
	When     Span     `yaml:"when"`
	PerDay   Quantity `yaml:"per_day"`
	Price    Amount   `yaml:"price"`
	Purse    []Share  `yaml:"purse"`
}

// Maker is a group that makes a part, on its days.
type Maker struct {
	Who      string   `yaml:"who"`
	Quantity Quantity `yaml:"quantity"` // 0 is open
	PerDay   Quantity `yaml:"per_day"`
	When     Span     `yaml:"when"`
	Place    string   `yaml:"place"`
	Pos      Pos      `yaml:"-"`
}

// Allocation shares stock among sites, units or channels.
type Allocation struct {
	Clause    `yaml:",inline"`
	Item      string        `yaml:"item" ref:"items"`
	From      string        `yaml:"from" ref:"production"` // production id
	To        []AllocatedTo `yaml:"to"`
	By        string        `yaml:"by" oneof:"equal head household ratio weights table"` // equal, head, household, ratio, weights, table
	Weights   []Weight      `yaml:"weights"`                                             // a blend
	Remainder string        `yaml:"remainder" oneof:"largest first store"`               // largest (default), first, store
	OnSite    Quantity      `yaml:"on_site"`                                             // part given out on the spot
	When      Span          `yaml:"when"`
}

// AllocatedTo is one receiver or channel.
type AllocatedTo struct {
	Name     string   `yaml:"name"`
	Site     string   `yaml:"site" ref:"sites"`
	Class    []string `yaml:"class" ref:"classes"`
	Quantity Quantity `yaml:"quantity"`
	Ratio    int64    `yaml:"ratio"`
	Pos      Pos      `yaml:"-"`
}

// Weight is one part of a blend: 60 by head, 40 by household.
type Weight struct {
	By     string `yaml:"by" oneof:"equal head household"`
	Weight int64  `yaml:"weight"`
}
