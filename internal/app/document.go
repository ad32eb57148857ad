package app

import (
	"context"
	"io"
	"strings"

	"songnuan/internal/area"
	"songnuan/internal/casework"
	"songnuan/internal/id"
	"songnuan/internal/identity"
	"songnuan/internal/locale"
	"songnuan/internal/registry"
	"songnuan/internal/report"
	"songnuan/internal/sqldb"
)

// DocumentOrder asks for a printed document: of a case, of a household, or of
// neither, to be filled in by hand.
type DocumentOrder struct {
	Name   string
	Case   string // receipt number or id
	Number string // of a household; "" with a case
	Unmask bool   // clear names, ID numbers, phone, address
	Cards  bool   // and the bank card
	Reason string // why clear data is needed; goes on record
	Lang   locale.Lang
}

// documentWork is a document while it is made.
type documentWork struct {
	*Desk
	order    DocumentOrder
	template *report.Template
	known    report.DocumentData
	c        *casework.Case
	v        *CaseView
	h        *HouseholdView
	where    place
}

// PreviewDocument shows a document as it will be printed, personal data masked.
func (d *Desk) PreviewDocument(ctx context.Context, order DocumentOrder) (*report.Document, error) {
	if err := d.actor.Must(identity.CaseSee); err != nil {
		return nil, err
	}
	order.Unmask, order.Cards = false, false
	w, err := d.openDocument(order)
	if err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *sqldb.Tx) error { return w.load(ctx, tx) })
	if err != nil {
		return nil, err
	}
	return w.document(), nil
}

// PrintDocument writes a document as PDF. That it was printed, and the reason
// for clear data, is on record before the first byte goes out.
//
// Errors: Forbidden for clear data to who may not see it; Invalid without a
// reason.
func (d *Desk) PrintDocument(ctx context.Context, order DocumentOrder, to io.Writer) error {
	if err := d.actor.Must(identity.CaseSee); err != nil {
		return err
	}
	reason, err := d.documentReason(order)
	if err != nil {
		return err
	}
	w, err := d.openDocument(order)
	if err != nil {
		return err
	}
	err = d.store.Write(ctx, func(tx *sqldb.Tx) error {
		if err := w.load(ctx, tx); err != nil {
			return err
		}
		return w.recordPrint(ctx, tx, reason)
	})
	if err != nil {
		return err
	}
	return w.document().WritePDF(to)
}

func (d *Desk) documentReason(order DocumentOrder) (reason string, err error) {
	if !order.Unmask {
		return "", nil
	}
	if err := d.actor.Must(identity.PersonalUnmask); err != nil {
		return "", err
	}
	if order.Cards {
		if err := d.actor.Must(identity.CardUnmask); err != nil {
			return "", err
		}
	}
	return reasonIn(order.Reason)
}

func (d *Desk) openDocument(order DocumentOrder) (*documentWork, error) {
	t, err := report.FindTemplate(order.Name)
	if err != nil {
		return nil, err
	}
	return &documentWork{Desk: d, order: order, template: t}, nil
}

// load reads what is known of the case or the household.
func (w *documentWork) load(ctx context.Context, tx *sqldb.Tx) (err error) {
	w.known = report.DocumentData{Text: map[string]string{}, Rows: map[string][]map[string]string{}}
	show := disclosure{personal: w.order.Unmask, cards: w.order.Cards}
	switch {
	case w.order.Case != "":
		if w.c, err = w.caseOf(ctx, tx, w.order.Case); err != nil {
			return err
		}
		if w.v, err = w.viewCase(ctx, tx, w.c, show); err != nil {
			return err
		}
		if w.h = w.v.Found; w.h == nil {
			w.h = w.v.Declared
		}
		w.where = place{w.c.Area, w.c.Unit}
	case w.order.Number != "":
		if err := w.actor.Must(identity.HouseholdSee); err != nil {
			return err
		}
		h, err := w.householdNumbered(ctx, tx, w.order.Number)
		if err != nil {
			return err
		}
		if w.h, err = w.viewOf(ctx, tx, h, show); err != nil {
			return err
		}
		w.where = place{h.Area, h.Unit}
	}
	w.fillHousehold()
	w.fillCase()
	if err := w.fillGrant(ctx, tx); err != nil {
		return err
	}
	return w.fillOffice(ctx, tx)
}

func (w *documentWork) householdNumbered(ctx context.Context, tx *sqldb.Tx, number string) (*registry.Household, error) {
	of, err := w.householdOf(ctx, tx, number)
	if err != nil {
		return nil, err
	}
	return w.store.Household(ctx, tx, of, w.actor.Scope)
}

// fillOffice is who issues the document, and the day.
func (w *documentWork) fillOffice(ctx context.Context, tx *sqldb.Tx) error {
	today := w.clock.Today()
	w.set("today", today.Chinese())
	w.set("year", today.String()[:4])
	if w.where == (place{}) {
		return nil
	}
	name, err := w.officeName(ctx, tx)
	w.set("office", name)
	return err
}

// officeName is the unit of a union's case; else the town's government, which
// confirms aid (社会救助暂行办法; 民发〔2021〕57号), or its office of a street.
func (w *documentWork) officeName(ctx context.Context, tx *sqldb.Tx) (string, error) {
	if w.where.Unit != "" {
		return w.placeName(ctx, tx, "", w.where.Unit)
	}
	town := w.where.Area.Up(area.Township)
	name, err := w.placeName(ctx, tx, town, "")
	switch {
	case strings.HasSuffix(name, "镇"), strings.HasSuffix(name, "乡"):
		name += "人民政府"
	case strings.HasSuffix(name, "街道"):
		name += "办事处"
	}
	return name, err
}

func (w *documentWork) document() *report.Document {
	doc := w.template.Fill(w.known)
	doc.Lang, doc.Printer, doc.Printed, doc.Clear = w.order.Lang, firstOf(w.actor.Shown, w.actor.Name), w.clock.Now(), w.order.Unmask
	return doc
}

func (w *documentWork) recordPrint(ctx context.Context, tx *sqldb.Tx, reason string) error {
	a := act{name: "document.print", noun: "document", where: w.where, count: 1}
	detail := map[string]any{"document": w.template.Name, "clear": w.order.Unmask}
	if reason != "" {
		detail["reason"] = reason
	}
	switch {
	case w.c != nil:
		a.noun, a.subject = "case", w.c.ID
	case w.h != nil:
		a.noun, a.subject = "household", w.h.ID
	default:
		a.subject = id.ID(w.template.Name)
	}
	a.detail = detail
	return w.record(ctx, tx, a)
}

// set notes a value that is known.
func (w *documentWork) set(name, value string) {
	if value != "" {
		w.known.Text[name] = value
	}
}
