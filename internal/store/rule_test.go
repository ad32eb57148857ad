package store

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/rule"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

const asOf = "2026-11-23"

// question is a selection by a rule over the sample.
func question(r *rule.Rule) Selection {
	on, err := day.Parse(asOf)
	if err != nil {
		panic(err)
	}
	return Selection{
		Rule: r, AsOf: on, Scope: identity.Everything,
		Standards: []area.Standard{
			{Area: "440000000000", Kind: rule.LineDibao, Amount: 90_000, From: "2026-01-01"},
			{Area: "441900000000", Kind: rule.LineDibao, Amount: 128_000, From: "2026-01-01"},
			{Area: "441900129000", Kind: rule.LineDibao, Amount: 20_000, From: "2025-01-01"},
			{Area: "441900129000", Kind: rule.LineDibao, Amount: 130_000, From: "2026-07-01"},
			{Area: "441900000000", Kind: "other", Amount: 500, From: "2026-01-01"},
		},
		Campaign: rule.Campaign{Year: 2026, AsOf: asOf, Params: map[string]string{"year": "2026", "town": "高埗镇", "code": "441900129000"}},
	}
}

// TestSoakRulesAgree: for rules made at random over households made at random, the
// conditions in the database say yes, no and unknown exactly where CEL does.
func TestSoakRulesAgree(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store) {
		sample := writeSample(t, s, 150)
		translated := 0
		check := func(rt *rapid.T) {
			unit := rapid.SampledFrom([]rule.Unit{rule.UnitHousehold, rule.UnitPerson}).Draw(rt, "unit")
			for range 3 {
				source := (&grammar{rt, 0, unit, nil, nil}).truth(3)
				r, err := rule.Compile(source, unit)
				if err != nil {
					continue // too long or too costly: the grammar bounds neither
				}
				got, err := selectedBy(t.Context(), s, r)
				if _, ok := errors.AsType[*Untranslatable](err); ok {
					continue
				}
				if err != nil {
					rt.Fatalf("%s: %v", source, err)
				}
				translated++
				if diff := cmp.Diff(sample.selectedBy(rt, r), got); diff != "" {
					rt.Fatalf("%s: rule against database:\n%s", source, diff)
				}
			}
		}
		for range dbtest.Rounds(1, 50) {
			rapid.Check(t, check)
		}
		if translated == 0 {
			t.Error("no rule was translated")
		}
	})
}

// TestRulesWrittenOut are rules whose translation is special.
func TestRulesWrittenOut(t *testing.T) {
	household := []string{
		`household.income_per_head < area.dibao_line`,
		`household.income_per_head < times(area.dibao_line, 1.5)`,
		`'低保对象' in household.categories`,
		`household.members.exists(m, m.age >= 80)`,
		`!household.members.exists(m, m.age > 80 || m.age == 14)`,
		`household.members.all(m, m.age != 14 && m.age <= 80)`,
		`household.members.exists(m, 60 <= m.age && m.age < 1001)`,
		`household.members.exists_one(m, m.relation == '母亲')`,
		`household.members.filter(m, m.school != '').size() == 1`,
		`'低保对象' in household.categories.filter(c, c != household.housing)`,
		`household.members.filter(m, m.age > 10).exists(m, m.age < 60)`,
		`household.members.exists(m, household.members.exists(n, n.age > m.age + 20))`,
		`['低保对象', '烈属'].exists(c, c in household.categories)`,
		`['低保对象', '烈属'].all(c, household.causes.exists(x, x != c))`,
		`household.housing in ['无房', household.main_cause]`,
		`'无房' in [household.housing, '无房']`,
		`household.housing in []`,
		`size([household.housing]) == 1`,
		`within(household.area, '441900129000')`,
		`within(household.area, campaign.params.code) && within(household.number, '440000000000') == false`,
		`within(household.area, campaign.params.missing)`,
		`household.housing.contains('')`,
		`household.unit_name.startsWith('高') || household.number.endsWith('7')`,
		`household.number.contains('a') != household.number.contains('A')`,
		`household.income * 9223372036854775807 > 0`,
		`household.income + 9223372036854775807 > 0 || household.income - (-9223372036854775807) > 0`,
		`-9223372036854775808 / (household.size - 2) < 0`,
		`household.income % (household.size - 3) == 0`,
		`times(household.income - 100, 0.001) == household.covered`,
		`(has(household.income) ? household.income : household.rigid_expense) > 100`,
		`has(area.dibao_line) && !has(household.rigid_expense) && has(campaign.params.town) && 'town' in campaign.params`,
		`int(campaign.params.year) == campaign.year && int(campaign.params.town) != 1`,
		`area.line('other') > 1 && area.line('none') > 1`,
		`(household.size > 2) == (household.rigid_expense > 100)`,
		`household.number + household.housing != '' && size(household.housing) > 1`,
	}
	person := []string{
		`person.age >= 60 && '重度残疾人' in person.categories`,
		`person.head ? person.covered : person.disability_grade < 3`,
		`household.members.exists(m, m.age > person.age)`,
	}
	eachStore(t, func(t *testing.T, s *Store) {
		sample := writeSample(t, s, 150)
		for unit, sources := range map[rule.Unit][]string{rule.UnitHousehold: household, rule.UnitPerson: person} {
			for _, source := range sources {
				r, err := rule.Compile(source, unit)
				if err != nil {
					t.Errorf("%s: %v", source, err)
					continue
				}
				got, err := selectedBy(t.Context(), s, r)
				if err != nil {
					t.Errorf("%s: %v", source, err)
					continue
				}
				if diff := cmp.Diff(sample.selectedBy(t, r), got); diff != "" {
					t.Errorf("%s: rule against database:\n%s", source, diff)
				}
			}
		}
	})
}

func TestSelect(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store) {
		sample := writeSample(t, s, 60)
		for _, test := range []struct {
			source     string
			unit       rule.Unit
			inDatabase bool
		}{
			{`household.income_per_head < area.dibao_line`, rule.UnitHousehold, true},
			{`household.extra['取暖'] == '煤炉'`, rule.UnitHousehold, false},
			{`person.age > 40`, rule.UnitPerson, true},
			{`household.members.map(m, m.age).size() == person.disability_grade`, rule.UnitPerson, false},
		} {
			r, err := rule.Compile(test.source, test.unit)
			if err != nil {
				t.Fatal(err)
			}
			if got := InDatabase(r) == nil; got != test.inDatabase {
				t.Errorf("%s: in the database %t", test.source, got)
			}
			want, got := sample.selectedBy(t, r), map[string]rule.Verdict{}
			var counted, expected Counts
			err = s.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
				if counted, err = s.Count(t.Context(), tx, question(r)); err != nil {
					return err
				}
				return s.Select(t.Context(), tx, question(r), func(c Candidate) error {
					got[c.ID] = c.Verdict
					if c.Verdict == rule.Unknown {
						expected.Unknown++
					} else {
						expected.Yes++
						expected.Persons += c.Size
					}
					if len(c.Values) == 0 || c.Head == "" || c.Name == "" {
						t.Errorf("%s: candidate %+v", test.source, c)
					}
					return nil
				})
			})
			if err != nil {
				t.Errorf("%s: %v", test.source, err)
			}
			if test.unit == rule.UnitPerson {
				expected.Persons = expected.Yes
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", test.source, diff)
			}
			if counted != expected {
				t.Errorf("%s: counted %+v, selected %+v", test.source, counted, expected)
			}
		}
	})
}

func TestSelectWithinScopeAndOpenFilesOnly(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store) {
		sample := writeSample(t, s, 80)
		scope := identity.Scope{Areas: []area.Code{"441900129000"}, Units: []string{"0001."}}
		var want []string
		for _, h := range sample.households {
			if h.open && strings.HasPrefix(h.facts.Household.Area, "441900129") && strings.HasPrefix(h.facts.Household.Unit, "0001.") {
				want = append(want, h.id)
			}
		}
		sel := question(nil)
		sel.Unit, sel.Scope = rule.UnitHousehold, scope
		var got []string
		err := s.Read(t.Context(), func(tx *sqldb.Tx) error {
			return s.Select(t.Context(), tx, sel, func(c Candidate) error {
				got = append(got, c.ID)
				return nil
			})
		})
		if err != nil || len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("selected %d, want %d in order, %v", len(got), len(want), err)
		}
	})
}

// TestFactsComeBack: what is loaded for the rules is what was written.
func TestFactsComeBack(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store) {
		sample := writeSample(t, s, 40)
		sel := question(nil)
		sel.Unit = rule.UnitHousehold
		got := map[string]rule.Household{}
		err := s.Read(t.Context(), func(tx *sqldb.Tx) error {
			return s.Select(t.Context(), tx, sel, func(c Candidate) error {
				got[c.ID] = c.Facts.Household
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range sample.households {
			if loaded, ok := got[h.id]; ok != h.open || ok && !cmp.Equal(h.facts.Household, loaded) {
				t.Errorf("open %t, loaded %t: %s", h.open, ok, cmp.Diff(h.facts.Household, loaded))
			}
		}
	})
}

func TestRuleSQLIsPortable(t *testing.T) {
	r, err := rule.Compile(`times(household.income + 1, 1.5) / household.size > area.dibao_line && household.members.exists_one(m, m.age > 3 && m.health == '重病')
		&& household.number.contains('x') && household.main_category in ['a', household.housing]`, rule.UnitHousehold)
	if err != nil {
		t.Fatal(err)
	}
	sel := question(r)
	for _, engine := range []sqldb.Engine{sqldb.SQLite, sqldb.PostgreSQL} {
		cond, err := sel.conditions(engine)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{cond.yes.sql, cond.no.sql, cond.open.sql} {
			if word, instead, found := sqldb.BannedSQL(text); found {
				t.Errorf("%s is not portable: %s", word, instead)
			}
		}
	}
}

// TestARuleTooLongForSQL: each == of conditions triples the SQL, so a chain of
// them is left to the rows instead of filling the memory.
func TestARuleTooLongForSQL(t *testing.T) {
	source := "household.income > 0"
	for range 15 {
		source = "(" + source + ") == (household.rigid_expense > 0)"
	}
	r, err := rule.Compile(source, rule.UnitHousehold)
	if err != nil {
		t.Fatal(err)
	}
	var untranslatable *Untranslatable
	if err := InDatabase(r); !errors.As(err, &untranslatable) {
		t.Errorf("err = %v", err)
	}
}

func TestLines(t *testing.T) {
	all := linesOf(question(nil).Standards)
	tests := []struct {
		code area.Code
		want money.Fen
	}{
		{"441900129003", 130_000}, {"441900130001", 128_000}, {"440100000000", 90_000}, {"110000000000", 0}, {"4419~", 90_000}, {"44~", 0},
	}
	for _, test := range tests {
		if got, _ := all.nearest(rule.LineDibao, test.code); got != test.want {
			t.Errorf("line of %s = %d, want %d", test.code, got, test.want)
		}
	}
}

func eachStore(t *testing.T, test func(t *testing.T, s *Store)) {
	t.Helper()
	files, err := fs.Sub(migrations, "migration")
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Migrated(t, files, func(t *testing.T, db *sqldb.DB) { test(t, New(db, testSealer(t))) })
}

// selectedBy is what the database says, without the facts.
func selectedBy(ctx context.Context, s *Store, r *rule.Rule) (map[string]rule.Verdict, error) {
	sel := question(r)
	cond, err := sel.conditions(s.db.Engine())
	if err != nil {
		return nil, err
	}
	out := map[string]rule.Verdict{}
	err = s.Read(ctx, func(tx *sqldb.Tx) error {
		keys, err := sel.keys(ctx, tx, cond, "", 1_000_000)
		for _, key := range keys {
			out[key.id] = key.verdict
		}
		return err
	})
	return out, err
}
