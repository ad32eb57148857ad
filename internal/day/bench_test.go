package day

import "testing"

func BenchmarkParseLoose(b *testing.B) {
	for _, text := range []string{"1949-12-05", "19491205", "1949/12/5", "1949年12月5日", "46027"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := ParseLoose(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkResolveFestival(b *testing.B) {
	e, err := ParseExpr("before(春节, 10 工作日)")
	if err != nil {
		b.Fatal(err)
	}
	env := Env{Base: on("2026-11-25")}
	for b.Loop() {
		if _, err := e.Resolve(env); err != nil {
			b.Fatal(err)
		}
	}
}
