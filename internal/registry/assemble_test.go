package registry

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/intake"
	"songnuan/internal/locale"
	"songnuan/internal/personal"
	"songnuan/internal/sheet"
)

// rowsOf are the rows of a table written as CSV.
func rowsOf(t testing.TB, text string) []sheet.Row {
	t.Helper()
	reader := csv.NewReader(strings.NewReader(strings.TrimSpace(text)))
	reader.FieldsPerRecord = -1
	reader.LazyQuotes = true
	records, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []sheet.Row
	for i, record := range records {
		row := sheet.Row{Number: i + 1}
		for _, text := range record {
			row.Cells = append(row.Cells, sheet.Cell{Text: text, Raw: text, Kind: sheet.Text})
		}
		rows = append(rows, row)
	}
	return rows
}

var villages = []area.Area{
	{Code: "441900129000", Name: "高埗镇"},
	{Code: "441900129200", Name: "冼沙村"},
	{Code: "441900129201", Name: "上江城村"},
	{Code: "441900129202", Name: "下江城村"},
}

func place(_, village string) Place {
	m := area.Match(village, villages[1:])
	if found, ok := m.Area(); ok {
		return Place{Code: found.Code, Name: found.Name, Corrected: m.How == area.Near}
	}
	var p Place
	for _, a := range m.Areas {
		p.Near = append(p.Near, a.Name)
	}
	return p
}

func today() day.Date { d, _ := day.New(2027, 1, 20); return d }

// read assembles a whole table, its heading found and its columns guessed.
func read(t testing.TB, text string) []*Result {
	t.Helper()
	rows := rowsOf(t, text)
	header, err := Catalogue().FindHeader(rows, nil)
	if err != nil {
		t.Fatal(err)
	}
	body := rows[slices.IndexFunc(rows, func(r sheet.Row) bool { return r.Number == header.Last })+1:]
	seen := map[personal.Secret]int{}
	a := NewAssembler(Guess(header, body), Options{
		Today: today(), Area: "441900129000", Place: place,
		Seen: func(number personal.ID, row int) (int, bool) {
			other, ok := seen[number.Secret]
			if !ok {
				seen[number.Secret] = row
			}
			return other, ok
		},
	})
	if err := a.Check(); err != nil {
		t.Fatal(err)
	}
	screen := intake.NewScreen(header)
	var results []*Result
	for _, row := range body {
		if screen.Kind(row) != intake.Data {
			continue
		}
		if done := a.Add(row); done != nil {
			results = append(results, done)
		}
	}
	if done := a.Flush(); done != nil {
		results = append(results, done)
	}
	return results
}

// keys are the findings of a result, "row:severity:key".
func keys(r *Result) []string {
	var all []string
	for _, f := range r.Findings {
		all = append(all, string(f.Severity)+" "+f.Key)
	}
	return all
}

func one(t *testing.T, text string) *Result {
	t.Helper()
	results := read(t, text)
	if len(results) != 1 {
		t.Fatalf("got %d households, want one", len(results))
	}
	return results[0]
}

// Made-up people: numbers with right check digits for places and days at will.
const (
	li  = "441900195001012017" // male, 1950-01-01
	mei = "441900195503034021" // female, 1955-03-03
	son = "441900198007075012" // male, 1980-07-07
)

func TestTheMadeUpNumbersAreRight(t *testing.T) {
	for _, number := range []string{li, mei, son} {
		if _, err := personal.ParseID(number); err != nil {
			for _, last := range "0123456789X" {
				if _, err := personal.ParseID(number[:17] + string(last)); err == nil {
					t.Errorf("%s should end in %c", number, last)
				}
			}
		}
	}
}

func TestMembersOfOneHousehold(t *testing.T) {
	r := one(t, `
高埗镇困难群众花名册,,,,,,,,,
序号,户编号,村居,户主姓名,姓名,与户主关系,身份证号码,家庭人口,人均月收入,困难类别
1,G001,冼沙村,李大山,李大山,本人,`+li+`,3,500,低保户
,,,,陈梅,妻子,`+mei+`,,,
,,,,李 小 山,儿子,`+son+`,,,残疾
填表人：张三,,审核人：李四,,,,,,,
`)
	if r.Wrong() || len(r.Findings) > 0 {
		t.Fatal(keys(r))
	}
	h := r.Household
	if h.Number != "G001" || h.Area != "441900129200" || h.Head != "李大山" || h.Size != 3 || h.Covered != 3 || h.IncomePerHead.Yuan() != "500.00" {
		t.Errorf("%+v", h)
	}
	if len(h.Members) != 3 || h.Members[2].Name != "李小山" || h.Members[2].Relation != "子" || h.Members[1].Sex != "女" || h.Members[2].Birth.String() != "1980-07-07" {
		t.Errorf("%+v", h.Members)
	}
	want := []Category{{Name: "低保对象", Main: true}, {Name: "残疾人", Member: 3}}
	if !slices.Equal(h.Categories, want) {
		t.Errorf("categories %+v", h.Categories)
	}
	if !slices.Equal(r.Rows, []int{3, 4, 5}) {
		t.Errorf("rows %v", r.Rows)
	}
}

func TestOneRowAHousehold(t *testing.T) {
	results := read(t, `
序号,村（社区）,户主,性别,身份证号,家庭人数,保障人口,家庭年收入（万元）,致贫原因,联系方式,一卡通账号
1,冼沙,李大山,男,`+li+`,4,2,1.2,因病、缺劳力,13800138000（儿子）,6217001234567890123
2,洗沙村,陈梅,女,`+mei+`,1,1,3600,因残,,
合计,,,,,5,3,,,,
`)
	if len(results) != 2 {
		t.Fatalf("%d households", len(results))
	}
	h := results[0].Household
	if h.Size != 4 || h.Covered != 2 || h.Income.Yuan() != "12,000.00" || h.IncomePerHead.Yuan() != "250.00" {
		t.Errorf("size %d, covered %d, income %v, per head %v", h.Size, h.Covered, h.Income, h.IncomePerHead)
	}
	if h.Phone.Clear() != "13800138000" || h.ContactRelation != "子" {
		t.Errorf("phone %s of %s", h.Phone, h.ContactRelation)
	}
	if len(h.Causes) != 2 || !h.Causes[0].Main || h.Causes[0].Name != "因病" || h.Causes[1].Main || h.Causes[1].Name != "缺劳动力" {
		t.Errorf("causes %+v", h.Causes)
	}
	if got := keys(results[1]); !slices.Equal(got, []string{"warning registry.village_corrected"}) {
		t.Errorf("findings of the second: %v", got)
	}
}

// TestFindings: one kind of dirt each, and what is said about it.
func TestFindings(t *testing.T) {
	const head = "户号,村居,姓名,与户主关系,性别,出生日期,年龄,身份证号,家庭人口,保障人口,人均月收入,家庭年收入,类别,电话,银行账号,建档日期,就读阶段,备注\n"
	for _, c := range []struct{ name, rows, want string }{
		{"check digit", "1,冼沙村,李大山,户主,,,,441900195001012011,1,1,,,低保,,,,,", "wrong personal.id_check"},
		{"ruined by the number format", "1,冼沙村,李大山,户主,,,,4.41900195001012E+17,1,1,,,低保,,,,,", "wrong personal.id_ruined"},
		{"fifteen digits", "1,冼沙村,李大山,户主,,,,441900500101201,1,1,,,低保,,,,,", "warning registry.id_converted"},
		{"masked number", "1,冼沙村,李大山,户主,,,,441900********2019,1,1,,,低保,,,,,", "wrong registry.id_masked"},
		{"masked name", "1,冼沙村,李*山,户主,,,," + li + ",1,1,,,低保,,,,,", "wrong intake.name_masked"},
		{"sex against the number", "1,冼沙村,李大山,户主,女,,," + li + ",1,1,,,低保,,,,,", "warning registry.sex_differs"},
		{"birth against the number", "1,冼沙村,李大山,户主,,1950.1.2,," + li + ",1,1,,,低保,,,,,", "warning registry.birth_differs"},
		{"no number", "1,冼沙村,李大山,户主,男,1950年1月1日,,,1,1,,,低保,,,,,", "warning registry.id_missing"},
		{"age only", "1,冼沙村,李大山,户主,男,,77,,1,1,,,低保,,,,,", "warning registry.birth_from_age"},
		{"age contradicts", "1,冼沙村,李大山,户主,,,30," + li + ",1,1,,,低保,,,,,", "warning registry.age_differs"},
		{"a pupil of 77", "1,冼沙村,李大山,户主,,,," + li + ",1,1,,,低保,,,,小学,", "warning registry.school_age"},
		{"size below members", "1,冼沙村,李大山,户主,,,," + li + ",1,1,,,低保,,,,,\n,,陈梅,妻,,,," + mei + ",,,,,,,,,,", "wrong registry.size_below_members"},
		{"size above members", "1,冼沙村,李大山,户主,,,," + li + ",4,4,,,低保,,,,,\n,,陈梅,妻,,,," + mei + ",,,,,,,,,,", "warning registry.size_above_members"},
		{"covered above size", "1,冼沙村,李大山,户主,,,," + li + ",1,2,,,低保,,,,,", "wrong registry.covered_above_size"},
		{"two heads", "1,冼沙村,李大山,户主,,,," + li + ",2,2,,,低保,,,,,\n1,,陈梅,户主,,,," + mei + ",,,,,,,,,,", "wrong registry.two_heads"},
		{"no relation", "1,冼沙村,李大山,户主,,,," + li + ",2,2,,,低保,,,,,\n1,,陈梅,,,,," + mei + ",,,,,,,,,,", "warning registry.relation_missing"},
		{"unknown relation", "1,冼沙村,李大山,户主,,,," + li + ",2,2,,,低保,,,,,\n1,,陈梅,邻居,,,," + mei + ",,,,,,,,,,", "wrong registry.relation_unknown"},
		{"twice", "1,冼沙村,李大山,户主,,,," + li + ",2,2,,,低保,,,,,\n1,,李大山,子,,,," + li + ",,,,,,,,,,", "wrong registry.member_twice"},
		{"income", "1,冼沙村,李大山,户主,,,," + li + ",2,2,500,3000,低保,,,,,", "warning registry.income_differs"},
		{"unknown village", "1,北京村,李大山,户主,,,," + li + ",1,1,,,低保,,,,,", "wrong registry.village_unknown"},
		{"two villages near", "1,江城村,李大山,户主,,,," + li + ",1,1,,,低保,,,,,", "wrong registry.village_near"},
		{"unknown category", "1,冼沙村,李大山,户主,,,," + li + ",1,1,,,甲等户,,,,,", "wrong registry.category_unknown"},
		{"opened tomorrow", "1,冼沙村,李大山,户主,,,," + li + ",1,1,,,低保,,,2027-01-21,,", "wrong registry.opened_future"},
		{"dead", "1,冼沙村,李大山,户主,,,," + li + ",1,1,,,低保,,,,,2026年11月死亡", "warning registry.closing_words"},
		{"error cell", "1,冼沙村,李大山,户主,,,,#REF!,1,1,,,低保,,,,,", "wrong intake.cell_error"},
		{"formula", "1,冼沙村,李大山,户主,,,," + li + ",=A1+B1,1,,,低保,,,,,", "wrong intake.cell_formula"},
		{"phone", "1,冼沙村,李大山,户主,,,," + li + ",1,1,,,低保,1380013,,,,", "warning personal.phone_form"},
		{"card", "1,冼沙村,李大山,户主,,,," + li + ",1,1,,,低保,,62170012345,,,", "wrong personal.card_digits"},
		{"card check", "1,冼沙村,李大山,户主,,,," + li + ",1,1,,,低保,,6217001234567890124,,,", "warning registry.card_doubtful"},
		{"money", "1,冼沙村,李大山,户主,,,," + li + ",1,1,约五百,,低保,,,,,", "wrong money.malformed"},
		{"number of persons", "1,冼沙村,李大山,户主,,,," + li + ",若干,1,,,低保,,,,,", "wrong registry.count_unreadable"},
		{"no name", "1,冼沙村,李大山,户主,,,," + li + ",2,2,,,低保,,,,,\n1,,,妻,,,," + mei + ",,,,,,,,,,", "wrong registry.name_missing"},
		{"no size", "1,冼沙村,李大山,户主,,,," + li + ",,,,,低保,,,,,", "warning registry.size_missing"},
		{"wife is a man", "1,冼沙村,李大山,户主,,,," + li + ",2,2,,,低保,,,,,\n1,,李小山,妻,,,," + son + ",,,,,,,,,,", "warning registry.relation_sex"},
		{"son older than the head", "1,冼沙村,李小山,户主,,,," + son + ",2,2,,,低保,,,,,\n1,,李大山,子,,,," + li + ",,,,,,,,,,", "warning registry.relation_age"},
		{"no household number", ",冼沙村,李大山,户主,,,," + li + ",1,1,,,低保,,,,,", "wrong registry.number_missing"},
		{"villages differ", "1,冼沙村,李大山,户主,,,," + li + ",2,2,,,低保,,,,,\n1,上江城村,陈梅,妻,,,," + mei + ",,,,,,,,,,", "wrong registry.differs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := one(t, head+c.rows)
			if !slices.Contains(keys(r), c.want) {
				t.Errorf("want %s, got %v", c.want, keys(r))
			}
			for _, f := range r.Findings {
				text := locale.Text(locale.Chinese, f.Key, f.Args)
				if text == f.Key || strings.Contains(text, "{") {
					t.Errorf("no whole message: %s", text)
				}
				for _, number := range []string{li, mei, son} {
					if strings.Contains(text, number) {
						t.Errorf("a clear number in %s", text)
					}
				}
			}
		})
	}
}

// TestMergedVillage: one village cell over several households; it reaches only
// as far as the rows follow one another.
func TestMergedVillage(t *testing.T) {
	results := read(t, `
户号,村居,户主,身份证号,家庭人口
1,冼沙村,李大山,`+li+`,1
2,,陈梅,`+mei+`,1
小计,,,,2
3,,李小山,`+son+`,1
`)
	if h := results[1].Household; h.Area != "441900129200" || !slices.Contains(keys(results[1]), "warning registry.village_above") {
		t.Errorf("%s %v", h.Area, keys(results[1]))
	}
	if h := results[2].Household; h.Area != "441900129000" || !slices.Contains(keys(results[2]), "warning registry.village_default") {
		t.Errorf("%s %v", h.Area, keys(results[2]))
	}
}

// TestRoundedNumberCell: a number cell of 18 digits lost its last three even
// where the check digit fits what is left.
func TestRoundedNumberCell(t *testing.T) {
	m := mappingOf(t, "户主,身份证号")
	a := NewAssembler(m, Options{Today: today(), Area: "441900129000"})
	a.Add(sheet.Row{Number: 2, Cells: []sheet.Cell{{Text: "李大山", Kind: sheet.Text}, {Text: "4.41900195001012E+17", Raw: "441900195001012017", Kind: sheet.Number}}})
	if r := a.Flush(); !slices.Contains(keys(r), "wrong personal.id_ruined") {
		t.Errorf("%v", keys(r))
	}
}

// TestFormula: the stored value serves for a word, never for a number that
// money or identity hangs on.
func TestFormula(t *testing.T) {
	m := mappingOf(t, "户主,身份证号,住址")
	a := NewAssembler(m, Options{Today: today(), Area: "441900129000"})
	formula := func(text string) sheet.Cell { return sheet.Cell{Text: text, Raw: text, Kind: sheet.Formula} }
	a.Add(sheet.Row{Number: 2, Cells: []sheet.Cell{{Text: "李大山", Kind: sheet.Text}, formula(li), formula("二组3号")}})
	r := a.Flush()
	if got := keys(r); !slices.Contains(got, "wrong intake.cell_formula") || r.Household.Address != "二组3号" {
		t.Errorf("%v, address %q", got, r.Household.Address)
	}
}

// TestNumbersInWrongColumns: whatever column an ID number slips into, no
// finding shows it, since findings are kept unsealed.
func TestNumbersInWrongColumns(t *testing.T) {
	var headings []string
	for _, e := range fields {
		headings = append(headings, e.Heading)
	}
	m := mappingOf(t, strings.Join(headings, ","))
	for i := range headings {
		a := NewAssembler(m, Options{Today: today(), Place: place})
		row := sheet.Row{Number: 2, Cells: make([]sheet.Cell, len(headings))}
		row.Cells[i] = sheet.Cell{Text: li, Raw: li, Kind: sheet.Text}
		a.Add(row)
		for _, f := range a.Flush().Findings {
			if text := locale.Text(locale.Chinese, f.Key, f.Args); strings.Contains(text, li) {
				t.Errorf("%s: %s", headings[i], text)
			}
		}
	}
}

// TestWholeHouseholdGoesBack: one wrong row makes all rows of its household
// wrong and no other's.
func TestWholeHouseholdGoesBack(t *testing.T) {
	results := read(t, `
户号,村居,姓名,与户主关系,身份证号
1,冼沙村,李大山,户主,`+li+`
1,,陈梅,妻,123
2,冼沙村,李小山,户主,`+son+`
`)
	if !results[0].Wrong() || !slices.Equal(results[0].Rows, []int{2, 3}) || results[1].Wrong() {
		t.Errorf("%v %v, %v", results[0].Rows, keys(results[0]), keys(results[1]))
	}
}

// TestPhonesAndNotes: what stands beside a number is not lost.
func TestPhonesAndNotes(t *testing.T) {
	for text, want := range map[string][3]string{
		"13800138000":             {"13800138000", "", ""},
		"13800138000（儿子）":         {"13800138000", "", "子"},
		"儿子13800138000":           {"13800138000", "", "子"},
		"13800138000、13900139000": {"13800138000", "", ""},
		"0769-88870000":           {"0769-88870000", "", ""},
		"13800138000(村干部)":        {"13800138000", "村干部", ""},
		"138 0013 8000":           {"13800138000", "", ""},
	} {
		h := one(t, "户主,联系电话\n李大山,"+text).Household
		if got := [3]string{h.Phone.Clear(), h.Contact, h.ContactRelation}; got != want {
			t.Errorf("%s: %q", text, got)
		}
	}
}

func TestDisability(t *testing.T) {
	for text, want := range map[string]struct {
		kind  string
		grade int
	}{
		"肢体二级": {"肢体残疾", 2}, "听力残疾（3级）": {"听力残疾", 3}, "精神": {"精神残疾", 0}, "视力、肢体一级": {"多重残疾", 1}, "无": {"", 0}, "二级": {"未分类残疾", 2}, "健全": {"", 0},
	} {
		m := one(t, "户主,残疾类别\n李大山,"+text).Household.Members[0]
		if m.Disability != want.kind || m.DisabilityGrade != want.grade {
			t.Errorf("%s: %s %d", text, m.Disability, m.DisabilityGrade)
		}
	}
}

// TestNumberThatIsAnID joins rows and is not kept.
func TestNumberThatIsAnID(t *testing.T) {
	r := one(t, "户编号,姓名,与户主关系,身份证号\n"+li+",李大山,户主,"+li+"\n"+li+",陈梅,妻,"+mei)
	if r.Wrong() || r.Household.Number != "" || len(r.Household.Members) != 2 || !slices.Contains(keys(r), "warning registry.number_is_id") {
		t.Errorf("%q, %v", r.Household.Number, keys(r))
	}
}

func TestGuessSaysWhatItDoubts(t *testing.T) {
	m := mappingOf(t, "姓名,人均收入")
	if c, _ := m.Of("per_head_month"); c.Reason != "registry.column_month" || c.Confidence >= 50 {
		t.Errorf("neither month nor year: %+v", c)
	}
	m = mappingOf(t, "姓名,家庭人均收入（元/年）")
	if !m.Has("per_head_year") {
		t.Errorf("a year's: %+v", m.Columns)
	}
	rows := rowsOf(t, "编号,姓名\n1,甲\n2,乙\n3,丙")
	if m := Guess(intake.Header{Headings: []string{"编号", "姓名"}}, rows[1:]); m.Has("number") || !m.Has("sequence") {
		t.Errorf("a count of rows is no household number: %+v", m.Columns)
	}
}

func TestOnePersonInTwoHouseholds(t *testing.T) {
	results := read(t, `
户号,户主姓名,身份证号,家庭人口
1,李大山,`+li+`,1
2,李大川,`+li+`,1
`)
	if results[0].Wrong() || !slices.Contains(keys(results[1]), "wrong registry.id_in_two") {
		t.Errorf("%v, %v", keys(results[0]), keys(results[1]))
	}
}

func TestGrouping(t *testing.T) {
	for _, c := range []struct{ name, table, want string }{
		{"by number", "户号,姓名,与户主关系\n1,甲,户主\n1,乙,妻\n2,丙,户主", "1 1 2"},
		{"number in the first row only", "户号,姓名,与户主关系\n1,甲,户主\n,乙,妻\n2,丙,户主\n,丁,子", "1 1 2 2"},
		{"scattered", "户号,姓名,与户主关系\n1,甲,户主\n2,丙,户主\n1,乙,妻", "1 2 1"},
		{"by the head's ID", "户主身份证号,姓名,与户主关系\n" + li + ",甲,户主\n" + li + ",乙,妻\n" + mei + ",丙,户主", li + " " + li + " " + mei},
		{"by village and head", "村居,户主姓名,姓名,与户主关系\n冼沙村,甲,甲,户主\n冼沙村,甲,乙,妻\n上江城村,甲,甲,户主", "冼沙村/甲 冼沙村/甲 上江城村/甲"},
		{"two heads of one name", "村居,户主姓名,姓名,与户主关系\n冼沙村,甲,甲,户主\n冼沙村,甲,甲,户主\n冼沙村,甲,乙,妻", "冼沙村/甲 冼沙村/甲#3 冼沙村/甲#3"},
		{"by the relation", "姓名,与户主关系\n甲,户主\n乙,妻\n丙,户主", "#2 #2 #4"},
		{"by merged sequence", "序号,姓名,性别\n1,甲,男\n,乙,女\n2,丙,男", "#2 #2 #4"},
		{"a row each", "姓名,性别\n甲,男\n乙,女", "#2 #3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows := rowsOf(t, c.table)
			header, err := Catalogue().FindHeader(rows, nil)
			if err != nil {
				t.Fatal(err)
			}
			g := NewGrouper(Guess(header, rows[1:]))
			var got []string
			for _, row := range rows[1:] {
				got = append(got, g.Key(row))
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %v, want %s", got, c.want)
			}
		})
	}
}
