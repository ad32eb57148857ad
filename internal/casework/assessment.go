package casework

import "songnuan/internal/day"

// Assessment is what the rules of a profile say of a household as declared or
// as found on a day. It is told to who decides, and decides nothing.
type Assessment struct {
	Side  Side       `json:"side"`
	On    day.Date   `json:"on"`
	Tests []Assessed `json:"tests"`
	Tier  string     `json:"tier,omitempty"` // that the first test that holds would give
	Veto  bool       `json:"veto,omitempty"` // a test that speaks against the household holds
}

// Assessed is one test.
type Assessed struct {
	Test    string   `json:"test"` // id
	Name    string   `json:"name"`
	Verdict Verdict  `json:"verdict"`
	Missing []string `json:"missing,omitempty"` // fields that are not known, as the vocabulary calls them
	Values  []Fact   `json:"values,omitempty"`  // that the rule has read
	Clause  string   `json:"clause,omitempty"`
	Gives   string   `json:"gives,omitempty"`
	Veto    bool     `json:"veto,omitempty"`
}

// Fact is a field with what the household's is.
type Fact struct {
	Path  string `json:"path"`
	Label string `json:"label"`
	Text  string `json:"text"`
}

// Verdict is what a test says.
type Verdict string

// The verdicts.
const (
	Yes     Verdict = "yes"
	No      Verdict = "no"
	Unknown Verdict = "unknown" // something is missing
)

// Add puts a test to the others: the first that holds and gives a tier gives the
// assessment's, and one that holds against the household makes it a veto.
func (a *Assessment) Add(t Assessed) {
	a.Tests = append(a.Tests, t)
	switch {
	case t.Verdict != Yes:
	case t.Veto:
		a.Veto = true
	case a.Tier == "":
		a.Tier = t.Gives
	}
}
