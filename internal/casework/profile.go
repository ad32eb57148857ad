package casework

import (
	"slices"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/money"
	"songnuan/internal/yamldoc"
)

// Format is the version of the profile format that this program reads.
const Format = 1

// Profile (程序配置) is how one place handles cases of some kinds: the steps,
// who takes them, within how many days, what is posted and for how long. All
// numbers of a procedure stand here, with where they come from. A case keeps
// the version it began with.
type Profile struct {
	yamldoc.Where `yaml:"-"`

	Format  int       `yaml:"format"`
	ID      string    `yaml:"profile"` // name in the library: gaobu-filing
	Title   string    `yaml:"title"`
	Kinds   []Kind    `yaml:"kinds"`
	Area    area.Code `yaml:"area"` // where it holds, with all below; "" is everywhere
	Unit    string    `yaml:"unit"` // kind of unit it is for: 工会; "" is the offices of the areas
	From    day.Date  `yaml:"from"` // effective from, to: both included; unset is without end
	To      day.Date  `yaml:"to"`
	Sources []Source  `yaml:"source"`

	Apply  Apply   `yaml:"apply"`
	Tests  []Test  `yaml:"tests"`
	Steps  []Step  `yaml:"steps"`
	Total  Limit   `yaml:"total"`  // from receipt to decision; unset has no limit of its own
	Return Return  `yaml:"return"` // how often a case goes back
	Award  Award   `yaml:"award"`
	Exit   ExitDue `yaml:"exit"`
}

// Source is where a rule comes from.
type Source struct {
	yamldoc.Where `yaml:"-"`

	Text  string `yaml:"text"`
	Place string `yaml:"place"` // document and article
	Sure  string `yaml:"sure" oneof:"law seen memory office"`
}

// Apply is what an application takes.
type Apply struct {
	yamldoc.Where `yaml:"-"`

	By         []Channel `yaml:"by"`                            // who may hand it in
	Consent    bool      `yaml:"consent"`                       // 核对授权书 of every adult member
	Minor      string    `yaml:"minor" oneof:"refuse guardian"` // an applicant under Adult; "" is guardian
	Adult      int       `yaml:"adult"`                         // years from which a person applies alone
	Papers     []Paper   `yaml:"papers"`
	Supplement Limit     `yaml:"supplement"`                        // to bring what is missing, after the one notice
	Once       string    `yaml:"once" oneof:"none year cause_year"` // per household and calendar year, or also per cause
	Sources    []Source  `yaml:"source"`
}

// Channel is by whom an application comes.
type Channel string

// The channels.
const (
	BySelf    Channel = "self"    // the resident, on paper or on the phone
	ByVillage Channel = "village" // 村居代办
	ByUnion   Channel = "union"
	ByOffice  Channel = "office" // found by the office itself: 主动发现
)

// Paper is a document that a case needs.
type Paper struct {
	yamldoc.Where `yaml:"-"`

	ID   string `yaml:"id"`
	Name string `yaml:"name"`
	When string `yaml:"when"` // rule over the household; "" is always
	Late bool   `yaml:"late"` // may come after the decision of an urgent case
}

// Test is one condition of being eligible, a rule of package rule over the
// household as declared or as found. It informs who decides; it never decides.
type Test struct {
	yamldoc.Where `yaml:"-"`

	ID      string   `yaml:"id"`
	Name    string   `yaml:"name"`
	Rule    string   `yaml:"rule"`
	Veto    bool     `yaml:"veto"`   // true of the household speaks against it: 一票否决
	Gives   string   `yaml:"gives"`  // tier it would give: 深度困难职工
	Clause  string   `yaml:"clause"` // the sentence of the law that it writes down
	Sources []Source `yaml:"source"`
}

// Limit is a number of days.
type Limit struct {
	Days    int      `yaml:"days"`
	Unit    string   `yaml:"unit" oneof:"calendar working"` // "" is working
	Extend  int      `yaml:"extend"`                        // to at most these days, with a reason
	Sources []Source `yaml:"source"`
}

// IsZero tells whether there is no limit.
func (l Limit) IsZero() bool { return l.Days == 0 }

// Working tells whether the limit counts working days.
func (l Limit) Working() bool { return l.Unit != "calendar" }

// Due is the last day of the limit from a day on, which is not counted; unset
// without limit.
func (l Limit) Due(from day.Date, days int, calendar *day.Calendar) day.Date {
	if l.IsZero() {
		return day.Date{}
	}
	if l.Working() {
		return calendar.AddWorkdays(from, days)
	}
	return from.AddDays(days)
}

// Return is how often a case may go back for correction.
type Return struct {
	Most int `yaml:"most"` // times; then it is decided, refused or handed up. 0 is without end
}

// StepKind is what is done at a step.
type StepKind string

// The kinds of steps.
const (
	StepIntake     StepKind = "intake"     // 受理: complete, with consent
	StepCrossCheck StepKind = "crosscheck" // 信息核对 with banks, tax, land …
	StepCheck      StepKind = "check"      // 入户调查
	StepAppraisal  StepKind = "appraisal"  // 民主评议
	StepOpinion    StepKind = "opinion"    // 初审, 复核: an opinion on paper
	StepNotice     StepKind = "notice"     // 公示
	StepDecision   StepKind = "decision"   // 审核确认
	StepPapers     StepKind = "papers"     // 补办手续 of an urgent case
	StepFile       StepKind = "file"       // 建档
)

// StepKinds are all, in their usual order.
var StepKinds = []StepKind{StepIntake, StepCrossCheck, StepCheck, StepAppraisal, StepOpinion, StepNotice, StepDecision, StepPapers, StepFile}

// Judges tells whether somebody judges the case at the step, so that nobody
// takes two of them on one case (不得由同一人).
func (k StepKind) Judges() bool {
	switch k {
	case StepIntake, StepCheck, StepAppraisal, StepOpinion, StepDecision:
		return true
	}
	return false
}

// Step is one step of a procedure.
type Step struct {
	yamldoc.Where `yaml:"-"`

	ID     string   `yaml:"id"`
	Do     StepKind `yaml:"do"`
	Name   string   `yaml:"name"`
	By     []string `yaml:"by"` // codes of roles that may take it
	Level  string   `yaml:"level" oneof:"village town county city"`
	Within Limit    `yaml:"within"`
	When   When     `yaml:"when"` // else the step is passed over

	People  int  `yaml:"people"`  // of a check: at least so many
	Confirm bool `yaml:"confirm"` // each of them with an account of his own

	Quorum Ratio `yaml:"quorum"` // of an appraisal: who came of who was due
	Pass   Ratio `yaml:"pass"`   // who agreed of who came
	Voters int   `yaml:"voters"` // at least so many due

	Notice *NoticeRule `yaml:"notice"`
	Sample Ratio       `yaml:"sample"` // of an opinion or a decision: share of cases visited once more, drawn by the program
	Kin    bool        `yaml:"kin"`    // and every case with staff relatives or a complaint

	Delegate bool     `yaml:"delegate"` // of a decision: the county's power lies with the town
	Sources  []Source `yaml:"source"`
}

// town is the role that a county's power is handed down to.
const town = "town_reviewer"

// Who are the codes of the roles that may take the step: those named, and the
// town's where the county has handed its power down (委托审核确认).
func (s *Step) Who() []string {
	if s.Delegate && !slices.Contains(s.By, town) {
		return append(slices.Clone(s.By), town)
	}
	return s.By
}

// When is the condition of a step; all that is set must hold.
type When struct {
	Over     *money.Fen `yaml:"over"`     // the proposed amount is more
	UpTo     *money.Fen `yaml:"up_to"`    // or at most this
	Kin      *bool      `yaml:"kin"`      // a relative of staff is on record
	Objected *bool      `yaml:"objected"` // an objection was raised before
	Causes   []string   `yaml:"causes"`   // its cause is one of these; of an exit, its reason
}

// IsZero tells whether there is no condition.
func (w When) IsZero() bool {
	return w.Over == nil && w.UpTo == nil && w.Kin == nil && w.Objected == nil && len(w.Causes) == 0
}

// Holds tells whether the step is taken for a case.
func (w When) Holds(c *Case) bool {
	return (w.Over == nil || c.Amount > *w.Over) && (w.UpTo == nil || c.Amount <= *w.UpTo) &&
		(w.Kin == nil || c.Kin == *w.Kin) && (w.Objected == nil || c.Objected == *w.Objected) &&
		(len(w.Causes) == 0 || slices.Contains(w.Causes, c.Cause))
}

// NoticeRule is how a list is posted (公示).
type NoticeRule struct {
	yamldoc.Where `yaml:"-"`

	Days      int      `yaml:"days"`
	Unit      string   `yaml:"unit" oneof:"calendar working"` // "" is calendar
	Fields    []string `yaml:"fields"`                        // of NoticeFields
	Mask      string   `yaml:"mask" oneof:"middle given"`     // 张*三, or 张**; "" is middle
	Photo     bool     `yaml:"photo"`                         // of the board, before the days count
	Objection string   `yaml:"objection"`                     // id of the step that an upheld objection goes back to; "" is the check
	Answer    Limit    `yaml:"answer"`                        // to answer an objection
	Refill    bool     `yaml:"refill"`                        // a row taken off is filled from those who wait
	Paper     string   `yaml:"paper" oneof:"A4 A3"`
	Sources   []Source `yaml:"source"`
}

// NoticeFields are what a notice may show of a row, and no more: never number,
// phone, card, illness, or a minor's name. Source: the points on open
// government of 2018 on personal privacy, 信息公开条例 article 15.
var NoticeFields = []string{"serial", "name", "village", "group", "category", "persons", "size", "income", "amount", "standard", "kin", "decision"}

// Award is what an approval brings.
type Award struct {
	yamldoc.Where `yaml:"-"`

	Category string     `yaml:"category"` // term that the file gets
	Pay      string     `yaml:"pay" oneof:"none monthly once"`
	From     Start      `yaml:"from" oneof:"same_month next_month decision"` // when it is due
	Most     *money.Fen `yaml:"most"`                                        // amount that may be decided, fen a month or once
	Urgent   bool       `yaml:"urgent"`                                      // paid on the first decision, papers after
	Months   int        `yaml:"months"`                                      // for so many; 0 is until the review says otherwise
	Review   []Review   `yaml:"review"`                                      // the first whose rule holds
	Grace    int        `yaml:"grace"`                                       // 渐退期: months kept after the reason has gone; 0 is none
	Sources  []Source   `yaml:"source"`
}

// Review is how often a file is looked at again (定期复核).
type Review struct {
	yamldoc.Where `yaml:"-"`

	Class   string   `yaml:"class"` // A, B, C
	Name    string   `yaml:"name"`
	When    string   `yaml:"when"` // rule over the household; "" is every other
	Months  int      `yaml:"months"`
	Ahead   int      `yaml:"ahead"` // days before, at which the task appears
	Sources []Source `yaml:"source"`
}

// ExitDue is how a file is ended.
type ExitDue struct {
	yamldoc.Where `yaml:"-"`

	Reasons []string `yaml:"reasons"`
	Grace   []string `yaml:"grace"`  // reasons after which the grace period runs
	Letter  Limit    `yaml:"letter"` // for the written reasons to reach the household
	Sources []Source `yaml:"source"`
}

// Step gives a step by its id, and its place; -1 when there is none.
func (p *Profile) Step(id string) (*Step, int) {
	i := slices.IndexFunc(p.Steps, func(s Step) bool { return s.ID == id })
	if i < 0 {
		return nil, -1
	}
	return &p.Steps[i], i
}

// Next is the first step behind a place that the case takes; nil at the end.
func (p *Profile) Next(place int, c *Case) *Step {
	for i := place + 1; i < len(p.Steps); i++ {
		if p.Steps[i].When.Holds(c) {
			return &p.Steps[i]
		}
	}
	return nil
}

// Handles tells whether the profile is for cases of a kind.
func (p *Profile) Handles(k Kind) bool { return slices.Contains(p.Kinds, k) }
