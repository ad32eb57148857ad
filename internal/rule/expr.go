package rule

import "iter"

// Expr is a checked rule as a small typed tree: what Describe reads aloud and
// what the store turns into SQL. Its meaning is the one that CEL gives the
// source; an unknown value makes every node above it unknown, except where
// And, Or, If, Has, and the walks Exists and All say otherwise.
type Expr interface {
	// Type is the type of the value.
	Type() Type
	parts() []Expr
}

// Literals.
type (
	// BoolLit is true or false.
	BoolLit struct{ Value bool }
	// IntLit is a whole number; Yuan tells that the source wrote yuan(…).
	IntLit struct {
		Value int64
		Yuan  bool
	}
	// TextLit is a text.
	TextLit struct{ Value string }
	// ListLit is a list of values of one type.
	ListLit struct{ Items []Expr }
)

// Values read.
type (
	// Read is a field of the household, the person, the campaign or, with Var
	// set, of the member that a walk stands at.
	Read struct {
		Var   string
		Field *Field
	}
	// Entry is the value of a key in a map; unknown when the key is missing.
	Entry struct {
		Map *Field
		Key string
	}
	// Line is a regional standard, fen a month a person; unknown when none
	// is in force.
	Line struct{ Kind string }
	// Var is the name that a walk over names stands at.
	Var struct {
		Name string
		Of   *Field // the list walked, nil for a list of the rule's own
	}
	// Has tells whether a Read, an Entry or a Line is known. Never unknown.
	Has struct{ What Expr }
)

// Operations.
type (
	// Not turns true and false around.
	Not struct{ X Expr }
	// And is false if one term is, however unknown the others.
	And struct{ Terms []Expr }
	// Or is true if one term is, however unknown the others.
	Or struct{ Terms []Expr }
	// Compare is ==, !=, <, <=, > or >= between two values of one type. Text
	// compares by its bytes.
	Compare struct {
		Op   string
		X, Y Expr
	}
	// Arith is +, -, *, / or % on 64-bit integers. Overflow and division by
	// zero are unknown. / and % truncate toward zero.
	Arith struct {
		Op   string
		X, Y Expr
	}
	// Times is X × By rounded half away from zero; unknown if X × By.Num
	// overflows.
	Times struct {
		X  Expr
		By Ratio
	}
	// Concat is a text after another.
	Concat struct{ X, Y Expr }
	// Length is the number of characters of a text.
	Length struct{ X Expr }
	// ToInt reads a text as a whole number; unknown if it is none.
	ToInt struct{ X Expr }
	// If chooses; unknown if Cond is.
	If struct{ Cond, Then, Else Expr }
	// In tells whether X is an item of List.
	In struct{ X, List Expr }
	// Test is startsWith, endsWith or contains, minding case.
	Test struct {
		Op   string
		X, Y Expr
	}
	// Under tells whether Area lies in the area of Code, see Within.
	Under struct{ Area, Code Expr }
)

// WalkKind says what a walk over a list gives.
type WalkKind string

// The walks.
const (
	Exists    WalkKind = "exists"
	All       WalkKind = "all"
	ExistsOne WalkKind = "exists_one" // unknown if one condition is
	Filter    WalkKind = "filter"     // a list; unknown if one condition is
	Map       WalkKind = "map"        // a list
)

// Walk visits the items of a list.
type Walk struct {
	Kind WalkKind
	Var  string // unique in the rule
	Over Expr
	Cond Expr // of Map may be nil
	Give Expr // of Map
}

// Size is the number of items of a list.
type Size struct{ List Expr }

func (BoolLit) Type() Type { return TypeBool }
func (IntLit) Type() Type  { return TypeInt }
func (TextLit) Type() Type { return TypeText }
func (e ListLit) Type() Type {
	if len(e.Items) == 0 {
		return TypeNames
	}
	return "list(" + e.Items[0].Type() + ")"
}
func (r Read) Type() Type  { return r.Field.Type }
func (Entry) Type() Type   { return TypeText }
func (Line) Type() Type    { return TypeInt }
func (Var) Type() Type     { return TypeText }
func (Has) Type() Type     { return TypeBool }
func (Not) Type() Type     { return TypeBool }
func (And) Type() Type     { return TypeBool }
func (Or) Type() Type      { return TypeBool }
func (Compare) Type() Type { return TypeBool }
func (Arith) Type() Type   { return TypeInt }
func (Times) Type() Type   { return TypeInt }
func (Concat) Type() Type  { return TypeText }
func (Length) Type() Type  { return TypeInt }
func (ToInt) Type() Type   { return TypeInt }
func (e If) Type() Type    { return e.Then.Type() }
func (In) Type() Type      { return TypeBool }
func (Test) Type() Type    { return TypeBool }
func (Under) Type() Type   { return TypeBool }
func (Size) Type() Type    { return TypeInt }
func (e Walk) Type() Type {
	switch e.Kind {
	case Filter:
		return e.Over.Type()
	case Map:
		return "list(" + e.Give.Type() + ")"
	}
	return TypeBool
}

func (BoolLit) parts() []Expr   { return nil }
func (IntLit) parts() []Expr    { return nil }
func (TextLit) parts() []Expr   { return nil }
func (e ListLit) parts() []Expr { return e.Items }
func (Read) parts() []Expr      { return nil }
func (Entry) parts() []Expr     { return nil }
func (Line) parts() []Expr      { return nil }
func (Var) parts() []Expr       { return nil }
func (e Has) parts() []Expr     { return []Expr{e.What} }
func (e Not) parts() []Expr     { return []Expr{e.X} }
func (e And) parts() []Expr     { return e.Terms }
func (e Or) parts() []Expr      { return e.Terms }
func (e Compare) parts() []Expr { return []Expr{e.X, e.Y} }
func (e Arith) parts() []Expr   { return []Expr{e.X, e.Y} }
func (e Times) parts() []Expr   { return []Expr{e.X} }
func (e Concat) parts() []Expr  { return []Expr{e.X, e.Y} }
func (e Length) parts() []Expr  { return []Expr{e.X} }
func (e ToInt) parts() []Expr   { return []Expr{e.X} }
func (e If) parts() []Expr      { return []Expr{e.Cond, e.Then, e.Else} }
func (e In) parts() []Expr      { return []Expr{e.X, e.List} }
func (e Test) parts() []Expr    { return []Expr{e.X, e.Y} }
func (e Under) parts() []Expr   { return []Expr{e.Area, e.Code} }
func (e Size) parts() []Expr    { return []Expr{e.List} }
func (e Walk) parts() []Expr {
	parts := []Expr{e.Over}
	for _, part := range []Expr{e.Cond, e.Give} {
		if part != nil {
			parts = append(parts, part)
		}
	}
	return parts
}

// Nodes is the tree, each node before its parts.
func Nodes(e Expr) iter.Seq[Expr] {
	return func(yield func(Expr) bool) { visit(e, yield) }
}

func visit(e Expr, yield func(Expr) bool) bool {
	if !yield(e) {
		return false
	}
	for _, part := range e.parts() {
		if !visit(part, yield) {
			return false
		}
	}
	return true
}
