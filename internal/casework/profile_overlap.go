package casework

import "slices"

import "songnuan/internal/yamldoc"

// Neighbour is another profile of the same library.
type Neighbour struct {
	Name   string // file or name
	Title  string
	Ground Ground
}

// Overlapping tells of neighbours that are for the same cases in the same place
// over some of the same days: nobody could say which of the two applies.
func (p *Profile) Overlapping(others []Neighbour) (found []yamldoc.Finding) {
	mine := p.Ground()
	for _, other := range others {
		if !mine.Same(other.Ground) || !mine.Force.Overlaps(other.Ground.Force) {
			continue
		}
		for _, kind := range mine.Kinds {
			if other.handles(kind) {
				found = append(found, ProfileBook.Finding("profiles_overlap", p.At("from"), "", "other", yamldoc.Clip(other.Title), "file", other.Name, "kind", kind))
				break
			}
		}
	}
	return found
}

func (n *Neighbour) handles(kind Kind) bool {
	return slices.Contains(n.Ground.Kinds, kind)
}
