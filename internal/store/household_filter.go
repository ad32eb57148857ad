package store

import (
	"strings"

	"songnuan/internal/identity"
	"songnuan/internal/personal"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// A page of the list is found in one of two ways. Where a filter leaves few
// files, its own index gives them all and they are sorted. Else the index of the
// order is walked, each file tested, until the page is full. Which way is
// shorter is told by counting what each filter leaves, up to fewAre.

// fewAre is how many files are sorted rather than walked to: both ways cost
// about the same at this number in a registry of 380,000.
const fewAre = 6_000

// listFilter is one filter in its three forms.
type listFilter struct {
	find  []findPart      // by its own index
	test  condition       // on household h, so written that it draws no index
	order registry.SortBy // whose index holds the column of test
	bound condition       // on household h, for the walk along that index
}

// condition is a piece of SQL with its arguments.
type condition struct {
	sql  string
	args []any
}

// findPart selects ids of households: SELECT id FROM from. Several are joined;
// one id may come twice.
type findPart struct {
	id, from, where string
	args            []any
}

func where(sql string, args ...any) condition { return condition{sql, args} }

// listFilters are the filters that are set, the place first. nothing tells that
// no file can be left.
func (s *Store) listFilters(f *registry.Filter, scope identity.Scope) (all []listFilter, nothing bool) {
	place, ok := scope.Within(f.Area, f.Unit)
	if !ok {
		return nil, true
	}
	if !place.All {
		sql, args := scopeWhere("h", place)
		in := ofColumn(where(sql, args...), registry.ByVillage, "h.area", "h.unit")
		if len(place.Areas) == 0 { // the index of units holds only who has one
			in.find[0].where, in.order = sql+` AND h.unit <> ''`, ""
		}
		all = append(all, in)
	}
	if text := personal.NormalName(f.Text); text != "" {
		all = append(all, s.ofText(text, f.Closed))
	}
	if len(f.Categories) > 0 {
		all = append(all, ofTerm("category", f.Categories, f))
	}
	if f.Cause != "" {
		all = append(all, ofTerm("cause", []string{f.Cause}, f))
	}
	if f.Lacks != 0 {
		all = append(all, ofGap(f.Lacks))
	}
	if f.Closed {
		all = append(all, listFilter{find: findHouseholds(where(`h.closed IS NOT NULL`)), test: where(`1 = 1`)})
	}
	return append(all, s.rangeFilters(f)...), false
}

// rangeFilters are those over one column of the household, or over its command.
func (s *Store) rangeFilters(f *registry.Filter) (all []listFilter) {
	if f.SizeFrom > 0 || f.SizeTo > 0 {
		all = append(all, ofColumn(within("h.size", bound(f.SizeFrom > 0, f.SizeFrom), bound(f.SizeTo > 0, f.SizeTo)), "", "h.size"))
	}
	if f.IncomeFrom != nil || f.IncomeTo != nil {
		from := any(int64(0)) // who did not say is left out
		if f.IncomeFrom != nil {
			from = int64(*f.IncomeFrom)
		}
		all = append(all, ofColumn(within(incomeKey, from, fen(f.IncomeTo)), registry.ByIncome, incomeKey))
	}
	if f.ChangedSince != "" {
		all = append(all, ofColumn(where(`h.recorded >= ?`, string(f.ChangedSince)), registry.ByChange, "h.recorded"))
	}
	if f.UnchangedSince != "" {
		all = append(all, ofColumn(where(`h.recorded < ?`, string(f.UnchangedSince)), registry.ByChange, "h.recorded"))
	}
	if f.NeverHelped {
		all = append(all, listFilter{find: findHouseholds(where(`h.closed IS NULL AND h.last_helped IS NULL`)), test: where(`h.last_helped || '' IS NULL`)})
	}
	if f.Batch != "" {
		all = append(all, ofBatch(string(f.Batch)))
	}
	if len(f.Households) > 0 {
		ids := keysOf(f.Households)
		these := where(`h.id IN (`+sqldb.Marks(len(ids))+`)`, ids...)
		all = append(all, listFilter{find: findHouseholds(these), test: these})
	}
	return all
}

// rowOf tells whether there is a row, asked file by file. EXISTS says the same, but
// PostgreSQL may join all files for it before it gives the first of a page.
func rowOf(from string) string { return `COALESCE((SELECT 1 FROM ` + from + ` LIMIT 1), 0) = 1` }

// incomeKey orders by income and is what its index holds.
const incomeKey = `COALESCE(h.income_per_head, -1)`

func bound(set bool, n int) any {
	if set {
		return n
	}
	return nil
}

func within(column string, from, to any) condition {
	var parts []string
	var args []any
	for _, end := range []struct {
		sign  string
		value any
	}{{" >= ?", from}, {" <= ?", to}} {
		if end.value != nil {
			parts, args = append(parts, column+end.sign), append(args, end.value)
		}
	}
	return where(strings.Join(parts, " AND "), args...)
}

// ofColumn is a filter over columns of the household that have an index.
func ofColumn(c condition, order registry.SortBy, columns ...string) listFilter {
	plain := c.sql
	for _, column := range columns {
		without := column + " || ''" // is equal, and no index holds it
		if column == "h.size" || column == incomeKey {
			without = column + " + 0"
		}
		plain = strings.ReplaceAll(plain, column+" ", without+" ")
	}
	return listFilter{find: findHouseholds(c), test: condition{plain, c.args}, order: order, bound: c}
}

func findHouseholds(c condition) []findPart {
	return []findPart{{"h.id", "household h", c.sql, c.args}}
}

// ofTerm: one of the names holds on the day.
func ofTerm(table string, names []string, f *registry.Filter) listFilter {
	args := argsOf(names)
	holds := ` IN (` + sqldb.Marks(len(names)) + `)`
	if !f.On.IsZero() {
		holds += ` AND c.valid_to >= ? AND c.valid_from <= ?`
		args = append(args, f.On.String(), f.On.String())
	}
	return listFilter{
		find: []findPart{{"c.household", table + " c", `c.name` + holds, args}},
		test: where(rowOf(table+` c WHERE c.household = h.id AND c.name || ''`+holds), args...),
	}
}

// ofGap looks a few sets of facts up, each of them a key of the index.
func ofGap(lacks registry.Gap) listFilter {
	var sets []any
	for set := registry.Gap(1); set <= registry.AnyGap; set++ {
		if set&lacks != 0 {
			sets = append(sets, int64(set))
		}
	}
	f := listFilter{
		find: findHouseholds(where(`h.gaps > 0 AND h.gaps IN (`+sqldb.Marks(len(sets))+`)`, sets...)),
		test: where(`(h.gaps & ?) <> 0`, int64(lacks)),
	}
	if lacks == registry.GapIncome { // they lie together in the order of incomes
		f.order, f.bound = registry.ByIncome, where(incomeKey+` = -1`)
	}
	return f
}

// ofBatch: the import wrote the version in force, or one that was replaced.
func ofBatch(batch string) listFilter {
	return listFilter{
		find: []findPart{{"h.id", "household h", "h.batch = ?", []any{batch}},
			{"o.subject", "history o", "o.noun = 'household' AND o.batch = ?", []any{batch}}},
		test: where(`(h.batch || '' = ? OR EXISTS (SELECT 1 FROM history o WHERE o.noun = 'household' AND o.batch = ? AND o.subject = h.id))`, batch, batch),
	}
}

// ofText looks for what the text's shape calls for, as Search does.
func (s *Store) ofText(text string, closed bool) listFilter {
	f := listFilter{}
	var tests []string
	add := func(test condition, parts ...findPart) {
		f.find, tests, f.test.args = append(f.find, parts...), append(tests, test.sql), append(f.test.args, test.args...)
	}
	member := func(column string, digest any) {
		add(where(rowOf(`member m WHERE m.household = h.id AND m.`+column+` || '' = ?`), digest),
			findPart{"m.household", "member m", "m." + column + " = ?", []any{digest}})
	}
	if number, err := personal.ParseID(text); err == nil {
		member("id_digest", s.digest(personal.ForID, number.Clear()))
	}
	if phone, err := personal.ParsePhone(text); err == nil {
		digest := s.digest(personal.ForPhone, phone.Clear())
		member("phone_digest", digest)
		add(where(`h.phone_digest || '' = ?`, digest), findPart{"h.id", "household h", "h.phone_digest = ?", []any{digest}})
	}
	if last, ok := lastFour(text); ok {
		member("id_last4", s.last4(last))
	}
	if strings.ContainsAny(text, "0123456789") {
		state := `h.closed IS NULL`
		if closed {
			state = `h.closed IS NOT NULL`
		}
		args := []any{text, prefixEnd(text)}
		add(where(`h.number || '' >= ? AND h.number || '' < ?`, args...),
			findPart{"h.id", "household h", state + " AND h.number >= ? AND h.number < ?", args})
	} else {
		part := strings.ToLower(strings.ReplaceAll(text, "·", ""))
		add(where(rowOf(`member n CROSS JOIN name_token t WHERE n.household = h.id AND t.name = n.name AND t.token >= ? AND t.token < ?`)+
			` OR h.head_listed = 0 AND `+rowOf(`name_token t WHERE t.name = h.head AND t.token >= ? AND t.token < ?`),
			part, prefixEnd(part), part, prefixEnd(part)),
			findPart{"n.household", "name_token t CROSS JOIN member n", "n.name = t.name AND t.token >= ? AND t.token < ?", []any{part, prefixEnd(part)}},
			findPart{"n.id", "name_token t CROSS JOIN household n", "n.head = t.name AND n.head_listed = 0 AND t.token >= ? AND t.token < ?", []any{part, prefixEnd(part)}})
	}
	f.test.sql = "(" + strings.Join(tests, " OR ") + ")"
	return f
}
