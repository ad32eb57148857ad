package web

import (
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"strings"
)

// placeNames finds the names of areas and units, each once for a page.
type placeNames struct {
	v     *visit
	units map[string]string
	areas map[area.Code]string
}

func (v *visit) placeNames() (*placeNames, error) {
	n := &placeNames{v, map[string]string{}, map[area.Code]string{}}
	if !v.can(identity.PlaceSee) {
		return n, nil
	}
	units, err := v.desk.Units(v.r.Context())
	for _, u := range units {
		n.units[u.Path] = u.Name
	}
	return n, err
}

// area is the name of an area, a withdrawn one's says so; the code where there
// is none.
func (n *placeNames) area(code area.Code) string {
	if code == "" {
		return ""
	}
	if name, known := n.areas[code]; known {
		return name
	}
	name := code.Short()
	if page, err := n.v.desk.Areas(n.v.r.Context(), code, "", 1); err == nil && len(page.Path) > 0 {
		name = page.Path[len(page.Path)-1].Shown(n.v.lang, n.v.today().String())
	}
	n.areas[code] = name
	return name
}

func (n *placeNames) unit(path string) string {
	if name, ok := n.units[path]; ok {
		return name
	}
	return path
}

func (n *placeNames) place(where area.Code, unit string) string {
	return strings.TrimSpace(n.area(where) + " " + n.unit(unit))
}

// reach names what a scope covers.
func (n *placeNames) reach(s identity.Scope) string {
	if s.All {
		return n.v.say("web.user.reach_all")
	}
	var all []string
	for _, a := range s.Areas {
		all = append(all, n.area(a))
	}
	for _, u := range s.Units {
		all = append(all, n.unit(u))
	}
	return strings.Join(all, n.v.say("web.user.comma"))
}

// areaOf is the area that was typed: its code, or the beginning of a name that
// fits only one.
func (v *visit) areaOf(text string) (area.Code, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", nil
	}
	if strings.Trim(text, "0123456789") == "" {
		return area.Parse(text)
	}
	found, err := v.desk.FindAreas(v.r.Context(), text, 20)
	if err != nil {
		return "", err
	}
	if len(found) == 1 {
		return found[0].Code, nil
	}
	exact := area.Code("")
	for _, a := range found {
		if a.Name == text {
			if exact != "" {
				return "", problem.New(problem.Invalid, "web.area.several", "count", len(found))
			}
			exact = a.Code
		}
	}
	switch {
	case exact != "":
		return exact, nil
	case len(found) > 1:
		return "", problem.New(problem.Invalid, "web.area.several", "count", len(found))
	}
	return "", problem.New(problem.Invalid, "web.area.no_such")
}

func (v *visit) now() day.Instant { return v.App.Now() }

func (v *visit) today() day.Date { return v.now().Date() }
