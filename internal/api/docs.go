package api

import (
	"bytes"
	"html/template"
	"net/http"

	"songnuan/internal/identity"
	"songnuan/internal/locale"
)

// docsPage lists the routes for people. It needs nothing but itself.
var docsPage = template.Must(template.New("docs").Parse(`<!doctype html>
<html lang="{{.Lang}}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<link rel="stylesheet" href="{{.Base}}/docs.css">
<h1>{{.Title}}</h1>
<p>{{.About}}</p>
<p><a href="{{.Base}}/openapi.json">openapi.json</a></p>
<table>
<thead><tr>{{range .Heads}}<th>{{.}}</th>{{end}}</tr></thead>
<tbody>{{range .Lines}}
<tr id="{{.Name}}"><td><code>{{.Method}}</code></td><td><code>{{.Path}}</code></td><td>{{.Summary}}</td><td>{{.Permission}}</td><td>{{.Roles}}</td></tr>{{end}}
</tbody>
</table>
</html>
`))

const docsStyle = `body{font:16px/1.6 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #ddd;padding:.4rem .6rem;text-align:left;vertical-align:top}
code{font-size:.9em;word-break:break-all}
@media(max-width:40rem){thead{display:none}tr,td{display:block;border:0;padding:.1rem 0}tr{border-bottom:1px solid #ddd;padding:.6rem 0}}
`

type docsLine struct {
	Name, Method, Path, Summary, Permission, Roles string
}

func (a *api) docs(w http.ResponseWriter, r *http.Request) {
	c := &call{api: a, w: w, r: r, lang: langOf(r)}
	var lines []docsLine
	for _, one := range a.routes {
		line := docsLine{Name: one.name, Method: one.method, Path: Base + one.path, Summary: locale.Text(c.lang, "api.route."+one.name, nil)}
		if one.permission != none {
			line.Permission, line.Roles = one.permission.Text(c.lang), identity.RolesWith(one.permission).Text(c.lang)
		}
		lines = append(lines, line)
	}
	heads := []string{c.text("api.docs.method"), c.text("api.docs.path"), c.text("api.docs.what"), c.text("api.docs.permission"), c.text("api.docs.roles")}
	var page bytes.Buffer
	err := docsPage.Execute(&page, map[string]any{"Lang": c.lang, "Base": Base, "Title": c.text("api.document.title"), "About": c.text("api.document.about"), "Heads": heads, "Lines": lines})
	if err != nil {
		c.fail(err)
		return
	}
	c.send(http.StatusOK, "text/html", page.Bytes())
}

func (a *api) docsCSS(w http.ResponseWriter, r *http.Request) {
	(&call{api: a, w: w, r: r}).send(http.StatusOK, "text/css", []byte(docsStyle))
}
