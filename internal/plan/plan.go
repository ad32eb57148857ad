// Package plan is the plan format (方案): what an office can write down, how it
// is read, checked and priced. One YAML document (*.plan.yaml) is one plan. The
// package knows clauses, never a particular plan.
//
// Where a clause of the paper plan lives:
//
//	who is covered          class.go   classes, quotas, surveys
//	what they get           benefit.go purses, cash, goods, items, costs, budget, payment, guards
//	what is done for them   duty.go    roles, pairing, duties, inspections, ladders, demands, services, talks
//	how it runs             course.go  phases, approval, notices, reports, events, publicity, triggers, bans
//	what is made and shared stock.go   production, allocations
//
// And where it is read and checked:
//
//	text to tree            package yamldoc       YAML without anchors, aliases and tags, within limits
//	last year's plan        extend.go             merged by clause id before anything is read into types
//	open questions          param.go clause.go    {param} in any text, only_if between two readings
//	tree to types           decode.go spelling.go by struct tags, every mistake with its place
//	days and rules          date.go ruleset.go    resolved against phases and festivals; compiled
//	what is wrong           lint*.go refs.go      every finding has its row in code.go
//	for editors             schema.go describe.go docs/plan.schema.json
//
// Keys are English; values, names and messages are Chinese. A field tagged
// later:"…" is read, checked and shown, and its engine arrives with the room
// named there; `plan lint` lists every use of it.
package plan

import (
	"songnuan/internal/area"
	"songnuan/internal/day"
)

// Format is the version of the plan format that this program writes.
const Format = 1

// Plan is one plan as written, with parameters put in.
type Plan struct {
	Format  int       `yaml:"format"`  // 1
	ID      string    `yaml:"plan"`    // short English id: gaobu-pairing
	Title   string    `yaml:"title"`   // 活动名称
	Theme   string    `yaml:"theme"`   // 主题
	Version string    `yaml:"version"` // the office's own, for example 2026-1
	Extends string    `yaml:"extends"` // file name of the plan this one changes ("same as last year")
	Area    area.Code `yaml:"area"`    // where it applies; "" is everywhere the actor may see
	Unit    string    `yaml:"unit"`    // name of the unit whose subtree it applies to
	Year    int       `yaml:"year"`    // the year whose 春节 the campaign leads to
	Stems   string    `yaml:"stems"`   // the stem-branch year the paper names (乙未羊年); checked against Year

	Params     []Param      `yaml:"params"`
	Organisers []Organiser  `yaml:"organisers"`
	Basis      []string     `yaml:"basis"` // laws and documents it rests on
	Aim        []Goal       `yaml:"aim"`   // 指导思想, 具体目标
	Period     Span         `yaml:"period"`
	Phases     []Phase      `yaml:"phases"`
	Sites      []Site       `yaml:"sites"`
	Roles      []Role       `yaml:"roles"`
	Classes    []Class      `yaml:"classes"`
	Quotas     []Quota      `yaml:"quotas"`
	Surveys    []Survey     `yaml:"surveys"`
	Purses     []Purse      `yaml:"purses"`
	Cash       []Cash       `yaml:"cash"`
	Items      []Item       `yaml:"items"`
	Goods      []Goods      `yaml:"goods"`
	Costs      []Cost       `yaml:"costs"`
	Budget     []Budget     `yaml:"budget"`
	Payments   []Payment    `yaml:"payments"`
	Guards     []Guard      `yaml:"guards"`
	Pairing    []Pairing    `yaml:"pairing"`
	Duties     []Duty       `yaml:"duties"`
	Forms      []Form       `yaml:"forms"`
	Inspection []Inspection `yaml:"inspections"`
	Ladders    []Ladder     `yaml:"ladders"`
	Demands    []Demand     `yaml:"demands"`
	Services   []Service    `yaml:"services"`
	Talks      []Talk       `yaml:"talks"`
	Approval   *Approval    `yaml:"approval"`
	Notices    []Notice     `yaml:"notices"`
	Reports    []Report     `yaml:"reports"`
	Events     []Event      `yaml:"events"`
	Publicity  []Publicity  `yaml:"publicity"`
	Production []Production `yaml:"production"`
	Allocation []Allocation `yaml:"allocations"`
	Triggers   []Trigger    `yaml:"triggers"`
	Bans       []Ban        `yaml:"bans"`
	Six        *Six         `yaml:"six"`       // the six completeness items; nil when the plan does not ask for them
	ClosesOn   Date         `yaml:"closes_on"` // when the campaign is settled; duties may outlive it
	Paper      string       `yaml:"paper"`     // the operational text of the paper plan; lint lists sentences that no clause's source covers
	Remarks    []Remark     `yaml:"remarks"`   // sentences of the paper that ask for nothing that runs, with the reason

	Assumptions []Assumption `yaml:"-"` // parameters that nobody has settled
	Answers     []Answer     `yaml:"-"` // parameters that somebody has settled
	Unchosen    []Unchosen   `yaml:"-"` // clauses whose only_if does not hold
	Bases       []Base       `yaml:"-"` // the plans that this one extends, as they were read
	Pos         Pos          `yaml:"-"`
	Keys        Keys         `yaml:"-"`

	calendar   *day.Calendar // the plan was read with; nil is day.DefaultCalendar
	procedures []Procedure   // of the library at hand; nil where there is none

	used   []string         // parameters that something leans on
	filled map[Pos][]string // parameters that stand in a value, by its place
	faulty map[string]bool  // clauses with errors of reading, by section.id
	paper  *node            // the text of Paper, to place its sentences
}

// Draft tells whether a question of the paper is still open; a draft runs on
// its assumptions and can't be activated.
func (p *Plan) Draft() bool { return len(p.Assumptions) > 0 }

// Base is a plan that another one extends: by what name, and its text.
type Base struct {
	Name string
	Text []byte
}

// Assumption is a parameter taken at its assumed value.
type Assumption struct {
	Param  string
	Value  string
	Ask    string // the open question
	Source Source // the sentence that leaves it open
	Pos    Pos
}

// Answer is a parameter with the value that a person gave.
type Answer struct {
	Param  string
	Value  string
	Given  bool // with the command (--param), not in the file
	Ask    string
	Source Source
	Pos    Pos
}

// Unchosen is a clause that another answer would put in force.
type Unchosen struct {
	Section string
	ID      string
	Name    string
	OnlyIf  OnlyIf
	Source  Source
	Pos     Pos
}

// Clause is what every clause carries.
type Clause struct {
	ID       string   `yaml:"id"`       // English, unique in its section; made from the position when absent
	Name     string   `yaml:"name"`     // what people read
	Source   Source   `yaml:"source"`   // the sentences of the paper plan it came from
	Strength Strength `yaml:"strength"` // hard or soft; must when absent
	Note     string   `yaml:"note"`
	OnlyIf   OnlyIf   `yaml:"only_if"` // the answers under which the clause is in force
	Drop     bool     `yaml:"drop"`    // in a plan that extends another: the base's clause of this id goes
	Pos      Pos      `yaml:"-"`
	Keys     Keys     `yaml:"-"` // where the value of each key stands
}

// OnlyIf chooses between readings of one sentence: parameter and the answers,
// one or several, under which the clause is in force. Several parameters must
// all agree. A clause that is not in force is checked, and left out of the plan.
type OnlyIf map[string][]string

// Source is one sentence or a list of them.
type Source []string

// Strength keeps hard and soft apart: hard blocks, soft warns.
type Strength string

// The strengths, with the words of paper plans that mean them.
const (
	Must      Strength = "must"      // 必须, 不得: blocks
	Principle Strength = "principle" // 原则上: warns
	Suggested Strength = "suggested" // 建议, 可: warns
	Strive    Strength = "strive"    // 力争, 尽量: warns
)

// Soft tells whether a breach only warns.
func (s Strength) Soft() bool { return s != "" && s != Must }

// Param is something the paper leaves open (待明确): a year, an amount, a
// reading. Without an answer the plan is a draft.
type Param struct {
	Clause `yaml:",inline"`
	Ask    string   `yaml:"ask"`                                      // the question to a person
	Assume string   `yaml:"assume"`                                   // what run and budget take meanwhile, and list
	Choose []Choice `yaml:"choose"`                                   // the answers there are; free when empty
	Kind   string   `yaml:"kind" oneof:"text number year date money"` // text, number, year, date, money (yuan); text when absent
	Value  string   `yaml:"value"`                                    // the settled answer, when the file itself carries it
}

// Choice is one possible answer.
type Choice struct {
	Value string `yaml:"value"`
	Name  string `yaml:"name"`
}

// Organiser is a body behind the plan.
type Organiser struct {
	Clause `yaml:",inline"`
	As     string   `yaml:"as" oneof:"host organiser co_organiser coordinates leads supports"` // host 主办, organiser 承办, co_organiser 协办, coordinates 统一协调, leads 领导, supports 支持
	Bodies []string `yaml:"bodies"`
}

// Goal is a concrete goal, with the number it is measured by when it has one.
type Goal struct {
	Clause  `yaml:",inline"`
	Text    string `yaml:"text"`
	Measure string `yaml:"measure" later:"campaign"` // coverage, visits, helped …
	Target  string `yaml:"target" later:"campaign"`
}

// Remark is a sentence of the paper that becomes nothing that runs.
type Remark struct {
	Text   string `yaml:"text"`
	Reason string `yaml:"reason"` // preamble, slogan, garbled, decoration
	Pos    Pos    `yaml:"-"`
}
