package app

import (
	"context"
	"strings"

	"songnuan/internal/day"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/problem"
	"songnuan/internal/sheet"
	"songnuan/internal/sqldb"
)

// AuditExport asks for a part of the record as a file: a workbook when the path
// ends in .xlsx, else CSV.
type AuditExport struct {
	AuditFilter
	Path string
	Lang locale.Lang
}

const (
	auditAtOnce = 1000      // records in memory
	auditMost   = 1_048_000 // rows of a worksheet, with its headings
)

// ExportAudit writes the records that AuditRecords shows, the newest first. The
// file appears only with its own record, which says how many it holds.
func (d *Desk) ExportAudit(ctx context.Context, order AuditExport, tell func(Progress)) (n int64, err error) {
	if err := d.actor.Must(identity.AuditExport); err != nil {
		return 0, err
	}
	if err := d.mayFilter(order.AuditFilter); err != nil {
		return 0, err
	}
	file, table, err := openAuditFile(order)
	if err != nil {
		return 0, err
	}
	if n, err = d.writeAudit(ctx, order, table, tell); err == nil {
		err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
			return d.record(ctx, tx, act{name: "audit.export", noun: "audit", where: place{Area: order.Area}, count: n, detail: order.detail()})
		})
	}
	if err != nil {
		file.Abort()
		return 0, err
	}
	return n, file.Close()
}

// auditFile is a file being written.
type auditFile interface {
	Close() error
	Abort()
}

func openAuditFile(order AuditExport) (auditFile, sheet.Table, error) {
	look := columns(order.Lang, "audit.column.at", sheet.Column{Kind: sheet.Text, Width: 20}, "audit.column.actor", words, "audit.column.role", words,
		"audit.column.act", sheet.Column{Kind: sheet.Text, Width: 24}, "audit.column.area", words, "audit.column.unit", words, "audit.column.count", number,
		"audit.column.subject", sheet.Column{Kind: sheet.Text, Width: 38}, "audit.column.detail", wide, "audit.column.chain", words, "audit.column.hash", sheet.Column{Kind: sheet.Text, Width: 66})
	if !strings.HasSuffix(order.Path, ".xlsx") {
		file, err := sheet.NewCSV(order.Path, sheet.UTF8, look)
		return file, file, err
	}
	book, err := sheet.NewXLSX(order.Path)
	if err != nil {
		return nil, nil, err
	}
	table, err := book.Sheet(text(order.Lang, "audit.sheet"), look, order.title())
	if err != nil {
		book.Abort()
	}
	return book, table, err
}

func (o AuditExport) title() string {
	shown := func(d day.Date) string {
		if d.IsZero() {
			return text(o.Lang, "audit.open_end")
		}
		return d.String()
	}
	return text(o.Lang, "audit.title", "from", shown(o.From), "to", shown(o.To))
}

// detail is what the record says of an export: for what it was asked.
func (o AuditExport) detail() map[string]any {
	detail := map[string]any{"from": o.From.String(), "to": o.To.String()}
	for name, value := range map[string]string{"actor": o.Actor, "act": o.Act, "noun": o.Noun, "subject": o.Subject, "area": string(o.Area)} {
		if value != "" {
			detail[name] = value
		}
	}
	if o.Looks {
		detail["looks"] = true
	}
	if o.Machine {
		detail["machine"] = true
	}
	return detail
}

func (d *Desk) writeAudit(ctx context.Context, order AuditExport, table sheet.Table, tell func(Progress)) (n int64, err error) {
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error {
		span := AuditSpan{Limit: auditAtOnce}
		for {
			page, err := d.auditPage(ctx, tx, order.AuditFilter, span)
			if err != nil || len(page) == 0 {
				return err
			}
			if n += int64(len(page)); n > auditMost && strings.HasSuffix(order.Path, ".xlsx") {
				return problem.New(problem.TooLarge, "audit.too_many")
			}
			for i := range page {
				if err := table.Write(auditRow(&page[i], order.Lang)...); err != nil {
					return err
				}
			}
			if tell != nil {
				tell(Progress{Stage: "audit", Rows: n})
			}
			last := &page[len(page)-1]
			span.Before = AuditPlace{last.At, last.ID}
		}
	})
	return n, err
}

func auditRow(r *identity.Record, lang locale.Lang) []any {
	return []any{ShownTime(r.At), r.Actor, RoleOn(r, lang), ActText(r.Act, lang), string(r.Area), r.Unit, r.Count, r.Subject, r.Detail, r.Chain, r.Hash}
}

// ShownTime is an instant as a clock in Beijing shows it, to the second.
func ShownTime(at day.Instant) string {
	t := at.Time()
	if t.IsZero() {
		return ""
	}
	return t.In(day.Beijing).Format("2006-01-02 15:04:05")
}

// ActText is the name of an act; its code where it has none.
func ActText(name string, lang locale.Lang) string {
	if !locale.Has(lang, name) {
		return name
	}
	return text(lang, name)
}

// RoleOn is the role that a record notes, "" when it notes none.
func RoleOn(r *identity.Record, lang locale.Lang) string {
	if r.Role == "" {
		return ""
	}
	return r.Role.Text(lang)
}

// AuditArgs are the args of an export of the record.
type AuditArgs struct {
	AuditFilter
	CSV  bool        `json:"csv,omitempty"`
	Lang locale.Lang `json:"lang,omitempty"`
}

// The names of the file that such a job leaves.
const (
	AuditBook = "audit.xlsx"
	AuditText = "audit.csv"
)

func runAuditExport(ctx context.Context, d *Desk, t *task) error {
	var args AuditArgs
	if err := t.args(&args); err != nil {
		return err
	}
	name := AuditBook
	if args.CSV {
		name = AuditText
	}
	n, err := d.ExportAudit(ctx, AuditExport{AuditFilter: args.AuditFilter, Path: t.write(name, false), Lang: args.Lang}, t.tell)
	t.result = map[string]int64{"records": n}
	return err
}
