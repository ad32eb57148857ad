package plan

// Phase is a stage of the campaign with its tasks.
type Phase struct {
	Clause `yaml:",inline"`
	From   Date   `yaml:"from"`
	To     Date   `yaml:"to"` // From when absent
	Tasks  []Task `yaml:"tasks"`
}

// Task is something to do by a day.
type Task struct {
	Clause `yaml:",inline"`
	By     string   `yaml:"by" ref:"roles?"` // role or body
	Due    Date     `yaml:"due"`
	After  []string `yaml:"after" ref:"tasks phases"`
	Site   string   `yaml:"site" ref:"sites"` // one each
}

// Approval is the chain of consent.
type Approval struct {
	Clause  `yaml:",inline"`
	Profile string `yaml:"profile"` // procedure profile it follows: applications under the campaign go by it
	Steps   []Step `yaml:"steps"`
}

// Step is one level: who, how long, with which document.
type Step struct {
	Clause `yaml:",inline"`
	Act    string   `yaml:"act" oneof:"apply check appraise review agree publish file decide"` // apply, check, appraise, review, agree, file, decide
	By     string   `yaml:"by" ref:"roles?"`
	Within string   `yaml:"within"` // 10 工作日
	Papers []string `yaml:"papers" later:"casework"`
	Voters string   `yaml:"voters" later:"casework" ref:"roles?"`
}

// Notice is a public notice (公示) of one level.
type Notice struct {
	Clause    `yaml:",inline"`
	Class     []string `yaml:"class" ref:"classes"`
	Level     string   `yaml:"level" oneof:"village town county unit"` // village, town, county, unit
	Post      Date     `yaml:"post"`
	Days      Count    `yaml:"days"` // counted from the day after posting
	Working   bool     `yaml:"working"`
	Fields    []string `yaml:"fields"`                                // masked name, village, class, persons, amount
	Objection string   `yaml:"objection" oneof:"block_row block_all"` // block_row, block_all
	Refill    bool     `yaml:"refill"`                                // a row taken off is filled from those who wait
	After     string   `yaml:"after" ref:"notices"`                   // the notice that must end first
}

// Report is what goes up.
type Report struct {
	Clause `yaml:",inline"`
	What   string   `yaml:"what" oneof:"roster basics summary photos statistics"` // roster, basics, summary, photos, statistics
	From   string   `yaml:"from" ref:"roles?"`
	To     string   `yaml:"to" ref:"roles?"`
	By     Date     `yaml:"by"`
	Every  Every    `yaml:"every"`
	Fields []string `yaml:"fields"`
	Late   string   `yaml:"late" later:"report" oneof:"refused noted"` // refused, noted
	Copies int      `yaml:"copies" later:"report"`
}

// Event is an activity on a day with its agenda.
type Event struct {
	Clause   `yaml:",inline"`
	On       Date         `yaml:"on"`
	To       Date         `yaml:"to"` // last day, On when absent
	Place    string       `yaml:"place"`
	By       string       `yaml:"by" ref:"roles?"`
	Attend   []string     `yaml:"attend"`
	Capacity Count        `yaml:"capacity"`
	Agenda   []AgendaItem `yaml:"agenda"`
	Fallback string       `yaml:"fallback" later:"event"`
}

// AgendaItem is one item of an agenda; without a clock time it is an order only.
type AgendaItem struct {
	At      string `yaml:"at"` // 09:00; "" keeps the order
	Do      string `yaml:"do"`
	By      string `yaml:"by" ref:"roles?"`
	Minutes int    `yaml:"minutes"`
	Pos     Pos    `yaml:"-"`
}

// Publicity is what is published, where, for whom.
type Publicity struct {
	Clause   `yaml:",inline"`
	Channels []string `yaml:"channels"`
	Kind     string   `yaml:"kind" oneof:"policy example result report appeal"` // policy, example, result, report, appeal
	Audience string   `yaml:"audience"`
	Count    Count    `yaml:"count"`
	Every    Every    `yaml:"every"`
	When     Span     `yaml:"when"`
	By       string   `yaml:"by" ref:"roles?"`
	Material []string `yaml:"material" later:"publicity"`
}

// Trigger changes the cadence when something happens.
type Trigger struct {
	Clause `yaml:",inline"`
	On     string `yaml:"on" oneof:"cold_wave_blue cold_wave_yellow cold_wave_orange cold_wave_red temperature disaster event"` // cold_wave_blue, cold_wave_yellow, cold_wave_orange, cold_wave_red, temperature, disaster, event
	Below  string `yaml:"below"`
	Duty   string `yaml:"duty" ref:"duties"` // the duty it changes
	Set    Every  `yaml:"set_every"`         // its new cadence
	Do     string `yaml:"do"`                // or what is done
	Until  string `yaml:"until"`
}

// Ban is something that may not be done (禁止).
type Ban struct {
	Clause `yaml:",inline"`
	What   string   `yaml:"what" oneof:"splitting reduced_amount agent overspend kin delay other"` // splitting, reduced_amount, agent, overspend, kin, delay, other
	For    []string `yaml:"for"`
	Text   string   `yaml:"text"`
}

// Six are the six things a plan must have (plan 1: 有具体目标、有党政支持、
// 有人员落实、有资金保障、有机制规范、有措施保证). Each names the clauses or says
// in a sentence what meets it.
type Six struct {
	Clause   `yaml:",inline"`
	Goals    []string `yaml:"goals"`
	Support  []string `yaml:"support"`
	People   []string `yaml:"people"`
	Funds    []string `yaml:"funds"`
	Rules    []string `yaml:"rules"`
	Measures []string `yaml:"measures"`
	Before   string   `yaml:"before" ref:"phases,activate,close"` // what waits for the six: activate, close, or a phase; activate when absent
}
