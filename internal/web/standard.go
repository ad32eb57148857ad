package web

import (
	"net/http"
	"net/url"

	"songnuan/internal/app"
	"songnuan/internal/area"
	"songnuan/internal/identity"
	"songnuan/internal/money"
	"songnuan/internal/problem"
	"songnuan/internal/web/view"
)

func (v *visit) standardList() error {
	q := v.r.URL.Query()
	return v.showStandards(q, view.Form{Values: url.Values{}}, view.Form{}, http.StatusOK)
}

func (v *visit) showStandards(q url.Values, add, upload view.Form, status int) error {
	l := view.StandardList{Filter: view.Form{Values: q}, New: add, Upload: upload, Keep: v.can(identity.PlaceKeep), Kinds: v.standardKinds()}
	root, err := v.areaOf(q.Get("area"))
	if err != nil {
		if l.Filter, err = v.wrong(q, mine(err), map[string]string{"area.bad_code": "area", "web.area.no_such": "area", "web.area.several": "area"}); err != nil {
			return err
		}
		status = http.StatusUnprocessableEntity
	}
	lines, withdrawn, err := v.desk.Standards(v.r.Context(), root, q.Get("kind"))
	if err != nil {
		return err
	}
	names, err := v.placeNames()
	if err != nil {
		return err
	}
	all := make([]area.Standard, len(lines))
	for i := range lines {
		all[i] = lines[i].Standard
	}
	for _, line := range lines {
		row := v.standardRow(line.Standard, all, names)
		row.Actor, row.Recorded = line.Actor, app.ShownTime(line.Recorded)
		if l.Keep && v.desk.Actor().Scope.CoversPlace(line.Area, "") {
			row.Take = "/standards/withdraw?" + url.Values{"area": {string(line.Area)}, "kind": {line.Kind}, "from": {line.From}}.Encode()
		}
		l.Rows = append(l.Rows, row)
	}
	for _, w := range withdrawn {
		reason := w.Reason
		if reason == "import" {
			reason = v.say("web.standard.by_import")
		}
		l.Withdrawn = append(l.Withdrawn, view.WithdrawnRow{StandardRow: v.standardRow(w.Standard, nil, names), Reason: reason, By: w.By, At: app.ShownTime(w.At)})
	}
	p := v.systemPage("web.standard.title")
	p.Sub = p.T("web.standard.hint")
	return v.write(status, view.StandardListPage(p, l))
}

func (v *visit) standardKinds() (options []view.Option) {
	for _, kind := range area.Kinds {
		options = append(options, view.Option{Value: kind, Text: v.say("standard.kind." + kind)})
	}
	return options
}

// standardRow puts a line into words: until when it holds among all lines, and
// whether it does today.
func (v *visit) standardRow(line area.Standard, among []area.Standard, names *placeNames) view.StandardRow {
	row := view.StandardRow{Standard: line, Where: names.area(line.Area), Kind: v.say("standard.kind." + line.Kind), Ends: line.Ends(among)}
	row.Replaced = row.Ends != line.To
	today := v.today().String()
	switch {
	case line.From > today:
		row.State, row.Tone = v.say("web.standard.coming"), "blue"
	case row.Ends != "" && row.Ends < today:
		row.State = v.say("web.standard.over")
	default:
		row.State, row.Tone = v.say("web.standard.in_force"), "green"
	}
	return row
}

var standardFields = map[string]string{"area.standard_kind": "kind", "area.standard_from": "from", "area.standard_to": "to", "area.standard_issued": "issued",
	"area.standard_amount": "yuan", "area.standard_source": "source", "area.standard_there": "from", "area.no_area": "area", "area.bad_code": "area",
	"web.area.no_such": "area", "web.area.several": "area", "app.outside_scope": "area", "web.standard.no_area": "area", "web.standard.bad_amount": "yuan"}

func (v *visit) standardAdd() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	over, err := v.addStandard(form)
	switch {
	case err == nil && len(over) > 0:
		return v.done("/standards", "web.standard.added_over", "count", len(over))
	case err == nil:
		return v.done("/standards", "web.standard.added")
	}
	f, err := v.wrong(form, mine(err), standardFields)
	if err != nil {
		return err
	}
	return v.showStandards(url.Values{}, f, view.Form{}, http.StatusUnprocessableEntity)
}

func (v *visit) addStandard(form url.Values) ([]area.Standard, error) {
	where, err := v.areaOf(form.Get("area"))
	if err != nil {
		return nil, err
	}
	if where == "" {
		return nil, problem.New(problem.Invalid, "web.standard.no_area")
	}
	amount, err := money.Parse(form.Get("yuan"))
	if err != nil {
		return nil, problem.Wrap(err, problem.Invalid, "web.standard.bad_amount")
	}
	return v.desk.AddStandard(v.r.Context(), area.Standard{Area: where, Kind: form.Get("kind"), Amount: amount, From: form.Get("from"), To: form.Get("to"),
		Issued: form.Get("issued"), Source: form.Get("source")})
}

func (v *visit) standardWithdrawForm() error {
	return v.showStandardWithdraw(v.r.URL.Query(), view.Form{Values: url.Values{}}, http.StatusOK)
}

func (v *visit) showStandardWithdraw(q url.Values, f view.Form, status int) error {
	where, err := codeAsked(q.Get("area"))
	if err != nil {
		return err
	}
	lines, _, err := v.desk.Standards(v.r.Context(), where, q.Get("kind"))
	if err != nil {
		return err
	}
	names, err := v.placeNames()
	if err != nil {
		return err
	}
	for _, line := range lines {
		if line.Area == where && line.From == q.Get("from") && line.Kind == q.Get("kind") {
			p := v.systemPage("web.standard.withdraw_title", view.Link{Href: "/standards", Text: v.say("web.standard.title")})
			return v.write(status, view.StandardWithdrawPage(p, view.StandardWithdraw{Form: f, StandardRow: v.standardRow(line.Standard, nil, names)}))
		}
	}
	return problem.New(problem.NotFound, "area.standard_changed")
}

func (v *visit) standardWithdraw() error {
	form, err := v.form()
	if err != nil {
		return err
	}
	where, err := codeAsked(form.Get("area"))
	if err != nil {
		return err
	}
	seen, err := money.Parse(form.Get("seen"))
	if err != nil {
		seen = -1 // no line was ever that
	}
	if err = v.desk.WithdrawStandard(v.r.Context(), where, form.Get("kind"), form.Get("from"), seen, form.Get("reason")); err == nil {
		return v.done("/standards", "web.standard.was_withdrawn")
	}
	f, err := v.wrong(form, err, map[string]string{"area.standard_reason": "reason"})
	if err != nil {
		return err
	}
	return v.showStandardWithdraw(form, f, http.StatusUnprocessableEntity)
}

func (v *visit) standardImport() error {
	file, err := v.upload(tableBytes)
	var report *app.AreaReport
	if err == nil {
		defer file.Close()
		report, err = v.desk.LoadStandards(v.r.Context(), file)
	}
	if err == nil {
		return v.done("/standards", "web.standard.imported", "count", report.Standards)
	}
	f, err := v.wrong(nil, mine(err), nil)
	if err != nil {
		return err
	}
	f.Wrong["file"] = f.Wrong[""]
	return v.showStandards(url.Values{}, view.Form{Values: url.Values{}}, f, http.StatusUnprocessableEntity)
}
