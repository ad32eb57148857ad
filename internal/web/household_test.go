package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"songnuan/internal/app"
	"songnuan/internal/identity"
	"songnuan/internal/registry"
)

const householdHeading = "户号,村,姓名,与户主关系,身份证号,家庭人口,家庭月人均收入,联系电话,银行卡号,对象类别,致困原因"

// somePeople fills an office with five households and signs a reviewer in.
func somePeople(o *office) *browser {
	o.imported(gaobu, householdHeading,
		"H-001,冼沙村,欧阳山,户主,441900196503120012,2,500,13800138123,6222021234567890128,低保对象,因病",
		"H-001,冼沙村,欧阳小山,子,,2,,,,,",
		"H-002,冼沙村,王建国,户主,,1,800,,,特困人员,因残",
		"H-003,卢溪村,李秀英,户主,,3,300,13900139777,,低保边缘家庭,因学",
		"H-004,卢溪村,张三丰,户主,,5,1200,,,,",
		"H-005,卢溪村,诸葛亮,户主,,1,,,,低保对象,因灾")
	o.user("zhen", identity.TownReviewer)
	return o.as("zhen")
}

func numbers(p *page) string {
	var all []string
	p.Find("table[data-rows] tbody tr td[data-label] a").Each(func(_ int, s *goquery.Selection) { all = append(all, s.Text()) })
	return strings.Join(all, " ")
}

func TestHouseholdList(t *testing.T) {
	eachOffice(t, func(o *office) {
		b := somePeople(o)
		list := b.get("/households").want(t, http.StatusOK)
		if got := numbers(list); got != "H-001 H-002 H-003 H-004 H-005" {
			t.Errorf("the list holds %q", got)
		}
		for _, clear := range []string{"欧阳山", "王建国", "李秀英", "13800138123", "441900196503120012"} {
			if strings.Contains(list.body, clear) {
				t.Errorf("the list shows %s", clear)
			}
		}
		list.wantText(t, "tbody", "王*国").wantText(t, "tbody", "从未")
		counts := b.get(list.Find("#counts").AttrOr("hx-get", "")).want(t, http.StatusOK)
		counts.wantText(t, ".tabs a[aria-current]", "在册 5").wantText(t, ".tabs-total", "共 5 户 12 人")
		b.get("/households?totals=1").wantText(t, ".tabs a[aria-current]", "5") // without script
		for _, c := range []struct{ what, want string }{
			{"cat=低保对象&cat=特困人员", "H-001 H-002 H-005"}, {"cause=因学", "H-003"}, {"area=441900129201", "H-003 H-004 H-005"}, {"sort=-income", "H-004 H-002 H-001 H-003 H-005"},
			{"sort=head", "H-003 H-001 H-002 H-004 H-005"}, {"size_from=2&size_to=3", "H-001 H-003"}, {"income_to=500", "H-001 H-003"}, {"lacks=income", "H-005"}, {"lacks=any&area=441900129200", "H-001 H-002"},
			{"tab=never&size_from=5", "H-004"}, {"tab=unchanged", ""}, {"tab=closed", ""}, {"sort=<b>&n=7&tab=x", "H-001 H-002 H-003 H-004 H-005"},
		} {
			q, _ := url.ParseQuery(c.what)
			if got := numbers(b.get("/households?"+q.Encode()).want(t, http.StatusOK)); got != c.want {
				t.Errorf("%s: %q instead of %q", c.what, got, c.want)
			}
		}
		b.get("/lists/never-helped").want(t, http.StatusSeeOther)
		if to := b.get("/lists/unchanged").to; to != "/households?tab=unchanged" {
			t.Errorf("the list of unchanged files is at %s", to)
		}
	})
}

func TestHouseholdFilterKeepsNamesOutOfAddresses(t *testing.T) {
	eachOffice(t, func(o *office) {
		b := somePeople(o)
		sent := b.post("/households/find", "q", "建国", "cat", "特困人员", "also", "低保对象", "size_from", "1", "sort", "-income").want(t, http.StatusSeeOther)
		if strings.Contains(sent.to, url.QueryEscape("建国")) || strings.Contains(sent.to, "建国") {
			t.Errorf("the name stands in %s", sent.to)
		}
		found := b.get(sent.to).want(t, http.StatusOK)
		if got := numbers(found); got != "H-002" {
			t.Errorf("found %q", got)
		}
		if got := found.Find("input[name=q]").Eq(1).AttrOr("value", ""); got != "建国" {
			t.Errorf("the field holds %q", got)
		}
		nobody := b.get(b.post("/households/find", "q", "没有这人").to).want(t, http.StatusOK)
		nobody.wantText(t, ".empty", "没有这人").wantText(t, ".empty a", "清除条件")
		for _, c := range [][3]string{{"size_from", "很多", "整数"}, {"income_to", "<script>", "金额"}, {"since", "昨天", "日期"}, {"size_from", "-1", "整数"}} {
			again := b.post("/households/find", c[0], c[1]).want(t, http.StatusUnprocessableEntity)
			again.wantText(t, ".field.is-wrong .wrong", "")
			if again.text(".field.is-wrong .wrong") == "" || again.Find("input[name="+c[0]+"]").AttrOr("value", "") != c[1] {
				t.Errorf("%s=%s: %q, %q", c[0], c[1], again.text(".is-wrong"), again.Find("input[name="+c[0]+"]").AttrOr("value", ""))
			}
		}
		if to := b.post("/households/find", "area", "卢溪村").want(t, http.StatusSeeOther).to; to != "/households?area="+string(villageB) {
			t.Errorf("a village's name leads to %s", to)
		}
		b.post("/households/find", "area", "没有的村").want(t, http.StatusUnprocessableEntity)
		b.post("/households/find", "size_from", "5", "size_to", "2").want(t, http.StatusSeeOther)
		b.get("/households?size_from=5&size_to=2").want(t, http.StatusUnprocessableEntity).wantText(t, ".is-wrong .wrong", "下限大于上限")
		b.get("/households?q=notsealed").want(t, http.StatusUnprocessableEntity)
		b.get("/households?after=xx").want(t, http.StatusUnprocessableEntity)
		if strings.Contains(o.log.String(), "建国") {
			t.Error("the log holds a name")
		}
	})
}

func TestHouseholdListPagesByKey(t *testing.T) {
	eachOffice(t, func(o *office) {
		lines := []string{"户号,村,户主,家庭人口"}
		for i := range 45 {
			lines = append(lines, "P-"+string(rune('A'+i/10))+string(rune('0'+i%10))+",冼沙村,赵"+string(rune('一'+i))+",1")
		}
		o.imported(gaobu, lines...)
		o.user("zhen", identity.TownReviewer)
		b := o.as("zhen")
		first := b.get("/households?sort=village")
		second := b.get(first.Find(".pager a[rel=next]").AttrOr("href", ""))
		third := b.get(second.Find(".pager a[rel=next]").AttrOr("href", ""))
		if n := third.Find("tbody tr").Length(); n != 5 || third.Find(".pager a[rel=next]").Length() != 0 {
			t.Errorf("the third page holds %d", n)
		}
		back := b.get(third.Find(".pager a[rel=prev]").AttrOr("href", ""))
		if numbers(back) != numbers(second) || numbers(b.get(back.Find(".pager a[rel=prev]").AttrOr("href", ""))) != numbers(first) {
			t.Errorf("the way back differs: %s", numbers(back))
		}
		if n := b.get("/households?n=50").Find("tbody tr").Length(); n != 45 {
			t.Errorf("a page of 50 holds %d", n)
		}
	})
}

func TestHouseholdColumnsAreKept(t *testing.T) {
	eachOffice(t, func(o *office) {
		b := somePeople(o)
		b.post("/households/view", "back", "/households?sort=head", "column", "persons", "dense", "1").want(t, http.StatusSeeOther)
		list := b.get("/households")
		if list.Find("table.dense").Length() != 1 || list.Find("thead th").Length() != 4 {
			t.Errorf("%d columns: %s", list.Find("thead th").Length(), list.text("thead"))
		}
	})
}

func TestHouseholdBatchActions(t *testing.T) {
	eachOffice(t, func(o *office) {
		b := somePeople(o)
		list := b.get("/households")
		id := list.Find("input[name=pick]").First().AttrOr("value", "")
		none := b.post("/households/export", "query", "").want(t, http.StatusSeeOther)
		b.get(none.to).wantText(t, ".note", "还没有选中")
		got := b.post("/households/export", "query", "", "pick", id).want(t, http.StatusOK)
		if !strings.HasPrefix(got.body, "PK") || !strings.Contains(got.header.Get("Content-Disposition"), ".xlsx") {
			t.Errorf("the export is %q", got.header)
		}
		printed := b.post("/households/print", "query", "area=441900129201", "all", "1").want(t, http.StatusOK)
		if numbers(printed) != "H-003 H-004 H-005" {
			t.Errorf("printed %q", numbers(printed))
		}
		all := b.get(list.Find("[data-strip] a").AttrOr("href", ""))
		if all.Find("input[name=pick][checked]").Length() != 5 || all.Find("input[name=all]").AttrOr("value", "") != "1" {
			t.Error("not all are picked")
		}
	})
}

func TestHouseholdPageIsMaskedUntilSomebodyAsks(t *testing.T) {
	eachOffice(t, func(o *office) {
		b := somePeople(o)
		for _, tab := range householdParts {
			file := b.get("/households/H-001?tab="+tab).want(t, http.StatusOK)
			for _, clear := range []string{"欧阳山", "欧阳小山", "13800138123", "441900196503120012", "6222021234567890128", "1965-03"} {
				if strings.Contains(file.body, clear) {
					t.Errorf("%s shows %s", tab, clear)
				}
			}
		}
		b.get("/households/H-001?tab=members").wantText(t, "tbody", "441900********0012")
		b.post("/households/H-001/reveal").want(t, http.StatusUnprocessableEntity).wantText(t, ".is-wrong .wrong", "请写明理由")
		shown := b.post("/households/H-001/reveal", "reason", "核对身份", "tab", "members").want(t, http.StatusOK)
		shown.wantText(t, "tbody", "欧阳小山").wantText(t, "tbody", "441900196503120012").wantText(t, ".note", "记录在案")
		if strings.Contains(shown.body, "6222021234567890128") {
			t.Error("a reviewer sees the card")
		}
		b.post("/households/H-001/reveal", "reason", "核对身份", "cards", "1").want(t, http.StatusForbidden)
		b.get("/households/H-001?tab=timeline").wantText(t, ".timeline", "查看完整信息").wantText(t, ".timeline", "核对身份").wantText(t, ".timeline", "zhen")
	})
}

func TestHouseholdOutOfScopeIsNotThere(t *testing.T) {
	eachOffice(t, func(o *office) {
		somePeople(o)
		o.user("xian", identity.VillageClerk, villageA)
		b := o.as("xian")
		if got := numbers(b.get("/households")); got != "H-001 H-002" {
			t.Errorf("a village's clerk sees %q", got)
		}
		for _, path := range []string{"/households/H-003", "/households/H-003/edit", "/households/H-404"} {
			b.get(path).want(t, http.StatusNotFound)
		}
		for _, path := range []string{"/households/H-003/reveal", "/households/H-003/close", "/households/H-003/reopen"} {
			b.post(path, "reason", "核对身份", "on", "2027-01-20", "note", "说明").want(t, http.StatusNotFound)
		}
		if got := b.get(b.post("/search", "q", "李秀英").to); got.Find("tbody tr").Length() != 0 {
			t.Errorf("the search finds %s", got.text("tbody"))
		}
		o.user("lead", identity.AreaLeader)
		leader := o.as("lead")
		page := leader.get("/households/H-001").want(t, http.StatusOK)
		if page.Find("#reveal, #close, a[data-key=e]").Length() != 0 {
			t.Error("a leader is offered what he may not do")
		}
		leader.get("/households/new").want(t, http.StatusForbidden)
	})
}

func TestHouseholdIsEnteredByHand(t *testing.T) {
	eachOffice(t, func(o *office) {
		somePeople(o)
		o.user("xian", identity.VillageClerk, villageA)
		b := o.as("xian")
		form := b.get("/households/new").want(t, http.StatusOK).filled("form[data-guard]")
		if form.Get("village") != string(villageA) {
			t.Errorf("the only village is not chosen: %v", form)
		}
		form.Set("do", "member")
		form.Set("member.1.name", "赵六")
		form.Set("address", "冼沙村\u202e新街🙂9号")
		more := b.postForm("/households/new", form).want(t, http.StatusOK)
		form = more.filled("form[data-guard]")
		if form.Get("member.1.name") != "赵六" || !form.Has("member.2.name") || form.Get("address") == "" {
			t.Fatalf("a line more lost what was typed: %v", form)
		}
		form.Set("member.2.name", "<script>alert(1)</script>")
		form.Set("member.2.relation", "子")
		form.Set("category.1.name", "低保对象")
		form.Set("category.1.from", "2026-01-01")
		form.Set("do", "save")
		form.Set("member.1.id_number", "441900196503120013")
		wrong := b.postForm("/households/new", form).want(t, http.StatusUnprocessableEntity)
		if wrong.Find("#f-member-1-id_number").AttrOr("value", "") != "441900196503120013" || wrong.text(".field.is-wrong .wrong") == "" || strings.Contains(wrong.body, "<script>alert") {
			t.Errorf("%s", wrong.text("[role=alert]"))
		}
		form.Set("member.1.id_number", "")
		form.Set("member.2.name", "赵小六")
		form.Set("member.2.id_kind", "无证件")
		form.Set("member.1.id_kind", "无证件")
		got := b.postForm("/households/new", form)
		if got.status == http.StatusUnprocessableEntity && got.Find("input[name=accepted]").Length() == 1 {
			got = b.postForm("/households/new", with(got.filled("form[data-guard]"), "do", "save"))
		}
		got.want(t, http.StatusSeeOther)
		file := b.get(got.to).want(t, http.StatusOK)
		file.wantText(t, ".note.good", "已保存").wantText(t, "main", "赵*")
	})
}

func with(form url.Values, pairs ...string) url.Values {
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

func TestHouseholdFormHintsAtDuplicates(t *testing.T) {
	eachOffice(t, func(o *office) {
		somePeople(o)
		o.user("lu", identity.VillageClerk, villageB)
		b := o.as("lu")
		hint := b.post("/households/similar", "village", string(villageB), "member.1.name", "张三丰", "member.1.id_number", "441900196503120012").want(t, http.StatusOK)
		hint.wantText(t, ".note", "H-004").wantText(t, ".note", "冼沙村")
		if strings.Contains(hint.body, "H-001") || strings.Contains(hint.body, "欧阳") {
			t.Errorf("the hint tells of another village: %s", hint.body)
		}
		form := b.get("/households/new").filled("form[data-guard]")
		without := b.postForm("/households/new", with(form, "do", "similar", "member.1.name", "张三丰"))
		without.want(t, http.StatusOK).wantText(t, "#similar", "H-004")
		if b.post("/households/similar", "member.1.name", "🙂", "phone", strings.Repeat("9", 1<<20)).want(t, http.StatusOK).Find(".note").Length() != 0 {
			t.Error("nonsense is similar to something")
		}
	})
}

func TestTwoPeopleEditOneHousehold(t *testing.T) {
	eachOffice(t, func(o *office) {
		b := somePeople(o)
		o.user("xian", identity.VillageClerk, villageA)
		other := o.as("xian")
		path := b.get("/households/H-001").Find("a[data-key=e]").AttrOr("href", "")
		mine, theirs := b.get(path).filled("form[data-guard]"), other.get(path).filled("form[data-guard]")
		other.postForm("/households/H-001/edit", with(theirs, "do", "save", "accepted", "1", "phone", "13900139000", "housing", "租房")).want(t, http.StatusSeeOther)
		clash := b.postForm("/households/H-001/edit", with(mine, "do", "save", "accepted", "1", "phone", "13700137000", "address", "新街9号")).want(t, http.StatusConflict)
		clash.wantText(t, "#collisions", "139****9000").wantText(t, "#collisions", "13700137000").wantText(t, "#collisions", "138****8123").wantText(t, "#collisions", "租房")
		again := clash.filled("form[data-guard]")
		if again.Get("address") != "新街9号" || again.Get("phone") != "13700137000" {
			t.Errorf("what was typed is lost: %v", again)
		}
		radio := clash.Find("#collisions input[type=radio]").First().AttrOr("name", "")
		b.postForm("/households/H-001/edit", with(again, "do", "save", "accepted", "1", radio, "theirs")).want(t, http.StatusSeeOther)
		v, err := o.machine.RevealHousehold(t.Context(), app.RevealOrder{Number: "H-001", Reason: "核对"})
		if err != nil || v.Phone != "13900139000" || v.Address != "新街9号" || v.Housing != "租房" || v.Version != 3 {
			t.Errorf("%+v, %v", v, err)
		}
	})
}

func TestExpiredSessionKeepsTheHouseholdForm(t *testing.T) {
	eachOffice(t, func(o *office) {
		b := somePeople(o)
		form := with(b.get("/households/H-002/edit").filled("form[data-guard]"), "do", "save", "accepted", "1", "address", "新街8号")
		o.now = o.now.Add(2 * time.Hour)
		out := b.postForm("/households/H-002/edit", form).want(t, http.StatusUnauthorized)
		kept := out.filled("form")
		replay := b.postForm("/sign-in", with(kept, "account", "zhen", "password", password.Clear())).want(t, http.StatusOK)
		back := replay.filled("main form")
		if back.Get("address") != "新街8号" {
			t.Fatalf("what was typed is lost: %v", back)
		}
		b.postForm(replay.Find("main form").AttrOr("action", ""), back).want(t, http.StatusSeeOther)
		v, err := o.machine.RevealHousehold(t.Context(), app.RevealOrder{Number: "H-002", Reason: "核对"})
		if err != nil || v.Address != "新街8号" {
			t.Errorf("%+v, %v", v, err)
		}
	})
}

func TestHouseholdFormTakesHostileInput(t *testing.T) {
	eachOffice(t, func(o *office) {
		b := somePeople(o)
		huge := strings.Repeat("字", 1<<18)
		for name, values := range map[string][]string{
			"script": {"address", "<script>alert(1)</script>", "member.1.name", "<img src=x onerror=alert(1)>"}, "huge": {"address", huge, "note", huge},
			"types": {"size", "NaN", "version", "x", "id", "' OR 1=1", "income", "1e309", "category.1.member", "-5"}, "marks": {"member.1.name", "\u202e\u202e张", "village", "\x00"},
			"far places": {"do", "drop.99999999999999999999"}, "empty": {},
		} {
			form := with(b.get("/households/new").filled("form[data-guard]"), "do", "save")
			got := b.postForm("/households/new", with(form, values...))
			if got.status >= 500 || got.status == http.StatusSeeOther || strings.Contains(got.body, "<script>alert") || strings.Contains(got.body, "<img src=x") {
				t.Errorf("%s: status %d", name, got.status)
			}
		}
		b.postForm("/households/new", url.Values{"address": {strings.Repeat("x", 3<<20)}}).want(t, http.StatusRequestEntityTooLarge)
		total, err := o.machine.CountHouseholds(t.Context(), registry.Filter{})
		if err != nil || total.Households != 5 {
			t.Errorf("%+v, %v", total, err)
		}
	})
}

func TestHouseholdIsClosedAndReopened(t *testing.T) {
	eachOffice(t, func(o *office) {
		b := somePeople(o)
		b.post("/households/H-005/close", "reason", "", "on", "2027-01-20", "note", "搬走").want(t, http.StatusUnprocessableEntity).
			wantText(t, ".is-wrong .wrong", "注销原因")
		b.post("/households/H-005/close", "reason", "迁出", "on", "2030-01-20").want(t, http.StatusUnprocessableEntity).wantText(t, ".is-wrong .wrong", "晚于今天")
		b.post("/households/H-005/close", "reason", "迁出", "on", "明天").want(t, http.StatusUnprocessableEntity)
		done := b.post("/households/H-005/close", "reason", "迁出", "on", "2027-01-20").want(t, http.StatusSeeOther)
		b.get(done.to).wantText(t, ".note.good", "已注销").wantText(t, "main", "迁出")
		if got := numbers(b.get("/households?tab=closed")); got != "H-005" {
			t.Errorf("closed are %q", got)
		}
		b.post(done.to+"/reopen", "note", "").want(t, http.StatusUnprocessableEntity)
		b.post(done.to+"/reopen", "note", "搬回来了").want(t, http.StatusSeeOther)
		b.get(done.to+"?tab=timeline").wantText(t, ".timeline", "恢复").wantText(t, ".timeline", "注销")
	})
}

func TestSearchFromTheBar(t *testing.T) {
	eachOffice(t, func(o *office) {
		b := somePeople(o)
		for text, want := range map[string]string{"建国": "H-002", "ouyang": "H-001", "441900196503120012": "H-001", "0012": "H-001", "13900139777": "H-003", "H-00": "H-001 H-002 H-003 H-004 H-005", "🙂": "", "<script>": ""} {
			sent := b.post("/search", "q", text).want(t, http.StatusSeeOther)
			if strings.Contains(sent.to, url.QueryEscape(text)) {
				t.Errorf("%s stands in %s", text, sent.to)
			}
			var seen []string
			b.get(sent.to).want(t, http.StatusOK).Find("tbody tr").Each(func(_ int, s *goquery.Selection) {
				if n := s.Find("a").Text(); len(seen) == 0 || seen[len(seen)-1] != n {
					seen = append(seen, n)
				}
			})
			if got := strings.Join(seen, " "); got != want {
				t.Errorf("%s: %q instead of %q", text, got, want)
			}
		}
		b.get("/search").want(t, http.StatusOK).wantText(t, ".empty", "拼音")
	})
}

func TestHouseholdPagesInEnglish(t *testing.T) {
	eachOffice(t, func(o *office) {
		b := somePeople(o)
		b.post("/mode", "lang", "en", "back", "/households")
		b.get("/households").wantText(t, "h1", "Households").wantText(t, "thead", "Last helped")
		b.get("/households/H-001").wantText(t, ".tabs", "Timeline")
		b.get("/households/new").wantText(t, "h1", "New household")
	})
}
