package web

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"

	"songnuan/internal/locale"
	"songnuan/internal/personal"
	"songnuan/internal/web/view"
)

// The cookies. A reading mode is kept for a year, the session as long as the
// browser runs: how long it is good for stands in the database.
const (
	sessionCookie  = "songnuan-session"
	flashCookie    = "songnuan-flash"
	langCookie     = "lang"
	sizeCookie     = "size"
	contrastCookie = "contrast"

	modeSeconds = 365 * 24 * 3600
)

// sessionName binds the session to HTTPS and to this host where there is HTTPS.
func (s *Server) sessionName() string {
	if s.Secure {
		return "__Host-" + sessionCookie
	}
	return sessionCookie
}

func (v *visit) setCookie(name, value string, seconds int) {
	http.SetCookie(v.w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: v.Secure, SameSite: http.SameSiteLaxMode})
}

func (v *visit) sessionSecret() personal.Secret {
	c, err := v.r.Cookie(v.sessionName())
	if err != nil {
		return personal.Secret{}
	}
	return personal.NewSecret(c.Value)
}

func (v *visit) setFlash(f view.Flash) {
	body, err := json.Marshal(f)
	if err != nil {
		return // a text and a flag always marshal
	}
	v.setCookie(flashCookie, base64.RawURLEncoding.EncodeToString(body), 60)
}

// flash takes what is to be told once.
func (v *visit) flash() *view.Flash {
	c, err := v.r.Cookie(flashCookie)
	if err != nil {
		return nil
	}
	v.setCookie(flashCookie, "", -1)
	body, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return nil
	}
	f := &view.Flash{}
	if json.Unmarshal(body, f) != nil || f.Text == "" {
		return nil
	}
	return f
}

// langOf is the language chosen, else the one that the browser asks for,
// Chinese unless that is English alone.
func langOf(r *http.Request) locale.Lang {
	if c, err := r.Cookie(langCookie); err == nil {
		if c.Value == string(locale.English) {
			return locale.English
		}
		return locale.Chinese
	}
	if asked := strings.ToLower(r.Header.Get("Accept-Language")); strings.HasPrefix(asked, "en") && !strings.Contains(asked, "zh") {
		return locale.English
	}
	return locale.Chinese
}

func sizeOf(r *http.Request) string {
	if c, err := r.Cookie(sizeCookie); err == nil && (c.Value == "large" || c.Value == "larger") {
		return c.Value
	}
	return ""
}

func contrastOf(r *http.Request) bool {
	c, err := r.Cookie(contrastCookie)
	return err == nil && c.Value == "on"
}

// setMode keeps a reading mode or the language and goes back.
func (v *visit) setMode() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	for _, name := range []string{sizeCookie, contrastCookie, langCookie} {
		switch value := form.Get(name); value {
		case "large", "larger", "standard", "on", "off", string(locale.Chinese), string(locale.English):
			v.setCookie(name, value, modeSeconds)
		}
	}
	return v.goTo(form.Get("back"))
}
