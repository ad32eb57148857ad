package web

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/text/encoding/simplifiedchinese"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// sentIn is a list that somebody sent in for a village, checked, and the job
// that checked it.
func (o *office) sentIn(where area.Code, lines ...string) (list, job string) {
	o.t.Helper()
	b, err := o.machine.Upload(o.t.Context(), app.UploadOrder{Kind: "households", Name: "名册.csv", Area: where}, strings.NewReader(strings.Join(lines, "\n")))
	if err != nil {
		o.t.Fatal(err)
	}
	asOf, _ := day.New(2027, 1, 20)
	j, err := o.machine.SettleImport(o.t.Context(), b.ID, app.SettleOrder{Area: where, AsOf: asOf})
	if err != nil {
		o.t.Fatal(err)
	}
	o.workOff()
	return string(b.ID), string(j.ID)
}

// workOff does all the work that waits, as the background does.
func (o *office) workOff() {
	o.t.Helper()
	for {
		j, err := o.ClaimJob(o.t.Context(), id.New())
		if err != nil {
			o.t.Fatal(err)
		}
		if j == nil {
			return
		}
		failed := o.PerformJob(o.t.Context(), j, func(app.Progress) {})
		if err := o.EndJob(o.t.Context(), j, failed, nil); err != nil {
			o.t.Fatal(err)
		}
	}
}

// send posts the upload form with a file.
func (b *browser) send(kind, form, name string, content io.Reader) *page {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for field, value := range map[string]string{"kind": kind, "form": form} {
		if err := w.WriteField(field, value); err != nil {
			b.t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := io.Copy(part, content); err != nil {
		b.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.t.Fatal(err)
	}
	return b.sendBody(w.FormDataContentType(), &body)
}

func (b *browser) sendBody(kind string, body io.Reader) *page {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.server.URL+"/imports", body)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(req)
}

func counted(t *testing.T, db *sqldb.DB, query string) (n int64) {
	t.Helper()
	if err := db.Read(t.Context(), func(tx *sqldb.Tx) error { return tx.Row(t.Context(), query).Scan(&n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

func eachOfficeWithDB(t *testing.T, test func(o *office, db *sqldb.DB)) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) { test(newTestOffice(t, db), db) })
}

func TestImportFromUploadToUndo(t *testing.T) {
	eachOfficeWithDB(t, func(o *office, db *sqldb.DB) {
		t := o.t
		o.user("clerk", identity.VillageClerk, villageA)
		b := o.as("clerk")
		b.get("/imports").want(t, 200).wantText(t, ".empty", "还没有导入过名单")
		form := b.get("/imports/new").want(t, 200).filled("main form")
		sent := b.send("households", form.Get("form"), "名册.csv", strings.NewReader("户号,村,户主,家庭人口,户主身份证号\n1,冼沙村,张一,2,441900196503120012\n2,不知村,李二,1,\n合计,,,,\n"))
		if sent.want(t, 303); !strings.HasSuffix(sent.to, "/columns") {
			t.Fatalf("sent to %s", sent.to)
		}
		again := b.send("households", form.Get("form"), "名册.csv", strings.NewReader("户号,村,户主\n9,冼沙村,王五\n"))
		if again.to != sent.to {
			t.Errorf("the form sent twice leads to %s and %s", sent.to, again.to)
		}
		path := strings.TrimSuffix(sent.to, "/columns")
		columns := b.get(sent.to).want(t, 200)
		if n := columns.Find("select[name^=means-]").Length(); n != 5 {
			t.Errorf("%d columns", n)
		}
		if strings.Contains(columns.body, "441900196503120012") || strings.Contains(columns.body, "张一") {
			t.Error("samples are shown in clear")
		}
		settled := columns.filled("main form")
		for range 2 {
			b.postForm(path+"/columns", settled).want(t, 303)
		}
		if n := counted(t, db, `SELECT COUNT(*) FROM job`); n != 1 {
			t.Errorf("%d jobs after the form was sent twice", n)
		}
		waiting := b.get(path+"/check").want(t, 200)
		if waiting.Find("[hx-trigger='every 1s']").Length() != 1 || waiting.Find("noscript meta[http-equiv=refresh]").Length()+strings.Count(waiting.body, `http-equiv="refresh"`) == 0 {
			t.Error("a waiting job does not look again")
		}
		o.workOff()
		check := b.get(path+"/check").want(t, 200).wantText(t, "main", "共 3 行 = 通过 1 + 提醒 0 + 错误 1 + 疑似重复 0 + 已跳过 0 + 小计和说明 1")
		check.wantText(t, "form button.primary", "导入可用的 1 行")
		rows := b.get(path+"/rows").want(t, 200).wantText(t, "tbody", "不知村")
		if strings.Contains(rows.body, "李二") {
			t.Error("a name is shown in clear")
		}
		edit := b.get(path+"/row?at=0.3").want(t, 200)
		if edit.filled("main form").Get("cell-2") != "李二" || edit.Find(".field.is-wrong").Length() != 1 {
			t.Errorf("the row's form: %v", edit.filled("main form"))
		}
		wrong := edit.filled("main form")
		wrong.Set("cell-1", "还是不知村")
		if refused := b.postForm(path+"/row", wrong).want(t, 422); refused.filled("main form").Get("cell-1") != "还是不知村" {
			t.Error("what was typed is lost")
		}
		wrong.Set("cell-1", "冼沙村")
		b.postForm(path+"/row", wrong).want(t, 303)
		enter := b.get(path + "/check").filled("form[action$='/enter']")
		for range 2 {
			b.postForm(path+"/enter", enter).want(t, 303)
		}
		o.workOff()
		b.postForm(path+"/enter", enter).want(t, 303)
		o.workOff()
		if n := counted(t, db, `SELECT COUNT(*) FROM household`); n != 2 {
			t.Errorf("%d households after the form was sent three times", n)
		}
		result := b.get(path+"/result").want(t, 200).wantText(t, "main", "共 3 行 = 成功 2 + 跳过 1 + 错误 0")
		if b.get(path).to != path+"/result" {
			t.Error("the import does not lead to its result")
		}
		b.get("/imports").wantText(t, "tbody .badge", "已导入")
		if result.Find("a[href='"+path+"/undo']").Length() != 1 {
			t.Error("no way to take it back")
		}
		undo := b.get(path+"/undo").want(t, 200).wantText(t, ".facts", "导入后 7 天").wantText(t, "button.danger", "撤销 2 户")
		b.postForm(path+"/undo", undo.filled("form[action$='/undo']")).want(t, 303)
		o.workOff()
		if n := counted(t, db, `SELECT COUNT(*) FROM household`); n != 0 {
			t.Errorf("%d households after undoing", n)
		}
		b.get("/jobs").want(t, 200).wantText(t, "main", "撤销导入")
	})
}

func TestUploadsThatAreNoLists(t *testing.T) {
	eachOfficeWithDB(t, func(o *office, db *sqldb.DB) {
		t := o.t
		o.user("clerk", identity.VillageClerk, villageA)
		b := o.as("clerk")
		ole := "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 600)
		for name, c := range map[string]struct{ kind, file, content, says string }{
			"0 bytes":   {"households", "空.csv", "", "空的"},
			"xls":       {"households", "旧.xls", ole, "另存为“Excel 工作簿（*.xlsx）”"},
			"et":        {"households", "旧.et", ole, "另存为“Excel 工作簿（*.xlsx）”"},
			"extension": {"households", "表.xlsx", "户号,村", "不是表格文件"},
			"no name":   {"households", "", "户号,村\n", "请选择要上传的文件"},
			"kind":      {"nonsense", "表.csv", "户号,村\n", "请选择名单种类"},
		} {
			page := b.send(c.kind, "", c.file, strings.NewReader(c.content))
			if page.status != 422 {
				t.Errorf("%s: status %d", name, page.status)
			}
			if !strings.Contains(page.text("main"), c.says) {
				t.Errorf("%s: %s", name, page.text(".note, .wrong"))
			}
		}
		cut := "--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nhouseholds\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n户号,村\n1,冼"
		b.sendBody("multipart/form-data; boundary=x", strings.NewReader(cut)).want(t, 422).wantText(t, "main", "没有传完")
		b.sendBody("application/x-www-form-urlencoded", strings.NewReader("kind=households")).want(t, 422).wantText(t, "main", "请选择要上传的文件")
		if n := counted(t, db, `SELECT COUNT(*) FROM kept_piece`); n != 0 {
			t.Errorf("%d pieces are left behind", n)
		}
		gb, err := simplifiedchinese.GB18030.NewEncoder().String("户号,村,户主,家庭人口\n=1+1,冼沙村,@张一,2\n")
		if err != nil {
			t.Fatal(err)
		}
		at := b.send("households", "", "国标.csv", strings.NewReader(gb)).want(t, 303).to
		b.get(at).want(t, 200).wantText(t, "select[name='means-0-1'] option[selected]", "村居")
	})
}

func TestColumnsThatCannotBe(t *testing.T) {
	eachOfficeWithDB(t, func(o *office, _ *sqldb.DB) {
		t := o.t
		o.user("clerk", identity.VillageClerk, villageA)
		b := o.as("clerk")
		at := b.send("households", "", "表.csv", strings.NewReader("名单\n甲,乙,丙\n1,冼沙村,张一\n")).want(t, 303).to
		page := b.get(at).want(t, 200).wantText(t, ".note.warn", "没有认出表头")
		form := page.filled("main form")
		form.Set("first-0", "2")
		form.Set("do", "reread")
		b.postForm(at, form).want(t, 303)
		page = b.get(at).want(t, 200)
		form = page.filled("main form")
		if form.Get("first-0") != "2" || !form.Has("means-0-2") {
			t.Fatalf("read again: %v", form)
		}
		form.Set("means-0-1", "head")
		form.Set("means-0-2", "head")
		refused := b.postForm(at, form).want(t, 422)
		if refused.filled("main form").Get("means-0-2") != "head" {
			t.Error("what was chosen is lost")
		}
		form.Set("means-0-1", "village")
		form.Set("as_of", "昨天")
		b.postForm(at, form).want(t, 422).wantText(t, ".field.is-wrong", "日期请写成")
		form.Set("as_of", "2027-01-20")
		b.postForm(at, form).want(t, 303)
		o.workOff()
		b.get(strings.TrimSuffix(at, "/columns")+"/check").want(t, 200).wantText(t, "main", "共 1 行 = 通过 1")
	})
}

func TestOtherClerksGet404(t *testing.T) {
	eachOfficeWithDB(t, func(o *office, _ *sqldb.DB) {
		t := o.t
		o.user("mine", identity.VillageClerk, villageA)
		o.user("other", identity.VillageClerk, villageB)
		mine, other := o.as("mine"), o.as("other")
		path := strings.TrimSuffix(mine.send("households", "", "表.csv", strings.NewReader("户号,村,户主\n1,不知村,张一\n")).to, "/columns")
		mine.postForm(path+"/columns", mine.get(path+"/columns").filled("main form")).want(t, 303)
		o.workOff()
		jobs := mine.get("/jobs").want(t, 200)
		job, _ := jobs.Find(".card h2 a").Attr("href")
		if job == "" {
			t.Fatalf("no job: %s", jobs.text("main"))
		}
		for _, at := range []string{path, path + "/columns", path + "/check", path + "/rows", path + "/row?at=0.2", path + "/duplicates", path + "/result",
			path + "/corrections", path + "/original", job, job + "/card", job + "/file"} {
			other.get(at).want(t, 404)
		}
		for _, at := range []string{path + "/columns", path + "/row", path + "/leave", path + "/proposals", path + "/enter", path + "/undo", path + "/drop", job + "/stop", job + "/continue"} {
			other.post(at, "at", "0.2", "leave", "1").want(t, 404)
		}
		if other.get("/jobs").want(t, 200).Find(".card h2 a").Length() != 0 || strings.Contains(other.get("/imports").body, path) {
			t.Error("another's work is listed")
		}
		mine.get(path+"/original").want(t, 200)
		mine.get("/jobs/nonsense").want(t, 404)
		mine.get(path+"/row?at=x").want(t, 404)
	})
}

func TestDuplicatesSideBySide(t *testing.T) {
	eachOfficeWithDB(t, func(o *office, db *sqldb.DB) {
		t := o.t
		o.user("clerk", identity.VillageClerk, villageA)
		o.imported(villageA, "户号,村,户主,家庭人口", "1,冼沙村,张一,2", "2,冼沙村,李二,1")
		b := o.as("clerk")
		path := strings.TrimSuffix(b.send("households", "", "表.csv", strings.NewReader("户号,村,户主,家庭人口\n1,冼沙村,张一,3\n2,冼沙村,王五,1\n")).to, "/columns")
		b.postForm(path+"/columns", b.get(path+"/columns").filled("main form")).want(t, 303)
		o.workOff()
		twins := b.get(path+"/duplicates").want(t, 200)
		cards := twins.Find("main .card")
		if cards.Length() != 2 {
			t.Fatalf("%d: %s", cards.Length(), twins.text("main"))
		}
		twins.wantText(t, ".badge.blue", "将更新档案").wantText(t, ".badge.red", "不能自动合并")
		if got := cards.First().Find("tbody tr").Map(func(_ int, s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }); !strings.Contains(fmt.Sprint(got), "23") {
			t.Errorf("differences %v", got)
		}
		if n := twins.Find("main .note form").Length(); n != 5 {
			t.Errorf("%d ways for all of a kind", n)
		}
		b.post(path+"/duplicates", "at", "0.2", "choice", "skip").want(t, 303)
		b.postForm(path+"/enter", b.get(path+"/check").filled("form[action$='/enter']"))
		o.workOff()
		if n := counted(t, db, `SELECT CAST(SUM(size) AS BIGINT) FROM household`); n != 3 {
			t.Errorf("%d persons: what was left out has entered", n)
		}
	})
}

func TestALikelyTwinIsExplainedBesideItsFile(t *testing.T) {
	eachOfficeWithDB(t, func(o *office, db *sqldb.DB) {
		t := o.t
		o.user("clerk", identity.VillageClerk, villageA)
		const heading = "户号,村,户主,家庭人口,地址,姓名,与户主关系,性别,出生日期,联系电话"
		o.imported(villageA, heading, "1,冼沙村,欧阳晓明,1,老街12号,欧阳晓明,户主,男,1951-03-07,13500000001")
		b := o.as("clerk")
		path := strings.TrimSuffix(b.send("households", "", "表.csv", strings.NewReader(heading+"\n71,冼沙村,欧阳小明,1,老街12号,欧阳小明,户主,男,1951-03-07,13500000001\n")).to, "/columns")
		b.postForm(path+"/columns", b.get(path+"/columns").filled("main form")).want(t, 303)
		o.workOff()
		card := b.get(path+"/duplicates").want(t, 200)
		if n := card.Find("main section.card").Length(); n != 1 {
			t.Fatalf("%d: %s", n, card.text("main"))
		}
		card.wantText(t, ".badge.amber", "请选择").wantText(t, "main", "同音").wantText(t, "main", "电话相同").wantText(t, "main", "遮住的字不同")
		if strings.Contains(card.body, "欧阳小明") || strings.Contains(card.body, "13500000001") {
			t.Error("a name or a phone stands in the clear")
		}
		b.post(path+"/duplicates", "at", "0.2", "choice", "merge").want(t, 303)
		b.get(path+"/duplicates").wantText(t, ".badge.blue", "将更新档案")
		b.post(path+"/duplicates", "at", "0.2", "choice", "nonsense").want(t, 422)
		b.post(path+"/duplicates", "at", "0.2", "choice", "new").want(t, 303)
		b.postForm(path+"/enter", b.get(path+"/check").filled("form[action$='/enter']"))
		o.workOff()
		if n := counted(t, db, `SELECT COUNT(*) FROM household`); n != 2 {
			t.Errorf("%d files", n)
		}
	})
}

func TestAStoppedJobSaysWhatIsLeft(t *testing.T) {
	eachOfficeWithDB(t, func(o *office, _ *sqldb.DB) {
		t := o.t
		o.user("clerk", identity.VillageClerk, villageA)
		b := o.as("clerk")
		path := strings.TrimSuffix(b.send("households", "", "表.csv", strings.NewReader("户号,村,户主\n1,冼沙村,张一\n")).to, "/columns")
		b.postForm(path+"/columns", b.get(path+"/columns").filled("main form")).want(t, 303)
		page := b.get("/jobs").want(t, 200).wantText(t, ".card", "停止后不会留下检查结果")
		job, _ := page.Find(".card h2 a").Attr("href")
		b.post(job+"/stop").want(t, 303)
		b.get(job).want(t, 200).wantText(t, ".badge", "已停止")
		b.get(path+"/check").want(t, 200).wantText(t, ".badge", "已停止")
		b.post(job+"/stop").want(t, 409)
		b.post(job+"/continue").want(t, 303)
		o.workOff()
		card := b.get(job+"/card").want(t, 200).wantText(t, ".badge", "已完成")
		if card.Find("[hx-trigger]").Length() != 0 {
			t.Error("a job that has ended is looked at again")
		}
	})
}
