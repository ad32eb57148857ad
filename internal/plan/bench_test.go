package plan

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// largest is a plan at the limit of clauses, each against all: every cash line
// for every class from one purse, guards that name them, duties for all.
func largest() []byte {
	var src strings.Builder
	src.WriteString(heading3 + "year: 2027\nperiod: {from: 2026-12-01, to: before(春节)}\nroles: [{id: r}]\npurses: [{id: p}]\nclasses:\n")
	for i := range 1000 {
		fmt.Fprintf(&src, "  - {id: c%d, who: household.size > %d, helped_when: [visit, duties(3)], source: 第%d句}\n", i, i, i)
	}
	src.WriteString("cash:\n")
	for i := range 2000 {
		fmt.Fprintf(&src, "  - {id: m%d, class: [c%d, c%d], amount: %d, purse: p}\n", i, i%1000, (i+1)%1000, i)
	}
	src.WriteString("duties:\n")
	for i := range 900 {
		fmt.Fprintf(&src, "  - {id: d%d, of: r, act: visit, per: month}\n", i)
	}
	src.WriteString("guards:\n")
	for i := range 900 {
		fmt.Fprintf(&src, "  - {id: g%d, kind: exclude, class: c%d, against: [m%d, nobody%d]}\n", i, i, i, i)
	}
	src.WriteString("paper: " + strings.Repeat("原文的一句话，", 5000) + "\n")
	return []byte(src.String())
}

func BenchmarkLint(b *testing.B) {
	src, err := os.ReadFile("../../plans/town-visits.plan.yaml")
	if err != nil {
		b.Fatal(err)
	}
	benchmark(b, src)
}

func BenchmarkLintLargest(b *testing.B) { benchmark(b, largest()) }

func BenchmarkTooManyClauses(b *testing.B) {
	benchmark(b, []byte(heading3+"cash:\n"+strings.Repeat("  - {class: a, amount: 1, purse: b}\n", 100_000)))
}

func benchmark(b *testing.B, src []byte) {
	b.ReportAllocs()
	for b.Loop() {
		p, _, err := Check(src, ReadOptions{Today: today()})
		if p == nil && err == nil {
			b.Fatal("neither plan nor error")
		}
	}
}
