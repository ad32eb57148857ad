package personal

import (
	"strings"
	"unicode"
)

// Name is a person's name. It shows 张*丰.
type Name struct{ Secret }

// NewName puts the spelling right, see NormalName.
func NewName(text string) Name { return Name{newSecret(NormalName(text), maskName)} }

// Address is where a person lives. It shows no more than the village.
type Address struct{ Secret }

// NewAddress takes an address as it is.
func NewAddress(text string) Address {
	return Address{newSecret(strings.TrimSpace(text), maskAddress)}
}

// NormalName strips spaces and marks that can't be seen, turns full-width
// letters into ASCII and every middle dot into ·, so that 阿依古丽•买买提 and
// 阿依古丽·买买提 are one person.
func NormalName(text string) string {
	return strings.Map(func(r rune) rune {
		r = narrow(r)
		switch r {
		case '•', '・', '‧', '∙', '⋅', '●', '．', '.', '･', '᛫':
			return '·'
		}
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, text)
}

// compound are the surnames of two characters with their readings.
var compound = map[string][2]string{
	"欧阳": {"ou", "yang"}, "太史": {"tai", "shi"}, "端木": {"duan", "mu"}, "上官": {"shang", "guan"}, "司马": {"si", "ma"},
	"东方": {"dong", "fang"}, "独孤": {"du", "gu"}, "南宫": {"nan", "gong"}, "万俟": {"mo", "qi"}, "闻人": {"wen", "ren"},
	"夏侯": {"xia", "hou"}, "诸葛": {"zhu", "ge"}, "尉迟": {"yu", "chi"}, "公羊": {"gong", "yang"}, "赫连": {"he", "lian"},
	"澹台": {"tan", "tai"}, "皇甫": {"huang", "fu"}, "宗政": {"zong", "zheng"}, "濮阳": {"pu", "yang"}, "公冶": {"gong", "ye"},
	"太叔": {"tai", "shu"}, "申屠": {"shen", "tu"}, "公孙": {"gong", "sun"}, "慕容": {"mu", "rong"}, "仲孙": {"zhong", "sun"},
	"钟离": {"zhong", "li"}, "长孙": {"zhang", "sun"}, "宇文": {"yu", "wen"}, "司徒": {"si", "tu"}, "鲜于": {"xian", "yu"},
	"司空": {"si", "kong"}, "闾丘": {"lv", "qiu"}, "亓官": {"qi", "guan"}, "令狐": {"ling", "hu"}, "呼延": {"hu", "yan"},
	"轩辕": {"xuan", "yuan"}, "百里": {"bai", "li"}, "东郭": {"dong", "guo"}, "西门": {"xi", "men"}, "南门": {"nan", "men"},
	"第五": {"di", "wu"}, "拓跋": {"tuo", "ba"}, "纳兰": {"na", "lan"}, "完颜": {"wan", "yan"},
}

// Surname is the first character, or the first two of a compound surname with
// a given name behind it.
func Surname(name string) string {
	r := []rune(name)
	if len(r) > 2 {
		if _, ok := compound[string(r[:2])]; ok {
			return string(r[:2])
		}
	}
	if len(r) == 0 {
		return ""
	}
	return string(r[:1])
}
