package web

import (
	"context"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/day"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/intake"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

// beginJob asks for work on the import of the path and shows how far it is.
func (v *visit) beginJob(begin func(context.Context, id.ID, string) (*identity.Job, error), said string) error {
	of, err := v.pathID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	if _, err := begin(v.r.Context(), of, form.Get("form")); err != nil {
		return err
	}
	return v.done("/imports/"+string(of)+"/result", said)
}

func (v *visit) importColumns() error {
	return v.showColumns(nil, view.Form{}, 200)
}

// showColumns shows how a list is understood; given is what was typed before
// it was refused.
func (v *visit) showColumns(given url.Values, f view.Form, status int) error {
	of, err := v.pathID()
	if err != nil {
		return err
	}
	draft, err := v.desk.ImportDraft(v.r.Context(), of)
	if err != nil {
		return err
	}
	if draft.State.Begun() {
		return v.goTo("/imports/" + string(of) + "/result")
	}
	places, err := v.desk.Places(v.r.Context())
	if err != nil {
		return err
	}
	p, w := v.importPage("web.import.columns", draft.Batch, 1)
	c := view.ImportColumns{Wizard: w, Form: f, Same: nil}
	if given == nil {
		c.Form.Values = url.Values{"area": {string(draft.Area)}, "as_of": {draft.AsOf.String()}}
	}
	c.Areas = v.areaChoices(draft.Area, places)
	for _, b := range draft.Same {
		c.Same = append(c.Same, v.importLine(b))
	}
	for _, n := range draft.Notes {
		c.Notes = append(c.Notes, n.Text(v.lang))
	}
	for _, s := range draft.Sheets {
		c.Sheets = append(c.Sheets, v.draftSheet(draft, s, given))
	}
	return v.write(status, view.ImportColumnsPage(p, c))
}

// areaChoices are where rows belong that name no village.
func (v *visit) areaChoices(whole area.Code, places *app.Places) []view.Option {
	options := []view.Option{{Value: string(whole), Text: locale.Text(v.lang, "web.import.area_by_row", nil)}}
	for _, village := range places.Villages {
		if village.Code != whole {
			options = append(options, view.Option{Value: string(village.Code), Text: village.Name})
		}
	}
	return options
}

func (v *visit) draftSheet(draft *app.ImportDraft, s app.DraftSheet, given url.Values) view.DraftSheet {
	d := view.DraftSheet{Place: s.Place, Name: s.Name, Read: !s.Left, First: s.First, Last: s.Last, Told: s.Told}
	for _, row := range s.Top {
		d.Top = append(d.Top, view.DraftRow{Number: row.Number, Cells: row.Cells, Head: row.Number >= s.First && row.Number <= s.Last})
		d.Wide = max(d.Wide, len(row.Cells))
	}
	for _, c := range s.Columns {
		column := view.DraftColumn{Name: "means-" + strconv.Itoa(s.Place) + "-" + strconv.Itoa(c.Index), Heading: c.Heading, Samples: c.Samples,
			Why: locale.Text(v.lang, c.Reason, nil), Doubt: c.Confidence > 0 && c.Confidence < 90}
		chosen := c.Field
		if given != nil && given.Has(column.Name) {
			chosen = given.Get(column.Name)
		}
		column.Options = fieldChoices(draft.Fields, v.lang)
		column.Chosen = chosen
		d.Columns = append(d.Columns, column)
	}
	return d
}

func fieldChoices(fields []intake.Field, lang locale.Lang) []view.Option {
	options := []view.Option{
		{Value: "", Text: locale.Text(lang, "web.import.means_extra", nil)},
		{Value: intake.Ignore, Text: locale.Text(lang, "web.import.means_nothing", nil)},
	}
	for _, f := range fields {
		options = append(options, view.Option{Value: f.Name, Text: f.Heading})
	}
	return options
}

// importSettle takes what the columns mean, and has the list checked.
func (v *visit) importSettle() error {
	of, err := v.pathID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	order, err := settleOrder(form)
	if err == nil && form.Get("do") == "reread" {
		if err = v.desk.RereadImport(v.r.Context(), of, order); err == nil {
			return v.goTo("/imports/" + string(of) + "/columns")
		}
	} else if err == nil {
		if order.Mapping, err = v.mappingOf(of, form); err == nil {
			if _, err = v.desk.SettleImport(v.r.Context(), of, order); err == nil {
				return v.goTo("/imports/" + string(of) + "/check")
			}
		}
	}
	f, err := v.wrong(form, err, map[string]string{"web.import.bad_day": "as_of", "web.import.bad_row": "sheets"})
	if err != nil {
		return err
	}
	return v.showColumns(form, f, 422)
}

func settleOrder(form url.Values) (order app.SettleOrder, err error) {
	order = app.SettleOrder{Area: area.Code(form.Get("area")), Unit: strings.TrimSpace(form.Get("unit")), Form: form.Get("form"), Headers: map[int][2]int{}}
	if order.Area != "" {
		if order.Area, err = area.Parse(string(order.Area)); err != nil {
			return order, err
		}
	}
	if text := form.Get("as_of"); text != "" {
		if order.AsOf, err = day.Parse(text); err != nil {
			return order, problem.Wrap(err, problem.Invalid, "web.import.bad_day")
		}
	}
	read := form["read"]
	for _, text := range form["sheet"] {
		place, err := strconv.Atoi(text)
		if err != nil || place < 0 || place > 1000 {
			return order, problem.Wrap(err, problem.Invalid, "web.import.bad_row")
		}
		if !slices.Contains(read, text) {
			order.Leave = append(order.Leave, place)
		}
		first, last := form.Get("first-"+text), form.Get("last-"+text)
		if first == "" && last == "" || first == form.Get("found-first-"+text) && last == form.Get("found-last-"+text) {
			continue // as it was found
		}
		at, err := headingRows(first, last)
		if err != nil {
			return order, err
		}
		order.Headers[place] = at
	}
	return order, nil
}

// headingRows reads which row, or which two, are the heading.
func headingRows(first, last string) (at [2]int, err error) {
	if at[0], err = strconv.Atoi(strings.TrimSpace(first)); err == nil {
		at[1] = at[0]
		if last = strings.TrimSpace(last); last != "" {
			at[1], err = strconv.Atoi(last)
		}
	}
	if err != nil || at[0] < 1 || at[0] > intake.HeaderRows || at[1] != at[0] && at[1] != at[0]+1 {
		return at, problem.Wrap(err, problem.Invalid, "web.import.bad_row", "most", intake.HeaderRows)
	}
	return at, nil
}

// mappingOf reads what each column means, by its heading.
func (v *visit) mappingOf(of id.ID, form url.Values) (map[string]string, error) {
	draft, err := v.desk.ImportDraft(v.r.Context(), of)
	if err != nil {
		return nil, err
	}
	mapping := map[string]string{}
	for _, s := range draft.Sheets {
		for _, c := range s.Columns {
			name := "means-" + strconv.Itoa(s.Place) + "-" + strconv.Itoa(c.Index)
			if _, had := mapping[c.Heading]; had || c.Heading == "" || !form.Has(name) || form.Get(name) == c.Field {
				continue // a guess that stands needs no word
			}
			mapping[c.Heading] = form.Get(name)
		}
	}
	for heading, field := range draft.Mapping { // what was said before and stands
		if _, had := mapping[heading]; !had {
			mapping[heading] = field
		}
	}
	return mapping, nil
}

// importCorrections gives the rows that came back, to be put right in a sheet.
func (v *visit) importCorrections() error {
	of, err := v.pathID()
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "songnuan-corrections-*")
	if err != nil {
		return problem.Wrap(err, problem.Internal, "sqldb.no_temporary_file")
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "corrections.xlsx")
	if _, err := v.desk.ExportCorrections(v.r.Context(), of, path, v.lang); err != nil {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return problem.Wrap(err, problem.Internal, "sqldb.no_temporary_file")
	}
	defer file.Close() //nolint:errcheck // it was only read
	v.saveAs(locale.Text(v.lang, "web.import.corrections_file", nil) + ".xlsx")
	if _, err := io.Copy(v.w, file); err != nil {
		v.Log.Warn("file not sent whole", "request", v.number, "route", v.r.Pattern)
	}
	return nil
}

func (v *visit) importOriginal() error {
	of, err := v.pathID()
	if err != nil {
		return err
	}
	file, err := v.desk.OpenUpload(v.r.Context(), of)
	if err != nil {
		return err
	}
	return v.sendFile(file)
}

func (v *visit) importDrop() error {
	of, err := v.pathID()
	if err != nil {
		return err
	}
	if err := v.desk.DropImport(v.r.Context(), of); err != nil {
		return err
	}
	return v.done("/imports", "web.import.dropped")
}
