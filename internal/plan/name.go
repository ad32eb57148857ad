package plan

import "slices"

// Names gives every clause with a name what people call it, by section and id:
// cash.visit_money, classes.dibao.
func (p *Plan) Names() map[string]string { return p.clauseNames() }

// RoleName is what people call a role: its name, or the text itself where it
// names a body and no role.
func (p *Plan) RoleName(of string) string {
	for i := range p.Roles {
		if p.Roles[i].ID == of {
			return title(&p.Roles[i].Clause)
		}
	}
	return of
}

// RoleOf is what a role stands for: village, town, county, area_group, unit, or
// the id of a kind of site; "" where the text is no role or says nothing.
func (p *Plan) RoleOf(of string) string {
	for i := range p.Roles {
		if p.Roles[i].ID == of {
			return p.Roles[i].Of
		}
	}
	return ""
}

// PlaceOf is what kind of place a role stands for: village, town, county,
// area_group, unit; that of its sites where it stands for each of some; "" where
// the text is no role or says nothing.
func (p *Plan) PlaceOf(of string) string {
	at := p.RoleOf(of)
	for i := range p.Sites {
		if p.Sites[i].ID == at {
			return p.Sites[i].Level
		}
	}
	return at
}

// LadderFor is the ladder that a kind of matter goes up by, nil for none.
func (p *Plan) LadderFor(matter string) *Ladder {
	for i := range p.Ladders {
		if slices.Contains(p.Ladders[i].For, matter) {
			return &p.Ladders[i]
		}
	}
	return nil
}
