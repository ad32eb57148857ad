package plan

import (
	"path"
	"slices"

	"songnuan/internal/problem"
)

// maxBases is how far "same as last year" may reach back.
const maxBases = 8

// extend lays the plan over the one it extends, and that over its own base.
//
// Sections are merged by clause id: of a clause with the base's id the given
// keys replace the base's, `drop: true` takes it out, and a new id is added
// behind. A mapping such as period or approval is merged by key; anything else
// replaces what the base has. Lists inside a clause are replaced whole.
func extend(root *node, opts ReadOptions, found *findings, seen []string) (*node, error) {
	name := root.textOf("extends")
	if name == "" {
		return root, nil
	}
	at := root.get("extends").pos
	switch {
	case opts.Open == nil:
		found.add("extends_unreadable", at, "", "file", clip(name))
		return root, nil
	case slices.Contains(seen, path.Clean(name)):
		found.add("extends_circle", at, "", "file", clip(name))
		return root, nil
	case len(seen) > maxBases:
		found.add("extends_too_far", at, "", "most", maxBases)
		return root, nil
	}
	src, err := opts.Open(name)
	if err != nil {
		found.add("extends_unreadable", at, "", "file", clip(name))
		return root, nil
	}
	base, err := parse(src, name, found)
	if err != nil {
		p := problem.As(err)
		return nil, problem.Wrap(err, p.Code, "plan.bad_base", "file", clip(name), "why", phrase{p.Key, p.Args})
	}
	if base, err = extend(base, opts, found, append(seen, path.Clean(name))); err != nil {
		return nil, err
	}
	return over(base, root, found), nil
}

// over lays the root mapping of a plan over its base's.
func over(base, top *node, found *findings) *node {
	merged := &node{kind: mapping, pos: top.pos, lines: top.lines, fields: slices.Clone(base.fields)}
	for _, f := range top.fields {
		i := slices.IndexFunc(merged.fields, func(g field) bool { return g.key == f.key })
		if i < 0 {
			merged.fields = append(merged.fields, f)
			continue
		}
		below := merged.fields[i].value
		switch {
		case isSection(f.key):
			f.value = overSection(clauses(below, f.key), clauses(f.value, f.key), found, f.key)
		case f.value.kind == mapping && below.kind == mapping:
			f.value = overMapping(below, f.value)
		}
		merged.fields[i] = f
	}
	return merged
}

// clauses brings a section to a list, however it is written.
func clauses(n *node, section string) *node {
	if n.kind != mapping || looksLikeOne(n, sections[section]) {
		return n
	}
	return &node{kind: list, pos: n.pos, lines: n.lines, items: byID(n)}
}

func overSection(base, top *node, found *findings, section string) *node {
	if base.kind != list || top.kind != list {
		return top
	}
	merged := &node{kind: list, pos: top.pos, lines: top.lines, items: slices.Clone(base.items)}
	for _, item := range top.items {
		id := item.textOf("id")
		i := -1
		if id != "" {
			i = slices.IndexFunc(merged.items, func(n *node) bool { return n.textOf("id") == id })
		}
		drop := item.textOf("drop") == "true"
		switch {
		case drop && i >= 0:
			merged.items = slices.Delete(merged.items, i, i+1)
		case drop:
			found.add("drop_unknown", item.pos, section+"."+clip(id), "id", clip(id))
		case i >= 0:
			merged.items[i] = overMapping(merged.items[i], item)
		default:
			merged.items = append(merged.items, item)
		}
	}
	return merged
}

func overMapping(base, top *node) *node {
	merged := &node{kind: mapping, pos: top.pos, lines: top.lines, fields: slices.Clone(base.fields)}
	for _, f := range top.fields {
		if i := slices.IndexFunc(merged.fields, func(g field) bool { return g.key == f.key }); i >= 0 {
			merged.fields[i] = f
		} else {
			merged.fields = append(merged.fields, f)
		}
	}
	return merged
}
