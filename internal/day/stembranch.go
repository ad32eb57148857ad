package day

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

const (
	stems    = "甲乙丙丁戊己庚辛壬癸"
	branches = "子丑寅卯辰巳午未申酉戌亥"
	animals  = "鼠牛虎兔龙蛇马羊猴鸡狗猪"
)

// StemBranch is the name of a lunar year in the cycle of sixty (干支): 乙未
// for 2015. The lunar year begins at 春节, so January belongs to the name
// before.
func StemBranch(lunarYear int) string {
	n := cycle(lunarYear)
	return runeAt(stems, n%10) + runeAt(branches, n%12)
}

// Zodiac is the animal of a lunar year (生肖): 羊 for 2015.
func Zodiac(lunarYear int) string { return runeAt(animals, cycle(lunarYear)%12) }

// cycle is the year's place in the cycle of sixty; the year 4 was 甲子.
func cycle(lunarYear int) int { return ((lunarYear-4)%60 + 60) % 60 }

func runeAt(s string, i int) string { return string([]rune(s)[i]) }

// NamedYear is a year that a text names by its stem and branch, its animal or
// both.
type NamedYear struct {
	Text       string // as found: 乙未羊年
	Offset     int    // in runes from the text's beginning
	StemBranch string // 乙未, "" when only the animal stands there
	Zodiac     string // 羊, "" when only stem and branch stand there
}

// Is tells whether all that is named fits the lunar year.
func (n NamedYear) Is(lunarYear int) bool {
	return (n.StemBranch == "" || n.StemBranch == StemBranch(lunarYear)) &&
		(n.Zodiac == "" || n.Zodiac == Zodiac(lunarYear))
}

// Nearest is the lunar year closest to the given one that the name fits, the
// earlier of two; ok is false when stem, branch and animal contradict one
// another.
func (n NamedYear) Nearest(lunarYear int) (year int, ok bool) {
	for off := range 31 {
		for _, try := range []int{lunarYear - off, lunarYear + off} {
			if n.Is(try) {
				return try, true
			}
		}
	}
	return 0, false
}

var namedYear = regexp.MustCompile(`(?:([` + stems + `][` + branches + `])([` + animals + `])?|([` + animals + `]))年`)

// FindStemBranch finds the years that a sentence names: 乙未羊年, 乙未年, 羊年.
func FindStemBranch(text string) []NamedYear {
	text = strings.NewReplacer("龍", "龙", "馬", "马", "雞", "鸡", "豬", "猪").Replace(text)
	var found []NamedYear
	for _, m := range namedYear.FindAllStringSubmatchIndex(text, -1) {
		group := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return text[m[2*i]:m[2*i+1]]
		}
		found = append(found, NamedYear{
			Text: group(0), Offset: utf8.RuneCountInString(text[:m[0]]),
			StemBranch: group(1), Zodiac: group(2) + group(3),
		})
	}
	return found
}
