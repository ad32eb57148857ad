package campaign

import (
	"strings"
	"testing"

	"songnuan/internal/day"
)

// wholeFacts are figures that show all they can.
func wholeFacts() *GateFacts {
	f := &GateFacts{Says: map[GateItem][]string{}, Unknown: map[GateItem][]string{}, Entries: 9, Due: 7, Tasks: 5, Purses: 2, Raised: 2}
	for _, item := range GateItems {
		f.Says[item] = []string{"写明"}
	}
	return f
}

func TestJudgeGoesByFigures(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*GateFacts)
		unmet  string // items
		why    string // key of the first remark of the first of them
	}{
		"all but support":     {func(*GateFacts) {}, "support", "campaign.gate.support"},
		"no roster":           {func(f *GateFacts) { f.Due = 0 }, "goals support", "campaign.gate.no_roster"},
		"a vacant role":       {func(f *GateFacts) { f.Vacant = []string{"联络员"} }, "support people", "campaign.gate.support"},
		"a task of nobody":    {func(f *GateFacts) { f.Unowned = 1 }, "support people", "campaign.gate.support"},
		"a purse not raised":  {func(f *GateFacts) { f.Raised = 1 }, "support funds", "campaign.gate.support"},
		"no purse to raise":   {func(f *GateFacts) { f.Purses, f.Raised = 0, 0 }, "support funds", "campaign.gate.support"},
		"goals not in plan":   {func(f *GateFacts) { f.Says[Goals] = nil }, "goals support", "campaign.gate.not_in_plan"},
		"goals point nowhere": {func(f *GateFacts) { f.Unknown[Goals] = []string{"classes.x"} }, "goals support", "campaign.gate.unknown"},
		"rules not in plan":   {func(f *GateFacts) { f.Says[Rules] = nil }, "support rules", "campaign.gate.support"},
	} {
		f := wholeFacts()
		c.change(f)
		var unmet []string
		why := ""
		for _, check := range f.Judge(nil) {
			if check.ByData != check.Met || len(check.Why) == 0 || check.Confirmed != nil {
				t.Errorf("%s, %s: %+v", name, check.Item, check)
			}
			if check.Met {
				continue
			}
			if why == "" {
				why = check.Why[0].Key
			}
			unmet = append(unmet, string(check.Item))
		}
		if got := strings.Join(unmet, " "); got != c.unmet || why != c.why {
			t.Errorf("%s: unmet %q because %s", name, got, why)
		}
	}
}

// What a person said stands over the figures, both ways.
func TestJudgeGoesByWhatPeopleConfirmed(t *testing.T) {
	f := wholeFacts()
	said := map[GateItem]*Confirm{Support: {Met: true}, Rules: {Met: false}}
	for _, check := range f.Judge(said) {
		switch check.Item {
		case Rules:
			if check.Met || check.ByData {
				t.Errorf("withdrawn, yet %+v", check)
			}
		case Support:
			if !check.Met || check.ByData || check.Confirmed == nil {
				t.Errorf("confirmed, yet %+v", check)
			}
		default:
			if !check.Met || !check.ByData {
				t.Errorf("shown by figures, yet %+v", check)
			}
		}
	}
}

func TestConfirmAsksForNoteAndProof(t *testing.T) {
	good := Confirm{Met: true, Day: today, Person: "陈一", Note: "会议纪要"}
	for name, c := range map[string]struct {
		change func(*Confirm)
		proofs int64
		want   string
	}{
		"met":                 {func(*Confirm) {}, 1, ""},
		"met without a file":  {func(*Confirm) {}, 0, "campaign.gate_proof_missing"},
		"withdrawn":           {func(c *Confirm) { c.Met = false }, 0, ""},
		"withdrawn, no note":  {func(c *Confirm) { c.Met, c.Note = false, "" }, 0, "campaign.gate_note_missing"},
		"no day":              {func(c *Confirm) { c.Day = day.Date{} }, 1, "campaign.day_missing"},
		"tomorrow":            {func(c *Confirm) { c.Day = today.AddDays(1) }, 1, "campaign.day_to_come"},
		"nobody":              {func(c *Confirm) { c.Person = "\t" }, 1, "campaign.person_missing"},
		"long name":           {func(c *Confirm) { c.Person = strings.Repeat("长", nameMost+1) }, 1, "campaign.name_too_long"},
		"blank note":          {func(c *Confirm) { c.Note = " \n" }, 1, "campaign.gate_note_missing"},
		"long note":           {func(c *Confirm) { c.Note = strings.Repeat("长", noteMost+1) }, 1, "campaign.note_too_long"},
		"longest note stands": {func(c *Confirm) { c.Note = strings.Repeat("长", noteMost) }, 1, ""},
	} {
		said := good
		c.change(&said)
		if err := said.Check(today, c.proofs); keyOf(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestParseGateItem(t *testing.T) {
	for _, item := range GateItems {
		if got, err := ParseGateItem(string(item) + " "); err != nil || got != item {
			t.Errorf("%s: %s, %v", item, got, err)
		}
	}
	if _, err := ParseGateItem("seventh"); keyOf(err) != "campaign.no_gate_item" {
		t.Error(err)
	}
}
