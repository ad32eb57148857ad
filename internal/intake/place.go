package intake

import "songnuan/internal/area"

// Place is what a village's name in a list was found to mean.
type Place struct {
	Code      area.Code // "" when nothing, or more than one place, fits
	Name      string    // its full name
	Corrected bool      // the text was a character off
	Near      []string  // names of what may have been meant
}

// mostPlaces bounds the memory of the texts that were looked up.
const mostPlaces = 10_000

// Places finds villages and remembers what it found, since a list names a few
// of them many times.
type Places struct {
	find  func(town, village string) Place
	known map[[2]string]Place
}

// NewPlaces asks find once for each distinct text, which is a name or a
// 12-digit code; nil takes codes only.
func NewPlaces(find func(town, village string) Place) *Places {
	if find == nil {
		find = codeOnly
	}
	return &Places{find, map[[2]string]Place{}}
}

func codeOnly(_, village string) Place {
	code, err := area.Parse(village)
	if err != nil || len(village) != 12 {
		return Place{}
	}
	return Place{Code: code}
}

// Find reads a village; town may be "".
func (p *Places) Find(town, village string) Place {
	key := [2]string{town, village}
	if place, ok := p.known[key]; ok {
		return place
	}
	place := p.find(town, village)
	if len(p.known) < mostPlaces {
		p.known[key] = place
	}
	return place
}
