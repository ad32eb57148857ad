package sheet

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"testing"
)

const benchRows = 20_000

func writeList(t testing.TB, table Table, rows int) {
	t.Helper()
	for i := range rows {
		id := fmt.Sprintf("4419001949123%05d", i%100_000)
		if err := table.Write("张三丰", id, i%7, int64(50_000+i), "2026-01-05", "冼沙村"); err != nil {
			t.Fatal(err)
		}
	}
}

func writtenCSV(t testing.TB, rows int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "list.csv")
	c, err := NewCSV(path, UTF8, listColumns)
	if err != nil {
		t.Fatal(err)
	}
	writeList(t, c, rows)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func writtenXLSX(t testing.TB, rows int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "list.xlsx")
	book, err := NewXLSX(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := book.Sheet("名单", listColumns)
	if err != nil {
		t.Fatal(err)
	}
	writeList(t, s, rows)
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func benchRead(b *testing.B, path string) {
	b.ReportAllocs()
	for b.Loop() {
		r, err := Open(path, Limits{})
		if err != nil {
			b.Fatal(err)
		}
		for {
			if _, err := r.Next(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
		r.Close()
	}
	b.ReportMetric(float64(b.N)*benchRows/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkReadCSV(b *testing.B) { benchRead(b, writtenCSV(b, benchRows)) }

func BenchmarkReadXLSX(b *testing.B) { benchRead(b, writtenXLSX(b, benchRows)) }

func BenchmarkWriteXLSX(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		writtenXLSX(b, benchRows)
	}
	b.ReportMetric(float64(b.N)*benchRows/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkWriteCSV(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		writtenCSV(b, benchRows)
	}
	b.ReportMetric(float64(b.N)*benchRows/b.Elapsed().Seconds(), "rows/s")
}
