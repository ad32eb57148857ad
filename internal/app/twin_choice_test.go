package app_test

import (
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/problem"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/store"
)

func TestAPersonDecidesOfHouseholdsThatMayBeOnFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.a", villageA)
		heading := "户号,村,户主,家庭人口,地址,户主身份证号"
		d.entered(t, desk, d.checked(t, desk, heading,
			"1,冼沙村,张一,2,老街1号,", "2,冼沙村,李二,1,老街2号,", "3,冼沙村,王三,1,老街3号,", "4,冼沙村,钱四,1,老街4号,441900196503120012"))
		of := d.checked(t, desk, heading, "1,冼沙村,张一,3,老街1号,", "2,冼沙村,李小二,1,老街2号,", "3,冼沙村,吴三,1,新街3号,", "9,冼沙村,钱四,1,新街4号,441900196503120012")
		twins := func() []app.Twin {
			found, _, err := desk.ImportTwins(t.Context(), of, store.RowPlace{}, 20)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		for i, want := range []struct{ updates, merges, opens bool }{{true, true, true}, {false, true, true}, {false, true, true}, {false, true, false}} {
			if got := twins()[i]; got.Updates != want.updates || got.Merges != want.merges || got.Opens != want.opens {
				t.Errorf("%d: %+v", i, got)
			}
		}
		decide := func(at int, choice string) (done, unfit int64) {
			done, unfit, _, err := desk.ChooseTwins(t.Context(), of, app.TwinOrder{At: &store.RowPlace{Number: at}, Choice: choice})
			if err != nil {
				t.Fatal(err)
			}
			return done, unfit
		}
		if _, _, _, err := desk.ChooseTwins(t.Context(), of, app.TwinOrder{Kind: "x", Choice: "nonsense"}); !problem.Is(err, problem.Invalid) {
			t.Errorf("%v", err)
		}
		decide(3, app.ChoiceMerge) // 李小二 is 李二
		decide(4, app.ChoiceNew)   // 吴三 is another
		if _, unfit := decide(5, app.ChoiceNew); unfit != 1 {
			t.Error("one person has two files")
		}
		decide(5, app.ChoiceMerge)
		for range 2 { // the same again changes nothing
			if _, unfit := decide(3, app.ChoiceMerge); unfit != 0 {
				t.Error("decided again it does not fit")
			}
		}
		v := view(t, desk, of)
		if v.Sum.Twin != 3 || v.Sum.Doubt != 1 || v.Sum.Wrong != 0 || !sums(v.Sum) {
			t.Fatalf("%+v", v.Sum)
		}
		if rows := d.entered(t, desk, of); rows.Entered != 4 || rows.Wrong != 0 {
			t.Errorf("%+v", rows)
		}
		if households, _ := d.inPlay(t); households != 5 {
			t.Errorf("%d households", households)
		}
		for query, want := range map[string]int64{
			`SELECT COUNT(*) FROM household WHERE number = '2' AND head = '李小二'`: 1,
			`SELECT COUNT(*) FROM household WHERE head = '李二'`:                   0,
			`SELECT COUNT(*) FROM household WHERE number <> '3' AND head = '吴三'`: 1, // a file of its own
			`SELECT COUNT(*) FROM household WHERE number = '3' AND head = '王三'`:  1, // the other stays
		} {
			if n := d.rows(t, db, query); n != want {
				t.Errorf("%s: %d", query, n)
			}
		}
	})
}

func TestAllTwinsOfAKindAreDecidedOfAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.a", villageA)
		d.entered(t, desk, d.checked(t, desk, "户号,村,户主,家庭人口", "1,冼沙村,张一,2", "2,冼沙村,李二,1", "3,冼沙村,王三,1"))
		of := d.checked(t, desk, "户号,村,户主,家庭人口", "1,冼沙村,赵一,2", "2,冼沙村,赵二,1", "3,冼沙村,王三,2")
		done, unfit, more, err := desk.ChooseTwins(t.Context(), of, app.TwinOrder{Kind: "registry.number_taken", Choice: app.ChoiceNew})
		if err != nil || done != 2 || unfit != 0 || more {
			t.Fatalf("%d, %d, %v, %v", done, unfit, more, err)
		}
		done, _, _, err = desk.ChooseTwins(t.Context(), of, app.TwinOrder{Kind: "import.updates", Choice: app.ChoiceSkip})
		if err != nil || done != 1 {
			t.Fatalf("%d, %v", done, err)
		}
		if v := view(t, desk, of); v.Sum.Doubt != 2 || v.Sum.Left != 1 || v.Sum.Twin != 0 || !sums(v.Sum) {
			t.Errorf("%+v", v.Sum)
		}
	})
}
