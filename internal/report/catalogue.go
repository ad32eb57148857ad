package report

import (
	"songnuan/internal/locale"
	"songnuan/internal/problem"
)

// Name tells the reports apart, on the command line and in addresses.
type Name string

// The reports.
const (
	OfRoster      Name = "roster"
	OfCoverage    Name = "coverage"
	OfNeverHelped Name = "never_helped"
	OfUnchanged   Name = "unchanged"
	OfCertificate Name = "certificate"
	OfHousehold   Name = "household"
	OfDibao       Name = "dibao"
	OfUsers       Name = "users"
	OfPairs       Name = "pairs"
	OfHelpers     Name = "helpers"
	OfPayment     Name = "payment"
)

// Param is something that a report must or may be asked for with.
type Param string

// The parameters.
const (
	ByCampaign    Param = "campaign"
	ByClass       Param = "class"
	ByOutcome     Param = "outcome"
	ByPlace       Param = "place" // an area or a unit
	ByCertificate Param = "certificate"
	ByNumber      Param = "number" // of a household
	ByPayment     Param = "payment"
)

// Entry is a report in the list of all.
type Entry struct {
	Name
	Needs   []Param // without which there is no report
	May     []Param
	Unmasks bool // can show clear personal data to who may see it
}

// Catalogue is every report there is, in the order of every list.
var Catalogue = []Entry{
	{OfRoster, []Param{ByCampaign, ByClass}, []Param{ByPlace}, true},
	{OfCoverage, []Param{ByCampaign}, []Param{ByOutcome, ByPlace}, true},
	{OfNeverHelped, nil, []Param{ByPlace}, true},
	{OfUnchanged, nil, []Param{ByPlace}, true},
	{OfDibao, nil, []Param{ByPlace}, true},
	{OfCertificate, []Param{ByCertificate}, nil, false},
	{OfHousehold, []Param{ByNumber}, nil, true},
	{OfPairs, []Param{ByCampaign}, []Param{ByPlace}, false},
	{OfHelpers, nil, []Param{ByPlace}, true},
	{OfPayment, []Param{ByPayment}, nil, true},
	{OfUsers, nil, nil, false},
}

// Find gives the entry of a name.
func Find(name string) (Entry, error) {
	for _, e := range Catalogue {
		if string(e.Name) == name {
			return e, nil
		}
	}
	return Entry{}, problem.New(problem.NotFound, "report.no_report", "name", name)
}

// Text is the report's title.
func (n Name) Text(lang locale.Lang) string {
	return locale.Text(lang, "report.title."+string(n), nil)
}
