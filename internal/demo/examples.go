package demo

// Examples are the lists of each plan, by the name of its folder.
func Examples() map[string][]List {
	return map[string][]List{
		"gaobu-pairing":  GaobuPairing(),
		"union-winter":   UnionWinter(),
		"couplets":       Couplets(),
		"town-visits":    TownVisits(),
		"rescue-winter":  RescueWinter(),
		"school-winter":  SchoolWinter(),
		"company-winter": CompanyWinter(),
	}
}
