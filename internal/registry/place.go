package registry

import "songnuan/internal/area"

// Villages finds places among the areas given, for Options.Place: villages by
// their names, within a town where the list names one of the areas' towns.
func Villages(areas []area.Area) func(town, village string) Place {
	var towns, villages []area.Area
	for _, a := range areas {
		switch a.Code.Level() {
		case area.Township:
			towns = append(towns, a)
		case area.Village:
			villages = append(villages, a)
		}
	}
	return func(town, village string) Place {
		within := villages
		if found, ok := area.Match(town, towns).Area(); ok {
			within = below(found.Code, villages)
		}
		return place(area.Match(village, within))
	}
}

func below(town area.Code, villages []area.Area) (within []area.Area) {
	for _, v := range villages {
		if town.Contains(v.Code) {
			within = append(within, v)
		}
	}
	return within
}

func place(m area.Matched) Place {
	if found, ok := m.Area(); ok {
		return Place{Code: found.Code, Name: found.Name, Corrected: m.How == area.Near}
	}
	var p Place
	const most = 5
	for _, a := range m.Areas[:min(most, len(m.Areas))] {
		p.Near = append(p.Near, a.Name)
	}
	return p
}
