package rule

import (
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"songnuan/internal/area"
)

// Bounds of a rule.
const (
	MaxLength = 4096 // bytes of source
	maxDepth  = 24   // of nested expressions
	maxNodes  = 2000
	// maxCost refuses a rule by the steps that it could take on the largest
	// household that the estimate supposes: one walk over the members within
	// another passes, a third within does not.
	maxCost = 500_000
	// freeCost is what runs without counting steps; above it the steps are
	// counted while running, since a household may be larger than supposed.
	freeCost = 20_000
	// maxList and maxText are the sizes that the estimate supposes.
	maxList = 60  // members, categories, causes
	maxText = 200 // characters
)

// The part of CEL's own library that has a meaning in both a program and the
// database. Overloads on doubles, bytes and times are left out: a rule counts
// whole fen and compares days as text.
var libraryFunctions = []*env.Function{
	only(operators.LogicalAnd), only(operators.LogicalOr), only(operators.LogicalNot),
	only(operators.NotStrictlyFalse), only(operators.Conditional),
	only(operators.Equals), only(operators.NotEquals),
	only(operators.Less, overloads.LessInt64, overloads.LessString),
	only(operators.LessEquals, overloads.LessEqualsInt64, overloads.LessEqualsString),
	only(operators.Greater, overloads.GreaterInt64, overloads.GreaterString),
	only(operators.GreaterEquals, overloads.GreaterEqualsInt64, overloads.GreaterEqualsString),
	only(operators.Add, overloads.AddInt64, overloads.AddString, overloads.AddList),
	only(operators.Subtract, overloads.SubtractInt64),
	only(operators.Multiply, overloads.MultiplyInt64),
	only(operators.Divide, overloads.DivideInt64),
	only(operators.Modulo, overloads.ModuloInt64),
	only(operators.Negate, overloads.NegateInt64),
	only(operators.In, overloads.InList, overloads.InMap),
	only(operators.Index, overloads.IndexMap),
	only(overloads.Size, overloads.SizeList, overloads.SizeListInst, overloads.SizeString, overloads.SizeStringInst),
	only(overloads.StartsWith), only(overloads.EndsWith), only(overloads.Contains),
	only(overloads.TypeConvertInt, overloads.StringToInt),
}

func only(name string, ids ...string) *env.Function {
	f := env.NewFunction(name)
	for _, id := range ids {
		f.Overloads = append(f.Overloads, &env.Overload{ID: id})
	}
	return f
}

var environments = map[Unit]*cel.Env{
	UnitHousehold: environment("household", "area", "campaign"),
	UnitPerson:    environment("household", "person", "area", "campaign"),
}

func environment(variables ...string) *cel.Env {
	p := newProvider()
	options := []cel.EnvOption{
		cel.StdLib(cel.StdLibSubset(env.NewLibrarySubset().
			AddIncludedMacros("has", "all", "exists", "exists_one", "filter", "map").
			AddIncludedFunctions(libraryFunctions...))),
		cel.CustomTypeAdapter(p.Registry),
		cel.CustomTypeProvider(p),
		cel.HomogeneousAggregateLiterals(),
		cel.EnableMacroCallTracking(),
		cel.ParserRecursionLimit(4 * maxDepth),
		cel.ParserExpressionSizeLimit(MaxLength),
		cel.ExpressionNodeLimit(maxNodes),
		cel.ExpressionNestingDepthLimit(4 * maxDepth),
		cel.ParserErrorRecoveryLimit(4),
	}
	for _, name := range variables {
		options = append(options, cel.Variable(name, structTypes[name]))
	}
	e, err := cel.NewCustomEnv(slices.Concat(options, ownFunctions())...)
	if err != nil {
		panic(err) // fixed at build time and covered by every test
	}
	return e
}

func ownFunctions() []cel.EnvOption {
	ints, double, text := cel.IntType, cel.DoubleType, cel.StringType
	return []cel.EnvOption{
		cel.Function("yuan",
			cel.Overload("yuan_int", []*cel.Type{ints}, ints, cel.UnaryBinding(yuanOfInt)),
			cel.Overload("yuan_double", []*cel.Type{double}, ints, cel.UnaryBinding(yuanOfDouble))),
		cel.Function("times",
			cel.Overload("times_int", []*cel.Type{ints, ints}, ints, cel.BinaryBinding(timesInt)),
			cel.Overload("times_double", []*cel.Type{ints, double}, ints, cel.BinaryBinding(timesDouble))),
		cel.Function("within",
			cel.Overload("within_text", []*cel.Type{text, text}, cel.BoolType, cel.BinaryBinding(func(place, code ref.Val) ref.Val {
				return types.Bool(Within(string(place.(types.String)), string(code.(types.String))))
			}))),
		cel.Function("line",
			cel.MemberOverload("area_line", []*cel.Type{structTypes["area"], text}, ints, cel.BinaryBinding(func(place, kind ref.Val) ref.Val {
				if v := place.Value().(*Area).line(string(kind.(types.String))); v != nil {
					return v
				}
				return unknown("area.line('" + string(kind.(types.String)) + "')")
			}))),
	}
}

func yuanOfInt(v ref.Val) ref.Val { return v.(types.Int).Multiply(types.Int(100)) }

func yuanOfDouble(v ref.Val) ref.Val {
	r, ok := ratioOf(float64(v.(types.Double)))
	if !ok {
		return types.NewErr("yuan: %v", v)
	}
	return r.of(100)
}

func timesInt(x, y ref.Val) ref.Val { return x.(types.Int).Multiply(y) }

func timesDouble(x, y ref.Val) ref.Val {
	r, ok := ratioOf(float64(y.(types.Double)))
	if !ok {
		return types.NewErr("times: %v", y)
	}
	return r.of(int64(x.(types.Int)))
}

// Within tells whether the area lies in the area of the code, or is it; false
// when either is not of 12 digits.
func Within(place, code string) bool {
	return len(place) == 12 && len(code) == 12 && area.Code(code).Contains(area.Code(place))
}

// estimator supposes sizes for the static estimate of a rule's cost.
type estimator struct{}

func (estimator) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}

func (estimator) EstimateSize(node cost.AstNode) *cost.SizeEstimate {
	size := &cost.SizeEstimate{Min: 0, Max: maxText}
	switch node.Type().Kind() {
	case types.ListKind, types.MapKind:
		size.Max = maxList
	}
	if known := node.ComputedSize(); known != nil {
		return known
	}
	return size
}
