package app

import (
	"songnuan/internal/campaign"
	"songnuan/internal/locale"
	"songnuan/internal/plan"
	"songnuan/internal/registry"
	"songnuan/internal/store"
)

// Summary is what a run of a whole campaign came to, as summary.json gives it.
// Keys may be added to it, never renamed. Money is in fen.
type Summary struct {
	Plan        string          `json:"plan"`
	Title       string          `json:"title"`
	AsOf        string          `json:"as_of"`
	Area        string          `json:"area,omitempty"`
	Unit        string          `json:"unit,omitempty"`
	Rows        registry.Rows   `json:"rows"`                  // of the list of households
	HelperRows  *registry.Rows  `json:"helper_rows,omitempty"` // of the list of helpers, when there is one
	Households  int64           `json:"households"`            // open files on the day
	Persons     int64           `json:"persons"`
	Helpers     int64           `json:"helpers"`
	Pairs       *int64          `json:"pairs,omitempty"`        // found by the plan's pairing, when there is a list of helpers
	Unpaired    *int64          `json:"unpaired,omitempty"`     // households that lack a helper, as often as they lack one
	PairReasons []string        `json:"pair_reasons,omitempty"` // why
	Roster      []RosterSummary `json:"roster"`
	Forecast    ForecastSummary `json:"forecast"`
	Coverage    CoverageSummary `json:"coverage"`
	Assumptions []AssumedParam  `json:"assumptions"`
	Findings    []FoundSummary  `json:"findings"`
	Change      *RosterChange   `json:"change,omitempty"` // since the rosters before, of a campaign under way
	Files       []string        `json:"files"`            // written beside summary.json
}

// RosterSummary is one class: who is in, and how many entries stand elsewhere.
type RosterSummary struct {
	Class      string `json:"class"`
	Name       string `json:"name"`
	Entries    int64  `json:"entries"`
	Households int64  `json:"households"`
	Persons    int64  `json:"persons"`
	Undecided  int64  `json:"undecided"`
	OverQuota  int64  `json:"over_quota"`
	Excluded   int64  `json:"excluded"`
}

// ForecastSummary is what the plan comes to.
type ForecastSummary struct {
	Lines     []LineSummary  `json:"lines"`
	Purses    []PurseSummary `json:"purses"`
	TotalFen  int64          `json:"total_fen"` // without own purses and costs outside the total
	Goods     []GoodsSummary `json:"goods"`
	VisitsDue int64          `json:"visits_due"`
	Acts      []ActSummary   `json:"acts"`
	Complete  bool           `json:"complete"` // every line has its number
}

// LineSummary is what one purse pays for one class by one clause.
type LineSummary struct {
	Clause    string `json:"clause"`
	Class     string `json:"class"`
	Unit      string `json:"unit"`
	Count     int64  `json:"count"`
	Purse     string `json:"purse"`
	AmountFen int64  `json:"amount_fen"`
	MinFen    int64  `json:"min_fen"`
	MaxFen    int64  `json:"max_fen"`
	Counted   bool   `json:"counted"` // in the total
	Missing   bool   `json:"missing"` // a number is missing: the amount is no figure
	Explain   string `json:"explain"`
}

// PurseSummary is what a purse pays in all.
type PurseSummary struct {
	Purse     string `json:"purse"`
	Name      string `json:"name"`
	AmountFen int64  `json:"amount_fen"`
	Own       bool   `json:"own"` // the helpers' own pockets, outside the total
	LeftFen   *int64 `json:"left_fen,omitempty"`
}

// GoodsSummary is goods of one kind, bundles opened.
type GoodsSummary struct {
	ID       string  `json:"id"`
	Item     string  `json:"item"`
	Unit     string  `json:"unit"`
	Quantity float64 `json:"quantity"` // three decimals at the most
}

// ActSummary is what one duty comes to for one class.
type ActSummary struct {
	Clause  string `json:"clause"`
	Class   string `json:"class"`
	Act     string `json:"act"`
	Count   int64  `json:"count"`
	Due     int64  `json:"due"`
	Missing bool   `json:"missing"`
	Explain string `json:"explain"`
}

// CoverageSummary counts the closed universe by outcome.
type CoverageSummary struct {
	Open        int64 `json:"open"`
	Helped      int64 `json:"helped"`
	Refused     int64 `json:"refused"`
	NotEligible int64 `json:"not_eligible"`
	Moved       int64 `json:"moved"`
	Exception   int64 `json:"exception"`
}

// AssumedParam is a parameter that nobody has answered.
type AssumedParam struct {
	Param  string `json:"param"`
	Value  string `json:"value"`
	Ask    string `json:"ask"`
	Source string `json:"source"`
}

// FoundSummary is a finding about the plan, the roster or the forecast.
type FoundSummary struct {
	File     string        `json:"file,omitempty"` // when it stands in a plan that this one extends
	Severity plan.Severity `json:"severity"`
	Code     string        `json:"code"`
	Clause   string        `json:"clause,omitempty"`
	Line     int           `json:"line"` // from 1; 0 is no place
	Column   int           `json:"column"`
	Message  string        `json:"message"`
}

// SummariseForecast puts a forecast into the words of a language.
func SummariseForecast(f *plan.Forecast, lang locale.Lang) ForecastSummary {
	s := ForecastSummary{Lines: []LineSummary{}, Purses: []PurseSummary{}, Goods: []GoodsSummary{}, Acts: []ActSummary{},
		TotalFen: int64(f.Total.Amount), VisitsDue: f.VisitsDue(), Complete: f.Complete()}
	for i := range f.Lines {
		l := &f.Lines[i]
		s.Lines = append(s.Lines, LineSummary{Clause: l.Clause, Class: l.Class, Unit: l.Unit, Count: l.Count.N, Purse: l.Purse,
			AmountFen: int64(l.Amount), MinFen: int64(l.Min), MaxFen: int64(l.Max), Counted: l.Counted(), Missing: l.Missing,
			Explain: l.Explain.Text(lang)})
	}
	for _, p := range f.Purses {
		line := PurseSummary{Purse: p.Purse, Name: p.Name, AmountFen: int64(p.Amount), Own: p.Own}
		if p.Left != nil {
			left := int64(p.Left.Amount)
			line.LeftFen = &left
		}
		s.Purses = append(s.Purses, line)
	}
	for _, g := range f.Stock {
		s.Goods = append(s.Goods, GoodsSummary{g.Item, g.Name, g.Unit, float64(g.Quantity.N) / 1000})
	}
	for i := range f.Acts {
		a := &f.Acts[i]
		s.Acts = append(s.Acts, ActSummary{a.Clause, a.Class, a.Act, a.Count.N, a.Due.N, a.Missing, a.Explain.Text(lang)})
	}
	return s
}

// SummariseFindings puts findings into words.
func SummariseFindings(found []plan.Finding, lang locale.Lang) []FoundSummary {
	all := make([]FoundSummary, 0, len(found))
	for _, f := range found {
		all = append(all, FoundSummary{f.Pos.File, f.Severity, f.Code, f.Clause, f.Pos.Line, f.Pos.Column, f.Text(lang)})
	}
	return all
}

// SummariseAssumptions lists what a plan takes for granted.
func SummariseAssumptions(p *plan.Plan) []AssumedParam {
	all := make([]AssumedParam, 0, len(p.Assumptions))
	for _, a := range p.Assumptions {
		all = append(all, AssumedParam{a.Param, a.Value, a.Ask, sentences(a.Source)})
	}
	return all
}

func summariseCoverage(c campaign.Coverage) CoverageSummary {
	return CoverageSummary{Open: c[campaign.Open], Helped: c[campaign.Helped], Refused: c[campaign.Refused],
		NotEligible: c[campaign.NotEligible], Moved: c[campaign.Moved], Exception: c[campaign.Exception]}
}

// summariseRosters gives one line for each class of the plan, also for one
// that nobody is in.
func summariseRosters(p *plan.Plan, counts []store.RosterCount) []RosterSummary {
	all, at := make([]RosterSummary, len(p.Classes)), map[string]*RosterSummary{}
	for i := range p.Classes {
		all[i] = RosterSummary{Class: p.Classes[i].ID, Name: firstOf(p.Classes[i].Name, p.Classes[i].ID)}
		at[p.Classes[i].ID] = &all[i]
	}
	for _, c := range counts {
		line := at[c.Class]
		switch {
		case line == nil:
		case c.State == campaign.In:
			line.Entries, line.Households, line.Persons = c.Entries, c.Households, c.Persons
		case c.State == campaign.Undecided:
			line.Undecided = c.Entries
		case c.State == campaign.OverQuota:
			line.OverQuota = c.Entries
		case c.State == campaign.Excluded:
			line.Excluded = c.Entries
		}
	}
	return all
}
