package app

import (
	"context"
	"strings"

	"songnuan/internal/locale"
	"songnuan/internal/registry"
	"songnuan/internal/sheet"
)

// HouseholdsOrder asks for a list of households as a workbook, names masked.
type HouseholdsOrder struct {
	Filter registry.Filter
	Order  registry.Order
	Path   string
	Lang   locale.Lang
}

// ExportHouseholds writes what a filter leaves to a workbook: a line a household
// and the totals. The export is on record before the first line.
func (d *Desk) ExportHouseholds(ctx context.Context, order HouseholdsOrder) (rows int64, err error) {
	book, err := sheet.NewXLSX(order.Path)
	if err != nil {
		return 0, err
	}
	if rows, err = d.writeHouseholds(ctx, book, order); err != nil {
		book.Abort()
		return 0, err
	}
	return rows, book.Close()
}

func (d *Desk) writeHouseholds(ctx context.Context, book *sheet.Book, order HouseholdsOrder) (rows int64, err error) {
	s, err := book.Sheet(text(order.Lang, "app.sheet.households"), columns(order.Lang, "app.column.number", words, "app.column.name", words,
		"app.column.village", words, "app.column.unit", words, "app.column.categories", wide, "app.column.persons", number,
		"app.column.per_head", amounts, "app.column.last_helped", days, "app.column.changed", days))
	if err != nil {
		return 0, err
	}
	persons := int64(0)
	rows, err = d.EachHousehold(ctx, order.Filter, order.Order, func(l *HouseholdLine) error {
		persons += int64(l.Persons)
		return s.Write(l.Number, l.Head, l.Village, l.Unit, strings.Join(l.Categories, text(order.Lang, "app.comma")), l.Persons,
			income(l), helped(l), l.Changed.Date())
	})
	if err != nil {
		return rows, err
	}
	return rows, s.Sum(text(order.Lang, "app.total_households", "count", rows), nil, nil, nil, nil, persons)
}

// A cell stays empty where nothing is known.
func income(l *HouseholdLine) any {
	if l.IncomePerHead == nil {
		return nil
	}
	return *l.IncomePerHead
}

func helped(l *HouseholdLine) any {
	if l.LastHelped.IsZero() {
		return nil
	}
	return l.LastHelped
}

// SealSearch makes what somebody looks for fit for an address: it may be a name
// or a number, and addresses stand in logs and histories.
func (d *Desk) SealSearch(text string) (string, error) { return d.store.SealText(text) }

// OpenSearch gives back what SealSearch has sealed. problem.Invalid for anything
// else.
func (d *Desk) OpenSearch(sealed string) (string, error) { return d.store.OpenText(sealed) }
