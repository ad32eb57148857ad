package web

import (
	"net/http"
	"strings"
	"testing"

	"songnuan/internal/identity"
	"songnuan/internal/pdf/pdftest"
	"songnuan/internal/report"
)

// pages are the texts of a document that was sent.
func pages(t *testing.T, p *page) string {
	t.Helper()
	read, err := pdftest.Read([]byte(p.body))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, one := range read {
		b.WriteString(strings.Join(one, ""))
	}
	return b.String()
}

func TestDocumentsAreShownMaskedAndPrintedClearWithAReason(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		o.user("zhen", identity.TownReviewer, gaobu)
		o.imported(villageA, "户号,村,户主,家庭人口,户主身份证号,家庭年收入,地址,联系电话", "W1,冼沙村,张一凡,2,441900196503120012,12000,新村大道9号,13800138000")
		b := o.as("zhen")
		list := b.get("/documents?number=W1").want(t, http.StatusOK)
		if n := list.Find("tbody a").Length(); n != len(report.Documents) {
			t.Fatalf("%d documents", n)
		}
		for _, name := range report.Documents {
			page := b.get("/documents/"+string(name)+"?number=W1").want(t, http.StatusOK)
			for _, secret := range []string{"张一凡", "441900196503120012", "13800138000"} {
				if strings.Contains(page.body, secret) {
					t.Errorf("%s shows %s unasked", name, secret)
				}
			}
			if blank := b.get("/documents/"+string(name)).want(t, http.StatusOK); blank.Find(".leaf-title").Length() != 1 {
				t.Errorf("%s is not printed blank", name)
			}
		}
		b.get("/documents/application?number=W1").wantText(t, ".leaf-facts", "12,000.00").wantText(t, ".doc-flush", "高埗镇人民政府")
		masked := pages(t, b.post("/documents/worker_file", "number", "W1").want(t, http.StatusOK))
		if !strings.Contains(masked, "困难职工档案表") || strings.Contains(masked, "张一凡") {
			t.Errorf("masked: %.200s", masked)
		}
		b.post("/documents/application", "number", "W1", "unmask", "1").want(t, http.StatusUnprocessableEntity).wantText(t, ".wrong", "请写明理由")
		clear := pages(t, b.post("/documents/application", "number", "W1", "unmask", "1", "reason", "本人签名").want(t, http.StatusOK))
		for _, known := range []string{"张一凡", "441900196503120012", "13800138000", "新村大道9号"} {
			if !strings.Contains(clear, known) {
				t.Errorf("printed in the clear without %s", known)
			}
		}
		b.get("/documents/nonsense").want(t, http.StatusNotFound)
		b.get("/documents/application?number=nobody").want(t, http.StatusNotFound)
		b.get("/documents/approval?case=nobody").want(t, http.StatusNotFound)
	})
}

func TestDocumentsOfAnotherVillageAreNotThere(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		o.imported(villageA, "户号,村,户主,家庭人口", "W1,冼沙村,张一凡,2")
		o.user("other", identity.VillageClerk, villageB)
		b := o.as("other")
		b.get("/documents/application?number=W1").want(t, http.StatusNotFound)
		b.post("/documents/application", "number", "W1").want(t, http.StatusNotFound)
	})
}
