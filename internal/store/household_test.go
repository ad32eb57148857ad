package store

import (
	"reflect"
	"sync"
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

const (
	firstCommand  = id.ID("019b0000-0000-7000-8000-000000000001")
	secondCommand = id.ID("019b0000-0000-7000-8000-000000000002")
	laterInstant  = day.Instant("2026-12-01T02:00:00.000000Z")
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func date26(month, d int) day.Date {
	out, _ := day.New(2026, month, d)
	return out
}

// wholeHousehold has every field set.
func wholeHousehold(people *population) *registry.Household {
	income, perHead, rigid, own := money.Fen(0), money.Fen(123_45), money.Fen(9_999_999_99), money.Fen(1)
	number := people.idNumber(1950)
	return &registry.Household{
		ID: people.ids(), Number: "高埗-0001", Area: "441900129003", Unit: "0001.0002.", Head: "阿依古丽·买买提", Size: 4, Covered: 2,
		Income: &income, IncomePerHead: &perHead, RigidExpense: &rigid,
		Address: "冼沙村一坊12号", Housing: "无房", HousingGrade: "D",
		Phone: people.phone(), Contact: "𠅤某", ContactRelation: "邻居", Card: people.card(), CardHolder: "买买提", CardBank: "农业银行",
		Opened: date26(1, 2), Closed: date26(12, 31), CloseReason: "死亡",
		Members: []registry.Member{
			{ID: people.ids(), Seq: 1, Name: "阿依古丽·买买提", Relation: registry.Head, Sex: "女", Birth: must(day.Parse("1950-02-28")), IDKind: "居民身份证",
				IDNumber: number, Health: "重病", Disability: "肢体", DisabilityGrade: 1,
				DisabilityCard: must(personal.ParseDisabilityCard(number.Clear() + "41B1")), Employment: "无业", Covered: true, Income: &own,
				Phone: must(personal.ParsePhone("0769-22223333-801")), Card: people.card()},
			{ID: people.ids(), Seq: 2, Name: "𠅤〇", School: "小学", IDPending: true},
		},
		Categories: []registry.Category{{Name: "低保对象", Main: true, From: date26(1, 1), To: date26(6, 30)}, {Name: "残疾人", Member: 1}},
		Causes:     []registry.Cause{{Name: "因残", Main: true, From: date26(1, 1)}, {Name: "因病", To: date26(6, 30)}},
		Extra:      map[string]string{"取暖": "煤炉", "备注": "电话13800138000"},
		Version:    1, Batch: firstCommand,
	}
}

func add(t testing.TB, s *Store, households ...*registry.Household) {
	t.Helper()
	var prepared []*Prepared
	for _, h := range households {
		prepared = append(prepared, s.Prepare(h, testInstant))
	}
	write(t, s, func(tx *sqldb.Tx) error { return s.AddHouseholds(t.Context(), tx, prepared) })
}

func load(t testing.TB, s *Store, of id.ID) *registry.Household {
	t.Helper()
	var h *registry.Household
	read(t, s, func(tx *sqldb.Tx) (err error) {
		h, err = s.Household(t.Context(), tx, of, identity.Everything)
		return err
	})
	return h
}

func TestHouseholdComesBackAsItWas(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		people := newPopulation()
		whole := wholeHousehold(people)
		bare := &registry.Household{ID: people.ids(), Number: "2", Area: "441900129004", Head: "甲", Size: 1, Opened: date26(1, 1), Version: 1, Batch: firstCommand}
		add(t, s, whole, bare)
		for _, want := range []*registry.Household{whole, bare} {
			if got := load(t, s, want.ID); !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		}
	})
}

// replaced writes a second version of a household and gives both.
func replaced(t *testing.T, s *Store, people *population) (old, next *registry.Household) {
	t.Helper()
	old = wholeHousehold(people)
	add(t, s, old)
	copied := *old
	next = &copied
	next.Area, next.Address, next.Version, next.Batch = "441900129004", "新居", 2, secondCommand
	next.Members = old.Members[:1]
	write(t, s, func(tx *sqldb.Tx) error {
		return s.ReplaceHousehold(t.Context(), tx, old, s.Prepare(next, testInstant), laterInstant)
	})
	return old, next
}

func TestHistoryTellsWhatWasOnRecord(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		old, next := replaced(t, s, newPopulation())
		village := identity.Scope{Areas: []area.Code{old.Area}}
		read(t, s, func(tx *sqldb.Tx) error {
			ctx := t.Context()
			for _, c := range []struct {
				at    day.Instant
				scope identity.Scope
				want  *registry.Household
			}{
				{"2026-11-23T01:59:59.999999Z", identity.Everything, nil},
				{testInstant, identity.Everything, old},
				{date26(11, 30).End(), identity.Everything, old},
				{laterInstant, identity.Everything, next},
				{date26(12, 31).End(), identity.Everything, next},
				{testInstant, village, old},
				{laterInstant, village, nil}, // has moved away
				{testInstant, identity.Scope{Areas: []area.Code{next.Area}}, nil},
			} {
				got, err := s.HouseholdAsOf(ctx, tx, old.ID, c.at, c.scope)
				if c.want == nil && problem.Is(err, problem.NotFound) {
					continue
				}
				if err != nil || !reflect.DeepEqual(got, c.want) {
					t.Errorf("as of %s in %v: %+v, %v", c.at, c.scope, got, err)
				}
			}
			versions, err := s.HouseholdHistory(ctx, tx, old.ID, identity.Everything)
			want := []Version{
				{1, old.Area, old.Unit, firstCommand, testInstant, secondCommand, laterInstant},
				{2, next.Area, next.Unit, secondCommand, laterInstant, "", ""},
			}
			if !reflect.DeepEqual(versions, want) {
				t.Errorf("versions %+v", versions)
			}
			before, err2 := s.HouseholdVersion(ctx, tx, old.ID, 1, identity.Everything)
			if err2 != nil || !reflect.DeepEqual(before, old) {
				t.Errorf("version 1: %+v, %v", before, err2)
			}
			if _, err := s.HouseholdVersion(ctx, tx, old.ID, 3, identity.Everything); !problem.Is(err, problem.NotFound) {
				t.Errorf("version 3: %v", err)
			}
			return err
		})
	})
}

func TestUndoKnowsWhatACommandTouched(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		people := newPopulation()
		changed, _ := replaced(t, s, people)
		entered := people.household()
		entered.Batch = secondCommand
		add(t, s, entered)
		touched := func(command id.ID, after id.ID, limit int) (list []Touched) {
			read(t, s, func(tx *sqldb.Tx) (err error) {
				list, err = s.BatchHouseholds(t.Context(), tx, command, after, limit, identity.Everything)
				return err
			})
			return list
		}
		first, second := Touched{changed.ID, 2, 2, 2, secondCommand}, Touched{entered.ID, 1, 1, 1, secondCommand}
		if got := touched(secondCommand, "", 10); !reflect.DeepEqual(got, []Touched{first, second}) {
			t.Errorf("second command: %+v", got)
		}
		if got := touched(secondCommand, "", 1); !reflect.DeepEqual(got, []Touched{first}) {
			t.Errorf("first page: %+v", got)
		}
		if got := touched(secondCommand, changed.ID, 1); !reflect.DeepEqual(got, []Touched{second}) {
			t.Errorf("second page: %+v", got)
		}
		got := touched(firstCommand, "", 10)
		if !reflect.DeepEqual(got, []Touched{{changed.ID, 1, 1, 2, secondCommand}}) || !got[0].Later() {
			t.Errorf("first command: %+v", got)
		}
		write(t, s, func(tx *sqldb.Tx) error {
			return s.RemoveHousehold(t.Context(), tx, load(t, s, entered.ID), firstCommand, laterInstant)
		})
		if got := touched(secondCommand, changed.ID, 1); !reflect.DeepEqual(got, []Touched{{entered.ID, 1, 1, 0, ""}}) {
			t.Errorf("after its removal: %+v", got)
		}
	})
}

func TestTheSecondOfTwoWritersIsRefused(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		old := newPopulation().household()
		add(t, s, old)
		var failures [2]error
		var both sync.WaitGroup
		for i := range failures {
			both.Go(func() {
				next := *old
				next.Version, next.Batch = 2, secondCommand
				failures[i] = s.Write(t.Context(), func(tx *sqldb.Tx) error {
					return s.ReplaceHousehold(t.Context(), tx, old, s.Prepare(&next, testInstant), laterInstant)
				})
			})
		}
		both.Wait()
		if (failures[0] == nil) == (failures[1] == nil) {
			t.Fatalf("one of two writers must fail: %v; %v", failures[0], failures[1])
		}
		for _, err := range failures {
			if err != nil && !problem.Is(err, problem.Conflict) {
				t.Error(err)
			}
		}
		if got := load(t, s, old.ID); got.Version != 2 {
			t.Errorf("version %d", got.Version)
		}
	})
}

func TestANumberIsOncePerUnitAmongOpenFiles(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		people := newPopulation()
		open, closed, again := people.household(), people.household(), people.household()
		closed.Number, closed.Closed, again.Number = open.Number, date26(10, 1), open.Number
		add(t, s, open, closed)
		err := s.Write(t.Context(), func(tx *sqldb.Tx) error {
			return s.AddHouseholds(t.Context(), tx, []*Prepared{s.Prepare(again, testInstant)})
		})
		if _, taken := sqldb.IsUnique(err); !taken {
			t.Errorf("a second open file of the number: %v", err)
		}
	})
}

func TestTwoWritersBringTheSameNewNames(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				err := s.Write(t.Context(), func(tx *sqldb.Tx) error {
					return s.AddNames(t.Context(), tx, []string{"欧阳建国", "王小王", "欧阳建国"})
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		read(t, s, func(tx *sqldb.Tx) error {
			var names int
			err := tx.Row(t.Context(), `SELECT COUNT(*) FROM name`).Scan(&names)
			if names != 2 {
				t.Errorf("%d names", names)
			}
			return err
		})
	})
}
