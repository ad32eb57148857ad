package term

import (
	"slices"
	"testing"

	"songnuan/internal/problem"
)

func TestListsAreAllThereAre(t *testing.T) {
	if got := Lists(); len(got) != len(shipped()) {
		t.Errorf("%d of %d lists are named", len(got), len(shipped()))
	}
	for _, name := range Lists() {
		if len(Terms(name)) == 0 {
			t.Errorf("%s has no terms", name)
		}
	}
}

// An office's spelling is read, suggested from, and gone when it is withdrawn;
// what the program reads stays as it is.
func TestSpellingsOnlyAdd(t *testing.T) {
	t.Cleanup(func() { Use(nil) })
	left := Use([]Spelling{
		{Category, "苏木困难牧户", "低保对象"}, {Category, "五保", "低保对象"}, {"nothing", "甲", "乙"}, {Cause, "缺草料", "没有这个原因"},
	})
	if len(left) != 3 || slices.ContainsFunc(left, func(s Spelling) bool { return s.Text == "苏木困难牧户" }) {
		t.Errorf("left out: %v", left)
	}
	for text, want := range map[string]string{"苏木困难牧户": "低保对象", " 苏木困难牧户 ": "低保对象", "五保": "特困人员", "低保户": "低保对象"} {
		if got, _ := Canonical(Category, text); got != want {
			t.Errorf("%s is read as %s", text, got)
		}
	}
	Use(nil)
	if got, ok := Canonical(Category, "苏木困难牧户"); ok {
		t.Errorf("withdrawn, and still read as %s", got)
	}
	if got, _ := Canonical(Category, "五保"); got != "特困人员" {
		t.Errorf("五保 is read as %s", got)
	}
}

func TestSpellingsAreChecked(t *testing.T) {
	for _, c := range []struct {
		Spelling
		key string
	}{
		{Spelling{Category, "苏木困难牧户", "低保对象"}, ""},
		{Spelling{Category, "低保户", "特困人员"}, "term.spelling_known"},
		{Spelling{Category, "低 保 户", "低保对象"}, "term.spelling_known"},
		{Spelling{Category, "牧户", "没有的类别"}, "term.no_term"},
		{Spelling{Category, "牧户", "低保户"}, "term.no_term"}, // a spelling is no name
		{Spelling{"x", "牧户", "低保对象"}, "term.no_list"},
		{Spelling{Category, "  ", "低保对象"}, "term.bad_spelling"},
		{Spelling{Category, "a\x00b", "低保对象"}, "term.bad_spelling"},
		{Spelling{Sex, "9999", "男"}, "term.spelling_number"},
	} {
		err := c.Check()
		if got := problem.As(err); err != nil && got.Key != c.key || err == nil && c.key != "" {
			t.Errorf("%v: %v, want %q", c.Spelling, err, c.key)
		}
	}
}
