package term

import (
	"slices"
	"testing"
)

func TestCanonical(t *testing.T) {
	for _, c := range []struct{ list, text, want string }{
		{Category, "五保户", "特困人员"},
		{Category, "农村五保", "特困人员"},
		{Category, "城市低保", "低保对象"},
		{Category, " 低 保 户 ", "低保对象"},
		{Category, "低收入家庭", "低保边缘家庭"},
		{Category, "困难职工（深度）", "深度困难职工"},
		{Category, "建档立卡贫困户", "脱贫户"},
		{Category, "进城务工人员", "外来务工人员"},
		{Relation, "本人", "户主"},
		{Relation, "01", "户主"},
		{Relation, "１２", "妻"},
		{Relation, "儿子", "子"},
		{Sex, "1", "男"},
		{Sex, "女性", "女"},
		{HousingGrade, "ｄ级", "D"},
		{Disability, "肢体", "肢体残疾"},
		{HelperKind, "镇领导班子成员", "镇领导"},
		{CloseReason, "病故", "死亡"},
	} {
		if got, ok := Canonical(c.list, c.text); !ok || got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.list, c.text, got, c.want)
		}
	}
	for _, text := range []string{"", "张三", "低保户吗"} {
		if got, ok := Canonical(Category, text); ok {
			t.Errorf("%q is no category, got %s", text, got)
		}
	}
	if _, ok := Canonical("nothing", "男"); ok {
		t.Error("an unknown list has no terms")
	}
}

// TestPlansAreCovered: every group that the seed plans and the rules of the
// object classes name is found.
func TestPlansAreCovered(t *testing.T) {
	for _, text := range []string{
		"困难职工", "困难劳模", "先进模范", "节日坚守岗位职工", "低保户", "城镇低保家庭", "牧区低保家庭", "退休职工",
		"环卫工人", "外来常住人口", "进城务工人员", "重点青少年群体", "五保对象", "低保对象", "重点优抚对象", "无房户", "危房户",
		"优抚户", "重灾户", "特困残疾户", "五保户", "特困户", "特困老干部", "特困伤残军人", "退伍军人", "困难在读学生",
		"低保边缘家庭", "刚性支出困难家庭", "防止返贫监测对象", "其他困难人员", "深度困难", "相对困难", "意外致困",
	} {
		if _, ok := Canonical(Category, text); !ok {
			t.Errorf("%s is unknown; near: %v", text, Suggest(Category, text))
		}
	}
}

func TestEveryListIsComplete(t *testing.T) {
	for name, l := range lists() {
		if l.Source == "" {
			t.Errorf("%s has no source", name)
		}
		for _, term := range l.Terms {
			if term.En == "" {
				t.Errorf("%s %s has no English name", name, term.Name)
			}
		}
	}
	for _, name := range []string{Category, Cause, Housing, HousingGrade, Health, Relation, Sex, Disability, IDKind,
		School, Employment, Marital, Political, Education, HelperKind, CloseReason} {
		if len(Names(name)) < 3 {
			t.Errorf("%s has %d terms", name, len(Names(name)))
		}
	}
}

func TestASpellingNamesOneTerm(t *testing.T) {
	_, err := parse([]byte("x: {terms: [{name: 甲, same: [丙]}, {name: 乙, same: [丙]}]}"))
	if err == nil {
		t.Error("丙 names two terms and was accepted")
	}
	if _, err = parse([]byte("x: {terms: [{name: 甲, under: [丁]}]}")); err == nil {
		t.Error("丁 is no term and was accepted")
	}
}

func TestLookups(t *testing.T) {
	if got := Code(Relation, "配偶"); got != "10" {
		t.Errorf("配偶 has the code %s", got)
	}
	if got := English(Sex, "男"); got != "male" {
		t.Errorf("男 is %s", got)
	}
	if got := English(Sex, "甲"); got != "甲" {
		t.Errorf("an unknown name stays: %s", got)
	}
	if got := Under(Category, "困难劳模"); !slices.Equal(got, []string{"劳动模范"}) {
		t.Errorf("困难劳模 is under %v", got)
	}
}

func TestSuggest(t *testing.T) {
	for text, want := range map[string]string{"低保户家": "低保对象", "困难劳模范": "困难劳模", "残疾人士": "残疾人"} {
		if got := Suggest(Category, text); len(got) == 0 || got[0] != want {
			t.Errorf("%s: got %v, want %s first", text, got, want)
		}
	}
	if got := Suggest(Category, "甲乙丙丁"); got != nil {
		t.Errorf("nothing is near, got %v", got)
	}
}

func TestAHitAllocatesNothing(t *testing.T) {
	Canonical(Category, "低保户")
	if n := testing.AllocsPerRun(100, func() { Canonical(Category, "低保户") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkCanonical(b *testing.B) {
	for b.Loop() {
		Canonical(Relation, "配偶")
	}
}
