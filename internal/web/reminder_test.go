package web

import (
	"net/http"
	"strings"
	"testing"

	"songnuan/internal/identity"
)

// TestRemindersAreSetUp: what is wrong is told at its field with nothing typed
// lost, a secret is never shown again, an old form is refused; a person says where
// his own go.
func TestRemindersAreSetUp(t *testing.T) {
	eachOffice(t, func(o *office) {
		t := o.t
		o.user("rl.admin", identity.Administrator)
		admin := o.as("rl.admin")
		const path = "/reminders/channels"
		form := admin.get(path).want(t, http.StatusOK).filled("#channel-mail")
		form.Set("host", "smtp.example.com")
		form.Set("port", "viel")
		form.Set("from", "office@example.com")
		form.Set("user", "office")
		form.Set("password", "geheim-und-lang")
		again := admin.postForm(path, form).want(t, http.StatusUnprocessableEntity)
		if again.Find("#f-port-wrong").Length() != 1 || again.filled("#channel-mail").Get("host") != "smtp.example.com" {
			t.Error("not told at the field, or what was typed is lost")
		}
		form.Set("port", "465")
		form.Set("security", "tls")
		admin.postForm(path, form).want(t, http.StatusSeeOther)
		admin.postForm(path, form).want(t, http.StatusConflict) // the form of before
		if page := admin.get(path).want(t, http.StatusOK); strings.Contains(page.text("main"), "geheim") || page.filled("#channel-mail").Get("password") != "" {
			t.Error("the secret is shown")
		}
		admin.post(path, "do", "try", "channel", "mail", "to", "niemand").want(t, http.StatusUnprocessableEntity).wantText(t, "#f-to-wrong", "邮箱地址")
		admin.get("/reminders").want(t, http.StatusOK)
		admin.post("/my-reminders", "mail", "kein").want(t, http.StatusUnprocessableEntity).wantText(t, "#f-mail-wrong", "邮箱地址")
		admin.post("/my-reminders", "mail", "rl@example.com").want(t, http.StatusSeeOther)
		admin.get("/my-reminders").want(t, http.StatusOK).wantText(t, "#mail", "r***@example.com")
	})
}
