package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"songnuan/internal/money"
	"songnuan/internal/registry"
	"songnuan/internal/rule"
	"songnuan/internal/sqldb"
)

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
