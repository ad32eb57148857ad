package campaign

import "songnuan/internal/area"

// Kind says what an entry stands for.
type Kind string

// The kinds of entry.
const (
	OfHousehold Kind = "household" // an open file
	OfPerson    Kind = "person"    // a member of an open file
	Named       Kind = "named"     // a person without a file: an entry of one
	Bulk        Kind = "bulk"      // a line handed to a receiving body
)

// Standing is where an entry stands on the roster of its class.
type Standing string

// The standings.
const (
	In        Standing = "in"
	Undecided Standing = "undecided"  // a value is missing: somebody must look, it stays open
	OverQuota Standing = "over_quota" // fits the class and comes after the last place
	Excluded  Standing = "excluded"   // fits the class and an exclusion holds
)

// Basis is how an entry came onto the roster.
type Basis string

// The bases.
const (
	ByRule     Basis = "rule"
	ByList     Basis = "list"
	Prescribed Basis = "prescribed"
)

// Entry is one line of a class's roster (应享登记).
type Entry struct {
	Class     string
	Subject   string // id of the household or member, or of the line itself
	Kind      Kind
	Household string // id, "" when there is no file
	Number    string // of the household, read beside the entry
	Area      area.Code
	Unit      string
	Name      string
	Persons   int64
	State     Standing
	Basis     Basis
	Reason    Reason
}

// Reason says why an entry stands where it stands.
type Reason struct {
	Values  []Value  `json:"values,omitempty"`  // what the rule read
	Missing []string `json:"missing,omitempty"` // fields without a value
	Except  string   `json:"except,omitempty"`  // the exclusion that held, as the plan writes it
	Rank    int64    `json:"rank,omitempty"`    // place within the quota's group, from 1
	Places  int64    `json:"places,omitempty"`  // places the quota gives that group
	Why     string   `json:"why,omitempty"`     // of a named or prescribed entry
}

// Value is a field of the registry and what it held.
type Value struct {
	Field string `json:"field"`
	Text  string `json:"text"`
}
