// Package yamldoc reads what an office writes down as YAML: plans and procedure
// profiles. The YAML is held to what clerks need (no anchors, aliases or tags),
// within limits, and every value keeps its place, so that each mistake is told
// with line and column, a remedy, and the nearest word that may be meant.
//
//	text to tree    syntax.go node.go
//	tree to types   decode.go shape.go    by struct tags
//	what is wrong   finding.go code.go meant.go
//	places          locate.go             inside a longer text, through what was put in
package yamldoc
