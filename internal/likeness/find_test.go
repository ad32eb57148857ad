package likeness_test

import (
	"os"
	"runtime"
	"strconv"
	"testing"

	"songnuan/internal/likeness"
	"songnuan/internal/likeness/sown"
)

// pooled reads a made-up list as a list is read.
func pooled(l *sown.List) *likeness.Pool {
	p := likeness.NewPool()
	for i := range l.Rows {
		r := &l.Rows[i]
		person := likeness.Texts{Name: r.Name, Head: r.Head, Number: r.Number, Birth: r.Birth, Sex: r.Sex, Village: r.Village,
			Address: r.Address, Phone: r.Phone, Card: r.Card, Household: r.Household}.Person()
		p.Add(&person)
	}
	return p
}

// measure says how many of the planted pairs were found, and how many of the
// pairs found were planted; missed and wrong are counted by what they are.
func measure(t testing.TB, l *sown.List, pairs []likeness.Pair) (recall, precision float64) {
	t.Helper()
	truth := map[[2]int]string{}
	planted := map[string]int{}
	for _, x := range l.Truth {
		truth[[2]int{x.A, x.B}] = x.Slip
		planted[x.Slip]++
	}
	right, missed, wrong := 0, map[string]int{}, map[likeness.Verdict]int{}
	for _, x := range l.Truth {
		missed[x.Slip]++
	}
	for _, p := range pairs {
		slip, ok := truth[[2]int{p.A, p.B}]
		if !ok {
			wrong[p.Verdict]++
			if os.Getenv("LIKENESS_SHOW") != "" && wrong[p.Verdict] < 8 {
				t.Logf("wrong %s %d %v\n %v\n %v", p.Verdict, p.Score, p.Reasons, l.Rows[p.A].Cells(), l.Rows[p.B].Cells())
			}
			continue
		}
		right++
		missed[slip]--
		delete(truth, [2]int{p.A, p.B})
	}
	shown := map[string]int{}
	for pair, slip := range truth {
		if shown[slip]++; os.Getenv("LIKENESS_SHOW") != "" && shown[slip] < 6 {
			t.Logf("missed %s\n %v\n %v", slip, l.Rows[pair[0]].Cells(), l.Rows[pair[1]].Cells())
		}
	}
	recall, precision = float64(right)/float64(len(l.Truth)), float64(right)/float64(max(1, len(pairs)))
	t.Logf("%d rows, %d planted %v: recall %.4f, missed %v; %d found, precision %.4f, wrong %v", len(l.Rows), len(l.Truth), planted, recall, missed, len(pairs), precision, wrong)
	return recall, precision
}

// TestPlantedPairsAreFound in a list of a small county, with the homonyms, the
// namesakes and the twins that it has.
func TestPlantedPairsAreFound(t *testing.T) {
	l := sown.Make(sown.Options{Persons: 20_000, Share: 0.02, Seed: 7})
	found, err := pooled(l).Find(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	recall, precision := measure(t, l, found.Pairs)
	if recall < 0.98 || precision < 0.90 {
		t.Errorf("recall %.4f, precision %.4f; want 0.98 and 0.90", recall, precision)
	}
}

// BenchmarkFind looks for pairs among SONGNUAN_BENCH_PERSONS persons.
func BenchmarkFind(b *testing.B) {
	persons := 100_000
	if n, err := strconv.Atoi(os.Getenv("SONGNUAN_BENCH_PERSONS")); err == nil {
		persons = n
	}
	l := sown.Make(sown.Options{Persons: persons, Share: 0.02, Seed: 11})
	for b.Loop() {
		pool := pooled(l)
		found, err := pool.Find(b.Context(), nil)
		if err != nil {
			b.Fatal(err)
		}
		recall, precision := measure(b, l, found.Pairs)
		if recall < 0.98 || precision < 0.90 {
			b.Errorf("recall %.4f, precision %.4f; want 0.98 and 0.90", recall, precision)
		}
		b.ReportMetric(recall, "recall")
		b.ReportMetric(precision, "precision")
		b.ReportMetric(float64(found.Compared)/float64(persons), "compared/person")
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapAlloc)/float64(persons), "heapB/person")
	}
}
