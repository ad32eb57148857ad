package store

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"

	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

const lineColumns = `h.id, h.number, h.area, h.unit, h.head, h.size, h.income_per_head, h.gaps, h.closed, h.recorded, h.last_helped, h.head_sort`

// Lines gives a page of the households that a filter leaves within the scope, in
// an order. problem.Invalid when a key of the cut is none of this order.
func (s *Store) Lines(ctx context.Context, tx *sqldb.Tx, f *registry.Filter, order registry.Order, cut registry.Cut, scope identity.Scope) (page registry.Page, err error) {
	q := &listQuery{order: order, back: cut.Before != "", closed: f.Closed}
	key := cut.After
	if q.back {
		key = cut.Before
	}
	if q.key, err = s.openListKey(key, q); err != nil {
		return page, err
	}
	filters, nothing := s.listFilters(f, scope)
	if nothing {
		return page, nil
	}
	lines, err := q.run(ctx, tx, filters, cut.Limit)
	if err != nil {
		return page, err
	}
	more := len(lines) > cut.Limit
	if lines = lines[:min(len(lines), cut.Limit)]; q.back {
		slices.Reverse(lines)
		if !more && len(lines) < cut.Limit { // the first page, which is to be full
			return s.Lines(ctx, tx, f, order, registry.Cut{Limit: cut.Limit}, scope)
		}
	}
	if len(lines) == 0 {
		return page, nil
	}
	if q.back && more || !q.back && key != "" {
		page.Prev = s.listKey(q, &lines[0])
	}
	if q.back || more {
		page.Next = s.listKey(q, &lines[len(lines)-1])
	}
	for i := range lines {
		page.Lines = append(page.Lines, lines[i].Line)
	}
	return page, lineCategories(ctx, tx, page.Lines, f)
}

// listLine is a line with what its key holds besides.
type listLine struct {
	registry.Line
	headSort string
}

func scanListLine(row *sqldb.Row) (l listLine, err error) {
	var income *int64
	var closed, helped *string
	err = row.Scan(&l.ID, &l.Number, &l.Area, &l.Unit, &l.Head, &l.Size, &income, &l.Lacks, &closed, &l.Changed, &helped, &l.headSort)
	l.IncomePerHead, l.Closed, l.LastHelped = fenOf(income), dateOf(closed), dateOf(helped)
	return l, err
}

// listQuery is one page being read.
type listQuery struct {
	order  registry.Order
	back   bool
	closed bool
	key    []any // of the line beside the page, nil at the beginning
}

// columns are those of the order; together they tell every file apart.
func (q *listQuery) columns() []string {
	switch q.order.By {
	case registry.ByVillage:
		return []string{"h.area", "h.id"}
	case registry.ByIncome:
		return []string{incomeKey, "h.id"}
	case registry.ByChange:
		return []string{"h.recorded", "h.id"}
	case registry.ByHead:
		return []string{"h.head_sort", "h.id"}
	}
	if q.closed { // a number may have been given again
		return []string{"h.number", "h.unit", "h.id"}
	}
	return []string{"h.number", "h.unit"}
}

// values are the line's in those columns.
func (q *listQuery) values(l *listLine) []any {
	switch q.order.By {
	case registry.ByVillage:
		return []any{string(l.Area), string(l.ID)}
	case registry.ByIncome:
		income := money.Fen(-1)
		if l.IncomePerHead != nil {
			income = *l.IncomePerHead
		}
		return []any{int64(income), string(l.ID)}
	case registry.ByChange:
		return []any{string(l.Changed), string(l.ID)}
	case registry.ByHead:
		return []any{l.headSort, string(l.ID)}
	}
	return []any{l.Number, l.Unit, string(l.ID)}[:len(q.columns())]
}

// down tells whether rows are read from the high end.
func (q *listQuery) down() bool { return q.order.Down != q.back }

// beyond is the condition of lying behind the key, and the clause of the order.
func (q *listQuery) beyond() (behind condition, orderBy string) {
	columns, sign, direction := q.columns(), ">", ""
	if q.down() {
		sign, direction = "<", " DESC"
	}
	orderBy = ` ORDER BY ` + strings.Join(columns, direction+", ") + direction
	switch {
	case q.key == nil:
		return where(`1 = 1`), orderBy
	case columns[0] == incomeKey: // SQLite finds no row value in an index over an expression
		return where(incomeKey+` `+sign+`= ? AND (`+incomeKey+` `+sign+` ? OR h.id `+sign+` ?)`, q.key[0], q.key[0], q.key[1]), orderBy
	}
	return where(`(`+strings.Join(columns, ", ")+`) `+sign+` (`+sqldb.Marks(len(columns))+`)`, q.key...), orderBy
}

// run reads one line more than the limit, to know whether there are more.
func (q *listQuery) run(ctx context.Context, tx *sqldb.Tx, filters []listFilter, limit int) ([]listLine, error) {
	behind, orderBy := q.beyond()
	fewest, err := fewestOf(ctx, tx, filters, q.order.By)
	if err != nil {
		return nil, err
	}
	from, all := listFrom(filters, fewest, q.order.By, q.closed)
	return sqldb.Collect(tx.Query(ctx, `SELECT `+lineColumns+from+all.sql+` AND `+behind.sql+orderBy+` LIMIT ?`,
		append(append(all.args, behind.args...), limit+1)...), scanListLine)
}

// listFrom is what the list is read from and on which conditions: the files that
// one filter leaves, or with none (-1) all of them.
func listFrom(filters []listFilter, fewest int, order registry.SortBy, closed bool) (from string, all condition) {
	from, all.sql = ` FROM household h WHERE `, `h.closed IS NULL`
	if closed {
		all.sql = `h.closed IS NOT NULL`
	}
	if fewest >= 0 {
		ids := filters[fewest].ids(`id`, ` UNION `, 0)
		from = ` FROM (` + ids.sql + `) f CROSS JOIN household h WHERE h.id = f.id AND `
		all.args = ids.args
	}
	for i, f := range filters {
		// PostgreSQL takes for granted that nearly all files pass such a test, and
		// so walks the order: how many pass was counted before.
		test := condition{`CASE WHEN ` + f.test.sql + ` THEN 1 ELSE 0 END <> 0`, f.test.args}
		if fewest < 0 && order != "" && f.order == order {
			test = f.bound
		}
		if i != fewest {
			all.sql, all.args = all.sql+` AND `+test.sql, append(all.args, test.args...)
		}
	}
	return from, all
}

// ids selects what the filter leaves; with a limit it may give one twice.
func (f *listFilter) ids(as, join string, limit int) (all condition) {
	var parts []string
	for _, p := range f.find {
		what := p.id + ` AS id`
		switch {
		case limit > 0:
			what = `1 AS ` + as
		case len(f.find) == 1 && p.id != "h.id": // a household has several members and categories
			what = `DISTINCT ` + what
		}
		parts = append(parts, `SELECT `+what+` FROM `+p.from+` WHERE `+p.where)
		all.args = append(all.args, p.args...)
	}
	all.sql = strings.Join(parts, join)
	if limit > 0 {
		all.sql, all.args = all.sql+` LIMIT ?`, append(all.args, limit)
	}
	return all
}

// fewestOf is the filter that leaves the fewest files when they are few, else
// -1: then the order's own index is walked.
func fewestOf(ctx context.Context, tx *sqldb.Tx, filters []listFilter, order registry.SortBy) (fewest int, err error) {
	fewest, most := -1, int64(fewAre)
	for i := range filters {
		if order != "" && filters[i].order == order && len(filters) == 1 {
			return -1, nil // the walk is within its bounds
		}
		some := filters[i].ids("one", ` UNION ALL `, int(most)+1)
		var n int64
		if err := tx.Row(ctx, `SELECT COUNT(*) FROM (`+some.sql+`) found`, some.args...).Scan(&n); err != nil {
			return -1, err
		}
		if n <= most {
			fewest, most = i, n
		}
		if n == 0 {
			break
		}
	}
	return fewest, nil
}

// A key holds the values of the order, among them names in pinyin, so it leaves
// the store encrypted.
type sealedListKey struct {
	By     registry.SortBy `json:"b"`
	Closed bool            `json:"c,omitempty"`
	Texts  []string        `json:"t"`
	Income int64           `json:"i,omitempty"`
}

func (s *Store) listKey(q *listQuery, l *listLine) string {
	key := sealedListKey{By: q.order.By, Closed: q.closed}
	for _, value := range q.values(l) {
		switch v := value.(type) {
		case string:
			key.Texts = append(key.Texts, v)
		case int64:
			key.Income = v
		}
	}
	sealed, err := s.sealJSON(personal.ForRow, key)
	if err != nil { // texts and numbers always marshal
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(sealed)
}

func (s *Store) openListKey(text string, q *listQuery) (values []any, err error) {
	if text == "" {
		return nil, nil
	}
	var key sealedListKey
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = s.unsealJSON(personal.ForRow, sealed, &key)
	}
	want := len(q.columns())
	if q.order.By == registry.ByIncome {
		values, want = append(values, key.Income), want-1
	}
	if err != nil || key.By != q.order.By || key.Closed != q.closed || len(key.Texts) != want {
		return nil, problem.Wrap(err, problem.Invalid, "registry.search_key")
	}
	return append(values, argsOf(key.Texts)...), nil
}

// lineCategories fills in the categories of a page, once each.
func lineCategories(ctx context.Context, tx *sqldb.Tx, lines []registry.Line, f *registry.Filter) error {
	if len(lines) == 0 {
		return nil
	}
	at := make(map[id.ID]*registry.Line, len(lines))
	keys := make([]any, len(lines), len(lines)+2)
	for i := range lines {
		at[lines[i].ID], keys[i] = &lines[i], string(lines[i].ID)
	}
	holds := ""
	if !f.On.IsZero() {
		holds = ` AND valid_to >= ? AND valid_from <= ?`
		keys = append(keys, f.On.String(), f.On.String())
	}
	for row, err := range tx.Query(ctx, `SELECT household, name FROM category WHERE household IN (`+sqldb.Marks(len(lines))+`)`+holds+`
		ORDER BY household, main DESC, member, name`, keys...) {
		if err != nil {
			return err
		}
		var household id.ID
		var name string
		if err := row.Scan(&household, &name); err != nil {
			return err
		}
		if l := at[household]; !slices.Contains(l.Categories, name) {
			l.Categories = append(l.Categories, name)
		}
	}
	return nil
}

// CountLines counts the households that a filter leaves within the scope, and
// their persons; of more than most it tells only that.
func (s *Store) CountLines(ctx context.Context, tx *sqldb.Tx, f *registry.Filter, most int64, scope identity.Scope) (total registry.Total, err error) {
	filters, nothing := s.listFilters(f, scope)
	if nothing {
		return total, nil
	}
	fewest, err := fewestOf(ctx, tx, filters, "")
	if err != nil {
		return total, err
	}
	if fewest < 0 && len(filters) == 1 { // nearly all that it leaves counts
		fewest = 0
		if over, err := overOf(ctx, tx, &filters[0], most, f.Closed); err != nil || over {
			return registry.Total{Households: most, Over: over}, err
		}
	}
	from, all := listFrom(filters, fewest, "", f.Closed)
	err = tx.Row(ctx, `SELECT COUNT(*), CAST(COALESCE(SUM(found.size), 0) AS BIGINT) FROM (SELECT h.size`+from+all.sql+` LIMIT ?) found`,
		append(all.args, most+1)...).Scan(&total.Households, &total.Persons)
	if total.Households > most {
		total = registry.Total{Households: most, Over: true}
	}
	return total, err
}

// overOf tells whether one part of a filter of several leaves more than most
// already: to join the parts takes all they leave.
func overOf(ctx context.Context, tx *sqldb.Tx, f *listFilter, most int64, closed bool) (over bool, err error) {
	if len(f.find) == 1 {
		return false, nil
	}
	_, state := listFrom(nil, -1, "", closed)
	for _, part := range f.find {
		var n int64
		err := tx.Row(ctx, `SELECT COUNT(*) FROM (SELECT DISTINCT h.id FROM (SELECT `+part.id+` AS id FROM `+part.from+` WHERE `+part.where+`) f
			CROSS JOIN household h WHERE h.id = f.id AND `+state.sql+` LIMIT ?) found`, append(slices.Clone(part.args), most+1)...).Scan(&n)
		if err != nil || n > most {
			return n > most, err
		}
	}
	return false, nil
}
