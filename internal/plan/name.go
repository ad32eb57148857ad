package plan

// Names gives every clause with a name what people call it, by section and id:
// cash.visit_money, classes.dibao.
func (p *Plan) Names() map[string]string { return p.clauseNames() }
