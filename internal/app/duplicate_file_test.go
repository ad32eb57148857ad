package app_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/likeness/sown"
	"songnuan/internal/problem"
	"songnuan/internal/sheet"
)

// plantedFile writes a made-up list with second records in it, and gives the
// rows of each pair, the first row below the heading being 2.
func plantedFile(t testing.TB, persons int) (path string, truth map[[2]int]bool) {
	t.Helper()
	l := sown.Make(sown.Options{Persons: persons, Share: 0.02, Seed: 23})
	path = filepath.Join(t.TempDir(), "list.csv")
	columns := make([]sheet.Column, len(sown.Headings))
	for i, title := range sown.Headings {
		columns[i] = sheet.Column{Title: title, Kind: sheet.Text}
	}
	out, err := sheet.NewCSV(path, sheet.GB18030, columns)
	if err != nil {
		t.Fatal(err)
	}
	for i := range l.Rows {
		values := make([]any, len(columns))
		for j, cell := range l.Rows[i].Cells() {
			values[j] = cell
		}
		if err := out.Write(values...); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	truth = make(map[[2]int]bool, len(l.Truth))
	for _, pair := range l.Truth {
		truth[[2]int{pair.A + 2, pair.B + 2}] = true
	}
	return path, truth
}

// measured is the share of the planted pairs that were found, and of those found
// that were planted.
func measured(found *app.ListedDuplicates, truth map[[2]int]bool) (recall, precision float64) {
	right := 0
	for _, p := range found.Pairs {
		if truth[[2]int{p.A.Row, p.B.Row}] {
			right++
		}
	}
	return float64(right) / float64(len(truth)), float64(right) / float64(max(1, len(found.Pairs)))
}

func TestListedDuplicatesAreFound(t *testing.T) {
	path, truth := plantedFile(t, 8000)
	found, err := app.FindListed(t.Context(), path, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	recall, precision := measured(found, truth)
	if found.Rows < 8000 || recall < 0.98 || precision < 0.90 {
		t.Errorf("%d rows: recall %.4f, precision %.4f of %d pairs; want 0.98 and 0.90", found.Rows, recall, precision, len(truth))
	}
}

func TestAListOfNobodyIsToldOf(t *testing.T) {
	path := filepath.Join(t.TempDir(), "heading.csv")
	if err := os.WriteFile(path, []byte("姓名,身份证号,村\n合计,,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := app.FindListed(t.Context(), path, nil, nil); !problem.Is(err, problem.Invalid) || problem.As(err).Key != "app.nobody_listed" {
		t.Errorf("%v", err)
	}
}

// BenchmarkFindListed looks through a CSV of SONGNUAN_BENCH_PERSONS rows.
func BenchmarkFindListed(b *testing.B) {
	persons := 100_000
	if n, err := strconv.Atoi(os.Getenv("SONGNUAN_BENCH_PERSONS")); err == nil {
		persons = n
	}
	path, truth := plantedFile(b, persons)
	for b.Loop() {
		found, err := app.FindListed(b.Context(), path, nil, nil)
		if err != nil {
			b.Fatal(err)
		}
		recall, precision := measured(found, truth)
		if recall < 0.98 || precision < 0.90 {
			b.Errorf("recall %.4f, precision %.4f; want 0.98 and 0.90", recall, precision)
		}
		b.ReportMetric(recall, "recall")
		b.ReportMetric(precision, "precision")
	}
}
