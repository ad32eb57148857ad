package store

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"songnuan/internal/rule"
)

// value translates an expression that is a number or a text.
func (tr *translator) value(e rule.Expr) fragment {
	if text, ok := tr.constant(e); ok {
		if text == nil {
			return fragment{sql: "CAST(NULL AS TEXT)", nullable: true, plain: true}
		}
		return textArg(*text)
	}
	switch e := e.(type) {
	case rule.IntLit:
		return number(e.Value)
	case rule.Read:
		return tr.read(e)
	case rule.Line:
		return tr.line(e.Kind)
	case rule.Var:
		return tr.vars[e.Name]
	case rule.Arith:
		return arith(e.Op, tr.value(e.X), tr.value(e.Y))
	case rule.Times:
		return times(tr.value(e.X), e.By)
	case rule.Concat:
		x, y := tr.value(e.X), tr.value(e.Y)
		return sqlf("(@ || @)", x, y).orNullIf(x, y)
	case rule.Length:
		x := tr.value(e.X)
		return sqlf("CAST(length(@) AS BIGINT)", x).orNullIf(x)
	case rule.ToInt:
		return tr.toInt(e)
	case rule.If:
		return tr.either(e)
	case rule.Size:
		return tr.size(e)
	}
	return untranslatable(fmt.Sprintf("%T", e))
}

func (tr *translator) either(e rule.If) fragment {
	cond := tr.truth(e.Cond)
	then, or := tr.value(e.Then), tr.value(e.Else)
	f := sqlf("CASE WHEN @ THEN @ WHEN @ THEN @ END", cond.yes, then, cond.no, or).orNullIf(then, or)
	f.nullable = f.nullable || !cond.total()
	return f
}

func (tr *translator) size(e rule.Size) fragment {
	if items, ok := e.List.(rule.ListLit); ok {
		return tr.sizeOfItems(items)
	}
	of := tr.list(e.List)
	if of.open.sql == "" {
		return of.number(holds)
	}
	return sqlf("CASE WHEN NOT @ THEN @ END", of.open, of.number(holds)).orNull()
}

func (tr *translator) sizeOfItems(items rule.ListLit) fragment {
	n := number(int64(len(items.Items)))
	for _, item := range items.Items {
		if v := tr.value(item); v.nullable {
			n = sqlf("CASE WHEN @ IS NOT NULL THEN @ END", v, n).orNull()
		}
	}
	return n
}

// constant is the text of an expression that is the same for all rows; nil
// when it is unknown for all.
func (tr *translator) constant(e rule.Expr) (text *string, ok bool) {
	switch e := e.(type) {
	case rule.TextLit:
		return &e.Value, true
	case rule.Entry:
		if value, known := tr.entry(e); known {
			return &value, true
		}
		return nil, true
	case rule.Read:
		if e.Field.Path() == "campaign.as_of" {
			return &tr.env.campaign.AsOf, true
		}
	}
	return nil, false
}

func (tr *translator) entry(e rule.Entry) (string, bool) {
	if e.Map.Owner != "campaign" {
		untranslatable(e.Path())
	}
	value, ok := tr.env.campaign.Params[e.Key]
	return value, ok
}

func (tr *translator) toInt(e rule.ToInt) fragment {
	text, ok := tr.constant(e.X)
	if !ok {
		return untranslatable("int()")
	}
	if text != nil {
		if n, err := strconv.ParseInt(*text, 10, 64); err == nil {
			return number(n)
		}
	}
	return nullNumber
}

var nullNumber = fragment{sql: "CAST(NULL AS BIGINT)", nullable: true, plain: true}

// number writes the least integer as a difference: its digits alone, without
// the sign, are no integer. The cast keeps PostgreSQL from counting in 32 bits.
func number(n int64) fragment {
	if n == math.MinInt64 {
		return column("(-9223372036854775807 - 1)")
	}
	return column("CAST(" + strconv.FormatInt(n, 10) + " AS BIGINT)")
}

// columns of household and member that stand for a field as they are.
var (
	knownColumns   = []string{"number", "area", "unit", "size", "covered", "housing_grade", "opened", "disability", "school"}
	nullColumns    = []string{"income", "income_per_head", "rigid_expense", "birth", "disability_grade"}
	emptyIsUnknown = []string{"housing", "sex", "relation", "health", "employment"}
)

func (tr *translator) read(e rule.Read) fragment {
	table, name := "h", e.Field.Name
	switch e.Field.Owner {
	case "person":
		table = tr.person(e)
	case "campaign":
		return number(tr.env.campaign.Year)
	}
	switch {
	case e.Field.Path() == "area.code":
		return column("h.area")
	case name == "age":
		return tr.age(e)
	case name == "head":
		return column(table + ".relation")
	case name == "unit_name":
		return column("COALESCE((SELECT u.name FROM unit u WHERE u.path = h.unit), '')")
	case name == "main_category":
		return tr.main("category")
	case name == "main_cause":
		return tr.main("cause")
	case slices.Contains(knownColumns, name):
		return column(table + "." + name)
	case slices.Contains(nullColumns, name):
		return column(table + "." + name).orNull()
	case slices.Contains(emptyIsUnknown, name):
		return column("NULLIF(" + table + "." + name + ", '')").orNull()
	}
	return untranslatable(e.Field.Path())
}

// main is the first name marked main, by its bytes.
func (tr *translator) main(table string) fragment {
	of := tr.names(table, "m", column("m.household = h.id AND m.main = 1"))
	return sqlf("COALESCE((SELECT MIN(m.name) FROM "+of.table+" WHERE @ AND @), '')", of.whose, of.where)
}

// person is the alias of the member that a field is read of.
func (tr *translator) person(e rule.Read) string {
	if e.Var == "" {
		return "p"
	}
	return tr.vars[e.Var].sql
}

func (tr *translator) birth(e rule.Read) fragment {
	return column(tr.person(e) + ".birth").orNull()
}

// age is full years on the day, as rule.Age counts them.
func (tr *translator) age(e rule.Read) fragment {
	if len(tr.env.asOf) < 4 {
		return nullNumber
	}
	birth := tr.birth(e)
	return sqlf("(@ - CAST(substr(@, 1, 4) AS BIGINT) - CASE WHEN substr(@, 5) > @ THEN 1 ELSE 0 END)",
		number(yearOf(tr.env.asOf)), birth, birth, textArg(tr.env.asOf[4:])).orNull()
}

func yearOf(day string) int64 {
	n, err := strconv.ParseInt(day[:4], 10, 64)
	if err != nil {
		return 0
	}
	return n
}
