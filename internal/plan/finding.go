package plan

import (
	"songnuan/internal/problem"
	"songnuan/internal/yamldoc"
)

// What is said about a plan, and where: see package yamldoc.
type (
	// Pos is where something stands, from 1; columns count characters. File is
	// "" in the plan itself and the name of the base in what it extends.
	Pos = yamldoc.Pos
	// Keys gives the place of every value that was written.
	Keys = yamldoc.Keys
	// Severity of a finding. An error means that the plan can't run.
	Severity = yamldoc.Severity
	// Finding is something the linter, the forecast or the roster has to say
	// about a place of the plan; its Clause is section and id: cash.visit_money.
	Finding = yamldoc.Finding
	// Code is one kind of finding. docs/findings.md is made from Codes.
	Code = yamldoc.Code
)

// The severities.
const (
	Error   = yamldoc.Error
	Warning = yamldoc.Warning
	Note    = yamldoc.Note
)

// Book is the plan format: how its files are called and what there can be to
// say about them.
var Book = &yamldoc.Book{Kind: yamldoc.PhraseOf("plan.file"), Suffix: ".plan.yaml", Message: "plan.finding.", Codes: rows(ownCodes)}

// NewFinding makes a finding of a code in Codes; the rest are name, value
// pairs for its message.
func NewFinding(code string, pos Pos, clause string, pairs ...any) Finding {
	return Book.Finding(code, pos, clause, pairs...)
}

// HasErrors tells whether the plan that these findings are about can't run.
func HasErrors(all []Finding) bool { return yamldoc.HasErrors(all) }

// Sort orders findings by file, place and code, and drops those that are said
// twice about the same place.
func Sort(all []Finding) []Finding { return yamldoc.Sort(all) }

type (
	node     = yamldoc.Node
	field    = yamldoc.Field
	edit     = yamldoc.Edit
	findings = yamldoc.Findings
	phrase   = yamldoc.Phrase
	shape    = yamldoc.Shape
	part     = yamldoc.Part
)

const (
	empty   = yamldoc.Empty
	scalar  = yamldoc.Scalar
	list    = yamldoc.List
	mapping = yamldoc.Mapping

	maxBytes    = yamldoc.MaxBytes
	maxFindings = yamldoc.MaxFindings
	maxClauses  = 5_000 // in one plan
	maxRules    = 2_000 // in one plan
	maxAnswer   = 500   // bytes of one parameter's value
)

func clip(text string) string { return yamldoc.Clip(text) }

func meant(text string, known []string) phrase { return yamldoc.Meant(text, known) }

func phraseOf(key string, pairs ...any) phrase { return yamldoc.PhraseOf(key, pairs...) }

func whyOf(p *problem.Error) phrase { return yamldoc.Why(p) }

// parse reads the text of a plan, or of one that it extends.
func parse(src []byte, file string, found *findings) (*node, error) {
	root, err := Book.Parse(src, file, found)
	if err != nil {
		return nil, err
	}
	return root, checkClauses(root)
}
