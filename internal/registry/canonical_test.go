package registry

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/intake"
	"songnuan/internal/money"
	"songnuan/internal/personal"
)

// someHousehold draws a household whose members have names of their own.
func someHousehold(t *rapid.T) *Household {
	word := rapid.StringMatching(`[甲乙丙丁]{0,2}`)
	h := &Household{
		ID: "1", Number: word.Draw(t, "number"), Area: area.Code("441900129200"), Head: word.Draw(t, "head"),
		Size: rapid.IntRange(0, 9).Draw(t, "size"), Address: word.Draw(t, "address"), Housing: word.Draw(t, "housing"),
		Opened: drawDate(t), Version: 1,
	}
	if rapid.Bool().Draw(t, "income known") {
		h.Income = new(money.Fen(rapid.Int64Range(0, 9_999_999).Draw(t, "income")))
	}
	n := rapid.IntRange(0, 4).Draw(t, "members")
	for i := range n {
		m := Member{Seq: i + 1, Name: string(rune('子' + i)), Relation: word.Draw(t, "relation"), Birth: drawDate(t)}
		if rapid.Bool().Draw(t, "has number") {
			number, err := personal.ParseID(numberFor(i, 1950, personal.Male))
			if err != nil {
				t.Fatal(err)
			}
			m.IDNumber = number
		}
		h.Members = append(h.Members, m)
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "categories") {
		h.Categories = append(h.Categories, Category{Name: string(rune('甲' + i)), Member: rapid.IntRange(0, n).Draw(t, "member"), Main: i == 0})
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "causes") {
		h.Causes = append(h.Causes, Cause{Name: string(rune('病' + i)), Main: i == 0})
	}
	if rapid.Bool().Draw(t, "extra") {
		h.Extra = map[string]string{"民族": word.Draw(t, "extra text")}
	}
	return h
}

func drawDate(t *rapid.T) day.Date {
	d, _ := day.New(rapid.IntRange(1940, 2020).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), 1)
	return d
}

// shuffled is the same household with its members, categories and causes in
// another order.
func shuffled(t *rapid.T, h *Household) *Household {
	other := *h
	order := rapid.Permutation(indices(len(h.Members))).Draw(t, "order")
	seq := make(map[int]int)
	other.Members = nil
	for i, from := range order {
		m := h.Members[from]
		seq[m.Seq] = i + 1
		m.Seq = i + 1
		other.Members = append(other.Members, m)
	}
	other.Categories = rapid.Permutation(slices.Clone(h.Categories)).Draw(t, "categories")
	for i := range other.Categories {
		other.Categories[i].Member = seq[other.Categories[i].Member]
	}
	other.Causes = rapid.Permutation(slices.Clone(h.Causes)).Draw(t, "causes")
	return &other
}

func indices(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func TestCanonicalKnowsNoOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := someHousehold(t)
		other := shuffled(t, h)
		other.ID, other.Version, other.Batch = "2", 9, "3"
		if !bytes.Equal(h.Canonical(nil), other.Canonical(nil)) {
			t.Fatal("the order changed the bytes")
		}
		if d := Diff(h, other); len(d) > 0 {
			t.Fatalf("the order is a difference: %+v", d)
		}
	})
}

// TestDiffAgreesWithCanonical: two households have a difference that can be
// told exactly when their bytes differ.
func TestDiffAgreesWithCanonical(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := someHousehold(t), someHousehold(t)
		if rapid.Bool().Draw(t, "near") {
			b = shuffled(t, a)
			if len(b.Members) > 0 {
				b.Members[0].Relation += rapid.SampledFrom([]string{"", "甲"}).Draw(t, "relation")
			}
		}
		same := bytes.Equal(a.Canonical(nil), b.Canonical(nil))
		if d := Diff(a, b); (len(d) == 0) != same {
			t.Fatalf("equal bytes: %v, differences: %+v", same, d)
		}
	})
}

// allFields is a list with a column for everything.
func allFields() Fields {
	var m intake.Mapping
	for i, e := range fields {
		m.Columns = append(m.Columns, intake.Column{Index: i, Heading: e.Heading, Field: e.Name})
	}
	return FieldsOf(m)
}

func TestMergeOfTheSameChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := someHousehold(t)
		merged := Merge(h, shuffled(t, h), allFields())
		if merged.ID != h.ID || merged.Covered > merged.Size {
			t.Fatal("not the same file")
		}
		if d := Diff(h, merged); len(d) > 0 {
			t.Fatalf("%+v", d)
		}
	})
}

func TestMergeChangesOnlyWhatTheListHas(t *testing.T) {
	results := read(t, `
户号,村居,姓名,与户主关系,身份证号,家庭人口,人均月收入,类别,电话,健康状况,备注
1,冼沙村,李大山,户主,`+li+`,2,500,低保、退伍军人,13800138000,重病,独居
1,,陈梅,妻,`+mei+`,,,残疾,,健康,`)
	old := results[0].Household
	old.ID, old.Members[1].ID = "家", id.ID("梅")

	income := read(t, "户号,户主,身份证号,人均月收入\n1,李大山,"+li+",620")[0].Household
	f := FieldsOf(mappingOf(t, "户号,户主,身份证号,人均月收入"))
	merged := Merge(old, income, f)
	if got := Diff(old, merged); len(got) != 1 || got[0].Field != "per_head_month" || got[0].Old != "500.00" || got[0].New != "620.00" {
		t.Errorf("%+v", got)
	}

	alone := read(t, "户号,姓名,与户主关系,身份证号\n1,陈梅,户主,"+mei)[0].Household
	f = FieldsOf(mappingOf(t, "户号,姓名,与户主关系,身份证号"))
	merged = Merge(old, alone, f)
	if len(merged.Members) != 1 || merged.Members[0].ID != "梅" || merged.Members[0].Seq != 1 || merged.Head != "陈梅" || merged.Size != 1 {
		t.Errorf("%+v", merged)
	}
	want := []Category{{Name: "低保对象", Main: true}, {Name: "残疾人", Member: 1}}
	if !slices.Equal(merged.Categories, want) {
		t.Errorf("categories follow their members: %+v", merged.Categories)
	}
	if merged.Phone != old.Phone || merged.Extra["备注"] != "独居" {
		t.Error("what the list has no column for stays")
	}
}

// TestAListOfNamesDropsNobody: numbers and names without a relation may be the
// heads only, as in a payment sheet.
func TestAListOfNamesDropsNobody(t *testing.T) {
	old := read(t, "户号,姓名,与户主关系,身份证号\n1,李大山,户主,"+li+"\n1,陈梅,妻,"+mei)[0].Household
	sheet := "户号,姓名,身份证号,联系电话\n1,李大山," + li + ",13800138000"
	merged := Merge(old, read(t, sheet)[0].Household, FieldsOf(mappingOf(t, strings.SplitN(sheet, "\n", 2)[0])))
	if d := Diff(old, merged); len(merged.Members) != 2 || merged.Size != 2 || len(d) != 2 {
		t.Errorf("%+v", d)
	}
}

func mappingOf(t *testing.T, headings string) intake.Mapping {
	t.Helper()
	rows := rowsOf(t, headings)
	header, err := Catalogue().FindHeader(rows, nil)
	if err != nil {
		t.Fatal(err)
	}
	return Guess(header, nil)
}

func TestDiffMasksNumbers(t *testing.T) {
	a := read(t, "户号,户主,身份证号\n1,李大山,"+li)[0].Household
	b := read(t, "户号,户主,身份证号\n1,李大山,")[0].Household
	for _, d := range Diff(a, b) {
		if d.Old == li || d.Member == "李大山" {
			t.Errorf("clear text in %+v", d)
		}
	}
}

func TestSamePerson(t *testing.T) {
	whole, err1 := personal.ParseID("441900195001012017")
	short, err2 := personal.ParseID("441900500101201")
	other, err3 := personal.ParseID(mei)
	if err1 != nil || err2 != nil || err3 != nil {
		t.Fatal(err1, err2, err3)
	}
	born, _ := day.New(1950, 1, 1)
	for _, c := range []struct {
		name string
		a, b Member
		want string
	}{
		{"same number", Member{IDNumber: whole}, Member{IDNumber: whole}, "registry.same_number"},
		{"fifteen digits", Member{IDNumber: whole}, Member{IDNumber: short, IDPending: true}, "registry.same_converted"},
		{"two numbers", Member{Name: "甲", Birth: born, IDNumber: whole}, Member{Name: "甲", Birth: born, IDNumber: other}, ""},
		{"name and birth", Member{Name: "甲", Birth: born, IDNumber: whole}, Member{Name: "甲", Birth: born}, "registry.same_name_birth"},
		{"name only", Member{Name: "甲"}, Member{Name: "甲"}, ""},
	} {
		if reason, same := SamePerson(&c.a, &c.b); reason != c.want || same != (c.want != "") {
			t.Errorf("%s: %q", c.name, reason)
		}
	}
}
