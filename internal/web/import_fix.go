package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"songnuan/internal/app"
	"songnuan/internal/id"
	"songnuan/internal/intake"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/registry"
	"songnuan/internal/web/view"
)

// fixRowsShown are the rows whose cells one page shows in the clear.
const fixRowsShown = 20

// fixStates are whose cells can be put right on one page.
var fixStates = []registry.AsideState{registry.Wrong, registry.Doubt, registry.Twin}

func (v *visit) importFix() error {
	return v.showFix(v.r.URL.Query(), nil, http.StatusOK)
}

// showFix shows the wrong cells of some rows, to be put right in place. mended
// is what became of what was just sent.
func (v *visit) showFix(q url.Values, mended []app.Mended, status int) error {
	i, err := v.importView()
	if err != nil {
		return err
	}
	state := registry.AsideState(q.Get("state"))
	if !slices.Contains(fixStates, state) {
		state = registry.Wrong
	}
	after, err := v.rowPlace(q.Get("after"))
	if err != nil {
		return err
	}
	rows, err := v.desk.FaultyRows(v.r.Context(), i.ID, state, after, fixRowsShown+1)
	if err != nil {
		return err
	}
	step := 2
	if i.State.Begun() {
		step = 4
	}
	p, w := v.importPage("web.import.fix", i.Batch, step)
	f := view.ImportFix{Wizard: w, State: string(state), After: q.Get("after"), Count: countOf(i, state)}
	base := "/imports/" + string(i.ID) + "/fix?state=" + string(state)
	if len(rows) > fixRowsShown {
		rows = rows[:fixRowsShown]
		f.Pager.Next = base + "&after=" + placeText(rows[fixRowsShown-1].At)
	}
	if q.Get("after") != "" {
		f.Pager.First = base
	}
	for _, s := range fixStates {
		if i.State.Begun() && s != registry.Wrong {
			continue
		}
		f.Tabs = append(f.Tabs, view.Tab{Link: view.Link{Href: "/imports/" + string(i.ID) + "/fix?state=" + string(s), Text: p.T("web.import.state." + string(s))}, Here: s == state, N: countOf(i, s)})
	}
	for _, row := range rows {
		f.Rows = append(f.Rows, v.fixRow(row, mended))
	}
	f.Settle(status != http.StatusOK)
	return v.write(status, view.ImportFixPage(p, f))
}

func (v *visit) fixRow(row app.FaultyRow, mended []app.Mended) view.FixRow {
	r := view.FixRow{At: placeText(row.At), Number: row.At.Number, Sheet: row.Sheet, Label: strings.Join(row.Label, " "), Version: row.Version}
	var clash *app.Mended
	for i := range mended {
		if mended[i].At != row.At {
			continue
		}
		r.Sent = true
		if mended[i].Clash != "" {
			clash = &mended[i]
			r.Clash = locale.Text(v.lang, "web.import.fix_clash", problem.Pairs("actor", clash.Clash))
		}
	}
	r.Reasons = v.noticed(row.Reasons)
	for _, fault := range row.Faults {
		c := view.FixCell{Name: fixName(row.At, fault.Column), Column: fault.Column, Heading: fault.Heading, Value: fault.Text, Found: v.noticed(fault.Found), Words: fault.Words}
		if clash != nil {
			if own, ok := clash.Cells[fault.Column]; ok { // what the other put there stands beside
				c.Value, c.Theirs = own, fault.Text
			}
		}
		r.Cells = append(r.Cells, c)
	}
	return r
}

func (v *visit) noticed(findings intake.Findings) (some []view.Found) {
	for i := range findings {
		some = append(some, view.Found{Text: findings[i].Text(v.lang), Wrong: findings[i].Severity == intake.Wrong})
	}
	return some
}

// fixName names a cell in the form: cell-<sheet>.<row>-<column>.
func fixName(at app.RowPlace, column int) string {
	return fmt.Sprintf("cell-%s-%d", placeText(at), column)
}

// importFixSave puts all cells right that were touched.
func (v *visit) importFixSave() error {
	of, err := v.pathID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	orders, err := v.mendOrders(form)
	if err != nil {
		return err
	}
	mended, err := v.desk.MendRows(v.r.Context(), of, orders)
	if err != nil && problem.As(err).Key == "import.no_row" { // somebody else has dealt with one of them
		return v.done(fixPath(of, form), "web.import.fix_gone")
	}
	if err != nil {
		return err
	}
	good, wrong := 0, 0
	for _, m := range mended {
		if m.State == registry.Wrong || m.Clash != "" {
			wrong++
		} else {
			good++
		}
	}
	switch {
	case wrong > 0:
		return v.showFix(form, mended, http.StatusUnprocessableEntity)
	case good == 0:
		return v.done(fixPath(of, form), "web.import.fix_none")
	}
	return v.done(fixPath(of, form), "web.import.fix_done", "count", good)
}

func fixPath(of id.ID, form url.Values) string {
	path := "/imports/" + string(of) + "/fix?state=" + url.QueryEscape(form.Get("state"))
	if after := form.Get("after"); after != "" {
		path += "&after=" + url.QueryEscape(after)
	}
	return path
}

// mendOrders reads the cells that differ from what the page showed.
func (v *visit) mendOrders(form url.Values) (orders []app.MendOrder, err error) {
	for _, text := range form["row"] {
		at, err := v.rowPlace(text)
		if err != nil {
			return nil, err
		}
		o := app.MendOrder{At: at, Cells: map[int]string{}}
		if seen, err := strconv.Atoi(form.Get("seen-" + text)); err == nil {
			o.Seen = &seen
		}
		prefix := "cell-" + text + "-"
		for name := range form {
			column, own := strings.CutPrefix(name, prefix)
			if n, err := strconv.Atoi(column); own && err == nil && form.Get(name) != form.Get("was-"+text+"-"+column) {
				o.Cells[n] = form.Get(name)
			}
		}
		if len(o.Cells) > 0 {
			orders = append(orders, o)
		}
	}
	return orders, nil
}

// importFixes shows what can be put right at once as proposed.
func (v *visit) importFixes() error {
	i, err := v.importView()
	if err != nil {
		return err
	}
	kinds, err := v.desk.ProposedFixes(v.r.Context(), i.ID)
	if err != nil {
		return err
	}
	step := 2
	if i.State.Begun() {
		step = 4
	}
	p, w := v.importPage("web.import.fixes", i.Batch, step)
	f := view.ImportFixes{Wizard: w}
	for _, k := range kinds {
		kind := view.FixKind{Key: k.Key, Column: k.Column, Count: k.Count, Taken: k.Taken}
		kind.Title = locale.Text(v.lang, "web.import.fix_kind."+strings.ReplaceAll(k.Key, ".", "_"), nil)
		for _, e := range k.Example {
			kind.Examples = append(kind.Examples, view.FixExample{Number: e.At.Number, Old: e.Old, New: e.New})
		}
		f.Total += k.Count
		f.Kinds = append(f.Kinds, kind)
	}
	return v.show(view.ImportFixesPage(p, f))
}

// importAccept takes proposals over, or takes them back.
func (v *visit) importAccept() error {
	of, err := v.pathID()
	if err != nil {
		return err
	}
	form, err := v.form()
	if err != nil {
		return err
	}
	order, back := app.FixOrder{Key: form.Get("key"), Column: form.Get("column")}, "/imports/"+string(of)+"/fixes"
	if form.Get("do") == "undo" {
		n, err := v.desk.UndoFixes(v.r.Context(), of, order)
		if err != nil {
			return err
		}
		return v.done(back, "web.import.fixes_undone", "count", n)
	}
	n, more, err := v.desk.AcceptFixes(v.r.Context(), of, order)
	switch {
	case err != nil:
		return err
	case more:
		return v.done(back, "web.import.fixes_more", "count", n)
	}
	return v.done(back, "web.import.fixes_done", "count", n)
}
