package campaign

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"songnuan/internal/day"
	"songnuan/internal/problem"
)

var today, _ = day.New(2027, 1, 20)

func TestRecordAsksForWhatTheOutcomeNeeds(t *testing.T) {
	open := &Step{State: Open, Seq: 1, Actor: "roster"}
	for name, c := range map[string]struct {
		from    *Step
		finding Finding
		want    string // message key, "" when it is taken
	}{
		"helped":                     {open, Finding{State: Helped}, ""},
		"helped tomorrow":            {open, Finding{State: Helped, Day: today.AddDays(1)}, "campaign.day_to_come"},
		"refused":                    {open, Finding{State: Refused, Note: "本人不需要"}, ""},
		"refused without a note":     {open, Finding{State: Refused, Note: " \t"}, "campaign.note_missing"},
		"not eligible":               {open, Finding{State: NotEligible, Note: "已脱贫"}, ""},
		"not eligible, no reason":    {open, Finding{State: NotEligible}, "campaign.note_missing"},
		"moved":                      {open, Finding{State: Moved, File: "sm3"}, ""},
		"moved without proof":        {open, Finding{State: Moved, Note: "去年迁走"}, "campaign.proof_missing"},
		"exception":                  {open, Finding{State: Exception, Note: "外出务工", Approver: "王镇长"}, ""},
		"exception without approver": {open, Finding{State: Exception, Note: "外出务工"}, "campaign.approver_missing"},
		"exception by its recorder":  {open, Finding{State: Exception, Note: "外出务工", Approver: " 李主任"}, "campaign.approver_same"},
		"exception by who did it":    {open, Finding{State: Exception, Note: "外出务工", Approver: "陈一"}, "campaign.approver_same"},
		"exception without a note":   {open, Finding{State: Exception, Approver: "王镇长"}, "campaign.note_missing"},
		"approver of help":           {open, Finding{State: Helped, Approver: "王镇长"}, "campaign.approver_unasked"},
		"open twice":                 {open, Finding{State: Open, Note: "x"}, "campaign.outcome_stands"},
		"settled otherwise":          {&Step{State: Helped, ByHand: true, Seq: 2}, Finding{State: Refused, Note: "x"}, "campaign.outcome_stands"},
		"settled again":              {&Step{State: Helped, ByHand: true, Seq: 2}, Finding{State: Helped}, "campaign.outcome_stands"},
		"opened again":               {&Step{State: Helped, ByHand: true, Seq: 2}, Finding{State: Open, Note: "记错了人"}, ""},
		"opened without a reason":    {&Step{State: Helped, ByHand: true, Seq: 2}, Finding{State: Open}, "campaign.note_missing"},
		"of a roster, helped":        {&Step{State: NotEligible, Seq: 1}, Finding{State: Helped}, ""},
		"of a roster, opened":        {&Step{State: NotEligible, Seq: 1}, Finding{State: Open, Note: "村里核实困难"}, ""},
		"long note":                  {open, Finding{State: Helped, Note: strings.Repeat("长", noteMost+1)}, "campaign.note_too_long"},
		"longest note":               {open, Finding{State: Helped, Note: strings.Repeat("长", noteMost)}, ""},
		"long name":                  {open, Finding{State: Exception, Note: "x", Approver: strings.Repeat("长", nameMost+1)}, "campaign.name_too_long"},
	} {
		if c.finding.Day.IsZero() {
			c.finding.Day = today
		}
		c.finding.Person, c.finding.Actor = "陈一", "李主任"
		next, err := c.from.Record(c.finding, today)
		if key := keyOf(err); key != c.want {
			t.Errorf("%s: %q, want %q", name, key, c.want)
		}
		if err == nil && (next.State != c.finding.State || next.Seq != c.from.Seq+1 || !next.ByHand || next.Actor != "李主任") {
			t.Errorf("%s: %+v", name, next)
		}
	}
	for name, f := range map[string]Finding{"campaign.day_missing": {State: Helped, Person: "陈一"}, "campaign.person_missing": {State: Helped, Day: today, Person: " "}} {
		if _, err := open.Record(f, today); keyOf(err) != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func keyOf(err error) string {
	if err == nil {
		return ""
	}
	return problem.As(err).Key
}

// A step never changes the one before it, and what one outcome needed does not
// stay when another follows.
func TestStepsStandForThemselves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		step := &Step{State: Open, Seq: 1}
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			f := Finding{State: rapid.SampledFrom(Outcomes).Draw(t, "state"), Day: today, Person: "陈一", Actor: "李主任",
				Note: rapid.SampledFrom([]string{"", "理由"}).Draw(t, "note"), Approver: rapid.SampledFrom([]string{"", "王镇长"}).Draw(t, "approver"),
				File: rapid.SampledFrom([]string{"", "sm3"}).Draw(t, "file")}
			before := *step
			next, err := step.Record(f, today)
			if *step != before {
				t.Fatal("the step before was changed")
			}
			if err != nil {
				continue
			}
			if next.Approver != f.Approver || next.File != f.File || next.Note != f.Note || next.Settled() == (f.State == Open) {
				t.Fatalf("%+v of %+v", next, f)
			}
			step = next
		}
	})
}

func TestCloseNeedsEveryEntrySettled(t *testing.T) {
	for name, c := range map[string]struct {
		state         State
		entries, open int64
		want          string
	}{
		"closed":   {Active, 3, 0, ""},
		"open":     {Active, 3, 1, "campaign.still_open"},
		"empty":    {Active, 0, 0, "campaign.no_universe"},
		"a draft":  {Draft, 3, 0, "campaign.not_active"},
		"repeated": {Closed, 3, 0, "campaign.not_active"},
	} {
		campaign := &Campaign{State: c.state}
		if err := campaign.Close(c.entries, c.open); keyOf(err) != c.want || (err == nil) != (campaign.State == Closed && c.state == Active) {
			t.Errorf("%s: %v, %s", name, err, campaign.State)
		}
	}
}
