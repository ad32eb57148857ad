package likeness_test

import (
	"fmt"
	"slices"
	"testing"

	"songnuan/internal/likeness"
)

// two reads two rows and holds them against each other.
func two(a, b likeness.Texts) (likeness.Pair, bool) {
	pool := likeness.NewPool()
	for _, t := range []likeness.Texts{a, b} {
		person := t.Person()
		pool.Add(&person)
	}
	return pool.Compare(0, 1)
}

func keys(p likeness.Pair) (all []string) {
	for _, r := range p.Reasons {
		all = append(all, r.Key[len("likeness."):])
	}
	return all
}

func TestCompare(t *testing.T) {
	type texts = likeness.Texts
	wei := texts{Name: "陈伟辉", Number: "441900198605209914", Village: "冼沙村"}
	for _, c := range []struct {
		name    string
		a, b    texts
		verdict likeness.Verdict // "" is no pair
		reason  string
	}{
		{"the same number", wei, wei, likeness.Same, "number_same"},
		{"15 digits", wei, texts{Name: "陈伟辉", Number: "441900860520991"}, likeness.Same, "number_converted"},
		{"15 digits and a homophone", wei, texts{Name: "陈炜徽", Number: "441900860520991"}, likeness.Same, "name_homophone"},
		{"a wrong check digit", wei, texts{Name: "陈伟辉", Number: "44190019860520991X"}, likeness.Same, "number_check"},
		{"a wrong digit", wei, texts{Name: "陈伟辉", Number: "441900198605208914"}, likeness.Same, "number_one_off"},
		{"neighbours turned", wei, texts{Name: "陈伟辉", Number: "441900198605029914"}, likeness.Same, "number_turned"},
		{"a digit missing", wei, texts{Name: "陈伟辉", Number: "44190019860520991"}, likeness.Same, "number_check"},
		{"a digit missing within", wei, texts{Name: "陈伟辉", Number: "44190019860209914"}, likeness.Same, "number_one_off"},
		{"full width and a small x", texts{Name: "李山", Number: "11010519491231002X"}, texts{Name: "李 山", Number: "１１０１０５１９４９１２３１００２ｘ"}, likeness.Same, "number_same"},
		{"one number, two names", wei, texts{Name: "王大山", Number: "441900198605209914"}, likeness.Likely, "name_other"},
		{"number and name in each other's column", wei, texts{Name: "441900198605209914", Number: "陈伟辉"}, likeness.Same, "number_same"},
		{"number and phone in each other's column", wei, texts{Name: "陈伟辉", Number: "13800000000", Phone: "441900198605209914"}, likeness.Same, "number_same"},
		{"village and name in each other's column", wei, texts{Name: "冼沙村", Village: "陈伟辉", Number: "441900198605209914"}, likeness.Same, "village_same"},
		{"other form of a character", texts{Name: "李昇", Birth: "1950-03-04"}, texts{Name: "李升", Birth: "1950-03-04", Sex: "男"}, likeness.Same, "name_variant"},
		{"traditional characters", texts{Name: "譚國棟", Birth: "1950-03-04"}, texts{Name: "谭国栋", Birth: "1950年3月4日"}, likeness.Same, "name_variant"},
		{"哲 and 喆", texts{Name: "李喆", Birth: "1990-03-04", Village: "冼沙村"}, texts{Name: "李哲", Birth: "1990-03-04", Village: "冼沙"}, likeness.Same, "name_variant"},
		{"homophones and one birth", texts{Name: "黎颖诗", Birth: "1990-03-04"}, texts{Name: "黎莹师", Birth: "1990-03-04"}, likeness.Likely, "name_homophone"},
		{"day and month turned", texts{Name: "冼福根", Birth: "1950-03-04", Village: "冼沙村"}, texts{Name: "冼福根", Birth: "1950-04-03", Village: "冼沙村"}, likeness.Likely, "birth_turned"},
		{"surname behind", texts{Name: "冼福根", Birth: "1950-03-04"}, texts{Name: "福根冼", Birth: "1950-03-04"}, likeness.Likely, "name_turned"},
		{"name in the head's column", texts{Name: "冼福根", Head: "李小兰", Birth: "1950-03-04", Sex: "男"}, texts{Name: "李小兰", Head: "冼福根", Birth: "1950-03-04", Sex: "男"}, likeness.Likely, "name_crossed"},

		{"twins", texts{Name: "李小明", Birth: "2010-01-01", Sex: "男", Village: "冼沙村", Household: "1"}, texts{Name: "李小亮", Birth: "2010-01-01", Sex: "男", Village: "冼沙村", Household: "1"}, "", ""},
		{"twins whose names sound alike", texts{Name: "李小明", Birth: "2010-01-01", Household: "1"}, texts{Name: "李小铭", Birth: "2010-01-01", Household: "1"}, likeness.Possible, "same_household"},
		{"twins with numbers", texts{Name: "李小明", Number: "441900201001010010", Household: "1", Phone: "13800000000"}, texts{Name: "李小铭", Number: "441900201001010037", Household: "1", Phone: "13800000000"}, "", ""},
		{"twins in a list without households", texts{Name: "李小明", Number: "441900201001010010", Village: "冼沙村", Phone: "13800000000"}, texts{Name: "李小铭", Number: "441900201001010037", Village: "冼沙村", Phone: "13800000000"}, "", ""},
		{"a couple", texts{Name: "李小明", Birth: "1970-02-03", Sex: "男", Village: "冼沙村", Phone: "13800000000", Address: "3组5号"}, texts{Name: "王小芳", Birth: "1971-05-03", Sex: "女", Village: "冼沙村", Phone: "13800000000", Address: "3组5号"}, "", ""},
		{"two of one name", texts{Name: "王秀英", Number: "441900195003034129"}, texts{Name: "王秀英", Number: "441900196103034122"}, "", ""},
		{"no names", texts{Village: "冼沙村", Phone: "13800000000"}, texts{Village: "冼沙村", Phone: "13800000000"}, "", ""},
		{"nothing", texts{}, texts{}, "", ""},
		{"formulas", texts{Name: "=A1", Number: "=B1"}, texts{Name: "=A1", Number: "=B1"}, "", ""},
		{"a number that stands for none", texts{Name: "王芳", Number: "000000000000000000"}, texts{Name: "李军", Number: "000000000000000000"}, "", ""},
		{"a number that a spreadsheet rounded", texts{Name: "王芳", Number: "441900198605209000"}, texts{Name: "李军", Number: "441900198605209000"}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			pair, ok := two(c.a, c.b)
			if ok != (c.verdict != "") || pair.Verdict != c.verdict || c.reason != "" && !slices.Contains(keys(pair), c.reason) {
				t.Errorf("got %q %d %v; want %q for %q", pair.Verdict, pair.Score, keys(pair), c.verdict, c.reason)
			}
			back, _ := two(c.b, c.a)
			if back.Verdict != pair.Verdict || back.Score != pair.Score {
				t.Errorf("the other way round it is %q %d, not %q %d", back.Verdict, back.Score, pair.Verdict, pair.Score)
			}
		})
	}
}

// TestThousandNamesakes of one town, all in villages of their own days.
func TestThousandNamesakes(t *testing.T) {
	pool := likeness.NewPool()
	for i := range 1000 {
		p := likeness.Texts{Name: "王秀英", Sex: "女", Village: fmt.Sprintf("第%d村", i%20), Birth: fmt.Sprintf("%d-%02d-%02d", 1930+i%37, 1+i%12, 1+i%28)}.Person()
		pool.Add(&p)
	}
	again := likeness.Texts{Name: "王秀瑛", Sex: "女", Village: "第3村", Birth: "1930-04-04", Phone: "13800000001"}.Person()
	for range 2 {
		pool.Add(&again)
	}
	found, err := pool.Find(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Pairs) > 20 || found.Large == 0 {
		t.Errorf("%d pairs among namesakes, %d large groups; want few, and the groups told", len(found.Pairs), found.Large)
	}
	if i := slices.IndexFunc(found.Pairs, func(p likeness.Pair) bool { return p.A == 1000 && p.B == 1001 }); i < 0 || found.Pairs[i].Verdict != likeness.Same {
		t.Errorf("the one who is there twice is not found among %v", found.Pairs)
	}
}

// TestOneListTwice: every row has its double, each pair stands once, and the
// same list gives the same pairs.
func TestOneListTwice(t *testing.T) {
	pool := likeness.NewPool()
	for range 2 {
		for i := range 300 {
			p := likeness.Texts{Name: fmt.Sprintf("冼%c%c", '一'+rune(i), '丁'+rune(i*7)), Birth: fmt.Sprintf("19%02d-03-%02d", 10+i%80, 1+i%28), Village: "冼沙村"}.Person()
			pool.Add(&p)
		}
	}
	first, err := pool.Find(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	again, err := pool.Find(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	doubles := 0
	for i, p := range first.Pairs {
		if p.A >= p.B || i > 0 && first.Pairs[i-1].A == p.A && first.Pairs[i-1].B == p.B {
			t.Fatalf("pair %d, %d is out of order or told twice", p.A, p.B)
		}
		if p.B == p.A+300 && p.Verdict == likeness.Same {
			doubles++
		}
		if p.A != again.Pairs[i].A || p.B != again.Pairs[i].B || p.Score != again.Pairs[i].Score {
			t.Fatalf("the second search gives %v, the first %v", again.Pairs[i], p)
		}
	}
	if doubles != 300 {
		t.Errorf("%d doubles found of 300", doubles)
	}
}
