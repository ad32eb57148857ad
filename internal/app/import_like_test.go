package app_test

import (
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/likeness"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/store"
)

// likeHeading lists persons without numbers: only what is alike can tell.
const likeHeading = "户号,村,户主,家庭人口,地址,姓名,与户主关系,性别,出生日期,联系电话"

// likeFiled has one household on file and checks a list with a likely twin of
// it, one that is only similar, and a stranger.
func (d *door) likeFiled(t *testing.T, desk *app.Desk) *registry.Batch {
	t.Helper()
	d.entered(t, desk, d.checked(t, desk, likeHeading, "1,冼沙村,欧阳晓明,1,老街12号,欧阳晓明,户主,男,1951-03-07,13500000001"))
	of := d.checked(t, desk, likeHeading,
		"71,冼沙村,欧阳小明,1,老街12号,欧阳小明,户主,男,1951-03-07,13500000001",
		"72,冼沙村,钟志强,1,新街3号,钟志强,户主,男,1988-11-20,13500000002",
		"73,冼沙村,欧阳晓敏,1,河边5号,欧阳晓敏,户主,男,1951-03-09,13500000003")
	return view(t, desk, of).Batch
}

func TestATwinWithoutANumberIsExplainedAndChosenOf(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.a", villageA)
		of := d.likeFiled(t, desk).ID
		twins := func() []app.Twin {
			found, _, err := desk.ImportTwins(t.Context(), of, store.RowPlace{}, 20)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		found := twins()
		if len(found) != 1 {
			t.Fatalf("%d twins: %+v", len(found), found)
		}
		one := found[0]
		if one.Likeness == nil || one.Likeness.Verdict == likeness.Possible || one.Likeness.Score < 60 || len(one.Likeness.Reasons) == 0 || one.Number != "1" || !one.Merges || !one.Opens || one.Updates {
			t.Fatalf("%+v, %+v", one, one.Likeness)
		}
		v := view(t, desk, of)
		if v.Sum.Twin != 1 || v.Sum.Wrong != 0 || !sums(v.Sum) {
			t.Errorf("%+v", v.Sum)
		}
		doubts, err := desk.ImportRows(t.Context(), of, registry.Doubt, store.RowPlace{}, 20)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range doubts.Rows {
			for _, f := range row.Reasons {
				if like := app.LikenessOf(f); like != nil && like.Verdict != likeness.Possible {
					t.Errorf("a likely one is only told: %+v", like)
				}
			}
		}
		for _, choice := range []string{app.ChoiceMerge, "", app.ChoiceNew, app.ChoiceMerge} {
			if done, unfit, _, err := desk.ChooseTwins(t.Context(), of, app.TwinOrder{At: &one.At, Choice: choice}); err != nil || done != 1 || unfit != 0 {
				t.Fatalf("%q: %d, %d, %v", choice, done, unfit, err)
			}
		}
		if got := twins(); len(got) != 1 || !got[0].Updates || len(got[0].Differences) == 0 {
			t.Errorf("%+v", got)
		}
		if rows := d.entered(t, desk, of); rows.Entered != 3 || rows.Wrong != 0 {
			t.Errorf("%+v", rows)
		}
		if n, _ := d.inPlay(t); n != 3 {
			t.Errorf("%d households", n)
		}
	})
}

func TestALikelyTwinNobodyChoseOfComesBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.a", villageA)
		of := d.likeFiled(t, desk).ID
		if rows := d.entered(t, desk, of); rows.Entered != 2 || rows.Wrong != 1 {
			t.Fatalf("%+v", rows)
		}
		found, _, err := desk.ImportTwins(t.Context(), of, store.RowPlace{}, 20)
		if err != nil || len(found) != 1 || found[0].Likeness == nil {
			t.Fatalf("%+v, %v", found, err)
		}
		if _, unfit, _, err := desk.ChooseTwins(t.Context(), of, app.TwinOrder{At: &found[0].At, Choice: app.ChoiceNew}); err != nil || unfit != 0 {
			t.Fatalf("%d, %v", unfit, err)
		}
		if v := view(t, desk, of); v.Rows.Entered != 3 || v.Rows.Wrong != 0 {
			t.Errorf("%+v", v.Rows)
		}
		if n := d.rows(t, db, `SELECT COUNT(*) FROM household WHERE number = '71' AND head = '欧阳小明'`); n != 1 {
			t.Errorf("%d files under the number of the list", n)
		}
	})
}

// TestACellPutRightIsLookedAtAgain both ways: who was like a file is so no more,
// and who was sent back for another reason turns out to be on file.
func TestACellPutRightIsLookedAtAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDoor(t, db)
		desk := d.clerk(t, "clerk.a", villageA)
		d.entered(t, desk, d.checked(t, desk, likeHeading, "1,冼沙村,欧阳晓明,1,老街12号,欧阳晓明,户主,男,1951-03-07,13500000001"))
		of := d.checked(t, desk, likeHeading,
			"71,冼沙村,欧阳小明,1,老街12号,欧阳小明,户主,男,1951-03-07,13500000001",
			"72,冼沙村,钟志强,好多,老街12号,钟志强,户主,男,1988-11-20,")
		twins := func() []app.Twin {
			t.Helper()
			found, _, err := desk.ImportTwins(t.Context(), of, store.RowPlace{}, 20)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		if found := twins(); len(found) != 1 || found[0].Listed != "71" {
			t.Fatalf("%+v", found)
		}
		someoneElse := map[int]string{2: "麦桂兰", 4: "河边5号", 5: "麦桂兰", 7: "女", 8: "1972-10-02", 9: ""}
		if state, err := desk.MendRow(t.Context(), of, store.RowPlace{Number: 2}, someoneElse); err != nil || state == registry.Twin || state == registry.Wrong {
			t.Fatalf("%q, %v", state, err)
		}
		same := map[int]string{2: "欧阳晓明", 3: "1", 5: "欧阳晓明", 8: "1951-03-07", 9: "13500000001"}
		if state, err := desk.MendRow(t.Context(), of, store.RowPlace{Number: 3}, same); err != nil || state != registry.Twin {
			t.Fatalf("%q, %v", state, err)
		}
		found := twins()
		if len(found) != 1 || found[0].Likeness == nil || found[0].Number != "1" || found[0].ListedHead == "" {
			t.Fatalf("%+v", found)
		}
		if done, unfit, _, err := desk.ChooseTwins(t.Context(), of, app.TwinOrder{At: &found[0].At, Choice: app.ChoiceSkip}); err != nil || done != 1 || unfit != 0 {
			t.Fatalf("%d, %d, %v", done, unfit, err)
		}
		if rows := d.entered(t, desk, of); rows.Entered != 1 || rows.Wrong != 0 {
			t.Errorf("%+v", rows)
		}
	})
}
