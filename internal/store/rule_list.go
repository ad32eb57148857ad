package store

import (
	"fmt"
	"maps"
	"regexp"

	"songnuan/internal/rule"
	"songnuan/internal/sqldb"
)

// list is a list as the rows of a table.
type list struct {
	table string   // with its alias: "category t1"
	alias string   // t1
	whose fragment // the rows of the household or the member
	where fragment // which of them
	item  fragment // the name, for a list of names
	open  fragment // holds if the list is unknown; sql "" if it never is
	apart bool     // whose is the household: the rows can be gathered for all at once
}

func (l list) persons() bool { return l.item.sql == "" }

// others finds columns of tables around the list.
var others = regexp.MustCompile(`\b(?:h|p|t[0-9]+)\.`)

// some holds if a row of the list meets the condition.
//
// PostgreSQL plans EXISTS as the better of a join and a look-up for each row.
// SQLite looks up each row, so there the households are gathered first, if the
// condition allows: seconds become tenths over a million households.
func (tr *translator) some(l list, cond fragment) fragment {
	if tr.env.engine == sqldb.SQLite && l.apart && l.alone(cond) {
		return sqlf("h.id IN (SELECT "+l.alias+".household FROM "+l.table+" WHERE @ AND @)", l.where, cond)
	}
	return sqlf("EXISTS (SELECT 1 FROM "+l.table+" WHERE @ AND @ AND @)", l.whose, l.where, cond)
}

// alone tells whether the rows and the condition name no table around.
func (l list) alone(cond fragment) bool {
	for _, name := range others.FindAllString(l.where.sql+" "+cond.sql, -1) {
		if name != l.alias+"." {
			return false
		}
	}
	return true
}

// number counts the rows that meet the condition. A name counts once, however
// many periods or members carry it.
func (l list) number(cond fragment) fragment {
	what := "*"
	if !l.persons() {
		what = "DISTINCT " + l.item.sql
	}
	return sqlf("(SELECT COUNT("+what+") FROM "+l.table+" WHERE @ AND @ AND @)", l.whose, l.where, cond)
}

// known is open where the list itself is.
func (l list) known(t truth) truth {
	if l.open.sql == "" {
		return t
	}
	open := l.open
	if !t.total() {
		open = sqlf("(@ OR @)", l.open, t.open)
	}
	return truth{sqlf("(NOT @ AND @)", l.open, t.yes), sqlf("(NOT @ AND @)", l.open, t.no), open}
}

func (tr *translator) list(e rule.Expr) list {
	switch e := e.(type) {
	case rule.Read:
		return tr.listField(e)
	case rule.Walk:
		if e.Kind == rule.Filter {
			return tr.filter(e)
		}
		untranslatable(string(e.Kind))
	}
	untranslatable("a list made by the rule")
	return list{}
}

func (tr *translator) listField(e rule.Read) list {
	tr.aliases++
	a := fmt.Sprintf("t%d", tr.aliases)
	switch e.Field.Path() {
	case "household.members":
		return list{table: "member " + a, alias: a, whose: column(a + ".household = h.id"), where: holds, apart: true}
	case "household.categories":
		return tr.names("category", a, column(a+".household = h.id"))
	case "household.causes":
		return tr.names("cause", a, column(a+".household = h.id"))
	case "person.categories":
		m := tr.person(e)
		of := tr.names("category", a, column(a+".household = "+m+".household AND "+a+".member = "+m+".seq"))
		of.apart = false
		return of
	}
	untranslatable(e.Field.Path())
	return list{}
}

// names are the rows of category or cause that are valid on the day.
func (tr *translator) names(table, a string, whose fragment) list {
	day := textArg(tr.env.asOf)
	return list{
		table: table + " " + a, alias: a, whose: whose, apart: true,
		where: sqlf("("+a+".valid_from <= @ AND "+a+".valid_to >= @)", day, day),
		item:  column(a + ".name"),
	}
}

// within translates a condition with the walk's name bound to the rows.
func (tr *translator) within(w rule.Walk, of list) truth {
	inner := *tr
	inner.vars = maps.Clone(tr.vars)
	inner.vars[w.Var] = of.item
	if of.persons() {
		inner.vars[w.Var] = column(of.alias)
	}
	t := inner.truth(w.Cond)
	tr.aliases = inner.aliases
	return t
}

func (tr *translator) filter(w rule.Walk) list {
	of := tr.list(w.Over)
	t := tr.within(w, of)
	out := of
	out.where = sqlf("@ AND @", of.where, t.yes)
	if !t.total() {
		out.open = tr.some(of, t.open)
		if of.open.sql != "" {
			out.open = sqlf("(@ OR @)", of.open, out.open)
		}
	}
	return out
}

// walk translates exists, all and exists_one.
func (tr *translator) walk(w rule.Walk) truth {
	if items, ok := w.Over.(rule.ListLit); ok {
		return tr.unrolled(w, items)
	}
	of := tr.list(w.Over)
	t := tr.within(w, of)
	switch w.Kind {
	case rule.Exists:
		return of.known(tr.exists(of, t))
	case rule.All:
		return of.known(tr.exists(of, t.not()).not())
	case rule.ExistsOne:
		return of.known(tr.existsOne(of, t))
	}
	untranslatable(string(w.Kind))
	return truth{}
}

// exists is false only if the condition is false for every row.
func (tr *translator) exists(of list, t truth) truth {
	out := truth{yes: tr.some(of, t.yes)}
	if t.total() {
		out.no = sqlf("NOT @", out.yes)
		return out
	}
	out.no = sqlf("NOT @", tr.some(of, sqlf("(@) IS NOT TRUE", t.no)))
	out.open = sqlf("(@ AND NOT @)", tr.some(of, t.open), out.yes)
	return out
}

// existsOne is open if the condition is for any row.
func (tr *translator) existsOne(of list, t truth) truth {
	out := truth{yes: sqlf("@ = 1", of.number(t.yes)), no: sqlf("@ <> 1", of.number(t.yes))}
	if !t.total() {
		out.open = tr.some(of, t.open)
		out.yes, out.no = sqlf("(NOT @ AND @)", out.open, out.yes), sqlf("(NOT @ AND @)", out.open, out.no)
	}
	return out
}

// unrolled walks a list that the rule writes out.
func (tr *translator) unrolled(w rule.Walk, items rule.ListLit) truth {
	var terms []truth
	for _, item := range items.Items {
		lit, ok := item.(rule.TextLit)
		if !ok {
			untranslatable("a walk over values")
		}
		terms = append(terms, tr.within(w, list{item: textArg(lit.Value)}))
	}
	switch w.Kind {
	case rule.Exists:
		return anyOf(terms)
	case rule.All:
		return allOf(terms)
	}
	untranslatable(string(w.Kind) + " over written values")
	return truth{}
}
