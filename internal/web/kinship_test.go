package web

import (
	"net/http"
	"strings"
	"testing"

	"songnuan/internal/identity"
)

func TestRelativesArePutOnRecord(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.user("cun.zhang", identity.VillageClerk, villageA)
		o.user("zhen.li", identity.TownReviewer, gaobu)
		o.user("guan.ma", identity.Administrator)
		clerk := o.as("cun.zhang")
		clerk.get("/kin").want(t, http.StatusOK)

		bad := clerk.post("/kin", "relation", "配偶", "name", "欧阳妻", "number", "441900196503120013", "from", "2027-01-20").want(t, http.StatusUnprocessableEntity)
		if got := bad.Find("#f-name").AttrOr("value", ""); got != "欧阳妻" {
			t.Errorf("what was typed is lost: %q", got)
		}
		if got := bad.text("#f-number-wrong"); !strings.Contains(got, "校验位") {
			t.Errorf("the number's mistake is told as %q", got)
		}
		if got := clerk.post("/kin", "relation", "配偶", "name", "欧阳妻").want(t, http.StatusUnprocessableEntity).text("#f-birth-wrong"); !strings.Contains(got, "出生日期") {
			t.Errorf("without number or birth: %q", got)
		}
		if to := clerk.post("/kin", "relation", "配偶", "name", "欧阳妻", "number", "441900196503120012", "from", "2027-01-10").want(t, http.StatusSeeOther).to; to != "/kin" {
			t.Errorf("sent to %s", to)
		}
		list := clerk.get("/kin").want(t, http.StatusOK)
		if row := list.text("#kin tbody tr"); !strings.Contains(row, "配偶") || !strings.Contains(row, "1965") || strings.Contains(list.body, "19650312") || strings.Contains(list.body, "欧阳妻") {
			t.Errorf("the entry is shown as %s", row)
		}
		end := list.Find("#kin form").AttrOr("action", "")
		if got := clerk.post(end, "last", "2027-01-05", "why", "离婚").want(t, http.StatusUnprocessableEntity); got.text("#f-last-wrong") == "" || got.Find("#kin details[open]").Length() != 1 {
			t.Errorf("a day before it began: %s", got.text("#kin"))
		}
		o.as("zhen.li").post(end, "last", "2027-01-20", "why", "离婚").want(t, http.StatusNotFound)

		o.as("cun.zhang").get("/kin/register").want(t, http.StatusForbidden)
		o.as("guan.ma").get("/kin").want(t, http.StatusForbidden)
		if got := o.as("zhen.li").get("/kin/register").want(t, http.StatusOK); got.Find("#register").Length() != 0 {
			t.Error("who sits nowhere is in nobody's register but that of who sees everything")
		}
		clerk.post(end, "last", "2027-01-20", "why", "离婚").want(t, http.StatusSeeOther)
		if got := clerk.get("/kin").text("#kin tbody tr"); !strings.Contains(got, "离婚") {
			t.Errorf("it ended: %s", got)
		}
	})
}
