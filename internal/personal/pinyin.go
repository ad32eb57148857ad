package personal

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// surnames are characters that read otherwise as a surname than the
// dictionary's first reading.
var surnames = map[rune]string{
	'单': "shan", '曾': "zeng", '区': "ou", '仇': "qiu", '解': "xie", '查': "zha", '盖': "ge", '朴': "piao", '乐': "yue",
	'缪': "miao", '翟': "zhai", '折': "she", '黑': "he", '员': "yun", '秘': "bi", '冼': "xian", '召': "shao", '种': "chong",
	'重': "chong", '逄': "pang", '覃': "qin", '谌': "chen", '隗': "wei", '繁': "po", '句': "gou", '都': "du", '乜': "nie",
	'佴': "nai", '莘': "shen", '宿': "su", '薄': "bo", '万': "wan", '俞': "yu", '沈': "shen", '石': "shi", '柏': "bai",
	'尉': "wei", '幺': "yao", '祭': "zhai", '洗': "xian", '撒': "sa", '那': "na", '贾': "jia", '车': "che", '牟': "mou",
	'藏': "zang", '臧': "zang", '褚': "chu", '晁': "chao", '么': "yao", '占': "zhan", '宓': "mi", '哈': "ha", '纪': "ji",
	'葛': "ge", '任': "ren", '华': "hua", '应': "ying", '令': "ling", '长': "zhang", '强': "qiang", '卜': "bu", '阚': "kan",
}

// Reading is a name in pinyin without tones; ü is v, as it is typed.
type Reading struct {
	Syllables []string // of 张三丰: zhang san feng; letters and digits stand for themselves
	Initials  string   // zsf
}

// SortKey orders names by syllable and keeps equal readings with the shorter
// name first.
func (r Reading) SortKey() string { return strings.Join(r.Syllables, " ") }

// Pinyin reads a name, its surname as a surname.
func Pinyin(name string) Reading {
	runes := []rune(strings.ReplaceAll(NormalName(name), "·", ""))
	var reading Reading
	var initials strings.Builder
	for i, r := range runes {
		syllable := syllableOf(runes, i)
		if syllable == "" {
			syllable = strings.ToLower(string(r))
		}
		reading.Syllables = append(reading.Syllables, syllable)
		initials.WriteString(string([]rune(syllable)[:1]))
	}
	reading.Initials = initials.String()
	return reading
}

func syllableOf(runes []rune, i int) string {
	if i < 2 && len(runes) > 2 {
		if both, ok := compound[string(runes[:2])]; ok {
			return both[i]
		}
	}
	if i == 0 {
		if s, ok := surnames[runes[0]]; ok {
			return s
		}
	}
	if !unicode.Is(unicode.Han, runes[i]) {
		return ""
	}
	if found := pinyin.SinglePinyin(runes[i], plainPinyin); len(found) > 0 {
		return found[0]
	}
	return ""
}

var plainPinyin = pinyin.Args{Style: pinyin.Normal, Fallback: func(rune, pinyin.Args) []string { return nil }}

// Tokens are what a name can be found by: every ending of its characters, its
// initials and its syllables, so that a search by prefix finds any part.
// 张三丰 gives 张三丰 三丰 丰 zsf sf f zhangsanfeng sanfeng feng.
func Tokens(name string) []string {
	runes := []rune(strings.ToLower(strings.ReplaceAll(NormalName(name), "·", "")))
	reading := Pinyin(name)
	initials := []rune(reading.Initials)
	tokens := make([]string, 0, 3*len(runes))
	seen := make(map[string]bool, 3*len(runes))
	add := func(token string) {
		if !seen[token] {
			seen[token] = true
			tokens = append(tokens, token)
		}
	}
	for i := range runes {
		add(string(runes[i:]))
	}
	for i := range initials {
		add(string(initials[i:]))
	}
	for i := range reading.Syllables {
		add(strings.Join(reading.Syllables[i:], ""))
	}
	return tokens
}
