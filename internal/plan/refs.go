package plan

import (
	"reflect"
	"slices"
	"strings"
)

// A tag ref:"cash goods,higher,first" says that a text is the id of a clause
// in one of the sections, or one of the words after them. With a "?" at the
// end it may also be free text, such as the name of a body; then only what
// looks like an id must be one.

// reference is a tag taken apart.
type reference struct {
	sections []string
	words    []string
	free     bool
}

func referenceOf(tag reflect.StructTag) (reference, bool) {
	text, ok := tag.Lookup("ref")
	if !ok {
		return reference{}, false
	}
	text, free := strings.CutSuffix(text, "?")
	parts := strings.Split(text, ",")
	return reference{sections: strings.Fields(parts[0]), words: parts[1:], free: free}, true
}

// references checks every id that one clause uses of another.
func (l *linter) references() {
	known := map[string][]string{}
	index := map[string]map[string]bool{}
	l.eachClause(func(at place, kind string) {
		if index[kind] == nil {
			index[kind] = map[string]bool{}
		}
		known[kind] = append(known[kind], at.clause.ID)
		index[kind][at.clause.ID] = true
	})
	l.plan.each(func(at place, key string, part part, v reflect.Value) {
		ref, ok := referenceOf(part.Tag)
		if !ok {
			return
		}
		for i, id := range texts(v) {
			if id == "" || slices.Contains(ref.words, id) || ref.free && !isID(id) {
				continue
			}
			if !slices.ContainsFunc(ref.sections, func(s string) bool { return index[s][strings.TrimPrefix(id, s+".")] }) {
				l.unknown(at, key, i, id, ref, known)
			}
		}
	})
}

func (l *linter) unknown(at place, key string, item int, id string, ref reference, known map[string][]string) {
	if l.plan.leftOut(ref.sections, id) {
		l.Add("ref_not_in_force", at.pos(l.plan, key, item), at.label, "id", clip(id))
		return
	}
	candidates := slices.Clone(ref.words)
	for _, section := range ref.sections {
		candidates = append(candidates, known[section]...)
	}
	l.Add("ref_unknown", at.pos(l.plan, key, item), at.label, "id", clip(id), "section", strings.Join(ref.sections, ", "), "hint", meant(id, candidates))
}

// leftOut tells whether the id is of a clause that the answers leave out.
func (p *Plan) leftOut(sections []string, id string) bool {
	return slices.ContainsFunc(p.Unchosen, func(u Unchosen) bool { return u.ID == id && slices.Contains(sections, u.Section) })
}

// texts are the values of a field that holds one text or several.
func texts(v reflect.Value) []string {
	if v.Kind() == reflect.String {
		return []string{v.String()}
	}
	list, _ := reflect.TypeAssert[[]string](v)
	return list
}
