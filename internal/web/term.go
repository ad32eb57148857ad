package web

import (
	"net/http"
	"net/url"
	"slices"

	"songnuan/internal/app"
	"songnuan/internal/identity"
	"songnuan/internal/problem"
	"songnuan/internal/term"
	"songnuan/internal/web/view"
)

func (v *visit) termLists() error {
	words, err := v.desk.OwnWords(v.r.Context())
	if err != nil {
		return err
	}
	own := map[string]int{}
	for _, w := range words {
		own[w.List]++
	}
	l := view.TermLists{}
	for _, code := range term.Lists() {
		l.Rows = append(l.Rows, view.TermListRow{Code: code, Name: v.say("web.term.list." + code), Source: term.Source(code), Terms: len(term.Terms(code)), Own: own[code]})
	}
	p := v.systemPage("web.term.title")
	p.Sub = p.T("web.term.hint")
	return v.show(view.TermListsPage(p, l))
}

func (v *visit) termList() error {
	return v.showTerms(view.Form{Values: url.Values{}}, http.StatusOK)
}

func (v *visit) showTerms(f view.Form, status int) error {
	code := v.r.PathValue("list")
	if !slices.Contains(term.Lists(), code) {
		return problem.New(problem.NotFound, "term.no_list")
	}
	words, err := v.desk.OwnWords(v.r.Context())
	if err != nil {
		return err
	}
	l := view.TermList{Form: f, Code: code, Source: term.Source(code), Keep: v.can(identity.TermKeep) && v.desk.Actor().Scope.All}
	for _, t := range term.Terms(code) {
		row := view.TermRow{Term: t}
		for _, w := range words {
			if w.List == code && w.Name == t.Name {
				row.Own = append(row.Own, view.OwnWord{Text: w.Text, Actor: w.Actor, When: app.ShownTime(w.Recorded)})
			}
		}
		l.Rows = append(l.Rows, row)
		l.Names = append(l.Names, view.Option{Value: t.Name, Text: t.Name})
	}
	p := v.systemPage("web.term.title", view.Link{Href: "/dictionaries", Text: v.say("web.term.title")})
	p.Title = v.say("web.term.list." + code)
	p.Sub = l.Source
	return v.write(status, view.TermListPage(p, l))
}

func (v *visit) termAdd() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	list := v.r.PathValue("list")
	if err = v.desk.AddWord(v.r.Context(), term.Spelling{List: list, Text: form.Get("spelling"), Name: form.Get("name")}); err == nil {
		return v.done("/dictionaries/"+list, "web.term.added")
	}
	f, err := v.wrong(form, err, map[string]string{"term.bad_spelling": "spelling", "term.spelling_number": "spelling", "term.spelling_known": "spelling", "term.spelling_taken": "spelling", "term.no_term": "name"})
	if err != nil {
		return err
	}
	return v.showTerms(f, http.StatusUnprocessableEntity)
}

func (v *visit) termDrop() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	list := v.r.PathValue("list")
	if err := v.desk.DropWord(v.r.Context(), term.Spelling{List: list, Text: form.Get("spelling"), Name: form.Get("name")}); err != nil {
		return err
	}
	return v.done("/dictionaries/"+list, "web.term.dropped")
}
