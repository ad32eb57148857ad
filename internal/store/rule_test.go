package store

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/registry"
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

// TestRulesAgree: for rules made at random over households made at random, the
// conditions in the database say yes, no and unknown exactly where CEL does.
func TestRulesAgree(t *testing.T) {
	eachStore(t, func(t *testing.T, s *Store) {
		sample := writeSample(t, s, 150)
		translated := 0
		rapid.Check(t, func(rt *rapid.T) {
			unit := rapid.SampledFrom([]rule.Unit{rule.UnitHousehold, rule.UnitPerson}).Draw(rt, "unit")
			for range 3 {
				source := (&grammar{rt, 0, unit, nil, nil}).truth(3)
				r, err := rule.Compile(source, unit)
				if err != nil {
					continue // too long or too costly: the grammar bounds neither
				}
				got, err := selectedBy(t.Context(), s, r)
				if _, no := err.(*Untranslatable); no {
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
		})
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

// sample is households made at random, as they were written.
type sample struct{ households []sampled }

type sampled struct {
	id      string
	open    bool
	facts   rule.Facts
	members []string
}

func (s *sample) selectedBy(t interface{ Fatal(...any) }, r *rule.Rule) map[string]rule.Verdict {
	out := map[string]rule.Verdict{}
	ask := func(id string, f *rule.Facts) {
		verdict, _, err := r.Eval(f)
		if err != nil {
			t.Fatal(err)
		}
		if verdict != rule.No {
			out[id] = verdict
		}
	}
	for _, h := range s.households {
		if !h.open {
			continue
		}
		f := h.facts
		if r.Unit() == rule.UnitHousehold {
			ask(h.id, &f)
			continue
		}
		for i, id := range h.members {
			f.Person = &f.Household.Members[i]
			ask(id, &f)
		}
	}
	return out
}

// maker makes households from a fixed seed.
type maker struct {
	*rand.Rand
	t  *testing.T
	tx *sqldb.Tx
	s  *Store
	n  int
}

func pick[T any](m *maker, from ...T) T { return from[m.IntN(len(from))] }

func writeSample(t *testing.T, s *Store, n int) *sample {
	t.Helper()
	out := &sample{}
	err := s.Write(t.Context(), func(tx *sqldb.Tx) error {
		m := &maker{Rand: rand.New(rand.NewPCG(7, 11)), t: t, tx: tx, s: s}
		m.exec(`INSERT INTO unit (path, name) VALUES ('0001.', '高埗镇总工会'), ('0001.0002.', '制衣厂工会')`)
		*out = sample{}
		for range n {
			out.households = append(out.households, m.household())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (m *maker) exec(query string, args ...any) {
	m.t.Helper()
	if _, err := m.tx.Exec(m.t.Context(), query, args...); err != nil {
		m.t.Fatal(err)
	}
}

func (m *maker) id() string {
	m.n++
	return fmt.Sprintf("01900000-0000-7000-8000-%012d", m.n)
}

func (m *maker) fen(most int64) *money.Fen {
	if m.IntN(3) == 0 {
		return nil
	}
	f := money.Fen(pick(m, m.Int64N(most), 0, 128_000, 150_000_00))
	return &f
}

func (m *maker) household() sampled {
	out := sampled{id: m.id()}
	unit := pick(m, "", "0001.", "0001.0002.")
	closed := pick(m, nil, nil, nil, any("2026-11-23"), any("2026-11-24"))
	h := rule.Household{
		Number: pick(m, "0012", "A7", "户a1", "", "441900129001"), Unit: unit,
		UnitName: map[string]string{"0001.": "高埗镇总工会", "0001.0002.": "制衣厂工会"}[unit],
		Area:     pick(m, "441900129003", "441900129000", "441900130001", "440106001002", "110105001001"),
		Covered:  m.Int64N(4), Income: m.fen(5_000_000), IncomePerHead: m.fen(200_000), RigidExpense: m.fen(3_000_000),
		Housing: pick(m, "", "无房", "自有住房"), HousingGrade: pick(m, "", "C", "D"),
		Opened: pick(m, "2020-01-01", "2026-11-23", "2026-11-24"),
	}
	h.Size = h.Covered + m.Int64N(4)
	if m.IntN(2) == 0 {
		h.Extra = map[string]string{"取暖": "煤炉"}
	}
	out.open = h.Opened <= asOf && (closed == nil || closed.(string) > asOf)
	m.exec(`INSERT INTO household (id, number, area, unit, head, size, covered, income, income_per_head, rigid_expense, housing, housing_grade,
		opened, closed, version, batch, recorded, digest, extra) VALUES (?, ?, ?, ?, '甲', ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, '', '', '', ?)`,
		out.id, h.Number+fmt.Sprint("#", m.n), h.Area, unit, h.Size, h.Covered, fen(h.Income), fen(h.IncomePerHead), fen(h.RigidExpense),
		h.Housing, h.HousingGrade, h.Opened, closed, m.s.sealExtra(h.Extra))
	h.Number += fmt.Sprint("#", m.n)
	for seq := range m.IntN(4) {
		h.Members = append(h.Members, m.member(&out, seq+1))
	}
	m.names("category", out.id, &h)
	m.names("cause", out.id, &h)
	sel := question(nil)
	out.facts = rule.Facts{Household: h, Area: linesOf(sel.Standards).at(h.Area), Campaign: sel.Campaign}
	return out
}

func (m *maker) member(of *sampled, seq int) rule.Person {
	p := rule.Person{
		Birth: pick(m, "", "1940-02-29", "1946-11-23", "1946-11-24", "2012-09-01", "2027-01-01"), Sex: pick(m, "", "男", "女"),
		Relation: pick(m, "", "户主", "母亲", "子"), Health: pick(m, "", "重病", "健康"), Disability: pick(m, "", "肢体"),
		School: pick(m, "", "初中"), Employment: pick(m, "", "失业"), Covered: m.IntN(2) == 0, Income: m.fen(500_000),
	}
	if seq == 1 {
		p.Relation = registry.Head
	}
	if m.IntN(2) == 0 {
		grade := m.Int64N(4) + 1
		p.DisabilityGrade = &grade
	}
	p.Age, p.Head = rule.Age(p.Birth, asOf), p.Relation == registry.Head
	id := m.id()
	of.members = append(of.members, id)
	m.exec(`INSERT INTO member (id, household, seq, name, relation, sex, birth, health, disability, disability_grade, school, employment, covered, income)
		VALUES (?, ?, ?, '乙', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, id, of.id, seq, p.Relation, p.Sex, text(p.Birth), p.Health, p.Disability,
		p.DisabilityGrade, p.School, p.Employment, flag(p.Covered), fen(p.Income))
	return p
}

// names gives a household categories or causes, some of them no longer or not
// yet valid, some twice.
func (m *maker) names(table, household string, h *rule.Household) {
	var all, mains []string
	for range m.IntN(5) {
		name := pick(m, "低保对象", "特困人员", "重度残疾人", "烈属", "因病", "因学")
		main := m.IntN(3) == 0
		from, to := pick(m, "", "2026-11-23", "2026-11-24"), pick(m, forEver, "2026-11-23", "2026-11-22")
		valid := from <= asOf && asOf <= to
		columns, args := "household, name, main, valid_from, valid_to", []any{household, name, flag(main), from, to}
		if seq := m.IntN(len(h.Members) + 1); table == "category" && seq > 0 {
			columns, args = columns+", member", append(args, seq)
			if valid {
				p := &h.Members[seq-1]
				p.Categories = rule.Names(append(p.Categories, name))
			}
		}
		m.exec(`INSERT INTO `+table+` (`+columns+`) VALUES (`+sqldb.Marks(len(args))+`)`, args...)
		if valid {
			all = append(all, name)
			if main {
				mains = append(mains, name)
			}
		}
	}
	first := ""
	if len(mains) > 0 {
		first = slices.Min(mains)
	}
	if table == "category" {
		h.Categories, h.MainCategory = rule.Names(all), first
	} else {
		h.Causes, h.MainCause = rule.Names(all), first
	}
}
