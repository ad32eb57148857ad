package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
	"songnuan/internal/walktest"
)

// TestANoticeRunsThroughTheInterface: drawn up, posted, objected to, answered;
// who objected and whose row it is stay masked.
func TestANoticeRunsThroughTheInterface(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDesk(t, db)
		clerk, judge := d.as(t, identity.VillageClerk, "village A"), d.as(t, identity.TownReviewer, "town")
		o := noticeOrder(d.awaitsNotice(t))
		var n noticeShape
		a := d.post(t, clerk, "/notices", object{"area": o.Area, "kind": o.Kind, "digest": o.Digest, "step": o.Step, "only_cases": o.Cases}).want(t, http.StatusCreated)
		a.json(t, &n)
		if len(n.Rows) != 1 || !strings.Contains(fmt.Sprint(n.Rows[0].Cells), "*") || a.Header().Get("ETag") != `"1"` {
			t.Fatalf("%s %s", a.Header(), a.Body)
		}
		send := func(who *walktest.Actor, method, path string, version int64, body any, want int) *answer {
			t.Helper()
			return d.ask(t, asked{method: method, path: Base + path, token: who.Token, body: body, header: map[string]string{"If-Match": fmt.Sprintf(`"%d"`, version)}}).want(t, want)
		}
		at := "/notices/" + string(n.Line.ID)
		texts := object{"texts": object{"title": "公示", "grounds": "根据办法", "office": "村委会", "office_phone": "0769-88870001"}}
		send(clerk, http.MethodPut, at, 1, texts, http.StatusOK)
		send(clerk, http.MethodPut, at, 1, texts, http.StatusConflict) // somebody changed it
		send(clerk, http.MethodPost, at+"/post", 2, object{"board_photo": encodedPhoto}, http.StatusOK).json(t, &n)
		if n.Line.State != "posted" || n.Line.Number == "" || n.Line.Left != 8 || !n.Photo {
			t.Errorf("%+v", n.Line)
		}
		var raised objectionShape
		d.post(t, clerk, at+"/objections", object{"serial": 1, "objector": "欧阳知情", "statement": "他家在镇上有房"}).want(t, http.StatusCreated).json(t, &raised)
		if raised.Receipt == "" || strings.Contains(raised.Name, "知情") || raised.Version != 1 {
			t.Errorf("%+v", raised)
		}
		d.get(t, judge, at).want(t, http.StatusOK).json(t, &n)
		if n.Rows[0].State != "stopped" || !n.Rows[0].Open {
			t.Errorf("the row goes on: %+v", n.Rows)
		}
		var answered objectionAnswerShape
		send(judge, http.MethodPost, "/objections/"+string(raised.ID)+"/answer", 1, object{"upheld": false, "reason": "房子已卖", "looked_into_by": []string{"李复查"}}, http.StatusOK).json(t, &answered)
		if answered.Objection.State != "dismissed" || answered.Follows == "" {
			t.Errorf("%+v", answered)
		}
		send(judge, http.MethodPost, "/objections/"+string(raised.ID)+"/answer", 1, object{"upheld": true, "reason": "再答", "looked_into_by": []string{"李复查"}}, http.StatusConflict)
	})
}

// TestSomebodyLeavesAHousehold: taking a person out is asked for by the id that
// the form gives.
func TestSomebodyLeavesAHousehold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDesk(t, db)
		form := newForm(d)
		number := form["fields"].(object)["number"].(string)
		form["fields"].(object)["size"] = "2"
		form["members"] = []object{{"fields": object{"name": "新住户", "relation": "户主"}}, {"fields": object{"name": "新住户小", "relation": "子"}}}
		d.post(t, d.as(t, identity.TownReviewer, "everywhere"), "/households", form).want(t, http.StatusCreated)
		clerk := d.as(t, identity.VillageClerk, "village A")
		var shown struct {
			Members []struct {
				ID string `json:"id"`
			} `json:"members"`
		}
		d.get(t, clerk, "/households/"+number+"/form").want(t, http.StatusOK).json(t, &shown)
		var c changeShape
		d.post(t, clerk, "/changes", object{"household": number, "kind": "remove_member", "occasion": "moved_out", "happened": "2027-01-20",
			"gone": []string{shown.Members[1].ID}, "papers_seen": []string{"household_book"}}).want(t, http.StatusCreated).json(t, &c)
		if len(c.Files) != 1 || len(c.Files[0].Changes) == 0 || len(c.Lacks) > 0 {
			t.Errorf("%+v", c)
		}
	})
}

// TestFreezeWithoutAPlace: who has one place freezes that; who has more must
// say which.
func TestFreezeWithoutAPlace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		d := newDesk(t, db)
		var f freezeShape
		body := object{"from": "2027-01-20", "to": "2027-01-21", "reason": "发放核对"}
		d.post(t, d.as(t, identity.TownReviewer, "town"), "/freezes", body).want(t, http.StatusCreated).json(t, &f)
		if f.Area != walktest.Town {
			t.Errorf("%+v", f)
		}
	})
}
