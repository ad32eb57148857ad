package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"songnuan/internal/area"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// searchAll pages through a search and gives the members or heads found.
func searchAll(t *testing.T, s *Store, text string, scope identity.Scope, limit int) (found []Found) {
	t.Helper()
	read(t, s, func(tx *sqldb.Tx) error {
		for after := ""; ; {
			page, next, err := s.Search(t.Context(), tx, text, scope, after, limit)
			if err != nil {
				return err
			}
			if len(page) > limit {
				t.Errorf("%q: %d on a page of %d", text, len(page), limit)
			}
			if found = append(found, page...); next == "" {
				return nil
			}
			after = next
		}
	})
	return found
}

func searchable(people *population) (zhang, wang *registry.Household) {
	zhang, wang = people.household(), people.household()
	zhang.Area, zhang.Unit, zhang.Number = "441900129003", "0001.", "XS-0012"
	zhang.Members = []registry.Member{
		{ID: people.ids(), Seq: 1, Name: "张建国", Relation: registry.Head, IDNumber: people.idNumber(1950), Phone: people.phone()},
		{ID: people.ids(), Seq: 2, Name: "买买提·吐尔逊"},
	}
	zhang.Head, zhang.Size, zhang.Covered, zhang.Categories = "张建国", 2, 2, nil
	wang.Area, wang.Unit, wang.Number, wang.Closed = "441900130001", "0002.", "XS-0013", date26(3, 1)
	wang.Members = []registry.Member{{ID: people.ids(), Seq: 1, Name: "王小王", IDNumber: people.idNumber(1960)}}
	wang.Head, wang.Size, wang.Covered, wang.Categories = "欧阳𠅤", 1, 1, nil // the head is not among the members
	return zhang, wang
}

func TestSearch(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		zhang, wang := searchable(newPopulation())
		add(t, s, zhang, wang)
		number := zhang.Members[0].IDNumber.Clear()
		for _, c := range []struct {
			text  string
			want  *registry.Household
			by    string
			match Match
		}{
			{"张建国", zhang, "张建国", ByName}, {"建国", zhang, "张建国", ByName}, {"国", zhang, "张建国", ByName}, {"建", zhang, "张建国", ByName},
			{"zjg", zhang, "张建国", ByName}, {"JG", zhang, "张建国", ByName}, {"zhang jian", zhang, "张建国", ByName}, {"jianguo", zhang, "张建国", ByName},
			{"买买提•吐", zhang, "买买提·吐尔逊", ByName}, {"吐尔逊", zhang, "买买提·吐尔逊", ByName},
			{"王", wang, "王小王", ByName}, {"wxw", wang, "王小王", ByName}, {"欧阳", wang, "", ByName}, {"𠅤", wang, "", ByName},
			{"XS-0012", zhang, "", ByNumber}, {"XS-0013", wang, "", ByNumber},
			{number, zhang, "张建国", ByID}, {strings.ToLower(number), zhang, "张建国", ByID}, {number[14:], zhang, "张建国", ByLast4},
			{zhang.Phone.Clear(), zhang, "", ByPhone}, {zhang.Members[0].Phone.Clear(), zhang, "张建国", ByPhone},
			{"+86 " + zhang.Phone.Clear()[:3] + " " + zhang.Phone.Clear()[3:], zhang, "", ByPhone},
		} {
			want := Found{c.want.ID, c.want.Number, c.want.Area, c.want.Unit, c.want.Head, !c.want.Closed.IsZero(), c.by, c.match}
			if got := searchAll(t, s, c.text, identity.Everything, 10); !slices.Equal(got, []Found{want}) {
				t.Errorf("%q: %+v, want %+v", c.text, got, want)
			}
			inside := identity.Scope{Areas: []area.Code{c.want.Area}, Units: []string{c.want.Unit}}
			if got := searchAll(t, s, c.text, inside, 10); len(got) != 1 {
				t.Errorf("%q in its place: %+v", c.text, got)
			}
			for _, outside := range []identity.Scope{{}, {Areas: []area.Code{"441900131000"}}, {Units: []string{"0003."}}} {
				if got := searchAll(t, s, c.text, outside, 10); len(got) != 0 {
					t.Errorf("%q outside its place: %+v", c.text, got)
				}
			}
		}
		for _, text := range []string{"", "  ", "李", "xyz", "9999", "13900000001", "张%", "_建国", "XS-0012x"} {
			if got := searchAll(t, s, text, identity.Everything, 10); len(got) != 0 {
				t.Errorf("%q: %+v", text, got)
			}
		}
		if got := searchAll(t, s, "XS-00", identity.Everything, 1); len(got) != 2 {
			t.Errorf("open and closed numbers: %+v", got)
		}
	})
}

func TestSearchPagesGiveEachOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		people := newPopulation()
		var all []*registry.Household
		for range 300 {
			all = append(all, people.household())
		}
		add(t, s, all...)
		for _, text := range []string{"王", "w", "wang", "明", "GB", "GB000000", "GB0000001"} {
			whole := searchAll(t, s, text, identity.Everything, 10_000)
			if len(whole) == 0 && strings.ContainsAny(text, "0王w") {
				t.Errorf("%q: nothing", text)
			}
			for _, limit := range []int{1, 7, len(whole), len(whole) + 1} {
				if pages := searchAll(t, s, text, identity.Everything, max(1, limit)); !slices.Equal(pages, whole) {
					t.Errorf("%q in pages of %d: %d found, %d on one page", text, limit, len(pages), len(whole))
				}
			}
			if want := holders(all, text); want >= 0 && want != len(whole) {
				t.Errorf("%q: %d found, %d are there", text, len(whole), want)
			}
			seen := map[string]bool{}
			for _, f := range whole {
				key := fmt.Sprint(f)
				if seen[key] && f.Member == "" {
					t.Errorf("%q: %v twice", text, f)
				}
				seen[key] = true
			}
		}
	})
}

// holders counts the members whose name holds a character, -1 for other texts.
func holders(all []*registry.Household, text string) (n int) {
	if text < "一" {
		return -1
	}
	for _, h := range all {
		for _, m := range h.Members {
			if strings.Contains(m.Name, text) {
				n++
			}
		}
	}
	return n
}

func TestSearchRefusesAForeignKey(t *testing.T) {
	s := New(dbSQLite(t), testSealer(t))
	write(t, s, func(tx *sqldb.Tx) error {
		for _, after := range []string{"x", "bm8", string(id.New())} {
			if _, _, err := s.Search(t.Context(), tx, "王", identity.Everything, after, 5); !problem.Is(err, problem.Invalid) {
				t.Errorf("%q: %v", after, err)
			}
		}
		return nil
	})
}
