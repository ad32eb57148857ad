package store

import (
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"testing"

	"songnuan/internal/rule"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// BenchmarkSelect measures selection over SONGNUAN_BENCH_HOUSEHOLDS open files
// (100,000 by default) with 2.6 members each: counting what a rule takes and
// cannot decide, reading the keys in order, and reading candidates with their
// reasons.
func BenchmarkSelect(b *testing.B) {
	engines := []struct {
		name string
		open func(testing.TB) *sqldb.DB
	}{{"sqlite", dbtest.SQLite}, {"postgresql", dbtest.PostgreSQL}}
	rules := []struct{ name, source string }{
		{"income", `household.income_per_head < area.dibao_line`},
		{"category", `'低保对象' in household.categories`},
		{"member", `household.members.exists(m, m.age >= 80)`},
		{"both", `'低保对象' in household.categories && household.members.exists(m, m.age >= 80) || household.income_per_head < yuan(100)`},
	}
	for _, engine := range engines {
		b.Run(engine.name, func(b *testing.B) {
			s := &Store{db: engine.open(b)}
			fill(b, s, benchHouseholds(b))
			for _, r := range rules {
				compiled, err := rule.Compile(r.source, rule.UnitHousehold)
				if err != nil {
					b.Fatal(err)
				}
				b.Run(r.name+"/count", func(b *testing.B) { benchCount(b, s, question(compiled)) })
				b.Run(r.name+"/keys", func(b *testing.B) { benchKeys(b, s, question(compiled)) })
			}
			compiled, err := rule.Compile(rules[1].source, rule.UnitHousehold)
			if err != nil {
				b.Fatal(err)
			}
			b.Run("category/candidates", func(b *testing.B) { benchCandidates(b, s, question(compiled)) })
		})
	}
}

func benchHouseholds(b *testing.B) int {
	text := os.Getenv("SONGNUAN_BENCH_HOUSEHOLDS")
	if text == "" {
		return 100_000
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

func benchCount(b *testing.B, s *Store, sel Selection) {
	var c Counts
	for b.Loop() {
		if err := s.Read(b.Context(), func(tx *sqldb.Tx) (err error) { c, err = s.Count(b.Context(), tx, sel); return err }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(c.Yes), "yes")
	b.ReportMetric(float64(c.Unknown), "unknown")
}

func benchKeys(b *testing.B, s *Store, sel Selection) {
	cond, err := sel.conditions(s.db.Engine())
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		n = 0
		err := s.Read(b.Context(), func(tx *sqldb.Tx) error {
			keys, err := sel.keys(b.Context(), tx, cond, "", 1<<30)
			n = len(keys)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n), "keys")
}

func benchCandidates(b *testing.B, s *Store, sel Selection) {
	n := 0
	for b.Loop() {
		n = 0
		err := s.Read(b.Context(), func(tx *sqldb.Tx) error {
			return s.Select(b.Context(), tx, sel, func(Candidate) error { n++; return nil })
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n), "candidates")
}

// fill writes n households: a fifth are 低保, one in fifty has no income on
// record, one member in eleven is eighty or older, one in a hundred has no birth.
func fill(b *testing.B, s *Store, n int) {
	b.Helper()
	files, err := fs.Sub(migrations, "migration")
	if err != nil {
		b.Fatal(err)
	}
	if _, err := sqldb.Migrate(b.Context(), s.db, files); err != nil {
		b.Fatal(err)
	}
	if err := s.Write(b.Context(), func(tx *sqldb.Tx) error { return fillTables(b, tx, n) }); err != nil {
		b.Fatal(err)
	}
	if err := s.Write(b.Context(), func(tx *sqldb.Tx) error { _, err := tx.Exec(b.Context(), "ANALYZE"); return err }); err != nil {
		b.Fatal(err)
	}
}

func fillTables(b *testing.B, tx *sqldb.Tx, n int) error {
	ctx := b.Context()
	households, err := tx.Copy(ctx, "household", "id", "number", "area", "head", "size", "covered", "income_per_head", "opened", "version", "batch", "recorded", "digest", "sealed")
	if err != nil {
		return err
	}
	members, err := tx.Copy(ctx, "member", "id", "household", "seq", "name", "relation", "birth", "sealed")
	if err != nil {
		return err
	}
	categories, err := tx.Copy(ctx, "category", "household", "name")
	if err != nil {
		return err
	}
	sealed, person := make([]byte, 96), 0
	for i := range n {
		id := fmt.Sprintf("019a0000-0000-7000-8000-%012d", i)
		size := []int{1, 2, 3, 3, 4}[i%5]
		var income any = int64(i*7919%300_000 + 10_000)
		if i%50 == 0 {
			income = nil
		}
		if err := households.Add(ctx, id, strconv.Itoa(i), fmt.Sprintf("4419%02d%03d%03d", i%90, i%30+1, i%12+1), "户主", size, size, income, "2026-01-01", 1, id, "2026-01-01T00:00:00Z",
			"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", sealed); err != nil {
			return err
		}
		for seq := range size {
			person++
			if err := members.Add(ctx, fmt.Sprintf("019b0000-0000-7000-8000-%012d", person), id, seq+1, "某某", "户主", birthOf(person), sealed); err != nil {
				return err
			}
		}
		if err := categories.Add(ctx, id, []string{"低保对象", "特困人员", "低保边缘家庭", "困难职工", "重点优抚对象"}[i%5]); err != nil {
			return err
		}
	}
	for _, c := range []*sqldb.Copy{households, members, categories} {
		if _, err := c.Close(ctx); err != nil {
			return err
		}
	}
	return nil
}

func birthOf(person int) any {
	if person%100 == 0 {
		return nil
	}
	return fmt.Sprintf("%04d-%02d-15", 2026-person*37%88, person%12+1)
}
