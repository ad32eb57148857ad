package rule

import (
	"slices"

	"songnuan/internal/money"
)

// Facts are what a rule is asked about. A nil pointer, and an empty text
// where the vocabulary says so, is an unknown value.
type Facts struct {
	Household Household
	Person    *Person // set for a rule whose unit is Person
	Area      Area
	Campaign  Campaign
}

// Household is one household as it was on the campaign's day.
type Household struct {
	Number        string
	Area          string // 12 digits
	Unit          string // path in the tree of units
	UnitName      string
	Size          int64 // persons
	Covered       int64 // persons
	Income        *money.Fen
	IncomePerHead *money.Fen
	RigidExpense  *money.Fen
	Housing       string // "" is unknown
	HousingGrade  string
	Opened        string   // YYYY-MM-DD
	Categories    []string // see Names
	MainCategory  string
	Causes        []string // see Names
	MainCause     string
	Members       []Person // in their order
	Extra         map[string]string
}

// Person is one member of a household.
type Person struct {
	Age             *int64 // full years, see Age
	Birth           string // YYYY-MM-DD, "" is unknown
	Sex             string // "" is unknown
	Relation        string // "" is unknown
	Categories      []string
	Health          string // "" is unknown
	Disability      string
	DisabilityGrade *int64 // 1 (worst) .. 4
	School          string
	Employment      string // "" is unknown
	Covered         bool
	Income          *money.Fen
	Head            bool
}

// Area is the household's village or community.
type Area struct {
	Code  string
	Lines map[string]money.Fen // by kind of standard, fen a month a person
}

// Campaign is the campaign that asks.
type Campaign struct {
	Year   int64
	AsOf   string // YYYY-MM-DD
	Params map[string]string
}

// Age is the full years of a person born on birth, on the day asOf, both
// YYYY-MM-DD. Who was born on 29 February turns a year older on 1 March of a
// common year. nil when either day is missing.
func Age(birth, asOf string) *int64 {
	const day = len("2006-01-02")
	if len(birth) != day || len(asOf) != day {
		return nil
	}
	age := year(asOf) - year(birth)
	if birth[4:] > asOf[4:] {
		age--
	}
	return &age
}

func year(day string) int64 {
	var n int64
	for _, digit := range day[:4] {
		n = n*10 + int64(digit-'0')
	}
	return n
}

// Names is the form of a list of categories or causes: sorted, each once.
func Names(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}
