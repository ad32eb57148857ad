package likeness

import (
	"math"
	"strings"
)

// evidence is all that two records say about each other.
type evidence struct {
	number           alikeness
	name             naming
	birth            dating
	sex              placing
	village, address placing
	phone, card      placing
	sameHousehold    bool
	bothHouseholds   bool // both say in which they are
	closed           bool // of one
	written          bool // the names are written alike
}

// weights are logarithms to the base of 2: how much more likely something is
// of one person than of two. They follow Fellegi and Sunter (1969), with the
// shares of the list at hand; the chances of slips are what one sees in lists
// that offices send.
type weights struct {
	prior float64   // against two strangers, before anything is known
	names []float64 // of equal names, by place
}

// What usual lists are like: for shares of what stands in a short list once.
const (
	usualMore    = 20_000
	usualName    = 4e-6
	usualSurname = 0.02
	usualSign    = 0.004
	usualSound   = 3e-5
	usualBirth   = 1.0 / 25_000
	usualPhone   = 5e-6
	usualVillage = 1.0 / 100
	villageMore  = 30
	fewest       = 2000 // persons: a shorter list is looked at as if it had so many
	expected     = 0.02 // of the persons have a second record
)

// settle works out what depends on the whole list.
func (p *Pool) settle() {
	n := math.Max(float64(len(p.records)), fewest)
	p.weights.prior = math.Log2(2 * expected / n)
	p.weights.names = make([]float64, len(p.names.values))
	for i, count := range p.names.counts {
		p.weights.names[i] = math.Min(20, bits(0.85, p.share(count, usual(p.names.values[i].signs), usualMore)))
	}
}

// favourites are the given names that most people have, one of some hundred;
// a short list does not show how common they are.
var favourites = givenNames("伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 玲 燕 红 梅 英 华 秀英 桂英 玉兰 秀兰 桂兰 玉英 凤英 秀珍 桂珍 淑珍 玉珍 " +
	"建国 建华 建军 志强 志明 国华 永强 海燕 红梅 丽华 小红 婷婷 浩 宇 鑫 俊 帅 博 建平 春梅 丽娟 文 斌 波 辉 鹏 欣怡 子涵 梓涵 浩然 子轩")

func givenNames(text string) map[string]bool {
	names := map[string]bool{}
	for name := range strings.FieldsSeq(text) {
		names[name] = true
	}
	return names
}

// usual is how often a name stands in lists at large.
func usual(signs []rune) float64 {
	const favourite = 60 // times as often as others
	if len(signs) > 1 && favourites[string(signs[1:])] {
		return favourite * usualName
	}
	return usualName
}

// The chance that two records of relatives are of one person, before anything
// is known, as a logarithm: of one household in a list, of two households, and
// where nothing is said of households.
const (
	priorWithin  = -9.5
	priorBetween = -4
	priorUnsaid  = -5.5
)

// weigh gives how much more likely it is that the two are one person than that
// they are strangers, or relatives, whichever explains it better.
func (p *Pool) weigh(a, b *record, e *evidence) float64 {
	stranger, relative := p.weights.prior, priorUnsaid
	switch {
	case e.sameHousehold:
		stranger, relative = 0, priorWithin // no strangers: the list says so
	case e.bothHouseholds:
		relative = priorBetween
	}
	for _, weigh := range [...]func(a, b *record, e *evidence) (float64, float64){p.weighNumber, p.weighName, p.weighBirth, p.weighRest} {
		s, r := weigh(a, b, e)
		stranger, relative = stranger+s, relative+r
	}
	if e.sameHousehold {
		return relative
	}
	return math.Min(stranger, relative)
}

func (p *Pool) weighNumber(_, _ *record, e *evidence) (stranger, relative float64) {
	switch e.number {
	case equal:
		return 40, 24
	case converted:
		return 38, 22
	case checkOnly:
		return 30, 18
	case oneOff, turned:
		return 21, 12
	case nearby:
		return -3, -8
	case apart:
		return -10, -10
	}
	return 0, 0
}

// weighName: who shares a rare name is more surely one; relatives share the
// surname, and often the sign of their generation.
func (p *Pool) weighName(a, b *record, e *evidence) (stranger, relative float64) {
	x, y := &p.names.values[a.name], &p.names.values[b.name]
	sound := func(chance float64) float64 {
		return math.Min(18, bits(chance, p.share(max(p.sounds[x.sound], p.sounds[y.sound]), usualSound, usualMore)))
	}
	switch e.name {
	case nameSame:
		if e.written {
			return p.weights.names[a.name], 14
		}
		return p.weights.names[a.name] - 2, 11
	case nameHomophone:
		return sound(0.03), 4
	case nameNear:
		return sound(0.02), 3
	case nameTurned:
		return math.Min(16, bits(0.01, p.share(p.sorted[x.sorted], usualSound, usualMore))), 9
	case nameCrossed:
		return 10, 1.5
	case nameSlip, nameShort:
		return p.weighSlip(x, y), -2.5
	case nameFamily:
		return -4, -6
	case nameOther:
		return -8, -8
	}
	return 0, 0
}

// weighSlip takes the signs that are left as they were.
func (p *Pool) weighSlip(x, y *named) float64 {
	share := 1.0
	shared(x.signs, y.signs, func(sign rune, first bool) {
		if first {
			share *= p.share(p.surnames[sign], usualSurname, usualMore)
			return
		}
		share *= p.share(p.signs[sign], usualSign, usualMore)
	})
	return math.Min(14, bits(0.03, share))
}

// weighBirth: of numbers that are alike the birth is a part and says no more.
func (p *Pool) weighBirth(a, b *record, e *evidence) (stranger, relative float64) {
	switch e.number {
	case equal, converted, checkOnly, oneOff, turned:
		if e.birth == birthOther {
			return -2, -2
		}
		return 0, 0
	}
	switch e.birth {
	case birthSame:
		count := max(p.births[a.birth], p.births[b.birth])
		return bits(0.95, p.share(count, usualBirth, usualMore)), 7
	case birthMonth:
		return bits(0.9, 1.0/840), 5
	case birthYear:
		return bits(0.9, 1.0/70), 2
	case birthTurned:
		return 8, 6
	case birthPart:
		return 4, 2.5
	case birthOther:
		return -7, -6
	}
	return 0, 0
}

// weighRest takes sex and place. Phone, card, village and address mostly go
// together, so that there is an end to what they say.
func (p *Pool) weighRest(a, b *record, e *evidence) (stranger, relative float64) {
	const most = 22
	switch {
	case e.number != unknown && e.number < nearby: // the number says it too
	case e.sex == placeSame:
		stranger, relative = 1, 1
	case e.sex == placeOther:
		stranger, relative = -5, -5
	}
	place := 0.0
	switch e.village {
	case placeSame:
		place += math.Min(10, bits(0.85, p.share(p.villages.counts[a.village], usualVillage, villageMore)))
	case placeAlike:
		place += 4
	case placeOther:
		place -= 2
	}
	switch e.phone {
	case placeSame:
		place += math.Min(16, bits(0.7, p.share(p.phones.counts[a.phone], usualPhone, usualMore)))
	case placeOther:
		place -= 0.7
	}
	switch e.card {
	case placeSame:
		place += math.Min(18, bits(0.7, p.share(p.cards.counts[a.card], usualPhone, usualMore)))
		relative += 3
	case placeOther:
		place--
	}
	switch e.address {
	case placeSame:
		place += 8
	case placeAlike:
		place += 4
	case placeOther:
		place -= 0.5
	}
	return stranger + math.Min(place, most), relative
}
