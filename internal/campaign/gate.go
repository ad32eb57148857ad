package campaign

import (
	"strings"

	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/locale"
	"songnuan/internal/money"
	"songnuan/internal/problem"
)

// GateItem is one of the six things that a plan must have before it is carried
// out (有具体目标、有党政支持、有人员落实、有资金保障、有机制规范、有措施保证).
type GateItem string

// The six, in the paper's order.
const (
	Goals    GateItem = "goals"
	Support  GateItem = "support"
	People   GateItem = "people"
	Funds    GateItem = "funds"
	Rules    GateItem = "rules"
	Measures GateItem = "measures"
)

// GateItems are all six.
var GateItems = []GateItem{Goals, Support, People, Funds, Rules, Measures}

// ParseGateItem reads the code of an item.
func ParseGateItem(text string) (GateItem, error) {
	for _, item := range GateItems {
		if string(item) == strings.TrimSpace(text) {
			return item, nil
		}
	}
	return "", problem.New(problem.NotFound, "campaign.no_gate_item")
}

// Text is the item's name.
func (i GateItem) Text(lang locale.Lang) string {
	return locale.Text(lang, "campaign.gate_item."+string(i), nil)
}

// The steps that a gate can stand in the way of; else it is a phase's id.
const (
	BeforeActivate = "activate"
	BeforeClose    = "close"
)

// Confirm is what a person said of an item: that it is met, as a note and a
// file show, or that it is so no longer.
type Confirm struct {
	Campaign id.ID
	Item     GateItem
	Met      bool
	Day      day.Date
	Person   string // who confirms it
	Note     string
	Actor    string
	Recorded day.Instant
	Version  int64
}

// Check says what a confirmation lacks: the day, who confirms, a note, and a
// file when it is met.
func (c *Confirm) Check(today day.Date, proofs int64) error {
	c.Person, c.Note = strings.TrimSpace(c.Person), strings.TrimSpace(c.Note)
	switch {
	case c.Day.IsZero():
		return problem.New(problem.Invalid, "campaign.day_missing")
	case c.Day.After(today):
		return problem.New(problem.Invalid, "campaign.day_to_come", "day", c.Day)
	case c.Person == "":
		return problem.New(problem.Invalid, "campaign.person_missing")
	case len([]rune(c.Person)) > nameMost:
		return problem.New(problem.TooLarge, "campaign.name_too_long", "most", nameMost)
	case c.Note == "":
		return problem.New(problem.Invalid, "campaign.gate_note_missing")
	case len([]rune(c.Note)) > noteMost:
		return problem.New(problem.TooLarge, "campaign.note_too_long", "most", noteMost)
	case c.Met && proofs == 0:
		return problem.New(problem.Invalid, "campaign.gate_proof_missing")
	}
	return nil
}

// GateFacts are the figures that the items are judged by.
type GateFacts struct {
	Says     map[GateItem][]string // what the plan names for an item, as people read it
	Unknown  map[GateItem][]string // of it, what the plan does not have
	Entries  int64                 // of the universe
	Due      int64                 // of them, who is to be helped
	Answered int64                 // answers to surveys
	Tasks    int64
	Unowned  int64     // of them, without an owner
	Vacant   []string  // roles that nobody holds
	Purses   int64     // purses that the plan raises
	Raised   int64     // of them, whose raising is done
	Forecast money.Fen // what the plan comes to
}

// GateCheck is how one item stands and why.
type GateCheck struct {
	Item      GateItem
	Met       bool
	ByData    bool // shown by figures; else a person must confirm it, or has
	Why       []Remark
	Says      []string
	Confirmed *Confirm // nil when nobody has said anything of it
}

// Remark is a sentence with its figures.
type Remark struct {
	Key  string
	Args problem.Args
}

// Text is the sentence in the reader's language.
func (r Remark) Text(lang locale.Lang) string { return locale.Text(lang, r.Key, r.Args) }

func remark(key string, pairs ...any) Remark { return Remark{key, problem.Pairs(pairs...)} }

// Judge says how each item stands: by the figures where they can show it, else
// by what a person confirmed. What a person withdrew is not met, whatever the
// figures say.
func (f *GateFacts) Judge(confirmed map[GateItem]*Confirm) []GateCheck {
	all := make([]GateCheck, 0, len(GateItems))
	for _, item := range GateItems {
		c := GateCheck{Item: item, Says: f.Says[item], Confirmed: confirmed[item]}
		c.Met, c.Why = f.show(item)
		c.ByData = c.Met
		if c.Confirmed != nil {
			c.Met, c.ByData = c.Confirmed.Met, false
		}
		all = append(all, c)
	}
	return all
}

// show judges an item by the figures.
func (f *GateFacts) show(item GateItem) (met bool, why []Remark) {
	switch unknown := f.Unknown[item]; {
	case len(f.Says[item]) == 0:
		return false, []Remark{remark("campaign.gate.not_in_plan")}
	case len(unknown) > 0:
		return false, []Remark{remark("campaign.gate.unknown", "names", strings.Join(unknown, "、"))}
	}
	switch item {
	case Goals:
		if met = f.Due > 0; !met {
			return false, []Remark{remark("campaign.gate.no_roster")}
		}
		why = []Remark{remark("campaign.gate.due", "due", f.Due, "entries", f.Entries)}
		if f.Answered > 0 {
			why = append(why, remark("campaign.gate.answered", "n", f.Answered))
		}
		return true, why
	case Support:
		return false, []Remark{remark("campaign.gate.support")}
	case People:
		return f.people()
	case Funds:
		if f.Purses > 0 && f.Raised == f.Purses {
			return true, []Remark{remark("campaign.gate.raised", "purses", f.Purses)}
		}
		return false, []Remark{remark("campaign.gate.funds", "yuan", f.Forecast.Yuan(), "raised", f.Raised, "purses", f.Purses)}
	case Rules:
		return true, []Remark{remark("campaign.gate.rules", "n", len(f.Says[item]))}
	}
	return true, []Remark{remark("campaign.gate.measures", "n", len(f.Says[item]), "tasks", f.Tasks)}
}

func (f *GateFacts) people() (met bool, why []Remark) {
	if len(f.Vacant) > 0 {
		why = append(why, remark("campaign.gate.vacant", "roles", strings.Join(f.Vacant, "、")))
	}
	if f.Unowned > 0 {
		why = append(why, remark("campaign.gate.unowned", "n", f.Unowned, "tasks", f.Tasks))
	}
	if len(why) > 0 {
		return false, why
	}
	return true, []Remark{remark("campaign.gate.people", "tasks", f.Tasks)}
}
