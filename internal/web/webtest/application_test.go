package webtest

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

// route is a campaign under way and who works on applications beside it: each
// has a browser of his own.
type route struct {
	*Office
	t        *testing.T
	campaign string // path
	tabs     map[string]*Tab
	photo    string // file
}

// TestApplicationToRoster takes two applications of one village from the desk
// to the public notice by five people. An objection from outside stops one of
// the two, whose masked names are alike; the other's file is opened, and the
// campaign that runs takes the household in. What was objected to is looked
// into again and hangs anew.
func TestApplicationToRoster(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		r := newRoute(t, db)
		kept, stopped := r.applies("张育三", "1962-01-08"), r.applies("张省三", "1957-12-19")
		for _, c := range []string{kept, stopped} {
			r.checks(c)
			r.by("zhen").Go(c).Press("通过并下一件").See("已办理")
		}
		notice := r.posts(2)
		receipt := r.objects(notice, stopped)
		r.Later(9)
		household := r.decides(kept)
		r.enters(household)
		r.answers(stopped, receipt)
		r.again(stopped)
		r.onRecord(t, kept)
		r.inEnglish(kept, household)
	})
}

func newRoute(t *testing.T, db *sqldb.DB) *route {
	t.Helper()
	r := &route{Office: Empty(t, db), t: t, tabs: map[string]*Tab{}, photo: filepath.Join(t.TempDir(), "公示栏.jpg")}
	if _, err := r.Machine.LoadSamples(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(r.photo, []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00board"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, clerk := range []string{"cun", "cun2"} {
		r.User(clerk, app.RoleOrder{Role: identity.VillageClerk, Areas: []area.Code{villageA}})
	}
	for _, reviewer := range []string{"zhen", "zhen2", "zhen3"} {
		r.User(reviewer, app.RoleOrder{Role: identity.TownReviewer, Areas: []area.Code{town}})
	}
	r.bringsIn(r.by("zhen3"))
	r.campaign = r.putsToWork(r.by("zhen3"))
	return r
}

// by is the tab of a person, signed in.
func (r *route) by(account string) *Tab {
	r.t.Helper()
	tab := r.tabs[account]
	if tab == nil {
		tab = r.Browse(Present).SignIn(account)
		r.tabs[account] = tab
	}
	return tab
}

// applies fills an application in at the desk, puts its papers to it, hands it
// in and accepts it; it gives the path of the case.
func (r *route) applies(name, born string) string {
	r.t.Helper()
	tab := r.by("cun").Go("/apply").See("困难户建档").Go("/apply/filing")
	tab.Choose("select[name=channel]", "self").Fill("input[name=size]", "1").Fill("input[name=covered]", "1").Fill("input[name=per_head_month]", "690")
	tab.Fill("input[name='member.1.name']", name).Choose("input[name='member.1.birth']", "2062-01-08").Choose("select[name='member.1.id_kind']", "户口簿").Choose("select[name='member.1.sex']", "男")
	tab.Choose("select[name='cause.1.name']", "因病")
	tab.Press("保存，去交材料").See("出生年份是 2062，晚于今天")
	tab.Choose("input[name='member.1.birth']", born).See("可能符合").Press("保存，去交材料")
	if strings.HasSuffix(tab.Path(), "/apply/filing") {
		tab.Press("已核对，保存")
	}
	tab.See("申请已保存").Unseen(name)
	draft := strings.TrimSuffix(tab.Path(), "?tab=papers")
	for _, paper := range Value[[]string](tab, `[...document.querySelectorAll("#f-paper option")].map(o => o.value).filter(v => v && v !== "other")`) {
		tab.Choose("#f-paper", paper).Fill("#paper input[name=note]", "原件在村档案柜").Press("登记").See("材料已登记")
	}
	tab.Go(draft).Press("提交申请").See("受理回执")
	number := tab.Text(".receipt-number")
	if strings.Contains(tab.Text("main"), "还缺") || len(number) != len("26-129-0001-1") {
		r.t.Fatalf("receipt %q:\n%s", number, tab.Text("main"))
	}
	tab.Go("/cases/" + number).Press("通过并下一件").See("已办理")
	return "/cases/" + number
}

// checks goes to the home with a colleague and finds more than was declared.
func (r *route) checks(path string) {
	r.t.Helper()
	tab := r.by("cun2").Go(path)
	tab.Press("开始入户调查").Size(390, 844)
	tab.Click("label[for='f-per_head_month-differs']").Fill("#f-per_head_month", "720").Upload("input[name=photo]", r.photo).Press("提交核查结果").See("至少要 2 人")
	tab.Fill("input[name=name]", "黎社工").Fill("input[name=post]", "村社工").Fill("textarea[name=note]", "两人到家看过。").Press("提交核查结果").See("入户调查已提交")
	tab.See("720.00").Size(1440, 1000)
}

// posts draws a list up of all that waits and posts it; it gives its number.
func (r *route) posts(rows int) (number string) {
	r.t.Helper()
	tab := r.by("cun").Go("/notices/new").See("冼沙村").Press("拟稿").See("拟稿和预览")
	if at := tab.Text("main"); strings.Count(at, "张*三") < rows || strings.Contains(at, "育") {
		r.t.Errorf("the draft says %s", at)
	}
	if rows > 1 {
		tab.See("张*三（1）").See("张*三（2）").See("隐名后同为")
	}
	tab.Fill("input[name=phone]", "见村委会").Press("保存草稿").See("请填写监督电话").Fill("input[name=phone]", "0769-88870001").Press("保存草稿").See("草稿已保存")
	tab.Upload("input[name=photo]", r.photo).Press("确认张贴").See("已张贴")
	return "GS" + strings.Fields(strings.SplitN(tab.Text("main"), "GS", 2)[1])[0]
}

// objects is a stranger at the public page, who objects to one row; it gives the
// number of his receipt.
func (r *route) objects(notice, path string) (receipt string) {
	r.t.Helper()
	row := r.serial(path)
	tab := r.Browse(Present)
	tab.Go("/public").See("拟确认对象").Follow("main a[href^='/public/notices/']").See("张*三（2）").Unseen("张省三").Unseen("黎社工")
	tab.Press("提出异议").Choose("select[name=row]", row).Fill("textarea[name=text]", "短").Press("提交").See("请把情况写清楚")
	tab.Fill("textarea[name=text]", "他家去年买了小汽车。").Press("提交").See("已经收到您的异议")
	receipt = tab.Text(".receipt-number")
	tab.Go("/public/objection").Fill("input[name=receipt]", receipt).Press("查异议答复").See("待答复")
	tab.Go("/public/notices/" + notice).See("张*三（1）")
	return receipt
}

// serial is the row of a case on the notice that it hangs on.
func (r *route) serial(path string) string {
	r.t.Helper()
	tab := r.by("cun")
	number := strings.TrimPrefix(path, "/cases/")
	row := Value[string](tab, fmt.Sprintf(`[...document.querySelectorAll("tr[id^=row-]")].filter(r => r.innerText.includes(%q)).map(r => r.id.slice(4)).join()`, number))
	if row != "1" && row != "2" {
		r.t.Fatalf("%s stands in row %q", number, row)
	}
	return row
}

// decides: once its days are over the case that nobody objected to is decided
// by the fourth person and filed by the fifth, who see that the other stands
// still; it gives the number of the file.
func (r *route) decides(path string) string {
	r.t.Helper()
	r.by("zhen").Go("/notices?state=over").See("冼沙村")
	r.by("zhen").Go(path).See("一个人只能办一道关口")
	r.by("zhen2").Go(path).Press("作出决定").Fill("textarea[name=reason]", "公示期满，没有异议，同意建档。").Press("作出决定").See("已同意，待建档")
	tab := r.by("zhen3").Go(path).Press("建档").See("其他困难家庭")
	if !strings.HasPrefix(tab.Path(), "/households/") {
		r.t.Fatalf("the file is at %s", tab.Path())
	}
	number, err := url.PathUnescape(strings.TrimPrefix(tab.Path(), "/households/"))
	if err != nil {
		r.t.Fatal(err)
	}
	return number
}

// enters: the campaign that runs takes the new household in.
func (r *route) enters(household string) {
	r.t.Helper()
	tab := r.by("zhen3").Go(r.campaign + "/rebuild")
	tab.Follow("form[action$='/rebuild'] button")
	tab.Go(r.campaign + "/entries").See(household)
}

// answers: who looked into the objection says that it was right.
func (r *route) answers(path, receipt string) {
	r.t.Helper()
	r.by("zhen3").Go(path).See("异议核查中")
	tab := r.by("zhen3").Go("/objections?state=open")
	tab.Follow("main a[href^='/objections/']").See("小汽车").Click("input[name=outcome][value=upheld]").Fill("textarea[name=reason]", "车是亲戚的，收入要再核实。").Fill("input[name=looked]", "黎社工").
		Press("登记结果").See("复查不能由原来入户调查的人办理")
	tab.Fill("input[name=looked]", "卢复查").Press("登记结果").See("已登记复查结果")
	out := r.Browse(Present).Go("/public/objection").Fill("input[name=receipt]", receipt).Press("查异议答复")
	out.See("异议成立").See("车是亲戚的")
}

// again: the case is checked and reviewed once more and hangs on a new notice.
func (r *route) again(path string) {
	r.t.Helper()
	r.checks(path)
	r.by("zhen").Go(path).Press("通过并写意见").Press("通过").See("已办理")
	if number := r.posts(1); !strings.HasSuffix(number, "-00002") {
		r.t.Errorf("the second notice is %s", number)
	}
	r.by("cun").Go(path).See("公示中").See("第 2 轮")
}

// onRecord: five people acted, and what they did is whole.
func (r *route) onRecord(t *testing.T, path string) {
	t.Helper()
	acts := r.by("zhen").Go(path + "?tab=acts").Text(".timeline")
	for _, account := range []string{"cun", "cun2", "zhen", "zhen2", "zhen3"} {
		if !strings.Contains(acts, "同事"+account+" ") {
			t.Errorf("%s is not on record:\n%s", account, acts)
		}
	}
	if v, err := r.Machine.Verify(t.Context()); err != nil || len(v.Broken) > 0 {
		t.Errorf("%+v, %v", v, err)
	}
}

// inEnglish: the pages that were gone through speak English too.
func (r *route) inEnglish(path, household string) {
	r.t.Helper()
	tab := r.by("zhen3").Go(path)
	tab.Follow("button[name=lang][value=en]")
	for at, says := range map[string]string{path: "on file", path + "?tab=check": "Declared", path + "?tab=papers": "Papers", "/apply": "New application", "/notices?state=posted": "Public notices", "/objections?state=upheld": "Objections",
		"/households/" + url.PathEscape(household): "Household", "/cases": "Applications"} {
		tab.Go(at)
		if lang := Value[string](tab, `document.documentElement.lang`); lang != "en" || !strings.Contains(tab.Text("body"), says) {
			r.t.Errorf("%s is in %q and does not say %q: %s", at, lang, says, tab.Text("main"))
		}
	}
	r.Browse(Present).Go("/public?lang=en").See("Only notices that hang now").Press("Look up an objection").See("Receipt")
}

// Later moves the clock of the office on; whoever was signed in signs in again.
func (r *route) Later(days int) {
	r.Ahead(time.Duration(days) * 24 * time.Hour)
	clear(r.tabs)
}
