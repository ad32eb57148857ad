package store

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/personal"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// listed is a registry with every kind of file in it, in memory too.
type listed struct {
	*Store
	files  []*registry.Household
	helped map[id.ID]bool
}

func listedIn(t *testing.T, s *Store) *listed {
	t.Helper()
	people := newPopulation()
	l := &listed{Store: s, helped: map[id.ID]bool{}}
	var prepared []*Prepared
	for i := range 200 {
		h := people.household()
		h.Unit = []string{"", "0001.", "0001.0002."}[i%3]
		if i%7 == 0 {
			h.Closed, h.CloseReason = date26(11, 1), "迁出"
		}
		if i%11 == 0 {
			h.IncomePerHead = nil
		}
		if i%5 == 0 {
			h.Phone = personal.Phone{}
		}
		if i%13 == 0 {
			h.Members[0].IDPending = true
		}
		h.Batch = []id.ID{firstCommand, secondCommand}[i%2]
		at := testInstant
		if i%4 == 0 {
			at = laterInstant
		}
		l.files, prepared = append(l.files, h), append(prepared, s.Prepare(h, at))
		l.helped[h.ID] = i%9 == 0
	}
	write(t, s, func(tx *sqldb.Tx) error {
		if err := s.AddHouseholds(t.Context(), tx, prepared); err != nil {
			return err
		}
		for of, yes := range l.helped {
			if !yes {
				continue
			}
			if _, err := tx.Exec(t.Context(), `UPDATE household SET last_helped = '2026-01-20' WHERE id = ?`, string(of)); err != nil {
				return err
			}
		}
		return nil
	})
	return l
}

func (l *listed) recorded(i int) day.Instant {
	if i%4 == 0 {
		return laterInstant
	}
	return testInstant
}

// passes tells by Go alone whether the list must hold a file.
func (l *listed) passes(i int, f *registry.Filter, scope identity.Scope) bool {
	h := l.files[i]
	place, ok := scope.Within(f.Area, f.Unit)
	terms := func(names []string) bool {
		return len(names) == 0 || slices.ContainsFunc(h.Categories, func(c registry.Category) bool { return slices.Contains(names, c.Name) })
	}
	return ok && place.Sees(h.Area, h.Unit) && h.Closed.IsZero() != f.Closed && terms(f.Categories) &&
		(f.Cause == "" || slices.ContainsFunc(h.Causes, func(c registry.Cause) bool { return c.Name == f.Cause })) &&
		(f.Lacks == 0 || h.Gaps()&f.Lacks != 0) && (f.SizeFrom == 0 || h.Size >= f.SizeFrom) && (f.SizeTo == 0 || h.Size <= f.SizeTo) &&
		(f.IncomeFrom == nil || h.IncomePerHead != nil && *h.IncomePerHead >= *f.IncomeFrom) &&
		(f.IncomeTo == nil || h.IncomePerHead != nil && *h.IncomePerHead <= *f.IncomeTo) &&
		(f.ChangedSince == "" || l.recorded(i) >= f.ChangedSince) && (f.UnchangedSince == "" || l.recorded(i) < f.UnchangedSince) &&
		(!f.NeverHelped || !l.helped[h.ID]) && (f.Batch == "" || h.Batch == f.Batch) &&
		(len(f.Households) == 0 || slices.Contains(f.Households, h.ID)) && l.says(h, f.Text)
}

func (l *listed) says(h *registry.Household, text string) bool {
	return text == "" || strings.HasPrefix(h.Number, text) || slices.ContainsFunc(h.Members, func(m registry.Member) bool {
		number := m.IDNumber.Clear()
		return number == text || number[14:] == text || strings.Contains(m.Name, text) ||
			slices.ContainsFunc(personal.Tokens(m.Name), func(token string) bool { return strings.HasPrefix(token, text) })
	})
}

// want is the list by Go alone.
func (l *listed) want(f *registry.Filter, order registry.Order, scope identity.Scope) (ids []id.ID) {
	var at []int
	for i := range l.files {
		if l.passes(i, f, scope) {
			at = append(at, i)
		}
	}
	slices.SortFunc(at, func(i, j int) int {
		a, b := l.files[i], l.files[j]
		by := map[registry.SortBy]int{
			registry.ByNumber: cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Unit, b.Unit)), registry.ByVillage: cmp.Compare(a.Area, b.Area),
			registry.ByIncome: cmp.Compare(incomeOf(a), incomeOf(b)), registry.ByChange: cmp.Compare(l.recorded(i), l.recorded(j)),
			registry.ByHead: cmp.Compare(personal.Pinyin(a.Head).SortKey(), personal.Pinyin(b.Head).SortKey()),
		}[order.By]
		if by = cmp.Or(by, cmp.Compare(a.ID, b.ID)); order.Down {
			return -by
		}
		return by
	})
	for _, i := range at {
		ids = append(ids, l.files[i].ID)
	}
	return ids
}

func incomeOf(h *registry.Household) money.Fen {
	if h.IncomePerHead == nil {
		return -1
	}
	return *h.IncomePerHead
}

// pages reads the list forward to its end and back to its beginning, and gives
// both readings.
func (l *listed) pages(t *testing.T, f *registry.Filter, order registry.Order, scope identity.Scope, limit int) (forth, back []id.ID) {
	t.Helper()
	read(t, l.Store, func(tx *sqldb.Tx) error {
		cut := registry.Cut{Limit: limit}
		var last registry.Page
		for {
			page, err := l.Lines(t.Context(), tx, f, order, cut, scope)
			if err != nil {
				return err
			}
			if (page.Prev == "") != (cut.After == "") {
				t.Errorf("the way back is there %t after %q", page.Prev != "", cut.After)
			}
			for _, line := range page.Lines {
				forth = append(forth, line.ID)
			}
			if last = page; page.Next == "" {
				break
			}
			cut.After = page.Next
		}
		for {
			var ids []id.ID
			for _, line := range last.Lines {
				ids = append(ids, line.ID)
			}
			if back = append(ids, back...); last.Prev == "" {
				return nil
			}
			var err error
			if last, err = l.Lines(t.Context(), tx, f, order, registry.Cut{Before: last.Prev, Limit: limit}, scope); err != nil {
				return err
			}
		}
	})
	return forth, back
}

func listFiltersToTry(l *listed) []registry.Filter {
	low, high := money.Fen(20_000), money.Fen(60_000)
	name := l.files[5].Members[0].Name
	return []registry.Filter{
		{}, {Closed: true}, {Area: "441900101000"}, {Area: "441900101003"}, {Unit: "0001."}, {Unit: "0001.0002.", Closed: true},
		{Categories: []string{"低保对象"}}, {Categories: []string{"低保对象", "残疾人"}, On: date26(11, 23)}, {Cause: "因灾"},
		{Lacks: registry.AnyGap}, {Lacks: registry.GapIncome}, {Lacks: registry.GapPending | registry.GapPhone},
		{SizeFrom: 3}, {SizeFrom: 2, SizeTo: 2}, {SizeTo: 1}, {IncomeTo: &low}, {IncomeFrom: &low, IncomeTo: &high},
		{ChangedSince: laterInstant}, {UnchangedSince: laterInstant}, {NeverHelped: true}, {Batch: secondCommand},
		{Text: name}, {Text: string([]rune(name)[1:])}, {Text: "wang"}, {Text: "GB000001"}, {Text: l.files[8].Members[0].IDNumber.Clear()},
		{Text: l.files[9].Members[0].IDNumber.Clear()[14:]}, {Text: "<script>"}, {Households: []id.ID{l.files[1].ID, l.files[2].ID}},
		{Area: "441900101000", Categories: []string{"低保对象"}, SizeFrom: 2}, {NeverHelped: true, IncomeTo: &high, Cause: "因病"},
		{Text: "王", Lacks: registry.GapPhone}, {Batch: secondCommand, UnchangedSince: laterInstant, Closed: true},
	}
}

func TestListHoldsWhatTheFilterLeavesInItsOrder(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		l := listedIn(t, s)
		town := identity.Scope{Areas: []area.Code{"441900101000", "441900104000"}}
		for i, f := range listFiltersToTry(l) {
			for j, by := range registry.SortBys {
				order := registry.Order{By: by, Down: (i+j)%2 == 1}
				for _, scope := range []identity.Scope{identity.Everything, town, {Areas: town.Areas, Units: []string{"0001."}}} {
					want := l.want(&f, order, scope)
					forth, back := l.pages(t, &f, order, scope, 31)
					what := fmt.Sprintf("%+v by %+v in %v", f, order, scope)
					if !slices.Equal(forth, want) {
						t.Errorf("%s: %d files instead of %d", what, len(forth), len(want))
					}
					if !slices.Equal(back, want) && len(want) > 0 {
						t.Errorf("%s: backwards %d files instead of %d", what, len(back), len(want))
					}
				}
			}
		}
	})
}

// The two ways of reading a page, and the two of counting, give the same.
func TestListIsTheSameWhicheverWayItIsRead(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		l := listedIn(t, s)
		for _, f := range listFiltersToTry(l) {
			for _, by := range registry.SortBys {
				q := &listQuery{order: registry.Order{By: by}, closed: f.Closed}
				filters, _ := s.listFilters(&f, identity.Scope{Units: []string{"0001."}})
				want := l.want(&f, q.order, identity.Scope{Units: []string{"0001."}})
				for way := -1; way < len(filters); way++ {
					_, orderBy := q.beyond()
					from, all := listFrom(filters, way, by, f.Closed)
					read(t, s, func(tx *sqldb.Tx) error {
						lines, err := sqldb.Collect(tx.Query(t.Context(), `SELECT `+lineColumns+from+all.sql+orderBy, all.args...), scanListLine)
						var ids []id.ID
						for i := range lines {
							ids = append(ids, lines[i].ID)
						}
						if !slices.Equal(ids, want) {
							t.Errorf("%+v by %s, way %d: %d files instead of %d", f, by, way, len(ids), len(want))
						}
						return err
					})
				}
			}
		}
	})
}

func TestListIsCountedUpToABound(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		l := listedIn(t, s)
		for _, f := range listFiltersToTry(l) {
			want := registry.Total{}
			for i, h := range l.files {
				if l.passes(i, &f, identity.Everything) {
					want.Households, want.Persons = want.Households+1, want.Persons+int64(h.Size)
				}
			}
			read(t, s, func(tx *sqldb.Tx) error {
				got, err := s.CountLines(t.Context(), tx, &f, 1000, identity.Everything)
				if got != want {
					t.Errorf("%+v: %+v instead of %+v", f, got, want)
				}
				if want.Households < 2 || err != nil {
					return err
				}
				got, err = s.CountLines(t.Context(), tx, &f, want.Households-1, identity.Everything)
				if got != (registry.Total{Households: want.Households - 1, Over: true}) {
					t.Errorf("%+v: %+v of %d", f, got, want.Households)
				}
				return err
			})
		}
	})
}

func TestLineShowsTheFile(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		whole := wholeHousehold(newPopulation())
		whole.Closed, whole.CloseReason = day.Date{}, ""
		add(t, s, whole)
		read(t, s, func(tx *sqldb.Tx) error {
			page, err := s.Lines(t.Context(), tx, &registry.Filter{On: date26(3, 1)}, registry.Order{By: registry.ByHead}, registry.Cut{Limit: 9}, identity.Everything)
			if err != nil {
				return err
			}
			want := []registry.Line{{ID: whole.ID, Number: whole.Number, Area: whole.Area, Unit: whole.Unit, Head: whole.Head, Size: 4, IncomePerHead: whole.IncomePerHead,
				Categories: []string{"低保对象", "残疾人"}, Lacks: registry.GapIDNumber | registry.GapPending | registry.GapMember, Changed: testInstant}}
			if !reflect.DeepEqual(page.Lines, want) {
				t.Errorf("%+v", page.Lines)
			}
			return nil
		})
	})
}

func TestListRefusesAKeyThatIsNoneOfItsOwn(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		listedIn(t, s)
		read(t, s, func(tx *sqldb.Tx) error {
			page, err := s.Lines(t.Context(), tx, &registry.Filter{}, registry.Order{By: registry.ByHead}, registry.Cut{Limit: 3}, identity.Everything)
			if err != nil {
				return err
			}
			for _, key := range []string{"x", "<script>", "AAAA", page.Next} {
				_, err := s.Lines(t.Context(), tx, &registry.Filter{}, registry.Order{By: registry.ByIncome}, registry.Cut{After: key, Limit: 3}, identity.Everything)
				if !problem.Is(err, problem.Invalid) {
					t.Errorf("%.20q: %v", key, err)
				}
			}
			return nil
		})
	})
}
