package rule

import (
	"fmt"
	"regexp"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"

	"songnuan/internal/problem"
)

// lowering turns CEL's checked tree into an Expr. What type-checks but has no
// place in the rule language (whole records compared, lists joined) fails here.
type lowering struct {
	info  *ast.SourceInfo
	scope map[string]loopVar // names that walks have bound, by their name in the source
	bound int
	terms []placedTerm
	// doubts are comparisons that hardly mean what they say.
	doubts []*problem.Error
	err    *problem.Error // the first
}

type loopVar struct {
	unique string
	person bool
	of     *Field
}

// nothing stands for what failed; err tells.
var nothing = BoolLit{}

func lower(checked *ast.AST) (Expr, *lowering) {
	l := &lowering{info: checked.SourceInfo(), scope: map[string]loopVar{}}
	return l.expr(checked.Expr()), l
}

func (l *lowering) fail(at ast.Expr, err *problem.Error) Expr {
	if l.err == nil {
		start := l.info.GetStartLocation(at.ID())
		l.err = placed(err, start.Line(), start.Column()+1)
	}
	return nothing
}

func (l *lowering) unsupported(at ast.Expr) Expr {
	return l.fail(at, problem.New(problem.Invalid, "rule.unsupported"))
}

func (l *lowering) expr(e ast.Expr) Expr {
	switch e.Kind() {
	case ast.LiteralKind:
		return l.literal(e)
	case ast.IdentKind:
		if v, ok := l.scope[e.AsIdent()]; ok && !v.person {
			return Var{v.unique, v.of}
		}
		return l.unsupported(e)
	case ast.SelectKind:
		return l.sel(e)
	case ast.ListKind:
		return ListLit{l.all(e.AsList().Elements())}
	case ast.CallKind:
		return l.call(e)
	case ast.ComprehensionKind:
		return l.walk(e)
	}
	return l.unsupported(e)
}

func (l *lowering) all(list []ast.Expr) []Expr {
	out := make([]Expr, len(list))
	for i, e := range list {
		out[i] = l.expr(e)
	}
	return out
}

func (l *lowering) literal(e ast.Expr) Expr {
	switch v := e.AsLiteral().(type) {
	case types.Bool:
		return BoolLit{bool(v)}
	case types.Int:
		return IntLit{Value: int64(v)}
	case types.String:
		if strings.ContainsRune(string(v), 0) {
			return l.fail(e, problem.New(problem.Invalid, "rule.bad_text"))
		}
		return TextLit{string(v)}
	}
	return l.unsupported(e)
}

func (l *lowering) sel(e ast.Expr) Expr {
	s := e.AsSelect()
	value := l.field(e, s.Operand(), s.FieldName())
	if s.IsTestOnly() {
		return Has{value}
	}
	return value
}

// field reads name of operand: a record or a map.
func (l *lowering) field(at, operand ast.Expr, name string) Expr {
	switch operand.Kind() {
	case ast.IdentKind:
		root := operand.AsIdent()
		if v, ok := l.scope[root]; ok {
			if f, ok := FieldOf("person", name); ok && v.person {
				return Read{v.unique, f}
			}
			return l.unsupported(at)
		}
		if f, ok := FieldOf(root, name); ok {
			return read(f)
		}
	case ast.SelectKind:
		if r, ok := l.expr(operand).(Read); ok && r.Field.Type == TypeMap {
			return Entry{r.Field, name}
		}
	}
	return l.unsupported(at)
}

func read(f *Field) Expr {
	switch f.Path() {
	case "area.dibao_line":
		return Line{LineDibao}
	case "area.destitute_line":
		return Line{LineDestitute}
	}
	return Read{Field: f}
}

func (l *lowering) call(e ast.Expr) Expr {
	c := e.AsCall()
	name, args := c.FunctionName(), c.Args()
	if c.IsMemberFunction() {
		args = append([]ast.Expr{c.Target()}, args...)
	}
	switch name {
	case operators.LogicalAnd:
		return And{l.terms2(args, flattenAnd)}
	case operators.LogicalOr:
		return Or{l.terms2(args, flattenOr)}
	case operators.LogicalNot:
		return Not{l.expr(args[0])}
	case operators.Conditional:
		x := l.all(args)
		return If{x[0], x[1], x[2]}
	case operators.In:
		return l.in(e, args)
	case operators.Index:
		if key, ok := l.expr(args[1]).(TextLit); ok {
			return l.field(e, args[0], key.Value)
		}
		return l.fail(args[1], problem.New(problem.Invalid, "rule.literal_needed"))
	case operators.Negate:
		return Arith{"-", IntLit{}, l.expr(args[0])}
	case overloads.Size:
		return l.size(args[0])
	case overloads.StartsWith, overloads.EndsWith, overloads.Contains:
		return Test{name, l.expr(args[0]), l.expr(args[1])}
	case overloads.TypeConvertInt:
		return ToInt{l.expr(args[0])}
	case "yuan", "times":
		return l.money(name, e, args)
	case "within":
		return l.under(args)
	case "line":
		return l.line(args)
	}
	if symbol, ok := operators.FindReverse(name); ok && len(args) == 2 {
		return l.binary(e, symbol, args)
	}
	return l.unsupported(e)
}

func flattenAnd(e Expr) ([]Expr, bool) { a, ok := e.(And); return a.Terms, ok }
func flattenOr(e Expr) ([]Expr, bool)  { o, ok := e.(Or); return o.Terms, ok }

// terms2 lowers both sides; a && b && c becomes one list of three.
func (l *lowering) terms2(args []ast.Expr, flat func(Expr) ([]Expr, bool)) []Expr {
	var terms []Expr
	for _, e := range l.all(args) {
		if inner, ok := flat(e); ok {
			terms = append(terms, inner...)
		} else {
			terms = append(terms, e)
		}
	}
	return terms
}

func (l *lowering) binary(e ast.Expr, symbol string, args []ast.Expr) Expr {
	x, y := l.expr(args[0]), l.expr(args[1])
	switch t := x.Type(); symbol {
	case "==", "!=", "<", "<=", ">", ">=":
		if t != TypeBool && t != TypeInt && t != TypeText {
			return l.unsupported(e)
		}
		l.name(x, y, args[1])
		l.name(y, x, args[0])
		l.doubt(x, y, args[1])
		l.doubt(y, x, args[0])
		return Compare{symbol, x, y}
	case "+":
		if t == TypeText {
			return Concat{x, y}
		}
		if t != TypeInt {
			return l.unsupported(e)
		}
	}
	return Arith{symbol, x, y}
}

func (l *lowering) in(e ast.Expr, args []ast.Expr) Expr {
	if r, ok := l.expr(args[1]).(Read); ok && r.Field.Type == TypeMap {
		if key, ok := l.expr(args[0]).(TextLit); ok {
			return Has{Entry{r.Field, key.Value}}
		}
		return l.fail(args[0], problem.New(problem.Invalid, "rule.literal_needed"))
	}
	x, list := l.expr(args[0]), l.expr(args[1])
	if t := x.Type(); t != TypeInt && t != TypeText && t != TypeBool {
		return l.unsupported(e)
	}
	l.name(list, x, args[0])
	if items, ok := list.(ListLit); ok {
		for i, item := range items.Items {
			l.name(x, item, args[1].AsList().Elements()[i])
			l.doubt(x, item, args[1].AsList().Elements()[i])
		}
	}
	return In{x, list}
}

func (l *lowering) size(arg ast.Expr) Expr {
	x := l.expr(arg)
	if x.Type() == TypeText {
		return Length{x}
	}
	return Size{x}
}

// money lowers yuan(x) and times(x, y). A decimal must be written out, so that
// the database can count with whole numbers.
func (l *lowering) money(name string, e ast.Expr, args []ast.Expr) Expr {
	x := Expr(IntLit{Value: 100, Yuan: true})
	last := args[len(args)-1]
	if name == "times" {
		x = l.expr(args[0])
	}
	if last.Kind() == ast.LiteralKind {
		if f, ok := last.AsLiteral().(types.Double); ok {
			return l.ratio(last, x, float64(f))
		}
	}
	y := l.expr(last)
	if n, ok := y.(IntLit); ok && name == "yuan" {
		if v, ok := yuanOfInt(types.Int(n.Value)).(types.Int); ok {
			return IntLit{int64(v), true}
		}
		return l.fail(e, problem.New(problem.Invalid, "rule.bad_factor"))
	}
	if y.Type() != TypeInt {
		return l.fail(last, problem.New(problem.Invalid, "rule.literal_needed"))
	}
	return Arith{"*", y, x}
}

func (l *lowering) ratio(at ast.Expr, x Expr, f float64) Expr {
	r, ok := ratioOf(f)
	if !ok {
		return l.fail(at, problem.New(problem.Invalid, "rule.bad_factor"))
	}
	if n, ok := x.(IntLit); ok && n.Yuan {
		if v, ok := r.of(n.Value).(types.Int); ok {
			return IntLit{int64(v), true}
		}
		return l.fail(at, problem.New(problem.Invalid, "rule.bad_factor"))
	}
	return Times{x, r}
}

var areaCode = regexp.MustCompile(`^[0-9]{12}$`)

func (l *lowering) under(args []ast.Expr) Expr {
	area, code := l.expr(args[0]), l.expr(args[1])
	if lit, ok := code.(TextLit); ok && !areaCode.MatchString(lit.Value) {
		return l.fail(args[1], problem.New(problem.Invalid, "rule.bad_area", "code", lit.Value))
	}
	return Under{area, code}
}

func (l *lowering) line(args []ast.Expr) Expr {
	if kind, ok := l.expr(args[1]).(TextLit); ok && args[0].Kind() == ast.IdentKind {
		return Line{kind.Value}
	}
	return l.fail(args[1], problem.New(problem.Invalid, "rule.literal_needed"))
}

// walk recognises the comprehension that a macro became.
func (l *lowering) walk(e ast.Expr) Expr {
	macro, ok := l.info.GetMacroCall(e.ID())
	c := e.AsComprehension()
	if !ok || c.HasIterVar2() {
		return l.unsupported(e)
	}
	w := Walk{Kind: WalkKind(macro.AsCall().FunctionName()), Over: l.expr(c.IterRange())}
	if t := w.Over.Type(); t != TypePersons && t != TypeNames {
		return l.unsupported(c.IterRange())
	}
	leave := l.enter(c.IterVar(), w.Over)
	defer leave()
	w.Var = l.scope[c.IterVar()].unique
	step := c.LoopStep().AsCall().Args()
	switch w.Kind {
	case Exists, All:
		w.Cond = l.expr(step[1])
	case ExistsOne, Filter:
		w.Cond = l.expr(step[0])
	case Map:
		grown := step
		if len(step) == 3 { // map(x, condition, value)
			w.Cond, grown = l.expr(step[0]), step[1].AsCall().Args()
		}
		w.Give = l.expr(grown[1].AsList().Elements()[0])
	default:
		return l.unsupported(e)
	}
	return w
}

func (l *lowering) enter(name string, over Expr) (leave func()) {
	l.bound++
	before, was := l.scope[name]
	v := loopVar{unique: fmt.Sprintf("v%d", l.bound), person: over.Type() == TypePersons}
	if !v.person {
		v.of = listField(over)
	}
	l.scope[name] = v
	return func() {
		delete(l.scope, name)
		if was {
			l.scope[name] = before
		}
	}
}
