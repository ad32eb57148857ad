package web

import (
	"net/http"
	"strings"
	"testing"

	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
)

// fixing is a list that was sent in and checked, at its page of wrong cells.
func fixing(o *office, lines ...string) (b *browser, path string) {
	o.user("clerk", identity.VillageClerk, villageA)
	b = o.as("clerk")
	path = strings.TrimSuffix(b.send("households", "", "表.csv", strings.NewReader(strings.Join(lines, "\n")+"\n")).to, "/columns")
	b.postForm(path+"/columns", b.get(path+"/columns").filled("main form")).want(o.t, 303)
	o.workOff()
	return b, path
}

func TestCellsArePutRightInPlace(t *testing.T) {
	eachOfficeWithDB(t, func(o *office, _ *sqldb.DB) {
		t := o.t
		b, path := fixing(o, "户号,村,户主,家庭人口", "1,不知村,张一,2", "2,冼沙村,李二,好多", "3,冼沙村,王三,1")
		page := b.get(path+"/fix").want(t, 200).wantText(t, "tbody", "不知村").wantText(t, ".tabs", "错误 2")
		if strings.Contains(page.body, "李二") || strings.Contains(page.body, "王三") {
			t.Error("more than the wrong cells is shown in the clear")
		}
		if page.Find("input[data-focus]").Length() != 1 || page.Find("input[data-focus]").AttrOr("name", "") != "cell-0.2-1" {
			t.Error("the first wrong cell has no focus")
		}
		form := page.filled("main form")
		form.Set("cell-0.2-1", "冼沙村")
		form.Set("cell-0.3-3", "还是好多")
		wrong := b.postForm(path+"/fix", form).want(t, http.StatusUnprocessableEntity)
		if got := wrong.filled("main form"); got.Get("cell-0.3-3") != "还是好多" || got.Has("cell-0.2-1") {
			t.Errorf("what was put right stays, or what was typed is lost: %v", got)
		}
		if wrong.Find("input[data-focus]").AttrOr("name", "") != "cell-0.3-3" {
			t.Error("the next wrong cell has no focus")
		}
		form = wrong.filled("main form")
		form.Set("cell-0.3-3", "3")
		b.postForm(path+"/fix", form).want(t, 303)
		b.get(path+"/fix").want(t, 200).wantText(t, ".empty", "没有要改的行了")
		b.get(path+"/check").wantText(t, "main", "共 3 行 = 通过 3 + 提醒 0 + 错误 0")
	})
}

func TestWhoIsSignedOutWhilePuttingRightLosesNothing(t *testing.T) {
	eachOfficeWithDB(t, func(o *office, _ *sqldb.DB) {
		t := o.t
		b, path := fixing(o, "户号,村,户主,家庭人口", "1,不知村,张一,2")
		form := b.get(path + "/fix").filled("main form")
		form.Set("cell-0.2-1", "冼沙村")
		b.post("/sign-out")
		asked := b.postForm(path+"/fix", form).want(t, http.StatusUnauthorized)
		kept := asked.filled("main form")
		again := b.postForm("/sign-in", with(kept, "account", "clerk", "password", password.Clear())).want(t, http.StatusOK)
		b.postForm(again.Find("main form").AttrOr("action", ""), again.filled("main form")).want(t, 303)
		b.get(path+"/fix").wantText(t, ".empty", "没有要改的行了")
	})
}

func TestProposalsArePressedByKind(t *testing.T) {
	eachOfficeWithDB(t, func(o *office, _ *sqldb.DB) {
		t := o.t
		b, path := fixing(o, "户号,村,户主,家庭人口,户主身份证号", "1,洗沙村,张一,2,441900650312001", "2,洗沙村,李二,1,")
		page := b.get(path+"/fixes").want(t, 200).wantText(t, "main", "把 2 处“村名差一个字”按建议改好").wantText(t, "main", "把 1 处“15 位旧证号”按建议改好")
		if strings.Contains(page.body, "441900650312001") || strings.Contains(page.body, "441900196503120012") {
			t.Error("a number is shown in the clear")
		}
		accept := page.filled("main form")
		for range 2 {
			b.postForm(path+"/fixes", accept).want(t, 303)
		}
		taken := b.get(path+"/fixes").wantText(t, ".badge.green", "已改 2 处")
		undo := taken.Find("form:has(input[value=undo])")
		if undo.Length() != 1 {
			t.Fatalf("%d ways to take it back", undo.Length())
		}
		b.post(path+"/fixes", "key", accept.Get("key"), "column", accept.Get("column"), "do", "undo").want(t, 303)
		b.get(path+"/fixes").wantText(t, "main", "把 2 处“村名差一个字”按建议改好")
	})
}

func TestOtherClerksCannotPutRight(t *testing.T) {
	eachOfficeWithDB(t, func(o *office, _ *sqldb.DB) {
		t := o.t
		_, path := fixing(o, "户号,村,户主,家庭人口", "1,不知村,张一,2")
		o.user("other", identity.VillageClerk, villageB)
		other := o.as("other")
		for _, page := range []string{"/fix", "/fixes", "/duplicates"} {
			other.get(path+page).want(t, 404)
		}
		other.post(path+"/fix", "row", "0.2", "seen-0.2", "0", "cell-0.2-1", "冼沙村").want(t, 404)
		other.post(path+"/fixes", "key", "").want(t, 404)
		other.post(path+"/duplicates", "at", "0.2", "choice", "skip").want(t, 404)
	})
}

func TestAColleagueCarriesAListOn(t *testing.T) {
	eachOfficeWithDB(t, func(o *office, _ *sqldb.DB) {
		t := o.t
		_, path := fixing(o, "户号,村,户主,家庭人口", "1,不知村,张一,2")
		o.user("colleague", identity.VillageClerk, villageA)
		o.user("other", identity.VillageClerk, villageB)
		b := o.as("colleague")
		on := b.get("/imports").want(t, 200).Find("a.btn.small[href='" + path + "']")
		if on.Length() != 1 || !strings.Contains(on.Text(), "继续") {
			t.Fatalf("%d ways to go on", on.Length())
		}
		if to := b.get(path).to; to != path+"/check" {
			t.Errorf("goes on at %s", to)
		}
		if o.as("other").get("/imports").want(t, 200).Find("a[href='"+path+"']").Length() != 0 {
			t.Error("a list of another village is offered")
		}
	})
}
