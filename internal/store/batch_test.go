package store

import (
	"reflect"
	"slices"
	"testing"

	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sheet"
	"songnuan/internal/sqldb"
)

func testBatch() *registry.Batch {
	return &registry.Batch{
		ID: firstCommand, Kind: "households", File: "名单.xlsx", Digest: "d1", Mapping: map[string]string{"姓名": "name"},
		State: registry.Checking, Runner: "r1", Actor: "甲", Area: "441900129000", Unit: "0001.", Detail: "{}", Account: "u1", Upload: "k1", Started: testInstant,
	}
}

func TestBatchComesBackAndHasOneRunner(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, b := t.Context(), testBatch()
		write(t, s, func(tx *sqldb.Tx) error { return s.AddBatch(ctx, tx, b) })
		twin := *b
		twin.ID = secondCommand
		if err := s.Write(ctx, func(tx *sqldb.Tx) error { return s.AddBatch(ctx, tx, &twin) }); !problem.Is(err, problem.Conflict) {
			t.Errorf("the same file twice at once: %v", err)
		}
		b.State, b.Rows, b.Checkpoint = registry.Entering, registry.Rows{In: 9, Entered: 5, Unchanged: 1, Skipped: 1, Wrong: 2}, 9
		write(t, s, func(tx *sqldb.Tx) error { return s.SaveBatch(ctx, tx, b) })
		read(t, s, func(tx *sqldb.Tx) error {
			for name, get := range map[string]func() (*registry.Batch, error){
				"by id":      func() (*registry.Batch, error) { return s.Batch(ctx, tx, b.ID, "", identity.Everything) },
				"unfinished": func() (*registry.Batch, error) { return s.Unfinished(ctx, tx, b.Kind, b.Digest) },
			} {
				if got, err := get(); err != nil || !reflect.DeepEqual(got, b) {
					t.Errorf("%s: %+v, %v", name, got, err)
				}
			}
			return nil
		})
		write(t, s, func(tx *sqldb.Tx) error { return s.TakeBatch(ctx, tx, b.ID, "r2") })
		if err := s.Write(ctx, func(tx *sqldb.Tx) error { return s.SaveBatch(ctx, tx, b) }); !problem.Is(err, problem.Conflict) {
			t.Errorf("a runner that was overtaken: %v", err)
		}
		b.Runner, b.State, b.Ended = "r2", registry.Entered, laterInstant
		write(t, s, func(tx *sqldb.Tx) error { return s.SaveBatch(ctx, tx, b) })
		read(t, s, func(tx *sqldb.Tx) error {
			if got, err := s.Unfinished(ctx, tx, b.Kind, b.Digest); err != nil || got != nil {
				t.Errorf("after its end: %+v, %v", got, err)
			}
			all, err := s.Batches(ctx, tx, "", identity.Everything, "", 5)
			if len(all) != 1 || all[0].Ended != laterInstant {
				t.Errorf("all: %+v", all)
			}
			return err
		})
		write(t, s, func(tx *sqldb.Tx) error { return s.AddBatch(ctx, tx, &twin) }) // once it has ended, the file may come again
	})
}

func asides() []registry.Aside {
	return []registry.Aside{
		{Sheet: 0, Number: 3, State: registry.Wrong, Cells: []string{"甲", "", "1.5"}, Kinds: []sheet.Kind{0, 0, 1},
			Reasons: intake.Findings{{Severity: intake.Wrong, Row: 3, Column: "身份证号", Field: "id_number", Key: "personal.id_check", Args: problem.Args{"column": "身份证号"}}}},
		{Sheet: 1, Number: 2, State: registry.Wrong, Cells: []string{"乙"}},
		{Sheet: 0, Number: 4, State: registry.Held, Group: "户1", Cells: []string{"丙"}},
		{Sheet: 0, Number: 7, State: registry.Held, Group: "户2", Cells: []string{"丁"}},
		{Sheet: 0, Number: 9, State: registry.Held, Group: "户1", Cells: []string{"戊"}},
	}
}

func TestRowsSetAsideComeBack(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, all := t.Context(), asides()
		write(t, s, func(tx *sqldb.Tx) error {
			if err := s.AddBatch(ctx, tx, testBatch()); err != nil {
				return err
			}
			return s.AddAside(ctx, tx, firstCommand, all)
		})
		held := func(after string, groups int) (rows []registry.Aside) {
			read(t, s, func(tx *sqldb.Tx) (err error) {
				rows, err = s.HeldAfter(ctx, tx, firstCommand, after, groups)
				return err
			})
			return rows
		}
		read(t, s, func(tx *sqldb.Tx) error {
			var wrong []registry.Aside
			err := s.EachWrong(ctx, tx, firstCommand, func(a registry.Aside) error { wrong = append(wrong, a); return nil })
			if !reflect.DeepEqual(wrong, all[:2]) {
				t.Errorf("wrong rows: %+v", wrong)
			}
			return err
		})
		groups := map[string][]registry.Aside{"户1": {all[2], all[4]}, "户2": {all[3]}}
		first := held("", 1)
		second := held(first[0].Group, 1)
		if !reflect.DeepEqual(first, groups[first[0].Group]) || !reflect.DeepEqual(second, groups[second[0].Group]) || first[0].Group == second[0].Group {
			t.Errorf("held rows: %+v, %+v", first, second)
		}
		if rest := held(second[0].Group, 1); rest != nil {
			t.Errorf("beyond the end: %+v", rest)
		}
		write(t, s, func(tx *sqldb.Tx) error { return s.DropAside(ctx, tx, firstCommand, "户1") })
		if left := held("", 9); !reflect.DeepEqual(left, slices.Clone(groups["户2"])) {
			t.Errorf("after dropping a group: %+v", left)
		}
		write(t, s, func(tx *sqldb.Tx) error { return s.ClearAside(ctx, tx, firstCommand) })
		if left := held("", 9); left != nil {
			t.Errorf("after clearing: %+v", left)
		}
	})
}

func TestMappingIsRemembered(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		for _, field := range []string{"name", "head"} {
			write(t, s, func(tx *sqldb.Tx) error {
				return s.PutMapping(ctx, tx, "households", "f", map[string]string{"姓名": field}, "甲", testInstant)
			})
			read(t, s, func(tx *sqldb.Tx) error {
				got, err := s.Mapping(ctx, tx, "households", "f")
				if got["姓名"] != field {
					t.Errorf("mapping %v", got)
				}
				return err
			})
		}
	})
}
