package likeness

// dating is how alike two births are.
type dating uint8

const (
	birthUnknown dating = iota
	birthSame
	birthMonth  // the same month, the day is known of one
	birthYear   // the same year, no more is known of one
	birthTurned // day and month changed places
	birthPart   // one of year, month and day differs
	birthOther
)

// compareBirths takes the best of what is written and what the numbers say.
func compareBirths(a, b *record) dating {
	best := compareBirth(a.birth, b.birth)
	if best <= birthSame || a.born == 0 && b.born == 0 {
		return best
	}
	for _, x := range [2]Birth{a.birth, a.born} {
		for _, y := range [2]Birth{b.birth, b.born} {
			if d := compareBirth(x, y); d != birthUnknown && d < best {
				best = d
			}
		}
	}
	return best
}

func compareBirth(a, b Birth) dating {
	switch {
	case a == 0 || b == 0:
		return birthUnknown
	case a == b && a.whole():
		return birthSame
	case !a.whole() || !b.whole():
		return compareRough(a, b)
	case a.year() == b.year() && a.month() == b.day() && a.day() == b.month():
		return birthTurned
	}
	same := 0
	for _, equal := range [3]bool{a.year() == b.year(), a.month() == b.month(), a.day() == b.day()} {
		if equal {
			same++
		}
	}
	if same == 2 && (a.year() == b.year() || yearsAlike(a.year(), b.year())) {
		return birthPart
	}
	return birthOther
}

// yearsAlike: one apart, as a year counted by the lunar calendar is, or one
// digit wrong.
func yearsAlike(a, b int) bool {
	if a-b == 1 || b-a == 1 {
		return true
	}
	wrong := 0
	for ; a > 0; a, b = a/10, b/10 {
		if a%10 != b%10 {
			wrong++
		}
	}
	return wrong == 1
}

// compareRough compares births of which one lacks the day, or more.
func compareRough(a, b Birth) dating {
	switch {
	case a.year() != b.year():
		return birthOther
	case a.month() == 0 || b.month() == 0:
		return birthYear
	case a.month() == b.month():
		return birthMonth
	}
	return birthPart
}
