package store

import (
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/rule"
	"songnuan/internal/sqldb"
)

// A rule becomes two conditions: one that holds where the rule is true, one
// that holds where it is false. Where a value is missing neither holds, as
// CEL's logic has it. Inside them NULL counts as "does not hold", and since
// every negation is pushed down to a comparison, none ever turns a NULL into
// "holds". No operation may fail on a row: overflow and division by zero are
// NULL too.

// Untranslatable says that a rule has no SQL and is evaluated row by row.
type Untranslatable struct {
	What string // the construct, as a rule writes it
}

func (e *Untranslatable) Error() string { return "no SQL for " + e.What }

// InDatabase tells whether the rule is selected by the database; if not, the
// error is *Untranslatable and Select reads every row in the scope.
func InDatabase(r *rule.Rule) error {
	_, err := translate(r, selectEnv{})
	return err
}

// selectEnv is what is the same for all rows.
type selectEnv struct {
	asOf      string          // YYYY-MM-DD
	standards []area.Standard // in force on asOf
	campaign  rule.Campaign
	engine    sqldb.Engine
}

// maxStatement keeps a rule within what both engines parse gladly; above it
// the rows are evaluated one by one. A regional line takes some 60 bytes a region.
const maxStatement = 400_000

// translate gives the conditions of the rule over the tables household as h
// and, for a rule over persons, member as p.
func translate(r *rule.Rule, env selectEnv) (t truth, err error) {
	defer func() {
		if failed, ok := recover().(*Untranslatable); ok {
			err = failed
		}
	}()
	tr := &translator{env: env, vars: map[string]fragment{}}
	return tr.truth(r.Tree()), nil
}

// translator walks a rule's tree. It panics with *Untranslatable, caught by
// translate, since nearly every method would else only hand the error on.
type translator struct {
	env     selectEnv
	vars    map[string]fragment // of walks: the alias of a member, or a name's column
	aliases int
}

func untranslatable(what string) fragment { panic(&Untranslatable{What: what}) }

// fragment is a piece of SQL with its arguments in the order of its marks.
type fragment struct {
	sql      string
	args     []any
	nullable bool // may be NULL
	plain    bool // a column or a constant: cheap to write twice
}

// sqlf fills the @ of the format with fragments.
func sqlf(format string, parts ...fragment) fragment {
	var b strings.Builder
	var args []any
	pieces := strings.Split(format, "@")
	for i, piece := range pieces {
		b.WriteString(piece)
		if i < len(parts) {
			b.WriteString(parts[i].sql)
			args = append(args, parts[i].args...)
		}
	}
	if b.Len() > maxStatement {
		untranslatable("so long a rule")
	}
	return fragment{sql: b.String(), args: args}
}

func column(name string) fragment { return fragment{sql: name, plain: true} }

func textArg(s string) fragment {
	return fragment{sql: "CAST(? AS TEXT)", args: []any{s}, plain: true}
}

func (f fragment) orNull() fragment { f.nullable = true; return f }

func (f fragment) orNullIf(parts ...fragment) fragment {
	for _, part := range parts {
		f.nullable = f.nullable || part.nullable
	}
	return f
}

// truth is a condition, its opposite, and the one that neither holds, which has
// no SQL where it never happens. Exactly one of the three holds for a row.
type truth struct{ yes, no, open fragment }

var (
	holds = fragment{sql: "1 = 1"}
	never = fragment{sql: "1 = 0"}
)

func (t truth) total() bool { return t.open.sql == "" }

func (t truth) not() truth { return truth{t.no, t.yes, t.open} }

// simple is a comparison, open where a part is NULL.
func simple(yes, no fragment, parts ...fragment) truth {
	var null []fragment
	for _, part := range parts {
		if part.nullable {
			null = append(null, sqlf("@ IS NULL", part))
		}
	}
	return truth{yes, no, joined(" OR ", null)}
}

// joined is all, or any, of the terms; nothing of none.
func joined(by string, terms []fragment) fragment {
	switch len(terms) {
	case 0:
		return fragment{}
	case 1:
		return terms[0]
	}
	return sqlf("(@"+strings.Repeat(by+"@", len(terms)-1)+")", terms...)
}

func allOf(terms []truth) truth {
	if len(terms) == 0 {
		return truth{yes: holds, no: never}
	}
	var yes, no, open []fragment
	for _, term := range terms {
		yes, no = append(yes, term.yes), append(no, term.no)
		if !term.total() {
			open = append(open, term.open)
		}
	}
	t := truth{joined(" AND ", yes), joined(" OR ", no), joined(" OR ", open)}
	if len(terms) > 1 && !t.total() {
		t.open = sqlf("(@ AND (@) IS NOT TRUE)", t.open, t.no)
	}
	return t
}

func anyOf(terms []truth) truth {
	opposite := make([]truth, len(terms))
	for i, term := range terms {
		opposite[i] = term.not()
	}
	return allOf(opposite).not()
}
