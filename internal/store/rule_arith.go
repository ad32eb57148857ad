package store

import (
	"fmt"

	"songnuan/internal/rule"
)

const (
	greatest = "9223372036854775807"
	lowest   = "(-9223372036854775807 - 1)"
)

// arith is NULL where the result leaves 64 bits: PostgreSQL would fail there,
// and SQLite go on in floating point.
func arith(op string, x, y fragment) fragment {
	return once(x, y, func(x, y string) string { return arithmetic[op](x, y) })
}

var arithmetic = map[string]func(x, y string) string{
	// The bounds of each case cannot themselves overflow, and CASE tries them in order.
	"+": func(x, y string) string {
		return fmt.Sprintf("CASE WHEN %[2]s >= 0 THEN CASE WHEN %[1]s <= %[3]s - %[2]s THEN %[1]s + %[2]s END ELSE CASE WHEN %[1]s >= %[4]s - %[2]s THEN %[1]s + %[2]s END END",
			x, y, greatest, lowest)
	},
	"-": func(x, y string) string {
		return fmt.Sprintf("CASE WHEN %[2]s >= 0 THEN CASE WHEN %[1]s >= %[4]s + %[2]s THEN %[1]s - %[2]s END ELSE CASE WHEN %[1]s <= %[3]s + %[2]s THEN %[1]s - %[2]s END END",
			x, y, greatest, lowest)
	},
	"*": func(x, y string) string {
		return fmt.Sprintf(`CASE WHEN %[1]s IS NULL OR %[2]s IS NULL THEN NULL WHEN %[1]s = 0 OR %[2]s = 0 THEN 0
			WHEN %[2]s > 0 THEN CASE WHEN %[1]s <= %[3]s / NULLIF(%[2]s, 0) AND %[1]s >= %[4]s / NULLIF(%[2]s, 0) THEN %[1]s * %[2]s END
			WHEN %[2]s = -1 THEN CASE WHEN %[1]s > %[4]s THEN -%[1]s END
			ELSE CASE WHEN %[1]s >= %[3]s / NULLIF(%[2]s, 0) AND %[1]s <= %[4]s / NULLIF(%[2]s, 0) THEN %[1]s * %[2]s END END`,
			x, y, greatest, lowest)
	},
	"/": func(x, y string) string {
		return fmt.Sprintf("CASE WHEN %[2]s = 0 OR %[2]s = -1 AND %[1]s = %[3]s THEN NULL ELSE %[1]s / NULLIF(%[2]s, 0) END", x, y, lowest)
	},
	"%": func(x, y string) string {
		return fmt.Sprintf("CASE WHEN %[2]s = 0 OR %[2]s = -1 AND %[1]s = %[3]s THEN NULL ELSE %[1]s %% NULLIF(%[2]s, 0) END", x, y, lowest)
	},
}

// times is x × by rounded half away from zero, NULL if x × by.Num overflows.
func times(x fragment, by rule.Ratio) fragment {
	if by.Num == 0 {
		return sqlf("CASE WHEN @ IS NOT NULL THEN 0 END", x).orNullIf(x)
	}
	product := arith("*", x, number(by.Num))
	if by.Den == 1 {
		return product
	}
	return once(product, number(by.Den), func(p, den string) string {
		return fmt.Sprintf("(%[1]s / %[2]s + CASE WHEN %[1]s %% %[2]s >= %[3]d THEN 1 WHEN %[1]s %% %[2]s <= -%[3]d THEN -1 ELSE 0 END)", p, den, by.Den/2)
	})
}

// once writes an expression that uses x and y several times. A column or a
// constant is repeated; anything else is computed once, in a subquery.
func once(x, y fragment, expression func(x, y string) string) fragment {
	var f fragment
	if x.plain && y.plain && len(x.args)+len(y.args) == 0 {
		f = fragment{sql: expression(x.sql, y.sql)}
	} else {
		f = sqlf("(SELECT "+expression("o.x", "o.y")+" FROM (SELECT @ AS x, @ AS y) o)", x, y)
	}
	return f.orNull()
}
