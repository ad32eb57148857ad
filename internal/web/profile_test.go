package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"songnuan/internal/identity"
	"songnuan/profiles"
)

// profileForm sends a profile's text in the upload form.
func (b *browser) profileForm(text []byte) *page {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	file, err := w.CreateFormFile("file", "own.profile.yaml")
	if err != nil {
		b.t.Fatal(err)
	}
	_, _ = file.Write(text)
	_ = w.Close()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.server.URL+"/profiles", &body)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(req)
}

func noProfileKeys(t *testing.T, what string, got *page) {
	t.Helper()
	text := got.Find("body").Clone()
	text.Find("code, pre, .yaml, textarea, .mono").Remove()
	for _, key := range []string{"web.profile.", "profile.show.", "profile.do.", "profile.level.", "profile.field.", "casework.kind."} {
		if at := strings.Index(text.Text(), key); at >= 0 {
			t.Errorf("%s shows a key: %.60s", what, text.Text()[at:])
		}
	}
}

// Every shipped profile is a document, in both languages and on paper: each
// step with who takes it, its days, and the sentences that it came from.
func TestShippedProfilesAreDocuments(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		o.user("li.shen", identity.TownReviewer, gaobu)
		b := o.as("li.shen")
		list := b.get("/profiles").want(t, http.StatusOK)
		noProfileKeys(t, "the list", list)
		for _, name := range profiles.List() {
			if list.Find(`a[href="/profiles/`+name+`"]`).Length() != 1 {
				t.Errorf("%s is not on the list", name)
			}
			got := b.get("/profiles/"+name).want(t, http.StatusOK)
			noProfileKeys(t, name, got)
			if got.Find("#s-steps .clause").Length() < 4 || got.Find(".quoted").Length() == 0 {
				t.Errorf("%s has %d steps and %d sources", name, got.Find("#s-steps .clause").Length(), got.Find(".quoted").Length())
			}
			b.get("/profiles/"+name+"/print").want(t, http.StatusOK)
			if lines := b.get("/profiles/"+name+"/text").want(t, http.StatusOK).Find(".yaml-line").Length(); lines < 30 {
				t.Errorf("%s has %d lines", name, lines)
			}
		}
		some := b.get("/profiles?kind=urgent_aid").want(t, http.StatusOK)
		if some.Find(`a[href="/profiles/urgent-aid"]`).Length() != 1 || some.Find(`a[href="/profiles/dibao"]`).Length() != 0 {
			t.Error("the filter by kind")
		}
		notice := squeezed(b.get("/profiles/gaobu-filing").Find(`[id="c-steps.posting"]`).Text())
		for _, want := range []string{"公示时间7天", "姓名（遮盖）", "退回“村（居）核对”", "递补"} {
			if !strings.Contains(notice, want) {
				t.Errorf("the notice of the town does not say %s: %s", want, notice)
			}
		}
	})
}

// A copy is edited: what the check finds stands at its line, what can't be read
// comes back as typed, what somebody overtook beside what they changed.
func TestAProfileIsCopiedAndEdited(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		o.user("li.shen", identity.TownReviewer, gaobu)
		o.user("wang.shen", identity.TownReviewer, gaobu)
		b := o.as("li.shen")
		edit := b.get(b.post("/profiles/copy", "profile", "gaobu-filing").want(t, http.StatusSeeOther).to).want(t, http.StatusOK)
		text, seen := edit.Find("textarea").Text(), edit.Find(`input[name="seen"]`).AttrOr("value", "")
		if !strings.Contains(text, "profile: gaobu-filing-2") || seen != "1" {
			t.Fatalf("the copy is version %s: %.80s", seen, text)
		}
		path := edit.Find("form[data-guard]").AttrOr("action", "")
		worse := strings.Replace(text, "fields: [serial, name,", "fields: [phone, serial, name,", 1)
		saved := b.get(b.post(path, "text", worse, "seen", "1", "note", "加电话").want(t, http.StatusSeeOther).to).want(t, http.StatusOK)
		if found := saved.Find(".yaml-found").Text(); !strings.Contains(found, "电话号码属于个人隐私") {
			t.Errorf("the finding at its line says %q", found)
		}
		if !strings.Contains(saved.Text(), "不会有事项按它办") {
			t.Error("nobody is told that no case begins by it")
		}
		broken := b.post(path, "text", "profile: [x", "seen", "2").want(t, http.StatusUnprocessableEntity)
		if !strings.Contains(broken.Find("textarea").Text(), "profile: [x") {
			t.Error("what was typed is lost")
		}
		late := o.as("wang.shen").post(path, "text", text+"# 王改\n", "seen", "1").want(t, http.StatusUnprocessableEntity)
		if !strings.Contains(late.Text(), "phone") || late.Find(`input[name="seen"]`).AttrOr("value", "") != "2" {
			t.Error("the other's change is not shown")
		}
		ref := strings.TrimSuffix(path, "/text")
		compared := b.get(ref+"/versions?before=1&after=2").want(t, http.StatusOK)
		if !strings.Contains(compared.Find(".changes").Text(), "phone") || compared.Find("tbody tr").Length() != 2 {
			t.Error("the comparison of two versions")
		}
		if same := b.get(ref+"/versions?before=origin&after=1").want(t, http.StatusOK); !strings.Contains(same.Text(), "内容没有不同") {
			t.Error("the comparison with the origin")
		}
		for what, bad := range map[string]string{"workbook": "PK\x03\x04..", "no dates": "format: 1\nprofile: x\ntitle: 试\n", "a shipped name": "format: 1\nprofile: dibao\ntitle: 试\nfrom: 2026-01-01\n"} {
			if status := b.profileForm([]byte(bad)).status; status != http.StatusUnprocessableEntity && status != http.StatusConflict {
				t.Errorf("%s: %d", what, status)
			}
		}
		b.profileForm([]byte(strings.Replace(text, "gaobu-filing-2", "own", 1))).want(t, http.StatusSeeOther)
	})
}
