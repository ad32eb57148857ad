package web

import (
	"net/http"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/likeness"
	"songnuan/internal/registry"
	"songnuan/internal/sqldb"
)

// plantSuspect says of a village's two files that they may be one.
func (o *office) plantSuspect(v *village) {
	o.t.Helper()
	page, err := o.machine.Households(o.t.Context(), registry.Filter{Area: v.code}, registry.Order{By: registry.ByNumber}, registry.Cut{Limit: 2})
	if err != nil || len(page.Lines) != 2 {
		o.t.Fatalf("%+v, %v", page, err)
	}
	a, b := page.Lines[0].Household, page.Lines[1].Household
	x := &likeness.Suspect{A: min(a, b), B: max(a, b), Score: 70, Verdict: likeness.Likely,
		Pairs: []likeness.MemberPair{{Score: 70, Verdict: likeness.Likely, Reasons: []likeness.Reason{{Key: "likeness.name_slip"}}}}}
	err = o.store.Write(o.t.Context(), func(tx *sqldb.Tx) error {
		_, err := o.store.PutSuspects(o.t.Context(), tx, []*likeness.Suspect{x}, id.New, o.Now())
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	list, err := o.machine.Duplicates(o.t.Context(), app.DuplicateFilter{Area: v.code, Limit: 9})
	if err != nil || len(list.Lines) != 1 {
		o.t.Fatalf("%+v, %v", list, err)
	}
	v.suspect = string(list.Lines[0].ID)
	v.canaries = append(v.canaries, v.suspect)
}

const twiceHeading = "户号,村,姓名,与户主关系,性别,出生日期,家庭人口,家庭月人均收入,住房情况"

// twice lays two files of one household, and finds them; it gives the address
// of the pair.
func (o *office) twice() string {
	o.t.Helper()
	o.imported(villageA, twiceHeading, "D1,冼沙村,冼福根,户主,男,1950-03-04,2,500,", "D1,冼沙村,谭秀珍,妻,女,1952-07-08,,,")
	o.imported(villageA, twiceHeading, "D2,冼沙村,冼福根,户主,男,1950-03-04,3,650,自有住房", "D2,冼沙村,谭秀真,妻,女,1952-07-08,,,", "D2,冼沙村,冼小敏,孙女,女,2010-05-06,,,")
	if _, err := o.machine.ScanDuplicates(o.t.Context(), "", nil); err != nil {
		o.t.Fatal(err)
	}
	list, err := o.machine.Duplicates(o.t.Context(), app.DuplicateFilter{Limit: 9})
	if err != nil || len(list.Lines) != 1 {
		o.t.Fatalf("%+v, %v", list, err)
	}
	return "/duplicates/" + string(list.Lines[0].ID)
}

func TestDuplicatesAreLookedAtMergedAndTakenApart(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.user("cun.zhang", identity.VillageClerk, villageA)
		o.user("zhen.li", identity.TownReviewer, gaobu)
		pair := o.twice()
		town := o.as("zhen.li")

		list := town.get("/duplicates").want(t, http.StatusOK)
		if row := list.text("#duplicates tbody tr"); !strings.Contains(row, "同一人") || !strings.Contains(row, "姓名相同") || strings.Contains(row, "福根") {
			t.Errorf("the pair stands on the list as %s", row)
		}
		if got := town.get("/duplicates?verdict=possible").text(".empty"); got == "" {
			t.Error("another verdict shows it too")
		}
		town.get("/duplicates?area=无此村").want(t, http.StatusUnprocessableEntity)

		show := town.get(pair).want(t, http.StatusOK)
		if got := show.Find("#beside tr.picked").Length(); got < 4 {
			t.Errorf("%d differing fields are lit", got)
		}
		if strings.Contains(show.body, "福根") || strings.Contains(show.body, "1950-03-04") {
			t.Error("a name or a birth is shown unmasked")
		}
		clerk := o.as("cun.zhang")
		if got := clerk.get(pair).want(t, http.StatusOK); got.Find("#mark").Length() != 1 || got.Find("#merge [name=reason]").Length() != 0 {
			t.Error("a clerk may merge, or may not mark")
		}
		if got := clerk.post(pair+"/decide", "state", "different", "version", "1").want(t, http.StatusUnprocessableEntity).text("#f-because-wrong"); !strings.Contains(got, "理由") {
			t.Errorf("without a reason: %q", got)
		}
		clerk.post(pair+"/decide", "state", "later", "version", "1", "because", "明天去问").want(t, http.StatusSeeOther)
		if got := clerk.post(pair+"/decide", "state", "different", "version", "1", "because", "两家人").want(t, http.StatusConflict); !strings.Contains(got.text(".note.bad"), "刚有别人") || got.Find("#f-because").AttrOr("value", "") != "两家人" {
			t.Errorf("who has not seen the decision: %s", got.text(".note.bad"))
		}

		form := show.Find("#merge")
		values := []string{"version", "2", "reason", "同一户", "take.per_head_month", "gone"}
		for _, name := range []string{"keep", "seen_kept", "seen_gone"} {
			values = append(values, name, form.Find("[name="+name+"]").AttrOr("value", ""))
		}
		town.post(pair+"/merge", values[2:]...).want(t, http.StatusSeeOther)
		if got := town.get("/households/D1").want(t, http.StatusOK).text(".note"); !strings.Contains(got, "已并入 D2") {
			t.Errorf("the old number says %q", got)
		}
		done := town.get(pair).want(t, http.StatusOK)
		if !strings.Contains(done.text(".note.good"), "同一户") || done.Find("#undo").Length() != 1 {
			t.Errorf("the merged pair shows %s", done.text(".note.good"))
		}
		town.post(pair+"/undo", "version", "3").want(t, http.StatusUnprocessableEntity)
		town.post(pair+"/undo", "version", "3", "undo_reason", "弄错了").want(t, http.StatusSeeOther)
		if got := town.get("/households/D1").want(t, http.StatusOK).text(".note.warn"); !strings.Contains(got, "D2") {
			t.Errorf("the file does not tell of the pair: %q", got)
		}
		if to := town.post("/duplicates/scan").want(t, http.StatusSeeOther).to; !strings.HasPrefix(to, "/jobs/") {
			t.Errorf("a search leads to %s", to)
		}
	})
}
