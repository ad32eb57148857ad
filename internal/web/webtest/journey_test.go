package webtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/identity"
	"songnuan/internal/sqldb"
	"songnuan/internal/sqldb/dbtest"
)

const (
	town     = area.Code("441900129000")
	villageA = area.Code("441900129200") // 冼沙村
	villageB = area.Code("441900129201") // 卢溪村
)

// sent is the list of the journey: the last household's income is a word.
const sent = `户号,村,户主,家庭人口,家庭月人均收入
JX01,冼沙村,莫一一,2,500
JX02,冼沙村,莫二二,1,600
JX03,卢溪村,黎三三,3,700
JX04,卢溪村,黎四四,2,很少
`

// TestJourney runs a campaign from the list to the certificate, as the reviewer
// of the township and the clerks of two villages see it.
func TestJourney(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		o := Empty(t, db)
		if _, err := o.Machine.LoadSamples(t.Context()); err != nil {
			t.Fatal(err)
		}
		o.User("shenhe", app.RoleOrder{Role: identity.TownReviewer, Areas: []area.Code{town}})
		o.User("xiansha", app.RoleOrder{Role: identity.VillageClerk, Areas: []area.Code{villageA}})
		o.User("luxi", app.RoleOrder{Role: identity.VillageClerk, Areas: []area.Code{villageB}})
		reviewer := o.Browse(Present).SignIn("shenhe")
		o.bringsIn(reviewer)
		campaign := o.putsToWork(reviewer)
		o.seesOwn(campaign)
		o.records("xiansha", campaign, "莫", "卢溪村")
		reviewer.Go(campaign + "/close").See("还有 2 户（人）没有办理结果").Press("结束活动").See("JX03").See("JX04")
		o.records("luxi", campaign, "黎", "冼沙村")
		reviewer.Go(campaign + "/close").Press("结束活动").See("活动已经结束")
		reviewer.Go(campaign + "/certificates").Press("出具证明").See("覆盖证明已出具")
		o.verified(t)
		english(reviewer, campaign)
	})
}

// bringsIn sends a list in, puts the wrong row right in place, and enters it.
func (o *Office) bringsIn(tab *Tab) {
	o.t.Helper()
	path := filepath.Join(o.t.TempDir(), "名单.csv")
	if err := os.WriteFile(path, []byte(sent), 0o600); err != nil {
		o.t.Fatal(err)
	}
	tab.Go("/imports/new").Click("input[name=kind][value=households]").Upload("input[name=file]", path).Press("上传").See("检查名单")
	at := strings.TrimSuffix(tab.Path(), "/columns")
	tab.Press("检查名单")
	tab.Until(at+"/check", "改正错误的行").Press("改正错误的行").See("很少").Fill("input[type=text][value='很少']", "800").Press("保存并重新检查")
	tab.Until(at+"/check", "导入可用的 4 行").Press("导入可用的 4 行")
	tab.Until(at+"/result", "成功 4")
}

// putsToWork puts the plan of the township to work, answers what it leaves open,
// and gives the path of the campaign.
func (o *Office) putsToWork(tab *Tab) string {
	o.t.Helper()
	tab.Go("/campaigns/new").Click("input[name=plan][value='gaobu-pairing']").Press("下一步").Press("建成草案，下一步").See("待明确")
	campaign, _, _ := strings.Cut(tab.Path(), "/start")
	tab.Press("保存，下一步").See("还有").Fill("input[name='answer.year']", "2026").Fill("input[name='answer.adjuster']", "镇社会事务办").Fill("input[name='answer.notice_days']", "7")
	tab.Press("保存，下一步").Press("生成名册，下一步").See("4条待办").Press("启用活动").See("活动已启用")
	return campaign
}

// seesOwn: a clerk sees the village of his own and no other.
func (o *Office) seesOwn(campaign string) {
	o.t.Helper()
	tab := o.Browse(Present).SignIn("xiansha")
	tab.Go(campaign + "/board").See("冼沙村").Unseen("卢溪村").Unseen("黎")
	tab.Go("/households").See("JX01").Unseen("JX03")
	for _, path := range []string{"/households/JX03", "/users", campaign + "/close", "/audit"} {
		if status := tab.Status(path); status != 403 && status != 404 {
			o.t.Errorf("a clerk opens %s: %d", path, status)
		}
	}
}

// records records how every entry of a clerk's village ended.
func (o *Office) records(account, campaign, names, other string) {
	o.t.Helper()
	tab := o.Browse(Present).SignIn(account)
	tab.Go(campaign + "/entries").See(names).Unseen(other)
	entries := tab.Links("/entries/")
	if len(entries) != 2 {
		o.t.Fatalf("%s sees %v", account, entries)
	}
	for i, entry := range entries {
		tab.Go(entry)
		if i == 0 {
			tab.Choose("select[name=state]", "refused").Fill("input[name=person]", "帮扶人").Press("保存").See("说明")
			tab.Choose("select[name=state]", "refused").Fill("textarea[name=note]", "谢绝上门。").Fill("input[name=person]", "帮扶人").Press("保存").See("谢绝")
			continue
		}
		tab.Choose("select[name=state]", "helped").Fill("input[name=person]", "帮扶人").Press("保存").See("已帮到")
	}
}

// verified: what was done in the browser is on record and whole.
func (o *Office) verified(t *testing.T) {
	t.Helper()
	v, err := o.Machine.Verify(t.Context())
	if err != nil || len(v.Broken) > 0 || v.Certificates != 1 || v.Steps < 8 {
		t.Errorf("%+v, %v", v, err)
	}
}

// english: the same pages speak English; names and villages stay.
func english(tab *Tab, campaign string) {
	tab.t.Helper()
	tab.Go(campaign).Follow("button[name=lang][value=en]")
	for _, path := range []string{"/", "/households", campaign, campaign + "/board", campaign + "/certificates", "/imports", "/plans"} {
		tab.Go(path)
		if lang := Value[string](tab, `document.documentElement.lang`); lang != "en" {
			tab.t.Errorf("%s is in %q", path, lang)
		}
		menu := tab.Text("nav.side")
		for _, r := range menu {
			if r >= 0x4e00 && r <= 0x9fff {
				tab.t.Errorf("the menu of %s has Chinese in it: %s", path, fmt.Sprintf("%.80s", menu))
				break
			}
		}
	}
}
