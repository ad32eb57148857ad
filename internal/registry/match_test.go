package registry

import (
	"testing"

	"songnuan/internal/id"
	"songnuan/internal/problem"
)

func TestDecide(t *testing.T) {
	const batch, earlier = id.ID("b2"), id.ID("b1")
	h := &Household{Number: "12", Area: "441900129201", Head: "张三"}
	made := &Household{Number: madePrefix + "abcdefgh", Area: h.Area, Head: h.Head}
	same := Known{Number: "12", Area: h.Area, Head: h.Head, Digest: "old", Batch: earlier, SameNumber: true}
	for name, c := range map[string]struct {
		h     *Household
		known []Known
		want  Decision
		key   string
	}{
		"no file":                       {h, nil, Fresh, ""},
		"the same content":              {h, []Known{with(same, func(k *Known) { k.Digest = "new" })}, Unchanged, ""},
		"same number, village and head": {h, []Known{same}, Change, ""},
		"same number and a member":      {h, []Known{with(same, func(k *Known) { k.Shared, k.Head = 1, "李四" })}, Change, ""},
		"same number, another family":   {h, []Known{with(same, func(k *Known) { k.Head = "李四" })}, Clash, "registry.number_taken"},
		"same number twice in the list": {h, []Known{with(same, func(k *Known) { k.Batch = batch })}, Clash, "registry.twice_in_list"},
		"member under another number":   {h, []Known{{Number: "40", Digest: "old", Shared: 1}}, Clash, "registry.member_elsewhere"},
		"list without numbers":          {made, []Known{{Number: "40", Digest: "old", Shared: 1}}, Change, ""},
		"number here, member there":     {h, []Known{same, {Number: "40", Shared: 1}}, Clash, "registry.member_elsewhere"},
		"member there, number here":     {h, []Known{{Number: "40", Shared: 1}, same}, Clash, "registry.member_elsewhere"},
	} {
		got, file, err := Decide(c.h, "new", batch, c.known)
		if got != c.want || (err == nil) != (c.key == "") || err != nil && err.Key != c.key {
			t.Errorf("%s: %v %v", name, got, err)
		}
		if (got == Change || got == Unchanged) != (file != nil) {
			t.Errorf("%s: file %v", name, file)
		}
		if err != nil && err.Args["number"] == "" {
			t.Errorf("%s: the other file is not named: %v", name, problem.As(err).Args)
		}
	}
}

func with(k Known, change func(*Known)) Known {
	change(&k)
	return k
}
