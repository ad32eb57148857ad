package likeness

import (
	"fmt"
	"testing"
)

func TestAcrossFindsOnlyPairsOfAListWithTheFiles(t *testing.T) {
	p := NewPool()
	one := Person{Name: "欧阳晓明", Birth: NewBirth(1951, 3, 7), Village: "441900123001", Phone: "13500000001"}
	for i, household := range []string{"list 1", "list 2", "file 1", "file 2"} {
		one.Household, one.Address = household, fmt.Sprint(i)
		p.Add(&one)
	}
	for i := range 500 { // a block too large to hold each against each
		p.Add(&Person{Name: "欧阳晓明", Birth: NewBirth(1960+i%40, 1+i%12, 1+i%28), Village: "441900123001", Household: fmt.Sprint("other ", i)})
	}
	found, err := p.FindAcross(t.Context(), 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	both := map[[2]int]bool{}
	for _, pair := range found.Pairs {
		both[[2]int{pair.A, pair.B}] = true
		if pair.A >= 2 || pair.B < 2 {
			t.Errorf("%+v is not of the list with the files", pair)
		}
	}
	for _, want := range [][2]int{{0, 2}, {0, 3}, {1, 2}, {1, 3}} {
		if !both[want] {
			t.Errorf("%v is not found", want)
		}
	}
	if none, err := p.FindAcross(t.Context(), 0, nil); err != nil || len(none.Pairs) != 0 {
		t.Errorf("%+v, %v", none, err)
	}
}

func BenchmarkAcross(b *testing.B) {
	for b.Loop() {
		p := NewPool()
		for i := range 110_000 {
			n := i * 7919
			p.Add(&Person{Name: string([]rune{rune(0x4e00 + n%97), rune(0x5000 + n%211), rune(0x6000 + n%307)}), Birth: NewBirth(1930+n%80, 1+n%12, 1+n%28),
				Village: fmt.Sprint("4419001230", n%99), Phone: fmt.Sprint(13500000000 + n%90_000), Household: fmt.Sprint(i)})
		}
		if _, err := p.FindAcross(b.Context(), 10_000, nil); err != nil {
			b.Fatal(err)
		}
	}
}
