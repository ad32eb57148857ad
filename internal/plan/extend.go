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
	name := root.TextOf("extends")
	if name == "" {
		return root, nil
	}
	at := root.Get("extends").Pos
	switch {
	case opts.Open == nil:
		found.Add("extends_unreadable", at, "", "file", clip(name))
		return root, nil
	case slices.Contains(seen, path.Clean(name)):
		found.Add("extends_circle", at, "", "file", clip(name))
		return root, nil
	case len(seen) > maxBases:
		found.Add("extends_too_far", at, "", "most", maxBases)
		return root, nil
	}
	src, err := opts.Open(name)
	if err != nil {
		found.Add("extends_unreadable", at, "", "file", clip(name))
		return root, nil
	}
	base, err := parse(src, name, found)
	if err != nil {
		p := problem.As(err)
		return nil, problem.Wrap(err, p.Code, "plan.bad_base", "file", clip(name), "why", whyOf(p))
	}
	if base, err = extend(base, opts, found, append(seen, path.Clean(name))); err != nil {
		return nil, err
	}
	return over(base, root, found), nil
}

// over lays the root mapping of a plan over its base's.
func over(base, top *node, found *findings) *node {
	merged := &node{Kind: mapping, Pos: top.Pos, Lines: top.Lines, Fields: slices.Clone(base.Fields)}
	for _, f := range top.Fields {
		i := slices.IndexFunc(merged.Fields, func(g field) bool { return g.Key == f.Key })
		if i < 0 {
			merged.Fields = append(merged.Fields, f)
			continue
		}
		below := merged.Fields[i].Value
		switch {
		case isSection(f.Key):
			f.Value = overSection(clauses(below, f.Key), clauses(f.Value, f.Key), found, f.Key)
		case f.Value.Kind == mapping && below.Kind == mapping:
			f.Value = overMapping(below, f.Value)
		}
		merged.Fields[i] = f
	}
	return merged
}

// clauses brings a section to a list, however it is written.
func clauses(n *node, section string) *node {
	if n.Kind != mapping || looksLikeOne(n, sections[section]) {
		return n
	}
	return &node{Kind: list, Pos: n.Pos, Lines: n.Lines, Items: byID(n)}
}

func overSection(base, top *node, found *findings, section string) *node {
	if base.Kind != list || top.Kind != list {
		return top
	}
	merged := &node{Kind: list, Pos: top.Pos, Lines: top.Lines, Items: slices.Clone(base.Items)}
	for _, item := range top.Items {
		id := item.TextOf("id")
		i := -1
		if id != "" {
			i = slices.IndexFunc(merged.Items, func(n *node) bool { return n.TextOf("id") == id })
		}
		drop := item.TextOf("drop") == "true"
		switch {
		case drop && i >= 0:
			merged.Items = slices.Delete(merged.Items, i, i+1)
		case drop:
			found.Add("drop_unknown", item.Pos, section+"."+clip(id), "id", clip(id))
		case i >= 0:
			merged.Items[i] = overMapping(merged.Items[i], item)
		default:
			merged.Items = append(merged.Items, item)
		}
	}
	return merged
}

func overMapping(base, top *node) *node {
	merged := &node{Kind: mapping, Pos: top.Pos, Lines: top.Lines, Fields: slices.Clone(base.Fields)}
	for _, f := range top.Fields {
		if i := slices.IndexFunc(merged.Fields, func(g field) bool { return g.Key == f.Key }); i >= 0 {
			merged.Fields[i] = f
		} else {
			merged.Fields = append(merged.Fields, f)
		}
	}
	return merged
}
