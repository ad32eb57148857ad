package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"songnuan/internal/identity"
	"songnuan/internal/term"
)

const script = `<script>alert(1)</script>`

// sendTable sends one file of a form.
func (b *browser) sendTable(path, body string) *page {
	b.t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", "表.csv")
	if err == nil {
		_, err = part.Write([]byte(body))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.server.URL+path, &form)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(req)
}

func TestUserPages(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.user("guan.li", identity.Administrator)
		b := o.as("guan.li")
		b.get("/users").want(o.t, http.StatusOK).wantText(o.t, "table", "guan.li")
		b.post("/users/new", "account", "王 芳", "name", script).want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".wrong", "账号名不合要求")
		b.post("/users/new", "account", "wang.fang", "name", "", "area", "441900129").want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".wrong", "请填写姓名")
		again := b.post("/users/new", "account", "wang.fang", "name", "王芳", "area", "没有的地方").want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".wrong", "没有找到这个区划")
		if kept := again.filled("main form"); kept.Get("name") != "王芳" {
			o.t.Errorf("what was typed is lost: %v", kept)
		}
		secret := b.post("/users/new", "account", "wang.fang", "name", "王芳", "area", "高埗镇", "role", "town_reviewer").want(o.t, http.StatusOK).text("#secret")
		if len(secret) != 19 {
			o.t.Fatalf("the password is %q", secret)
		}
		shown := b.get("/users/wang.fang").want(o.t, http.StatusOK).wantText(o.t, "#roles", "镇审核").wantText(o.t, "#roles", "高埗镇")
		if strings.Contains(shown.body, secret) {
			o.t.Error("the password is shown again")
		}
		grant := shown.filled(`form[action$="/grant"]`)
		grant.Set("role", "area_leader")
		grant.Set("areas", "441900129200、441900129201")
		b.postForm("/users/wang.fang/grant", grant).want(o.t, http.StatusSeeOther)
		b.postForm("/users/wang.fang/grant", grant).want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".note.bad", "刚被别人改过")
		b.get("/users/wang.fang").wantText(o.t, "#roles", "冼沙村村民委员会、卢溪村村民委员会")
		b.post("/users/wang.fang/withdraw", "role", "area_leader").want(o.t, http.StatusSeeOther)
		b.post("/users/wang.fang/grant", "role", "auditor", "everywhere", "yes", "version", "4").want(o.t, http.StatusUnprocessableEntity)
		b.post("/users/wang.fang/disable").want(o.t, http.StatusSeeOther)
		b.get("/users/wang.fang").wantText(o.t, "header .more", "已停用")
		b.post("/users/wang.fang/enable").want(o.t, http.StatusSeeOther)
		if next := b.post("/users/wang.fang/password").want(o.t, http.StatusOK).text("#secret"); next == secret || len(next) != 19 {
			o.t.Errorf("the new password is %q", next)
		}
		own := b.get("/users/guan.li").want(o.t, http.StatusOK).wantText(o.t, ".note.warn", "自己的账号")
		if own.Find(`form[action$="/disable"]`).Length() != 0 {
			o.t.Error("who administers could disable itself")
		}
		b.get("/users/nobody").want(o.t, http.StatusNotFound)
		if rows := b.get("/roles").want(o.t, http.StatusOK).Find("#rights tbody tr").Length(); rows != len(identity.Permissions()) {
			o.t.Errorf("%d permissions are shown", rows)
		}
		b.get("/me").want(o.t, http.StatusOK).wantText(o.t, "#roles", "正在使用").wantText(o.t, "#sessions", "就是这次")
		b.post("/me/tokens", "label", "", "role", "administrator", "days", "x").want(o.t, http.StatusUnprocessableEntity)
		b.post("/me/tokens", "label", "报表", "role", "administrator", "days", "7").want(o.t, http.StatusOK).wantText(o.t, ".note.good", "令牌已生成")
	})
}

func TestAreaAndUnitPages(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.user("guan.li", identity.Administrator)
		o.user("zhen", identity.TownReviewer, gaobu)
		b := o.as("guan.li")
		b.get("/areas").want(o.t, http.StatusOK).wantText(o.t, "#areas", "广东省")
		b.get("/areas?below=441900129000").wantText(o.t, ".crumbs", "东莞市").wantText(o.t, "#areas", "冼沙村")
		b.get("/areas?below=xx").want(o.t, http.StatusNotFound)
		b.get("/areas?q=%3Cscript%3E").want(o.t, http.StatusOK).wantText(o.t, ".empty", "没有找到")
		b.post("/areas/new", "code", "44190012935x", "name", script).want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".wrong", "区划代码")
		b.post("/areas/new", "code", "441900129350", "name", script).want(o.t, http.StatusSeeOther)
		shown := b.get("/areas/441900129350").want(o.t, http.StatusOK).wantText(o.t, "h1", script)
		if strings.Contains(shown.body, script) {
			o.t.Error("a name runs as a program")
		}
		b.post("/areas/441900129350/name", "seen", "别的", "name", "新村").want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".wrong", "刚被别人改过")
		b.post("/areas/441900129350/name", "seen", script, "name", "新村").want(o.t, http.StatusSeeOther)
		b.post("/areas/441900129350/withdraw", "last", "2027-01-10", "successor", "441900129200").want(o.t, http.StatusSeeOther)
		b.get("/areas/441900129350").wantText(o.t, ".note.warn", "已撤销").wantText(o.t, ".facts", "冼沙村")
		b.post("/areas/441900129350/restore").want(o.t, http.StatusSeeOther)
		b.sendTable("/areas/import", "区划代码,区划名称\n441900129351,甲\n坏码,乙\n").want(o.t, http.StatusOK).wantText(o.t, "#faults", "坏码")
		b.sendTable("/areas/import", "不是表格").want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".wrong", "缺少列")
		b.post("/areas/import").want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".wrong", "请选一个文件")

		b.post("/units", "name", "某厂", "kind", "company", "area", "高埗镇").want(o.t, http.StatusSeeOther)
		b.post("/units", "name", "某厂").want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".wrong", "已经有")
		form := b.get("/units/0001.").want(o.t, http.StatusOK).filled("form[action='/units/0001.']")
		form.Set("name", "某公司")
		b.postForm("/units/0001.", form).want(o.t, http.StatusSeeOther)
		b.postForm("/units/0001.", form).want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".note.bad", "刚被别人改过")
		end := b.get("/units/0001.").filled("form[action='/units/0001./close']")
		end.Set("last", "2027-01-19")
		b.postForm("/units/0001./close", end).want(o.t, http.StatusSeeOther)
		b.get("/units").wantText(o.t, "#units", "已停用")

		z := o.as("zhen")
		if z.get("/areas").want(o.t, http.StatusOK).Find(`a[href="/areas/import"]`).Length() != 0 {
			o.t.Error("who keeps no areas is offered to import them")
		}
		z.get("/areas/import").want(o.t, http.StatusForbidden)
	})
}

func TestStandardHolidayAndTermPages(t *testing.T) {
	t.Cleanup(func() { term.Use(nil) })
	eachOffice(t, func(o *office) {
		o.user("guan.li", identity.Administrator)
		b := o.as("guan.li")
		b.get("/standards?area=4419").want(o.t, http.StatusOK).wantText(o.t, "#standards", "低保标准").wantText(o.t, "#standards", "执行中")
		b.post("/standards", "area", "4419", "kind", "dibao_line", "yuan", "1千", "from", "2028-01-01").want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".wrong", "金额不对")
		b.post("/standards", "area", "4419", "kind", "dibao_line", "yuan", "1,300", "from", "2028-01-01", "source", script).want(o.t, http.StatusSeeOther)
		b.post("/standards", "area", "4419", "kind", "dibao_line", "yuan", "1400", "from", "2028-01-01", "source", "x").want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".wrong", "1300.00")
		b.get("/standards").wantText(o.t, "#standards", "由新标准接替").wantText(o.t, "#standards", script)
		form := b.get("/standards/withdraw?area=441900000000&kind=dibao_line&from=2028-01-01").want(o.t, http.StatusOK).filled("main form")
		b.postForm("/standards/withdraw", form).want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".wrong", "原因")
		form.Set("reason", "录错")
		b.postForm("/standards/withdraw", form).want(o.t, http.StatusSeeOther)
		b.get("/standards").wantText(o.t, "#withdrawn", "录错")

		year := b.get("/holidays?year=2026&day=2026-10-08").want(o.t, http.StatusOK)
		if months := year.Find(".month").Length(); months != 12 || year.Find(".month .off").Length() < 30 {
			o.t.Errorf("%d months, %d days off", months, year.Find(".month .off").Length())
		}
		day := year.filled("form[action='/holidays/day']")
		b.postForm("/holidays/day", day).want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".wrong", "哪个节日")
		day.Set("name", "国庆")
		b.postForm("/holidays/day", day).want(o.t, http.StatusSeeOther)
		b.postForm("/holidays/day", day).want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".note.bad", "刚被别人改过")
		if label, _ := b.get("/holidays?year=2026").Find(`.month a[href*="2026-10-08"]`).Attr("aria-label"); !strings.Contains(label, "放假") {
			o.t.Errorf("the day is labelled %q", label)
		}
		table := b.get("/holidays/table.csv").want(o.t, http.StatusOK)
		b.sendTable("/holidays/import", table.body).want(o.t, http.StatusSeeOther)
		b.sendTable("/holidays/import", "年份,日期,类别,名称\n2027,2027-02-30,休,春节\n").want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".wrong", "第2行")
		b.get("/holidays?year=99999").want(o.t, http.StatusNotFound)

		b.get("/dictionaries").want(o.t, http.StatusOK).wantText(o.t, "#lists", "困难类别")
		b.post("/dictionaries/category", "spelling", "低保户", "name", "特困人员").want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".wrong", "低保对象")
		b.post("/dictionaries/category", "spelling", "苏木低保", "name", "低保对象").want(o.t, http.StatusSeeOther)
		b.get("/dictionaries/category").wantText(o.t, "#terms", "苏木低保")
		b.post("/dictionaries/category/drop", "spelling", "苏木低保", "name", "低保对象").want(o.t, http.StatusSeeOther)
		b.get("/dictionaries/nothing").want(o.t, http.StatusNotFound)
	})
}

func TestAuditPages(t *testing.T) {
	eachOffice(t, func(o *office) {
		somePeople(o)
		o.user("shen.ji", identity.Auditor, villageA)
		o.user("guan.li", identity.Administrator)
		o.user("shen.quan", identity.Auditor)
		o.imported(villageA, "户号,村,户主,家庭人口", "Q-1,冼沙村,司马光,1")
		o.imported(villageB, "户号,村,户主,家庭人口", "Q-2,卢溪村,司马迁,1")

		admin := o.as("guan.li")
		list := admin.get("/audit?act=import.end").want(o.t, http.StatusOK).wantText(o.t, "#record", "完成导入")
		to, _ := list.Find("#record a").First().Attr("href")
		one := admin.get(to).want(o.t, http.StatusOK).wantText(o.t, ".note", "不看困难户信息")
		if strings.Contains(one.body, "file_sm3") || admin.post("/audit/export").status != http.StatusForbidden {
			o.t.Error("who administers is told of a case, or may take the record away")
		}
		admin.get("/audit?noun=household&subject=x").want(o.t, http.StatusForbidden)

		town := o.as("shen.ji")
		rows := town.get("/audit?act=import.end").want(o.t, http.StatusOK)
		if n := rows.Find("#record tbody tr").Length(); n != 1 || !strings.Contains(rows.text("#record"), "冼沙村") {
			o.t.Errorf("an auditor of one village sees %d records: %s", n, rows.text("#record"))
		}
		all := o.as("shen.quan")
		all.get("/audit?machine=yes").wantText(o.t, "#record", "命令行")
		all.get("/audit?from=2027-02-01&to=2027-01-01").want(o.t, http.StatusUnprocessableEntity).wantText(o.t, ".wrong", "开始晚于结束")
		all.get("/audit?from=%3Cscript%3E&area=%27%22").want(o.t, http.StatusUnprocessableEntity)
		all.get("/audit?before=rubbish").want(o.t, http.StatusOK)
		all.get("/audit/rubbish").want(o.t, http.StatusNotFound)
		if to := all.post("/audit/export?act=import.end", "as", "csv").want(o.t, http.StatusSeeOther).to; !strings.HasPrefix(to, "/jobs/") {
			o.t.Errorf("sent to %s", to)
		}
		all.post("/audit/check").want(o.t, http.StatusSeeOther)
		all.get("/audit/check").want(o.t, http.StatusOK).wantText(o.t, ".note", "正在核对")
	})
}

// A clerk of a village sees the ground but nothing of the system.
func TestSystemPagesAreForWhoKeepsThem(t *testing.T) {
	eachOffice(t, func(o *office) {
		o.user("cun", identity.VillageClerk, villageA)
		b := o.as("cun")
		for path, status := range map[string]int{"/users": 403, "/roles": 403, "/audit": 403, "/audit/check": 403, "/areas": 200, "/units": 200, "/standards": 200, "/holidays": 200, "/dictionaries": 200, "/me": 200} {
			got := b.get(path).want(o.t, status)
			if got.Find(`main form[method="post"][action^="/areas"], main form[method="post"][action^="/units"], main form[method="post"][action^="/standards"], main form[method="post"][action^="/holidays"], main form[method="post"][action^="/dictionaries"]`).Length() != 0 {
				o.t.Errorf("%s offers a change to who may not make it", path)
			}
		}
	})
}
