package identity

import (
	"testing"

	"songnuan/internal/area"
)

func TestScopeSees(t *testing.T) {
	town, village, other := area.Code("441900129000"), area.Code("441900129001"), area.Code("441900130001")
	for name, c := range map[string]struct {
		scope Scope
		where area.Code
		unit  string
		want  bool
	}{
		"everything":             {Everything, other, "0001.", true},
		"nothing":                {Scope{}, village, "", false},
		"village of the town":    {Scope{Areas: []area.Code{town}}, village, "", true},
		"another town":           {Scope{Areas: []area.Code{town}}, other, "", false},
		"unit below":             {Scope{Units: []string{"0001."}}, other, "0001.0002.", true},
		"another unit":           {Scope{Units: []string{"0001."}}, other, "0002.", false},
		"area right, unit wrong": {Scope{Areas: []area.Code{town}, Units: []string{"0001."}}, village, "0002.", false},
	} {
		if got := c.scope.Sees(c.where, c.unit); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestWithinNeverWidens(t *testing.T) {
	town := area.Code("441900129000")
	narrow, ok := Scope{Areas: []area.Code{"441900129001"}}.Within(town, "")
	if !ok || len(narrow.Areas) != 1 || narrow.Areas[0] != "441900129001" {
		t.Errorf("a village clerk asking for the town got %v %v", narrow, ok)
	}
	if _, ok := (Scope{Areas: []area.Code{town}}).Within("441900130000", ""); ok {
		t.Error("another town was granted")
	}
	if _, ok := (Scope{}).Within(town, ""); ok {
		t.Error("the empty scope was granted a town")
	}
	if narrow, ok := Everything.Within("", ""); !ok || !narrow.All {
		t.Error("everything was narrowed by nothing")
	}
}
