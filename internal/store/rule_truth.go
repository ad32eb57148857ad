package store

import (
	"fmt"

	"songnuan/internal/area"
	"songnuan/internal/registry"
	"songnuan/internal/rule"
)

// truth translates an expression that is true or false.
func (tr *translator) truth(e rule.Expr) truth {
	switch e := e.(type) {
	case rule.BoolLit:
		return fixed(e.Value)
	case rule.Read:
		return tr.flag(e)
	case rule.Has:
		return tr.has(e)
	case rule.Not:
		return tr.truth(e.X).not()
	case rule.And:
		return allOf(tr.truths(e.Terms))
	case rule.Or:
		return anyOf(tr.truths(e.Terms))
	case rule.If:
		return tr.choice(e)
	case rule.Compare:
		return tr.compare(e)
	case rule.In:
		return tr.in(e)
	case rule.Test:
		return tr.test(e)
	case rule.Under:
		return tr.under(e)
	case rule.Walk:
		return tr.walk(e)
	}
	untranslatable(fmt.Sprintf("%T", e))
	return truth{}
}

func fixed(value bool) truth {
	if value {
		return truth{yes: holds, no: never}
	}
	return truth{yes: never, no: holds}
}

func (tr *translator) truths(list []rule.Expr) []truth {
	out := make([]truth, len(list))
	for i, e := range list {
		out[i] = tr.truth(e)
	}
	return out
}

func (tr *translator) flag(e rule.Read) truth {
	v := tr.read(e)
	if e.Field.Name == "head" {
		return truth{sqlf("@ = @", v, textArg(registry.Head)), sqlf("@ <> @", v, textArg(registry.Head)), fragment{}}
	}
	return truth{sqlf("@ = 1", v), sqlf("@ <> 1", v), fragment{}}
}

func (tr *translator) has(e rule.Has) truth {
	switch what := e.What.(type) {
	case rule.Entry:
		_, ok := tr.entry(what)
		return fixed(ok)
	case rule.Read:
		if t := what.Field.Type; t != rule.TypeInt && t != rule.TypeText {
			return fixed(true) // a flag or a list is always known
		}
	}
	v := tr.value(e.What)
	if !v.nullable {
		return fixed(true)
	}
	return truth{sqlf("@ IS NOT NULL", v), sqlf("@ IS NULL", v), fragment{}}
}

func (tr *translator) choice(e rule.If) truth {
	cond, then, or := tr.truth(e.Cond), tr.truth(e.Then), tr.truth(e.Else)
	var open []fragment
	for _, f := range []fragment{cond.open, bothOf(cond.yes, then.open), bothOf(cond.no, or.open)} {
		if f.sql != "" {
			open = append(open, f)
		}
	}
	return truth{
		yes:  sqlf("(@ AND @ OR @ AND @)", cond.yes, then.yes, cond.no, or.yes),
		no:   sqlf("(@ AND @ OR @ AND @)", cond.yes, then.no, cond.no, or.no),
		open: joined(" OR ", open),
	}
}

// bothOf is both conditions, nothing if the second is nothing.
func bothOf(cond, open fragment) fragment {
	if open.sql == "" {
		return open
	}
	return sqlf("(@ AND @)", cond, open)
}

var opposite = map[string]string{"==": "<>", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}

// mirrored is the operator with its sides exchanged.
var mirrored = map[string]string{"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

func operator(op string) string {
	switch op {
	case "==":
		return "="
	case "!=":
		return "<>"
	}
	return op
}

func (tr *translator) compare(e rule.Compare) truth {
	if e.X.Type() == rule.TypeBool {
		x, y := tr.truth(e.X), tr.truth(e.Y)
		same := anyOf([]truth{allOf([]truth{x, y}), allOf([]truth{x.not(), y.not()})})
		if e.Op == "!=" {
			return same.not()
		}
		return same
	}
	if t, ok := tr.compareAge(e); ok {
		return t
	}
	x, y := tr.value(e.X), tr.value(e.Y)
	return simple(
		sqlf("@ "+operator(e.Op)+" @", x, y),
		sqlf("@ "+opposite[e.Op]+" @", x, y), x, y)
}

// compareAge turns "age >= 80" into "birth <= a day", which an index serves.
func (tr *translator) compareAge(e rule.Compare) (truth, bool) {
	read, ok := e.X.(rule.Read)
	limit, isInt := e.Y.(rule.IntLit)
	op := e.Op
	if !ok {
		read, ok = e.Y.(rule.Read)
		limit, isInt = e.X.(rule.IntLit)
		op = mirrored[op]
	}
	if !ok || !isInt || read.Field.Path() != "person.age" {
		return truth{}, false
	}
	birth := tr.birth(read)
	turned, ok := tr.birthday(limit.Value)      // born by then: limit or older
	later, also := tr.birthday(limit.Value + 1) // born by then: older than limit
	if !ok || !also {
		return truth{}, false
	}
	atLeast := simple(sqlf("@ <= @", birth, turned), sqlf("@ > @", birth, turned), birth)
	above := simple(sqlf("@ <= @", birth, later), sqlf("@ > @", birth, later), birth)
	switch op {
	case ">=":
		return atLeast, true
	case "<":
		return atLeast.not(), true
	case ">":
		return above, true
	case "<=":
		return above.not(), true
	case "==":
		return allOf([]truth{atLeast, above.not()}), true
	}
	return allOf([]truth{atLeast, above.not()}).not(), true
}

// birthday is the last day of birth of those who are of the age on asOf. It
// may be a day that the calendar lacks; text compares all the same.
func (tr *translator) birthday(age int64) (fragment, bool) {
	if len(tr.env.asOf) < 4 || age < 0 || age > 999 {
		return fragment{}, false
	}
	year := yearOf(tr.env.asOf) - age
	if year < 1000 {
		return fragment{}, false
	}
	return textArg(fmt.Sprintf("%04d%s", year, tr.env.asOf[4:])), true
}

func (tr *translator) in(e rule.In) truth {
	x := tr.value(e.X)
	if items, ok := e.List.(rule.ListLit); ok {
		return tr.inItems(x, items)
	}
	if e.X.Type() != rule.TypeText {
		untranslatable("in a list of numbers")
	}
	of := tr.list(e.List)
	found := tr.some(of, sqlf("@ = @", of.item, x))
	t := simple(found, sqlf("NOT @", found), x)
	if x.nullable {
		t.no = sqlf("(@ AND @ IS NOT NULL)", t.no, x)
	}
	return of.known(t)
}

// inItems: a list with an unknown item is unknown as a whole.
// Nothing is in an empty list, not even what is unknown: so CEL folds it.
func (tr *translator) inItems(x fragment, list rule.ListLit) truth {
	if len(list.Items) == 0 {
		return fixed(false)
	}
	var yes, no, known []fragment
	parts := []fragment{x}
	for _, item := range list.Items {
		v := tr.value(item)
		yes, no = append(yes, sqlf("@ = @", x, v)), append(no, sqlf("@ <> @", x, v))
		parts = append(parts, v)
		if v.nullable {
			known = append(known, sqlf("@ IS NOT NULL", v))
		}
	}
	if x.nullable {
		known = append(known, sqlf("@ IS NOT NULL", x))
	}
	return simple(
		joined(" AND ", append([]fragment{joined(" OR ", yes)}, known...)),
		joined(" AND ", append(no, known...)), parts...)
}

func (tr *translator) test(e rule.Test) truth {
	x, y := tr.value(e.X), tr.value(e.Y)
	var t fragment
	switch e.Op {
	case "startsWith":
		t = sqlf("substr(@, 1, length(@)) = @", x, y, y)
	case "endsWith":
		t = sqlf("CASE WHEN length(@) >= length(@) THEN substr(@, length(@) - length(@) + 1) = @ ELSE 1 = 0 END", x, y, x, x, y, y)
	default:
		t = sqlf("(@ = '' OR replace(@, @, '') <> @)", y, x, y, x)
	}
	// An unknown side must not decide: '' within an unknown text is unknown.
	if x.nullable || y.nullable {
		known := sqlf("(@ IS NOT NULL AND @ IS NOT NULL)", x, y)
		return simple(sqlf("(@ AND @)", known, t), sqlf("(@ AND NOT (@))", known, t), x, y)
	}
	return simple(t, sqlf("NOT (@)", t))
}

func (tr *translator) under(e rule.Under) truth {
	code, ok := tr.constant(e.Code)
	if !ok {
		untranslatable("within of a code that is not fixed")
	}
	place := tr.value(e.Area)
	if code == nil {
		return truth{never, never, holds}
	}
	lo, hi := "", "" // no area is in a code that is none
	if len(*code) == 12 {
		from, to := area.Code(*code).Range()
		lo, hi = string(from), string(to)
	}
	return simple(
		sqlf("(@ >= @ AND @ < @ AND length(@) = 12)", place, textArg(lo), place, textArg(hi), place),
		sqlf("(@ < @ OR @ >= @ OR length(@) <> 12)", place, textArg(lo), place, textArg(hi), place), place)
}
