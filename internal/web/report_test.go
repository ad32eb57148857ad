package web

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"songnuan/internal/app"
	"songnuan/internal/identity"
	"songnuan/internal/pdf/pdftest"
)

// reporting is an office with a campaign under way, and a reviewer at a browser.
func reporting(o *office) (*planted, *browser) {
	p := plantWalk(o)
	o.user("li.shen", identity.TownReviewer, gaobu)
	return p, o.as("li.shen")
}

func TestReportsAreOffered(t *testing.T) {
	eachOffice(t, func(o *office) {
		p, b := reporting(o)
		list := b.get("/rosters").want(t, http.StatusOK)
		for _, path := range []string{"/campaigns/" + p.campaign + "/roster?class=all", "/rosters/coverage?campaign=" + p.campaign, "/rosters/never_helped", "/rosters/unchanged"} {
			if list.Find(`main a[href="`+path+`"]`).Length() != 1 {
				t.Errorf("%s is not offered", path)
			}
			b.get(path).want(t, http.StatusOK)
		}
		if list.Find(`a[href="/rosters/users"]`).Length() != 0 {
			t.Error("a reviewer is offered the list of accounts")
		}
		o.user("admin", identity.Administrator)
		if o.as("admin").get("/rosters").want(t, http.StatusOK).Find(`a[href="/rosters/users"]`).Length() != 1 {
			t.Error("an administrator is not")
		}
	})
}

// The preview shows printed pages, masked, with their sums, and says what can be
// done with them.
func TestRosterIsPreviewedAsPrinted(t *testing.T) {
	eachOffice(t, func(o *office) {
		p, b := reporting(o)
		got := b.get("/campaigns/"+p.campaign+"/roster").want(t, http.StatusOK)
		if n := got.Find("section.leaf").Length(); n != 1 {
			t.Fatalf("%d pages", n)
		}
		if n := got.Find("tr.leaf-row").Length(); n != 4 {
			t.Errorf("%d rows", n)
		}
		text := got.Find("section.leaf").Text()
		for _, want := range []string{"花名册", "欧阳*申", "合计（大写）：壹仟陆佰元整", "冼沙村村民委员会小计（2 户）", "第 1 页", "填报单位：高埗镇", "制表："} {
			if !strings.Contains(text, want) {
				t.Errorf("no %q on the page: %s", want, text)
			}
		}
		if got.Find(`link[href$="/leaf.css"]`).Length() != 1 {
			t.Error("the page has no style for what is printed")
		}
		narrow := b.get("/rosters/roster?"+url.Values{"campaign": {p.campaign}, "class": {"all"}, "area": {string(villageB)}, "paper": {"a4"}}.Encode()).want(t, http.StatusOK)
		if narrow.Find("section.leaf-a4").Length() != 1 || narrow.Find("tr.leaf-row").Length() != 2 {
			t.Error("the report is not narrowed to a village")
		}
		if narrow.Find(`select[name="area"] option[selected]`).AttrOr("value", "") != string(villageB) {
			t.Error("the filter forgets what was chosen")
		}
		print := b.get("/rosters/roster/print?campaign="+p.campaign+"&class=all").want(t, http.StatusOK)
		if print.Find("section.leaf").Length() != 1 || print.Find("nav.side").Length() != 0 || print.Find("button[data-print]").Length() != 1 {
			t.Error("the print view has more than the report")
		}
		for _, wrong := range []string{"/rosters/nothing", "/rosters/roster?campaign=x&class=all", "/rosters/roster?campaign=" + p.campaign + "&class=none", "/rosters/coverage?campaign=" + p.campaign + "&state=x"} {
			if got := b.get(wrong); got.status != http.StatusNotFound && got.status != http.StatusUnprocessableEntity {
				t.Errorf("%s: status %d", wrong, got.status)
			}
		}
		if got := b.get("/rosters/roster"); got.status != http.StatusSeeOther {
			t.Errorf("a roster of nothing: status %d", got.status)
		}
	})
}

// What is taken is a file of the kind, with all rows, and on record.
func TestReportsAreTaken(t *testing.T) {
	eachOffice(t, func(o *office) {
		p, b := reporting(o)
		ask := []string{"campaign", p.campaign, "class", "all", "format"}
		got := b.post("/rosters/roster/take", append(ask, "pdf")...).want(t, http.StatusOK)
		pages, err := pdftest.Read([]byte(got.body))
		if err != nil || len(pages) != 1 || !pages[0].Has("合计（大写）：壹仟陆佰元整") || !pages[0].Has("QX-7101") {
			t.Errorf("%v: %q", err, pages)
		}
		if d := got.header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment") || !strings.Contains(d, "%E8%8A%B1%E5%90%8D%E5%86%8C.pdf") {
			t.Error(d)
		}
		csv := b.post("/rosters/roster/take", append(ask, "csv")...).want(t, http.StatusOK)
		if !strings.Contains(csv.body, "QX-8202,司徒*戌,") {
			t.Error(csv.body)
		}
		book := b.post("/rosters/roster/take", append(ask, "xlsx")...).want(t, http.StatusOK)
		if !bytes.HasPrefix([]byte(book.body), []byte("PK")) {
			t.Error("no workbook")
		}
		for _, format := range []string{"", "doc", "html"} {
			b.post("/rosters/roster/take", append(ask, format)...).want(t, http.StatusUnprocessableEntity)
		}

		again := b.post("/rosters/roster/take", append(ask, "xlsx", "unmask", "1", "reason", " ")...).want(t, http.StatusUnprocessableEntity)
		if again.Find(".is-wrong [name=reason]").Length() != 1 || again.Find("section.leaf").Length() != 1 {
			t.Error("a missing reason is not told in its field")
		}
		clear := b.post("/rosters/roster/take", append(ask, "csv", "unmask", "1", "reason", "核对发放")...).want(t, http.StatusOK)
		if !strings.Contains(clear.body, "欧阳甲申") || !strings.Contains(clear.body, "441900196503120012") {
			t.Error("what was asked for is masked")
		}
		o.user("shen.ji", identity.Auditor, gaobu)
		auditor := o.as("shen.ji")
		if auditor.get("/campaigns/"+p.campaign+"/roster").want(t, http.StatusOK).Find(`input[name="unmask"]`).Length() != 0 {
			t.Error("an auditor is offered clear data")
		}
		auditor.post("/rosters/roster/take", append(ask, "csv", "unmask", "1", "reason", "核对")...).want(t, http.StatusForbidden)
		o.user("ling.dao", identity.AreaLeader, gaobu)
		leader := o.as("ling.dao")
		if leader.get("/campaigns/"+p.campaign+"/roster").want(t, http.StatusOK).Find(`form[action$="/take"]`).Length() != 0 {
			t.Error("a leader is offered to take a roster away")
		}
		leader.post("/rosters/roster/take", append(ask, "csv")...).want(t, http.StatusForbidden)
		if strings.Contains(o.log.String(), "QX-") || strings.Contains(o.log.String(), "核对") {
			t.Error("the log tells what was taken")
		}
	})
}

func TestCertificateHasAPage(t *testing.T) {
	eachOffice(t, func(o *office) {
		p, b := reporting(o)
		c, err := o.machine.Certify(t.Context(), app.CertifyOrder{Campaign: parseID(t, p.campaign)})
		if err != nil {
			t.Fatal(err)
		}
		path := "/campaigns/" + p.campaign + "/certificates/" + string(c.ID)
		got := b.get(path).want(t, http.StatusOK)
		text := got.Find("section.leaf").Text()
		for _, want := range []string{string(c.ID), c.Lines[0].Digest, "还有 4 个对象没有办结", "第 1 版", "高埗镇合计", "冼沙村村民委员会"} {
			if !strings.Contains(text, want) {
				t.Errorf("no %q: %s", want, text)
			}
		}
		b.get("/campaigns/"+p.draft+"/certificates/"+string(c.ID)).want(t, http.StatusNotFound)
		pages, err := pdftest.Read([]byte(b.post("/rosters/certificate/take", "certificate", string(c.ID), "format", "pdf").want(t, http.StatusOK).body))
		if err != nil || pages[0].Count(c.Lines[0].Digest[:20]) == 0 {
			t.Errorf("%v: %q", err, pages)
		}
		if o.as("clerk.aa").get(path).status != http.StatusNotFound {
			t.Error("a village's clerk opens the certificate of the town")
		}
	})
}
