package likeness

import "songnuan/internal/problem"

// Verdict is what the likeness comes to. It decides nothing: a person does.
type Verdict string

// The verdicts, by what speaks for one person.
const (
	Same     Verdict = "same"     // the number, or name and birth and nothing against them
	Likely   Verdict = "likely"   // nine of ten such pairs are one person
	Possible Verdict = "possible" // somebody should look
)

// Pair is two persons that may be one.
type Pair struct {
	A, B    int // places, A < B
	Score   int // 50..100
	Verdict Verdict
	Reasons []Reason // what speaks for it, and then what against
}

// Reason is a message with its arguments, which hold nothing personal.
type Reason struct {
	Key     string       `json:"key"`
	Args    problem.Args `json:"args,omitempty"`
	Against bool         `json:"against,omitempty"` // it speaks for two persons
}

// look gathers the evidence of two records.
func (p *Pool) look(a, b *record) (e evidence) {
	e.number = compareNumbers(&a.number, &b.number)
	e.name = p.lookName(a, b, &e)
	e.birth = compareBirths(a, b)
	e.sex = places(int32(a.sex), int32(b.sex))
	e.phone = places(a.phone, b.phone)
	e.card = places(a.card, b.card)
	if e.village = places(a.village, b.village); e.village == placeOther {
		e.village = alikeTexts(p.villages.values[a.village], p.villages.values[b.village])
	}
	if e.address = places(a.address, b.address); e.address == placeOther {
		e.address = alikeTexts(p.addresses.values[a.address], p.addresses.values[b.address])
	}
	e.bothHouseholds = a.household != 0 && b.household != 0
	e.sameHousehold = e.bothHouseholds && a.household == b.household
	e.closed = a.closed != b.closed
	return e
}

// lookName compares the names as they stand and, where they are other names,
// each with what stands in the other's column of heads.
func (p *Pool) lookName(a, b *record, e *evidence) naming {
	if a.name == b.name && a.name != 0 {
		e.written = a.raw == b.raw
		return nameSame
	}
	kind := compareNames(&p.names.values[a.name], &p.names.values[b.name])
	crossed := a.head != 0 && b.head != 0 && a.name == b.head && b.name == a.head
	if kind >= nameSlip && crossed {
		return nameCrossed
	}
	return kind
}

// places compares two places in a table.
func places(a, b int32) placing {
	switch {
	case a == 0 || b == 0:
		return placeUnknown
	case a == b:
		return placeSame
	}
	return placeOther
}

// Bits from which on a pair is worth a look, and those of the verdicts.
const (
	worth  = 0.6
	likely = 3.3
	sure   = 8
)

// judge gives score and verdict of what was weighed; false when it is not worth
// a look. A high weight alone is not "same": without the number it takes name
// and birth, and two right numbers that differ speak against it.
func (e *evidence) judge(weight float64) (score int, v Verdict, ok bool) {
	if e.number == equal || e.number == converted {
		weight = max(weight, likely) // one number is always somebody's to settle
	}
	if weight < worth {
		return 0, "", false
	}
	score = scoreOf(weight)
	switch most := e.most(); {
	case score >= scoreOf(sure) && most == Same:
		return score, Same, true
	case score >= scoreOf(likely) && most != Possible:
		return min(score, scoreOf(sure)-1), Likely, true
	}
	return min(score, scoreOf(likely)-1), Possible, true
}

// scoreOf puts bits on a scale of 50 to 100.
func scoreOf(weight float64) int {
	if weight <= sure {
		return 50 + int(5*weight)
	}
	return min(100, 90+int((weight-sure)/1.5))
}

// most is the highest verdict that the kind of evidence allows.
func (e *evidence) most() Verdict {
	alike := e.name >= nameSame && e.name <= nameTurned || e.name == nameUnknown
	switch e.number {
	case equal, converted, checkOnly:
		if alike || e.name == nameSlip || e.name == nameShort || e.name == nameCrossed {
			return Same
		}
		return Likely
	case oneOff, turned:
		if e.name == nameSame && e.birth != birthOther {
			return Same
		}
		return Likely
	case nearby, apart:
		if e.name == nameSame && e.birth == birthSame && !e.sameHousehold {
			return Likely
		}
		return Possible
	}
	switch {
	case e.name == nameSame && e.birth == birthSame && e.sex != placeOther:
		return Same
	case e.sameHousehold: // twins
		return Possible
	case e.name == nameSlip || e.name == nameShort || e.name == nameCrossed:
		if e.birth == birthUnknown {
			return Possible
		}
	}
	return Likely
}
