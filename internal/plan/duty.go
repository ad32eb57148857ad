package plan

// Role is a post in the campaign and who holds it.
type Role struct {
	Clause `yaml:",inline"`
	Holder string   `yaml:"holder"`                                             // body, post or kind of person
	Of     string   `yaml:"of" ref:"sites,village,town,county,area_group,unit"` // town, site id, area_group, unit: what each of them stands for
	Head   bool     `yaml:"head"`                                               // first-responsible (第一责任人) or head of a group
	Count  Count    `yaml:"count"`
	Kinds  []string `yaml:"kinds"` // kinds of helper that hold it (term helper_kind)
	Tasks  []string `yaml:"tasks"`
	Rank   string   `yaml:"rank"` // lowest rank that counts (副股以上)
}

// Pairing binds helpers to households.
type Pairing struct {
	Clause     `yaml:",inline"`
	Class      []string `yaml:"class" ref:"classes"`
	Helpers    []string `yaml:"helpers" ref:"roles,all"` // role ids, or all
	PerHelper  Count    `yaml:"per_helper"`              // households a helper takes
	PerSubject Count    `yaml:"per_subject"`             // helpers a household has; 1 when absent
	Expect     Expect   `yaml:"expect"`
	ExpectHelp Count    `yaml:"expect_helpers"`
	Through    string   `yaml:"through" ref:"roles"` // role that all contact goes through (联络员)
	Recusal    []string `yaml:"recusal"`
	Prefer     []string `yaml:"prefer"`
	Review     Every    `yaml:"review"`                                                    // when pairs are looked at again
	AdjustOn   []string `yaml:"adjust_on" oneof:"left_poverty new_household staff_change"` // left_poverty, new_household, staff_change: single pairs follow promptly
	Outside    bool     `yaml:"outside"`                                                   // people of goodwill may join
	Lasts      Span     `yaml:"lasts"`
	By         Date     `yaml:"by"`
}

// Duty is what a role owes: visits, deeds, worth of aid, calls, reports.
type Duty struct {
	Clause   `yaml:",inline"`
	Of       string   `yaml:"of" ref:"roles,helper"`                                                                                   // helper, or a role id
	Act      string   `yaml:"act" oneof:"visit visit_on_post call letter deed aid_value talk patrol check update report escort other"` // visit, visit_on_post, call, letter, deed, aid_value, talk, patrol, check, update, report
	Class    []string `yaml:"class" ref:"classes"`                                                                                     // for whom; all classes when absent
	Site     string   `yaml:"site" ref:"sites"`                                                                                        // or at which sites
	How      string   `yaml:"how" oneof:"door phone gathering street online"`                                                          // door, phone, gathering, street
	Group    Count    `yaml:"group"`                                                                                                   // visitors together, 2 or more
	AtLeast  Count    `yaml:"at_least"`
	AtMost   Count    `yaml:"at_most"`
	Worth    Amount   `yaml:"worth"` // for aid_value: a year, cash and goods together
	Per      Every    `yaml:"per"`
	AlsoAt   []string `yaml:"also_at"`  // festivals; each counts toward the period it falls in
	Separate bool     `yaml:"separate"` // festival visits do not count toward the period's
	When     Span     `yaml:"when"`     // the plan's period when absent; may outlive closes_on
	By       Date     `yaml:"by"`
	Fields   []string `yaml:"fields"`           // of a deed: 就医, 就业, 就学; of a visit: what to look at
	Purse    []Share  `yaml:"purse"`            // of aid_value
	Fallback string   `yaml:"fallback"`         // when the household can't be met
	Form     string   `yaml:"form" ref:"forms"` // what is asked; the shipped form of the act when absent
}

// Inspection is a check list and what follows from it.
type Inspection struct {
	Clause    `yaml:",inline"`
	Class     []string `yaml:"class" ref:"classes"`
	Focus     Rule     `yaml:"focus"` // who is looked at first (无房户、危房户)
	Check     []string `yaml:"check"` // 煤气中毒, 失火, 倒塌
	By        string   `yaml:"by" ref:"roles?"`
	Every     Every    `yaml:"every"`
	When      Span     `yaml:"when"`
	Grades    []string `yaml:"grades"`             // terms of list housing_grade, the soundest first
	Grave     []string `yaml:"grave"`              // of them, those that keep a household from counting as helped
	Order     string   `yaml:"order" ref:"roles?"` // who orders that it is put right
	Days      Count    `yaml:"days"`               // days to put it right
	Reinspect bool     `yaml:"reinspect"`          // another looks at it before it is cleared
}

// Relooked tells whether another has to look before a danger is cleared; nil
// where the plan does not say.
func (in *Inspection) Relooked() *bool {
	if !in.written("reinspect") {
		return nil
	}
	return &in.Reinspect
}

// Ladder is how a matter goes up when it is not settled.
type Ladder struct {
	Clause `yaml:",inline"`
	For    []string `yaml:"for"` // kinds of matter: 普遍性问题, 突发性问题, 诉求
	Steps  []Rung   `yaml:"steps"`
}

// Rung is one step of a ladder.
type Rung struct {
	To      string `yaml:"to" ref:"roles?"`
	Within  string `yaml:"within"`  // 3 工作日, 24 小时; "" is at once (及时)
	Decides bool   `yaml:"decides"` // the matter ends here
	Pos     Pos    `yaml:"-"`
}

// Demand is a channel for demands (利益诉求渠道) or a search for disputes.
type Demand struct {
	Clause  `yaml:",inline"`
	Channel []string `yaml:"channel"`
	Kind    string   `yaml:"kind" oneof:"demand dispute"` // demand, dispute
	By      string   `yaml:"by" ref:"roles?"`
	Ladder  string   `yaml:"ladder" ref:"ladders"`
	When    Span     `yaml:"when"`
}

// Service is help that is neither cash nor goods: jobs, law, medicine, skills.
type Service struct {
	Clause `yaml:",inline"`
	Class  []string `yaml:"class" ref:"classes"`
	Kind   string   `yaml:"kind" oneof:"medical schooling job legal skill startup rights counsel lodging escort other"` // medical, schooling, job, legal, skill, startup, rights, counsel
	By     string   `yaml:"by" ref:"roles?"`
	Count  Count    `yaml:"count"`
	When   Span     `yaml:"when"`
}

// Talk is a gathering to listen and thank (座谈).
type Talk struct {
	Clause `yaml:",inline"`
	Class  []string `yaml:"class" ref:"classes"`
	By     string   `yaml:"by" ref:"roles?"`
	Count  Count    `yaml:"count"`
	When   Span     `yaml:"when"`
}
