package app

import (
	"bytes"
	"context"

	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/report"
	"songnuan/internal/sqldb"
)

// NoticeWhole shows a notice with all of its rows, for print.
func (d *Desk) NoticeWhole(ctx context.Context, of id.ID) (view *NoticeView, err error) {
	if err := d.actor.Must(identity.CaseSee); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		n, err := d.store.Notice(ctx, tx, of, d.actor.Scope)
		if err != nil {
			return err
		}
		view, err = d.wholeNotice(ctx, tx, n)
		return err
	})
	return view, err
}

func (d *Desk) wholeNotice(ctx context.Context, tx *sqldb.Tx, n *casework.Notice) (*NoticeView, error) {
	view := &NoticeView{Notice: n, Today: d.clock.Today()}
	rows, ties, err := d.rowsAsTheyHang(ctx, tx, n, d.actor.Scope)
	if err != nil {
		return nil, err
	}
	view.Ties, view.Total = ties, len(rows)
	for i := range rows {
		view.Rows = append(view.Rows, NoticeRowView{NoticeRow: rows[i]})
	}
	return view, nil
}

// PrintNotice gives the notice as a document for the board: on A4, or on A3 as
// large again by half. Paper "" is what the procedure says.
func (d *Desk) PrintNotice(ctx context.Context, of id.ID, paper string) ([]byte, *casework.Notice, error) {
	view, err := d.NoticeWhole(ctx, of)
	if err != nil {
		return nil, nil, err
	}
	if paper = firstOf(paper, view.Rule.Paper); paper != "" && paper != "A4" && paper != "A3" {
		return nil, nil, problem.New(problem.Invalid, "report.no_paper")
	}
	var to bytes.Buffer
	if err := noticePoster(view, paper == "A3", d).Write(&to); err != nil {
		return nil, nil, err
	}
	return to.Bytes(), view.Notice, nil
}

// noticePoster sets a notice for a board, in Chinese.
func noticePoster(view *NoticeView, large bool, d *Desk) *report.Poster {
	const lang = locale.Chinese
	n := view.Notice
	days := text(lang, "poster.days_calendar", "n", n.Rule.Days)
	if n.Rule.Unit == "working" {
		days = text(lang, "poster.days_working", "n", n.Rule.Days)
	}
	lead := text(lang, "poster.lead_draft", "days", days)
	if !n.Until.IsZero() {
		lead = text(lang, "poster.lead", "from", n.Posted.Chinese(), "until", n.Until.Chinese(), "days", days)
	}
	p := &report.Poster{Lang: lang, Title: n.Title, Before: []string{n.Basis, lead}, Office: n.Office + text(lang, "poster.seal"), Date: firstOf(n.Posted.Chinese(), text(lang, "poster.no_date")),
		Number: n.Number, Created: d.clock.Now(), Large: large}
	for _, field := range n.Rule.Shown() {
		p.Columns = append(p.Columns, report.PosterColumn{Head: text(lang, "poster.field."+field), Width: posterWidths[field], Right: posterRight[field], Centre: field == "serial" || field == "kin"})
	}
	for i := range view.Rows {
		cells := make([]string, len(view.Rows[i].Cells))
		for k, field := range n.Rule.Shown() {
			if k < len(cells) {
				cells[k] = noticeWord(field, view.Rows[i].Cells[k])
			}
		}
		p.Rows = append(p.Rows, cells)
	}
	p.After = []string{text(lang, "poster.objection_how"), text(lang, "poster.phone", "phone", n.Phone)}
	if n.Address != "" {
		p.After = append(p.After, text(lang, "poster.address", "address", n.Address))
	}
	return p
}

// posterWidths are the shares of the columns on a board.
var posterWidths = map[string]float64{"serial": 7, "name": 17, "village": 20, "group": 14, "category": 22, "persons": 11, "size": 11, "income": 17, "amount": 17, "standard": 15, "kin": 13, "decision": 16}

// posterRight are the columns set flush right.
var posterRight = map[string]bool{"persons": true, "size": true, "income": true, "amount": true, "standard": true}

// noticeWord is a cell as it reads on the board.
func noticeWord(field, value string) string {
	const lang = locale.Chinese
	switch {
	case field == "kin" && value != "":
		return text(lang, "poster.yes")
	case field == "kin":
		return text(lang, "poster.no")
	case value == "":
		return "—"
	}
	return value
}
