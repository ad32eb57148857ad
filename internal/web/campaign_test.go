package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/campaign"
	"songnuan/internal/identity"
)

// running is a campaign over the town: one household in 冼沙村, three in 卢溪村.
type running struct {
	*office
	base         string
	town, clerk  *browser // 镇审核 over the town, 村居经办 of 冼沙村
	entryA       string
	entriesB     []string
	campaignText string
}

func (o *office) running() *running {
	o.t.Helper()
	o.imported(villageA, walkHeading, "QX-7101,冼沙村,欧阳甲申,441900196503120012,2,500,,")
	o.imported(villageB, walkHeading, "QX-8201,卢溪村,司徒丙戌,,2,500,,", "QX-8202,卢溪村,司徒丁亥,,1,500,,", "QX-8203,卢溪村,司徒戊子,,1,500,,")
	o.user("town", identity.TownReviewer, gaobu)
	o.user("clerk", identity.VillageClerk, villageA)
	of := o.opened()
	if err := o.machine.Activate(o.t.Context(), parseID(o.t, of)); err != nil {
		o.t.Fatal(err)
	}
	r := &running{office: o, base: "/campaigns/" + of, town: o.as("town"), clerk: o.as("clerk"), campaignText: of}
	r.entryA = r.openIn(villageA)[0]
	r.entriesB = r.openIn(villageB)
	return r
}

func (r *running) openIn(where area.Code) (entries []string) {
	r.t.Helper()
	lines, _, err := r.machine.Entries(r.t.Context(), parseID(r.t, r.campaignText), campaign.Open, app.PageOf{Area: where, Limit: 9})
	if err != nil {
		r.t.Fatal(err)
	}
	for _, l := range lines {
		entries = append(entries, l.Entry)
	}
	return entries
}

// tasksOf are the ids of the tasks that a page lists.
func tasksOf(p *page) (all []string) {
	p.Find("tr[id]").Each(func(_ int, s *goquery.Selection) { all = append(all, s.AttrOr("id", "")) })
	return all
}

// sendForm posts a form with one file, none when content is "".
func (b *browser) sendForm(path string, form url.Values, field, content string) *page {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range form {
		for _, value := range values {
			if err := w.WriteField(name, value); err != nil {
				b.t.Fatal(err)
			}
		}
	}
	if content != "" {
		part, err := w.CreateFormFile(field, "文件")
		if err == nil {
			_, err = part.Write([]byte(content))
		}
		if err != nil {
			b.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.server.URL+path, &body)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(req)
}

const photoText = "\xff\xd8\xff\xe0\x00\x10JFIF\x00"

func TestBoardShowsTheWorstVillageFirst(t *testing.T) {
	eachOffice(t, func(o *office) {
		t, r := o.t, o.running()
		board := r.town.get(r.base+"/board").want(t, http.StatusOK)
		board.wantText(t, "section.card h2", "卢溪村").wantText(t, "section.card h2", "3 户").wantText(t, "section.card h2", "合计还差 4 户")
		if got := board.Find(".bar-name").Map(func(_ int, s *goquery.Selection) string { return strings.TrimSpace(s.Text()) }); len(got) != 2 || got[0] != "卢溪村" || got[1] != "冼沙村" {
			t.Errorf("bars of %q", got)
		}
		table := r.town.get(r.base+"/board?as=table").want(t, http.StatusOK)
		rows := table.Find("table tbody tr")
		if rows.Length() != 2 || !strings.Contains(rows.First().Text(), "卢溪") || strings.TrimSpace(rows.First().Find("td").Eq(1).Text()) != "3" {
			t.Errorf("table says %q", rows.Text())
		}
		link := rows.First().Find("a").First().AttrOr("href", "")
		if n := r.town.get(link).want(t, http.StatusOK).Find("tbody tr").Length(); n != 3 {
			t.Errorf("%s lists %d entries", link, n)
		}
		r.town.get(r.base+"/grid").want(t, http.StatusOK).wantText(t, "section.card h2", "4")
		for _, entry := range r.entriesB {
			r.help(entry)
		}
		r.town.get(r.base+"/board").wantText(t, "section.card h2", "冼沙村村民委员会还差 1 户").wantText(t, "section.card h2", "合计还差 1 户")
		r.help(r.entryA)
		r.town.get(r.base+"/board").wantText(t, "section.card h2", "4 户（人）都有办理结果")
	})
}

// help records an entry as helped, as the town.
func (r *running) help(entry string) {
	r.t.Helper()
	path := r.base + "/entries/" + entry
	form := r.town.get(path).want(r.t, http.StatusOK).filled("#record form")
	form.Set("state", "helped")
	form.Set("person", "陈一")
	r.town.sendForm(path, form, "file", "").want(r.t, http.StatusSeeOther)
}

func TestAClerkSeesTheOwnVillageAlone(t *testing.T) {
	eachOffice(t, func(o *office) {
		t, r := o.t, o.running()
		for _, path := range []string{"", "/board", "/board?as=table", "/grid", "/entries", "/tasks", "/survey", "/certificates", "/survey/s/households"} {
			got := r.clerk.get(r.base+path).want(t, http.StatusOK)
			main := got.text("main")
			for _, other := range append([]string{"卢溪", "司徒", "QX-82"}, r.entriesB...) {
				if strings.Contains(main, other) || strings.Contains(got.body, "/entries/"+other) {
					t.Errorf("%s shows %s", path, other)
				}
			}
		}
		r.clerk.get(r.base+"/board?as=table").wantText(t, "tbody", "冼沙")
		if got := r.clerk.get(r.base + "/grid").Find(".squares a"); got.Length() != 1 || !strings.HasSuffix(got.AttrOr("href", ""), r.entryA) {
			t.Errorf("%d squares", got.Length())
		}
		if n := r.clerk.get(r.base + "/entries?area=" + string(villageB)).Find("tbody tr").Length(); n != 0 {
			t.Errorf("%d entries of the other village", n)
		}
		if n := r.clerk.get(r.base + "/entries").Find("tbody tr").Length(); n != 1 {
			t.Errorf("%d entries", n)
		}
		if own, all := tasksOf(r.clerk.get(r.base+"/tasks")), tasksOf(r.town.get(r.base+"/tasks")); len(own) == 0 || len(own) >= len(all) {
			t.Errorf("%d of %d tasks", len(own), len(all))
		}
		r.clerk.get(r.base+"/entries/"+r.entriesB[0]).want(t, http.StatusNotFound)
		form := url.Values{"state": {"helped"}, "day": {"2027-01-20"}, "person": {"陈一"}, "seen": {"1"}}
		r.clerk.sendForm(r.base+"/entries/"+r.entriesB[0], form, "file", "").want(t, http.StatusNotFound)
		if open := r.openIn(villageB); len(open) != 3 {
			t.Errorf("%d are open", len(open))
		}
	})
}

func TestClosingIsRefusedWithTheList(t *testing.T) {
	eachOffice(t, func(o *office) {
		t, r := o.t, o.running()
		before := r.town.get(r.base+"/close").want(t, http.StatusOK).wantText(t, ".note.warn", "4 户")
		if before.Find("form button.danger").Length() != 1 {
			t.Error("nothing to close with")
		}
		refused := r.town.post(r.base+"/close").want(t, http.StatusUnprocessableEntity).wantText(t, ".note.bad", "还有 4 条没有办理结果")
		if n := refused.Find("tbody tr").Length(); n != 4 {
			t.Errorf("%d entries are named", n)
		}
		r.clerk.post(r.base+"/close").want(t, http.StatusForbidden)
		for _, entry := range r.entriesB {
			r.help(entry)
		}
		// Someone has the form of the last entry open while another closes.
		path := r.base + "/entries/" + r.entryA
		form := r.clerk.get(path).want(t, http.StatusOK).filled("#record form")
		form.Set("state", "helped")
		form.Set("person", "陈一")
		form.Set("note", "晚了一步")
		r.town.post(r.base+"/close").want(t, http.StatusUnprocessableEntity)
		r.help(r.entryA)
		r.town.post(r.base+"/close").want(t, http.StatusSeeOther)
		late := r.clerk.sendForm(path, form, "file", "").want(t, http.StatusConflict)
		if strings.Contains(r.clerk.get(path).text(".timeline"), "晚了一步") {
			t.Errorf("recorded after the close: %s", late.text("main"))
		}
		r.town.get(r.base+"/close").want(t, http.StatusOK).wantText(t, "main", "不在进行中")
		r.town.post(r.base+"/close").want(t, http.StatusUnprocessableEntity).wantText(t, ".note.bad", "不在进行中")
	})
}

// No message key is left over in either language.
func TestCampaignPagesSayWhatTheyMean(t *testing.T) {
	eachOffice(t, func(o *office) {
		t, r := o.t, o.running()
		task := tasksOf(r.town.get(r.base + "/tasks"))[0]
		paths := []string{"", "/board", "/board?as=table", "/grid", "/entries", "/entries?state=helped", "/entries/" + r.entryA, "/tasks", "/tasks/" + task,
			"/survey", "/survey/s/households", "/survey/s/households/QX-7101", "/gate", "/rebuild", "/close", "/certificates", "/plan", "/roster"}
		for _, lang := range []string{"zh-CN", "en"} {
			r.town.post("/mode", "lang", lang, "back", "/")
			for _, path := range paths {
				got := r.town.get(r.base+path).want(t, http.StatusOK)
				for _, key := range []string{"web.", "campaign.part", "campaign.state", "identity.", "campaign.gate", "campaign.task"} {
					if text := got.text("body"); strings.Contains(text, key) {
						t.Errorf("%s %s shows a key: %.80s", lang, path, text[strings.Index(text, key):])
					}
				}
			}
			wrong := r.town.sendForm(r.base+"/entries/"+r.entryA, url.Values{"seen": {"1"}}, "file", "").want(t, http.StatusUnprocessableEntity)
			if strings.Contains(wrong.text("main"), "campaign.no") {
				t.Errorf("%s", wrong.text(".wrong"))
			}
		}
		if got := r.town.get(r.base + "/board").text("h1"); strings.ContainsAny(got, "进度看板") {
			t.Errorf("English page is headed %q", got)
		}
	})
}
