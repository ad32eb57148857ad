package personal

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNormalName(t *testing.T) {
	for text, want := range map[string]string{
		" 张 三　丰\u200b": "张三丰", "阿依古丽•买买提": "阿依古丽·买买提", "阿依古丽．买买提": "阿依古丽·买买提", "Ｗａｎｇ": "Wang", "\t": "",
	} {
		if got := NormalName(text); got != want {
			t.Errorf("NormalName(%q) = %q", text, got)
		}
	}
}

func TestPinyinReadsSurnamesAsSurnames(t *testing.T) {
	for name, want := range map[string]string{
		"张三丰": "zhang san feng", "单田芳": "shan tian fang", "曾国藩": "zeng guo fan", "区小明": "ou xiao ming", "仇英": "qiu ying",
		"解晓东": "xie xiao dong", "查良镛": "zha liang yong", "盖叫天": "ge jiao tian", "尉迟恭": "yu chi gong", "长孙无忌": "zhang sun wu ji",
		"万俟卨": "mo qi xie", "吕布": "lv bu", "冼星海": "xian xing hai", "田单": "tian dan", "阿依古丽·买买提": "a yi gu li mai mai ti", "王A2": "wang a 2",
	} {
		if got := Pinyin(name).SortKey(); got != want {
			t.Errorf("Pinyin(%s) = %s, want %s", name, got, want)
		}
	}
	if got := Pinyin("尉迟恭").Initials; got != "ycg" {
		t.Errorf("initials %s", got)
	}
}

func TestTokens(t *testing.T) {
	want := strings.Fields("张三丰 三丰 丰 zsf sf f zhangsanfeng sanfeng feng")
	if got := Tokens("张 三丰"); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if got := Tokens(" "); len(got) != 0 {
		t.Errorf("tokens of nothing: %q", got)
	}
}

// TestAnyPartOfANameIsFound: a prefix search over the tokens finds every run of
// characters, initials or syllables.
func TestAnyPartOfANameIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		runes := rapid.SliceOfN(rapid.RuneFrom([]rune("张王李欧阳单曾三丰建华·AbⅢ")), 1, 8).Draw(t, "name")
		name := string(runes)
		plain := []rune(strings.ToLower(strings.ReplaceAll(name, "·", "")))
		if len(plain) == 0 {
			return
		}
		from := rapid.IntRange(0, len(plain)-1).Draw(t, "from")
		to := rapid.IntRange(from+1, len(plain)).Draw(t, "to")
		reading := Pinyin(name)
		tokens := Tokens(name)
		for _, part := range []string{string(plain[from:to]), string([]rune(reading.Initials)[from:to]), strings.Join(reading.Syllables[from:to], "")} {
			if !slices.ContainsFunc(tokens, func(token string) bool { return strings.HasPrefix(token, part) }) {
				t.Fatalf("%s is not found by %s in %q", name, part, tokens)
			}
		}
		sorted := slices.Clone(tokens)
		slices.Sort(sorted)
		if len(slices.Compact(sorted)) != len(tokens) {
			t.Fatalf("a token stands twice: %q", tokens)
		}
	})
}
