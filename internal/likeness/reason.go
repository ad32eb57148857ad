package likeness

import "songnuan/internal/problem"

// reasons says what speaks for one person, and then what against. What is of no
// weight is left out.
func (p *Pool) reasons(a *record, e *evidence) []Reason {
	var all []Reason
	add := func(key string, args ...any) {
		if key != "" {
			all = append(all, Reason{Key: key, Args: arguments(args)})
		}
	}
	add(numberFor[e.number])
	if e.name == nameSame && e.written {
		add("likeness.name_same", "count", p.names.counts[a.name])
	} else if e.name == nameSame {
		add("likeness.name_variant")
	} else {
		add(nameFor[e.name])
	}
	add(birthFor[e.birth])
	add(pick(e.village, "likeness.village_same", "likeness.village_alike"))
	if e.phone == placeSame {
		add("likeness.phone_same", "count", p.phones.counts[a.phone])
	}
	if e.card == placeSame {
		add("likeness.card_same", "count", p.cards.counts[a.card])
	}
	add(pick(e.address, "likeness.address_same", "likeness.address_alike"))
	switch {
	case e.bothHouseholds && !e.sameHousehold:
		add("likeness.two_households")
	case e.sameHousehold && e.double():
		add("likeness.one_household")
	}
	if e.closed {
		add("likeness.one_closed")
	}
	return append(all, against(e)...)
}

// double tells whether two rows of one household are one person's beyond doubt.
func (e *evidence) double() bool {
	return e.number > unknown && e.number < nearby || e.name == nameSame
}

func arguments(args []any) problem.Args {
	if len(args) == 0 {
		return nil
	}
	return problem.Pairs(args...)
}

func pick(p placing, same, alike string) string {
	switch p {
	case placeSame:
		return same
	case placeAlike:
		return alike
	}
	return ""
}

// against are the reasons for two persons.
func against(e *evidence) (all []Reason) {
	add := func(holds bool, key string) {
		if holds {
			all = append(all, Reason{Key: key, Against: true})
		}
	}
	add(e.number == apart, "likeness.number_apart")
	add(e.number == nearby, "likeness.number_nearby")
	add(e.name == nameOther, "likeness.name_other")
	add(e.name == nameFamily, "likeness.name_family")
	add(e.birth == birthOther, "likeness.birth_other")
	add(e.sex == placeOther, "likeness.sex_other")
	add(e.village == placeOther, "likeness.village_other")
	add(e.sameHousehold && !e.double(), "likeness.same_household")
	return all
}

var numberFor = map[alikeness]string{
	equal: "likeness.number_same", converted: "likeness.number_converted", checkOnly: "likeness.number_check",
	oneOff: "likeness.number_one_off", turned: "likeness.number_turned",
}

var nameFor = map[naming]string{
	nameHomophone: "likeness.name_homophone", nameNear: "likeness.name_near", nameTurned: "likeness.name_turned",
	nameCrossed: "likeness.name_crossed", nameSlip: "likeness.name_slip", nameShort: "likeness.name_short",
}

var birthFor = map[dating]string{
	birthSame: "likeness.birth_same", birthMonth: "likeness.birth_month", birthYear: "likeness.birth_year",
	birthTurned: "likeness.birth_turned", birthPart: "likeness.birth_part",
}
