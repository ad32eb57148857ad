package web

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/registry"
	"songnuan/internal/web/view"
)

// picked is the list that a batch action means: what is ticked, or all that the
// filter leaves. ok is false when nothing is ticked.
func (v *visit) picked() (h *householdQuery, back string, ok bool, err error) {
	form, err := v.form()
	if err != nil {
		return nil, "", false, err
	}
	q, err := url.ParseQuery(form.Get("query"))
	if err != nil {
		return nil, "", false, formProblem(err)
	}
	back = "/households?" + q.Encode()
	if h, err = v.householdQuery(q); err != nil {
		return nil, back, false, err
	}
	if form.Get("all") != "" {
		return h, back, true, nil
	}
	for _, text := range form["pick"] {
		if of, err := id.Parse(text); err == nil && len(h.Households) < 500 {
			h.Households = append(h.Households, of)
		}
	}
	return h, back, len(h.Households) > 0, nil
}

// nothingPicked sends the person back to tick something.
func (v *visit) nothingPicked(back string) error {
	v.setFlash(view.Flash{Text: v.say("web.household.nothing_picked"), Bad: true})
	return v.goTo(back)
}

// householdExport sends the list as a workbook.
func (v *visit) householdExport() error {
	h, back, ok, err := v.picked()
	if err != nil {
		return err
	}
	if !ok {
		return v.nothingPicked(back)
	}
	folder, err := os.MkdirTemp("", "songnuan-list-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "list.xlsx")
	order := app.HouseholdsOrder{Filter: h.under(v.desk.Today()), Order: h.order, Path: path, Lang: v.lang}
	if _, err := v.desk.ExportHouseholds(v.r.Context(), order); err != nil {
		return err
	}
	name := url.PathEscape(v.say("web.household.file_name", "day", v.desk.Today()) + ".xlsx")
	v.w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	v.w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+name)
	http.ServeFile(v.w, v.r, path)
	return nil
}

// printedMost bounds a printed list: more is for the workbook.
const printedMost = 500

// householdPrint shows the list as it is printed.
func (v *visit) householdPrint() error {
	h, back, ok, err := v.picked()
	if err != nil {
		return err
	}
	if !ok {
		return v.nothingPicked(back)
	}
	h.cut = registry.Cut{Limit: printedMost}
	page, err := v.desk.Households(v.r.Context(), h.under(v.desk.Today()), h.order, h.cut)
	if err != nil {
		return err
	}
	l, err := v.householdsShown(h, url.Values{}, page)
	if err != nil {
		return err
	}
	persons := 0
	for _, line := range page.Lines {
		persons += line.Persons
	}
	if l.Total = v.say("web.household.total", "households", len(page.Lines), "persons", persons); page.Next != "" {
		l.Total = v.say("web.household.print_cut", "most", strconv.Itoa(printedMost))
	}
	p := v.page("web.household.print_title")
	p.Sub, p.Actions = v.say("web.household.print_sub", "day", v.desk.Today(), "who", p.Who), view.HouseholdPrintActions(p, back)
	return v.show(view.HouseholdPrintPage(p, *l))
}
