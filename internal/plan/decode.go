package plan

import (
	"reflect"

	"songnuan/internal/yamldoc"
)

// decoder puts a tree into the types of the format, see yamldoc.Decoder, with
// the tags that plans have beside its own:
//
//	ref:"classes,all"   ids of that section, or the literals after it (see refs.go)
//	later:"room"        read and checked; acted on when the room arrives (see lint)
type decoder struct {
	*yamldoc.Decoder // its Clause is section.id of the clause being read
	plan             *Plan
	section          string

	answers  answers         // of the parameters
	declared []string        // parameters the plan has
	known    map[string]bool // the same, to look up
	grown    int             // bytes that answers added to the plan's text
}

func newDecoder(found *findings, p *Plan) *decoder {
	d := &decoder{plan: p}
	d.Decoder = &yamldoc.Decoder{Findings: found, Own: d.own, Bare: bare, Label: keyLabel, Items: clausesByID, Item: d.item, Met: markFarEdge, Odd: d.quoteParam}
	return d
}

// fromNode is a value with spellings of its own.
type fromNode interface{ from(d *decoder, n *node) }

func (d *decoder) own(n *node, v reflect.Value) bool {
	own, ok := reflect.TypeAssert[fromNode](v.Addr())
	if ok {
		own.from(d, n)
	}
	return ok
}

var clauseType = reflect.TypeFor[Clause]()

// bare names the key that a plain text stands for where a mapping is due:
// `agenda: [领导发言]` is `agenda: [{do: 领导发言}]`.
var bare = map[reflect.Type]string{
	reflect.TypeFor[Share](): "purse", reflect.TypeFor[Goal](): "text", reflect.TypeFor[Remark](): "text",
	reflect.TypeFor[AgendaItem](): "do", reflect.TypeFor[Task](): "name", reflect.TypeFor[Choice](): "value",
	reflect.TypeFor[Maker](): "who", reflect.TypeFor[AllocatedTo](): "name", reflect.TypeFor[Named](): "name",
	reflect.TypeFor[Rung](): "to", reflect.TypeFor[Ban](): "text", reflect.TypeFor[Order](): "by",
	reflect.TypeFor[Part](): "item", reflect.TypeFor[Bulk](): "name", reflect.TypeFor[Condition](): "question",
}

// item reads the clauses of a section; of other lists it reads nothing.
func (d *decoder) item(n *node, v reflect.Value, index int) (mine, keep bool) {
	if !holdsClause(v.Type()) {
		return false, false
	}
	return true, d.clauseItem(n, v, index)
}

func holdsClause(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	f, ok := t.FieldByName("Clause")
	return ok && f.Anonymous && f.Type == clauseType
}

// clausesByID: a section of clauses may be a mapping from id to clause.
func clausesByID(n *node, elem reflect.Type) []*node {
	if !holdsClause(elem) || looksLikeOne(n, elem) {
		return nil
	}
	return byID(n)
}

// looksLikeOne tells a single clause from a mapping of clauses by id.
func looksLikeOne(n *node, t reflect.Type) bool {
	known := shapeOf(t).Names
	for _, f := range n.Fields {
		if _, ok := known[f.Key]; ok {
			return true
		}
	}
	return len(n.Fields) == 0
}

func byID(n *node) []*node {
	items := make([]*node, 0, len(n.Fields))
	for _, f := range n.Fields {
		id := &node{Kind: scalar, Text: f.Key, Pos: f.Pos, Lines: n.Lines}
		item := &node{Kind: mapping, Pos: f.Pos, Lines: n.Lines, Broken: f.Value.Broken}
		item.Fields = append([]field{{Key: "id", Pos: f.Pos, Value: id}}, f.Value.Fields...)
		if f.Value.Kind == scalar || f.Value.Kind == list {
			item = f.Value // reported where it is read
		}
		items = append(items, item)
	}
	return items
}

// farEdges are the keys whose loose day means its last: 2月上旬 as an end is
// the 10th.
var farEdges = map[string]bool{"to": true, "by": true, "due": true, "closes_on": true}

func markFarEdge(key string, v reflect.Value) {
	if date, ok := reflect.TypeAssert[*Date](v.Addr()); ok {
		date.Upper = farEdges[key]
	}
}

// quoteParam finds {year} written without quotes, which YAML takes for a
// mapping.
func (d *decoder) quoteParam(n *node) bool {
	if n.Kind == mapping && len(n.Fields) == 1 && n.Fields[0].Value.Kind == empty && isID(n.Fields[0].Key) {
		d.Add("quote_param", n.Pos, d.Clause, "param", n.Fields[0].Key)
		return true
	}
	return false
}

func shapeOf(t reflect.Type) *shape { return yamldoc.ShapeOf(t) }
