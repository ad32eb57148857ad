package area

import (
	"slices"
	"testing"
)

// gaobu are the real villages of 高埗镇.
func gaobu(t testing.TB) []Area {
	t.Helper()
	town := code(t, "441900129")
	return slices.DeleteFunc(Sample(), func(a Area) bool { return !town.Contains(a.Code) || a.Code.Level() != Village })
}

func TestMatch(t *testing.T) {
	villages := gaobu(t)
	for _, c := range []struct {
		name string
		how  How
		want []string
	}{
		{"冼沙村村民委员会", Exact, []string{"441900129200"}},
		{"冼沙村", Alias, []string{"441900129200"}},
		{"冼沙", Alias, []string{"441900129200"}},
		{" 冼沙 村委会", Alias, []string{"441900129200"}},
		{"高埗镇冼沙村", Alias, []string{"441900129200"}},
		{"新创社区", Alias, []string{"441900129002"}},
		{"高埗村", Alias, []string{"441900129213"}},
		{"芦村", Alias, []string{"441900129212"}},
		{"洗沙村", Near, []string{"441900129200"}},
		{"横滘村", Near, []string{"441900129208"}},
		{"沙冼", Near, []string{"441900129200"}},
		{"江城村", Near, []string{"441900129215", "441900129216"}},
		{"安围村", Near, []string{"441900129205", "441900129206"}},
		{"北京村", None, nil},
		{"", None, nil},
		{"村", None, nil},
	} {
		m := Match(c.name, villages)
		var got []string
		for _, a := range m.Areas {
			got = append(got, string(a.Code))
		}
		if m.How != c.how || !slices.Equal(got, c.want) {
			t.Errorf("Match(%s) = %d %v, want %d %v", c.name, m.How, got, c.how, c.want)
		}
		if _, ok := m.Area(); ok != (len(c.want) == 1) {
			t.Errorf("Match(%s).Area() = %v", c.name, ok)
		}
	}
}

func TestMatchPrefersTheSameKind(t *testing.T) {
	both := []Area{{Code: "1", Name: "梅山村委会"}, {Code: "2", Name: "梅山社区居委会"}, {Code: "3", Name: "古镇村委会"}}
	for name, want := range map[string]string{"梅山村": "1", "梅山社区": "2", "古镇": "3", "某县古镇村": ""} {
		a, _ := Match(name, both).Area()
		if string(a.Code) != want {
			t.Errorf("Match(%s) = %s, want %s", name, a.Code, want)
		}
	}
	if m := Match("梅山", both); len(m.Areas) != 2 {
		t.Errorf("梅山 fits %d places", len(m.Areas))
	}
}

func TestOneEdit(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"冼沙", "洗沙", true}, {"冼沙", "冼", true}, {"甲乙丙", "甲丙乙", true}, {"甲乙丙", "乙丙", true}, {"甲乙丙", "丙乙甲", false},
		{"甲", "乙", false}, {"", "甲", false}, {"甲乙", "丙丁", false}, {"甲乙丙丁", "甲丙", false}, {"甲乙", "甲乙", true},
	} {
		if oneEdit(c.a, c.b) != c.want || oneEdit(c.b, c.a) != c.want {
			t.Errorf("oneEdit(%s, %s) is not %v both ways", c.a, c.b, c.want)
		}
	}
}
