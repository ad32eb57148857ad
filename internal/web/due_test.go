package web

import (
	"net/http"
	"strings"
	"testing"

	"songnuan/internal/area"
	"songnuan/internal/fund"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
	"songnuan/internal/store"
)

// TestDuesInTheBrowser: a plan's purse is tied, what is due is reckoned and
// explains itself, what a guard holds stands first and passes by two hands, and
// the reconciliation agrees.
func TestDuesInTheBrowser(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		o.imported(villageA, walkHeading, "QX-7101,冼沙村,欧阳甲申,441900196503120012,2,500,13800138123,6222021234567890128", "QX-7102,冼沙村,欧阳乙酉,,1,500,,")
		of := parseID(t, o.opened())
		if err := o.machine.Activate(t.Context(), of); err != nil {
			t.Fatal(err)
		}
		o.user("zijin", identity.Treasurer)
		o.user("shenpi", identity.PaymentApprover)
		o.user("zhen", identity.TownReviewer, gaobu)
		keeper, town := o.as("zijin"), o.as("zhen")
		made := keeper.post("/purses", "name", "市级慰问资金", "kind", "finance", "year", "2027", "area", string(gaobu)).want(t, http.StatusSeeOther)
		list := "/dues?campaign=" + string(of)
		page := town.get(list).want(t, http.StatusOK).wantText(t, "#dues, .empty", "没有这样的应发")
		form := page.filled("#tie")
		form.Set("reckon", "1")
		town.postForm("/dues/purses", form).want(t, http.StatusUnprocessableEntity).wantText(t, ".note.bad", "还没有对应账上的资金来源")
		form.Set("purse-p", strings.TrimPrefix(made.to, "/purses/"))
		town.postForm("/dues/purses", form).want(t, http.StatusSeeOther)
		town.get(list).want(t, http.StatusOK).wantText(t, "#clauses", "800.00").wantText(t, "#dues", "QX-7101")
		if strings.Contains(town.get(list).body, "欧阳甲申") {
			t.Error("a name stands in the clear")
		}
		keeper.post("/dues/purses", "campaign", string(of)).want(t, http.StatusForbidden)
		at := heldDue(o, of)
		shown := town.get(list).want(t, http.StatusOK)
		shown.wantText(t, "#held", "不得同享")
		town.get(at).want(t, http.StatusOK).wantText(t, "#how", "400.00").wantText(t, "#how", "家庭 2 人").wantText(t, "#held", "县残联")
		town.post(at+"/ask", "reason", " ").want(t, http.StatusUnprocessableEntity).wantText(t, ".is-wrong", "请写明原因")
		town.post(at+"/ask", "reason", "火灾后特别困难").want(t, http.StatusSeeOther)
		town.post(at+"/lift", "do", "lift").want(t, http.StatusForbidden)
		o.as("shenpi").post(at+"/lift", "do", "lift").want(t, http.StatusSeeOther)
		keeper.get("/reconcile?campaign="+string(of)).want(t, http.StatusOK).wantText(t, "#agree", "差额 0").wantText(t, "#by-purse", "800.00").wantText(t, "#places", "冼沙村")
		if book := keeper.get("/reconcile/book.xlsx").want(t, http.StatusOK); !strings.HasPrefix(book.body, "PK") {
			t.Error("no workbook")
		}
		keeper.get("/reconcile?year=x").want(t, http.StatusUnprocessableEntity)
	})
}

// heldDue lets a guard hold the first household's due, as a list of another body
// would.
func heldDue(o *office, campaign id.ID) string {
	o.t.Helper()
	at := ""
	err := o.store.Write(o.t.Context(), func(tx *sqldb.Tx) error {
		dues, err := o.store.Dues(o.t.Context(), tx, store.DueFilter{Campaign: campaign}, identity.Scope{Areas: []area.Code{villageA}}, "", 9)
		if err != nil {
			return err
		}
		due := dues[0]
		for _, one := range dues {
			if one.How.Size == 2 {
				due = one
			}
		}
		due.State, due.Version = fund.Held, due.Version+1
		due.Held = []fund.Ban{{Guard: "other", Kind: fund.Exclude, With: fund.Had{Clause: fund.OtherAgency, Fen: 30_000, Source: "县残联"}, Excess: due.Fen}}
		at = "/dues/" + string(due.ID)
		return o.store.SaveDue(o.t.Context(), tx, due)
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return at
}
