package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"songnuan/internal/locale"
	"songnuan/internal/offline"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

//go:embed phone
var phoneFiles embed.FS

// shell is the page of /m/ with everything that it loads: one set of files under
// one digest, so that modules find each other and an old set is never mixed with
// a new one.
type shell struct {
	digest string
	files  map[string][]byte // by name
	worker []byte
}

// loadShell puts the files together: the modules as they lie in the program, the
// table of the outbox, and the words in each language.
func loadShell(icon string) (*shell, error) {
	s := &shell{files: map[string][]byte{}}
	err := fs.WalkDir(phoneFiles, "phone", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		s.files[path.Base(name)], err = phoneFiles.ReadFile(name)
		return err
	})
	if err != nil {
		return nil, err
	}
	s.files["table.js"] = append([]byte("export default "), offline.OutboxTable...)
	for _, lang := range []locale.Lang{locale.Chinese, locale.English} {
		words, err := json.Marshal(phoneWordsIn(lang))
		if err != nil {
			return nil, err
		}
		s.files["words-"+string(lang)+".js"] = append([]byte("export default "), words...)
	}
	worker := s.files["sw.js"]
	delete(s.files, "sw.js")
	sum := sha256.New()
	sum.Write(worker)
	for _, name := range s.names() {
		sum.Write([]byte(name + "\n"))
		sum.Write(s.files[name])
	}
	s.digest = hex.EncodeToString(sum.Sum(nil)[:6])
	kept := []string{"/m/", "/m/manifest.webmanifest", icon}
	for _, name := range s.names() {
		kept = append(kept, s.path(name))
	}
	list, err := json.Marshal(kept)
	s.worker = []byte("const VERSION = \"songnuan-m-" + s.digest + "\";\nconst FILES = " + string(list) + ";\n" + string(worker))
	return s, err
}

func (s *shell) names() []string {
	var all []string
	for name := range s.files {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

func (s *shell) path(name string) string { return "/m/app/" + s.digest + "/" + name }

// phoneShell is the page itself. It holds nobody's data, so it is open to everyone
// and a phone keeps it; what is personal comes over /m/sync/ to who is signed in.
func (v *visit) phoneShell() error {
	v.w.Header().Set("Cache-Control", "no-cache")
	v.w.Header().Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=(self)")
	return v.show(view.PhoneShell(view.Phone{Lang: v.lang, Title: v.say("web.phone.title"), Org: v.org(), Icon: v.assets.path("icon.svg"), NoScript: v.say("web.phone.no_script"), File: v.phone.path}))
}

// phoneFile is a module, the stylesheet or the words of the shell.
func (v *visit) phoneFile() error {
	name := v.r.PathValue("file")
	data, ok := v.phone.files[name]
	if !ok || v.r.PathValue("digest") != v.phone.digest {
		return problem.New(problem.NotFound, "web.trouble.no_page")
	}
	v.w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	return v.sendPart(name, data)
}

func (v *visit) sendPart(name string, data []byte) error {
	kind := mime.TypeByExtension(path.Ext(name))
	if strings.HasSuffix(name, ".js") {
		kind = "text/javascript; charset=utf-8"
	}
	v.w.Header().Set("Content-Type", kind)
	http.ServeContent(v.w, v.r, name, time.Time{}, bytes.NewReader(data))
	return nil
}

// phoneWorker is the service worker, which may serve all of /m/.
func (v *visit) phoneWorker() error {
	v.w.Header().Set("Cache-Control", "no-cache")
	return v.sendPart("sw.js", v.phone.worker)
}

// phoneManifest lets a phone put the page on its home screen.
func (v *visit) phoneManifest() error {
	v.w.Header().Set("Cache-Control", "no-cache")
	v.w.Header().Set("Content-Type", "application/manifest+json")
	body, err := json.Marshal(map[string]any{
		"name": v.say("web.phone.title"), "short_name": v.say("web.phone.short"), "lang": string(v.lang), "start_url": "/m/", "scope": "/m/", "display": "standalone",
		"background_color": "#f3f5f8", "theme_color": "#a31d16",
		"icons": []map[string]string{{"src": v.assets.path("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}},
	})
	if err != nil {
		return err
	}
	_, _ = v.w.Write(body) // the browser asks again
	return nil
}
