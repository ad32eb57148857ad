package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/sheet"
	"songnuan/internal/web/view"
)

const (
	rowsShown  = 50
	twinsShown = 20
)

// rowStates are the filters of the rows, in the order of the tabs.
var rowStates = []registry.AsideState{registry.Wrong, registry.Twin, registry.Doubt, registry.Good, registry.Left}

func (v *visit) importRows() error {
	i, err := v.importView()
	if err != nil {
		return err
	}
	state := registry.AsideState(v.r.FormValue("state"))
	if !slices.Contains(rowStates, state) {
		state = registry.Wrong
	}
	after, err := v.rowPlace(v.r.FormValue("after"))
	if err != nil {
		return err
	}
	table, err := v.desk.ImportRows(v.r.Context(), i.ID, state, after, rowsShown+1)
	if err != nil {
		return err
	}
	step := 2
	if i.State.Begun() {
		step = 4
	}
	p, w := v.importPage("web.import.rows", i.Batch, step)
	r := view.ImportRows{Wizard: w, State: string(state), Mend: i.State == registry.Checked || i.State == registry.Entered}
	base := "/imports/" + string(i.ID) + "/rows"
	if len(table.Rows) > rowsShown {
		table.Rows = table.Rows[:rowsShown]
		r.Pager.Next = fmt.Sprintf("%s?state=%s&after=%s", base, state, placeText(table.Rows[rowsShown-1].At))
	}
	if v.r.FormValue("after") != "" {
		r.Pager.First = base + "?state=" + string(state)
	}
	for _, s := range rowStates {
		if i.State.Begun() && s != registry.Wrong {
			continue // what was entered is on file
		}
		r.Tabs = append(r.Tabs, view.Tab{Link: view.Link{Href: base + "?state=" + string(s), Text: p.T("web.import.state." + string(s))}, Here: s == state, N: countOf(i, s)})
	}
	r.Sheets = v.rowSheets(table)
	return v.show(view.ImportRowsPage(p, r))
}

func countOf(i importing, s registry.AsideState) string {
	n := map[registry.AsideState]int64{registry.Wrong: i.Sum.Wrong, registry.Twin: i.Sum.Twin, registry.Doubt: i.Sum.Doubt, registry.Good: i.Sum.Good, registry.Left: i.Sum.Left}[s]
	if i.State.Begun() {
		n = i.Rows.Wrong
	}
	return strconv.FormatInt(n, 10)
}

// rowSheets puts rows under the headings of their sheets.
func (v *visit) rowSheets(table *app.ImportTable) (sheets []view.RowSheet) {
	for _, row := range table.Rows {
		if len(sheets) == 0 || sheets[len(sheets)-1].Place != row.At.Sheet {
			sheets = append(sheets, view.RowSheet{Place: row.At.Sheet, Name: table.Sheets[row.At.Sheet], Headings: table.Headings[row.At.Sheet]})
		}
		s := &sheets[len(sheets)-1]
		s.Rows = append(s.Rows, view.RowLine{Sheet: row.At.Sheet, Number: row.At.Number, State: string(row.State), Cells: row.Cells, Reasons: v.reasons(row)})
	}
	return sheets
}

func (v *visit) reasons(row app.ImportRow) (texts []string) {
	for i := range row.Reasons {
		text := row.Reasons[i].Text(v.lang)
		if like := app.LikenessOf(row.Reasons[i]); like != nil {
			speaks, against := v.reasonTexts(like.Reasons)
			text += locale.Text(v.lang, "web.import.twin_why", problem.Pairs("reasons", strings.Join(append(speaks, against...), locale.Text(v.lang, "web.import.twin_and", nil))))
		}
		texts = append(texts, text)
	}
	if len(texts) == 0 && row.State == registry.Wrong {
		texts = append(texts, locale.Text(v.lang, "app.wrong_with_household", nil))
	}
	return texts
}

// placeText names a row in an address: its sheet from 0 and its number.
func placeText(at app.RowPlace) string {
	return strconv.Itoa(at.Sheet) + "." + strconv.Itoa(at.Number)
}

func (v *visit) rowPlace(text string) (at app.RowPlace, err error) {
	if text == "" {
		return at, nil
	}
	sheetText, number, _ := strings.Cut(text, ".")
	if at.Sheet, err = strconv.Atoi(sheetText); err == nil {
		at.Number, err = strconv.Atoi(number)
	}
	if err != nil {
		return at, noPage()
	}
	return at, nil
}

func (v *visit) importRow() error {
	return v.showRow(v.r.FormValue("at"), view.Form{}, 200)
}

// showRow shows one row in clear, to be put right.
func (v *visit) showRow(text string, f view.Form, status int) error {
	of, err := v.pathID()
	if err != nil {
		return err
	}
	at, err := v.rowPlace(text)
	if err != nil {
		return err
	}
	i, err := v.desk.Import(v.r.Context(), of)
	if err != nil {
		return err
	}
	table, err := v.desk.ImportRow(v.r.Context(), of, at)
	if err != nil {
		return err
	}
	p, w := v.importPage("web.import.row", i.Batch, 2)
	r := view.ImportRow{Wizard: w, At: placeText(at), Number: at.Number, Form: f}
	typed := f.Values != nil
	if !typed {
		r.Form = view.Form{Values: url.Values{}, Wrong: map[string]string{}}
	}
	for _, row := range table.Rows {
		if row.At != at {
			r.Others = append(r.Others, view.RowLine{Sheet: row.At.Sheet, Number: row.At.Number, State: string(row.State), Cells: row.Cells})
			continue
		}
		r.State = string(row.State)
		v.rowFields(&r, row, table.Headings[at.Sheet], typed)
	}
	return v.write(status, view.ImportRowPage(p, r))
}

// rowFields makes a field of each cell, with what is wrong beside it.
func (v *visit) rowFields(r *view.ImportRow, row app.ImportRow, headings []string, typed bool) {
	for column := range max(len(headings), len(row.Cells)) {
		name := "cell-" + strconv.Itoa(column)
		label := sheet.ColumnName(column)
		if column < len(headings) && headings[column] != "" {
			label = headings[column]
		}
		if !typed && column < len(row.Cells) {
			r.Form.Values.Set(name, row.Cells[column])
		}
		field := view.Field{Name: name, Label: label, Most: 2000}
		for i := range row.Reasons {
			if f := &row.Reasons[i]; f.Column == label {
				r.Form.Wrong[name] = f.Text(v.lang)
				if words := app.Proposals(*f); len(words) > 0 {
					field.Hint = locale.Text(v.lang, "web.import.proposal", problem.Pairs("words", strings.Join(words, "、")))
				}
			}
		}
		r.Fields = append(r.Fields, field)
	}
	for i := range row.Reasons {
		if row.Reasons[i].Column == "" {
			r.Reasons = append(r.Reasons, row.Reasons[i].Text(v.lang))
		}
	}
}

// importMend puts a row right and feeds its household through the reader again.
func (v *visit) importMend() error {
	of, err := v.pathID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	at, err := v.rowPlace(form.Get("at"))
	if err != nil {
		return err
	}
	cells := map[int]string{}
	for name := range form {
		if text, ok := strings.CutPrefix(name, "cell-"); ok {
			if column, err := strconv.Atoi(text); err == nil {
				cells[column] = form.Get(name)
			}
		}
	}
	state, err := v.desk.MendRow(v.r.Context(), of, at, cells)
	if err != nil {
		return err
	}
	switch state {
	case registry.Wrong:
		return v.showRow(form.Get("at"), view.Form{Values: form, Wrong: map[string]string{}}, 422)
	case "":
		return v.done("/imports/"+string(of)+"/rows", "web.import.mended_in", "row", at.Number)
	}
	return v.done("/imports/"+string(of)+"/rows", "web.import.mended", "row", at.Number)
}

// importLeave leaves a household out, or takes it in again.
func (v *visit) importLeave() error {
	of, err := v.pathID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	at, err := v.rowPlace(form.Get("at"))
	if err != nil {
		return err
	}
	leave := form.Get("leave") == "1"
	if _, err := v.desk.LeaveRow(v.r.Context(), of, at, leave); err != nil {
		return err
	}
	back := "/imports/" + string(of) + "/" + form.Get("back")
	if leave {
		return v.done(back, "web.import.left", "row", at.Number)
	}
	return v.done(back, "web.import.taken", "row", at.Number)
}

func (v *visit) importTwins() error {
	i, err := v.importView()
	if err != nil {
		return err
	}
	after, err := v.rowPlace(v.r.FormValue("after"))
	if err != nil {
		return err
	}
	twins, next, err := v.desk.ImportTwins(v.r.Context(), i.ID, after, twinsShown)
	if err != nil {
		return err
	}
	step := 2
	if i.State.Begun() {
		step = 4
	}
	p, w := v.importPage("web.import.duplicates", i.Batch, step)
	t := view.ImportTwins{Wizard: w, Open: i.State == registry.Checked || i.State == registry.Entered, Late: i.State.Begun()}
	base := "/imports/" + string(i.ID) + "/duplicates"
	if next != (app.RowPlace{}) {
		t.Pager.Next = base + "?after=" + placeText(next)
	}
	if v.r.FormValue("after") != "" {
		t.Pager.First = base
	}
	for _, one := range twins {
		twin := view.Twin{At: placeText(one.At), Row: one.At.Number, Rows: one.Rows, Updates: one.Updates, Merges: one.Merges, Opens: one.Opens, Choice: one.Choice, Number: one.Number, Head: one.Head,
			Place: one.Place, Listed: one.Listed, ListedHead: one.ListedHead}
		twin.Kind = "import.updates"
		if one.Reason.Key != "" {
			twin.Reason, twin.Kind = one.Reason.Text(v.lang), one.Reason.Key
		}
		if l := one.Likeness; l != nil {
			twin.Verdict, twin.Score = l.Verdict, l.Score
			twin.For, twin.Against = v.reasonTexts(l.Reasons)
		}
		t.Note(twin)
		for _, d := range one.Differences {
			twin.Differences = append(twin.Differences, view.Difference{Field: v.differing(d), Old: d.Old, New: d.New})
		}
		t.Twins = append(t.Twins, twin)
	}
	return v.show(view.ImportTwinsPage(p, t))
}

// differing names what differs: the field, and whose it is.
func (v *visit) differing(d registry.Difference) string {
	name := d.Field
	switch name {
	case "member", "extra", "id_pending":
		name = locale.Text(v.lang, "web.import.differs."+name, nil)
	}
	if d.Member == "" {
		return name
	}
	return d.Member + " · " + name
}

// importChoose decides what becomes of a household that may be on file, or of
// all of a kind.
func (v *visit) importChoose() error {
	of, err := v.pathID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	order, back := app.TwinOrder{Kind: form.Get("kind"), Choice: form.Get("choice")}, "/imports/"+string(of)+"/duplicates"
	if text := form.Get("at"); text != "" {
		at, err := v.rowPlace(text)
		if err != nil {
			return err
		}
		order.At = &at
	}
	done, unfit, more, err := v.desk.ChooseTwins(v.r.Context(), of, order)
	switch {
	case err != nil:
		return err
	case unfit > 0:
		return v.done(back, "web.import.chosen_unfit", "count", done, "unfit", unfit)
	case more:
		return v.done(back, "web.import.chosen_more", "count", done)
	}
	return v.done(back, "web.import.chosen", "count", done)
}
