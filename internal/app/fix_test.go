package app_test

import (
	"slices"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/store"
)

var fixList = []string{
	"户号,村,姓名,与户主关系,身份证号,性别,对象类别,家庭人口",
	"1,洗沙村,张一,户主,441900650312001,女,低保对象,2", // 15 digits, the sex of the card, the village one character off
	"1,洗沙村,张小一,子,,,,2",
	"2,洗沙村,李二,户主,,,低保、优扶对像,1",
	"2,,李小二,子,,,,1", // two members, one person
	"3,冼沙村,王三,户主,,,,1",
}

func kindOfFix(kinds []app.FixKind, key string) (k app.FixKind) {
	for _, k := range kinds {
		if k.Key == key {
			return k
		}
	}
	return k
}

// rows counts what a query counts.
func (d *door) rows(t *testing.T, db *sqldb.DB, query string) (n int64) {
	t.Helper()
	if err := db.Read(t.Context(), func(tx *sqldb.Tx) error { return tx.Row(t.Context(), query).Scan(&n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestProposalsAreShownTakenOverAndTakenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.a", villageA)
		of := d.checked(t, desk, fixList...)
		before := view(t, desk, of).Sum
		kinds, err := desk.ProposedFixes(t.Context(), of)
		if err != nil {
			t.Fatal(err)
		}
		for key, want := range map[string]struct{ column, old, now string }{
			"registry.village_corrected":  {"村", "洗沙村", "冼沙"},
			"registry.id_converted":       {"身份证号", "", ""},
			"registry.size_below_members": {"家庭人口", "1", "2"},
		} {
			k := kindOfFix(kinds, key)
			if k.Count == 0 || k.Column != want.column || len(k.Example) == 0 {
				t.Errorf("%s: %+v", key, k)
				continue
			}
			if e := k.Example[0]; want.old != "" && (e.Old != want.old || !strings.HasPrefix(e.New, want.now)) || strings.Contains(e.Old+e.New, "650312") {
				t.Errorf("%s: %+v", key, e)
			}
		}
		n, more, err := desk.AcceptFixes(t.Context(), of, app.FixOrder{Key: "registry.village_corrected"})
		if err != nil || more || n < kindOfFix(kinds, "registry.village_corrected").Count {
			t.Fatalf("%d, %v, %v", n, more, err)
		}
		if n, _, err = desk.AcceptFixes(t.Context(), of, app.FixOrder{Key: "registry.village_corrected"}); err != nil || n != 0 {
			t.Errorf("again: %d, %v", n, err)
		}
		after, err := desk.ProposedFixes(t.Context(), of)
		if k := kindOfFix(after, "registry.village_corrected"); err != nil || k.Count != 0 || k.Taken == 0 {
			t.Errorf("%+v, %v", k, err)
		}
		if _, err := desk.UndoFixes(t.Context(), of, app.FixOrder{}); err != nil {
			t.Fatal(err)
		}
		if now := view(t, desk, of).Sum; now != before {
			t.Errorf("taken back: %+v, before %+v", now, before)
		}
		if again, err := desk.ProposedFixes(t.Context(), of); err != nil || !slices.EqualFunc(again, kinds, sameKind) {
			t.Errorf("proposed after taking back: %+v, before %+v, %v", again, kinds, err)
		}
	})
}

func sameKind(a, b app.FixKind) bool {
	return a.Key == b.Key && a.Count == b.Count && a.Taken == b.Taken
}

func TestTakingAllOverLeavesNothingProposedAndEnters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.a", villageA)
		of := d.checked(t, desk, fixList...)
		for range 3 { // what was wrong may hide what is doubtful
			if _, _, err := desk.AcceptFixes(t.Context(), of, app.FixOrder{}); err != nil {
				t.Fatal(err)
			}
		}
		kinds, err := desk.ProposedFixes(t.Context(), of)
		for _, k := range kinds {
			if k.Count > 0 {
				t.Errorf("still proposed: %+v", k)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		v := view(t, desk, of)
		if !sums(v.Sum) {
			t.Errorf("%+v", v.Sum)
		}
		rows := d.entered(t, desk, of)
		if rows.Wrong != v.Sum.Wrong || rows.Entered != v.Sum.Enter() {
			t.Errorf("%+v after %+v", rows, v.Sum)
		}
		pending := d.rows(t, db, `SELECT COUNT(*) FROM member WHERE id_pending = 1`)
		if pending != 1 {
			t.Errorf("%d numbers are to be confirmed: taking a number of 15 digits over does not confirm it", pending)
		}
	})
}

func TestTwoAtOneRowSeeEachOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		one, other := d.clerk(t, "clerk.a", villageA), d.clerk(t, "clerk.b", villageA)
		of := d.checked(t, one, "户号,村,户主,家庭人口", "1,不知村,张一,2", "2,冼沙村,李二,好多")
		seen, err := one.FaultyRows(t.Context(), of, registry.Wrong, store.RowPlace{}, 5)
		if err != nil || len(seen) != 2 || len(seen[0].Faults) != 1 || seen[0].Faults[0].Text != "不知村" || strings.Contains(strings.Join(seen[0].Label, ""), "张一") {
			t.Fatalf("%+v, %v", seen, err)
		}
		order := func(text string) []app.MendOrder {
			return []app.MendOrder{{At: seen[0].At, Seen: new(seen[0].Version), Cells: map[int]string{1: text}}}
		}
		if m, err := other.MendRows(t.Context(), of, order("还是不知村")); err != nil || m[0].State != registry.Wrong || m[0].Clash != "" {
			t.Fatalf("%+v, %v", m, err)
		}
		m, err := one.MendRows(t.Context(), of, order("冼沙村"))
		if err != nil || m[0].Clash == "" || m[0].Cells[1] != "冼沙村" {
			t.Fatalf("the second sees nothing of the first: %+v, %v", m, err)
		}
		now, err := one.FaultyRows(t.Context(), of, registry.Wrong, store.RowPlace{}, 5)
		if err != nil || now[0].Faults[0].Text != "还是不知村" {
			t.Errorf("%+v, %v", now, err)
		}
	})
}

func TestAMendedNumberFreesTheOtherRow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.a", villageA)
		of := d.checked(t, desk, "户号,村,户主,身份证号,家庭人口", "1,冼沙村,张一,441900196503120012,1", "2,冼沙村,李二,441900196503120012,1")
		if v := view(t, desk, of); v.Sum.Wrong != 2 {
			t.Fatalf("%+v", v.Sum)
		}
		state, err := desk.MendRow(t.Context(), of, store.RowPlace{Number: 3}, map[int]string{2: "李小二"})
		if err != nil || state != registry.Wrong {
			t.Errorf("another cell was put right, and the number is in two rows still: %q, %v", state, err)
		}
		if state, err = desk.MendRow(t.Context(), of, store.RowPlace{Number: 3}, map[int]string{3: ""}); err != nil || state == registry.Wrong {
			t.Errorf("%q, %v", state, err)
		}
		if v := view(t, desk, of); v.Sum.Wrong != 0 || !sums(v.Sum) {
			t.Errorf("%+v", v.Sum)
		}
	})
}

func TestABlankVillageStaysThatOfTheRowAbove(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.ab", villageA, villageB)
		of := d.checked(t, desk, "户号,村,户主,家庭人口", "1,冼沙村,张一,2", "2,,李二,好多")
		state, err := desk.MendRow(t.Context(), of, store.RowPlace{Number: 3}, map[int]string{3: "3"})
		if err != nil || state != registry.Doubt {
			t.Fatalf("%q, %v", state, err)
		}
		if rows := d.entered(t, desk, of); rows.Entered != 2 {
			t.Errorf("%+v", rows)
		}
	})
}
