package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/text/encoding/simplifiedchinese"

	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/plan"
	"songnuan/plans"
)

// upload sends a plan as a file.
func (b *browser) upload(name string, text []byte) *page {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	file, err := w.CreateFormFile("file", name)
	if err != nil {
		b.t.Fatal(err)
	}
	_, _ = file.Write(text)
	_ = w.WriteField("note", "第一版")
	_ = w.Close()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.server.URL+"/plans", &body)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(req)
}

func squeezed(text string) string { return strings.Join(strings.Fields(text), "") }

// noKeys fails when a message key stands on a page instead of its text.
func noKeys(t *testing.T, what string, got *page) {
	t.Helper()
	text := got.Find("body").Clone()
	text.Find("code, pre, .yaml, textarea").Remove()
	for _, key := range []string{"web.plan.", "web.forecast.", "web.wizard.", "plan.show.", "plan.word.", "plan.finding."} {
		if at := strings.Index(text.Text(), key); at >= 0 {
			t.Errorf("%s shows a key: %.60s", what, text.Text()[at:])
		}
	}
}

// Every shipped plan is a document: each clause with its sentence and the
// sentences of the paper that it came from, and the money of the forecast.
func TestShippedPlansAreDocuments(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		o.imported(gaobu, walkHeading, "QX-7101,冼沙村,欧阳甲申,,2,500,,", "QX-7102,冼沙村,欧阳乙酉,,1,500,,")
		o.user("li.shen", identity.TownReviewer, gaobu)
		b := o.as("li.shen")
		list := b.get("/plans").want(t, http.StatusOK)
		for _, name := range plans.List() {
			if list.Find(`a[href="/plans/`+name+`"]`).Length() != 1 {
				t.Errorf("%s is not on the list", name)
			}
			checkDocument(t, o, b, name)
		}
		noKeys(t, "the list", list)
	})
}

func checkDocument(t *testing.T, o *office, b *browser, name string) {
	t.Helper()
	text, _ := plans.Open(name)
	p, _, err := plan.Check(text, plan.ReadOptions{Name: name, Today: day.At(o.now).Date()})
	if err != nil {
		t.Fatal(err)
	}
	got := b.get("/plans/"+name).want(t, http.StatusOK)
	noKeys(t, name, got)
	for _, s := range p.Document(locale.Chinese).Sections {
		for i := range s.Clauses {
			c := &s.Clauses[i]
			shown := got.Find(`[id="c-` + c.Ref + `"]`)
			if shown.Length() != 1 || !strings.Contains(squeezed(shown.Find(".said").First().Text()), squeezed(c.Sentence)) {
				t.Errorf("%s: %s does not say %q", name, c.Ref, c.Sentence)
			}
			for _, source := range c.Source {
				if !strings.Contains(shown.Find(".quoted").Text(), source) {
					t.Errorf("%s: %s is shown without %q", name, c.Ref, source)
				}
			}
		}
	}
	f, err := o.machine.ForecastPlan(t.Context(), name, 0)
	if err != nil {
		t.Fatal(err)
	}
	whole := b.get("/plans/"+name+"/forecast").want(t, http.StatusOK)
	noKeys(t, name+" forecast", whole)
	var rows []string
	for i := range f.Forecast.Lines {
		if l := &f.Forecast.Lines[i]; !l.Missing {
			rows = append(rows, l.Reckoned.Text(locale.Chinese))
		}
	}
	if len(f.Forecast.Purses) > 0 {
		rows = append(rows, f.Forecast.Total.Text(locale.Chinese))
		got.wantText(t, ".plan-side tfoot .sum", rows[len(rows)-1])
	}
	for _, money := range rows {
		if !strings.Contains(whole.text("main"), money) {
			t.Errorf("%s: the forecast does not show %s", name, money)
		}
	}
	for _, purse := range f.Forecast.Purses {
		got.wantText(t, ".plan-side .purses", purse.Text(locale.Chinese))
	}
	b.get("/plans/"+name+"/print").want(t, http.StatusOK).wantText(t, ".sheet h1", p.Title)
	lines := b.get("/plans/"+name+"/text").want(t, http.StatusOK)
	if lines.Find(".yaml-line").Length() != strings.Count(string(text), "\n") || lines.Find("textarea").Length() != 0 {
		t.Errorf("%s: the text has %d lines", name, lines.Find(".yaml-line").Length())
	}
}

// ownPlan uploads the walk's plan and gives its address.
func ownPlan(t *testing.T, b *browser) string {
	t.Helper()
	got := b.upload("镇方案.yaml", []byte(walkPlan))
	got.want(t, http.StatusSeeOther)
	return got.to
}

func TestAPlanIsUploadedEditedAndCompared(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		o.user("li.shen", identity.TownReviewer, gaobu)
		b := o.as("li.shen")
		path := ownPlan(t, b)
		b.get(path).want(t, http.StatusOK).wantText(t, "h1", "走一遍的方案").wantText(t, ".note.good", "已保存")
		form := b.get(path+"/text?edit=1").want(t, http.StatusOK).filled("main form")
		if form.Get("text") != walkPlan {
			t.Errorf("the field holds %q", form.Get("text"))
		}
		form.Set("text", strings.Replace(walkPlan, "amount: 400", "amount: 500", 1))
		form.Set("note", "提到500元")
		b.postForm(path+"/text", form).want(t, http.StatusSeeOther)
		versions := b.get(path+"/versions?before=1&after=2").want(t, http.StatusOK)
		versions.wantText(t, ".changes del", "400.00").wantText(t, ".changes ins", "500.00").wantText(t, "table", "提到500元")
		noKeys(t, "versions", versions)
		b.get(path+"?version=1").want(t, http.StatusOK).wantText(t, ".note.warn", "最新的是第2版").wantText(t, ".plan-doc", "400")

		form.Set("text", "format: 1\nplan: walk\ntitle: [试\n")
		form.Set("seen", "2")
		again := b.postForm(path+"/text", form).want(t, http.StatusUnprocessableEntity)
		again.wantText(t, ".note.bad", "第3行").wantText(t, "textarea", "title: [试")

		form.Set("text", walkPlan+"nonsense: 1\n")
		b.postForm(path+"/text", form).want(t, http.StatusSeeOther)
		found := b.get(path+"/text").want(t, http.StatusOK)
		line := "#L" + strconv.Itoa(strings.Count(walkPlan, "\n")+1)
		if found.Find(`.found-list a[href="`+line+`"]`).Length() != 1 || found.Find(line+".red").Length() != 1 {
			t.Errorf("the finding does not lead to its line: %s", found.text(".found-list"))
		}
	})
}

func TestTwoPeopleEditAPlan(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		o.user("li.shen", identity.TownReviewer, gaobu)
		o.user("wang.shen", identity.TownReviewer, gaobu)
		first, second := o.as("li.shen"), o.as("wang.shen")
		path := ownPlan(t, first)
		mine, theirs := first.get(path+"/text?edit=1").filled("main form"), second.get(path+"/text?edit=1").filled("main form")
		mine.Set("text", strings.Replace(walkPlan, "amount: 400", "amount: 450", 1))
		theirs.Set("text", walkPlan+"theme: 又一句\n")
		first.postForm(path+"/text", mine).want(t, http.StatusSeeOther)
		got := second.postForm(path+"/text", theirs).want(t, http.StatusUnprocessableEntity)
		got.wantText(t, ".note.bad", "li.shen保存了第2版").wantText(t, ".changes ins", "450.00").wantText(t, "textarea", "又一句")
		merged := got.filled("main form[data-guard]")
		merged.Set("text", strings.Replace(merged.Get("text"), "amount: 400", "amount: 450", 1))
		second.postForm(path+"/text", merged).want(t, http.StatusSeeOther)
		first.get(path).want(t, http.StatusOK).wantText(t, ".plan-line", "第3版").wantText(t, ".plan-doc", "又一句").wantText(t, ".plan-doc", "450")
	})
}

func TestHostileUploadsAreRefused(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		o.user("li.shen", identity.TownReviewer, gaobu)
		b := o.as("li.shen")
		chinese, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(walkPlan))
		if err != nil {
			t.Fatal(err)
		}
		for what, one := range map[string]struct {
			text []byte
			says string
		}{
			"prose":           {[]byte("各社区要认真摸查慰问对象"), "不是方案文件"},
			"a workbook":      {[]byte("PK\x03\x04..."), "Word"},
			"another charset": {chinese, "UTF-8"},
			"nothing":         {nil, ""},
		} {
			got := b.upload("x.yaml", one.text).want(t, http.StatusUnprocessableEntity)
			got.wantText(t, ".note.bad", one.says)
			if what != "nothing" && got.text(".note.bad") == "" {
				t.Errorf("%s: nothing is said", what)
			}
		}
		if got := b.upload("x.yaml", bytes.Repeat([]byte("#"), 10<<20)); got.status != http.StatusRequestEntityTooLarge && got.status != http.StatusUnprocessableEntity {
			t.Errorf("ten megabytes: %d", got.status)
		}
		evil := strings.Replace(walkPlan, "走一遍的方案", `"<script>alert(1)</script>"`, 1) + "note: '<img src=x onerror=alert(1)>'\n"
		evil = strings.Replace(evil, "name: 全部", `name: "</h4><script>x</script>", source: "<script>y</script>"`, 1)
		path := b.upload("x.yaml", []byte(evil)).want(t, http.StatusSeeOther).to
		for _, part := range []string{"", "/print", "/text", "/text?edit=1", "/forecast", "/versions?before=1&after=1"} {
			got := b.get(path+part).want(t, http.StatusOK)
			if strings.Contains(got.body, "<script>") || got.Find("img").Length() > 0 {
				t.Errorf("%s: the script of a plan is the page's", part)
			}
		}
		bomb := "format: 1\nplan: bomb\ntitle: 试\na: &a [x]\nb: [*a, *a]\n"
		path = b.upload("x.yaml", []byte(bomb)).want(t, http.StatusSeeOther).to
		b.get(path+"/text").want(t, http.StatusOK).wantText(t, ".found-list", "锚点")
	})
}

func TestThePlansPageSpeaksEnglish(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		o.user("li.shen", identity.TownReviewer, gaobu)
		b := o.as("li.shen")
		b.post("/mode", "lang", "en", "back", "/plans")
		b.get("/plans").want(t, http.StatusOK).wantText(t, "h1", "Plans").wantText(t, "thead", "Findings")
		doc := b.get("/plans/gaobu-pairing").want(t, http.StatusOK).wantText(t, ".tabs", "Forecast").wantText(t, ".plan-side", "Total").wantText(t, ".plan-doc", "覆盖对象")
		noKeys(t, "English", doc)
	})
}

// Who may not keep plans has no button for it; who sees another place does not
// see the plan.
func TestPlansAreKeptByRoleAndSeenByPlace(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		o.user("li.shen", identity.TownReviewer, gaobu)
		o.user("clerk", identity.VillageClerk, villageA)
		o.user("far", identity.TownReviewer, "152502001000")
		path := ownPlan(t, o.as("li.shen"))
		clerk := o.as("clerk")
		got := clerk.get(path).want(t, http.StatusOK)
		if got.Find(`form[action="/plans/copy"], a[href="/plans/new"], a[href^="/campaigns/new"]`).Length() != 0 {
			t.Error("a clerk is offered what he may not do")
		}
		clerk.get(path+"/text?edit=1").want(t, http.StatusOK)
		if clerk.get(path+"/text?edit=1").Find("textarea").Length() != 0 {
			t.Error("a clerk may edit")
		}
		clerk.post(path+"/text", "text", walkPlan, "seen", "1").want(t, http.StatusForbidden)
		far := o.as("far")
		far.get(path).want(t, http.StatusNotFound)
		far.post(path+"/text", "text", walkPlan+"theme: x\n", "seen", "1").want(t, http.StatusNotFound)
		if rows := far.get("/plans").want(t, http.StatusOK).Find("a"); slices.Contains(rows.Map(hrefOf), path) {
			t.Error("another town's plan is on the list")
		}
	})
}

func hrefOf(_ int, s *goquery.Selection) string { return s.AttrOr("href", "") }
