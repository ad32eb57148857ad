package view

// Forecast is what a plan comes to, in words and figures of the reader.
type Forecast struct {
	Basis    string // over what it was counted
	AsOf     string
	Lines    []ForecastLine
	Purses   []ForecastPurse
	Total    string   // yuan
	Complete bool     // every line has its number
	Goods    []Option // name, quantity with unit
	Visits   string
	Acts     []ForecastAct
	People   []Option
	Pairs    []Option
	Classes  []ForecastClass
	Stated   []ForecastStated
	Missing  []Finding // numbers that are not there
}

// ForecastLine is what one purse pays by one clause for one class.
type ForecastLine struct {
	Ref, Clause, Class, Purse string
	Yuan                      string // "" when a number is missing
	Explain                   string
	Apart                     bool // outside the total
}

// ForecastPurse is what a purse pays in all.
type ForecastPurse struct {
	Name, Yuan, Left string
	Own              bool // outside the total
}

// ForecastAct is what one duty comes to.
type ForecastAct struct {
	Ref, Name, Who, Class, Due, Explain string
}

// ForecastClass is a class over the registry.
type ForecastClass struct {
	Name                        string
	Entries, Persons, Undecided int64
}

// ForecastStated is a figure of the paper against the lines.
type ForecastStated struct {
	Name, Stated, Computed, Verdict string
	Bad                             bool
}
